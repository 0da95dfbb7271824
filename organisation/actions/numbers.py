"""Change a number of this installation: an administrator asks, Leadership answers."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Refused
from organisation import access
from organisation.functions import Function
from organisation.models import NumberChange, Unit
from organisation.notices import tell
from organisation.numbers import NUMBERS, current
from organisation.rows import save


@audited
def ask_number(*, by, code, value, reason):
    """Ask that a number be another one from now on; Leadership must agree."""
    access.require(by, "organisation.manage")
    if code not in NUMBERS:
        raise Invalid(_("There is no such number."), field="code")
    number = NUMBERS[code]
    if not number.lowest <= value <= number.highest:
        raise Invalid(
            format_lazy(
                _("Enter a number from {lowest} to {highest}."),
                lowest=number.lowest,
                highest=number.highest,
            ),
            field="value",
        )
    if value == current()[code]:
        raise Invalid(_("It is this number already."), field="value")
    if not reason.strip():
        raise Invalid(_("Write the reason first."), field="reason")
    row = save(NumberChange(code=code, value=value, reason=reason.strip(), asked_by=by))
    record("organisation.number_asked", row, by=by, code=code, value=value)
    root = _root()
    tell(
        access.holders_of(Function.LEADERSHIP, root) if root else [],
        "number_asked",
        initiative=None,
        by=by,
        url=reverse("organisation:numbers"),
        key=f"number/{row.pk}",
        code=code,
    )
    return row


@audited
def answer_number(change, *, by, agreed):
    """Agree to a change of a number, or refuse it, for Leadership of the whole."""
    access.require(by, "organisation.confirm_number", of=_root())
    if change.asked_by_id == by.pk:
        raise Refused(_("You asked for this: another person must answer."))
    changed = NumberChange.objects.filter(pk=change.pk, agreed__isnull=True).update(
        agreed=agreed, answered_at=clock.now(), answered_by=by
    )
    if not changed:
        raise Duplicate(_("This was answered a moment ago. Look at the page again."))
    change.refresh_from_db()
    record(
        "organisation.number_answered",
        change,
        by=by,
        code=change.code,
        value=change.value,
        agreed=agreed,
    )
    tell(
        [change.asked_by_id],
        "number_answered",
        initiative=None,
        by=by,
        url=reverse("organisation:numbers"),
        code=change.code,
        agreed=agreed,
    )
    return change


def _root():
    return Unit.objects.filter(parent__isnull=True).first()
