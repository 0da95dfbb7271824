"""The addresses of stage 3."""

from django.urls import path

from lessons import views

app_name = "lessons"

ROOM = "initiatives/<str:ref>/lessons/"

urlpatterns = [
    path("lessons/", views.index, name="index"),
    path("lessons/figures/", views.figures, name="figures"),
    path("lessons/figures/<slug:code>/", views.records, name="records"),
    path("lessons/digest/", views.digest, name="digest"),
    path("lessons/digest/<str:quarter>/", views.digest, name="digest-of"),
    path("lessons/<str:lesson_ref>/paper/", views.lesson_paper, name="lesson-paper"),
    path("lessons/<str:lesson_ref>/", views.lesson, name="lesson"),
    path("lessons/<str:lesson_ref>/edit/", views.edit_lesson, name="edit-lesson"),
    path("lessons/<str:lesson_ref>/endorse/", views.endorse, name="endorse"),
    path("lessons/<str:lesson_ref>/assign/", views.assign_action, name="assign-action"),
    path(
        "lessons/<str:lesson_ref>/to/<slug:to>/", views.move_lesson, name="move-lesson"
    ),
    path("lessons/<str:lesson_ref>/retire/", views.retire_lesson, name="retire-lesson"),
    path(ROOM, views.page, name="page"),
    path(f"{ROOM}experiments/new/", views.start_experiment, name="start-experiment"),
    path(f"{ROOM}experiments/<int:pk>/", views.experiment, name="experiment"),
    path(
        f"{ROOM}experiments/<int:pk>/values/new/",
        views.add_reading,
        name="add-reading",
    ),
    path(
        f"{ROOM}experiments/<int:pk>/values/file/",
        views.read_series,
        name="read-series",
    ),
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
