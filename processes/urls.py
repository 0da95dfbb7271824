"""The addresses of stage 2."""

from django.urls import path

from processes.views import (
    comparing,
    drawing,
    library,
    maps,
    measuring,
    room,
    sheets,
    steps,
)

app_name = "processes"

ROOM = "initiatives/<str:ref>/processes/"
MAP = f"{ROOM}maps/<slug:slug>/"

urlpatterns = [
    path("processes/", library.index, name="index"),
    path(ROOM, room.page, name="page"),
    path(f"{ROOM}owner/", room.name_owner, name="name-owner"),
    path(f"{ROOM}maps/<int:pk>/", maps.show_version, name="map-version"),
    path(f"{ROOM}maps/<int:pk>/file/", maps.map_file, name="map-file"),
    path(f"{ROOM}maps/<int:pk>/bpmn/", maps.map_bpmn, name="map-bpmn"),
    path(f"{ROOM}figures/<int:pk>/home/", maps.give_home, name="give-home"),
    path(MAP, maps.show, name="map"),
    path(f"{MAP}new/", sheets.attach_map, name="attach-map"),
    path(f"{MAP}columns/<uuid:pk>/", sheets.sheet_columns, name="sheet-columns"),
    path(f"{MAP}paper/", maps.map_paper, name="map-paper"),
    path(f"{MAP}draw/", drawing.draw_map, name="draw-map"),
    path(f"{MAP}steps/", steps.edit_steps, name="edit-steps"),
    path(f"{MAP}questions/", maps.answer_questions, name="answer-questions"),
    path(f"{MAP}figures/", maps.state_figures, name="state-figures"),
    path(f"{MAP}effect/", maps.keep_effect, name="keep-effect"),
    path(f"{ROOM}bottleneck/", room.name_bottleneck, name="name-bottleneck"),
    path(
        f"{ROOM}measurements/baseline/new/",
        measuring.record_baseline,
        name="record-baseline",
    ),
    path(f"{ROOM}measurements/times/new/", measuring.time_work, name="time-work"),
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
