"""Configuration of the organisation room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """Floor 1: people, units, sites, functions, mandates, and who may do what."""

    name = "organisation"
    verbose_name = _("Organisation")
