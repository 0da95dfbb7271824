"""The addresses of stage 2 in the API, version 1."""

from django.urls import path

from processes import api

MAPS = "initiatives/<str:ref>/maps/"
ONE = f"{MAPS}<slug:slug>/"

urlpatterns = [
    path("processes/analyse/", api.AnalyseFile.as_view(), name="api-analyse-process"),
    path(MAPS, api.Maps.as_view(), name="api-maps"),
    path(ONE, api.OneMap.as_view(), name="api-map"),
    path(f"{ONE}steps/", api.Steps.as_view(), name="api-map-steps"),
    path(f"{ONE}facts/", api.Facts.as_view(), name="api-map-facts"),
    path(f"{ONE}what-if/", api.Try.as_view(), name="api-map-what-if"),
]
