"""Configuration of the processes room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    """Floor 4, stage 2: process maps, bottlenecks and measurements."""

    name = "processes"
    verbose_name = _("Processes")
