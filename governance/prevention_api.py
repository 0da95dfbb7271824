"""The API of sandboxes, recipes and the impact assessment."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from initiatives.doors import visible
from initiatives.models import Initiative
from literacy import actions, impact, impact_pages, sandbox_pages
from literacy.forms import LibraryForm
from literacy.models import (
    DataClass,
    Dimension,
    Direction,
    Likelihood,
    Prevention,
    Recipe,
    RiskDocument,
    Sandbox,
    Severity,
    TimeUnit,
    WouldUse,
)
from organisation.api import REFUSALS, Strict, body_of, one_of
from organisation.functions import Function
from organisation.models import Person, Site, Unit

ESTIMATED = "estimated"
"""How sure a time of a sandbox is: somebody says so."""


class ReportBody(Strict):
    """What was tried in a sandbox, and what came out."""

    hypothesis = serializers.CharField()
    tool = serializers.CharField(max_length=120)
    data_class = serializers.ChoiceField(choices=DataClass.choices)
    personal_ground = serializers.CharField(
        required=False, allow_blank=True, default=""
    )
    personal_confirmed = serializers.BooleanField(required=False, default=False)
    tried_on = serializers.DateField()
    result = serializers.CharField()
    errors_seen = serializers.CharField()
    would_use = serializers.ChoiceField(choices=WouldUse.choices)
    time_before = serializers.DecimalField(
        max_digits=8, decimal_places=2, required=False, min_value=0
    )
    time_after = serializers.DecimalField(
        max_digits=8, decimal_places=2, required=False, min_value=0
    )
    time_unit = serializers.ChoiceField(
        choices=TimeUnit.choices, required=False, default=""
    )


class SandboxBody(ReportBody):
    """A sandbox of a unit, for an initiative or for an idea."""

    unit = serializers.CharField(help_text="code of the unit")
    initiative = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="its reference"
    )
    idea = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )


class SandboxRow(serializers.Serializer):
    """A sandbox with its last report."""

    id = serializers.IntegerField()
    unit = serializers.CharField()
    initiative = serializers.CharField(allow_null=True)
    idea = serializers.CharField()
    report = serializers.IntegerField(help_text="Number of the report.")
    tried_on = serializers.DateField()
    hypothesis = serializers.CharField()
    tool = serializers.CharField()
    data_class = serializers.CharField()
    result = serializers.CharField()
    errors_seen = serializers.CharField()
    would_use = serializers.CharField()
    time_before = serializers.DecimalField(
        max_digits=8, decimal_places=2, allow_null=True
    )
    time_after = serializers.DecimalField(
        max_digits=8, decimal_places=2, allow_null=True
    )
    time_unit = serializers.CharField()
    time_certainty = serializers.CharField()
    url = serializers.CharField()


class RecipeRow(serializers.Serializer):
    """A recipe of the library."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    function = serializers.CharField()
    tool = serializers.CharField()
    data_class = serializers.CharField()
    used_by = serializers.IntegerField(help_text="People, without names.")
    retired = serializers.BooleanField()
    shared_at = serializers.DateTimeField()
    url = serializers.CharField()


class FindingRow(serializers.Serializer):
    """An answer of one population in one dimension."""

    dimension = serializers.CharField()
    unit = serializers.CharField()
    site = serializers.CharField()
    is_affected = serializers.BooleanField()
    reason = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    direction = serializers.CharField()
    severity = serializers.IntegerField(allow_null=True)
    likelihood = serializers.IntegerField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    residual_score = serializers.IntegerField(allow_null=True)
    evidence = serializers.CharField()


class PreventionRow(serializers.Serializer):
    """A prevention measure with its owner and day."""

    id = serializers.IntegerField()
    dimension = serializers.CharField()
    text = serializers.CharField()
    indicator = serializers.CharField()
    owner = serializers.CharField(help_text="e-mail")
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    late = serializers.BooleanField()


