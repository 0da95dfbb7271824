"""Name the owner, say what holds up the process, measure it, write a note."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Stale
from initiatives.actions import require_open
from organisation import access
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save
from processes.comparison import same
from processes.models import (
    Bottleneck,
    Measurement,
    Note,
    NoteKind,
    Phase,
    ProcessOwner,
)


@audited
def name_owner(initiative, *, by, person):
    """Say who answers for the process from now on."""
    access.require(by, "processes.name_owner", of=initiative)
    now = require_open(initiative)
    if not access.is_present(person, clock.today()):
        raise Invalid(_("This person has left. Name somebody else."), field="person")
    row = save(ProcessOwner(initiative=now, person=person, named_by=by))
    record("processes.owner_named", row, by=by, initiative=now, person=person.pk)
    tell([person], "processes.owner_named", initiative=now, by=by, url=_page(now))
    return row


@audited
def name_bottleneck(initiative, *, by, step, how_known, to_be_effect, reason):
    """Say which step or role holds up the process, and what the to-be does to it."""
    access.require(by, "processes.name_bottleneck", of=initiative)
    now = require_open(initiative)
    row = save(
        Bottleneck(
            initiative=now,
            step=step,
            how_known=how_known,
            to_be_effect=to_be_effect,
            reason=reason,
            named_by=by,
        )
    )
    record(
        "processes.bottleneck_named",
        row,
        by=by,
        initiative=now,
        to_be_effect=row.to_be_effect,
    )
    return row


@audited
def record_baseline(
    initiative, *, by, what, unit, value, sample, starts_on, ends_on, certainty
):
    """Record a figure of the process before the AI system is used on real work."""
    access.require(by, "processes.measure", of=initiative)
    now = require_open(initiative)
    _require_past(ends_on)
    row = Measurement(
        initiative=now,
        what=what.strip(),
        unit=unit,
        phase=Phase.BASELINE,
        value=value,
        sample=sample,
        starts_on=starts_on,
        ends_on=ends_on,
        certainty=certainty,
        measured_by=by,
    )
    if same(row) in {same(other) for other in _baselines(now)}:
        raise Duplicate(
            _("There is a baseline for this already. It is frozen: correct it instead.")
        )
    return _measured(save(row), now, by)


@audited
def record_after(
    initiative, *, by, baseline, value, sample, starts_on, ends_on, certainty
):
    """Record the same figure again, after use on real work has begun."""
    access.require(by, "processes.measure", of=initiative)
    now = require_open(initiative)
    _require_past(ends_on)
    if baseline not in _baselines(now):
        raise DomainError(
            _("Choose one of the baselines of this initiative that still counts.")
        )
    if starts_on <= baseline.ends_on:
        raise Invalid(
            _("The period after begins once the period of the baseline has ended."),
            field="starts_on",
        )
    row = save(
        Measurement(
            initiative=now,
            what=baseline.what,
            unit=baseline.unit,
            phase=Phase.AFTER,
            value=value,
            sample=sample,
            starts_on=starts_on,
            ends_on=ends_on,
            certainty=certainty,
            measured_by=by,
        )
    )
    return _measured(row, now, by)


@audited
def correct_measurement(
    measurement, *, by, value, sample, starts_on, ends_on, certainty, reason
):
    """Put another figure in the place of one, with a reason; both stay on the page."""
    access.require(by, "processes.measure", of=measurement.initiative)
    now = require_open(measurement.initiative)
    if Measurement.objects.filter(supersedes=measurement).exists():
        raise Stale(_("This figure was corrected a moment ago. Look again."))
    _require_past(ends_on)
    if not reason.strip():
        raise Invalid(_("Write why the figure changes."), field="reason")
    row = save(
        Measurement(
            initiative=now,
            what=measurement.what,
            unit=measurement.unit,
            phase=measurement.phase,
            value=value,
            sample=sample,
            starts_on=starts_on,
            ends_on=ends_on,
            certainty=certainty,
            reason=reason.strip(),
            supersedes=measurement,
            measured_by=by,
        )
    )
    return _measured(row, now, by)


@audited
def write_note(initiative, *, by, kind, text):
    """Say in writing what the gate of appropriation asks for; the newest counts.

    Only Operations gives the reason for AI on a step with a red sign.
    """
    kind = NoteKind(kind)
    access.require(
        by,
        "processes.write_note",
        of=initiative,
        function=Function.OPERATIONS if kind == NoteKind.RED_SIGN else None,
    )
    now = require_open(initiative)
    if not text.strip():
        raise Invalid(_("Write the text first."), field="text")
    row = save(Note(initiative=now, kind=kind, text=text.strip(), written_by=by))
    record("processes.note_written", row, by=by, initiative=now, kind=row.kind)
    return row


def _measured(row, initiative, by):
    record(
        "processes.measurement_corrected"
        if row.supersedes_id
        else "processes.measured",
        row,
        by=by,
        initiative=initiative,
        phase=row.phase,
        unit=row.unit,
        value=row.value,
        sample=row.sample,
        certainty=row.certainty,
        supersedes=row.supersedes_id,
    )
    return row


def _baselines(initiative):
    return list(
        Measurement.objects.standing().filter(
            initiative=initiative, phase=Phase.BASELINE
        )
    )


def _page(initiative):
    return reverse("processes:page", args=[initiative.ref])


def _require_past(day):
    if day > clock.today():
        raise Invalid(_("This day has not come yet."), field="ends_on")
