"""Stage 3 in JSON: what fits, experiments with their series, reviews, figures."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Refused
from initiatives.doors import visible
from lessons import actions, forms, maturity, series
from lessons.matching import answerable, matched
from lessons.models import Disposition, Experiment, Reading, Review, Verdict
from organisation import access
from organisation.api import REFUSALS, Strict, body_of
from organisation.functions import Function


class FitRow(serializers.Serializer):
    """A lesson that fits an initiative, why, and what was answered."""

    lesson = serializers.CharField(help_text="Reference of the lesson.")
    title = serializers.CharField()
    rule = serializers.CharField()
    why = serializers.CharField()
    answer = serializers.CharField(allow_blank=True)


class LessonAnswer(Strict):
    """What is done with a lesson; a reason unless it is adopted."""

    answer = serializers.ChoiceField(choices=Disposition.Answer.values)
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class ExperimentBody(Strict, serializers.ModelSerializer):
    """What is tried, how it is measured, when it is scaled and when stopped."""

    class Meta:
        model = Experiment
        fields = forms.ExperimentForm.Meta.fields


class EditExperimentBody(ExperimentBody):
    """What changes; what was said before the first value stays."""

    version = serializers.IntegerField(
        min_value=1, help_text="the version that was read"
    )

    class Meta(ExperimentBody.Meta):
        fields = (*ExperimentBody.Meta.fields, "version")


class ExperimentVerdictBody(Strict, serializers.ModelSerializer):
    """What an experiment showed; said once."""

    class Meta:
        model = Verdict
        fields = forms.VerdictForm.Meta.fields


class ReviewBody(Strict, serializers.ModelSerializer):
    """What was said in a review: roles, never names."""

    class Meta:
        model = Review
        fields = forms.ReviewForm.Meta.fields


class ReadingRow(serializers.ModelSerializer):
    """A value of the series, on the last day that it covers."""

    class Meta:
        model = Reading
        fields = ("day", "value", "cases", "note", "source")
        read_only_fields = ("source",)


class ReadingBody(Strict):
    """A value to add; one for a day that has a value replaces it, both stay."""

    day = serializers.DateField()
    value = serializers.DecimalField(max_digits=14, decimal_places=3)
    cases = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=2_000_000_000
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)


class SeriesBody(Strict):
    """Values to add: all of them are taken, or none."""

    readings = ReadingBody(many=True, allow_empty=False)


class ExperimentRow(serializers.ModelSerializer):
    """An experiment with its verdict, and whether its stop rule is met now."""

    verdict = ExperimentVerdictBody(allow_null=True)
    asks_for_the_stop = serializers.BooleanField()

    class Meta:
        model = Experiment
        fields = (
            "id",
            "version",
            *forms.ExperimentForm.Meta.fields,
            "started_at",
            "verdict",
            "asks_for_the_stop",
        )


class Ended(serializers.Serializer):
    """What an act left behind."""

    id = serializers.IntegerField()


class LearningFigureRow(serializers.Serializer):
    """A figure of learning: a share from 0 to 1, or working days for `time`."""

    code = serializers.CharField()
    label = serializers.CharField()
    meaning = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    records = serializers.IntegerField()


class FiguresState(serializers.Serializer):
    """The figures of learning and their index, from 0 to 1."""

    index = serializers.FloatField(allow_null=True)
    figures = LearningFigureRow(many=True)


class Fits(APIView):
    """The lessons that fit an initiative."""

    @extend_schema(
        operation_id="lessons_that_fit",
        responses={200: FitRow(many=True), **REFUSALS},
    )
    def get(self, request, ref):
        """List the seven best, each with the reason and the answer so far."""
        initiative = visible(request, ref)
        given = dict(
            Disposition.objects.filter(initiative=initiative).values_list(
                "lesson", "answer"
            )
        )
        return Response(
            FitRow(
                [
                    {
                        "lesson": lesson.ref,
                        "title": lesson.title,
                        "rule": lesson.rule,
                        "why": why,
                        "answer": given.get(lesson.pk, ""),
                    }
                    for lesson, why in matched(initiative)
                ],
                many=True,
            ).data
        )


class Answer(APIView):
    """The answer of an initiative to a lesson."""

    @extend_schema(request=LessonAnswer, responses={200: LessonAnswer, **REFUSALS})
    def post(self, request, ref, lesson_ref):
        """Adopt, adapt or decline a lesson that fits."""
        initiative = visible(request, ref)
        # a lesson that fits is answered also by who may not read its initiative
        rows, _whys, _given = answerable(initiative)
        lesson = next((r for r in rows if r.ref == lesson_ref.upper()), None)
        if lesson is None:
            raise Http404
        row = actions.answer(
            initiative, by=request.user, lesson=lesson, **body_of(LessonAnswer, request)
        )
        return Response(LessonAnswer(row).data)


class LessonOutcomeBody(Strict):
    """What came of a lesson that is worked by, and whether its rule held."""

    outcome = serializers.CharField(max_length=10_000)
    effect = serializers.ChoiceField(
        choices=Disposition.Effect.values, default=Disposition.Effect.OPEN
    )


class Outcome(APIView):
    """What came of a lesson."""

    @extend_schema(
        request=LessonOutcomeBody, responses={201: LessonOutcomeBody, **REFUSALS}
    )
    def post(self, request, ref, lesson_ref):
        """Say what came of a lesson that was adopted or adapted; it is said once."""
        initiative = visible(request, ref)
        rows = Disposition.objects.filter(initiative=initiative)
        row = get_object_or_404(
            rows.select_related("initiative__unit"), lesson__ref=lesson_ref.upper()
        )
        row = actions.record_outcome(
            row, by=request.user, **body_of(LessonOutcomeBody, request)
        )
        return Response(LessonOutcomeBody(row).data, status=201)


class Experiments(APIView):
    """The experiments of an initiative."""

    @extend_schema(
        operation_id="experiments_list",
        responses={200: ExperimentRow(many=True), **REFUSALS},
    )
    def get(self, request, ref):
        """List the experiments with their verdicts."""
        rows = list(Experiment.objects.of(visible(request, ref)))
        return Response(_experiments(rows))

    @extend_schema(request=ExperimentBody, responses={201: ExperimentRow, **REFUSALS})
    def post(self, request, ref):
        """Start an experiment."""
        initiative = visible(request, ref)
        row = actions.start_experiment(
            initiative, by=request.user, **body_of(ExperimentBody, request)
        )
        return Response(_experiments([row])[0], status=201)


def _experiments(rows):
    values = series.of_many(rows)
    for row in rows:
        row.asks_for_the_stop = values[row.pk].asks_for_the_stop
    return ExperimentRow(rows, many=True).data


class OneExperiment(APIView):
    """One experiment."""

    @extend_schema(
        operation_id="experiment_read", responses={200: ExperimentRow, **REFUSALS}
    )
    def get(self, request, ref, pk):
        """Read an experiment."""
        return Response(_experiments([_experiment(request, ref, pk)])[0])

    @extend_schema(
        request=EditExperimentBody, responses={200: ExperimentRow, **REFUSALS}
    )
    def patch(self, request, ref, pk):
        """Change what is sent, while it has no verdict."""
        row = _experiment(request, ref, pk)
        body = EditExperimentBody(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        sent = {"version": "", **body.validated_data}
        row = actions.edit_experiment(row, by=request.user, **sent)
        return Response(_experiments([row])[0])


class Readings(APIView):
    """The series of an experiment."""

    @extend_schema(
        operation_id="readings_list",
        responses={200: ReadingRow(many=True), **REFUSALS},
    )
    def get(self, request, ref, pk):
        """List all values that were written, the earliest day first."""
        row = _experiment(request, ref, pk)
        return Response(ReadingRow(series.of(row).written, many=True).data)

    @extend_schema(
        request=SeriesBody, responses={201: ReadingRow(many=True), **REFUSALS}
    )
    def post(self, request, ref, pk):
        """Add values, from a measuring system for example."""
        row = _experiment(request, ref, pk)
        found = actions.record_readings(
            row,
            by=request.user,
            rows=body_of(SeriesBody, request)["readings"],
            source=Reading.Source.API,
        )
        return Response(ReadingRow(found, many=True).data, status=201)


class GiveVerdict(APIView):
    """The verdict of an experiment."""

    @extend_schema(
        request=ExperimentVerdictBody,
        responses={201: ExperimentVerdictBody, **REFUSALS},
    )
    def post(self, request, ref, pk):
        """Say what the experiment showed; it is said once."""
        row = actions.give_verdict(
            _experiment(request, ref, pk),
            by=request.user,
            **body_of(ExperimentVerdictBody, request),
        )
        return Response(ExperimentVerdictBody(row).data, status=201)


def _experiment(request, ref, pk):
    rows = Experiment.objects.of(visible(request, ref))
    return get_object_or_404(rows.select_related("initiative__unit", "verdict"), pk=pk)


class Reviews(APIView):
    """The reviews of an initiative."""

    @extend_schema(request=ReviewBody, responses={201: Ended, **REFUSALS})
    def post(self, request, ref):
        """Record a review; HR, Operations and Knowledge attest it then."""
        initiative = visible(request, ref)
        row = actions.record_review(
            initiative, by=request.user, **body_of(ReviewBody, request)
        )
        return Response(Ended({"id": row.pk}).data, status=201)


class AttestReviewBody(Strict):
    """The function that took part."""

    function = serializers.CharField(
        max_length=12, help_text="knowledge, hr or operations."
    )


class Attest(APIView):
    """The signature of those who took part in a review."""

    @extend_schema(request=AttestReviewBody, responses={201: Ended, **REFUSALS})
    def post(self, request, ref, pk):
        """Say for a function that it took part."""
        rows = Review.objects.filter(initiative=visible(request, ref))
        row = actions.attest_review(
            get_object_or_404(rows.select_related("initiative__unit"), pk=pk),
            by=request.user,
            **body_of(AttestReviewBody, request),
        )
        return Response(Ended({"id": row.pk}).data, status=201)


class Figures(APIView):
    """The figures of learning."""

    @extend_schema(
        parameters=[
            OpenApiParameter("quarter", str, description="For example 2026-4."),
            OpenApiParameter("function", str),
        ],
        responses={200: FiguresState, **REFUSALS},
    )
    def get(self, request):
        """Count the figures, in all or for a quarter and a function."""
        person = request.user
        if not (access.current_holdings(person) or person.is_auditor):
            raise Refused(access.refusal("lessons.write"))
        where = {
            "quarter": maturity.Quarter.read(request.query_params.get("quarter", "")),
            "function": request.query_params.get("function", ""),
        }
        if where["function"] not in Function.values:
            where["function"] = ""
        found = maturity.facts(person)
        rows = []
        for figure in maturity.FIGURES:
            records = found.of(figure.code, **where)
            rows.append(
                {
                    "code": figure.code,
                    "label": figure.label,
                    "meaning": figure.meaning,
                    "value": figure.count(records),
                    "records": len(records),
                }
            )
        whole, _missing = maturity.index(found, **where)
        return Response(FiguresState({"index": whole, "figures": rows}).data)
