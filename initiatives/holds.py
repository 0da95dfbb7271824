"""Whether something may be erased at all: not while a legal hold lasts."""

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit.errors import DomainError
from initiatives.models import LegalHold


def standing():
    """The holds that last."""
    return LegalHold.objects.filter(lifted_at__isnull=True)


def hold_on(target):
    """The hold that lasts on an initiative or a person, or None."""
    return standing().filter(**of(target)).select_related("set_by").first()


def of(target) -> dict:
    """How a hold names an initiative or a person."""
    return {target._meta.model_name: target}


def require_none(*, initiative=None, person=None):
    """Stop an erasure of something that an initiative or a person is held for.

    Raises DomainError with the reason of the hold, and who lifts it.
    """
    held = Q(pk__in=[])
    if initiative is not None:
        held |= Q(initiative=initiative)
    if person is not None:
        held |= Q(person=person)
    hold = standing().filter(held).first()
    if hold is not None:
        raise DomainError(sentence(hold))


def sentence(hold):
    """Why nothing may be erased, and who can end it."""
    return format_lazy(
        _(
            "Nothing of it may be erased: a legal hold lasts. Its reason: {reason} "
            "Legal can lift it."
        ),
        reason=hold.reason.rstrip(".") + ".",
    )
