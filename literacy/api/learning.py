"""Measures and coverage in JSON; never a name, and no group of fewer than five."""

from django.shortcuts import get_object_or_404
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from initiatives.doors import visible
from literacy import actions, coverage, measures
from literacy.models import Audience, Measure, MeasureKind, Trigger
from organisation import access
from organisation.api import REFUSALS, Strict, body_of
from organisation.models import Site, Unit

PAGE = 200


class MeasureRow(serializers.Serializer):
    """A dated measure; `id` only for those who record measures."""

    id = serializers.IntegerField(required=False)
    kind = serializers.CharField()
    audience = serializers.CharField()
    units = serializers.CharField()
    sites = serializers.CharField()
    held_on = serializers.DateField()
    people = serializers.IntegerField(allow_null=True)
    ai_system = serializers.CharField()
    content = serializers.CharField()
    sha256 = serializers.CharField(help_text="Of the file of the content, or empty.")
    minutes = serializers.IntegerField(allow_null=True)
    languages = serializers.CharField()
    valid_until = serializers.DateField(allow_null=True)
    corrected = serializers.BooleanField()


class PlaceBody(Strict):
    """A unit and a site, and how many people were newly covered there."""

    unit = serializers.CharField(help_text="Code of the unit.")
    site = serializers.CharField(help_text="Name of the site.")
    people = serializers.IntegerField(min_value=1, max_value=2_000_000_000)


class MeasureBody(Strict):
    """An act by which people learnt. Names of people are not taken here."""

    kind = serializers.ChoiceField(choices=MeasureKind.values)
    audience = serializers.ChoiceField(choices=Audience.values)
    places = PlaceBody(many=True, allow_empty=False)
    held_on = serializers.DateField()
    ai_system = serializers.CharField(max_length=200)
    content = serializers.CharField(max_length=200)
    minutes = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=60_000
    )
    trainer = serializers.CharField(required=False, allow_blank=True, max_length=200)
    languages = serializers.CharField(required=False, allow_blank=True, max_length=100)
    valid_until = serializers.DateField(required=False, allow_null=True)
    again_on = serializers.ListField(
        child=serializers.ChoiceField(choices=Trigger.choices), required=False
    )
    note = serializers.CharField(required=False, allow_blank=True)


class CorrectionBody(Strict):
    """Another number in the place of a measure's; none takes it back."""

    people = serializers.IntegerField(min_value=0, max_value=2_000_000_000)
    note = serializers.CharField()


class CoveredRow(serializers.Serializer):
    """People of a group whom measures for one audience cover."""

    code = serializers.CharField()
    covered = serializers.IntegerField()


class GroupRow(serializers.Serializer):
    """The people exposed in a group of places, and what they have reached."""

    units = serializers.CharField()
    sites = serializers.CharField()
    in_scope = serializers.BooleanField()
    people = serializers.IntegerField()
    covered = serializers.IntegerField()
    overseers = serializers.IntegerField(
        allow_null=True, help_text="Null where they are counted with others, or few."
    )
    overseers_covered = serializers.IntegerField(allow_null=True)
    able = serializers.IntegerField()
    coaching = serializers.IntegerField()
    audiences = CoveredRow(many=True, help_text="Overseers stand apart.")


class AudienceRow(serializers.Serializer):
    """People whom measures for one audience cover."""

    code = serializers.CharField()
    covered = serializers.IntegerField(
        allow_null=True, help_text="Null where they are fewer than five."
    )
    of = serializers.IntegerField(allow_null=True)


class CoverageState(serializers.Serializer):
    """Coverage of an initiative by group and by audience."""

    groups = GroupRow(many=True)
    audiences = AudienceRow(many=True)
    left_out = serializers.IntegerField(
        help_text="Groups of fewer than five people, which are not shown."
    )


