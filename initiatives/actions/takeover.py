"""Bringing in initiatives that already run, at the stage where they really are."""

import json
from hashlib import sha256
from itertools import count

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Invalid
from initiatives.models import Initiative, Lead, Stay
from initiatives.refs import insert
from initiatives.search import searchable
from initiatives.stages import FOUR, Kind, Stage
from organisation import access
from organisation.actions.places import plant_unit
from organisation.models import Unit
from organisation.rows import check

REFRESHED = ("version", "changed_at", "external_digest", "search_text")


@audited
def take_over(
    *, by, unit, title, stage, stopped=False, reason="", leads=None, **values
):
    """Bring in one initiative that already runs; importing is not proposing.

    It has no clocks until a lead accepts it. One that was retired elsewhere comes in
    at Learning as stopped, and owes its lesson.
    """
    access.require(by, "initiatives.take_over", of=unit)
    if stage not in FOUR or (stopped and stage != Stage.LEARNING):
        raise Invalid(_("Choose one of the four stages."), field="stage")
    now = clock.now()
    initiative = _taken_over(by, now, unit, stage, stopped, reason, title, **values)
    check(initiative, exclude=("number", "ref"))
    insert([initiative])
    _settle([initiative], by, now, {initiative.pk: leads or {}})
    record(
        "initiatives.taken_over",
        initiative,
        by=by,
        initiative=initiative,
        stage=stage,
        stopped=stopped,
    )
    return initiative


@audited
def take_over_rows(rows, *, by):
    """Bring in one block of checked rows of a file, all of them or none.

    The record gets one entry with the fingerprint of the block, so that a file can be
    held against it later.
    """
    for unit in {row.unit.pk: row.unit for row in rows}.values():
        access.require(by, "initiatives.take_over", of=unit)
    now = clock.now()
    initiatives, leads = [], {}
    for row in rows:
        initiative = _taken_over(
            by,
            now,
            row.unit,
            row.stage,
            row.retired,
            row.reason,
            external_key=row.key,
            external_digest=row.digest,
            sponsor=row.people.get("sponsor"),
            continuity_holder=row.people.get("continuity_holder"),
            **row.texts,
        )
        initiatives.append(initiative)
        leads[initiative.pk] = row.leads
    insert(initiatives)
    _settle(initiatives, by, now, leads)
    record(
        "initiatives.rows_taken_over",
        by=by,
        rows=len(rows),
        first=initiatives[0].ref,
        last=initiatives[-1].ref,
        sha256=_fingerprint(rows),
    )
    return initiatives


@audited
def refresh_rows(changes, *, by):
    """Bring texts that changed in the file; stages never move by an import.

    `changes` are (initiative, row, names of texts): what was edited here is not among
    the names.
    """
    now = clock.now()
    for initiative, row, names in changes:
        access.require(by, "initiatives.take_over", of=initiative)
        for name in names:
            setattr(initiative, name, row.texts[name])
        initiative.version += 1
        initiative.changed_at = now
        initiative.external_digest = row.digest_after(initiative.external_digest, names)
        initiative.search_text = searchable(initiative)
    touched = sorted({name for _i, _r, names in changes for name in names})
    Initiative.objects.bulk_update(
        [initiative for initiative, _row, _names in changes], [*touched, *REFRESHED]
    )
    record(
        "initiatives.rows_refreshed",
        by=by,
        rows=len(changes),
        fields=touched,
        sha256=_fingerprint([row for _i, row, _n in changes]),
    )


@audited
def add_unit_for_import(*, by, name, parent):
    """A unit that a file names and the company does not have yet, below another."""
    access.require(by, "initiatives.take_over", of=parent)
    stem = slugify(name)[:34] or "unit"
    taken = set(
        Unit.objects.filter(code__startswith=stem).values_list("code", flat=True)
    )
    code = next(
        c for n in count(1) if (c := stem if n == 1 else f"{stem}-{n}") not in taken
    )
    return plant_unit(
        by=by, name=name, code=code, country=parent.country, parent=parent
    )


def _taken_over(by, now, unit, stage, stopped, reason, title, **values):
    return Initiative(
        title=title,
        unit=unit,
        proposer=by,
        stage=stage,
        stage_since=now,
        created_at=now,
        changed_at=now,
        taken_over_at=now,
        taken_over_stage=stage,
        stopped_at=now if stopped else None,
        stop_reason=reason if stopped else "",
        **values,
    )


def _settle(initiatives, by, now, leads):
    Stay.objects.bulk_create(
        Stay(
            initiative=initiative,
            visit=1,
            stage=initiative.stage,
            kind=Kind.TAKEN_OVER,
            entered_at=now,
            entered_by=by,
            reason=initiative.stop_reason,
        )
        for initiative in initiatives
    )
    Lead.objects.bulk_create(
        Lead(initiative_id=pk, function=function, person=person, since=now)
        for pk, named in leads.items()
        for function, person in named.items()
    )


def _fingerprint(rows) -> str:
    lines = sorted(json.dumps([row.key, row.digest]) for row in rows)
    return sha256("\n".join(lines).encode()).hexdigest()
