"""Meetings in the API: agenda, briefings, decisions, minutes; the same actions."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from governance import actions
from governance.actions.resolving import ALL_FOR
from governance.meeting_schema import (
    AgendaRow,
    DecisionBody,
    DecisionCorrection,
    DecisionRow,
    ItemBody,
    ItemDetail,
    MeetingBody,
    MeetingDetail,
    MeetingRow,
    MinutesAnswerBody,
    MinutesRow,
    PresenceBody,
)
from governance.meetings import agenda, answers, briefing, log, minutes, pages, quorum
from governance.models import (
    Meeting,
    Presence,
    Resolution,
)
from governance.numbers import whole
from initiatives.models import Initiative
from organisation.api import REFUSALS, body_of, one_of
from organisation.functions import Function
from organisation.models import Person

MOST = 200


class Meetings(APIView):
    """Meetings of the committee."""

    @extend_schema(
        operation_id="meetings_list",
        responses={200: MeetingRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List the meetings, the latest first, 200 at most."""
        rows = Meeting.objects.visible_to(request.user).select_related(
            "chair", "minute_taker"
        )
        if rows.query.is_empty():
            raise Http404
        return Response(MeetingRow([_meeting(m) for m in rows[:MOST]], many=True).data)

    @extend_schema(request=MeetingBody, responses={201: MeetingDetail, **REFUSALS})
    def post(self, request):
        """Plan a meeting; its agenda builds itself."""
        meeting = actions.plan_meeting(by=request.user, **meeting_of(request))
        return Response(detail(request, meeting), status=201)


class OneMeeting(APIView):
    """One meeting with its agenda."""

    @extend_schema(responses={200: MeetingDetail, **REFUSALS})
    def get(self, request, pk):
        """Show a meeting: members, quorum, agenda."""
        return Response(detail(request, find(request, pk)))


class OpenMeeting(APIView):
    """The beginning of a meeting."""

    @extend_schema(request=None, responses={200: MeetingDetail, **REFUSALS})
    def post(self, request, pk):
        """Open a meeting: its agenda stands from now on."""
        meeting = actions.open_meeting(find(request, pk), by=request.user)
        return Response(detail(request, meeting))


class CloseMeeting(APIView):
    """The end of a meeting."""

    @extend_schema(request=None, responses={200: MeetingDetail, **REFUSALS})
    def post(self, request, pk):
        """Close a meeting; what was not reached waits for the next."""
        meeting = actions.close_meeting(find(request, pk), by=request.user)
        return Response(detail(request, meeting))


class Attendance(APIView):
    """Who is in a meeting."""

    @extend_schema(request=PresenceBody, responses={200: MeetingDetail, **REFUSALS})
    def post(self, request, pk):
        """Note that somebody comes for a function, or leaves."""
        meeting = find(request, pk)
        body = body_of(PresenceBody, request)
        member = get_object_or_404(
            meeting.members.select_related("person", "meeting"),
            function=body["function"],
        )
        if body["leaves"]:
            row = get_object_or_404(
                Presence.objects.select_related("member__meeting"),
                member=member,
                left_at__isnull=True,
            )
            actions.leave(row, by=request.user)
        else:
            who = (
                person_of(body["person"], "person")
                if "person" in body
                else member.person
            )
            actions.arrive(member, by=request.user, person=who)
        return Response(detail(request, find(request, pk)))


class Items(APIView):
    """The agenda of a meeting."""

    @extend_schema(
        operation_id="meeting_items_list",
        responses={200: AgendaRow(many=True), **REFUSALS},
    )
    def get(self, request, pk):
        """List the items in order, those that were withdrawn too."""
        return Response(items_of(request, find(request, pk)))

    @extend_schema(request=ItemBody, responses={201: AgendaRow(many=True), **REFUSALS})
    def post(self, request, pk):
        """Put an item on the agenda."""
        meeting = find(request, pk)
        body = body_of(ItemBody, request)
        ref = body.pop("initiative", "")
        initiative = (
            one_of(
                Initiative,
                "initiative",
                ref=ref.upper(),
                pk__in=Initiative.objects.seen_by(request.user).values("pk"),
            )
            if ref
            else None
        )
        actions.add_item(
            meeting,
            by=request.user,
            initiative=initiative,
            **{"minutes": 10, **words_of(body)},
        )
        return Response(items_of(request, meeting), status=201)


class OneItem(APIView):
    """One item with its briefing."""

    @extend_schema(responses={200: ItemDetail, **REFUSALS})
    def get(self, request, pk, key):
        """Show an item: its briefing, its digest, and the answers that it offers."""
        meeting = find(request, pk)
        item = item_of(request, meeting, key)
        decided = pages.decisions_of(meeting)
        text, digest = pages.briefing_of(item, meeting, decided.get(item.pk))
        row = _item_row(item, decided) | {
            "briefing": [
                {"label": label, "text": said}
                for label, said in briefing.read(text)["lines"]
            ],
            "digest": digest,
            "answers": [one.value for one in answers.offered(item)],
            "draft": item.draft,
            "draft_version": item.draft_version,
        }
        return Response(ItemDetail(row).data)