class Measures(APIView):
    """The measures of an initiative."""

    @extend_schema(
        operation_id="measures_list",
        parameters=[OpenApiParameter("offset", int)],
        responses={200: MeasureRow(many=True), **REFUSALS},
    )
    def get(self, request, ref):
        """List 200 measures from `offset` on, the newest first."""
        initiative = visible(request, ref)
        start = _offset(request)
        records = access.may(request.user, "literacy.record_measure", of=initiative)
        rows = (
            Measure.objects.filter(initiative=initiative)
            .standing()
            .select_related("unit", "site", "attachment")
        )
        if records:
            found = [_own(row) for row in rows[start : start + PAGE]]
        else:
            groups = coverage.coverage_of(initiative)
            acts = measures.acts(rows, groups)
            found = [_act(act) for act in acts[start : start + PAGE]]
        return Response(MeasureRow(found, many=True).data)

    @extend_schema(
        request=MeasureBody, responses={201: MeasureRow(many=True), **REFUSALS}
    )
    def post(self, request, ref):
        """Record an act at one or several units and sites."""
        initiative = visible(request, ref)
        body = body_of(MeasureBody, request)
        body["places"] = [_place(row) for row in body["places"]]
        rows = actions.record_act(initiative, by=request.user, **body)
        return Response(
            MeasureRow([_own(row) for row in rows], many=True).data, status=201
        )


class Correction(APIView):
    """Correction of a measure."""

    @extend_schema(request=CorrectionBody, responses={200: MeasureRow, **REFUSALS})
    def post(self, request, ref, pk):
        """Put another number in the place of a measure's."""
        initiative = visible(request, ref)
        row = get_object_or_404(
            Measure.objects.standing().select_related("unit", "site", "attachment"),
            initiative=initiative,
            pk=pk,
        )
        body = body_of(CorrectionBody, request)
        new = actions.correct_measure(row, by=request.user, **body)
        return Response(MeasureRow(_own(new)).data)


class Coverage(APIView):
    """Coverage of an initiative."""

    @extend_schema(responses={200: CoverageState, **REFUSALS})
    def get(self, request, ref):
        """Show who is covered, by groups of five at least, and by audience."""
        initiative = visible(request, ref)
        groups = coverage.coverage_of(initiative)
        shown = [group for group in groups if not group.is_hidden]
        data = {
            "groups": [_group(group) for group in shown],
            "audiences": measures.audiences(groups),
            "left_out": len(groups) - len(shown),
        }
        return Response(CoverageState(data).data)


def _group(group) -> dict:
    overseers, trained = measures.overseers(group)
    return {
        "units": group.units,
        "sites": group.sites,
        "in_scope": group.in_scope,
        "people": group.people,
        "covered": group.covered,
        "overseers": overseers,
        "overseers_covered": trained,
        "able": group.able,
        "coaching": group.coaching,
        "audiences": measures.by_audience(group),
    }


def _own(row) -> dict:
    return {
        "id": row.pk,
        "kind": row.kind,
        "audience": row.audience,
        "units": row.unit.code,
        "sites": row.site.name,
        "held_on": row.held_on,
        "people": row.people,
        "ai_system": row.ai_system,
        "content": row.content,
        "sha256": row.attachment.sha256 if row.attachment else "",
        "minutes": row.minutes,
        "languages": row.languages,
        "valid_until": row.valid_until,
        "corrected": row.supersedes_id is not None,
    }


def _act(act) -> dict:
    return {
        **act,
        "kind": act["kind_code"],
        "audience": act["audience_code"],
    }


def _place(row) -> dict:
    unit = Unit.objects.filter(code=row["unit"]).first()
    if unit is None:
        raise Invalid(
            format_lazy(_("No unit has the code {code}."), code=row["unit"][:40]),
            field="places",
        )
    site = Site.objects.filter(name=row["site"]).first()
    if site is None:
        raise Invalid(
            format_lazy(_("No site has the name {name}."), name=row["site"][:60]),
            field="places",
        )
    return {"unit": unit, "site": site, "people": row["people"]}


def _offset(request) -> int:
    text = request.query_params.get("offset", "0")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Invalid(_("The offset is a whole number from 0 on."), field="offset")
    return int(text)
