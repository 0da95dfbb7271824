"""The minutes of a meeting, made from its records, and where they stand."""

from hashlib import sha256

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit import clock
from audit.chain import written
from governance import presenters
from governance.meetings import agenda, briefing
from governance.models import (
    Condition,
    FollowUp,
    Presence,
    PresenceCorrection,
    Resolution,
    StaffMessage,
)
from initiatives.models import Initiative

WORKING_DAYS = 3
"""So long members have to confirm minutes or to object."""

OUTDATED = gettext_lazy(
    "The records have changed since these minutes were issued. Leadership issues the "
    "minutes anew; then they can be answered."
)


def content(meeting) -> str:
    """What was recorded, as canonical JSON: it says nothing in words of a language."""
    people = [
        [
            row.member.function,
            str(row.person_id),
            str(row.principal_id or ""),
            row.arrived_at.isoformat(),
            row.left_at and row.left_at.isoformat(),
        ]
        for row in Presence.objects.filter(member__meeting=meeting)
        .select_related("member")
        .order_by("pk")
    ]
    items = [
        [
            row.key,
            row.section,
            row.title,
            row.initiative and row.initiative.title,
            row.draft,
            bool(row.withdrawn_at),
        ]
        for row in meeting.items.select_related("initiative").order_by(
            "section", "position", "pk"
        )
    ]
    rows = (
        meeting.resolutions.select_related("briefing")
        .prefetch_related("votes")
        .order_by("number")
    )
    corrected = [
        [
            row.member.function,
            row.presence_id,
            str(row.person_id),
            row.arrived_at and row.arrived_at.isoformat(),
            row.left_at and row.left_at.isoformat(),
            row.reason,
            row.made_at.isoformat(),
            str(row.made_by_id),
        ]
        for row in corrections(meeting)
    ]
    facts = {
        "meeting": meeting.pk,
        "opened": meeting.opened_at.isoformat(),
        "closed": meeting.closed_at.isoformat(),
        "place": meeting.place,
        "present": people,
        "corrected": corrected,
        "items": items,
        "decisions": [_whole(row) for row in rows],
    }
    return written(facts)


def canonical(resolution) -> str:
    """All that a decision says, as canonical JSON: its digest stands in the record."""
    return written(_whole(resolution))


def corrections(meeting) -> list:
    """What was put right afterwards about who was in a meeting, in order."""
    return list(
        PresenceCorrection.objects.filter(member__meeting=meeting)
        .select_related("member", "presence", "person", "made_by")
        .order_by("pk")
    )


def _whole(row) -> dict:
    """A decision with its votes, and with what was promised when it was taken."""
    return {
        "ref": row.ref,
        "item": row.item_id,
        "initiative": row.initiative_id and str(row.initiative_id),
        "briefing": row.briefing.digest,
        "question": row.question,
        "options": row.options,
        "answer": str(row.answer),
        "text": row.text,
        "person": row.person_id and str(row.person_id),
        "until": row.until and row.until.isoformat(),
        "to": str(row.to),
        "legal_basis": row.legal_basis,
        "review_on": row.review_on and row.review_on.isoformat(),
        "supersedes": row.supersedes_id,
        "corrects": row.corrects_id,
        "decided_at": row.decided_at.isoformat(),
        "decided_by": str(row.decided_by_id),
        "votes": sorted(
            [
                vote.function,
                str(vote.person_id),
                str(vote.principal_id or ""),
                str(vote.way),
                vote.text,
            ]
            for vote in row.votes.all()
        ),
        "promises": row.promises,
    }


def is_confirmed(meeting) -> bool:
    """Whether every member has confirmed the minutes that count."""
    issued = last_of(meeting)
    if issued is None:
        return False
    answered = issued.answers.filter(is_confirmed=True).count()
    return answered == meeting.members.count()


def is_current(issued) -> bool:
    """Whether issued minutes still say what the records say."""
    return issued.digest == digest(content(issued.meeting))


def digest(text) -> str:
    """The digest of minutes."""
    return sha256(text.encode()).hexdigest()


def last_of(meeting):
    """The minutes that count: the ones issued last, or nothing."""
    return meeting.minutes.order_by("number").last()


def page(meeting, person) -> dict:
    """The minutes as a person may read them: decisions first, then who was there."""
    issued = last_of(meeting)
    members = list(meeting.members.select_related("person"))
    answers = (
        {
            row.member_id: row
            for row in issued.answers.select_related("person", "member")
        }
        if issued
        else {}
    )
    entries = items(meeting, person)
    return {
        "meeting": meeting,
        "issued": issued,
        "entries": entries,
        "decided": [e for e in entries if e["resolution"]],
        "presences": _presences(meeting),
        "corrected": corrections(meeting),
        "members": [
            {
                "member": member,
                "answer": answers.get(member.pk),
                "is_late": bool(
                    issued and member.pk not in answers and issued.due_at <= clock.now()
                ),
            }
            for member in members
        ],
        "staff": list(
            StaffMessage.objects.filter(
                meeting=meeting,
                initiative__in=Initiative.objects.seen_by(person).values("pk"),
            ).select_related("initiative", "published_by")
        ),
        "state": state(meeting, issued, members, answers),
    }


