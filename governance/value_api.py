"""The API of value conversion: the dashboard, an initiative's account, and its acts.

Money that is put in, rates, closed books, scenarios and the end: `value_books_api`.
"""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from governance.value_bodies import (
    AccountState,
    AmountBody,
    ChoiceBody,
    DashboardState,
    DestinationBody,
    FinanceAnswerBody,
    FreedBody,
    GoneBody,
    IdeaBody,
    IdeaRow,
    PlanBody,
    ReversalBody,
)
from initiatives.doors import visible
from organisation.api import REFUSALS, body_of, one_of
from organisation.models import Person, Unit
from value import (
    actions,
    cards,
    costs,
    dashboard,
    drawings,
    forms,
    pages,
    reading,
    rules,
    summary,
)
from value.accounts import account_of
from value.cash import money_of
from value.models import (
    Allocation,
    FreedHours,
    Idea,
    Investment,
    Movement,
    RealisedAmount,
)

MOST = 100
"""Rows of a kind that an account tells."""


def _consulted(body, initiative) -> dict:
    """The body with the consultation of the initiative that it names."""
    if "consultation" in body:
        pk = body["consultation"]
        body["consultation"] = rules.consultations(initiative).filter(pk=pk).first()
        if body["consultation"] is None:
            raise Invalid(
                _("Choose a consultation of this initiative."), field="consultation"
            )
    return body


class Dashboard(APIView):
    """The executives' dashboard."""

    @extend_schema(
        parameters=[
            OpenApiParameter("unit", description="Code of a unit, with those below."),
            OpenApiParameter("function", description="Line of work."),
            OpenApiParameter("start", description="First quarter, such as 2026Q1."),
            OpenApiParameter("end", description="Last quarter, such as 2026Q3."),
        ],
        responses={200: DashboardState, **REFUSALS},
    )
    def get(self, request):
        """Show the figures of the initiatives that this person may see."""
        form = forms.ScopeForm(
            request.query_params, functions=dashboard.functions(request.user)
        )
        if not form.is_valid():
            name = next(iter(form.errors))
            raise Invalid(str(form.errors[name][0]), field=name)
        found = reading.read(dashboard.scope_of(request.user, form.cleaned_data))
        drawn = drawings.flow_of(found)
        state = {
            "sentence": cards.finding(found),
            "currency": found.currency,
            "figures": [
                {
                    "code": code,
                    "label": label,
                    "value": None if value is None else str(value),
                    "unit": unit,
                }
                for code, label, value, unit in summary.every_figure(found)
            ],
            "quarters": found.quarters,
            "flow": [
                {"source": r["from"], "target": r["to"], "hours": r["hours"]}
                for r in drawn["ribbons"]
            ],
        }
        return Response(DashboardState(state).data)


class Account(APIView):
    """The hours and the money of one initiative."""

    @extend_schema(responses={200: AccountState, **REFUSALS})
    def get(self, request, ref):
        """Show the account, the newest movements, destinations and amounts."""
        return Response(AccountState(account_state(visible(request, ref))).data)


