"""The addresses of the API, version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from governance import api, voice_api

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("initiatives/", api.Initiatives.as_view(), name="api-initiatives"),
    path("initiatives/<str:ref>/", api.OneInitiative.as_view(), name="api-initiative"),
    path("initiatives/<str:ref>/gate/", api.Gate.as_view(), name="api-gate"),
    path("initiatives/<str:ref>/handoff/", api.Offer.as_view(), name="api-offer"),
    path("initiatives/<str:ref>/history/", api.History.as_view(), name="api-history"),
    path("handoffs/<int:pk>/sign/", api.Sign.as_view(), name="api-sign"),
    path("handoffs/<int:pk>/accept/", api.Accept.as_view(), name="api-accept"),
    path("handoffs/<int:pk>/return/", api.Return.as_view(), name="api-return"),
    path("stalls/", api.Stalls.as_view(), name="api-stalls"),
    path("questions/", voice_api.Questions.as_view(), name="api-questions"),
    path("questions/<uuid:pk>/", voice_api.OneQuestion.as_view(), name="api-question"),
    path(
        "questions/<uuid:pk>/answer/",
        voice_api.AnswerQuestion.as_view(),
        name="api-answer-question",
    ),
    path("pulses/", voice_api.Pulses.as_view(), name="api-pulses"),
    path("pulses/<int:pk>/", voice_api.OnePulse.as_view(), name="api-pulse"),
    path("waiting/", api.Waiting.as_view(), name="api-waiting"),
]
