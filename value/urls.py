"""The addresses of stage 4."""

from django.urls import path

from value import views

app_name = "value"

ROOM = "initiatives/<str:ref>/value/"

urlpatterns = [
    path("value/", views.index, name="index"),
    path(ROOM, views.page, name="page"),
]
