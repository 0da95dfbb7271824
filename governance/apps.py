"""Configuration of the governance room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    """Floor 7: the project package, and what joins the functions."""

    name = "governance"
    verbose_name = _("Governance")

    def ready(self):
        # Figures are read from models, which are there only from here on.
        from audit import actions
        from governance import ending, handoff_figures
        from value import wider

        wider.ABOVE |= {
            "handoff-lead-time": handoff_figures.lead_time,
            "stalled-handoffs": handoff_figures.stalled,
        }
        actions.FINISHING["stalls"] = ending.at_an_act