class ViewRow(serializers.Serializer):
    """What the representatives of a site say."""

    body = serializers.CharField()
    site = serializers.CharField()
    dimension = serializers.CharField()
    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class ImpactState(serializers.Serializer):
    """The newest version of an assessment, or nothing yet."""

    version = serializers.IntegerField(allow_null=True)
    complete = serializers.BooleanField()
    counting_version = serializers.IntegerField(allow_null=True)
    answered = serializers.IntegerField()
    asked = serializers.IntegerField()
    sentence = serializers.CharField()
    findings = FindingRow(many=True)
    preventions = PreventionRow(many=True)
    views = ViewRow(many=True)


class ImpactPlaceBody(Strict):
    """A population: a unit at a site."""

    unit = serializers.CharField(help_text="code of the unit")
    site = serializers.CharField(help_text="name of the site")


class ImpactAnswerBody(Strict):
    """What changes for populations in dimensions, or why nothing does."""

    version = serializers.IntegerField()
    dimensions = serializers.ListField(
        child=serializers.ChoiceField(choices=Dimension.choices)
    )
    places = ImpactPlaceBody(many=True)
    is_affected = serializers.BooleanField()
    reason = serializers.CharField(required=False, allow_blank=True, default="")
    before = serializers.CharField(required=False, allow_blank=True, default="")
    after = serializers.CharField(required=False, allow_blank=True, default="")
    direction = serializers.ChoiceField(
        choices=Direction.choices, required=False, default=""
    )
    severity = serializers.ChoiceField(
        choices=Severity.choices, required=False, default=None
    )
    likelihood = serializers.ChoiceField(
        choices=Likelihood.choices, required=False, default=None
    )
    residual_severity = serializers.ChoiceField(
        choices=Severity.choices, required=False, default=None
    )
    residual_likelihood = serializers.ChoiceField(
        choices=Likelihood.choices, required=False, default=None
    )
    evidence = serializers.CharField(required=False, allow_blank=True, default="")


class CompleteBody(Strict):
    """Who was heard, on which papers."""

    version = serializers.IntegerField()
    contributors = serializers.CharField()
    documents = serializers.CharField(required=False, allow_blank=True, default="")
    risk_document = serializers.ChoiceField(choices=RiskDocument.choices)


class PreventionBody(Strict):
    """A prevention measure to plan."""

    dimension = serializers.ChoiceField(choices=Dimension.choices)
    text = serializers.CharField()
    indicator = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    owner = serializers.EmailField(help_text="e-mail of the person")
    due_on = serializers.DateField()


class PreventionDoneBody(Strict):
    """Since when a measure is in place, and what shows it."""

    done_on = serializers.DateField()
    proof = serializers.CharField()


class ViewBody(Strict):
    """The view of the representatives of a site."""

    version = serializers.IntegerField()
    site = serializers.CharField(help_text="name of the site")
    dimension = serializers.ChoiceField(
        choices=Dimension.choices, required=False, default=""
    )
    text = serializers.CharField()


class Newest(CursorPagination):
    """Fifty rows a page, the newest first."""

    page_size = 50
    ordering = "-pk"


class Sandboxes(APIView):
    """What was tried outside of real work."""

    @extend_schema(responses={200: SandboxRow(many=True), **REFUSALS})
    def get(self, request):
        """List the sandboxes that this person may read, in pages."""
        rows = sandbox_pages.with_reports(Sandbox.objects.visible_to(request.user))
        pages = Newest()
        found = pages.paginate_queryset(rows, request, self)
        listed = sandbox_pages.listed(found, request.user)
        data = SandboxRow([_sandbox(row) for row in listed], many=True).data
        return pages.get_paginated_response(data)

    @extend_schema(request=SandboxBody, responses={201: SandboxRow, **REFUSALS})
    def post(self, request):
        """Record a sandbox."""
        body = body_of(SandboxBody, request)
        ref = body.pop("initiative")
        unit = one_of(Unit, "unit", code=body.pop("unit"))
        row = actions.record_sandbox(
            by=request.user,
            unit=unit,
            initiative=_initiative_of(request, ref) if ref else None,
            **body,
        )
        listed = sandbox_pages.listed(
            sandbox_pages.with_reports(Sandbox.objects.filter(pk=row.pk)), request.user
        )
        return Response(SandboxRow(_sandbox(listed[0])).data, status=201)


