"""The API of the books of stage 4: money put in, rates, scenarios, and the end."""

from django.shortcuts import get_object_or_404
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from governance.value_api import account_state
from governance.value_bodies import (
    AccountState,
    AssumptionsBody,
    CloseBody,
    ClosedRow,
    EconomicReviewBody,
    EconomicReviewRow,
    InvestBody,
    LinesBody,
    LinesTold,
    OutcomeBody,
    OutcomeRow,
    RateBody,
    RateRow,
    ReversalBody,
    ScenarioRow,
    ScenarioState,
)
from initiatives.doors import visible
from organisation import access
from organisation.api import REFUSALS, body_of, one_of
from organisation.models import Unit
from value import actions, imports, whatif, whatif_pages
from value.models import (
    ClosedPeriod,
    EconomicReview,
    InternalRate,
    Investment,
    Scenario,
)


class Invest(APIView):
    """Money that is put in."""

    @extend_schema(request=InvestBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Book a line of money."""
        initiative = visible(request, ref)
        actions.invest(initiative, by=request.user, **body_of(InvestBody, request))
        return Response(AccountState(account_state(initiative)).data, status=201)


class TakeLineBack(APIView):
    """A line of money that is taken back."""

    @extend_schema(request=ReversalBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref, pk):
        """Take a line back, by a line against it."""
        initiative = visible(request, ref)
        row = get_object_or_404(
            Investment.objects.standing(), initiative=initiative, pk=pk
        )
        actions.reverse_investment(
            row, by=request.user, **body_of(ReversalBody, request)
        )
        return Response(AccountState(account_state(initiative)).data, status=201)


class ImportLines(APIView):
    """Lines of the accounts from a file."""

    parser_classes = (MultiPartParser, JSONParser)

    @extend_schema(request=LinesBody, responses={201: LinesTold, **REFUSALS})
    def post(self, request):
        """Book the lines of a file, all or none; known ones are skipped."""
        upload = body_of(LinesBody, request)["file"]
        access.require(request.user, "value.invest")
        lines = imports.lines_of(upload.read(), upload.name, by=request.user)
        counts = actions.import_investment(lines, by=request.user)
        return Response(LinesTold(counts).data, status=201)


class Rates(APIView):
    """What an hour of work costs the units."""

    @extend_schema(
        operation_id="value_rates_list",
        responses={200: RateRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List the rates of all units, the newest first."""
        access.require(request.user, "value.see_rates")
        rows = InternalRate.objects.select_related("unit").order_by(
            "unit__path", "-valid_from", "-pk"
        )
        return Response(RateRow([_rate(row) for row in rows], many=True).data)

    @extend_schema(request=RateBody, responses={201: RateRow, **REFUSALS})
    def post(self, request):
        """Set what an hour costs a unit from a day on."""
        body = body_of(RateBody, request)
        unit = one_of(Unit, "unit", code=body.pop("unit"))
        row = actions.set_rate(unit, by=request.user, **body)
        return Response(RateRow(_rate(row)).data, status=201)


class Closed(APIView):
    """Books that are closed."""

    @extend_schema(
        operation_id="value_closed_list",
        responses={200: ClosedRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List the days up to which the books were closed, the last first."""
        access.require(request.user, "value.see_rates")
        rows = ClosedPeriod.objects.order_by("-until")
        return Response(ClosedRow(rows, many=True).data)

    @extend_schema(request=CloseBody, responses={201: ClosedRow, **REFUSALS})
    def post(self, request):
        """Close the books up to a day; this is not undone."""
        row = actions.close_period(by=request.user, **body_of(CloseBody, request))
        return Response(ClosedRow(row).data, status=201)


class Scenarios(APIView):
    """What-ifs that are kept; they touch no ledger."""

    @extend_schema(
        operation_id="value_scenarios_list",
        responses={200: ScenarioRow(many=True), **REFUSALS},
    )
    def get(self, request, ref):
        """List the scenarios of an initiative, the newest first."""
        rows = Scenario.objects.filter(initiative=visible(request, ref))
        found = [_scenario(row) for row in rows.select_related("saved_by")]
        return Response(ScenarioRow(found, many=True).data)

    @extend_schema(request=AssumptionsBody, responses={201: ScenarioState, **REFUSALS})
    def post(self, request, ref):
        """Keep assumptions under a name, and tell what comes of them."""
        initiative = visible(request, ref)
        body = body_of(AssumptionsBody, request)
        entered = {line.pop("key"): line for line in body["lines"]}
        lines = whatif.lines_of(initiative, entered)
        if unknown := set(entered) - {line.key for line in lines}:
            raise Invalid(
                format_lazy(
                    _("There is no such destination or idea here: {which}."),
                    which=", ".join(sorted(unknown)),
                ),
                field="lines",
            )
        row = actions.save_scenario(
            initiative,
            by=request.user,
            name=body["name"],
            assumptions=whatif.as_text(
                body | {"lines": whatif.as_they_stand(lines, entered)}
            ),
        )
        return Response(ScenarioState(_worked_out(row)).data, status=201)


class OneScenario(APIView):
    """One what-if."""

    @extend_schema(responses={200: ScenarioState, **REFUSALS})
    def get(self, request, ref, pk):
        """Tell what comes of it, as the ledger stands today."""
        row = get_object_or_404(Scenario, initiative=visible(request, ref), pk=pk)
        return Response(ScenarioState(_worked_out(row)).data)


class DeleteScenario(APIView):
    """The end of a what-if."""

    @extend_schema(request=None, responses={204: None, **REFUSALS})
    def post(self, request, ref, pk):
        """Delete a scenario of one's own."""
        row = get_object_or_404(Scenario, initiative=visible(request, ref), pk=pk)
        actions.delete_scenario(row, by=request.user)
        return Response(status=204)


class Reviews(APIView):
    """Leadership's economic review."""

    @extend_schema(
        operation_id="value_reviews_list",
        responses={200: EconomicReviewRow(many=True), **REFUSALS},
    )
    def get(self, request, ref):
        """List the reviews of an initiative; the first stands."""
        rows = EconomicReview.objects.filter(initiative=visible(request, ref))
        found = [_review(row) for row in rows.select_related("written_by")]
        return Response(EconomicReviewRow(found[::-1], many=True).data)

    @extend_schema(
        request=EconomicReviewBody, responses={201: EconomicReviewRow, **REFUSALS}
    )
    def post(self, request, ref):
        """Say in writing how the initiative ended."""
        initiative = visible(request, ref)
        row = actions.review(
            initiative, by=request.user, **body_of(EconomicReviewBody, request)
        )
        return Response(EconomicReviewRow(_review(row)).data, status=201)


class PublishOutcome(APIView):
    """What employees are told at the end."""

    @extend_schema(request=OutcomeBody, responses={201: OutcomeRow, **REFUSALS})
    def post(self, request, ref):
        """Publish what was promised and what became of it."""
        row = actions.publish_outcome(
            visible(request, ref), by=request.user, **body_of(OutcomeBody, request)
        )
        return Response(OutcomeRow(row).data, status=201)


def _rate(row) -> dict:
    return {
        "unit": row.unit.code,
        "amount": row.amount,
        "currency": row.currency,
        "valid_from": row.valid_from,
    }


def _scenario(row) -> dict:
    return {
        "id": row.pk,
        "name": row.name,
        "saved_by": row.saved_by.email,
        "saved_at": row.saved_at,
        "assumptions": {k: n for k, n in row.assumptions.items() if k != "lines"},
        "lines": row.assumptions.get("lines", {}),
    }


def _worked_out(row) -> dict:
    given, found = whatif.as_numbers(row.assumptions), {}
    if given:
        lines = whatif.lines_of(row.initiative, given["lines"])
        found = whatif_pages.compared(row.initiative, given, lines)
    return {
        **_scenario(row),
        "currency": row.initiative.currency,
        "results": [
            {
                "code": column["code"],
                "npv": column["result"].npv,
                "payback_months": column["result"].payback,
                "roi": column["result"].roi,
                "bcr": column["result"].bcr,
            }
            for column in found.get("columns", ())
        ],
        "sensitivity": found.get("swings", ()),
        "moves": found["moves"]["rows"] if found else (),
    }


def _review(row) -> dict:
    names = (
        *("outcome", "text", "strategy", "strategy_text", "invested", "confirmed"),
        *("currency", "intent", "growth_hours", "contraction_hours", "written_at"),
    )
    return {name: getattr(row, name) for name in names} | {
        "written_by": row.written_by.email
    }
