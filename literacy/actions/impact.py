"""Assess what changes in the work: answer, prevent, follow up, hear the other side."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Invalid, Refused, Stale
from initiatives import readers
from initiatives.actions import require_open
from initiatives.models import Exposure
from initiatives.rules import require_sight, sees
from literacy import impact
from literacy.models import (
    Assessment,
    AssessmentCompletion,
    Dimension,
    Direction,
    Finding,
    Prevention,
    PreventionDone,
    RepresentativeView,
)
from literacy.rules import require_past
from organisation import access
from organisation.functions import Function
from organisation.rows import check, save


@audited
def open_assessment(initiative, *, by):
    """Open the first version of the assessment, or a new one that starts from the last.

    Until the new version is complete, the last complete one counts.
    """
    access.require(by, "literacy.assess_impact", of=initiative)
    now = require_open(initiative)
    if not impact.populations(now):
        raise DomainError(
            _("No unit and site is in scope yet: list the people exposed first."),
            fixed_by=Function.HR.label,
        )
    last = Assessment.objects.last_of(now)
    if last and not last.is_complete:
        raise DomainError(
            format_lazy(
                _("Version {n} is open already. Complete it first."), n=last.version
            )
        )
    row = save(
        Assessment(
            initiative=now, version=last.version + 1 if last else 1, opened_by=by
        )
    )
    record("literacy.assessment_opened", row, by=by, initiative=now, n=row.version)
    return row


@audited
def answer_dimensions(
    assessment,
    *,
    by,
    dimensions,
    places,
    is_affected,
    reason="",
    before="",
    after="",
    direction="",
    severity=None,
    likelihood=None,
    residual_severity=None,
    residual_likelihood=None,
    evidence="",
    seen=None,
):
    """Say what changes for populations in one or several dimensions, or why nothing.

    `places` are exposures in scope. `seen` is the key of the newest answer that the
    person had before them for these dimensions: a later one raises Stale.
    """
    access.require(by, "literacy.assess_impact", of=assessment.initiative)
    now, assessment = _writable(assessment)
    dimensions = [Dimension(value) for value in dimensions]
    if not dimensions:
        raise Invalid(_("Choose at least one dimension."), field="dimensions")
    scope = {(p.unit_id, p.site_id) for p in impact.populations(now)}
    places = list(places)
    if not places:
        raise Invalid(_("Choose whom it is about."), field="places")
    if any((p.unit_id, p.site_id) not in scope for p in places):
        raise Invalid(
            _("This unit and site is not in scope any more. Look at the page again."),
            field="places",
        )
    said = _said(
        is_affected=is_affected,
        reason=reason.strip(),
        before=before.strip(),
        after=after.strip(),
        direction=direction,
        severity=severity,
        likelihood=likelihood,
        residual_severity=residual_severity,
        residual_likelihood=residual_likelihood,
        evidence=evidence.strip(),
    )
    standing = impact.read(assessment, places).findings
    keys = [(d.value, p.unit_id, p.site_id) for d in dimensions for p in places]
    later = [
        standing[key]
        for key in keys
        if seen is not None and key in standing and standing[key].pk > seen
    ]
    if later:
        raise Stale(
            format_lazy(
                _("{name} answered this in the meantime. Read it, then save again."),
                name=later[0].recorded_by.name,
            ),
            changes=[str(row) for row in later],
        )
    rows = [
        Finding(
            initiative=now,
            assessment=assessment,
            dimension=dimension,
            unit_id=unit,
            site_id=site,
            supersedes=standing.get((dimension, unit, site)),
            recorded_by=by,
            **said,
        )
        for dimension, unit, site in keys
    ]
    check(rows[0])
    Finding.objects.bulk_create(rows)
    record(
        "literacy.impact_answered",
        assessment,
        by=by,
        initiative=now,
        n=assessment.version,
        dimensions=[d.value for d in dimensions],
        places=[[p.unit_id, p.site_id] for p in places],
        is_affected=is_affected,
        direction=said["direction"],
        severity=said["severity"],
        likelihood=said["likelihood"],
    )
    return rows


def _said(**said):
    """What was said, refused where something is missing; what does not apply is left.

    Raises Invalid at the field that is wrong.
    """
    if not said["is_affected"]:
        if not said["reason"]:
            raise Invalid(_("Write why nothing changes."), field="reason")
        kept = ("is_affected", "reason", "evidence")
        return {
            name: value
            if name in kept
            else None
            if "severity" in name or "likelihood" in name
            else ""
            for name, value in said.items()
        }
    said["reason"] = ""
    for name, sentence in (
        ("before", _("Write how it is today.")),
        ("after", _("Write how it will be.")),
        ("direction", _("Choose which way it changes.")),
    ):
        if not said[name]:
            raise Invalid(sentence, field=name)
    rates = ("severity", "likelihood", "residual_severity", "residual_likelihood")
    if said["direction"] != Direction.WORSE:
        return said | dict.fromkeys(rates)
    for name, sentence in (
        ("severity", _("Choose how bad it is.")),
        ("likelihood", _("Choose how likely it is.")),
    ):
        if not said[name]:
            raise Invalid(sentence, field=name)
    if bool(said["residual_severity"]) != bool(said["residual_likelihood"]):
        raise Invalid(
            _("With the measures, rate both how bad and how likely, or none."),
            field="residual_likelihood",
        )
    return said


@audited
def complete_assessment(
    assessment, *, by, contributors, risk_document, documents="", seen=None
):
    """Finish a version: it counts from now on, and nothing is written in it any more.

    Refused while a dimension is not answered for a population in scope, or while no
    intent is declared: people ask from the outset where it leads. What is signed of
    the assessment changes, so that signatures on an earlier version end. `seen` is the
    newest answer that the person had before them.
    """
    access.require(by, "literacy.assess_impact", of=assessment.initiative)
    now, assessment = _writable(assessment)
    reading = impact.read(assessment)
    missing = reading.missing
    if missing or not reading.populations:
        raise DomainError(_unanswered(missing), fixed_by=Function.HR.label)
    if not (now.intent and now.promise.strip()):
        raise DomainError(
            _(
                "The charter declares no intent and promise yet. An assessment without "
                "them leaves the first question of employees open."
            ),
            fixed_by=Function.LEADERSHIP.label,
        )
    newest = max((row.pk for row in reading.findings.values()), default=0)
    if seen is not None and newest > seen:
        raise Stale(
            _("An answer was changed in the meantime. Read it, then complete again.")
        )
    if not contributors.strip():
        raise Invalid(_("Write who was heard."), field="contributors")
    row = save(
        AssessmentCompletion(
            assessment=assessment,
            contributors=contributors.strip(),
            documents=documents.strip(),
            risk_document=risk_document,
            completed_by=by,
        )
    )
    record(
        "literacy.assessment_completed",
        assessment,
        by=by,
        initiative=now,
        n=assessment.version,
        populations=len(reading.populations),
        worse=len(reading.worse),
    )
    return row


def _unanswered(missing):
    if not missing:
        return _("No unit and site is in scope yet: list the people exposed first.")
    dimension, place = missing[0]
    return format_lazy(
        _("{dimension} is not answered for {unit}, {site}. Missing in all: {n}."),
        dimension=dimension.label,
        unit=place.unit.name,
        site=place.site.name,
        n=len(missing),
    )


# Prevention


@audited
def plan_prevention(initiative, *, by, dimension, text, owner, due_on, indicator=""):
    """Plan a measure that keeps harm away, with a person and a day.

    In an open version it is part of it; after that it is a follow-up, which voids no
    signature.
    """
    access.require(by, "literacy.assess_impact", of=initiative)
    now = require_open(initiative)
    assessment = _newest(now)
    row = save(
        Prevention(
            initiative=now,
            assessment=assessment,
            is_follow_up=assessment.is_complete,
            dimension=dimension,
            text=_written(text),
            indicator=indicator.strip(),
            owner=_owner(owner, now, due_on),
            due_on=_to_come(due_on),
            recorded_by=by,
        )
    )
    record(
        "literacy.prevention_planned",
        row,
        by=by,
        initiative=now,
        dimension=row.dimension,
        owner=row.owner_id,
        due_on=row.due_on,
    )
    return row


@audited
def change_prevention(
    prevention, *, by, reason, text="", indicator="", owner=None, due_on=None, drop=None
):
    """Give a measure another owner, day or wording, or give it up; say why.

    The first wording stays. What is in place already does not change.
    """
    access.require(by, "literacy.assess_impact", of=prevention.initiative)
    now = require_open(prevention.initiative)
    prevention = _pending(prevention)
    assessment = _newest(now)
    if not reason.strip():
        raise Invalid(_("Write why the measure changes."), field="reason")
    if not drop:
        text, due_on = _written(text), _to_come(due_on)
        owner = _owner(owner, now, due_on)
    row = save(
        Prevention(
            initiative=now,
            assessment=assessment,
            is_follow_up=assessment.is_complete,
            dimension=prevention.dimension,
            text=prevention.text if drop else text,
            indicator=prevention.indicator if drop else indicator.strip(),
            owner=prevention.owner if drop else owner,
            due_on=prevention.due_on if drop else due_on,
            is_dropped=bool(drop),
            reason=reason.strip(),
            supersedes=prevention,
            recorded_by=by,
        )
    )
    record(
        "literacy.prevention_dropped" if drop else "literacy.prevention_changed",
        row,
        by=by,
        initiative=now,
        supersedes=prevention.pk,
        owner=row.owner_id,
        due_on=row.due_on,
        before=prevention.due_on,
    )
    return row


@audited
def finish_prevention(prevention, *, by, done_on, proof):
    """Show that a measure is in place: its owner, or HR."""
    if prevention.owner_id != by.pk or not access.is_present(by, clock.today()):
        access.require(by, "literacy.assess_impact", of=prevention.initiative)
    now = require_open(prevention.initiative)
    require_sight(by, now)
    prevention = _pending(prevention)
    require_past(done_on, "done_on")
    if not proof.strip():
        raise Invalid(_("Write what shows that it is in place."), field="proof")
    row = save(
        PreventionDone(
            prevention=prevention,
            done_on=done_on,
            proof=proof.strip(),
            recorded_by=by,
        )
    )
    record(
        "literacy.prevention_done",
        prevention,
        by=by,
        initiative=now,
        done_on=done_on,
        due_on=prevention.due_on,
    )
    return row


def _written(text):
    if not text.strip():
        raise Invalid(_("Write what is done."), field="text")
    return text.strip()


def _to_come(day):
    if day is None:
        raise Invalid(_("Say until which day."), field="due_on")
    if day < clock.today():
        raise Invalid(_("This day has passed. Choose a day to come."), field="due_on")
    return day


def _owner(person, initiative, due_on):
    if person is None:
        raise Invalid(_("Choose who sees to it."), field="owner")
    if not access.is_present(person, clock.today()):
        raise Invalid(
            format_lazy(
                _("{name} has left. Choose somebody who is here."), name=person.name
            ),
            field="owner",
        )
    if person.ends_on and due_on and person.ends_on < due_on:
        raise Invalid(
            format_lazy(
                _("{name} leaves before that day. Choose somebody else."),
                name=person.name,
            ),
            field="owner",
        )
    if not sees(person, initiative):
        raise Invalid(
            format_lazy(
                _("{name} cannot see this initiative. Choose somebody who can."),
                name=person.name,
            ),
            field="owner",
        )
    readers.keep(initiative, person)
    return person


def _pending(prevention):
    """The measure, if it is meant and not in place; raises Stale or DomainError."""
    now = Prevention.objects.select_related("owner", "done").get(pk=prevention.pk)
    if Prevention.objects.filter(supersedes=now).exists():
        raise Stale(_("This measure was changed a moment ago. Look at it again."))
    if now.is_dropped:
        raise DomainError(_("This measure was given up. Plan a new one."))
    if now.is_done:
        raise DomainError(_("This measure is in place. Plan a new one."))
    return now


# The representatives


@audited
def write_view(assessment, *, by, text, site=None, dimension=""):
    """Write what the representatives of a site say, in a field that is theirs alone.

    Only somebody who has a seat now on a body of one of the sites may; no function,
    no administrator. It stands beside the signatures and voids none.
    """
    access.require(by, "literacy.write_view")
    initiative = assessment.initiative
    sites = set(
        Exposure.objects.filter(initiative=initiative).values_list("site", flat=True)
    )
    theirs = {
        place.pk: seat
        for seat in access.seats(by)
        for place in seat.body.sites.all()
        if place.pk in sites
    }
    wanted = getattr(site, "pk", None) or next(iter(sorted(theirs)), None)
    if wanted not in theirs:
        raise Refused(
            _(
                "Only a representative who sits at this site writes this view. Ask the "
                "body of the site."
            )
        )
    now = require_open(initiative)
    require_sight(by, now)
    assessment = _current(assessment, now)
    if not text.strip():
        raise Invalid(_("Write your view first."), field="text")
    row = save(
        RepresentativeView(
            assessment=assessment,
            seat=theirs[wanted],
            site_id=wanted,
            dimension=dimension,
            text=text.strip(),
            written_by=by,
        )
    )
    record(
        "literacy.view_written",
        row,
        by=by,
        initiative=now,
        n=assessment.version,
        site=wanted,
        dimension=row.dimension,
    )
    return row


# What several of them ask first


def _newest(initiative):
    last = Assessment.objects.last_of(initiative)
    if last is None:
        raise DomainError(
            _("No assessment is open yet. Open the first version."),
            fixed_by=Function.HR.label,
        )
    return last


def _current(assessment, initiative):
    """The assessment as it is now, if no newer version took its place."""
    last = _newest(initiative)
    if last.pk != assessment.pk:
        raise Stale(
            format_lazy(
                _("Version {old} stays as it is: version {new} has taken its place."),
                old=assessment.version,
                new=last.version,
            )
        )
    return last


def _writable(assessment):
    """The initiative, held, and the version in which answers may be written."""
    now = require_open(assessment.initiative)
    last = _current(assessment, now)
    if last.is_complete:
        raise DomainError(
            format_lazy(
                _(
                    "Version {n} is complete and stays as it is. Open a new version to "
                    "change it."
                ),
                n=last.version,
            ),
            fixed_by=Function.HR.label,
        )
    return now, last
