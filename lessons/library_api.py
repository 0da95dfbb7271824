"""The library of lessons in JSON: read, write, endorse, act, see it work, retire."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from initiatives.doors import visible
from lessons import actions, forms
from lessons.models import Lesson
from organisation.api import REFUSALS, Strict, body_of

PAGE = 200
LONGEST = 10_000


class LessonRow(serializers.ModelSerializer):
    """A lesson, without names of people."""

    initiative = serializers.CharField(source="initiative.ref")
    supersedes = serializers.CharField(
        source="supersedes.ref", allow_null=True, default=None
    )
    uses = serializers.IntegerField(help_text="Initiatives that work by it.")

    class Meta:
        model = Lesson
        fields = (
            "ref",
            "version",
            "state",
            "title",
            "observation",
            "evidence",
            "strength",
            "cause_layer",
            "cause",
            "cause_chain",
            "rule",
            "scope",
            "action",
            "action_due_on",
            "process_family",
            "function",
            "technique",
            "data_kind",
            "language",
            "country",
            "scale",
            "valid_until",
            "supersedes",
            "initiative",
            "uses",
            "written_at",
        )


class LessonBody(Strict, serializers.ModelSerializer):
    """What was learnt, as a rule that the next initiative can test."""

    strength = serializers.ChoiceField(
        choices=Lesson._meta.get_field("strength").choices
    )
    action_owner = serializers.UUIDField(required=False, allow_null=True)
    owner = serializers.UUIDField(required=False, allow_null=True)
    supersedes = serializers.CharField(
        required=False, allow_null=True, help_text="Reference of a lesson."
    )
    country = serializers.RegexField(r"^([A-Z]{2})?$", required=False)

    class Meta:
        model = Lesson
        fields = forms.LessonForm.Meta.fields


class EditLessonBody(LessonBody):
    """What changes; changed words need new endorsements."""

    version = serializers.IntegerField(
        min_value=1, help_text="the version that was read"
    )

    class Meta(LessonBody.Meta):
        fields = (*LessonBody.Meta.fields, "version")


class MoveBody(Strict):
    """The next state of a lesson, and what was done or seen."""

    to = serializers.ChoiceField(choices=["implemented", "validated"])
    note = serializers.CharField()


class EndorseBody(Strict):
    """The voice of a function, for the version that was read."""

    function = serializers.CharField(
        max_length=12, help_text="knowledge, hr or operations."
    )
    version = serializers.IntegerField(min_value=1)


class AssignActionBody(Strict):
    """Who does what the lesson asks for, and until when."""

    action_owner = serializers.UUIDField()
    action_due_on = serializers.DateField()


class RetireLessonBody(Strict):
    """Why nobody should work by it any more."""

    reason = serializers.CharField(max_length=LONGEST)


def _lesson(request, ref):
    rows = Lesson.objects.visible_to(request.user).with_use()
    return get_object_or_404(
        rows.select_related("initiative__unit", "supersedes"), ref=ref.upper()
    )


def _people(request, body) -> dict:
    """A body with the people and the lesson that it names."""
    for name in ("action_owner", "owner"):
        if body.get(name):
            body[name] = get_object_or_404(forms.holders(), pk=body[name])
    if body.get("supersedes"):
        body["supersedes"] = _lesson(request, body["supersedes"])
    return body


class Lessons(APIView):
    """The library."""

    @extend_schema(
        operation_id="lessons_list",
        parameters=[
            OpenApiParameter("q", str, description="Words, in any of their forms."),
            OpenApiParameter("state", str),
            OpenApiParameter("offset", int),
        ],
        responses={200: LessonRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List 200 lessons from `offset` on, the newest first, or the best for `q`."""
        rows, order = Lesson.objects.visible_to(request.user), ["-number"]
        words = request.query_params.get("q", "").replace("\0", "").strip()[:200]
        if words:
            rows, order = rows.matching(words), ["-weight", "-number"]
        if state := request.query_params.get("state", ""):
            rows = rows.filter(state=state[:11].replace("\0", ""))
        text = request.query_params.get("offset", "")
        start = int(text) if text.isdecimal() and len(text) < 8 else 0
        rows = rows.with_use().select_related("initiative", "supersedes")
        found = rows.order_by(*order)[start : start + PAGE]
        return Response(LessonRow(found, many=True).data)


