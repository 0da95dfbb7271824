"""The addresses of stage 4."""

from django.urls import path

from value import views

app_name = "value"

ROOM = "initiatives/<str:ref>/value/"

urlpatterns = [
    path("value/", views.index, name="index"),
    path(ROOM, views.page, name="page"),
    path(f"{ROOM}hours/new/", views.record_hours, name="record-hours"),
    path(f"{ROOM}hours/<int:pk>/back/", views.reverse_hours, name="reverse-hours"),
    path(f"{ROOM}plans/new/", views.plan_reception, name="plan-reception"),
    path(f"{ROOM}destinations/new/", views.allocate, name="allocate"),
    path(
        f"{ROOM}destinations/<int:pk>/back/",
        views.reverse_allocation,
        name="reverse-allocation",
    ),
    path(f"{ROOM}amounts/new/", views.report_amount, name="report-amount"),
    path(f"{ROOM}amounts/<int:pk>/", views.answer_amount, name="answer-amount"),
    path(f"{ROOM}review/", views.review, name="review"),
    path(f"{ROOM}outcome/", views.publish_outcome, name="publish-outcome"),
]
