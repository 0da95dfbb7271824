"""The addresses of stage 2."""

from django.urls import path

from processes import views

app_name = "processes"

ROOM = "initiatives/<str:ref>/processes/"

urlpatterns = [
    path("processes/", views.index, name="index"),
    path(ROOM, views.page, name="page"),
    path(f"{ROOM}owner/", views.name_owner, name="name-owner"),
    path(f"{ROOM}maps/<slug:slug>/new/", views.attach_map, name="attach-map"),
    path(f"{ROOM}maps/<int:pk>/file/", views.map_file, name="map-file"),
    path(f"{ROOM}bottleneck/", views.name_bottleneck, name="name-bottleneck"),
    path(
        f"{ROOM}measurements/baseline/new/",
        views.record_baseline,
        name="record-baseline",
    ),
    path(f"{ROOM}measurements/work/new/", views.time_work, name="time-work"),
    path(
        f"{ROOM}measurements/<int:pk>/again/",
        views.record_after,
        name="record-after",
    ),
    path(
        f"{ROOM}measurements/<int:pk>/correct/",
        views.correct_measurement,
        name="correct-measurement",
    ),
    path(f"{ROOM}notes/<slug:slug>/new/", views.write_note, name="write-note"),
]