class OneLesson(APIView):
    """One lesson."""

    @extend_schema(responses={200: LessonRow, **REFUSALS})
    def get(self, request, lesson_ref):
        """Read a lesson."""
        return Response(LessonRow(_lesson(request, lesson_ref)).data)

    @extend_schema(request=EditLessonBody, responses={200: LessonRow, **REFUSALS})
    def patch(self, request, lesson_ref):
        """Change what is sent; a stale version is refused, nothing is written over."""
        row = _lesson(request, lesson_ref)
        body = EditLessonBody(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        sent = _people(request, {"version": "", **body.validated_data})
        actions.edit_lesson(row, by=request.user, **sent)
        return Response(LessonRow(_lesson(request, lesson_ref)).data)


class Endorse(APIView):
    """Endorsement of a lesson."""

    @extend_schema(request=EndorseBody, responses={200: LessonRow, **REFUSALS})
    def post(self, request, lesson_ref):
        """Stand behind a lesson, for a function."""
        row = _lesson(request, lesson_ref)
        actions.endorse(row, by=request.user, **body_of(EndorseBody, request))
        return Response(LessonRow(_lesson(request, lesson_ref)).data)


class AssignAction(APIView):
    """The action of a lesson."""

    @extend_schema(request=AssignActionBody, responses={200: LessonRow, **REFUSALS})
    def post(self, request, lesson_ref):
        """Give the action of an endorsed lesson to a person, until a day."""
        row = _lesson(request, lesson_ref)
        body = _people(request, body_of(AssignActionBody, request))
        actions.assign_action(row, by=request.user, **body)
        return Response(LessonRow(_lesson(request, lesson_ref)).data)


class Move(APIView):
    """The states of a lesson after its action is assigned."""

    @extend_schema(request=MoveBody, responses={200: LessonRow, **REFUSALS})
    def post(self, request, lesson_ref):
        """Say that the action is done, or that it was seen to work."""
        row = _lesson(request, lesson_ref)
        actions.move_lesson(row, by=request.user, **body_of(MoveBody, request))
        return Response(LessonRow(_lesson(request, lesson_ref)).data)


class Retire(APIView):
    """The end of a lesson."""

    @extend_schema(request=RetireLessonBody, responses={200: LessonRow, **REFUSALS})
    def post(self, request, lesson_ref):
        """Take a lesson out of use, with a reason; it stays readable."""
        row = _lesson(request, lesson_ref)
        actions.retire_lesson(
            row, by=request.user, **body_of(RetireLessonBody, request)
        )
        return Response(LessonRow(_lesson(request, lesson_ref)).data)


class LessonsOf(APIView):
    """The lessons of an initiative."""

    @extend_schema(
        operation_id="lessons_of_initiative",
        responses={200: LessonRow(many=True), **REFUSALS},
    )
    def get(self, request, ref):
        """List what this initiative taught."""
        initiative = visible(request, ref)
        rows = Lesson.objects.filter(initiative=initiative).with_use()
        rows = rows.select_related("initiative", "supersedes").order_by("-number")
        return Response(LessonRow(rows, many=True).data)

    @extend_schema(request=LessonBody, responses={201: LessonRow, **REFUSALS})
    def post(self, request, ref):
        """Write a lesson; it is a draft until three functions endorse it."""
        initiative = visible(request, ref)
        body = _people(request, body_of(LessonBody, request))
        row = actions.write_lesson(initiative, by=request.user, **body)
        return Response(LessonRow(_lesson(request, row.ref)).data, status=201)