class Freed(APIView):
    """Freed hours of an initiative."""

    @extend_schema(request=FreedBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Record freed hours."""
        initiative = visible(request, ref)
        body = body_of(FreedBody, request)
        unit = one_of(Unit, "unit", code=body.pop("unit"))
        actions.record_hours(initiative, by=request.user, unit=unit, **body)
        return Response(AccountState(account_state(initiative)).data, status=201)


class TakeHoursBack(APIView):
    """Freed hours that are taken back."""

    @extend_schema(request=ReversalBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref, pk):
        """Take freed hours back, by a row against them."""
        initiative = visible(request, ref)
        row = get_object_or_404(
            FreedHours.objects.standing(), initiative=initiative, pk=pk
        )
        actions.reverse_hours(row, by=request.user, **body_of(ReversalBody, request))
        return Response(AccountState(account_state(initiative)).data, status=201)


class Plans(APIView):
    """Receiving plans."""

    @extend_schema(request=PlanBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Say who receives the people whose time is freed, and for what."""
        initiative = visible(request, ref)
        body = body_of(PlanBody, request)
        unit = one_of(Unit, "unit", code=body.pop("unit"))
        actions.plan_reception(initiative, by=request.user, unit=unit, **body)
        return Response(AccountState(account_state(initiative)).data, status=201)


class Gone(APIView):
    """Hours that are gone."""

    @extend_schema(request=GoneBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Say that verified hours were not found again."""
        initiative = visible(request, ref)
        actions.evaporate(initiative, by=request.user, **body_of(GoneBody, request))
        return Response(AccountState(account_state(initiative)).data, status=201)


class Destinations(APIView):
    """Destinations of freed hours."""

    @extend_schema(request=DestinationBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Give freed hours a destination."""
        initiative = visible(request, ref)
        body = _consulted(body_of(DestinationBody, request), initiative)
        actions.allocate(initiative, by=request.user, **body)
        return Response(AccountState(account_state(initiative)).data, status=201)


class TakeDestinationBack(APIView):
    """A destination that is taken back."""

    @extend_schema(request=ReversalBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref, pk):
        """Take a destination back: its hours have none any more."""
        initiative = visible(request, ref)
        row = get_object_or_404(
            Allocation.objects.standing(), initiative=initiative, pk=pk
        )
        actions.reverse_allocation(
            row, by=request.user, **body_of(ReversalBody, request)
        )
        return Response(AccountState(account_state(initiative)).data, status=201)


class Ideas(APIView):
    """Ideas for the freed hours of an initiative."""

    @extend_schema(responses={200: IdeaRow(many=True), **REFUSALS})
    def get(self, request, ref):
        """List the ideas, side by side."""
        rows = pages.ideas_of(visible(request, ref))
        return Response(IdeaRow([_idea(row) for row in rows], many=True).data)

    @extend_schema(request=IdeaBody, responses={201: IdeaRow(many=True), **REFUSALS})
    def post(self, request, ref):
        """Write an idea down."""
        initiative = visible(request, ref)
        body = _consulted(body_of(IdeaBody, request), initiative)
        unit = one_of(Unit, "unit", code=body.pop("unit"))
        owner = one_of(Person, "owner", email=body.pop("owner"))
        actions.imagine(initiative, by=request.user, unit=unit, owner=owner, **body)
        rows = pages.ideas_of(initiative)
        return Response(
            IdeaRow([_idea(row) for row in rows], many=True).data, status=201
        )


class ChooseIdea(APIView):
    """The choice of an idea."""

    @extend_schema(request=ChoiceBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref, pk):
        """Give hours to an idea."""
        initiative = visible(request, ref)
        idea = get_object_or_404(Idea, initiative=initiative, pk=pk)
        actions.choose_idea(idea, by=request.user, **body_of(ChoiceBody, request))
        return Response(AccountState(account_state(initiative)).data, status=201)


class SetIdeaAside(APIView):
    """An idea that is set aside."""

    @extend_schema(
        request=ReversalBody, responses={201: IdeaRow(many=True), **REFUSALS}
    )
    def post(self, request, ref, pk):
        """Set an idea aside, with a reason; it stays to be read."""
        initiative = visible(request, ref)
        idea = get_object_or_404(Idea, initiative=initiative, pk=pk)
        actions.set_idea_aside(idea, by=request.user, **body_of(ReversalBody, request))
        rows = pages.ideas_of(initiative)
        return Response(
            IdeaRow([_idea(row) for row in rows], many=True).data, status=201
        )


class Amounts(APIView):
    """Realised amounts of an initiative."""

    @extend_schema(request=AmountBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Report a realised amount."""
        initiative = visible(request, ref)
        body = body_of(AmountBody, request)
        given = body.pop("destination", None)
        allocation = None
        if given is not None:
            allocation = one_of(
                Allocation, "destination", initiative=initiative, pk=given
            )
        actions.report_amount(
            initiative, by=request.user, allocation=allocation, **body
        )
        return Response(AccountState(account_state(initiative)).data, status=201)


class AnswerAmount(APIView):
    """Finance's answer to an amount."""

    @extend_schema(request=FinanceAnswerBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref, pk):
        """Confirm or refuse an amount; never one's own."""
        initiative = visible(request, ref)
        row = get_object_or_404(
            RealisedAmount.objects.select_related("initiative__unit", "allocation"),
            initiative=initiative,
            pk=pk,
        )
        actions.answer_amount(
            row, by=request.user, **body_of(FinanceAnswerBody, request)
        )
        return Response(AccountState(account_state(initiative)).data, status=201)


def account_state(initiative) -> dict:
    """The account of an initiative as the API tells it."""
    account, money = account_of(initiative), money_of(initiative)
    amounts = list(
        RealisedAmount.objects.filter(initiative=initiative).select_related(
            "confirmation"
        )
    )
    return {
        "sentence": pages.finding(account, amounts),
        "estimated": account.estimated,
        "verified": account.verified,
        "unallocated": account.rest,
        "allocated": account.allocated,
        "converted": account.converted,
        "evaporated": account.evaporated,
        "contracted": account.contracted,
        "currency": initiative.currency,
        "invested": money.invested,
        "planned": money.planned,
        "cost_of_year": costs.of_initiatives([initiative.pk]).get(initiative.pk, 0),
        "gross": money.gross,
        "weighted": money.weighted,
        "confirmed": money.confirmed,
        "freed": [
            {
                "id": row.pk,
                "unit": row.unit.code,
                "team": row.team,
                "hours": row.hours,
                "certainty": row.certainty,
                "recorded_at": row.recorded_at,
            }
            for row in FreedHours.objects.standing()
            .filter(initiative=initiative)
            .select_related("unit")
            .order_by("-pk")[:MOST]
        ],
        "investment": Investment.objects.standing()
        .filter(initiative=initiative)
        .order_by("-pk")[:MOST],
        "movements": [
            {
                "number": row.number,
                "source": row.source,
                "target": row.target,
                "hours": row.hours,
                "destination": row.allocation_id,
                "moved_at": row.moved_at,
                "reason": row.reason,
            }
            for row in Movement.objects.filter(initiative=initiative).order_by(
                "-number"
            )[:MOST]
        ],
        "destinations": Allocation.objects.standing()
        .filter(initiative=initiative)
        .select_related("balance"),
        "amounts": [
            {
                "id": row.pk,
                "type": row.type,
                "gross": row.gross,
                "amount": row.amount,
                "currency": row.currency,
                "evidence": row.evidence,
                "period_from": row.period_from,
                "period_to": row.period_to,
                "answer": row.confirmation.answer
                if hasattr(row, "confirmation")
                else "",
            }
            for row in amounts
        ],
    }


def _idea(found) -> dict:
    row = found["row"]
    state = "open" if found["is_open"] else "set_aside"
    return {
        **{
            name: getattr(row, name)
            for name in (
                *("title", "type", "hypothesis", "offer", "market", "team", "skills"),
                *("training_hours", "hours", "starts_on", "target", "target_amount"),
                "expires_on",
            )
        },
        "id": row.pk,
        "unit": row.unit.code,
        "owner": row.owner.email,
        "state": "chosen" if found["is_chosen"] else state,
    }
