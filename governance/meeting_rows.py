"""What the API of meetings finds and shows: rows of JSON, and what bodies name."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from audit.errors import Invalid
from governance.meeting_schema import (
    AgendaRow,
    DecisionRow,
    MeetingBody,
    MeetingDetail,
    MinutesRow,
)
from governance.meetings import agenda, briefing, log, minutes, pages, quorum
from governance.models import Meeting
from organisation.api import body_of
from organisation.functions import Function
from organisation.models import Person


def meeting_of(request) -> dict:
    """A meeting as the body of a request plans it, for the actions."""
    body = body_of(MeetingBody, request)
    if set(body["members"]) - set(Function.values):
        raise Invalid(_("There is no such function."), field="members")
    seats = {f: person_of(key, "members") for f, key in body["members"].items()}
    return {**body, "members": seats, "chair": person_of(body["chair"], "chair")}


def words_of(body) -> dict:
    """What a body says of an item, for the actions."""
    body = dict(body)
    if body.get("presenter"):
        body["presenter"] = person_of(body["presenter"], "presenter")
    if "options" in body:
        body["options"] = [
            briefing.option_row(row.pop("title"), **row) for row in body["options"]
        ]
    return body


def find(request, pk):
    """A meeting that who asks may see, or 404."""
    rows = Meeting.objects.visible_to(request.user).select_related(
        "chair", "minute_taker"
    )
    return get_object_or_404(rows, pk=pk)


def item_of(request, meeting, key):
    """An item of its agenda that who asks may see, or 404."""
    rows = agenda.items(meeting, request.user)
    item = next((row for row in rows if row.key == key), None)
    if item is None:
        raise Http404
    return item


def person_of(key, field):
    """The person whom a body names by e-mail or id."""
    try:
        asked = Q(email__iexact=key) if "@" in key else Q(pk=UUID(key))
    except ValueError:
        asked = Q(pk__in=[])
    person = Person.objects.filter(asked).first()
    if person is None:
        raise Invalid(_("No person has this e-mail or id."), field=field)
    return person


def meeting_row(row):
    """A meeting in a list, as JSON."""
    return {
        "id": row.pk,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "place": row.place,
        "cadence": row.cadence,
        "chair": row.chair.email,
        "minute_taker": row.minute_taker.email if row.minute_taker_id else None,
        "state": row.state,
        "url": row.get_absolute_url(),
    }


def detail(request, meeting):
    """A meeting with its members and agenda, as JSON."""
    there = quorum.of(meeting)
    present = {row.member_id: row.person.email for row in there.present}
    row = meeting_row(meeting) | {
        "members": [
            {
                "function": member.function,
                "person": member.person.email,
                "present": present.get(member.pk),
            }
            for member in meeting.members.select_related("person")
        ],
        "quorum": meeting.quorum,
        "has_quorum": there.is_met,
        "missing": str(there.sentence),
        "agenda": _item_rows(request, meeting),
    }
    return MeetingDetail(row).data


def items_of(request, meeting):
    """The agenda of a meeting, as JSON."""
    return AgendaRow(_item_rows(request, meeting), many=True).data


def _item_rows(request, meeting):
    decided = pages.decisions_of(meeting)
    found = briefing.say_why(meeting, agenda.items(meeting, request.user))
    return [item_row(row, decided) for row in found]


def item_row(row, decided):
    """An item of an agenda, as JSON."""
    decision = decided.get(row.pk) if row.pk else None
    return {
        "key": row.key,
        "number": row.number,
        "section": row.section,
        "section_label": row.get_section_display(),
        "purpose": row.purpose,
        "title": agenda.title(row),
        "question": agenda.question(row),
        "why": row.why,
        "recommendation": row.recommendation,
        "lacks": agenda.lacks(row),
        "minutes": row.minutes,
        "presenter": row.presenter.email if row.presenter_id else None,
        "options": row.options,
        "initiative": row.initiative.ref if row.initiative_id else None,
        "withdrawn": row.withdrawn_at is not None,
        "decision": decision.ref if decision else None,
    }


def decision_of(request, pk):
    """A decision that who asks may read, as JSON, or 404."""
    rows = log.visible(request.user).select_related("supersedes")
    return DecisionRow(decision_row(get_object_or_404(rows, pk=pk))).data


def decision_row(row):
    """A decision with its votes, as JSON."""
    return {
        "id": row.pk,
        "ref": row.ref,
        "meeting": row.meeting_id,
        "item": row.item.key,
        "initiative": row.initiative.ref if row.initiative_id else None,
        "question": row.question,
        "answer": row.answer,
        "text": row.text,
        "person": row.person.email if row.person_id else None,
        "until": row.until,
        "to": row.to,
        "legal_basis": row.legal_basis,
        "review_on": row.review_on,
        "corrects": row.corrects.ref if row.corrects_id else None,
        "supersedes": row.supersedes.ref if row.supersedes_id else None,
        "superseded_by": next((r.ref for r in row.superseded_by.all()), None),
        "seen": row.briefing.digest,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by.email,
        "votes": [
            {
                "function": vote.function,
                "person": vote.person.email,
                "on_behalf_of": vote.principal.email if vote.principal_id else None,
                "way": vote.way,
                "text": vote.text,
            }
            for vote in row.votes.all()
        ],
    }


def minutes_row(request, meeting):
    """The minutes and who has confirmed them, as JSON."""
    if not meeting.opened_at:
        raise Http404
    page = minutes.page(meeting, request.user)
    issued = page["issued"]
    rows = log.visible(request.user).filter(meeting=meeting)
    row = {
        "state": page["state"]["code"],
        "sentence": page["state"]["sentence"],
        "number": issued.number if issued else None,
        "digest": issued.digest if issued else "",
        "due_at": issued.due_at if issued else None,
        "decisions": [
            decision_row(r)
            for r in rows.select_related("supersedes").order_by("number")
        ],
        "members": [
            {
                "function": one["member"].function,
                "person": one["member"].person.email,
                "answer": "none"
                if one["answer"] is None
                else "confirmed"
                if one["answer"].is_confirmed
                else "objected",
                "text": one["answer"].text if one["answer"] else "",
            }
            for one in page["members"]
        ],
        "presences": [
            {
                "id": one.pk,
                "function": one.member.function,
                "person": one.person.email,
                "on_behalf_of": one.principal.email if one.principal_id else None,
                "arrived_at": one.arrived_at,
                "left_at": one.left_at,
            }
            for one in page["presences"]
        ],
        "corrected": [
            {
                "function": one.member.function,
                "person": one.person.email,
                "presence": one.presence_id,
                "arrived_at": one.arrived_at,
                "left_at": one.left_at,
                "reason": one.reason,
                "made_at": one.made_at,
                "made_by": one.made_by.email,
            }
            for one in page["corrected"]
        ],
    }
    return MinutesRow(row).data
