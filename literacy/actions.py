"""What can be done in stage 1: learn, consult, say in writing, begin real work."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from initiatives.actions import attach, require_open
from initiatives.models import Exposure
from initiatives.rules import require_sight
from literacy.errors import UseBlocked
from literacy.models import (
    Answer,
    Consultation,
    Information,
    Measure,
    Opinion,
    Override,
    Statement,
    StatementKind,
    UseStart,
    Waiver,
)
from literacy.standing import standing_of
from organisation import access
from organisation.functions import Function
from organisation.models import Seat
from organisation.notices import tell
from organisation.rows import save

# Measures


@audited
def record_measure(
    initiative,
    *,
    by,
    kind,
    audience,
    unit,
    site,
    held_on,
    people,
    ai_system,
    content,
    note="",
):
    """Note that people at a unit and site learnt about the AI system on a day."""
    access.require(by, "literacy.record_measure", of=initiative)
    now = require_open(initiative)
    _require_past(held_on, "held_on")
    if not Exposure.objects.filter(initiative=now, unit=unit, site=site).exists():
        raise Invalid(
            _(
                "Nobody of this unit is listed at this site. List the people exposed "
                "first."
            ),
            field="place",
        )
    row = save(
        Measure(
            initiative=now,
            kind=kind,
            audience=audience,
            unit=unit,
            site=site,
            held_on=held_on,
            people=people,
            ai_system=ai_system,
            content=content,
            note=note,
            recorded_by=by,
        )
    )
    record(
        "literacy.measure_recorded",
        row,
        by=by,
        initiative=now,
        kind=row.kind,
        audience=row.audience,
        site=row.site_id,
        unit=row.unit_id,
        people=row.people,
        held_on=row.held_on,
    )
    return row


@audited
def correct_measure(measure, *, by, people, note):
    """Put another number in the place of a measure's; none takes the measure back."""
    initiative = measure.initiative
    access.require(by, "literacy.record_measure", of=initiative)
    now = require_open(initiative)
    if Measure.objects.filter(supersedes=measure).exists():
        raise Stale(_("This measure was corrected a moment ago. Look again."))
    if not note.strip():
        raise Invalid(_("Write why the number changes."), field="note")
    row = save(
        Measure(
            initiative=now,
            kind=measure.kind,
            audience=measure.audience,
            unit=measure.unit,
            site=measure.site,
            held_on=measure.held_on,
            people=people,
            ai_system=measure.ai_system,
            content=measure.content,
            note=note,
            supersedes=measure,
            recorded_by=by,
        )
    )
    record(
        "literacy.measure_corrected",
        row,
        by=by,
        initiative=now,
        before=measure.people,
        people=row.people,
        supersedes=measure.pk,
    )
    return row


# Consultations


@audited
def open_consultation(initiative, *, by, site, body, right, subject):
    """Say that a body at a site is to be informed, consulted or asked to consent."""
    access.require(by, "literacy.consult", of=initiative)
    now = require_open(initiative)
    _require_listed(now, site)
    if not body.is_active or not body.sites.filter(pk=site.pk).exists():
        raise Invalid(
            format_lazy(
                _("{body} does not sit at {site}."), body=body.name, site=site.name
            ),
            field="body",
        )
    row = save(
        Consultation(
            initiative=now,
            site=site,
            body=body,
            right=right,
            subject=subject,
            opened_by=by,
        )
    )
    record(
        "literacy.consultation_opened",
        row,
        by=by,
        initiative=now,
        site=site.pk,
        body=body.pk,
        right=row.right,
    )
    return row


@audited
def hand_over_information(consultation, *, by, informed_on, text="", upload=None):
    """Hand the body what it must know, as a text, a file or both, on a day."""
    initiative = consultation.initiative
    access.require(by, "literacy.consult", of=initiative)
    now = require_open(initiative)
    _require_past(informed_on, "informed_on")
    text = text.strip()
    if not text and upload is None:
        raise Invalid(_("Write the information or choose a file."), field="text")
    file = attach(now, by=by, upload=upload, note="") if upload else None
    row = save(
        Information(
            consultation=consultation,
            informed_on=informed_on,
            text=text,
            attachment=file,
            recorded_by=by,
        )
    )
    record(
        "literacy.information_handed_over",
        row,
        by=by,
        initiative=now,
        consultation=consultation.pk,
        informed_on=row.informed_on,
        sha256=file.sha256 if file else "",
    )
    tell(
        _members(consultation.body_id),
        "literacy.information_handed_over",
        initiative=now,
        by=by,
        url=_page(now),
        consultation=consultation.pk,
    )
    return row


