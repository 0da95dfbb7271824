"""The API of the portfolio: its figures, filters kept under a name, lists as files."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from audit import clock
from audit.errors import Invalid
from governance import actions, exports, filters, lists, papers, portfolio
from governance.models import Paper, SavedFilter
from governance.querysets import readable_filters
from organisation.api import REFUSALS, Strict, body_of
from organisation.functions import Function

NAMES = ("q", "stage", "status", "holder", "unit", "late")
FILTERS = [
    OpenApiParameter(name, str, description="As in the address of the pipeline.")
    for name in NAMES
]


class Spread(serializers.Serializer):
    """How long something took in calendar days; empty where fewer than five ended."""

    n = serializers.IntegerField(help_text="How many ended in twelve months.")
    median = serializers.IntegerField(allow_null=True)
    p80 = serializers.IntegerField(
        allow_null=True, help_text="The 80th percentile, by nearest rank."
    )
    oldest = serializers.IntegerField(
        allow_null=True, help_text="Days of what has lasted longest and still does."
    )


class StageTime(Spread):
    """Stays in a stage."""

    stage = serializers.CharField()
    here = serializers.IntegerField(help_text="Initiatives that stand there now.")


class PairTime(Spread):
    """Handoffs from one function to another, from the offer to the acceptance."""

    giver = serializers.CharField()
    receiver = serializers.CharField(allow_null=True, help_text="Empty: it closes.")
    waiting = serializers.IntegerField(help_text="Handoffs that wait now.")


class Held(serializers.Serializer):
    """What a function holds now."""

    function = serializers.CharField()
    holds = serializers.IntegerField(help_text="Initiatives that wait for it.")
    late = serializers.IntegerField(help_text="Of these, past their limit.")
    clocks = serializers.IntegerField(help_text="Clocks of handoffs that run for it.")
    clocks_late = serializers.IntegerField(help_text="Of these, run out.")
    stalls = serializers.IntegerField()


class Pile(serializers.Serializer):
    """Open initiatives in one stage with one function."""

    stage = serializers.CharField()
    function = serializers.CharField(allow_null=True)
    n = serializers.IntegerField()


class IntentRow(serializers.Serializer):
    """Initiatives of one declared intent."""

    intent = serializers.CharField(allow_blank=True)
    n = serializers.IntegerField()
    open = serializers.IntegerField()
    share = serializers.IntegerField(help_text="Of all, in percent.")
    hours = serializers.IntegerField(
        allow_null=True, help_text="Hours a year that proposals expect: estimated."
    )


class Figures(serializers.Serializer):
    """The figures of the portfolio; functions are counted, never people."""

    as_of = serializers.DateTimeField()
    since = serializers.DateTimeField(help_text="Times are of what ended after it.")
    total = serializers.IntegerField(help_text="Open initiatives.")
    finding = serializers.CharField()
    stages = StageTime(many=True)
    pairs = PairTime(many=True)
    holds = Held(many=True)
    piles = Pile(many=True)
    intents = IntentRow(many=True)


class FilterRow(serializers.Serializer):
    """A filter kept under a name."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField()
    mine = serializers.BooleanField()
    for_everyone = serializers.BooleanField()
    functions = serializers.ListField(child=serializers.CharField())


class FilterBody(Strict):
    """What to keep, under which name, and for whom."""

    name = serializers.CharField(max_length=60)
    query = serializers.CharField(
        max_length=1000, help_text="For example `stage=value&late=on`."
    )
    for_everyone = serializers.BooleanField(default=False)
    functions = serializers.ListField(
        child=serializers.ChoiceField(choices=Function.choices), default=list
    )


class ListRow(serializers.Serializer):
    """A list that can be had as a file."""

    code = serializers.CharField()
    title = serializers.CharField()


class FileBody(Strict):
    """In which form, and under which filters."""

    form = serializers.ChoiceField(choices=[(form, form) for form in lists.FORMS])
    query = serializers.CharField(max_length=2000, allow_blank=True, default="")


