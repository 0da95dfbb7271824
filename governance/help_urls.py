"""The help pages: what the words mean, the keys, accessibility."""

from django.urls import path
from django.views.generic import TemplateView

app_name = "help"

urlpatterns = [
    path("words/", TemplateView.as_view(template_name="help/words.html"), name="words"),
    path("keys/", TemplateView.as_view(template_name="help/keys.html"), name="keys"),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="help/accessibility.html"),
        name="accessibility",
    ),
]
