"""Configuration of the literacy room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LiteracyConfig(AppConfig):
    """Floor 3, stage 1: literacy measures, consultations and dialogue."""

    name = "literacy"
    verbose_name = _("Literacy")
