"""Addresses for the tests of the shell, so that they need no other room."""

from django.http import HttpResponse
from django.urls import include, path


def _nothing(request, **kwargs):
    return HttpResponse()


def _room(name, *pages):
    patterns = [path(f"{name}/{page}/", _nothing, name=page) for page in pages]
    return path("", include((patterns, name)))


urlpatterns = [
    _room("governance", "waiting", "pipeline", "committee", "search", "updates"),
    _room("literacy", "index"),
    _room("processes", "index"),
    _room("lessons", "index"),
    _room("value", "index"),
    _room("organisation", "profile", "people", "settings"),
    _room("audit", "entries"),
    _room("initiatives", "import"),
    path("help/", include("governance.help_urls")),
    path("login/", _nothing, name="login"),
    path("logout/", _nothing, name="logout"),
]
