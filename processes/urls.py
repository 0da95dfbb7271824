"""The addresses of stage 2."""

from django.urls import path

from processes.views import comparing, library, measuring, room

app_name = "processes"

ROOM = "initiatives/<str:ref>/processes/"

urlpatterns = [
    path("processes/", library.index, name="index"),
    path(ROOM, room.page, name="page"),
    path(f"{ROOM}owner/", room.name_owner, name="name-owner"),
    path(f"{ROOM}maps/<slug:slug>/new/", room.attach_map, name="attach-map"),
    path(f"{ROOM}maps/<int:pk>/file/", room.map_file, name="map-file"),
    path(f"{ROOM}bottleneck/", room.name_bottleneck, name="name-bottleneck"),
    path(
        f"{ROOM}measurements/baseline/new/",
        measuring.record_baseline,
        name="record-baseline",
    ),
    path(f"{ROOM}measurements/work/new/", measuring.time_work, name="time-work"),
    path(
        f"{ROOM}measurements/<int:pk>/again/",
        measuring.record_after,
        name="record-after",
    ),
    path(
        f"{ROOM}measurements/<int:pk>/correct/",
        measuring.correct_measurement,
        name="correct-measurement",
    ),
    path(f"{ROOM}compare/", comparing.compare, name="compare"),
    path(f"{ROOM}compare/merge/", comparing.answer_merge, name="answer-merge"),
    path(f"{ROOM}compare/steps/", comparing.match_steps, name="match-steps"),
    path(f"{ROOM}notes/<slug:slug>/new/", room.write_note, name="write-note"),
]
