"""The addresses of the API, version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from governance import api, api_law

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
    path("law/", api_law.Law.as_view(), name="api-law"),
    path("law/<slug:code>/", api_law.OneRule.as_view(), name="api-law-rule"),
    path(
        "initiatives/<str:ref>/triage/",
        api_law.TriageOf.as_view(),
        name="api-triage",
    ),
    path(
        "initiatives/<str:ref>/requirements/",
        api_law.RequirementsOf.as_view(),
        name="api-requirements",
    ),
    path("calendar/", api_law.DueList.as_view(), name="api-calendar"),
    path("stalls/", api.Stalls.as_view(), name="api-stalls"),
    path("waiting/", api.Waiting.as_view(), name="api-waiting"),
]
