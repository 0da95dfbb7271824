"""The AI Act screening in JSON."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from initiatives import screening as charter
from initiatives.doors import visible
from literacy import actions, ai_act, screenings
from literacy.models import Annex, Claim, Fria, LegalRole
from organisation.api import REFUSALS, Strict, body_of


class CheckRow(serializers.Serializer):
    """What follows from the class: from when, whether it binds, whether it is met."""

    code = serializers.CharField()
    label = serializers.CharField()
    law = serializers.CharField()
    applies_from = serializers.DateField(allow_null=True)
    is_mandatory = serializers.BooleanField()
    met = serializers.BooleanField()
    fact = serializers.CharField()


class ScreeningState(serializers.Serializer):
    """The newest screening by Legal, or that there is none."""

    outcome = serializers.CharField(help_text="As it stands on the initiative.")
    answered_by_legal = serializers.BooleanField()
    law_version = serializers.CharField()
    label = serializers.CharField()
    ground = serializers.CharField()
    law = serializers.CharField()
    reopened = serializers.ListField(child=serializers.CharField())
    checks = CheckRow(many=True)


PracticesBody = type(
    "PracticesBody",
    (Strict,),
    {
        "__doc__": "The nine questions about prohibited practices (Article 5).",
        **{question.code: serializers.BooleanField() for question in ai_act.PRACTICES},
    },
)


def _text(most=200):
    return serializers.CharField(required=False, allow_blank=True, max_length=most)


def _day():
    return serializers.DateField(required=False, allow_null=True)


class ScreeningBody(Strict):
    """The answers of Legal; files are attached on the page."""

    ai_system = serializers.CharField(max_length=200)
    vendor = _text()
    model_version = _text()
    role = serializers.ChoiceField(choices=LegalRole.values)
    becomes_provider = serializers.BooleanField()
    practices = PracticesBody()
    annex = serializers.ChoiceField(choices=Annex.values)
    profiling = serializers.BooleanField()
    claim = serializers.ChoiceField(choices=Claim.values)
    claim_ground = _text(10_000)
    talks_to_people = serializers.BooleanField()
    makes_content = serializers.BooleanField()
    makes_deepfakes = serializers.BooleanField()
    informs_public = serializers.BooleanField()
    reads_bodies = serializers.BooleanField()
    affected = _text(10_000)
    go_live_on = _day()
    overseers = _text(10_000)
    overseers_may_stop = serializers.BooleanField()
    logs_months = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=600
    )
    dpia_ref = _text()
    fria = serializers.ChoiceField(choices=Fria.values)
    fria_ref = _text()
    workers_told_on = _day()
    representatives_told_on = _day()
    affected_told_on = _day()
    incident_contact = _text()
    next_review_on = _day()
    note = serializers.CharField()


class ScreeningOfInitiative(APIView):
    """The AI Act screening of an initiative."""

    @extend_schema(responses={200: ScreeningState, **REFUSALS})
    def get(self, request, ref):
        """Show the class, its ground, what follows, and why it is open again."""
        return Response(_state(visible(request, ref)))

    @extend_schema(request=ScreeningBody, responses={201: ScreeningState, **REFUSALS})
    def post(self, request, ref):
        """Answer the screening, as Legal."""
        initiative = visible(request, ref)
        body = body_of(ScreeningBody, request)
        body["practices"] = "".join(
            charter.YES if body["practices"][question.code] else charter.NO
            for question in ai_act.PRACTICES
        )
        actions.screen(initiative, by=request.user, **body)
        return Response(_state(visible(request, ref)), status=201)


def _state(initiative) -> dict:
    found = screenings.shown(initiative)
    klass = found.get("class")
    data = {
        "outcome": initiative.screening,
        "answered_by_legal": found["row"] is not None,
        "law_version": found["law"].version,
        "label": str(klass.label) if klass else "",
        "ground": str(klass.ground) if klass else "",
        "law": klass.law if klass else "",
        "reopened": [str(reason) for reason in found.get("reopened", ())],
        "checks": found.get("checks", ()),
    }
    return ScreeningState(data).data
