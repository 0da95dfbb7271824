"""Begin real work at a site, or allow with a second person what the rule forbids."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused
from initiatives.actions import require_open
from literacy.errors import UseBlocked
from literacy.models import (
    Answer,
    Override,
    UseStart,
    Waiver,
)
from literacy.rules import page_of, require_listed, require_past
from literacy.standing import standing_of
from organisation import access
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save


@audited
def ask_waiver(initiative, *, by, site, reason):
    """Justify that no consultation is required at a site; Legal must confirm."""
    access.require(by, "literacy.consult", of=initiative)
    now = require_open(initiative)
    require_listed(now, site)
    place = standing_of(now).at(site)
    if place.bodies and all(body.consultations for body in place.bodies):
        raise DomainError(
            _("Every body of this site is being consulted: that must be finished.")
        )
    return _ask(Waiver, now, site, reason, by, Function.LEGAL)


@audited
def answer_waiver(waiver, *, by, answer):
    """Confirm or refuse, for Legal, that no consultation is required at a site."""
    access.require(by, "literacy.waive_consultation", of=waiver.initiative)
    return _answer(waiver, answer, by)


@audited
def ask_override(initiative, *, by, site, reason):
    """Ask that real work may begin at a site before the consultations have passed."""
    access.require(
        by, "literacy.override_block", of=initiative, function=Function.LEADERSHIP
    )
    now = require_open(initiative)
    require_listed(now, site)
    if not standing_of(now).at(site).is_blocked:
        raise DomainError(_("Nothing blocks real work at this site."))
    return _ask(Override, now, site, reason, by, Function.LEGAL)


@audited
def answer_override(override, *, by, answer):
    """Confirm or refuse, for Legal, an exception to the block."""
    access.require(
        by,
        "literacy.override_block",
        of=override.initiative,
        function=Function.LEGAL,
    )
    return _answer(override, answer, by)


@audited
def start_use(initiative, *, by, site, on, real_work):
    """Note the day on which first users began at a site.

    On real work it is refused while a body of that site has not been consulted, in
    scope or not, unless Leadership and Legal allowed it together.
    """
    access.require(by, "literacy.start_use", of=initiative)
    now = require_open(initiative)
    require_listed(now, site)
    require_past(on, "on")
    place = standing_of(now).at(site)
    under = place.override_id if real_work and place.is_blocked else None
    if real_work and place.is_blocked and not under:
        raise UseBlocked(site, [body.body.name for body in place.missing])
    row = save(
        UseStart(
            initiative=now,
            site=site,
            on=on,
            real_work=real_work,
            override_id=under,
            recorded_by=by,
        )
    )
    record(
        "literacy.use_started",
        row,
        by=by,
        initiative=now,
        site=site.pk,
        on=row.on,
        real_work=row.real_work,
        override=under,
    )
    return row


def _ask(model, initiative, site, reason, by, function):
    if not reason.strip():
        raise Invalid(_("Write the reason first."), field="reason")
    row = save(
        model(initiative=initiative, site=site, reason=reason.strip(), asked_by=by)
    )
    name = model._meta.model_name
    record(f"literacy.{name}_asked", row, by=by, initiative=initiative, site=site.pk)
    tell(
        access.holders_of(function, initiative.unit),
        f"literacy.{name}_asked",
        initiative=initiative,
        by=by,
        url=page_of(initiative),
    )
    return row


def _answer(row, answer, by):
    now = require_open(row.initiative)
    if answer not in Answer.values:
        raise Invalid(_("Choose an answer."), field="answer")
    if row.asked_by_id == by.pk:
        raise Refused(_("You asked for this: another person must answer."))
    model = type(row)
    changed = (
        model.objects.open()
        .filter(pk=row.pk)
        .update(
            agreed=answer == Answer.CONFIRMED, answered_at=clock.now(), answered_by=by
        )
    )
    if not changed:
        raise Duplicate(_("This was answered a moment ago. Look at the page again."))
    row.refresh_from_db()
    name = model._meta.model_name
    record(
        f"literacy.{name}_answered",
        row,
        by=by,
        initiative=now,
        site=row.site_id,
        agreed=row.agreed,
    )
    tell(
        [row.asked_by_id],
        f"literacy.{name}_answered",
        initiative=now,
        by=by,
        url=page_of(now),
        agreed=row.agreed,
    )
    return row
