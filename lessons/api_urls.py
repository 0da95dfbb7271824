"""The addresses of stage 3 in the API, version 1."""

from django.urls import path

from lessons import api, library_api

ONE = "initiatives/<str:ref>/"
TRIAL = f"{ONE}experiments/<int:pk>/"

urlpatterns = [
    path("lessons/", library_api.Lessons.as_view(), name="api-lessons"),
    path(
        "lessons/<str:lesson_ref>/", library_api.OneLesson.as_view(), name="api-lesson"
    ),
    path(
        "lessons/<str:lesson_ref>/endorse/",
        library_api.Endorse.as_view(),
        name="api-endorse-lesson",
    ),
    path(
        "lessons/<str:lesson_ref>/move/",
        library_api.Move.as_view(),
        name="api-move-lesson",
    ),
    path(
        "lessons/<str:lesson_ref>/action/",
        library_api.AssignAction.as_view(),
        name="api-assign-action",
    ),
    path(
        "lessons/<str:lesson_ref>/retire/",
        library_api.Retire.as_view(),
        name="api-retire-lesson",
    ),
    path(f"{ONE}lessons/", library_api.LessonsOf.as_view(), name="api-lessons-of"),
    path(f"{ONE}fits/", api.Fits.as_view(), name="api-fits"),
    path(
        f"{ONE}fits/<str:lesson_ref>/answer/",
        api.Answer.as_view(),
        name="api-answer-lesson",
    ),
    path(
        f"{ONE}fits/<str:lesson_ref>/outcome/",
        api.Outcome.as_view(),
        name="api-lesson-outcome",
    ),
    path(f"{ONE}experiments/", api.Experiments.as_view(), name="api-experiments"),
    path(TRIAL, api.OneExperiment.as_view(), name="api-experiment"),
    path(f"{TRIAL}readings/", api.Readings.as_view(), name="api-readings"),
    path(f"{TRIAL}verdict/", api.GiveVerdict.as_view(), name="api-verdict"),
    path(f"{ONE}reviews/", api.Reviews.as_view(), name="api-reviews"),
    path(
        f"{ONE}reviews/<int:pk>/attest/",
        api.Attest.as_view(),
        name="api-attest-review",
    ),
    path("learning/", api.Figures.as_view(), name="api-learning"),
]
