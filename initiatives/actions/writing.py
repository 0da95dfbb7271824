"""Writing an initiative: drafts, changes to what it says, the next cycle."""

from typing import NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Invalid, Stale
from initiatives import cycles, rules, screening
from initiatives.merging import as_text, exposures_seen, merge
from initiatives.models import Exposure, Initiative
from initiatives.refs import insert
from initiatives.search import searchable
from initiatives.stages import Stage
from organisation import access
from organisation.rows import check, save

TEXTS = ("title", "problem", "purpose", "process_family", "ai_system")
PROMISES = ("intent", "promise")
VALUES = ("hypothesis", "hypothesis_proof", "hours_expected", "budget", "currency")
SCREENING = ("screening_answers", "screening_note")
EDITABLE = (*TEXTS, "unit", *PROMISES, *VALUES, *SCREENING)


class Edited(NamedTuple):
    """What an edit wrote, and what somebody else had changed meanwhile and is kept."""

    initiative: Initiative
    changed: list[str]
    merged: list[str]


@audited
def save_draft(*, by, draft=None, version=None, seen=None, **fields):
    """Write a proposal that only its author sees, or go on writing it."""
    if draft is not None:
        return edit(draft, by=by, version=version, seen=seen, **fields).initiative
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"These are not fields of a draft: {sorted(unknown)}")
    access.require(by, "initiatives.propose", of=fields.get("unit"))
    draft = Initiative(proposer=by, **fields)
    draft.screening = screening.result(draft.screening_answers)
    _insert(draft)
    record("initiatives.draft_started", draft, by=by, initiative=draft, ref=draft.ref)
    return draft


@audited
def discard_draft(draft, *, by):
    """Put a draft aside for good; what was never proposed is simply withdrawn."""
    draft = rules.held(draft)
    if draft.status != "draft":
        raise DomainError(_("Only a draft can be discarded. Stop the initiative."))
    rules.require(rules.may_edit(by, draft, fresh=True))
    draft.withdrawn_at = clock.now()
    _write(draft, ["withdrawn_at"])
    record("initiatives.draft_discarded", draft, by=by, initiative=draft)
    return draft


@audited
def edit(initiative, *, by, version=None, seen=None, **fields):
    """Change what an initiative is, promises or hopes for.

    `seen` is what the person saw of these fields, as text (see `merging`): changes of
    somebody else in other fields are kept, in the same field they raise Conflict.
    Without it, any other `version` than the present one raises Stale.
    """
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"These fields cannot be edited: {sorted(unknown)}")
    now = rules.held(initiative)
    section = "screening" if set(fields) <= set(SCREENING) else ""
    rules.require(rules.may_edit(by, now, section=section, fresh=True))
    if now.screening_law and set(fields) & set(SCREENING):
        rules.require(rules.may_edit(by, now, section="screening", fresh=True))
    if now.status != "draft":
        rules.require_open(now)
    theirs = as_text(now, fields)
    if seen is None and version != now.version:
        raise Stale(_("Somebody changed this initiative meanwhile. Look again."))
    mine = as_text(Initiative(**fields), fields)
    write, merged = merge(mine, theirs, theirs if seen is None else seen)
    if "unit" in write:
        _require_new_unit(now, fields["unit"], by)
    if not write:
        return Edited(now, [], sorted(merged))
    for name in write:
        setattr(now, name, fields[name])
    if "screening_answers" in write:
        now.screening = screening.result(now.screening_answers)
        write.add("screening")
    now.search_text = searchable(now)
    _write(now, [*sorted(write), "search_text"])
    record(
        "initiatives.edited",
        now,
        by=by,
        initiative=now,
        fields=sorted(write),
        version=now.version,
    )
    return Edited(now, sorted(write), sorted(merged))


