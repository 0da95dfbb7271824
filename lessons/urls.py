"""The addresses of stage 3."""

from django.urls import path

from lessons import views

app_name = "lessons"

ROOM = "initiatives/<str:ref>/lessons/"

urlpatterns = [
    path("lessons/", views.index, name="index"),
    path("lessons/<str:lesson_ref>/", views.lesson, name="lesson"),
    path("lessons/<str:lesson_ref>/edit/", views.edit_lesson, name="edit-lesson"),
    path("lessons/<str:lesson_ref>/endorse/", views.endorse, name="endorse"),
    path(ROOM, views.page, name="page"),
    path(f"{ROOM}experiments/new/", views.start_experiment, name="start-experiment"),
    path(
        f"{ROOM}experiments/<int:pk>/edit/",
        views.edit_experiment,
        name="edit-experiment",
    ),
    path(
        f"{ROOM}experiments/<int:pk>/verdict/", views.give_verdict, name="give-verdict"
    ),
    path(f"{ROOM}reviews/new/", views.record_review, name="record-review"),
    path(f"{ROOM}reviews/<int:pk>/attest/", views.attest_review, name="attest-review"),
    path(f"{ROOM}write/", views.write_lesson, name="write-lesson"),
    path(f"{ROOM}answers/<str:lesson_ref>/", views.answer, name="answer"),
    path(f"{ROOM}outcomes/<int:pk>/", views.record_outcome, name="record-outcome"),
]
