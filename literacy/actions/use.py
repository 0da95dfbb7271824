"""Begin real work at a site, or allow with a second person what the rule forbids."""

from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused
from initiatives.actions import require_open
from initiatives.models import Screening
from literacy import reading
from literacy.errors import UseBlocked
from literacy.law.clock import local_day
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
def ask_waiver(initiative, *, by, site, reason, rule=None, earlier=None):
    """Justify that no consultation is required at a site; Legal must confirm.

    By one rule where `rule` names it, else by any. `earlier` is the consultation in
    which the body was heard on the same tool before.
    """
    access.require(by, "literacy.consult", of=initiative)
    now = require_open(initiative)
    require_listed(now, site)
    place = standing_of(now).at(site)
    asked = [d for d in place.duties if rule is None or _is_of(d, rule)]
    if asked and all(duty.consultation for duty in asked):
        raise DomainError(
            _("Every body of this site is being consulted: that must be finished.")
        )
    if earlier is not None and earlier.site_id != site.pk:
        raise Invalid(
            _("The earlier consultation was held at another site."), field="earlier"
        )
    return _ask(
        Waiver, now, site, reason, by, Function.LEGAL, rule=rule, earlier=earlier
    )


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
    scope or not, and for a day before it had been, unless Leadership and Legal allowed
    it together.
    """
    access.require(by, "literacy.start_use", of=initiative)
    now = require_open(initiative)
    require_listed(now, site)
    require_past(on, "on", site)
    if now.screening == Screening.PROHIBITED:
        raise DomainError(
            _(
                "Article 5 of the AI Act forbids what this system does: nobody may use "
                "it, and no exception opens that."
            ),
            fixed_by=Function.LEGAL.label,
        )
    under = _let_through(now, site, on) if real_work else None
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


def _require_granted(key, on):
    """Stop a first use on a day before its exception was confirmed."""
    row = Override.objects.select_related("site").get(pk=key)
    granted = local_day(row.answered_at, row.site)
    if on < granted:
        raise Invalid(
            format_lazy(
                _("The exception was confirmed on {day}: real work began after that."),
                day=reading.lazy_day(granted),
            ),
            field="on",
        )


def _let_through(initiative, site, on):
    """The exception by which real work may begin on a day; None where none is needed.

    Raises UseBlocked, and DomainError for a day on which it was still blocked.
    """
    place = standing_of(initiative, real_work=True).at(site)
    blocking = place.blocking
    # What a court has suspended no exception of the company opens.
    suspended = [d for d in blocking if d.consultation and d.consultation.suspended]
    if blocking:
        if place.override_id and not suspended:
            _require_granted(place.override_id, on)
            return place.override_id
        first = (suspended or blocking)[0].consultation
        words = _capital(
            format_lazy("{}. {}", reading.because(first), reading.who_acts(first))
        )
        raise UseBlocked(site, blocking, words)
    for duty in place.duties:
        row = duty.consultation
        since = row.reading.passed_on if row and duty.blocking else None
        if since and on < since:
            if place.override_id:
                _require_granted(place.override_id, on)
                return place.override_id
            raise Invalid(
                format_lazy(
                    _(
                        "The consultation of {body} passed on {day}: real work cannot "
                        "have begun before without an exception."
                    ),
                    body=row.body.name,
                    day=reading.lazy_day(since),
                ),
                field="on",
            )
    return None


_capital = lazy(lambda words: capfirst(str(words)), str)


def _is_of(duty, rule) -> bool:
    return duty.rule is not None and duty.rule.rule_id == rule.pk


def _ask(model, initiative, site, reason, by, function, **more):
    if not reason.strip():
        raise Invalid(_("Write the reason first."), field="reason")
    row = save(
        model(
            initiative=initiative,
            site=site,
            reason=reason.strip(),
            asked_by=by,
            **more,
        )
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
