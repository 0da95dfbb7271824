"""The addresses of stage 3 in the API, version 1."""

from django.urls import path

from lessons import api

ONE = "initiatives/<str:ref>/"
TRIAL = f"{ONE}experiments/<int:pk>/"

urlpatterns = [
    path("lessons/", api.Lessons.as_view(), name="api-lessons"),
    path("lessons/<str:lesson_ref>/", api.OneLesson.as_view(), name="api-lesson"),
    path(
        "lessons/<str:lesson_ref>/endorse/",
        api.Endorse.as_view(),
        name="api-endorse-lesson",
    ),
    path("lessons/<str:lesson_ref>/move/", api.Move.as_view(), name="api-move-lesson"),
    path(f"{ONE}lessons/", api.LessonsOf.as_view(), name="api-lessons-of"),
    path(f"{ONE}fits/", api.Fits.as_view(), name="api-fits"),
    path(
        f"{ONE}fits/<str:lesson_ref>/answer/",
        api.Answer.as_view(),
        name="api-answer-lesson",
    ),
    path(f"{ONE}experiments/", api.Experiments.as_view(), name="api-experiments"),
    path(f"{TRIAL}readings/", api.Readings.as_view(), name="api-readings"),
    path(f"{TRIAL}verdict/", api.GiveVerdict.as_view(), name="api-verdict"),
    path(f"{ONE}reviews/", api.Reviews.as_view(), name="api-reviews"),
    path("learning/", api.Figures.as_view(), name="api-learning"),
]