class FileState(serializers.Serializer):
    """A file that was asked for: how far it is, and where to fetch it."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=["waiting", "ready", "failed", "gone"])
    rows = serializers.IntegerField()
    rows_done = serializers.IntegerField()
    why = serializers.CharField(allow_blank=True, help_text="Why it failed.")
    expires_at = serializers.DateTimeField()
    url = serializers.CharField(allow_blank=True, help_text="Once it is ready.")


class PortfolioFigures(APIView):
    """The figures of the portfolio."""

    @extend_schema(parameters=FILTERS, responses={200: Figures, **REFUSALS})
    def get(self, request):
        """Show time in stage, time between functions, and what each function holds."""
        unknown = set(request.query_params) - set(NAMES) - {"format"}
        if unknown:
            raise Invalid(
                _("These filters are not known: %(names)s.")
                % {"names": ", ".join(sorted(unknown))}
            )
        asked = filters.pipeline(request.user, request.query_params)
        found = portfolio.figures(asked.rows, clock.now())
        return Response(Figures(found | {"finding": found["lead"]}).data)


class Filters(APIView):
    """Filters kept under a name."""

    @extend_schema(responses={200: FilterRow(many=True), **REFUSALS})
    def get(self, request):
        """List one's own filters and those that others share, 500 at most."""
        rows = readable_filters(request.user)[:500]
        return Response(
            FilterRow([_filter(row, request.user) for row in rows], many=True).data
        )

    @extend_schema(request=FilterBody, responses={201: FilterRow, **REFUSALS})
    def post(self, request):
        """Keep a filter under a name."""
        row = actions.save_filter(by=request.user, **body_of(FilterBody, request))
        return Response(FilterRow(_filter(row, request.user)).data, status=201)


class DeleteFilter(APIView):
    """One filter of one's own."""

    @extend_schema(request=None, responses={204: None, **REFUSALS})
    def post(self, request, pk):
        """Let it go, for whoever it was shared with too."""
        row = get_object_or_404(SavedFilter, pk=pk, owner=request.user)
        actions.delete_filter(row, by=request.user)
        return Response(status=204)


class Lists(APIView):
    """The lists that can be had as files."""

    @extend_schema(responses={200: ListRow(many=True), **REFUSALS})
    def get(self, request):
        """List those that the signed-in person may take."""
        rows = [row for group in lists.offered(request.user) for row in group["lists"]]
        return Response(ListRow(rows, many=True).data)


class AskList(APIView):
    """One list as a file."""

    @extend_schema(request=FileBody, responses={201: FileState, **REFUSALS})
    def post(self, request, code):
        """Ask for it; a job makes it, and its state says when it is there."""
        body = body_of(FileBody, request)
        paper = actions.ask_list(
            by=request.user, code=code, language=get_language(), **body
        )
        return Response(FileState(_file(paper)).data, status=201)


class OneFile(APIView):
    """A file that one asked for."""

    @extend_schema(responses={200: FileState, **REFUSALS})
    def get(self, request, pk):
        """Say how far it is, and where to fetch it."""
        mine = Paper.objects.filter(asked_by=request.user, kind=exports.KIND)
        return Response(FileState(_file(get_object_or_404(mine, pk=pk))).data)


def _filter(row, person):
    return {
        "id": row.pk,
        "name": row.name,
        "query": row.query,
        "mine": row.owner_id == person.pk,
        "for_everyone": row.for_everyone,
        "functions": [f.value for f in row.shared_with],
    }


def _file(paper):
    if paper.is_waiting:
        state = "waiting"
    elif paper.failed_at:
        state = "failed"
    else:
        state = "ready" if paper.is_there else "gone"
    return {
        "id": paper.pk,
        "state": state,
        "rows": paper.total,
        "rows_done": paper.done,
        "why": str(papers.FAILURES.get(paper.failure, "")),
        "expires_at": paper.expires_at,
        "url": reverse("governance:paper-file", args=[paper.pk])
        if state == "ready"
        else "",
    }