@audited
def record_screening(initiative, *, by, answers, note, law):
    """Write what Legal answered under a version of the law onto the initiative.

    `answers` are the letters of `screening.QUESTIONS`, in order. From now on nobody
    but Legal changes them.
    """
    now = rules.held(initiative)
    access.require(by, "initiatives.screen", of=now)
    rules.require_open(now)
    now.screening_answers, now.screening_note = answers, note
    now.screening = screening.result(answers)
    now.screening_law = law
    names = ["screening", "screening_answers", "screening_note", "screening_law"]
    _write(now, names)
    record(
        "initiatives.screened",
        now,
        by=by,
        initiative=now,
        outcome=now.screening,
        law=law,
        version=now.version,
    )
    return now


@audited
def set_exposures(initiative, *, by, rows, seen=None):
    """Say who will work with the AI system, per unit and site.

    `rows` are dicts of unit, site, people, overseers, in_scope. A place that was
    listed and is no longer given is removed from a proposal; later it is taken out of
    scope, because a site that was consulted keeps its block. `seen` is the list that
    the person saw (`exposures_seen`); another one raises Stale.
    """
    now = rules.held(initiative)
    rules.require(rules.may_edit(by, now, fresh=True))
    if now.status != "draft":
        rules.require_open(now)
    stored = {(e.unit_id, e.site_id): e for e in now.exposures.all()}
    if seen is not None and seen != exposures_seen(stored.values()):
        raise Stale(_("Somebody changed this list meanwhile. Look at it again."))
    kept = set()
    for row in rows:
        place = (row["unit"].pk, row["site"].pk)
        if place in kept:
            raise Invalid(
                format_lazy(
                    _("{unit}, {site} is listed twice. Keep one line."),
                    unit=row["unit"].name,
                    site=row["site"].name,
                )
            )
        kept.add(place)
        exposure = stored.get(place) or Exposure(initiative=now)
        for name, value in row.items():
            setattr(exposure, name, value)
        save(exposure)
    for place in stored.keys() - kept:
        if now.stage == Stage.PROPOSED:
            stored[place].delete()
        else:
            stored[place].in_scope = False
            save(stored[place], ["in_scope"])
    _write(now, [])
    record(
        "initiatives.exposures_set",
        now,
        by=by,
        initiative=now,
        rows=[
            [e.unit_id, e.site_id, e.people, e.overseers, e.in_scope]
            for e in now.exposures.order_by("unit_id", "site_id")
        ],
    )
    return now


@audited
def open_next_cycle(initiative, *, by):
    """Start again from what was learnt: a draft that links to the old initiative."""
    old = rules.held(initiative)
    rules.require_sight(by, old)
    if old.stage not in (Stage.LEARNING, Stage.CLOSED):
        raise DomainError(
            _("A next cycle starts from Learning, or after the initiative closed.")
        )
    access.require(by, "initiatives.propose", of=old)
    draft = Initiative(
        proposer=by,
        unit=old.unit,
        origin=old,
        cycle=old.cycle + 1,
        is_confidential=old.is_confidential,
        continuity_holder=old.continuity_holder,
        **{name: getattr(old, name) for name in (*TEXTS, *PROMISES, "currency")},
    )
    _insert(draft)
    Exposure.objects.bulk_create(
        Exposure(
            initiative=draft,
            unit_id=row.unit_id,
            site_id=row.site_id,
            people=row.people,
            overseers=row.overseers,
        )
        for row in old.exposures.filter(in_scope=True)
    )
    for carry in cycles.CARRIERS:
        carry(old, draft, by)
    record(
        "initiatives.next_cycle_opened",
        draft,
        by=by,
        initiative=draft,
        origin=old.pk,
        cycle=draft.cycle,
    )
    return draft


def _insert(draft):
    check(draft, exclude=("number", "ref"))
    insert([draft])


def _require_new_unit(initiative, unit, by):
    if initiative.stage != Stage.PROPOSED:
        raise Invalid(
            _("The unit can be changed until the charter has passed."), field="unit"
        )
    access.require(by, "initiatives.propose", of=unit)


def _write(initiative, names):
    """Save what changed, one version further."""
    initiative.version += 1
    initiative.changed_at = clock.now()
    return save(initiative, [*names, "version", "changed_at"])
