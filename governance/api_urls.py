"""The addresses of the API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from governance import api, prevention_api

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
    path("", include("literacy.api_urls")),
    path("waiting/", api.Waiting.as_view(), name="api-waiting"),
    path("sandboxes/", prevention_api.Sandboxes.as_view(), name="api-sandboxes"),
    path("recipes/", prevention_api.Recipes.as_view(), name="api-recipes"),
    path(
        "recipes/<int:pk>/use/",
        prevention_api.UseRecipe.as_view(),
        name="api-use-recipe",
    ),
    path(
        "initiatives/<str:ref>/impact/",
        prevention_api.Impact.as_view(),
        name="api-impact",
    ),
    path(
        "initiatives/<str:ref>/impact/answers/",
        prevention_api.ImpactAnswers.as_view(),
        name="api-impact-answers",
    ),
    path(
        "initiatives/<str:ref>/impact/complete/",
        prevention_api.ImpactCompletion.as_view(),
        name="api-impact-complete",
    ),
    path(
        "initiatives/<str:ref>/impact/view/",
        prevention_api.ImpactView.as_view(),
        name="api-impact-view",
    ),
    path(
        "initiatives/<str:ref>/impact/measures/",
        prevention_api.Preventions.as_view(),
        name="api-preventions",
    ),
    path(
        "initiatives/<str:ref>/impact/measures/<int:pk>/done/",
        prevention_api.PreventionDone.as_view(),
        name="api-prevention-done",
    ),
]
