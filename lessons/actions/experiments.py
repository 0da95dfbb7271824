"""Experiments: started with their limits, measured, judged once."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Stale
from initiatives.actions import require_open
from lessons.models import Experiment, Reading, Verdict
from organisation import access
from organisation.rows import check, save

MOST_READINGS = 1_000
"""Values that one file or request may bring."""


@audited
def start_experiment(initiative, *, by, **fields):
    """Say what is tried, how it is measured and when it is stopped."""
    access.require(by, "lessons.experiment", of=initiative)
    now = require_open(initiative)
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
    changed = {n: v for n, v in fields.items() if getattr(row, n) != v}
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
    return row
