"""The API of value conversion: the dashboard, an initiative's account, and its acts."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from initiatives.doors import visible
from initiatives.models import Conversion
from organisation.api import REFUSALS, Strict, body_of, one_of
from organisation.models import Person, Unit
from value import actions, dashboard, figures, forms, pages, rules
from value.accounts import account_of
from value.models import (
    Allocation,
    Confirmation,
    CostKind,
    Evidence,
    FreedHours,
    Idea,
    Investment,
    Method,
    Movement,
    RealisedAmount,
)


def _hours(**more):
    return serializers.DecimalField(max_digits=10, decimal_places=1, **more)


def _amount(**more):
    return serializers.DecimalField(max_digits=14, decimal_places=2, **more)


def _text(**more):
    return serializers.CharField(required=False, allow_blank=True, default="", **more)


class FigureRow(serializers.Serializer):
    """A figure of the dashboard."""

    code = serializers.CharField()
    label = serializers.CharField()
    value = serializers.CharField(allow_null=True, help_text="A decimal as text.")
    unit = serializers.CharField()


class QuarterRow(serializers.Serializer):
    """Money of a quarter, and so far."""

    year = serializers.IntegerField()
    quarter = serializers.IntegerField()
    planned = _amount()
    invested = _amount()
    confirmed = _amount()
    invested_so_far = _amount()
    confirmed_so_far = _amount()
    gap = _amount()


class FlowRow(serializers.Serializer):
    """Hours of a unit to a destination."""

    source = serializers.CharField()
    target = serializers.CharField()
    hours = _hours()


class DashboardState(serializers.Serializer):
    """All figures of the dashboard; the page, its table and its paper show the same."""

    sentence = serializers.CharField()
    currency = serializers.CharField()
    figures = FigureRow(many=True)
    quarters = QuarterRow(many=True)
    flow = FlowRow(many=True)


class MovementRow(serializers.Serializer):
    """A movement of the capacity ledger."""

    number = serializers.IntegerField()
    source = serializers.CharField()
    target = serializers.CharField()
    hours = _hours()
    destination = serializers.IntegerField(allow_null=True)
    moved_at = serializers.DateTimeField()
    reason = serializers.CharField()


class DestinationRow(serializers.Serializer):
    """A destination of freed hours."""

    id = serializers.IntegerField()
    type = serializers.CharField()
    hours = _hours()
    team = serializers.CharField()
    use = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True)
    target = serializers.CharField()
    target_amount = _amount(allow_null=True)


class AmountRow(serializers.Serializer):
    """A realised amount with what Finance answered."""

    id = serializers.IntegerField()
    type = serializers.CharField()
    gross = _amount()
    amount = _amount()
    currency = serializers.CharField()
    evidence = serializers.CharField()
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    answer = serializers.CharField(allow_blank=True)


class AccountState(serializers.Serializer):
    """The account of hours of an initiative, with what moved it, and its money."""

    sentence = serializers.CharField()
    estimated = _hours()
    verified = _hours()
    unallocated = _hours()
    allocated = _hours()
    converted = _hours()
    evaporated = _hours()
    contracted = _hours()
    currency = serializers.CharField()
    invested = _amount()
    planned = _amount()
    gross = _amount()
    weighted = _amount()
    confirmed = _amount()
    movements = MovementRow(many=True, help_text="The newest hundred.")
    destinations = DestinationRow(many=True)
    amounts = AmountRow(many=True)


class IdeaRow(serializers.Serializer):
    """An idea for freed hours, and what became of it."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    type = serializers.CharField()
    hypothesis = serializers.CharField()
    offer = serializers.CharField()
    market = serializers.CharField()
    unit = serializers.CharField()
    team = serializers.CharField()
    skills = serializers.CharField()
    training_hours = _hours()
    hours = _hours()
    starts_on = serializers.DateField()
    target = serializers.CharField()
    target_amount = _amount(allow_null=True)
    expires_on = serializers.DateField()
    owner = serializers.CharField(help_text="e-mail")
    state = serializers.ChoiceField(choices=["open", "chosen", "set_aside"])


class FreedBody(Strict):
    """Freed hours to record."""

    unit = serializers.CharField(help_text="code of the unit")
    team = _text(max_length=120)
    hours = _hours(min_value=0)
    certainty = serializers.ChoiceField(choices=FreedHours.Certainty.choices)
    measured_from = serializers.DateField(required=False)
    measured_to = serializers.DateField(required=False)
    sample = _text(max_length=200)
    people = serializers.IntegerField(required=False, min_value=1)


class GoneBody(Strict):
    """Hours that a new measurement does not find."""

    hours = _hours()
    reason = serializers.CharField()


class DestinationBody(Strict):
    """A destination to give."""

    hours = _hours()
    type = serializers.ChoiceField(choices=Conversion.choices)
    team = serializers.CharField(max_length=120)
    use = serializers.CharField()
    starts_on = serializers.DateField(required=False)
    target = _text(max_length=200)
    target_amount = _amount(required=False, min_value=0)
    expires_on = serializers.DateField(required=False)
    kept_reason = _text()
    scheduling_plan = _text()
    consultation = serializers.IntegerField(
        required=False, help_text="id of the consultation, for a headcount reduction"
    )
    consultation_reference = _text(max_length=120)


