"""The law of consultation in the API: rules, triage, what is owed, what is due."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import clock
from audit.errors import Invalid
from initiatives.doors import visible
from literacy import actions
from literacy.due import due_items
from literacy.law import pages
from literacy.law.triage import NO, QUESTIONS, YES, iso, outcome
from literacy.models import LawRule, LawRuleVersion, Novelty
from literacy.views.law import readers_only
from organisation.api import REFUSALS, Strict


class RuleVersionRow(serializers.Serializer):
    """A version of a rule, and whether it counts."""

    number = serializers.IntegerField()
    law_version = serializers.CharField()
    in_force_from = serializers.DateField(allow_null=True)
    agreed = serializers.BooleanField(allow_null=True)
    verified_on = serializers.DateField(allow_null=True)


class RuleRow(serializers.Serializer):
    """A rule of law as it counts today."""

    code = serializers.CharField()
    level = serializers.CharField()
    country = serializers.CharField()
    title = serializers.CharField()
    right_kind = serializers.CharField()
    blocking = serializers.BooleanField()
    time_may_pass = serializers.BooleanField(
        help_text="Whether the end of its term may pass it once it is verified."
    )
    is_verified = serializers.BooleanField()
    number = serializers.IntegerField()
    law_version = serializers.CharField()
    term = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())


class RuleDetail(RuleRow):
    """A rule with its whole text and its versions."""

    body = serializers.DictField()
    versions = RuleVersionRow(many=True)


class RequirementRow(serializers.Serializer):
    """What is owed at a site, and why. `rule` is empty where no rule says so."""

    rule = serializers.CharField()
    title = serializers.CharField()
    site = serializers.CharField()
    country = serializers.CharField()
    body = serializers.CharField(allow_null=True)
    right_kind = serializers.CharField()
    blocking = serializers.BooleanField()
    may_pass_by_time = serializers.BooleanField()
    because = serializers.CharField()


class NotRequiredRow(serializers.Serializer):
    """A rule that does not apply at a site, and why."""

    rule = serializers.CharField()
    site = serializers.CharField()
    because = serializers.CharField()


class Requirements(serializers.Serializer):
    """What is owed at each exposed site of an initiative."""

    finding = serializers.CharField()
    requirements = RequirementRow(many=True)
    not_required = NotRequiredRow(many=True)
    unknown_law = serializers.ListField(
        child=serializers.CharField(),
        help_text="Sites in countries of which no rule is known.",
    )


class TriageRow(serializers.Serializer):
    """The answers that count."""

    id = serializers.IntegerField()
    answers = serializers.DictField(child=serializers.CharField())
    novelty = serializers.CharField()
    justification = serializers.CharField()
    earlier = serializers.CharField()
    answered_at = serializers.DateTimeField()
    agreed = serializers.BooleanField(
        allow_null=True, help_text="What Legal says to an evolution."
    )


class TriageState(serializers.Serializer):
    """The questions, and the answers that count where there are any."""

    questions = serializers.DictField(child=serializers.CharField())
    triage = TriageRow(allow_null=True)


class Answers(Strict):
    """Yes or no to each question."""

    def get_fields(self):
        """A field for each question of the triage."""
        return {code: serializers.ChoiceField(choices=[YES, NO]) for code in QUESTIONS}


class TriageBody(Strict):
    """Answer the triage; `seen` is the id of the answers that were read, 0 for none."""

    answers = Answers()
    novelty = serializers.ChoiceField(choices=Novelty.choices)
    justification = serializers.CharField(required=False, allow_blank=True, default="")
    earlier = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    seen = serializers.IntegerField(required=False, allow_null=True, default=None)


class DueRow(serializers.Serializer):
    """Something that is due. `on` is empty where no term runs."""

    id = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    is_first_day = serializers.BooleanField(
        help_text="The first day on which something may be done, not the last."
    )
    what = serializers.CharField()
    who = serializers.CharField()
    derivation = serializers.CharField()
    calendar_version = serializers.CharField()
    ref = serializers.CharField()
    site = serializers.CharField()
    country = serializers.CharField()
    body = serializers.CharField(allow_null=True)
    url = serializers.CharField()


class Law(APIView):
    """The register of rules."""

    @extend_schema(
        operation_id="law_list",
        parameters=[OpenApiParameter("country", description="ISO 3166-1.")],
        responses={200: RuleRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List the rules that count today."""
        readers_only(request)
        rows = LawRuleVersion.objects.in_force(clock.today()).select_related("rule")
        country = request.query_params.get("country", "")
        if country:
            rows = rows.filter(rule__country=iso(country[:2]))
        rows = rows.order_by("rule__level", "rule__country", "rule__code")
        return Response(RuleRow([_rule(row) for row in rows], many=True).data)


