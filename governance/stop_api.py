"""Stopping an initiative, and opening the next cycle, in JSON."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from governance import actions
from initiatives import actions as initiatives
from initiatives.doors import visible
from lessons.models import CauseLayer
from organisation.api import REFUSALS, Strict, body_of


class StopBody(Strict):
    """Why it is stopped, where the cause lies, and what was spent until now."""

    version = serializers.IntegerField(help_text="of the initiative, as it was read")
    reason = serializers.CharField()
    cause = serializers.ChoiceField(choices=CauseLayer.choices)
    spent = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        min_value=0,
        required=False,
        allow_null=True,
        default=None,
        help_text="in the currency of the initiative; empty where nobody knows",
    )


class Stopped(serializers.Serializer):
    """Where a stopped initiative stands: in Learning, and a lesson is owed."""

    ref = serializers.CharField()
    stage = serializers.CharField()
    status = serializers.CharField()
    version = serializers.IntegerField()
    stopped_at = serializers.DateTimeField()


class Draft(serializers.Serializer):
    """The draft of a next cycle."""

    ref = serializers.CharField()
    cycle = serializers.IntegerField()
    version = serializers.IntegerField()


class Stop(APIView):
    """Stop an initiative."""

    @extend_schema(request=StopBody, responses={200: Stopped, **REFUSALS})
    def post(self, request, ref):
        """Stop it: it goes to Learning, and cannot be closed without a lesson."""
        initiative = visible(request, ref)
        body = body_of(StopBody, request)
        row = actions.stop(initiative, by=request.user, **body)
        return Response(Stopped(row).data)


class NextCycle(APIView):
    """The next cycle of an initiative."""

    @extend_schema(request=None, responses={201: Draft, **REFUSALS})
    def post(self, request, ref):
        """Open a draft that starts with its charter, maps, measurements and lessons."""
        initiative = visible(request, ref)
        row = initiatives.open_next_cycle(initiative, by=request.user)
        return Response(Draft(row).data, status=201)
