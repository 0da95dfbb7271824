"""The pages of the record."""

from django.urls import path

from audit import views

app_name = "audit"

urlpatterns = [
    path("", views.entries, name="entries"),
    path("verify/", views.verify, name="verify"),
    path("export.csv", views.export, name="export"),
]
