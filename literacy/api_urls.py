"""The addresses of stage 1 in the API, version 1."""

from django.urls import path

from literacy.api import learning, screening

ONE = "initiatives/<str:ref>/"

urlpatterns = [
    path(f"{ONE}measures/", learning.Measures.as_view(), name="api-measures"),
    path(
        f"{ONE}measures/<int:pk>/correction/",
        learning.Correction.as_view(),
        name="api-measure-correction",
    ),
    path(f"{ONE}coverage/", learning.Coverage.as_view(), name="api-coverage"),
    path(
        f"{ONE}screening/",
        screening.ScreeningOfInitiative.as_view(),
        name="api-screening",
    ),
]
