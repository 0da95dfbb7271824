"""Configuration of the processes room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcessesConfig(AppConfig):
    """Floor 4, stage 2: process maps, bottlenecks and measurements."""

    name = "processes"
    verbose_name = _("Processes")

    def ready(self):
        # What is carried is read from models, which are there only from here on.
        from initiatives import cycles
        from processes import next_cycle

        cycles.CARRIERS.append(next_cycle.carry)