@audited
def give_opinion(consultation, *, by, outcome, given_on, text="", seen=None):
    """Record what a body answers; only a representative who sits on it may.

    `seen` is how many times information had been handed over when the person looked:
    an opinion is given on what was read.
    """
    access.require(by, "literacy.give_opinion")
    if consultation.body_id not in {seat.body_id for seat in access.seats(by)}:
        raise Refused(
            format_lazy(
                _("Only a representative who sits on {body} records its opinion."),
                body=consultation.body.name,
            )
        )
    now = require_open(consultation.initiative)
    require_sight(by, now)
    # read again under the hold of the initiative
    current = Consultation.objects.with_standing().get(pk=consultation.pk)
    if current.informed_on is None:
        raise DomainError(
            _("Nothing was handed over yet: HR owes the information first."),
            fixed_by=Function.HR.label,
        )
    if seen is not None and seen != current.handed_over:
        raise Stale(
            _("More information was handed over in the meantime. Read it first."),
            changes=[_("HR handed over more information.")],
        )
    _require_past(given_on, "given_on")
    if given_on < current.informed_on:
        raise Invalid(
            _("An opinion comes after the information was handed over."),
            field="given_on",
        )
    row = save(
        Opinion(
            consultation=consultation,
            outcome=outcome,
            text=text,
            given_on=given_on,
            recorded_by=by,
        )
    )
    record(
        "literacy.opinion_given",
        row,
        by=by,
        initiative=now,
        consultation=consultation.pk,
        outcome=row.outcome,
        given_on=row.given_on,
        handed_over=current.handed_over,
    )
    tell(
        [consultation.opened_by_id, *access.holders_of(Function.HR, now.unit)],
        "literacy.opinion_given",
        initiative=now,
        by=by,
        url=_page(now),
        consultation=consultation.pk,
    )
    return row


# What one person asks and another answers


@audited
def ask_waiver(initiative, *, by, site, reason):
    """Justify that no consultation is required at a site; Legal must confirm."""
    access.require(by, "literacy.consult", of=initiative)
    now = require_open(initiative)
    _require_listed(now, site)
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
    _require_listed(now, site)
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


# Use


@audited
def start_use(initiative, *, by, site, on, real_work):
    """Note the day on which first users began at a site.

    On real work it is refused while a body of that site has not been consulted, in
    scope or not, unless Leadership and Legal allowed it together.
    """
    access.require(by, "literacy.start_use", of=initiative)
    now = require_open(initiative)
    _require_listed(now, site)
    _require_past(on, "on")
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


# Statements

STATEMENT_PERMISSIONS = {
    StatementKind.DIALOGUE: "literacy.write_dialogue_note",
    StatementKind.AMBITION: "literacy.refine_ambition",
    StatementKind.INTENT: "literacy.publish_intent",
    StatementKind.IMPACT: "literacy.assess_impact",
}


@audited
def write_statement(initiative, *, by, kind, text, upload=None):
    """Say in writing what the gate of literacy asks for; the newest one counts."""
    kind = StatementKind(kind)
    access.require(by, STATEMENT_PERMISSIONS[kind], of=initiative)
    now = require_open(initiative)
    if not text.strip():
        raise Invalid(_("Write the text first."), field="text")
    if kind == StatementKind.IMPACT and upload is None:
        raise Invalid(_("Choose the file of the assessment."), field="upload")
    if kind == StatementKind.INTENT and not (now.intent and now.promise.strip()):
        raise DomainError(
            _("The charter declares no intent and promise yet: nothing to publish."),
            fixed_by=Function.LEADERSHIP.label,
        )
    file = attach(now, by=by, upload=upload, note="") if upload else None
    row = save(
        Statement(
            initiative=now,
            kind=kind,
            text=text.strip(),
            attachment=file,
            intent=now.intent if kind == StatementKind.INTENT else "",
            written_by=by,
        )
    )
    record(
        "literacy.statement_written",
        row,
        by=by,
        initiative=now,
        kind=row.kind,
        intent=row.intent,
        sha256=file.sha256 if file else "",
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
        url=_page(initiative),
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
        url=_page(now),
        agreed=row.agreed,
    )
    return row


def _members(body_id):
    today = clock.today()
    return list(
        Seat.objects.in_force(today)
        .filter(body=body_id)
        .values_list("person_id", flat=True)
    )


def _page(initiative):
    return reverse("literacy:page", args=[initiative.ref])


def _require_past(day, field):
    if day > clock.today():
        raise Invalid(_("This day has not come yet."), field=field)


def _require_listed(initiative, site):
    if not Exposure.objects.filter(initiative=initiative, site=site).exists():
        raise Invalid(
            _("Nobody at this site is exposed to this initiative."), field="site"
        )