class Decide(APIView):
    """The decision on an item."""

    @extend_schema(request=DecisionBody, responses={201: DecisionRow, **REFUSALS})
    def post(self, request, pk, key):
        """Record what the committee decides; it takes effect at once."""
        meeting = find(request, pk)
        item_of(request, meeting, key)
        body = body_of(DecisionBody, request)
        votes = body.get("votes")
        if votes is not None and votes != ALL_FOR:
            votes = [
                {**one, "person": person_of(one["person"], "votes")} for one in votes
            ]
        conditions = [
            {**one, "owner": person_of(one["owner"], "conditions")}
            for one in body["conditions"]
        ]
        supersedes = None
        if "supersedes" in body:
            supersedes = one_of(
                Resolution,
                "supersedes",
                ref=body["supersedes"].upper(),
                pk__in=log.visible(request.user).values("pk"),
            )
        row = actions.resolve(
            meeting,
            by=request.user,
            key=key,
            seen=body["digest"],
            answer=body["answer"],
            text=body["text"],
            votes=votes,
            conditions=conditions,
            person=person_of(body["person"], "person") if "person" in body else None,
            until=body.get("until"),
            to=body["to"],
            legal_basis=body["legal_basis"],
            review_on=body.get("review_on"),
            supersedes=supersedes,
        )
        return Response(_decision(request, row.pk), status=201)


class Decisions(APIView):
    """The decision log."""

    @extend_schema(
        operation_id="decisions_list",
        parameters=[OpenApiParameter("before", int, description="A number: older.")],
        responses={200: DecisionRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List decisions, the newest first, 200 at most; `before` leads on."""
        if Meeting.objects.visible_to(request.user).query.is_empty():
            raise Http404
        rows = log.visible(request.user).select_related("supersedes")
        before = request.query_params.get("before", "")
        if before:
            number = whole(before)
            if number is None:
                raise Invalid(_("Give the number of a decision."), field="before")
            rows = rows.filter(number__lt=number)
        return Response(
            DecisionRow([_decided(row) for row in rows[:MOST]], many=True).data
        )


class OneDecision(APIView):
    """One decision."""

    @extend_schema(responses={200: DecisionRow, **REFUSALS})
    def get(self, request, pk):
        """Show a decision with its votes."""
        return Response(_decision(request, pk))


class Correct(APIView):
    """The correction of a decision."""

    @extend_schema(request=DecisionCorrection, responses={201: DecisionRow, **REFUSALS})
    def post(self, request, pk):
        """Correct what the log says; the first record stays, and is named."""
        first = get_object_or_404(log.visible(request.user), pk=pk)
        row = actions.correct_resolution(
            first, by=request.user, **body_of(DecisionCorrection, request)
        )
        return Response(_decision(request, row.pk), status=201)


class MinutesOf(APIView):
    """The minutes of a meeting."""

    @extend_schema(responses={200: MinutesRow, **REFUSALS})
    def get(self, request, pk):
        """Show the minutes and who has confirmed them."""
        return Response(minutes_row(request, find(request, pk)))

    @extend_schema(request=None, responses={201: MinutesRow, **REFUSALS})
    def post(self, request, pk):
        """Issue the minutes of a closed meeting, or corrected ones."""
        meeting = find(request, pk)
        actions.issue_minutes(meeting, by=request.user)
        return Response(minutes_row(request, meeting), status=201)


class AnswerMinutes(APIView):
    """A member's answer to minutes."""

    @extend_schema(request=MinutesAnswerBody, responses={200: MinutesRow, **REFUSALS})
    def post(self, request, pk):
        """Confirm the minutes that were read, or object in writing."""
        meeting = find(request, pk)
        issued = minutes.last_of(meeting)
        if issued is None:
            raise Http404
        body = body_of(MinutesAnswerBody, request)
        actions.answer_minutes(
            issued,
            by=request.user,
            digest=body["digest"],
            is_confirmed=body["confirmed"],
            text=body["text"],
        )
        return Response(minutes_row(request, meeting))


VIEWS = (
    ("meetings/", Meetings, "meetings"),
    ("meetings/<int:pk>/", OneMeeting, "meeting"),
    ("meetings/<int:pk>/open/", OpenMeeting, "open-meeting"),
    ("meetings/<int:pk>/close/", CloseMeeting, "close-meeting"),
    ("meetings/<int:pk>/presence/", Attendance, "meeting-presence"),
    ("meetings/<int:pk>/items/", Items, "meeting-items"),
    ("meetings/<int:pk>/items/<slug:key>/", OneItem, "meeting-item"),
    ("meetings/<int:pk>/items/<slug:key>/decision/", Decide, "meeting-decide"),
    ("meetings/<int:pk>/minutes/", MinutesOf, "minutes"),
    ("meetings/<int:pk>/minutes/answer/", AnswerMinutes, "answer-minutes"),
    ("decisions/", Decisions, "decisions"),
    ("decisions/<int:pk>/", OneDecision, "decision"),
    ("decisions/<int:pk>/correction/", Correct, "correct-decision"),
)
"""Address, view and name of each door."""


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


def _meeting(row):
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
    row = _meeting(meeting) | {
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
    return [_item_row(row, decided) for row in found]


def _item_row(row, decided):
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


def _decision(request, pk):
    rows = log.visible(request.user).select_related("supersedes")
    return DecisionRow(_decided(get_object_or_404(rows, pk=pk))).data


def _decided(row):
    return {
        "id": row.pk,
        "ref": row.ref,
        "meeting": row.meeting_id,
        "item": row.item.key,
        "initiative": row.initiative.ref if row.initiative_id else None,
        "question": row.question,
        "answer": row.answer,
        "text": row.text,
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
    decided = log.visible(request.user).filter(meeting=meeting)
    row = {
        "state": page["state"]["code"],
        "sentence": page["state"]["sentence"],
        "number": issued.number if issued else None,
        "digest": issued.digest if issued else "",
        "due_at": issued.due_at if issued else None,
        "decisions": [
            _decided(r) for r in decided.select_related("supersedes").order_by("number")
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
