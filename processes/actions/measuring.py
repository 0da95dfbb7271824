"""Name the owner, say what holds up the process, measure it, write a note."""

from datetime import timedelta

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Stale
from initiatives.actions import require_open
from initiatives.models import Exposure
from organisation import access, numbers
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save
from organisation.templatetags.ui import written_day
from processes.comparison import first_uses, thing_of
from processes.models import (
    Bottleneck,
    MeasuredIn,
    Measurement,
    Note,
    NoteKind,
    Phase,
    ProcessOwner,
)
from processes.verified import hours_of

lazy_day = lazy(written_day, str)


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
    initiative,
    *,
    by,
    value,
    sample,
    starts_on,
    ends_on,
    certainty,
    what="",
    unit=MeasuredIn.MINUTES,
    role="",
    site=None,
    volume=None,
):
    """Record a figure of the process before the AI system is used on real work.

    With a `role`: its hands-on minutes a case, and the cases a week it was timed on.
    Once real work has begun at its site (at any site, where it names none) the baseline
    is frozen: nothing is added to it, and what stands is only corrected.
    """
    access.require(by, "processes.measure", of=initiative)
    now = require_open(initiative)
    _require_past(ends_on)
    site = _require_in_scope(now, site)
    began = first_uses([now.pk])[now.pk].get(site and site.pk)
    if began:
        raise DomainError(
            format_lazy(
                _(
                    "The baseline is frozen since real work began on {day}: what was "
                    "not measured before cannot be added. Correct what stands."
                ),
                day=lazy_day(began),
            )
        )
    what, role = " ".join(what.split()), " ".join(role.split())
    if role:
        what, unit = "", MeasuredIn.MINUTES
    row = Measurement(
        initiative=now,
        what=what,
        role=role,
        site=site,
        volume=volume if role else None,
        thing=thing_of(what=what, unit=unit, role=role, site=site),
        unit=unit,
        phase=Phase.BASELINE,
        value=value,
        sample=sample,
        starts_on=starts_on,
        ends_on=ends_on,
        certainty=certainty,
        measured_by=by,
    )
    if row.thing in {other.thing for other in _baselines(now)}:
        raise Duplicate(
            _("There is a baseline for this already. It is frozen: correct it instead.")
        )
    return _measured(save(row), now, by)


@audited
def record_after(
    initiative,
    *,
    by,
    baseline,
    value,
    sample,
    starts_on,
    ends_on,
    certainty,
    volume=None,
    checking=None,
):
    """Record the same figure again, after use on real work has begun.

    For the work of a role: hands-on minutes a case, the minutes of checking what the AI
    system puts out beside them, and the cases a week. Where it shows fewer hours freed
    than the time before, the difference has evaporated; Marketing is told.
    """
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
    before = hours_of(now, baseline.thing)
    row = save(
        Measurement(
            initiative=now,
            what=baseline.what,
            role=baseline.role,
            site=baseline.site,
            thing=baseline.thing,
            volume=volume if baseline.role else None,
            checking=checking if baseline.role else None,
            due_on=_due_again(ends_on) if baseline.role else None,
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
    _measured(row, now, by)
    _evaporated(row, now, by, before)
    return row


def _evaporated(row, initiative, by, before):
    """Note what a new measurement lost of the hours that were verified before."""
    now = hours_of(initiative, row.thing)
    if before is None or now is None or now.evaporated <= 0:
        return
    if now.measured.pk != row.pk:
        return  # an earlier period was added: the last one stands as it was
    record(
        "processes.hours_evaporated",
        row,
        by=by,
        initiative=initiative,
        role=row.role,
        hours_a_week=now.evaporated,
        left=now.hours_a_week,
    )
    owner = ProcessOwner.objects.filter(initiative=initiative).last()
    tell(
        [
            *access.holders_of(Function.MARKETING, initiative.unit),
            *([owner.person_id] if owner else ()),
        ],
        "processes.hours_evaporated",
        initiative=initiative,
        by=by,
        url=f"{_page(initiative)}#verified",
        hours=str(now.evaporated),
    )


@audited
def correct_measurement(
    measurement,
    *,
    by,
    value,
    sample,
    starts_on,
    ends_on,
    certainty,
    reason,
    volume=None,
    checking=None,
):
    """Put another figure in the place of one, with a reason; both stay on the page."""
    access.require(by, "processes.measure", of=measurement.initiative)
    now = require_open(measurement.initiative)
    if Measurement.objects.filter(supersedes=measurement).exists():
        raise Stale(_("This figure was corrected a moment ago. Look again."))
    _require_past(ends_on)
    if not reason.strip():
        raise Invalid(_("Write why the figure changes."), field="reason")
    is_work, is_after = bool(measurement.role), measurement.phase == Phase.AFTER
    row = save(
        Measurement(
            initiative=now,
            what=measurement.what,
            role=measurement.role,
            site=measurement.site,
            thing=measurement.thing,
            volume=(measurement.volume if volume is None else volume)
            if is_work
            else None,
            checking=(measurement.checking if checking is None else checking)
            if is_work and is_after
            else None,
            due_on=_due_again(ends_on) if is_work and is_after else None,
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
        volume=row.volume,
        checking=row.checking,
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


def _require_in_scope(initiative, site):
    """Stop a figure of a place where nobody is exposed; the site, or None for all."""
    if site is None:
        return None
    if not Exposure.objects.filter(
        initiative=initiative, site=site, in_scope=True
    ).exists():
        raise Invalid(_("This site is not in scope."), field="site")
    return site


def _due_again(last_day):
    """By when freed hours are measured again, as the number of days is now."""
    return last_day + timedelta(days=numbers.current()["remeasure"])


def _require_past(day):
    if day > clock.today():
        raise Invalid(_("This day has not come yet."), field="ends_on")
