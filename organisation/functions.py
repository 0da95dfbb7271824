"""The eight functions that lead an initiative jointly."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Function(TextChoices):
    """A function of the company: a person holds it by a mandate for a unit."""

    HR = "hr", _("HR")
    OPERATIONS = "operations", _("Operations")
    KNOWLEDGE = "knowledge", _("Knowledge")
    MARKETING = "marketing", _("Marketing")
    LEADERSHIP = "leadership", _("Leadership")
    FINANCE = "finance", _("Finance")
    IT = "it", _("IT")
    LEGAL = "legal", _("Legal")


LEADING = (
    Function.HR,
    Function.OPERATIONS,
    Function.KNOWLEDGE,
    Function.MARKETING,
    Function.LEADERSHIP,
)
"""The functions that each name a lead for every initiative."""
