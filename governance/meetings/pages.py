"""What the pages of a meeting show: plain dicts and sentences, made from records."""

from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit import clock
from governance import presenters, rules
from governance.meetings import agenda, briefing, holding, log, quorum, sources
from governance.models import Presence, Purpose, Resolution, Section, Vote
from organisation.functions import Function

STATES = {
    "planned": gettext_lazy("To come"),
    "open": gettext_lazy("Open now"),
    "closed": gettext_lazy("Held"),
    "cancelled": gettext_lazy("Called off"),
}
"""Where a meeting stands, in words."""


def when(meeting) -> str:
    """The day, the hours and the place of a meeting."""
    begins, ends = localtime(meeting.starts_at), localtime(meeting.ends_at)
    return _("%(day)s, %(begins)s to %(ends)s, %(place)s") % {
        "day": presenters.day(begins),
        "begins": f"{begins:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "place": meeting.place,
    }


def next_sentence(coming) -> str:
    """When the committee meets next."""
    if coming is None:
        return _("No meeting is planned.")
    if coming.is_open:
        return _("The committee is meeting now.")
    return _("The committee meets on %(when)s.") % {"when": when(coming)}


def agenda_page(person, meeting) -> dict:
    """The agenda in its parts, each item with what it lacks and what was decided."""
    found = briefing.say_why(meeting, agenda.items(meeting, person))
    standing = agenda.standing(found)
    decided = decisions_of(meeting)
    papers = [row for row in standing if row.purpose == Purpose.DECIDE]
    ready = sum(not agenda.lacks(row) for row in papers)
    may_record = rules.may_record(person, meeting)
    planned = sum(row.minutes for row in standing)
    length = meeting.ends_at - meeting.starts_at
    return {
        "title": _("Meeting on %(day)s")
        % {"day": presenters.day(localtime(meeting.starts_at))},
        "lead": _lead(meeting, standing, papers, ready, decided),
        "meeting": meeting,
        "when": when(meeting),
        "parts": _parts(standing, decided),
        "withdrawn": [
            {"item": row, "title": agenda.title(row)}
            for row in found
            if row.withdrawn_at
        ],
        "ready": ready,
        "papers": len(papers),
        "minutes_planned": planned,
        "too_long": max(0, planned - int(length.total_seconds() // 60))
        if meeting.state == "planned"
        else 0,
        "members": members(meeting),
        "quorum": [Function(f).label for f in meeting.quorum],
        "may_record": may_record,
        "may_lead": rules.sits_for_committee(person),
        "opens_on": holding.opens_on(meeting),
        "is_early": clock.today() < holding.opens_on(meeting),
        "may_name": bool(rules.may_name_recorder(person, meeting))
        and meeting.state in ("planned", "open"),
        "may_change": bool(may_record) and meeting.state in ("planned", "open"),
        "live_url": live_url(meeting, standing),
        "paper": {"kind": "meeting.agenda", "facts": {"meeting": str(meeting.pk)}},
    }


def _lead(meeting, standing, papers, ready, decided) -> str:
    if meeting.cancelled_at:
        return _("It was called off: %(reason)s") % {"reason": meeting.cancel_reason}
    if meeting.closed_at:
        return ngettext(
            "It is over. %(n)d item was decided.",
            "It is over. %(n)d items were decided.",
            len(decided),
        ) % {"n": len(decided)}
    items = ngettext("%(n)d item", "%(n)d items", len(standing)) % {"n": len(standing)}
    if not papers:
        return _("%(items)s, nothing to decide.") % {"items": items}
    if meeting.is_open:
        done = sum(row.pk in decided for row in papers)
        return _("%(items)s, %(n)d to decide. %(done)d of %(n)d are decided.") % {
            "items": items,
            "n": len(papers),
            "done": done,
        }
    return _("%(items)s, %(n)d to decide. %(ready)d of %(n)d papers are ready.") % {
        "items": items,
        "n": len(papers),
        "ready": ready,
    }


def _parts(standing, decided):
    parts = []
    for section in Section:
        rows = [
            {
                "item": row,
                "title": agenda.title(row),
                "question": agenda.question(row),
                "why": row.why,
                "lacks": agenda.lacks(row),
                "resolution": decided.get(row.pk) if row.pk else None,
                "url": reverse(
                    "governance:meeting-item", args=[row.meeting_id, row.key]
                ),
            }
            for row in standing
            if row.section == section
        ]
        for place, row in enumerate(rows):
            row["is_first"], row["is_last"] = place == 0, place == len(rows) - 1
        parts.append(
            {
                "section": section,
                "label": section.label,
                "rows": rows,
                "is_cut": len(rows) >= sources.MOST,
            }
        )
    return parts


def decisions_of(meeting) -> dict:
    """The decision of each item, by the key of its row; one query."""
    rows = Resolution.objects.filter(
        meeting=meeting, corrects__isnull=True
    ).select_related("briefing", "decided_by", "person", "item__referral")
    return {row.item_id: row for row in rows}


def members(meeting) -> list:
    """Who sits for which function, and who deputises for them today; two queries."""
    rows = list(meeting.members.select_related("person"))
    may = quorum.may_sit_for(rows)
    return [
        {
            "member": row,
            "is_chair": row.person_id == meeting.chair_id,
            "in_quorum": row.function in meeting.quorum,
            "deputies": [p for p in may[row.pk] if p.pk != row.person_id],
            "may_sit": may[row.pk],
        }
        for row in rows
    ]


def presences_to_correct(meeting) -> dict:
    """What was noted of who was there, and who else could have been, on that day."""
    noted = list(
        Presence.objects.filter(member__meeting=meeting)
        .select_related("member", "person")
        .order_by("member__pk", "arrived_at")
    )
    rows = list(meeting.members.select_related("person"))
    day = meeting.opened_at.date() if meeting.opened_at else None
    may = quorum.may_sit_for(rows, on=day)
    return {"noted": noted, "could": [(row, may[row.pk]) for row in rows]}


def presence_page(person, meeting) -> dict:
    """Who is here and who may come, function by function."""
    there = quorum.of(meeting)
    by_member = {row.member_id: row for row in there.present}
    rows = [
        {**row, "presence": by_member.get(row["member"].pk)} for row in members(meeting)
    ]
    return {
        "title": _("Who is here?"),
        "lead": there.sentence if meeting.is_open else _("Nobody is in the meeting."),
        "meeting": meeting,
        "there": there,
        "rows": rows,
        "may_record": rules.may_record(person, meeting),
        "live_url": live_url(meeting, agenda.standing(agenda.items(meeting, person))),
    }


def live_url(meeting, standing) -> str:
    """Where the meeting stands now: the item that the chair shows.

    Who may not see that one comes to the next one that they may see.
    """
    keys = [row.key for row in standing]
    key = meeting.current if meeting.current in keys else next(iter(keys), "")
    if meeting.current and key != meeting.current:
        shown = meeting.items.filter(key=meeting.current).first()
        after = [
            row.key
            for row in standing
            if shown and (row.section, row.position) > (shown.section, shown.position)
        ]
        key = next(iter(after), next(reversed(keys), ""))
    return reverse("governance:meeting-item", args=[meeting.pk, key]) if key else ""


def item_page(person, meeting, key) -> dict | None:
    """One item on the wall: the ask, the briefing, and its neighbours; None if gone."""
    found = briefing.say_why(meeting, agenda.items(meeting, person))
    standing = agenda.standing(found)
    keys = [row.key for row in standing]
    if key not in keys:
        return None
    place = keys.index(key)
    item = standing[place]
    decided = decisions_of(meeting)
    there = quorum.of(meeting)
    resolution = decided.get(item.pk) if item.pk else None
    text, seen = briefing_of(item, meeting, resolution)
    page = briefing.read(text)
    return {
        "title": _("Item %(n)d of %(all)d") % {"n": place + 1, "all": len(keys)},
        "lead": "",
        "meeting": meeting,
        "when": when(meeting),
        "item": item,
        "name": agenda.title(item),
        "question": agenda.question(item) or agenda.title(item),
        "kind": agenda.kind(item),
        "why": page["why"],
        "lines": [pair for pair in page["lines"] if pair[0] not in (_("Question"),)],
        "options": [
            {
                **row,
                "sure": briefing.certainty(row.get("certainty", "")),
                "amount": Decimal(row["amount"]) if row.get("amount") else None,
            }
            for row in item.options
        ],
        "seen": seen,
        "there": there,
        "seats": meeting.members.count(),
        "resolution": resolution,
        "outcome": log.outcome(resolution) if resolution else {},
        "agenda": [
            {
                "item": row,
                "title": agenda.title(row),
                "is_here": row.key == key,
                # What is called like its initiative says what about it.
                "why": "" if row.title or row.stall_id else row.why,
                "resolution": decided.get(row.pk) if row.pk else None,
                "url": reverse("governance:meeting-item", args=[meeting.pk, row.key]),
            }
            for row in standing
        ],
        "before": standing[place - 1] if place else None,
        "after": standing[place + 1] if place + 1 < len(standing) else None,
        "is_current": meeting.current == key,
        "ways": Vote.Way.choices,
        "may_record": rules.may_record(person, meeting),
    }


def briefing_of(item, meeting, resolution=None) -> tuple[str, str]:
    """The page about an item and its digest, whether or not it has a row yet.

    What was decided shows what was on the table; once the meeting is closed every item
    shows the page that was kept last. Before that it is read from the records.
    """
    kept = None
    if resolution is not None:
        kept = resolution.briefing
    elif meeting.closed_at:
        kept = item.briefings.order_by("number").last()
    if kept is not None:
        return kept.content, kept.digest
    if item.pk:
        return briefing.now(item)
    text = briefing.content(item, item.why)
    return text, briefing.digest(text)
