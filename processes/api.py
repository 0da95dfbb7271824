"""The API of process maps: upload, read, type steps, state figures, ask what if."""

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid, Refused
from initiatives.doors import visible
from organisation import access
from organisation.api import REFUSALS, Strict, body_of
from processes import actions, map_pages, pages, report, sheet_questions
from processes.analysed import analysed
from processes.errors import UnknownHeadings
from processes.flow import whatif
from processes.known import said_in
from processes.models import Fact, MapVersion
from processes.one_file import analyse_file
from processes.reading.data import read_facts
from processes.reading.limits import MOST_BYTES
from processes.reading.steps import MOST_ROWS, Row
from processes.tables import rows_of
from processes.typed import FIELDS, FLAGS

LONGEST = 2_000


class VersionRow(serializers.Serializer):
    """A version of a map."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    source = serializers.CharField()
    sha256 = serializers.CharField()
    open_questions = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    saved_by = serializers.CharField()
    note = serializers.CharField()


class StepRow(serializers.Serializer):
    """A row of the table of steps, as it is typed."""

    no = serializers.CharField(required=False, allow_blank=True, max_length=20)
    name = serializers.CharField(required=False, allow_blank=True, max_length=500)
    who = serializers.CharField(required=False, allow_blank=True, max_length=500)
    next = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=LONGEST,
        help_text="3, or 3 80%, 2 20% for a choice, 3 + 4 for side by side, or end",
    )
    kind = serializers.CharField(required=False, allow_blank=True, max_length=40)
    type = serializers.CharField(required=False, allow_blank=True, max_length=40)
    pool = serializers.CharField(required=False, allow_blank=True, max_length=500)
    on = serializers.CharField(required=False, allow_blank=True, max_length=20)
    part_of = serializers.CharField(required=False, allow_blank=True, max_length=20)
    sends = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    process = serializers.CharField(required=False, allow_blank=True, max_length=500)
    goes_on = serializers.BooleanField(required=False)
    repeats = serializers.BooleanField(required=False)
    outside = serializers.BooleanField(required=False)
    key = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=500,
        help_text="lasting id of the step; empty for a new one",
    )


class FactRow(serializers.Serializer):
    """A figure: of what, how much, how it is known, who said it and when."""

    subject = serializers.CharField()
    key = serializers.CharField()
    label = serializers.CharField()
    what = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    text = serializers.CharField()
    unit = serializers.CharField()
    source = serializers.CharField()
    basis = serializers.CharField()
    has_home = serializers.BooleanField()
    stated_at = serializers.DateTimeField()
    stated_by = serializers.CharField()


class MapState(serializers.Serializer):
    """A map with its steps, its figures and what the analysis says."""

    version = VersionRow()
    map = serializers.DictField(help_text="counts, and what was read with doubt")
    steps = StepRow(many=True)
    facts = FactRow(many=True)
    sentence = serializers.CharField()
    refusal = serializers.CharField(allow_null=True)
    analysis = serializers.DictField(
        allow_null=True,
        help_text="cases a week, hours, shares between 0 and 1",
    )


class UploadBody(Strict):
    """A file of a map, in any format."""

    kind = serializers.ChoiceField(choices=list(pages.MAPS))
    upload = serializers.FileField()
    title = serializers.CharField(required=False, allow_blank=True, max_length=200)
    open_questions = serializers.IntegerField(
        required=False, min_value=0, max_value=999
    )
    base = serializers.IntegerField(
        required=False, help_text="number of the version that was seen"
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)
    columns = serializers.JSONField(
        required=False,
        help_text=(
            "what the columns of a spreadsheet hold, in the form of `guess` in the "
            "question that an upload with unknown headings is answered with"
        ),
    )


class StepsBody(Strict):
    """A table of steps."""

    base = serializers.IntegerField(
        min_value=0, help_text="number of the version that was seen; 0 for the first"
    )
    title = serializers.CharField(max_length=200)
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)
    steps = serializers.ListField(child=StepRow(), max_length=MOST_ROWS)


class FactsBody(Strict):
    """Figures by the ids or names of steps, ways and roles.

    A number alone is in hours, cases a week or full-time people; an object says more:
    {"value": 20, "unit": "minutes", "source": "measured"}.
    """

    version = serializers.IntegerField(help_text="id of the version they are about")
    steps = serializers.DictField(required=False)
    roles = serializers.DictField(required=False)
    shares = serializers.DictField(required=False)
    starts = serializers.DictField(required=False)
    arrows = serializers.DictField(required=False)
    waits = serializers.ListField(
        required=False, child=serializers.CharField(max_length=500)
    )
    demand = serializers.JSONField(required=False)
    margin = serializers.JSONField(required=False)
    site_variants = serializers.JSONField(required=False)


class WhatIfBody(Strict):
    """AI on one step, as it would be; nothing is saved."""

    step = serializers.CharField(max_length=500)
    cut = serializers.FloatField(required=False, min_value=0, max_value=1, default=0)
    checking_minutes = serializers.FloatField(
        required=False, min_value=0, max_value=100_000, default=0
    )
    checked_by = serializers.CharField(
        required=False, allow_blank=True, max_length=500, default=""
    )
    errors = serializers.FloatField(
        required=False, min_value=0, max_value=0.999, default=0
    )
    shares = serializers.DictField(
        required=False,
        default=dict,
        child=serializers.FloatField(min_value=0, max_value=1),
        help_text="new shares of ways, by their ids",
    )


class WhatIf(serializers.Serializer):
    """What it does to the step and to the whole."""

    sentence = serializers.CharField()
    warnings = serializers.ListField(child=serializers.DictField())
    before = serializers.DictField()
    after = serializers.DictField()
    freed_hours_per_year = serializers.DictField()
    gained_cases_per_year = serializers.FloatField(allow_null=True)
    gained_margin_per_year = serializers.FloatField(allow_null=True)
    leverage = serializers.FloatField(allow_null=True)


class AnalyseBody(Strict):
    """A map in any format that is read, and maybe figures for it (JSON)."""

    upload = serializers.FileField()
    figures = serializers.FileField(required=False)
    example = serializers.CharField(
        required=False, allow_blank=True, max_length=80, help_text="of a file of many"
    )


class AnalyseFile(APIView):
    """A file, analysed as `manage.py analyse_process` does."""

    parser_classes = (MultiPartParser,)

    @extend_schema(
        request=AnalyseBody, responses={200: OpenApiTypes.OBJECT, **REFUSALS}
    )
    def post(self, request):
        """Answer what is found in a file; nothing is kept of it."""
        if not access.current_holdings(request.user):
            raise Refused(access.refusal("processes.attach_map"))
        body = body_of(AnalyseBody, request)
        upload, figures = body["upload"], body.get("figures")
        found, _analysis = analyse_file(
            upload.read(MOST_BYTES + 1),
            upload.name,
            figures=figures.read(MOST_BYTES + 1) if figures else None,
            example=body.get("example", ""),
        )
        return Response(found)


class Maps(APIView):
    """The maps of an initiative."""

    parser_classes = (MultiPartParser,)

    @extend_schema(responses={200: VersionRow(many=True), **REFUSALS})
    def get(self, request, ref):
        """List the newest version of each kind of map."""
        initiative = visible(request, ref)
        rows = MapVersion.objects.lean().select_related("saved_by")
        found = rows.newest_of(initiative).values()
        return Response(VersionRow([_version(row) for row in found], many=True).data)

    @extend_schema(request=UploadBody, responses={201: VersionRow, **REFUSALS})
    def post(self, request, ref):
        """Save a file as the next version of a map.

        A spreadsheet whose headings are not known is answered with 400 and the
        `question` which column holds what: send it again with `columns`.
        """
        initiative = visible(request, ref)
        body = body_of(UploadBody, request)
        kind, upload = pages.MAPS[body.pop("kind")], body["upload"]
        if "columns" in body:
            lines = sheet_questions.lines_in(upload)
            body["columns"] = sheet_questions.answered(lines, body["columns"])
        try:
            row = actions.attach_map(initiative, by=request.user, kind=kind, **body)
        except UnknownHeadings as error:
            lines = sheet_questions.lines_in(upload)
            error.details["question"] = sheet_questions.question(lines)
            raise
        row.refresh_from_db()
        return Response(VersionRow(_version(row)).data, status=201)


class OneMap(APIView):
    """The newest version of one map."""

    @extend_schema(responses={200: MapState, **REFUSALS})
    def get(self, request, ref, slug):
        """Show the map with its steps, figures and analysis."""
        return Response(MapState(_state(_newest(request, ref, slug))).data)


class Steps(APIView):
    """The table of steps of a map."""

    @extend_schema(request=StepsBody, responses={201: MapState, **REFUSALS})
    def post(self, request, ref, slug):
        """Save a table of steps as the next version."""
        initiative = visible(request, ref)
        if slug not in pages.MAPS:
            raise Http404
        body = body_of(StepsBody, request)
        rows = [Row(**{"no": "", **row}) for row in body.pop("steps")]
        actions.save_steps(
            initiative, by=request.user, kind=pages.MAPS[slug], rows=rows, **body
        )
        return Response(MapState(_state(_newest(request, ref, slug))).data, status=201)


class Facts(APIView):
    """The figures of a map."""

    @extend_schema(request=FactsBody, responses={201: MapState, **REFUSALS})
    def post(self, request, ref, slug):
        """State figures; what is known already stays as it is."""
        version = _newest(request, ref, slug)
        body = body_of(FactsBody, request)
        sent = body.pop("version")
        if sent != version.pk:
            rows = MapVersion.objects.select_related("map__initiative")
            version = rows.filter(map=version.map, pk=sent).first() or version
        found = _read(version)
        stated = said_in(read_facts(body, found.graph), found.graph)
        actions.state_facts(version, by=request.user, facts=stated)
        return Response(MapState(_state(_newest(request, ref, slug))).data, status=201)


class Try(APIView):
    """AI on a step, tried."""

    @extend_schema(request=WhatIfBody, responses={200: WhatIf, **REFUSALS})
    def post(self, request, ref, slug):
        """Answer what AI on one step would do; nothing is saved."""
        found = _read(_newest(request, ref, slug))
        body = body_of(WhatIfBody, request)
        if found.refusal is not None:
            raise found.refusal
        for key in body["shares"]:
            if key not in found.graph.flows and key not in found.graph.nodes:
                raise Invalid(
                    _("“%(name)s” is not on this map.") % {"name": key[:80]},
                    field="shares",
                )
        change = whatif.AiOnStep(
            body["step"],
            cut=body["cut"],
            checking=body["checking_minutes"] / 60,
            checked_by=body["checked_by"],
            errors=body["errors"],
            shares=body["shares"],
        )
        tried = whatif.try_out(found.graph, found.facts, change, found.analysis)
        compared = tried.comparison
        data = {
            "sentence": str(compared.sentence),
            "warnings": [warning.as_json() for warning in tried.warnings],
            "before": report.of_analysis(compared.before),
            "after": report.of_analysis(compared.after),
            "freed_hours_per_year": {
                name: report.rounded(hours)
                for name, hours in compared.freed_hours().items()
            },
            "gained_cases_per_year": report.rounded(compared.gained_cases),
            "gained_margin_per_year": report.rounded(compared.gained_margin),
            "leverage": report.rounded(compared.leverage),
        }
        return Response(WhatIf(data).data)


def _newest(request, ref, slug):
    """The newest version of a map that a person may see, or 404."""
    initiative = visible(request, ref)
    version = slug in pages.MAPS and map_pages.current(initiative, pages.MAPS[slug])
    if not version:
        raise Http404
    return version


def _read(version):
    found = analysed(version)
    if found is None:
        raise Invalid(
            _("Of this map only a file is known. Type its table of steps first.")
        )
    return found


def _version(row) -> dict:
    return {
        "id": row.pk,
        "kind": row.map.kind,
        "number": row.number,
        "title": row.title,
        "source": row.source,
        "sha256": row.sha256,
        "open_questions": row.map.open_questions,
        "saved_at": row.saved_at,
        "saved_by": row.saved_by.email,
        "note": row.note,
    }


def _state(version) -> dict:
    found = analysed(version)
    data = {
        "version": _version(version),
        "map": {},
        "steps": [],
        "facts": [],
        "sentence": map_pages.finding(found),
        "refusal": None,
        "analysis": None,
    }
    if found is None:
        return data
    data["map"] = report.of_map(found.graph)
    data["steps"] = [_step(row) for row in rows_of(found.graph, found.facts)]
    data["facts"] = [_fact(row) for row in found.rows]
    if found.refusal is not None:
        data["refusal"] = str(found.refusal.sentence)
    if found.analysis is not None:
        data["analysis"] = report.of_analysis(found.analysis, found.chances)
    return data


def _step(row) -> dict:
    return {
        name: getattr(row, name)
        for name in FIELDS
        if name not in FLAGS or getattr(row, name)
    }


def _fact(row: Fact) -> dict:
    return {
        **{
            name: getattr(row, name)
            for name in ("subject", "key", "label", "what", "text", "unit")
        },
        "value": None if row.value is None else float(row.value),
        "source": row.source,
        "basis": row.basis,
        "has_home": row.has_home,
        "stated_at": row.stated_at,
        "stated_by": row.stated_by.email,
    }
