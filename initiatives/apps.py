"""Configuration of the initiatives room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    """Floor 2: the initiative, its stages and the moves between them."""

    name = "initiatives"
    verbose_name = _("Initiatives")
