"""The API of measurements, verified hours, the comparison and the library."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from initiatives.doors import visible
from organisation.api import REFUSALS, Strict, body_of
from organisation.models import Site
from processes import actions, library
from processes.compared import side_by_side
from processes.comparison import first_uses, pairs
from processes.forms import LibraryForm
from processes.models import Certainty, MeasuredIn, Measurement, Phase
from processes.verified import constraints, verified_hours


class FigureBody(Strict):
    """A figure over a period, and how it is known."""

    value = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0)
    volume = serializers.DecimalField(
        max_digits=10,
        decimal_places=2,
        required=False,
        help_text="Cases a week; for the work of a role.",
    )
    sample = serializers.IntegerField(min_value=1)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    certainty = serializers.ChoiceField(choices=Certainty.choices)


class AfterBody(FigureBody):
    """The same figure again, in real use."""

    checking = serializers.DecimalField(
        max_digits=8,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text="Minutes a case of checking AI output; for the work of a role.",
    )


class MeasurementCorrectionBody(AfterBody):
    """Another figure in the place of one, and why."""

    reason = serializers.CharField()


class BaselineBody(FigureBody):
    """A figure before real use: of a role in minutes a case, or of anything else."""

    what = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    unit = serializers.ChoiceField(
        choices=MeasuredIn.choices, required=False, default=MeasuredIn.MINUTES.value
    )
    role = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    site = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        help_text="Name of the site; empty for every site in scope.",
    )


class MeasurementRow(serializers.Serializer):
    """One figure of the process."""

    id = serializers.IntegerField()
    label = serializers.CharField()
    role = serializers.CharField()
    site = serializers.CharField(allow_null=True)
    phase = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.DecimalField(max_digits=12, decimal_places=2)
    volume = serializers.DecimalField(max_digits=10, decimal_places=2, allow_null=True)
    checking = serializers.DecimalField(max_digits=8, decimal_places=2, allow_null=True)
    sample = serializers.IntegerField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    certainty = serializers.CharField()
    corrects = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()


class ComparedFigure(serializers.Serializer):
    """A baseline with everything that was measured after it."""

    baseline = MeasurementRow()
    frozen_before_use = serializers.BooleanField()
    corrected_after_use = serializers.BooleanField()
    after = MeasurementRow(many=True)
    change = serializers.DecimalField(
        max_digits=9, decimal_places=2, allow_null=True, help_text="Per cent."
    )


class VerifiedRow(serializers.Serializer):
    """Hours freed of one role, measured: what value may use."""

    role = serializers.CharField()
    site = serializers.CharField(allow_null=True)
    hours_a_week = serializers.DecimalField(max_digits=12, decimal_places=1)
    hours_a_quarter = serializers.DecimalField(max_digits=12, decimal_places=1)
    hours_a_year = serializers.DecimalField(max_digits=12, decimal_places=1)
    saved_minutes = serializers.DecimalField(max_digits=12, decimal_places=2)
    at_bottleneck = serializers.BooleanField(allow_null=True)
    tag = serializers.CharField()
    evaporated = serializers.DecimalField(
        max_digits=12, decimal_places=1, help_text="Hours a week, by the last one."
    )
    measured_from = serializers.DateField()
    measured_to = serializers.DateField()
    sample = serializers.IntegerField()
    due_on = serializers.DateField(help_text="Measured again by.")


class ChangeRow(serializers.Serializer):
    """What became of a step."""

    fates = serializers.ListField(child=serializers.CharField())
    before = serializers.ListField(child=serializers.CharField())
    before_names = serializers.ListField(child=serializers.CharField())
    after = serializers.CharField()
    after_name = serializers.CharField()
    proposed = serializers.BooleanField()


class ComparedMeasure(serializers.Serializer):
    """A measure of the process, as-is and to-be; the change as a share."""

    code = serializers.CharField()
    unit = serializers.CharField()
    before = serializers.FloatField(allow_null=True)
    after = serializers.FloatField(allow_null=True)
    change = serializers.FloatField(allow_null=True)


class MapComparison(serializers.Serializer):
    """The as-is map beside the to-be map."""

    steps = ChangeRow(many=True)
    measures = ComparedMeasure(many=True)
    bottleneck_before = serializers.CharField(allow_null=True)
    bottleneck_after = serializers.CharField(allow_null=True)
    freed_hours_a_year = serializers.DictField(child=serializers.FloatField())
    sentence = serializers.CharField()


class MatchBody(Strict):
    """Which steps of the as-is map became which step of the to-be map."""

    before = serializers.ListField(
        child=serializers.CharField(), required=False, default=list
    )
    after = serializers.CharField(required=False, allow_blank=True, default="")
    is_refused = serializers.BooleanField(required=False, default=False)


class ProcessRow(serializers.Serializer):
    """A process of the library."""

    ref = serializers.CharField()
    process = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    stage = serializers.CharField()
    owner = serializers.CharField()
    bottleneck = serializers.CharField()
    how_sure = serializers.FloatField(allow_null=True)
    capacity = serializers.FloatField(allow_null=True, help_text="Cases a week.")
    throughput = serializers.FloatField(allow_null=True, help_text="Cases a week.")
    lead = serializers.FloatField(allow_null=True, help_text="Hours.")
    maps_with_questions = serializers.IntegerField()
    measured_on = serializers.DateField(allow_null=True)
    due_again = serializers.BooleanField()


class ByNumber(CursorPagination):
    """Fifty rows a page, the newest initiative first."""

    page_size = 50
    ordering = "-number"


class Measurements(APIView):
    """The figures of a process, before and after."""

    @extend_schema(responses={200: ComparedFigure(many=True), **REFUSALS})
    def get(self, request, ref):
        """List each baseline with what was measured after it."""
        initiative = visible(request, ref)
        rows = Measurement.objects.standing().filter(initiative=initiative)
        uses = first_uses([initiative.pk])[initiative.pk]
        found = pairs(rows.select_related("site"), uses)
        return Response(ComparedFigure([_pair(p) for p in found], many=True).data)

    @extend_schema(request=BaselineBody, responses={201: MeasurementRow, **REFUSALS})
    def post(self, request, ref):
        """Record a baseline, before real use."""
        initiative = visible(request, ref)
        body = body_of(BaselineBody, request)
        name = body.pop("site")
        site = Site.objects.filter(name=name).first() if name else None
        if name and site is None:
            raise Invalid(_("Nothing here has this name or code."), field="site")
        row = actions.record_baseline(initiative, by=request.user, site=site, **body)
        return Response(MeasurementRow(_measurement(row)).data, status=201)


class MeasureAgain(APIView):
    """A baseline, measured again."""

    @extend_schema(request=AfterBody, responses={201: MeasurementRow, **REFUSALS})
    def post(self, request, ref, pk):
        """Record the same figure after real use has begun."""
        initiative = visible(request, ref)
        row = _standing(initiative, pk, phase=Phase.BASELINE)
        new = actions.record_after(
            initiative, by=request.user, baseline=row, **body_of(AfterBody, request)
        )
        return Response(MeasurementRow(_measurement(new)).data, status=201)


class CorrectMeasurement(APIView):
    """A figure that was wrong."""

    @extend_schema(
        request=MeasurementCorrectionBody, responses={201: MeasurementRow, **REFUSALS}
    )
    def post(self, request, ref, pk):
        """Put another figure in its place; both stay."""
        row = _standing(visible(request, ref), pk)
        new = actions.correct_measurement(
            row, by=request.user, **body_of(MeasurementCorrectionBody, request)
        )
        return Response(MeasurementRow(_measurement(new)).data, status=201)


class Verified(APIView):
    """Hours that were really freed."""

    @extend_schema(responses={200: VerifiedRow(many=True), **REFUSALS})
    def get(self, request, ref):
        """List the verified hours of each role."""
        found = verified_hours(visible(request, ref))
        return Response(VerifiedRow([_verified(row) for row in found], many=True).data)


class Compared(APIView):
    """The as-is map beside the to-be map."""

    @extend_schema(responses={200: MapComparison, **REFUSALS})
    def get(self, request, ref):
        """Compare the newest maps step by step."""
        return Response(MapComparison(_compared(visible(request, ref))).data)

    @extend_schema(request=MatchBody, responses={201: MapComparison, **REFUSALS})
    def post(self, request, ref):
        """Say what became of a step, or answer a merge that was proposed."""
        initiative = visible(request, ref)
        actions.match_steps(initiative, by=request.user, **body_of(MatchBody, request))
        return Response(MapComparison(_compared(initiative)).data, status=201)


class Processes(APIView):
    """The library of processes."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", description="Name, owner or bottleneck."),
            OpenApiParameter("unit", description="Code of the unit."),
            OpenApiParameter("measured", enum=list(library.MEASURED)),
            OpenApiParameter("limit", enum=list(library.LIMITS)),
            OpenApiParameter("waits", enum=list(library.WAITS)),
        ],
        responses={200: ProcessRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List processes, in pages."""
        form = LibraryForm(request.query_params)
        if not form.is_valid():
            name = next(iter(form.errors))
            raise Invalid(str(form.errors[name][0]), field=name)
        rows = form.chosen(library.processes(request.user)).select_related("unit")
        pages = ByNumber()
        found = pages.paginate_queryset(rows, request, self)
        held_up = constraints([row.pk for row in found])
        data = [_process(row, held_up[row.pk]) for row in found]
        return pages.get_paginated_response(ProcessRow(data, many=True).data)


def _standing(initiative, pk, **only):
    rows = Measurement.objects.standing().select_related("site", "initiative__unit")
    return get_object_or_404(rows, initiative=initiative, pk=pk, **only)


def _measurement(row):
    names = [n for n in MeasurementRow().fields if n not in ("site", "corrects")]
    return {
        **{name: getattr(row, name) for name in names},
        "site": row.site.name if row.site_id else None,
        "corrects": row.supersedes_id,
    }


def _pair(pair):
    return {
        "baseline": _measurement(pair.baseline),
        "frozen_before_use": pair.is_frozen_before,
        "corrected_after_use": pair.is_corrected_late,
        "after": [_measurement(row) for row in pair.afters],
        "change": None if pair.change is None else round(pair.change, 2),
    }


def _verified(row):
    derived = ("site", "measured_from", "measured_to", "sample", "tag")
    names = [n for n in VerifiedRow().fields if n not in derived]
    return {
        **{name: getattr(row, name) for name in names},
        "site": row.site.name if row.site else None,
        "measured_from": row.measured.starts_on,
        "measured_to": row.measured.ends_on,
        "sample": row.measured.sample,
        "tag": str(row.tag),
    }


def _compared(initiative):
    found = side_by_side(initiative)
    if found is None:
        raise Invalid(_("There are no two maps to compare yet."))
    compared = found.comparison
    return {
        "steps": [
            {
                "fates": [str(fate) for fate in change.fates],
                "before": list(change.before),
                "before_names": [found.was.graph.label(k) for k in change.before],
                "after": change.after,
                "after_name": found.now.graph.label(change.after)
                if change.after
                else "",
                "proposed": change.is_proposed,
            }
            for change in found.changes
        ],
        "measures": compared.measures if compared else [],
        "bottleneck_before": compared.before.bottleneck if compared else None,
        "bottleneck_after": compared.after.bottleneck if compared else None,
        "freed_hours_a_year": compared.freed_hours() if compared else {},
        "sentence": str(compared.sentence) if compared else "",
    }


def _process(row, limit):
    return {
        "ref": row.ref,
        "process": row.process_family or row.title,
        "title": row.title,
        "unit": row.unit.code,
        "stage": row.stage,
        "owner": row.owner_name or "",
        "bottleneck": limit.name,
        "how_sure": limit.sure,
        "capacity": row.capacity,
        "throughput": row.throughput,
        "lead": row.lead,
        "maps_with_questions": row.questions,
        "measured_on": row.measured_on,
        "due_again": row.is_due,
    }
