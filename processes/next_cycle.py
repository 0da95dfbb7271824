"""What the next cycle of an initiative starts with: its maps and its measurements.

Where the initiative came to a good end, the process runs as its to-be map says and as
was measured last: both are what the next cycle changes. Where it was stopped, the
process runs as before.
"""

from django.core.files.uploadedfile import SimpleUploadedFile

from audit.actions import record
from audit.errors import DomainError
from initiatives import files
from initiatives.actions import attach
from organisation.rows import save
from processes import origins
from processes.analysed import analysed, summary
from processes.comparison import first_uses, pairs
from processes.models import (
    Fact,
    MapKind,
    MapSource,
    MapVersion,
    Measurement,
    Phase,
    ProcessMap,
)


def carry(old, new, by):
    """Take maps, figures and baselines of an initiative along into its next cycle."""
    is_stopped = bool(old.stopped_at)
    versions = MapVersion.objects.select_related("attachment").newest_of(old)
    if not is_stopped and MapKind.TO_BE in versions:
        versions = {MapKind.AS_IS: versions[MapKind.TO_BE]}
    maps = [
        kind
        for kind, version in sorted(versions.items())
        if _map(version, new, kind, by, old)
    ]
    origins.refresh(new)
    rows = Measurement.objects.bulk_create(_baselines(old, new, is_stopped))
    if maps or rows:
        record(
            "processes.cycle_carried",
            new,
            by=by,
            initiative=new,
            origin=old.pk,
            maps=maps,
            baselines=len(rows),
        )


def _map(version, new, kind, by, old):
    """The newest version as the first of the new cycle; nothing where its file went."""
    file = None
    if not version.is_drawn:
        try:
            content = files.verified(version.attachment)
        except DomainError:
            return None
        upload = SimpleUploadedFile(version.attachment.name, content)
        file = attach(new, by=by, upload=upload)
    row = save(ProcessMap(initiative=new, kind=kind, number=1))
    copy = save(
        MapVersion(
            map=row,
            number=1,
            title=version.title,
            source=MapSource.CARRIED if version.is_drawn else version.source,
            attachment=file,
            graph=version.graph,
            report=version.report,
            sha256=version.sha256,
            open_questions=version.open_questions,
            note=f"{old.ref}, {version.map.get_kind_display()} {version.number}",
            saved_by=by,
        )
    )
    Fact.objects.bulk_create(
        _copy(fact, version=copy, carried_from=fact)
        for fact in Fact.objects.filter(version=version).standing()
    )
    found = analysed(copy)
    row.open_questions = version.open_questions
    if found is not None:
        row.open_questions = min(found.open_questions, 9_999)
        for name, value in summary(found).items():
            setattr(row, name, value)
    row.save()
    return copy


def _baselines(old, new, is_stopped):
    rows = Measurement.objects.standing().filter(initiative=old)
    compared = pairs(list(rows.select_related("site")), first_uses([old.pk])[old.pk])
    for pair in compared:
        last = pair.measured_after[-1] if pair.measured_after else None
        found = pair.baseline if is_stopped or last is None else last
        yield _copy(
            found,
            initiative=new,
            phase=Phase.BASELINE,
            value=found.minutes,
            checking=None,
            due_on=None,
            supersedes=None,
            reason="",
        )


def _copy(row, **changes):
    """A row of the same model that says the same, but for these."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in changes
    }
    return type(row)(**values, **changes)
