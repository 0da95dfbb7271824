"""Ideas: imagined by Marketing, compared, chosen or set aside."""

from decimal import Decimal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid
from initiatives.actions import require_open
from initiatives.models import Conversion
from organisation import access
from organisation.rows import save
from organisation.templatetags.ui import written_day
from value import rules
from value.actions.hours import allocate
from value.models import Allocation, Idea

QUARTERS = 4


@audited
def imagine(initiative, *, by, owner, **fields):
    """Write an idea down: what these hours could do, and how it would show."""
    access.require(by, "value.imagine", of=initiative)
    now = require_open(initiative)
    rules.require_consultation(now, fields["type"], fields.get("consultation"))
    rules.require_to_come(fields["starts_on"], fields["expires_on"])
    row = save(
        Idea(
            initiative=now,
            currency=now.currency,
            owner=owner,
            imagined_by=by,
            **fields,
        )
    )
    record("value.imagined", row, by=by, initiative=now, type=row.type, hours=row.hours)
    return row


@audited
def set_idea_aside(idea, *, by, reason):
    """Say why an idea is not followed; it stays to be read."""
    access.require(by, "value.imagine", of=idea.initiative)
    now = require_open(idea.initiative)
    if not reason.strip():
        raise Invalid(_("Write the reason."), field="reason")
    _require_standing(idea)
    idea.set_aside_at, idea.set_aside_by = clock.now(), by
    idea.set_aside_reason = reason.strip()
    save(idea, ["set_aside_at", "set_aside_by", "set_aside_reason"])
    record("value.idea_set_aside", idea, by=by, initiative=now)
    return idea


@audited
def choose_idea(
    idea, *, by, hours=None, starts_on=None, kept_reason="", choice_reason=""
):
    """Make an idea the destination of hours; of fewer posts, only as an intention.

    Fewer posts are consulted on first: the hours wait in the destination until that
    has passed and Finance finds it in the accounts. `starts_on` is a later start, where
    the one of the idea has passed.
    """
    _require_standing(idea)
    if idea.expires_on is not None and idea.expires_on <= clock.today():
        raise DomainError(
            format_lazy(
                _("This idea expired on {day}. Write it down anew with a later end."),
                day=written_day(idea.expires_on),
            )
        )
    if starts_on is not None and starts_on < idea.starts_on:
        raise Invalid(_("The idea starts later than that."), field="starts_on")
    row = allocate(
        idea.initiative,
        by=by,
        hours=idea.hours if hours is None else Decimal(hours),
        type=idea.type,
        team=idea.team,
        use=idea.title,
        starts_on=starts_on or idea.starts_on,
        target=idea.target,
        target_amount=None
        if idea.target_amount is None
        else idea.target_amount * QUARTERS,
        expires_on=idea.expires_on,
        kept_reason=(kept_reason.strip() or idea.hypothesis)
        if idea.type == Conversion.G
        else "",
        consultation=idea.consultation,
        consultation_reference=idea.consultation_reference,
        scheduling_plan=idea.scheduling_plan,
        choice_reason=choice_reason,
        idea=idea,
        owner=idea.owner,
    )
    record("value.idea_chosen", idea, by=by, initiative=row.initiative, given=row.pk)
    return row


def _require_standing(idea):
    """Stop what is done to an idea that was chosen or set aside already."""
    now = Idea.objects.select_for_update().get(pk=idea.pk)
    if now.set_aside_at:
        raise Duplicate(_("This idea was set aside."))
    if Allocation.objects.standing().filter(idea=idea).exists():
        raise Duplicate(_("This idea was chosen already."))