class Recipes(APIView):
    """The shared library."""

    @extend_schema(
        parameters=[
            OpenApiParameter("q", description="Words in English or French."),
            OpenApiParameter("function", enum=Function.values),
            OpenApiParameter("data", enum=DataClass.values),
            OpenApiParameter("tool"),
            OpenApiParameter("retired", bool),
        ],
        responses={200: RecipeRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List shared recipes, in pages."""
        form = LibraryForm(request.query_params)
        if not form.is_valid():
            name = next(iter(form.errors))
            raise Invalid(str(form.errors[name][0]), field=name)
        rows = form.chosen(sandbox_pages.current_recipes())
        pages = Newest()
        found = pages.paginate_queryset(rows, request, self)
        data = RecipeRow([_recipe(row) for row in found], many=True).data
        return pages.get_paginated_response(data)


class UseRecipe(APIView):
    """The count of who uses a recipe."""

    @extend_schema(request=None, responses={200: RecipeRow, **REFUSALS})
    def post(self, request, pk):
        """Count that this person uses it, once; nobody keeps who."""
        seen = Recipe.objects.visible_to(request.user)
        row = get_object_or_404(seen, pk=pk)
        actions.use_recipe(row, by=request.user)
        return Response(RecipeRow(_recipe(seen.with_uses().get(pk=pk))).data)


class Impact(APIView):
    """The impact assessment of an initiative."""

    @extend_schema(responses={200: ImpactState, **REFUSALS})
    def get(self, request, ref):
        """Show the newest version, its plan and the views."""
        return Response(ImpactState(_impact(visible(request, ref))).data)

    @extend_schema(request=None, responses={201: ImpactState, **REFUSALS})
    def post(self, request, ref):
        """Open the first version, or a new one."""
        initiative = visible(request, ref)
        actions.open_assessment(initiative, by=request.user)
        return Response(ImpactState(_impact(initiative)).data, status=201)


class ImpactAnswers(APIView):
    """Answers in the open version."""

    @extend_schema(request=ImpactAnswerBody, responses={200: ImpactState, **REFUSALS})
    def post(self, request, ref):
        """Answer dimensions for populations."""
        initiative = visible(request, ref)
        body = body_of(ImpactAnswerBody, request)
        assessment = _version(initiative, body.pop("version"))
        known = {(p.unit.code, p.site.name): p for p in impact.populations(initiative)}
        places = []
        for place in body.pop("places"):
            found = known.get((place["unit"], place["site"]))
            if found is None:
                raise Invalid(
                    _("No population in scope has this unit and site."),
                    field="places",
                )
            places.append(found)
        actions.answer_dimensions(assessment, by=request.user, places=places, **body)
        return Response(ImpactState(_impact(initiative)).data)


class ImpactCompletion(APIView):
    """Completing a version."""

    @extend_schema(request=CompleteBody, responses={200: ImpactState, **REFUSALS})
    def post(self, request, ref):
        """Complete the open version."""
        initiative = visible(request, ref)
        body = body_of(CompleteBody, request)
        assessment = _version(initiative, body.pop("version"))
        actions.complete_assessment(assessment, by=request.user, **body)
        return Response(ImpactState(_impact(initiative)).data)


class Preventions(APIView):
    """Prevention measures of an initiative."""

    @extend_schema(request=PreventionBody, responses={201: PreventionRow, **REFUSALS})
    def post(self, request, ref):
        """Plan a prevention measure."""
        initiative = visible(request, ref)
        body = body_of(PreventionBody, request)
        owner = one_of(Person, "owner", email__iexact=body.pop("owner"))
        row = actions.plan_prevention(initiative, by=request.user, owner=owner, **body)
        return Response(PreventionRow(_prevention(row)).data, status=201)


class PreventionDone(APIView):
    """A prevention measure that is in place."""

    @extend_schema(
        request=PreventionDoneBody, responses={200: PreventionRow, **REFUSALS}
    )
    def post(self, request, ref, pk):
        """Show that a measure is in place."""
        initiative = visible(request, ref)
        rows = Prevention.objects.standing().filter(initiative=initiative)
        row = get_object_or_404(rows.select_related("initiative__unit"), pk=pk)
        actions.finish_prevention(
            row, by=request.user, **body_of(PreventionDoneBody, request)
        )
        return Response(
            PreventionRow(_prevention(impact.plan_now(initiative).get(pk=pk))).data
        )


class ImpactView(APIView):
    """The view of the representatives."""

    @extend_schema(request=ViewBody, responses={201: ImpactState, **REFUSALS})
    def post(self, request, ref):
        """Write the view of the site at which this person sits."""
        initiative = visible(request, ref)
        body = body_of(ViewBody, request)
        assessment = _version(initiative, body.pop("version"))
        site = one_of(Site, "site", name=body.pop("site"))
        actions.write_view(assessment, by=request.user, site=site, **body)
        return Response(ImpactState(_impact(initiative)).data, status=201)


def _initiative_of(request, ref):
    """An initiative that a person sees, or that concerns their unit."""
    rows = Initiative.objects.filter(ref=ref.upper()).select_related("unit")
    for seen in ("visible_to", "concerning"):
        mine = getattr(Initiative.objects, seen)(request.user).values("pk")
        if found := rows.filter(pk__in=mine).first():
            return found
    raise Invalid(
        _("There is no initiative %(ref)s that you can see.") % {"ref": ref[:12]},
        field="initiative",
    )


def _version(initiative, version):
    for row in impact.versions_of(initiative):
        if row.version == version:
            return row
    raise Invalid(_("There is no such version of the assessment."), field="version")


def _sandbox(row):
    sandbox, report = row["sandbox"], row["report"]
    names = [n for n in SandboxRow().fields if hasattr(report, n) and n != "id"]
    return {
        **{name: getattr(report, name) for name in names},
        "id": sandbox.pk,
        "unit": sandbox.unit.code,
        "initiative": row["initiative"].ref if row["initiative"] else None,
        "idea": sandbox.idea,
        "report": report.number,
        "time_certainty": ESTIMATED if report.time_unit else "",
        "url": sandbox.get_absolute_url(),
    }


def _recipe(row):
    return {
        "id": row.pk,
        "title": row.title,
        "function": row.function,
        "tool": row.tool,
        "data_class": row.data_class,
        "used_by": row.used_by,
        "retired": row.is_retired,
        "shared_at": row.shared_at,
        "url": row.get_absolute_url(),
    }


def _impact(initiative):
    versions = impact.versions_of(initiative)
    shown = versions[0] if versions else None
    counting = impact.counting(versions)
    reading = impact.read(shown, impact.populations(initiative)) if shown else None
    plan = list(impact.plan_now(initiative)) if shown else []
    findings = reading.findings.values() if reading else ()
    return {
        "version": shown.version if shown else None,
        "complete": bool(shown) and shown.is_complete,
        "counting_version": counting.version if counting else None,
        "answered": reading.answered if reading else 0,
        "asked": reading.asked if reading else 0,
        "sentence": impact_pages.finding(reading, plan),
        "findings": [_finding(row) for row in findings],
        "preventions": [_prevention(row) for row in plan],
        "views": [
            {
                "body": view.seat.body.name,
                "site": view.site.name,
                "dimension": view.dimension,
                "text": view.text,
                "written_at": view.written_at,
            }
            for view in (impact.views_of(shown) if shown else ())
        ],
    }


def _finding(row):
    same = [n for n in FindingRow().fields if n not in ("unit", "site")]
    return {
        **{name: getattr(row, name) for name in same},
        "unit": row.unit.code,
        "site": row.site.name,
    }


def _prevention(row):
    return {
        "id": row.pk,
        "dimension": row.dimension,
        "text": row.text,
        "indicator": row.indicator,
        "owner": row.owner.email,
        "due_on": row.due_on,
        "done_on": row.done.done_on if row.is_done else None,
        "late": row.is_late,
    }
