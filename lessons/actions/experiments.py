"""Experiments: started with their limits, measured, judged once."""

from django.utils.text import format_lazy
from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Stale
from initiatives.actions import require_open
from lessons.models import Experiment, Reading, Verdict
from lessons.telling import tell_of_a_repeat
from organisation import access
from organisation.rows import check, save
from processes import places

LONGEST_STEP = 200
MOST_READINGS = 1_000
"""Values that one file or request may bring."""


@audited
def start_experiment(initiative, *, by, **fields):
    """Say what is tried, how it is measured and when it is stopped.

    What is expected and how many cases are enough is said before it starts, and the
    step is one of the initiative's map where it has one.
    """
    access.require(by, "lessons.experiment", of=initiative)
    now = require_open(initiative)
    _require_said(fields.get("prediction"), fields.get("sample"))
    _require_end(fields.get("ends_on"), since=clock.today())
    fields |= _placed(now, fields)
    row = save(Experiment(initiative=now, started_by=by, **fields))
    record("lessons.experiment_started", row, by=by, initiative=now)
    return row


@audited
def edit_experiment(experiment, *, by, version, **fields):
    """Change an experiment while it has no verdict.

    What is compared with the result stays as it was said once the series has begun.
    """
    initiative = experiment.initiative
    access.require(by, "lessons.experiment", of=initiative)
    now = require_open(initiative)
    row = Experiment.objects.select_related("verdict").get(pk=experiment.pk)
    if not row.is_open:
        raise DomainError(_("It has its verdict: start another experiment."))
    if str(version) != str(row.version):
        raise Stale(_("Somebody changed this experiment meanwhile. Look again."))
    if PLACE & {name for name in fields if getattr(row, name) != fields[name]}:
        kept = {name: getattr(row, name) for name in PLACE}
        fields |= _placed(now, kept | fields)
    changed = {n: v for n, v in fields.items() if getattr(row, n) != v}
    if {"prediction", "sample"} & changed.keys():
        _require_said(
            fields.get("prediction", row.prediction), fields.get("sample", row.sample)
        )
    if "ends_on" in changed:
        _require_end(changed["ends_on"], since=_day_of(row.started_at))
    frozen = sorted(changed.keys() & SAID_BEFORE)
    if frozen and Reading.objects.filter(experiment=row).exists():
        raise Invalid(
            _(
                "Values are recorded already: baseline, limits and prediction stay as "
                "they were said. Give the verdict, and start another experiment."
            ),
            field=frozen[0],
        )
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    save(row, [*changed, "version"])
    record(
        "lessons.experiment_edited",
        row,
        by=by,
        initiative=now,
        fields=sorted(changed),
    )
    return row


SAID_BEFORE = {
    "measure",
    "unit",
    "better",
    "baseline",
    "threshold",
    "scale_at",
    "stop_rule",
    "stop_at",
    "prediction",
    "predicted",
}
"""What must be said before the first value: else it would follow the result."""


PLACE = {"step", "step_key", "bottleneck"}


def _require_said(prediction, sample):
    """Refuse to start while nobody said what is expected and how much is enough."""
    if not (prediction or "").strip() or not sample:
        raise Invalid(
            _(
                "Before it starts, say what you expect of it and how many cases are "
                "enough: afterwards everybody knew it."
            ),
            field="sample" if (prediction or "").strip() else "prediction",
        )


def _day_of(moment):
    return localdate(moment, get_default_timezone())


def _require_end(day, *, since):
    """Refuse an experiment that is over before it starts."""
    if day is not None and day < since:
        raise Invalid(
            _("It cannot end before it starts. Choose today or a later day."),
            field="ends_on",
        )


def _placed(initiative, fields) -> dict:
    """The step as the map has it, and why it is tried there if not at the bottleneck.

    Without a step on a map it is about the whole process, or, where there is no map,
    about the step that somebody names.
    """
    key, reason = fields.get("step_key") or "", (fields.get("bottleneck") or "").strip()
    found = places.of(initiative)
    if not found:
        return {"step_key": ""}
    place = found.get(key)
    if place is None:
        if key or fields.get("step"):
            raise Invalid(
                _("Choose the step on the map of this initiative."), field="step_key"
            )
        return {}
    if place.bottleneck and not place.holds_up and not reason:
        raise Invalid(
            format_lazy(
                _(
                    "The process is held up by {role}, and “{step}” is not theirs: say "
                    "why it is tried there all the same."
                ),
                role=place.bottleneck,
                step=place.label,
            ),
            field="bottleneck",
        )
    return {"step_key": key, "step": place.label[:LONGEST_STEP]}


@audited
def record_readings(experiment, *, by, rows, source=Reading.Source.HAND):
    """Add values to the series; each row has day, value, and maybe cases and a note.

    All of them or none. A value for a day that has one replaces it; both stay.
    """
    access.require(by, "lessons.experiment", of=experiment.initiative)
    now = require_open(experiment.initiative)
    if Verdict.objects.filter(experiment=experiment).exists():
        raise DomainError(_("It has its verdict: the series is closed."))
    if not rows:
        raise Invalid(_("There is no value to record."))
    if len(rows) > MOST_READINGS:
        raise Invalid(format_lazy(_("At most {n} values at once."), n=MOST_READINGS))
    today, found = clock.today(), []
    for place, values in enumerate(rows, start=1):
        row = Reading(experiment=experiment, recorded_by=by, source=source, **values)
        try:
            check(row, exclude=("experiment", "recorded_by"))
            if row.day > today:
                raise Invalid(_("A value is recorded after its day."), field="day")
        except Invalid as error:
            if len(rows) == 1:
                raise
            raise Invalid(
                format_lazy(_("Row {n}: {text}"), n=place, text=error.sentence)
            ) from error
        found.append(row)
    Reading.objects.bulk_create(found)
    record(
        "lessons.readings_recorded",
        experiment,
        by=by,
        initiative=now,
        rows=len(found),
        source=str(source),
    )
    return found


@audited
def give_verdict(experiment, *, by, verdict, result, **figures):
    """Say what an experiment showed against its threshold; it is said once."""
    access.require(by, "lessons.experiment", of=experiment.initiative)
    now = require_open(experiment.initiative)
    if Verdict.objects.filter(experiment=experiment).exists():
        raise Duplicate(_("This experiment has its verdict already."))
    row = save(
        Verdict(
            experiment=experiment,
            verdict=verdict,
            result=result,
            given_by=by,
            **figures,
        )
    )
    record(
        "lessons.verdict_given",
        row,
        by=by,
        initiative=now,
        experiment=experiment.pk,
        verdict=row.verdict,
        value=row.value,
        cases=row.cases,
    )
    tell_of_a_repeat(now, by)
    return row
