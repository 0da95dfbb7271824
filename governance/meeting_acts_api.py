"""What is done to a meeting and its agenda, in the API; one action a door."""

from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import actions
from governance.meeting_api import MOST
from governance.meeting_rows import (
    detail,
    find,
    item_of,
    items_of,
    meeting_of,
    minutes_row,
    person_of,
    words_of,
)
from governance.meeting_schema import (
    AgendaRow,
    CallBody,
    DraftBody,
    DutyProof,
    DutyRow,
    ItemMove,
    MeetingBody,
    MeetingDetail,
    MessageBody,
    MessageRow,
    MinutesRow,
    MinuteTakerBody,
    PaperBody,
    PresenceFix,
    WhyBody,
)
from governance.meetings import log, waiting
from initiatives.models import Initiative
from organisation.api import REFUSALS, body_of, one_of

AGENDA = {200: AgendaRow(many=True), **REFUSALS}


class ChangeMeeting(APIView):
    """A meeting that was not opened yet, changed."""

    @extend_schema(request=MeetingBody, responses={200: MeetingDetail, **REFUSALS})
    def post(self, request, pk):
        """Change time, place, chair and members; the members are told."""
        meeting = actions.change_meeting(
            find(request, pk), by=request.user, **meeting_of(request)
        )
        return Response(detail(request, meeting))


class CancelMeeting(APIView):
    """A meeting called off."""

    @extend_schema(request=WhyBody, responses={200: MeetingDetail, **REFUSALS})
    def post(self, request, pk):
        """Call a meeting off, with the reason; what was on it waits for the next."""
        meeting = actions.cancel_meeting(
            find(request, pk), by=request.user, **body_of(WhyBody, request)
        )
        return Response(detail(request, meeting))


class NameMinuteTaker(APIView):
    """Who keeps the minutes of a meeting."""

    @extend_schema(request=MinuteTakerBody, responses={200: MeetingDetail, **REFUSALS})
    def post(self, request, pk):
        """Name the member who may prepare and record in this meeting."""
        key = body_of(MinuteTakerBody, request)["person"]
        person = person_of(key, "person") if key else None
        meeting = actions.name_minute_taker(
            find(request, pk), by=request.user, person=person
        )
        return Response(detail(request, meeting))


class CorrectPresence(APIView):
    """Who was in a closed meeting, put right."""

    @extend_schema(request=PresenceFix, responses={201: MinutesRow, **REFUSALS})
    def post(self, request, pk):
        """Correct who was there; what was noted stays, and the minutes say both."""
        meeting = find(request, pk)
        body = body_of(PresenceFix, request)
        member = get_object_or_404(meeting.members, function=body.pop("function"))
        presence = None
        if "presence" in body:
            presence = get_object_or_404(member.presences, pk=body.pop("presence"))
        actions.correct_presence(
            meeting,
            by=request.user,
            member=member,
            presence=presence,
            person=person_of(body.pop("person"), "person"),
            **body,
        )
        return Response(minutes_row(request, meeting), status=201)


class CallUp(APIView):
    """What waits for the committee, put on an agenda."""

    @extend_schema(request=CallBody, responses={201: AgendaRow(many=True), **REFUSALS})
    def post(self, request, pk):
        """Put a question or a stall on the agenda that did not come by itself."""
        meeting = find(request, pk)
        cause = waiting.cause_of(request.user, body_of(CallBody, request)["key"])
        if cause is None:
            raise Http404
        actions.call_up(meeting, by=request.user, cause=cause)
        return Response(items_of(request, meeting), status=201)


class ItemAct(APIView):
    """What is done to one item of an agenda; the agenda is the answer."""

    def act(self, request, pk, key, action, read=dict):
        """Do it with what `read` finds in the body; 404 where the item is not seen."""
        meeting = find(request, pk)
        item_of(request, meeting, key)
        action(meeting, by=request.user, key=key, **read())
        return Response(items_of(request, meeting))


class Paper(ItemAct):
    """The paper of an item."""

    @extend_schema(request=PaperBody, responses=AGENDA)
    def post(self, request, pk, key):
        """Say what it asks, what is recommended, its options, and who brings it."""

        def words():
            return words_of(body_of(PaperBody, request))

        return self.act(request, pk, key, actions.word_item, words)


class Move(ItemAct):
    """The place of an item."""

    @extend_schema(request=ItemMove, responses=AGENDA)
    def post(self, request, pk, key):
        """Move an item one place up or down inside its part of the agenda."""
        body = partial(body_of, ItemMove, request)
        return self.act(request, pk, key, actions.move_item, body)


