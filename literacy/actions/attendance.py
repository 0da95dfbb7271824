"""An import of attendance: the file is kept, mapped, brought in by blocks, deleted."""

from collections import Counter, defaultdict
from datetime import timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Stale
from initiatives import scanning
from initiatives.actions import require_open
from initiatives.uploads import clean_name
from literacy.actions.learning import CARRIED
from literacy.models import AttendanceImport, Attendee, Measure
from literacy.rules import chain_of
from organisation import access
from organisation.rows import check, save

KEPT_ERRORS = 1000
KEPT_DAYS = 2
"""Days after which a list that nobody brought in is deleted."""
COUNTED = ("created", "updated", "unchanged", "rejected")
State = AttendanceImport.State


@audited
def begin_attendance_import(*, by, content, name, mapping, rows):
    """Keep a list that was read, until somebody confirms what its columns mean."""
    access.require(by, "literacy.record_measure")
    scanning.scan(content, field="file")
    _forget_old()
    row = AttendanceImport(
        name=clean_name(name),
        size=len(content),
        sha256=sha256(content).hexdigest(),
        mapping=mapping,
        rows=rows,
        added_by=by,
    )
    row.file.save(row.name, ContentFile(content), save=False)
    check(row)
    row.save(force_insert=True)
    record("literacy.attendance_import_begun", row, by=by, rows=rows, sha256=row.sha256)
    return row


@audited
def map_attendance_import(row, *, by, mapping, state=State.CHECKING):
    """Say what the columns of a kept list mean; or let it run."""
    access.require(by, "literacy.record_measure")
    _require_own(row, by)
    if row.state != State.CHECKING:
        raise DomainError(_("This import is running already."))
    row.mapping, row.state = mapping, state
    save(row, ["mapping", "state"])
    record("literacy.attendance_import_mapped", row, by=by, state=state)
    return row


@audited
def advance_attendance_import(row, *, by, done, counts, errors, ended=False):
    """Note how far an import has come; at its end the file with names is deleted."""
    access.require(by, "literacy.record_measure")
    _require_own(row, by)
    row.done = row.rows if ended else min(done, row.rows)
    for name in COUNTED:
        setattr(row, name, getattr(row, name) + counts.get(name, 0))
    row.errors = [*row.errors, *errors][:KEPT_ERRORS]
    if ended:
        row.state = State.DONE
    save(row, ["done", *COUNTED, "errors", "state"])
    record(
        "literacy.attendance_import_advanced",
        row,
        by=by,
        done=row.done,
        **{name: getattr(row, name) for name in COUNTED},
    )
    if ended:
        _delete_file(row)
    return row


@audited
def drop_attendance_import(row, *, by):
    """Delete a kept list that nobody wants to bring in."""
    access.require(by, "literacy.record_measure")
    _require_own(row, by)
    if row.state != State.CHECKING:
        raise DomainError(_("This import is running already."))
    record("literacy.attendance_import_dropped", row, by=by)
    row.file.delete(save=False)
    row.delete()


@audited
def import_measures(items, *, by):
    """Write the measures of a block; what the last list said already changes nothing.

    A number that differs from that list becomes a correction. Gives the counts.
    """
    rights: dict = {}
    for item in items:
        rights[item.initiative.pk] = item.initiative
    for initiative in sorted(rights.values(), key=lambda row: row.number):
        access.require(by, "literacy.record_measure", of=initiative)
        rights[initiative.pk] = require_open(initiative)
    standing = Measure.objects.imported([item.key for item in items])
    counts: Counter = Counter()
    facts: dict = defaultdict(Counter)
    plain, rows, named = [], [], []
    for item in items:
        before = standing.get(item.key)
        if before is not None and before.imported_people == item.people:
            counts["unchanged"] += 1
            continue
        counts["updated" if before else "created"] += 1
        if before is None and not item.names:
            plain.append(_columns(item, by))
        else:
            row = (
                _corrected(before, item, by)
                if before
                else Measure(**_columns(item, by))
            )
            rows.append(row)
            named.append((row, item.names, before))
        facts[item.initiative.pk]["measures"] += 1
        facts[item.initiative.pk]["people"] += item.people
    try:
        Measure.objects.add(plain)
        Measure.objects.bulk_create(rows)
    except IntegrityError as error:
        raise Stale(
            _("Somebody brings the same list in at this moment. Look again.")
        ) from error
    _keep_names(named)
    for key, counted in facts.items():
        record("literacy.measures_imported", by=by, initiative=rights[key], **counted)
    return counts


def _columns(item, by) -> dict:
    return {
        "initiative_id": item.initiative.pk,
        "kind": item.kind,
        "audience": item.audience,
        "unit_id": item.unit_id,
        "site_id": item.site_id,
        "held_on": item.held_on,
        "people": item.people,
        "ai_system": item.initiative.ai_system or item.initiative.title,
        "content": item.content,
        "minutes": item.minutes,
        "trainer": item.trainer,
        "languages": item.languages,
        "import_key": item.key,
        "imported_people": item.people,
        "recorded_by_id": by.pk,
    }


def _corrected(before, item, by):
    values = {name: getattr(before, name) for name in CARRIED}
    values["imported_people"] = item.people
    return Measure(
        **values,
        people=item.people,
        note=str(_("The imported list has another number.")),
        supersedes=before,
        recorded_by=by,
    )


def _keep_names(named):
    people = []
    for row, names, before in named:
        known = set()
        if before is not None:
            known = set(
                Attendee.objects.filter(measure__in=chain_of(before)).values_list(
                    "name", flat=True
                )
            )
        people += [
            Attendee(measure=row, name=name) for name in names if name not in known
        ]
    Attendee.objects.bulk_create(people, batch_size=500)


def _forget_old():
    old = AttendanceImport.objects.exclude(state=State.DONE).filter(
        added_at__lt=clock.now() - timedelta(days=KEPT_DAYS)
    )
    for row in old:
        row.file.delete(save=False)
    old.delete()


def _delete_file(row):
    """A list of who came is not kept longer than it takes to count them."""
    row.file.delete(save=False)
    AttendanceImport.objects.filter(pk=row.pk).update(file="")


def _require_own(row, by):
    if row.added_by_id != by.pk:
        raise DomainError(_("Somebody else began this import. Begin your own."))
