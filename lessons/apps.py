"""Configuration of the lessons room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    """Floor 5, stage 3: experiments, reviews and lessons."""

    name = "lessons"
    verbose_name = _("Lessons")
