"""Configuration of the value room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ValueConfig(AppConfig):
    """Floor 6, stage 4: freed hours, their destinations and confirmed amounts."""

    name = "value"
    verbose_name = _("Value")
