"""The addresses of stage 1 in the API, version 1."""

from django.urls import path

from literacy.api import asking, attendance, learning, screening

ONE = "initiatives/<str:ref>/"

urlpatterns = [
    path(f"{ONE}measures/", learning.Measures.as_view(), name="api-measures"),
    path(
        f"{ONE}measures/<int:pk>/correction/",
        learning.Correction.as_view(),
        name="api-measure-correction",
    ),
    path(f"{ONE}coverage/", learning.Coverage.as_view(), name="api-coverage"),
    path("attendance/", attendance.Imports.as_view(), name="api-attendance"),
    path(
        "attendance/<uuid:pk>/",
        attendance.OneImport.as_view(),
        name="api-attendance-import",
    ),
    path("concerns/", asking.Concerns.as_view(), name="api-concerns"),
    path("concerns/<uuid:pk>/more/", asking.More.as_view(), name="api-write-again"),
    path(
        "concerns/<uuid:pk>/withdrawal/",
        asking.Withdrawal.as_view(),
        name="api-withdraw-concern",
    ),
    path("calendar/feed/", asking.Feed.as_view(), name="api-feed"),
    path("calendar/feed/end/", asking.EndFeed.as_view(), name="api-end-feed"),
    path(
        "consultations/<int:pk>/notes/erasure/",
        asking.EraseNotes.as_view(),
        name="api-erase-notes",
    ),
    path(
        f"{ONE}screening/",
        screening.ScreeningOfInitiative.as_view(),
        name="api-screening",
    ),
]
