"""The API: the same actions as the pages, in JSON."""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import clock
from audit.errors import Invalid
from audit.models import Entry
from governance import actions, obligations, querysets, rules, stalled
from governance.models import Handoff
from initiatives.models import STATUS_LABELS, Initiative
from initiatives.stages import Stage
from organisation.api import REFUSALS, Strict, body_of
from organisation.functions import Function
from organisation.models import Person, Unit

LONGEST_SEARCH = 1000
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
STATUSES = [status for status in STATUS_LABELS if status != "draft"]
ORDERS = [f"{sign}{name}" for name in querysets.ORDERINGS for sign in ("", "-")]


class InitiativeRow(serializers.Serializer):
    """An initiative in the list: where it stands, who holds it, since and until."""

    ref = serializers.CharField()
    title = serializers.CharField()
    stage = serializers.CharField()
    status = serializers.CharField()
    holder_function = serializers.CharField()
    holder = serializers.CharField(allow_null=True)
    waiting_since = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    stalled = serializers.BooleanField()
    unit = serializers.CharField()
    intent = serializers.CharField()
    version = serializers.IntegerField()
    url = serializers.CharField()


class InitiativePage(serializers.Serializer):
    """A page of the list, with the addresses of its neighbours."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = InitiativeRow(many=True)


class InitiativeDetail(InitiativeRow):
    """One initiative with what it is and promises."""

    problem = serializers.CharField()
    purpose = serializers.CharField()
    promise = serializers.CharField()
    hypothesis = serializers.CharField()
    hypothesis_proof = serializers.CharField()
    hours_expected = serializers.IntegerField(allow_null=True)
    budget = serializers.DecimalField(12, 2, allow_null=True)
    currency = serializers.CharField()
    screening = serializers.CharField()
    outcome = serializers.CharField()


class CriterionRow(serializers.Serializer):
    """A criterion of the gate, met or not."""

    code = serializers.CharField()
    label = serializers.CharField()
    met = serializers.BooleanField()
    fact = serializers.CharField()
    fixed_by = serializers.CharField()
    url = serializers.CharField()


class HandoffRow(serializers.Serializer):
    """A handoff and where it stands."""

    id = serializers.IntegerField()
    gate = serializers.CharField()
    giver = serializers.CharField()
    receiver = serializers.CharField()
    state = serializers.CharField()
    revision = serializers.IntegerField()
    digest = serializers.CharField()
    offered_at = serializers.DateTimeField()


class GateState(serializers.Serializer):
    """The gate that an initiative stands before."""

    gate = serializers.CharField()
    lead = serializers.CharField()
    must_sign = serializers.ListField(child=serializers.CharField())
    receiver = serializers.CharField()
    revision = serializers.IntegerField()
    digest = serializers.CharField()
    criteria = CriterionRow(many=True)
    handoff = HandoffRow(allow_null=True)


class HistoryRow(serializers.Serializer):
    """One thing that was done."""

    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    actor = serializers.UUIDField(allow_null=True)
    on_behalf_of = serializers.UUIDField(allow_null=True)
    facts = serializers.DictField()


class ObligationRow(serializers.Serializer):
    """What the signed-in person owes."""

    verb = serializers.CharField()
    ref = serializers.CharField(
        allow_null=True, help_text="Empty: about AI in general."
    )
    title = serializers.CharField()
    sentence = serializers.CharField()
    since = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    function = serializers.CharField()
    url = serializers.CharField()


class StallRow(serializers.Serializer):
    """Something past its limit: what, with whom, since when, and how far."""

    id = serializers.UUIDField()
    ref = serializers.CharField()
    title = serializers.CharField()
    rule = serializers.CharField()
    function = serializers.CharField()
    level = serializers.IntegerField(help_text="Percent of the limit: 100 to 300.")
    sentence = serializers.CharField()
    since = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    url = serializers.CharField()


class OfferBody(Strict):
    """Offer the handoff of the version that was read."""

    version = serializers.IntegerField(required=False)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class ConditionBody(Strict):
    """A condition attached to a signature."""

    text = serializers.CharField()
    owner = serializers.CharField(help_text="e-mail or id of the person")
    due_on = serializers.DateField()


class SignBody(Strict):
    """Sign for a function, with the digest that was read."""

    function = serializers.ChoiceField(choices=Function.choices)
    digest = serializers.CharField(required=False, default="")
    conditions = ConditionBody(many=True, required=False, default=list)
    note = serializers.CharField(required=False, allow_blank=True, default="")


class AcceptBody(Strict):
    """Accept for the receiving function, and name who takes it on."""

    digest = serializers.CharField(required=False, default="")
    owner = serializers.CharField(help_text="e-mail or id of the person")


class ReturnBody(Strict):
    """Return with a question, and say what would change the answer."""

    function = serializers.ChoiceField(choices=Function.choices)
    digest = serializers.CharField(required=False, default="")
    text = serializers.CharField()
    would_change = serializers.CharField()


class Pages(CursorPagination):
    """Fifty initiatives a page; the order comes from the address."""

    page_size = 50
    ordering = "-number"
    # Thousands may share a stage or have no due time; fewer would turn in a circle.
    offset_cutoff = 1_000_000

    def get_ordering(self, request, queryset, view):
        """The asked order, with the number so that it is total."""
        asked = request.query_params.get("ordering", "-ref")
        name = asked.lstrip("-")
        if asked not in ORDERS:
            raise Invalid(
                _("The order “%(name)s” is not known. Use one of: %(all)s.")
                % {"name": asked[:40], "all": ", ".join(ORDERS)},
                field="ordering",
            )
        # A cursor needs a value everywhere: what has no due time comes last.
        key = "due_or_never" if name == "due_at" else querysets.ORDERINGS[name]
        sign = "-" if asked.startswith("-") else ""
        return (f"{sign}{key}", "-number") if key != "number" else (f"{sign}number",)


FILTERS = [
    OpenApiParameter("stage", enum=Stage.values),
    OpenApiParameter("status", enum=STATUSES),
    OpenApiParameter("unit", description="Code of a unit; its branch is meant."),
    OpenApiParameter("holder", enum=Function.values),
    OpenApiParameter("search", description="Words, 1,000 characters at most."),
    OpenApiParameter("ordering", enum=ORDERS),
    OpenApiParameter("cursor"),
]


class Initiatives(APIView):
    """The pipeline, filtered, in pages."""

    @extend_schema(
        operation_id="initiatives_list",
        parameters=FILTERS,
        responses={200: InitiativePage, **REFUSALS},
    )
    def get(self, request):
        """List the initiatives that this person may see."""
        chosen = _filters(request.query_params)
        rows = querysets.filtered(querysets.pipeline(request.user), **chosen)
        rows = rows.annotate(
            due_or_never=Coalesce("due_at", Value(NEVER), output_field=DateTimeField())
        )
        pages = Pages()
        found = pages.paginate_queryset(rows.select_related("unit"), request, self)
        leads = querysets.leads_of(found)
        data = InitiativeRow([_row(i, leads) for i in found], many=True).data
        return pages.get_paginated_response(data)


class OneInitiative(APIView):
    """One initiative."""

    @extend_schema(responses={200: InitiativeDetail, **REFUSALS})
    def get(self, request, ref):
        """Show one initiative."""
        initiative = _find(request, ref)
        row = _row(initiative, querysets.leads_of([initiative]))
        for name in set(InitiativeDetail().fields) - set(row):
            row[name] = getattr(initiative, name)
        return Response(InitiativeDetail(row).data)


class Gate(APIView):
    """The gate of an initiative."""

    @extend_schema(responses={200: GateState, **REFUSALS})
    def get(self, request, ref):
        """Show criteria, who signs, who receives, and what would be signed now."""
        initiative = _find(request, ref)
        state = rules.standing(initiative)
        return Response(GateState(_gate(state)).data)


class Offer(APIView):
    """The handoff of an initiative."""

    @extend_schema(request=OfferBody, responses={201: HandoffRow, **REFUSALS})
    def post(self, request, ref):
        """Offer the handoff."""
        initiative = _find(request, ref)
        body = body_of(OfferBody, request)
        handoff = actions.offer(
            initiative,
            by=request.user,
            version=body.get("version"),
            note=body["note"],
        )
        return Response(HandoffRow(handoff).data, status=201)


class History(APIView):
    """What happened to an initiative."""

    @extend_schema(responses={200: HistoryRow(many=True), **REFUSALS})
    def get(self, request, ref):
        """List the last 200 entries of the record, newest first."""
        initiative = _find(request, ref)
        rows = [
            {
                "seq": e.seq,
                "at": e.at,
                "action": e.action,
                "actor": e.actor_ref,
                "on_behalf_of": e.on_behalf_of,
                "facts": e.facts,
            }
            for e in Entry.objects.about(initiative.pk)[:200]
        ]
        return Response(HistoryRow(rows, many=True).data)


class Waiting(APIView):
    """What waits for the signed-in person."""

    @extend_schema(responses={200: ObligationRow(many=True), **REFUSALS})
    def get(self, request):
        """List open obligations, the most urgent first."""
        rows = [
            {
                "verb": o.verb.value,
                "ref": o.initiative.ref if o.initiative else None,
                "title": o.initiative.title
                if o.initiative
                else str(o.about or _("AI in general")),
                "sentence": str(o.sentence),
                "since": o.since,
                "due_at": o.due_at,
                "function": o.function,
                "url": o.url,
            }
            for o in obligations.waiting_for(request.user)
        ]
        return Response(ObligationRow(rows, many=True).data)


class Stalls(APIView):
    """What is past its limit."""

    @extend_schema(
        parameters=[OpenApiParameter("function", enum=Function.values)],
        responses={200: StallRow(many=True), **REFUSALS},
    )
    def get(self, request):
        """List open stalls that this person may see, the oldest first, 500 at most."""
        rows = stalled.past(request.user)
        function = request.query_params.get("function")
        if function:
            rows = rows.filter(function=_choice("function", function, Function.values))
        now = clock.now()
        data = [
            {
                "id": row.pk,
                "ref": row.initiative.ref,
                "title": row.initiative.title,
                "rule": row.rule,
                "function": row.function,
                "level": row.level,
                "sentence": stalled.sentence(row, now),
                "since": row.since,
                "due_at": row.due_at,
                "url": reverse("governance:stall", args=[row.pk]),
            }
            for row in rows[: stalled.MOST]
        ]
        return Response(StallRow(data, many=True).data)


class Sign(APIView):
    """Signatures of a handoff."""

    @extend_schema(request=SignBody, responses={200: HandoffRow, **REFUSALS})
    def post(self, request, pk):
        """Sign for a function."""
        handoff = _handoff(request, pk)
        body = body_of(SignBody, request)
        conditions = [
            {**c, "owner": _person(c["owner"], "conditions")}
            for c in body["conditions"]
        ]
        actions.sign(
            handoff,
            by=request.user,
            function=body["function"],
            digest=body["digest"],
            conditions=conditions,
            note=body["note"],
        )
        return _answered(handoff)


class Accept(APIView):
    """Acceptance of a handoff."""

    @extend_schema(request=AcceptBody, responses={200: HandoffRow, **REFUSALS})
    def post(self, request, pk):
        """Accept for the receiving function."""
        handoff = _handoff(request, pk)
        body = body_of(AcceptBody, request)
        actions.accept(
            handoff,
            by=request.user,
            digest=body["digest"],
            owner=_person(body["owner"], "owner"),
        )
        return _answered(handoff)


class Return(APIView):
    """Return of a handoff."""

    @extend_schema(request=ReturnBody, responses={200: HandoffRow, **REFUSALS})
    def post(self, request, pk):
        """Return with a question."""
        handoff = _handoff(request, pk)
        body = body_of(ReturnBody, request)
        actions.return_with_questions(handoff, by=request.user, **body)
        return _answered(handoff)


def _find(request, ref):
    rows = querysets.pipeline(request.user).select_related("unit")
    return get_object_or_404(rows, ref=ref.upper())


def _handoff(request, pk):
    seen = Initiative.objects.visible_to(request.user).values("pk")
    rows = Handoff.objects.filter(initiative__in=seen)
    return get_object_or_404(rows.select_related("initiative__unit"), pk=pk)


def _person(key, field):
    try:
        asked = {"email__iexact": key} if "@" in key else {"pk": UUID(key)}
    except ValueError:
        asked = None
    person = Person.objects.filter(**asked).first() if asked else None
    if person is None:
        raise Invalid(_("No person has this e-mail or id."), field=field)
    return person


def _answered(handoff):
    handoff.refresh_from_db()
    return Response(HandoffRow(handoff).data)


def _filters(params):
    allowed = {"stage", "status", "unit", "holder", "search", "ordering", "cursor"}
    unknown = set(params) - allowed - {"format"}
    if unknown:
        raise Invalid(
            _("These filters are not known: %(names)s.")
            % {"names": ", ".join(sorted(unknown))}
        )
    chosen = {}
    for name, values in (
        ("stage", Stage.values),
        ("status", STATUSES),
        ("holder", Function.values),
    ):
        chosen[name] = _choice(name, params.get(name, ""), values)
    search = params.get("search", "")
    if len(search) > LONGEST_SEARCH:
        raise Invalid(_("Search for at most 1,000 characters."), field="search")
    chosen["search"] = search
    code = params.get("unit", "")
    if code:
        unit = Unit.objects.filter(code=code).first()
        if unit is None:
            raise Invalid(_("No unit has this code."), field="unit")
        chosen["unit"] = unit
    return chosen


def _choice(name, value, values) -> str:
    """A value of a filter, if it is one of the known ones or empty."""
    if value and value not in values:
        raise Invalid(
            _("“%(value)s” is no %(name)s. Use one of: %(all)s.")
            % {"value": value[:40], "name": name, "all": ", ".join(values)},
            field=name,
        )
    return value


def _row(initiative, leads):
    owner = leads.get((initiative.pk, initiative.holder_function))
    return {
        "ref": initiative.ref,
        "title": initiative.title,
        "stage": initiative.stage,
        "status": initiative.status,
        "holder_function": initiative.holder_function,
        "holder": owner.email if owner else None,
        "waiting_since": initiative.waiting_since,
        "due_at": initiative.due_at,
        "stalled": bool(initiative.stall_rule),
        "unit": initiative.unit.code,
        "intent": initiative.intent,
        "version": initiative.version,
        "url": initiative.get_absolute_url(),
    }


def _gate(state):
    gate = state.gate
    return {
        "gate": gate.code if gate else "",
        "lead": gate.lead.value if gate else "",
        "must_sign": state.requirement["must_sign"],
        "receiver": state.requirement["receiver"],
        "revision": state.revision,
        "digest": state.content.digest if gate else "",
        "criteria": [
            {
                "code": c.code,
                "label": str(c.label),
                "met": c.met,
                "fact": str(c.fact),
                "fixed_by": c.fixed_by.value,
                "url": c.url,
            }
            for c in state.criteria
        ],
        "handoff": state.handoff,
    }
