"""The numbers that this installation sets: limits in days, and shares a gate asks for.

Each has a default. A change is asked for by an administrator and confirmed by
Leadership of the whole; it stays as a version. What an initiative was told when it
entered a stage holds for that stay, whatever changes meanwhile.
"""

from typing import NamedTuple

from django.db.models import Max, TextChoices
from django.utils.translation import gettext_lazy as _


class Unit(TextChoices):
    """What a number counts."""

    WORKING_DAYS = "working_days", _("working days")
    DAYS = "days", _("days")
    PER_CENT = "per_cent", _("per cent")
    TENTHS = "tenths", _("tenths of a point")


class Number(NamedTuple):
    """One number: what it is, its default, and between what it may lie."""

    label: object
    unit: Unit
    default: int
    lowest: int
    highest: int


WORKING, DAYS, SHARE = Unit.WORKING_DAYS, Unit.DAYS, Unit.PER_CENT

NUMBERS: dict[str, Number] = {
    "sign": Number(_("A function signs an offer"), WORKING, 5, 1, 60),
    "accept": Number(_("The receiver accepts a handoff"), WORKING, 10, 1, 60),
    "answer": Number(_("A returned question is answered"), WORKING, 5, 1, 60),
    "idle": Number(_("Something happens in a stage"), WORKING, 15, 5, 120),
    "concern": Number(
        _("A question or concern of employees is answered"), WORKING, 15, 1, 60
    ),
    "response": Number(
        _("The employer answers an opinion of a body"), WORKING, 10, 1, 60
    ),
    "lesson": Number(
        _("A lesson is endorsed after a stop or a failed verdict"), WORKING, 20, 1, 120
    ),
    "confirmation": Number(_("Finance answers an amount"), WORKING, 15, 1, 60),
    "coverage": Number(_("Exposed people covered before gate G1"), SHARE, 80, 50, 100),
    "overseers": Number(_("Overseers trained before gate G1"), SHARE, 100, 80, 100),
    "pulse_response": Number(
        _("Share of the invited who answer the pulse, before gate G1"),
        SHARE,
        50,
        20,
        100,
    ),
    "pulse_trust": Number(
        _("Mean trust in the pulse, of five points, before gate G1"),
        Unit.TENTHS,
        28,
        10,
        50,
    ),
    "in_use": Number(
        _("The to-be process is in use before gate G2"), DAYS, 30, 10, 180
    ),
    "remeasure": Number(_("Freed hours are measured again"), DAYS, 90, 30, 365),
    "map_questions": Number(
        _("Questions on a process map are answered"), WORKING, 15, 1, 120
    ),
    "review": Number(_("A review is held after the verdict"), WORKING, 10, 1, 60),
}


def current() -> dict[str, int]:
    """What each number is now: its last confirmed version, else its default."""
    # Late, since the model checks itself against this table.
    from organisation.models import NumberChange

    confirmed = NumberChange.objects.filter(agreed=True)
    last = confirmed.order_by().values("code").annotate(last=Max("pk")).values("last")
    found = dict(confirmed.filter(pk__in=last).values_list("code", "value"))
    return {code: found.get(code, n.default) for code, n in NUMBERS.items()}
