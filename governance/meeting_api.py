"""Meetings in the API: agenda, briefings, decisions, minutes; the same actions."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from governance import actions
from governance.actions.resolving import ALL_FOR
from governance.meeting_rows import (
    decision_of,
    decision_row,
    detail,
    find,
    item_of,
    item_row,
    items_of,
    meeting_of,
    meeting_row,
    minutes_row,
    person_of,
    words_of,
)
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
from governance.meetings import answers, briefing, log, minutes, pages
from governance.models import (
    Meeting,
    Presence,
    Resolution,
)
from governance.numbers import whole
from initiatives.models import Initiative
from organisation.api import REFUSALS, body_of, one_of

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
        return Response(
            MeetingRow([meeting_row(m) for m in rows[:MOST]], many=True).data
        )

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
        row = item_row(item, decided) | {
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
        return Response(decision_of(request, row.pk), status=201)


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
            DecisionRow([decision_row(row) for row in rows[:MOST]], many=True).data
        )


class OneDecision(APIView):
    """One decision."""

    @extend_schema(responses={200: DecisionRow, **REFUSALS})
    def get(self, request, pk):
        """Show a decision with its votes."""
        return Response(decision_of(request, pk))


class Correct(APIView):
    """The correction of a decision."""

    @extend_schema(request=DecisionCorrection, responses={201: DecisionRow, **REFUSALS})
    def post(self, request, pk):
        """Correct what the log says; the first record stays, and is named."""
        first = get_object_or_404(log.visible(request.user), pk=pk)
        row = actions.correct_resolution(
            first, by=request.user, **body_of(DecisionCorrection, request)
        )
        return Response(decision_of(request, row.pk), status=201)


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
