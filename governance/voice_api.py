"""The API of dialogue: published questions, their answers, what a pulse says.

What is asked without a name has no address here: it is sent from a page that knows no
session. No concern is read here either.
"""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.api import REFUSALS, Strict
from literacy import actions, disclosure, pulses
from literacy.models import Concern, PublishedQuestion, Pulse

MOST = 200
State = PublishedQuestion.State


class QuestionRow(serializers.Serializer):
    """A published question and its answer; who asked it is not known."""

    id = serializers.UUIDField()
    ref = serializers.CharField(allow_null=True, help_text="Empty: about AI at all.")
    theme = serializers.CharField()
    text = serializers.CharField()
    function = serializers.CharField()
    state = serializers.CharField()
    asked_by_at_least = serializers.IntegerField(help_text="In steps of five.")
    published_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    answer = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    earlier_answer = serializers.CharField(
        allow_null=True, help_text="The first answer, where it was opened again."
    )
    missing = serializers.CharField(
        help_text="What is still open, in the words of its reader."
    )
    url = serializers.CharField()


class PulseItem(serializers.Serializer):
    """What all who answered say of one statement; empty where it is not published."""

    item = serializers.CharField()
    mean = serializers.FloatField(allow_null=True)
    low_from = serializers.IntegerField(allow_null=True, help_text="Per cent.")
    low_to = serializers.IntegerField(allow_null=True, help_text="Per cent.")


class PulseRow(serializers.Serializer):
    """A round of the pulse; results only once it is closed."""

    id = serializers.IntegerField()
    ref = serializers.CharField(allow_null=True)
    opened_at = serializers.DateTimeField()
    closes_on = serializers.DateField()
    closed_at = serializers.DateTimeField(allow_null=True)
    invited = serializers.IntegerField()
    answers_at_least = serializers.IntegerField(allow_null=True)
    response_at_least = serializers.IntegerField(allow_null=True, help_text="Per cent.")
    items = PulseItem(many=True)
    url = serializers.CharField()


class AnswerQuestionBody(Strict):
    """How a question is answered, and the words that everybody reads."""

    outcome = serializers.ChoiceField(
        choices=[State.ANSWERED, State.COMMITTED, State.DECLINED]
    )
    text = serializers.CharField()


class VerdictBody(Strict):
    """Whether an answer answers it, and what is missing if not."""

    answered = serializers.BooleanField()
    text = serializers.CharField(required=False, allow_blank=True, default="")


class MissingBody(Strict):
    """What is still open, in other words than those of the asker."""

    text = serializers.CharField()


class Questions(APIView):
    """Published questions."""

    @extend_schema(
        parameters=[OpenApiParameter("state", enum=State.values)],
        responses={200: QuestionRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List the questions that this person may read, the newest first, 200."""
        rows = _questions(request).order_by("-published_at", "pk")
        state = request.query_params.get("state")
        if state in State.values:
            rows = rows.filter(state=state)
        data = [_question(row) for row in rows[:MOST]]
        return Response(QuestionRow(data, many=True).data)


class OneQuestion(APIView):
    """One published question."""

    @extend_schema(responses={200: QuestionRow, **REFUSALS})
    def get(self, request, pk):
        """Show one question with its answer."""
        row = get_object_or_404(_questions(request), pk=pk)
        return Response(QuestionRow(_question(row)).data)


class AnswerQuestion(APIView):
    """The answer of a published question."""

    @extend_schema(request=AnswerQuestionBody, responses={200: QuestionRow, **REFUSALS})
    def post(self, request, pk):
        """Answer it for the function that it waits for."""
        row = get_object_or_404(_questions(request), pk=pk)
        body = AnswerQuestionBody(data=request.data)
        body.is_valid(raise_exception=True)
        actions.answer_question(row, by=request.user, **body.validated_data)
        return Response(QuestionRow(_question(row)).data)


class JudgeAnswer(APIView):
    """What who asked by name says of the answer."""

    @extend_schema(request=VerdictBody, responses={200: QuestionRow, **REFUSALS})
    def post(self, request, pk):
        """Say whether it answers it; if not, it is opened again, once."""
        concern = get_object_or_404(
            Concern.objects.of_asker(request.user).filter(question=pk)[:1]
        )
        body = VerdictBody(data=request.data)
        body.is_valid(raise_exception=True)
        actions.judge_answer(concern, by=request.user, **body.validated_data)
        row = get_object_or_404(_questions(request), pk=pk)
        return Response(QuestionRow(_question(row)).data)


class SayWhatIsMissing(APIView):
    """What a question that was opened again still asks."""

    @extend_schema(request=MissingBody, responses={200: QuestionRow, **REFUSALS})
    def post(self, request, pk):
        """Say it for its reader, in words that give nobody away."""
        row = get_object_or_404(_questions(request), pk=pk)
        body = MissingBody(data=request.data)
        body.is_valid(raise_exception=True)
        actions.say_what_is_missing(row, by=request.user, **body.validated_data)
        row = get_object_or_404(_questions(request), pk=pk)
        return Response(QuestionRow(_question(row)).data)


class Pulses(APIView):
    """Rounds of the pulse."""

    @extend_schema(responses={200: PulseRow(many=True), **REFUSALS})
    def get(self, request):
        """List the last 50 rounds that this person may read, without their items."""
        rows = _pulses(request).order_by("-opened_at", "-pk")[:50]
        return Response(PulseRow([_pulse(row, None) for row in rows], many=True).data)


class OnePulse(APIView):
    """One round of the pulse."""

    @extend_schema(responses={200: PulseRow, **REFUSALS})
    def get(self, request, pk):
        """Show what all who answered say, once it is closed."""
        row = get_object_or_404(_pulses(request), pk=pk)
        return Response(PulseRow(_pulse(row, pulses.results(row))).data)


def _questions(request):
    rows = PublishedQuestion.objects.readable_by(request.user).with_askers()
    return rows.select_related("initiative__unit")


def _question(row) -> dict:
    earlier = getattr(row, "earlier", None)
    return {
        "id": row.pk,
        "ref": row.initiative.ref if row.initiative else None,
        "theme": row.theme,
        "text": row.text,
        "function": row.function,
        "state": row.state,
        "asked_by_at_least": disclosure.at_least(row.askers),
        "published_at": row.published_at,
        "answer_by": row.answer_by,
        "answer": row.answer,
        "answered_at": row.answered_at,
        "earlier_answer": earlier and earlier.text,
        "missing": row.missing,
        "url": row.get_absolute_url(),
    }


def _pulses(request):
    return Pulse.objects.readable_by(request.user).select_related("initiative")


def _pulse(row, found) -> dict:
    return {
        "id": row.pk,
        "ref": row.initiative.ref if row.initiative else None,
        "opened_at": row.opened_at,
        "closes_on": row.closes_on,
        "closed_at": row.closed_at,
        "invited": row.invited,
        "answers_at_least": found and found["answers"],
        "response_at_least": found and found["rate"],
        "items": [
            {
                "item": line["item"].value,
                "mean": line["mean"],
                "low_from": line["low"] and line["low"].low,
                "low_to": line["low"] and line["low"].high,
            }
            for line in (found["items"] if found else [])
        ],
        "url": reverse("literacy:pulse", args=[row.pk]),
    }
