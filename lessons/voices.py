"""Which functions have a voice in a review and behind a lesson."""

from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from lessons.models import ENDORSING


def require_voice(function):
    """Stop a function that has no voice here."""
    if function not in ENDORSING:
        raise Invalid(_("HR, Operations or Knowledge can say this."))