class IdeaBody(Strict):
    """An idea to write down."""

    title = serializers.CharField(max_length=120)
    type = serializers.ChoiceField(choices=Conversion.choices)
    hypothesis = serializers.CharField()
    offer = serializers.CharField(max_length=200)
    market = serializers.CharField(max_length=200)
    unit = serializers.CharField(help_text="code of the receiving unit")
    team = serializers.CharField(max_length=120)
    skills = serializers.CharField(max_length=200)
    training_hours = _hours(min_value=0)
    hours = _hours()
    starts_on = serializers.DateField()
    target = serializers.CharField(max_length=200)
    target_amount = _amount(required=False, min_value=0)
    expires_on = serializers.DateField()
    owner = serializers.EmailField(help_text="e-mail of the person")
    scheduling_plan = _text()
    consultation = serializers.IntegerField(
        required=False, help_text="id of the consultation, for a headcount reduction"
    )
    consultation_reference = _text(max_length=120)


class ChoiceBody(Strict):
    """How many hours a chosen idea gets; without a number, as many as it asks."""

    hours = _hours(required=False)


class AmountBody(Strict):
    """A realised amount to report; `amount` is gross."""

    type = serializers.ChoiceField(choices=Conversion.choices)
    amount = _amount(min_value=0)
    currency = _text(max_length=3, help_text="Refused where it differs.")
    destination = serializers.IntegerField(required=False)
    margin = serializers.DecimalField(max_digits=5, decimal_places=2, default=100)
    attribution = serializers.DecimalField(max_digits=5, decimal_places=2, default=100)
    attribution_reason = _text()
    cohort = _text(max_length=120)
    share = serializers.DecimalField(max_digits=5, decimal_places=2, default=100)
    deduction = _amount(min_value=0, default=0)
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    source = serializers.CharField()
    evidence = serializers.ChoiceField(choices=Evidence.choices)
    method = serializers.ChoiceField(choices=Method.choices, required=False, default="")
    baseline = _text()
    baseline_from = serializers.DateField(required=False)
    baseline_to = serializers.DateField(required=False)
    requisition = _text(max_length=120)
    is_one_off = serializers.BooleanField(required=False, default=False)


class FinanceAnswerBody(Strict):
    """What Finance found."""

    answer = serializers.ChoiceField(choices=Confirmation.Answer.choices)
    account = _text(max_length=120)
    note = _text()
    hours = _hours(required=False, min_value=0)


class InvestBody(Strict):
    """A line of money put in."""

    kind = serializers.ChoiceField(choices=CostKind.choices)
    basis = serializers.ChoiceField(choices=Investment.Basis.choices)
    amount = _amount()
    currency = _text(max_length=3, help_text="Refused where it differs.")
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    life_months = serializers.IntegerField(required=False, min_value=1, max_value=240)
    account = _text(max_length=120)


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
        found = figures.read(dashboard.scope_of(request.user, form.cleaned_data))
        drawn = dashboard.flow_of(found)
        state = {
            "sentence": dashboard.finding(found),
            "currency": found.currency,
            "figures": [
                {
                    "code": code,
                    "label": label,
                    "value": None if value is None else str(value),
                    "unit": unit,
                }
                for code, label, value, unit in dashboard.summary(found)
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
        return Response(AccountState(_account(visible(request, ref))).data)


class Freed(APIView):
    """Freed hours of an initiative."""

    @extend_schema(request=FreedBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Record freed hours."""
        initiative = visible(request, ref)
        body = body_of(FreedBody, request)
        unit = one_of(Unit, "unit", code=body.pop("unit"))
        actions.record_hours(initiative, by=request.user, unit=unit, **body)
        return Response(AccountState(_account(initiative)).data, status=201)


class Gone(APIView):
    """Hours that are gone."""

    @extend_schema(request=GoneBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Say that verified hours were not found again."""
        initiative = visible(request, ref)
        actions.evaporate(initiative, by=request.user, **body_of(GoneBody, request))
        return Response(AccountState(_account(initiative)).data, status=201)


class Destinations(APIView):
    """Destinations of freed hours."""

    @extend_schema(request=DestinationBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Give freed hours a destination."""
        initiative = visible(request, ref)
        body = _consulted(body_of(DestinationBody, request), initiative)
        actions.allocate(initiative, by=request.user, **body)
        return Response(AccountState(_account(initiative)).data, status=201)


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
        return Response(AccountState(_account(initiative)).data, status=201)


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
        return Response(AccountState(_account(initiative)).data, status=201)


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
        return Response(AccountState(_account(initiative)).data, status=201)


class Invest(APIView):
    """Money that is put in."""

    @extend_schema(request=InvestBody, responses={201: AccountState, **REFUSALS})
    def post(self, request, ref):
        """Book a line of money."""
        initiative = visible(request, ref)
        actions.invest(initiative, by=request.user, **body_of(InvestBody, request))
        return Response(AccountState(_account(initiative)).data, status=201)


def _account(initiative) -> dict:
    account, money = account_of(initiative), figures.money_of(initiative)
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
        "gross": money.gross,
        "weighted": money.weighted,
        "confirmed": money.confirmed,
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
            )[:100]
        ],
        "destinations": Allocation.objects.standing().filter(initiative=initiative),
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
