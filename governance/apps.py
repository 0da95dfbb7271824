"""Configuration of the governance room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GovernanceConfig(AppConfig):
    """Floor 7: the project package, and what joins the functions."""

    name = "governance"
    verbose_name = _("Governance")
