"""Put items on an agenda, word them, move them, take them off; draft the minutes."""

from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Missing, Stale
from governance import settling
from governance.meetings import agenda, briefing, holding, sources
from governance.meetings.briefing import CERTAINTIES
from governance.models import AgendaItem
from initiatives.models import Initiative
from organisation.rows import save

WORDS = ("question", "recommendation", "options", "presenter", "minutes", "purpose")


@audited
def add_item(meeting, *, by, section, purpose, title, initiative=None, **words):
    """Put an item on the agenda that the records do not bring by themselves."""
    meeting = holding.preparable(meeting, by=by)
    if initiative is not None and not _sees(by, initiative):
        raise Invalid(_("There is no such initiative."), field="initiative")
    last = meeting.items.filter(section=section).order_by("-position").first()
    item = AgendaItem(
        meeting=meeting,
        key=f"own-{uuid4().hex[:12]}",
        section=section,
        position=max(last.position if last else 0, 1000) + agenda.STEP,
        purpose=purpose,
        title=title.strip(),
        initiative=initiative,
        is_added=True,
        put_at=clock.now(),
        put_by=by,
    )
    _word(item, words)
    save(item)
    if meeting.is_open:
        briefing.freeze(item)
    record("governance.item_added", item, by=by, initiative=initiative)
    return item


@audited
def call_up(meeting, *, by, cause):
    """Put a question or a stall that waits for the committee on an agenda.

    Most come by themselves; this is for what came after the meeting was opened, or is
    less urgent than those that fill its part.
    """
    meeting = holding.preparable(meeting, by=by)
    cause = type(cause).objects.get(pk=cause.pk)
    found = sources.waiting(cause)
    if found is None:
        raise Stale(_("This waits for the committee no more. Look at it again."))
    there = next((r for r in agenda.items(meeting, by) if r.key == found.key), None)
    if there is not None:
        raise (
            Stale(_("This item was withdrawn."))
            if there.withdrawn_at
            else Duplicate(_("This is on the agenda already."))
        )
    last = meeting.items.filter(section=found.section).order_by("-position").first()
    item = agenda.made(
        meeting, found, max(last.position if last else 0, 1000) + agenda.STEP
    )
    item.put_at, item.put_by, item.why = clock.now(), by, found.why
    save(item)
    if meeting.is_open:
        item.why = agenda.in_every_language(lambda: sources.waiting(cause).why)
        briefing.freeze(item)
    record("governance.item_added", item, by=by, initiative=item.initiative_id)
    return item


@audited
def word_item(meeting, *, by, key, **words):
    """Say what is asked, what is recommended, which options there are, who brings it.

    A paper that changes while the meeting runs is a new page to be read.
    """
    meeting = holding.preparable(meeting, by=by)
    item = _undecided(meeting, key, by)
    _word(item, words)
    save(item)
    if meeting.is_open:
        briefing.freeze(item)
    record("governance.item_worded", item, by=by, initiative=item.initiative_id)
    return item


@audited
def move_item(meeting, *, by, key, up):
    """Move an item one place up or down inside its part of the agenda."""
    meeting = holding.preparable(meeting, by=by)
    item = _standing(meeting, key, by)
    beside = [
        agenda.put(meeting, row.key, by=by)
        for row in agenda.standing(agenda.items(meeting, by))
        if row.section == item.section
    ]
    keys = [row.key for row in beside]
    here = keys.index(key)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(beside):
        return item
    beside[here], beside[there] = beside[there], beside[here]
    for place, row in enumerate(beside, start=1):
        if row.position != place * agenda.STEP:
            row.position = place * agenda.STEP
            save(row, ["position"])
    record("governance.item_moved", item, by=by, initiative=item.initiative_id)
    return item


@audited
def withdraw_item(meeting, *, by, key, reason):
    """Take an item off the agenda, with the reason; it stays readable below it."""
    meeting = holding.preparable(meeting, by=by)
    item = _undecided(meeting, key, by)
    settling.require_reason(reason)
    item.withdrawn_at, item.withdrawn_by = clock.now(), by
    item.withdrawn_reason = reason.strip()
    save(item, ["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record("governance.item_withdrawn", item, by=by, initiative=item.initiative_id)
    return item


@audited
def restore_item(meeting, *, by, key):
    """Put an item back that was withdrawn."""
    meeting = holding.preparable(meeting, by=by)
    item = agenda.put(meeting, key, by=by)
    if item.withdrawn_at is None:
        raise Stale(_("This item is on the agenda."))
    item.withdrawn_at, item.withdrawn_by, item.withdrawn_reason = None, None, ""
    save(item, ["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    record("governance.item_restored", item, by=by, initiative=item.initiative_id)
    return item


@audited
def save_draft(meeting, *, by, key, text, seen):
    """Keep the draft of the minutes of an item, as it is being typed.

    `seen` is the version of the draft that was read; where somebody else has written
    meanwhile, Stale carries both texts in its details.
    """
    meeting = holding.open_(meeting, by=by)
    item = _standing(meeting, key, by)
    if seen is None:
        raise Missing(_("Say which draft you read."))
    if item.draft == text:
        return item
    if int(seen) != item.draft_version:
        raise Stale(
            _("Somebody else has written here meanwhile. Nothing is lost."),
            details={"theirs": item.draft, "version": item.draft_version},
        )
    item.draft, item.draft_at, item.draft_by = text, clock.now(), by
    item.draft_version += 1
    save(item, ["draft", "draft_at", "draft_by", "draft_version"])
    record("governance.draft_saved", item, by=by, initiative=item.initiative_id)
    return item


def _standing(meeting, key, by):
    item = agenda.put(meeting, key, by=by)
    if item.withdrawn_at is not None:
        raise Stale(_("This item was withdrawn."))
    return item


def _undecided(meeting, key, by):
    item = _standing(meeting, key, by)
    if item.resolutions.exists():
        raise Duplicate(_("This item is decided already."))
    return item


def _word(item, words):
    for name, value in words.items():
        if name not in WORDS:
            raise TypeError(name)
        if name == "options":
            _require_sure(value)
        setattr(item, name, value.strip() if isinstance(value, str) else value)


def _require_sure(options):
    """A figure belongs to an option, and says how sure it is."""
    for row in options:
        if not row["title"].strip():
            raise Invalid(_("Write what the option is."), field="options")
        has_figure = row["hours"] or row["amount"] or row["certainty"]
        if has_figure and row["certainty"] not in CERTAINTIES:
            raise Invalid(_("Say how sure this figure is."), field="options")


def _sees(by, initiative):
    return Initiative.objects.seen_by(by).filter(pk=initiative.pk).exists()