def state(meeting, issued, members, answers) -> dict:
    """Where the minutes stand: a code, and a sentence. Silence is no answer."""
    if issued is None:
        if meeting.closed_at:
            return {"code": "draft", "sentence": _("The minutes are not issued yet.")}
        return {"code": "draft", "sentence": _("The meeting is still being held.")}
    objected = sum(not row.is_confirmed for row in answers.values())
    confirmed = sum(row.is_confirmed for row in answers.values())
    silent = len(members) - len(answers)
    counts = {"n": confirmed, "all": len(members)}
    if objected:
        code = "objected"
        sentence = ngettext(
            "%(n)d member objects, with what stands below. Leadership corrects the "
            "record where it is wrong, and issues the minutes anew.",
            "%(n)d members object, with what stands below. Leadership corrects the "
            "record where it is wrong, and issues the minutes anew.",
            objected,
        ) % {"n": objected}
    elif not silent:
        code, sentence = "confirmed", _("Every member has confirmed the minutes.")
    elif issued.due_at <= clock.now():
        code = "over"
        later = sum(
            row.is_confirmed and row.answered_at > issued.due_at
            for row in answers.values()
        )
        said = [
            _("%(n)d of %(all)d members confirmed in time.")
            % {**counts, "n": confirmed - later},
            ngettext("%(n)d confirmed later.", "%(n)d confirmed later.", later)
            % {"n": later}
            if later
            else "",
            ngettext(
                "%(n)d gave no answer; that is no consent.",
                "%(n)d gave no answer; that is no consent.",
                silent,
            )
            % {"n": silent},
        ]
        sentence = " ".join(filter(None, said))
    else:
        code = "open"
        sentence = _("%(n)d of %(all)d members have confirmed, until %(day)s.") % {
            **counts,
            "day": presenters.day(issued.due_at),
        }
    return {"code": code, "sentence": sentence}


def items(meeting, person) -> list[dict]:
    """Each item with what was decided, said and promised, for one person."""
    rows = list(agenda.rows(meeting, person))
    for row in rows:
        row.why = ""
    briefing.say_why(meeting, rows)
    seen = Q(initiative__isnull=True) | Q(
        initiative__in=Initiative.objects.seen_by(person).values("pk")
    )
    first, corrections = {}, {}
    for row in (
        Resolution.objects.filter(seen, meeting=meeting)
        .select_related(
            "decided_by", "briefing", "supersedes", "initiative", "person", "item"
        )
        .prefetch_related("votes__person", "votes__principal")
        .order_by("number")
    ):
        if row.corrects_id:
            corrections.setdefault(row.corrects_id, []).append(row)
        else:
            first[row.item_id] = row
    duties: dict = {}
    for row in FollowUp.objects.filter(
        resolution__in=[r.pk for r in first.values()]
    ).select_related("owner", "done_by"):
        duties.setdefault(row.resolution_id, []).append(row)
    handoffs = {
        row.referral.handoff_id: row.pk for row in rows if row.referral_id is not None
    }
    promised: dict = {}
    for row in Condition.objects.filter(
        handoff__in=list(handoffs), signoff__isnull=True
    ).select_related("owner", "met_by", "initiative"):
        promised.setdefault(handoffs[row.handoff_id], []).append(row)
    found, number = [], 0
    for item in rows:
        if item.withdrawn_at is None:
            number += 1
        resolution = first.get(item.pk)
        found.append(
            {
                "number": number,
                "item": item,
                "title": agenda.title(item),
                "why": item.why,
                "question": agenda.question(item),
                "resolution": resolution,
                "tally": tally(resolution) if resolution else "",
                "effect": effect(resolution) if resolution else "",
                "asked": asked(resolution) if resolution else "",
                "dissent": [
                    vote
                    for vote in (resolution.votes.all() if resolution else ())
                    if vote.way != "for" and (vote.text or vote.way != "abstain")
                ],
                "corrections": corrections.get(resolution.pk, []) if resolution else [],
                "duties": duties.get(resolution.pk, []) if resolution else [],
                "conditions": promised.get(item.pk, []),
            }
        )
    return found


def asked(resolution) -> str:
    """What was asked; where the product asked it, in the language of the reader."""
    item = resolution.item
    if item.question or item.referral_id:
        return resolution.question
    return agenda.question(item) or resolution.question


def effect(resolution) -> str:
    """Who takes it on, until when a risk is accepted, or where it goes back to."""
    if resolution.person_id:
        return _("%(name)s takes it on.") % {"name": resolution.person.name}
    if resolution.until:
        return _("The risk is accepted until %(day)s.") % {
            "day": presenters.day(resolution.until)
        }
    if resolution.to:
        return _("It goes back to %(stage)s.") % {"stage": resolution.get_to_display()}
    return ""


def tally(resolution) -> str:
    """How many voted which way, in words; who abstained stays a number."""
    ways = [vote.way for vote in resolution.votes.all()]
    if not ways:
        return ""
    return _(
        "%(pro)d for, %(con)d against, %(none)d abstained, %(conflict)d with a "
        "conflict of interest"
    ) % {
        "pro": ways.count("for"),
        "con": ways.count("against"),
        "none": ways.count("abstain"),
        "conflict": ways.count("conflict"),
    }


def _presences(meeting):
    return list(
        Presence.objects.filter(member__meeting=meeting)
        .select_related("member", "person", "principal")
        .order_by("member__pk", "arrived_at")
    )