class Withdraw(ItemAct):
    """An item taken off."""

    @extend_schema(request=WhyBody, responses=AGENDA)
    def post(self, request, pk, key):
        """Take an item off the agenda, with the reason."""
        body = partial(body_of, WhyBody, request)
        return self.act(request, pk, key, actions.withdraw_item, body)


class Restore(ItemAct):
    """An item put back."""

    @extend_schema(request=None, responses=AGENDA)
    def post(self, request, pk, key):
        """Put an item back on the agenda."""
        return self.act(request, pk, key, actions.restore_item)


class Show(ItemAct):
    """The item that the chair shows."""

    @extend_schema(request=None, responses=AGENDA)
    def post(self, request, pk, key):
        """Come to an item: those who follow see it, and its page is frozen."""
        return self.act(request, pk, key, actions.show_item)


class Draft(ItemAct):
    """What is being typed for the minutes of an item."""

    @extend_schema(request=DraftBody, responses=AGENDA)
    def post(self, request, pk, key):
        """Keep the draft; 409 with both texts where somebody else wrote meanwhile."""

        def draft():
            body = body_of(DraftBody, request)
            return {"text": body["text"], "seen": body.get("version")}

        return self.act(request, pk, key, actions.save_draft, draft)


class Messages(APIView):
    """What staff are told of a meeting."""

    @extend_schema(request=MessageBody, responses={201: MessageRow, **REFUSALS})
    def post(self, request, pk):
        """Publish a message on the employees' page of an initiative."""
        meeting = find(request, pk)
        body = body_of(MessageBody, request)
        initiative = one_of(
            Initiative,
            "initiative",
            ref=body["initiative"].upper(),
            pk__in=Initiative.objects.seen_by(request.user).values("pk"),
        )
        row = actions.tell_staff(
            meeting, by=request.user, initiative=initiative, text=body["text"]
        )
        said = {
            "initiative": initiative.ref,
            "text": row.text,
            "published_at": row.published_at,
            "published_by": row.published_by.email,
        }
        return Response(MessageRow(said).data, status=201)


class Duties(APIView):
    """Actions of the committee."""

    @extend_schema(
        operation_id="duties_list",
        parameters=[OpenApiParameter("open", bool, description="Only what is open.")],
        responses={200: DutyRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List the actions that one may read, the nearest day first, 200 at most."""
        rows = log.duties(request.user)
        if request.query_params.get("open", "").lower() in ("1", "true"):
            rows = rows.filter(done_at__isnull=True)
        found = [_duty(row) for row in rows.order_by("due_on", "pk")[:MOST]]
        return Response(DutyRow(found, many=True).data)


class DutyDone(APIView):
    """An action that is done."""

    @extend_schema(request=DutyProof, responses={200: DutyRow, **REFUSALS})
    def post(self, request, pk):
        """Say what shows that it is done.

        Of the function that checks it: it is done. Of whoever owes it: it is reported.
        """
        row = get_object_or_404(log.duties(request.user), pk=pk)
        actions.say_done(row, by=request.user, **body_of(DutyProof, request))
        return Response(DutyRow(_duty(log.duties(request.user).get(pk=pk))).data)


def _duty(row) -> dict:
    state = "done" if row.done_at else "reported" if row.reported_at else "open"
    return {
        "id": row.pk,
        "decision": row.resolution.ref,
        "initiative": row.initiative.ref if row.initiative_id else None,
        "text": row.text,
        "owner": row.owner.email,
        "function": row.function,
        "due_on": row.due_on,
        "state": state,
        "proof": row.proof,
    }


ONE = "meetings/<int:pk>/"
ITEM = f"{ONE}items/<slug:key>/"
VIEWS = (
    (f"{ONE}change/", ChangeMeeting, "change-meeting"),
    (f"{ONE}cancel/", CancelMeeting, "cancel-meeting"),
    (f"{ONE}minute-taker/", NameMinuteTaker, "name-minute-taker"),
    (f"{ONE}presence/correction/", CorrectPresence, "correct-presence"),
    (f"{ONE}items/call/", CallUp, "call-up"),
    (f"{ITEM}paper/", Paper, "item-paper"),
    (f"{ITEM}move/", Move, "move-item"),
    (f"{ITEM}withdraw/", Withdraw, "withdraw-item"),
    (f"{ITEM}restore/", Restore, "restore-item"),
    (f"{ITEM}show/", Show, "show-item"),
    (f"{ITEM}draft/", Draft, "draft-item"),
    (f"{ONE}messages/", Messages, "tell-staff"),
    ("duties/", Duties, "duties"),
    ("duties/<int:pk>/done/", DutyDone, "duty-done"),
)
"""Address, view and name of each door; they stand before those of `meeting_api`."""