class OneRule(APIView):
    """One rule."""

    @extend_schema(responses={200: RuleDetail, **REFUSALS})
    def get(self, request, code):
        """Show a rule with its text and all its versions."""
        readers_only(request)
        rule = get_object_or_404(LawRule, code=code)
        found = pages.rule(rule, request.user)
        data = {
            **_rule(found["shown"]),
            "body": found["shown"].body,
            "versions": found["versions"],
        }
        return Response(RuleDetail(data).data)


class TriageOf(APIView):
    """The triage of an initiative."""

    @extend_schema(operation_id="triage_read", responses={200: TriageState, **REFUSALS})
    def get(self, request, ref):
        """Show the questions and the answers that count."""
        initiative = visible(request, ref)
        return Response(_triage(outcome(initiative).triage))

    @extend_schema(
        operation_id="triage_answer",
        request=TriageBody,
        responses={201: TriageState, **REFUSALS},
    )
    def post(self, request, ref):
        """Answer the questions."""
        initiative = visible(request, ref)
        body = TriageBody(data=request.data)
        body.is_valid(raise_exception=True)
        row = actions.answer_triage(initiative, by=request.user, **body.validated_data)
        return Response(_triage(row), status=201)


class RequirementsOf(APIView):
    """What is owed to whom before real work begins."""

    @extend_schema(responses={200: Requirements, **REFUSALS})
    def get(self, request, ref):
        """List what each exposed site asks for, and what does not apply."""
        found = outcome(visible(request, ref))
        data = {
            "finding": pages.triage_finding(found),
            "requirements": [_requirement(row) for row in found.requirements],
            "not_required": [
                {
                    "rule": row.rule_version.rule.code,
                    "site": row.site.name,
                    "because": str(row.because),
                }
                for place in found.sites
                for row in place.not_required
            ],
            "unknown_law": [site.name for site in found.unknown],
        }
        return Response(Requirements(data).data)


class DueList(APIView):
    """What is due."""

    @extend_schema(
        operation_id="calendar_list",
        parameters=[
            OpenApiParameter("country", description="ISO 3166-1."),
            OpenApiParameter("site", type=int, description="Id of a site."),
            OpenApiParameter("body", type=int, description="Id of a body."),
        ],
        responses={200: DueRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List what is due to whom by when, the earliest first."""
        readers_only(request)
        items = due_items(
            request.user,
            country=iso(request.query_params.get("country", "")[:2]),
            site=_id(request, "site"),
            body=_id(request, "body"),
        )
        rows = [
            {
                "id": item.uid,
                "on": item.on,
                "is_first_day": item.is_first_day,
                "what": item.what,
                "who": item.who,
                "derivation": item.sentence,
                "calendar_version": item.calendar_version,
                "ref": item.initiative.ref,
                "site": item.site.name,
                "country": item.site.country,
                "body": item.body.name if item.body else None,
                "url": item.url,
            }
            for item in items
        ]
        return Response(DueRow(rows, many=True).data)


def _id(request, name):
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Invalid(_("“%(name)s” is the number of a row.") % {"name": name})
    return int(text)


def _rule(version):
    return {
        "code": version.rule.code,
        "level": version.rule.level,
        "country": version.rule.country,
        "title": version.title,
        "right_kind": version.right_kind,
        "blocking": version.blocking,
        "time_may_pass": version.time_may_pass,
        "is_verified": version.is_verified,
        "number": version.number,
        "law_version": version.law_version,
        "term": pages.term_words(version.body),
        "sources": [s.url or s.name for s in pages.sources(version.body)],
    }


def _requirement(row):
    return {
        "rule": row.rule_version.rule.code if row.rule_version else "",
        "title": str(row.title),
        "site": row.site.name,
        "country": row.site.country,
        "body": row.body.name if row.body else None,
        "right_kind": str(row.right_kind),
        "blocking": row.blocking,
        "may_pass_by_time": row.may_pass_by_time,
        "because": str(row.because),
    }


def _triage(row):
    return TriageState(
        {
            "questions": {code: str(asked[0]) for code, asked in QUESTIONS.items()},
            "triage": row,
        }
    ).data
