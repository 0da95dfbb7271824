"""The API of the acts of stage 1 that are one thing each: learn, try, ask, the law.

Each is one POST. Nothing that was asked of a reader in confidence is read here, and
nothing without a name is sent: see `literacy.views.unlinked`.
"""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.errors import Invalid
from governance.consultation_api import AnswerBody
from governance.prevention_api import ReportBody
from initiatives.doors import visible
from initiatives.models import Initiative
from literacy import actions
from literacy.law.kinds import Level
from literacy.models import (
    Audience,
    LawRule,
    LawRuleVersion,
    NamedListRule,
    Prevention,
    PublishedQuestion,
    Pulse,
    Recipe,
    Sandbox,
    StatementKind,
    Triage,
    Trigger,
)
from literacy.views.law import readers_only
from organisation.api import REFUSALS, Strict, body_of
from organisation.functions import Function
from organisation.models import Person, Site, Unit


class Made(serializers.Serializer):
    """What was made or changed, by its id."""

    id = serializers.CharField()


class NothingBody(Strict):
    """The address says it all."""


class StatementBody(Strict):
    """What the gate of literacy asks for in writing."""

    kind = serializers.ChoiceField(choices=StatementKind.choices)
    text = serializers.CharField()


class LevelsBody(Strict):
    """How many people of a place use the system well, and how many coach others."""

    unit = serializers.CharField(help_text="Code of the unit.")
    site = serializers.CharField(help_text="Name of the site.")
    audience = serializers.ChoiceField(choices=Audience.values)
    able = serializers.IntegerField(min_value=0, max_value=2_000_000_000)
    coaching = serializers.IntegerField(min_value=0, max_value=2_000_000_000)
    ground = serializers.CharField(help_text="How this is known.")


class RefreshBody(Strict):
    """What changed, so that people must learn again."""

    trigger = serializers.ChoiceField(choices=Trigger.choices)
    on = serializers.DateField()
    reason = serializers.CharField()


class PreventionChangeBody(Strict):
    """Another owner, day or wording of a measure, or that it is given up."""

    reason = serializers.CharField()
    text = serializers.CharField(required=False, allow_blank=True, default="")
    indicator = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=200
    )
    owner = serializers.EmailField(required=False, help_text="e-mail of the person")
    due_on = serializers.DateField(required=False)
    drop = serializers.BooleanField(required=False, default=False)


class FunctionBody(Strict):
    """Which function answers."""

    function = serializers.ChoiceField(choices=Function.choices)


class PulseBody(Strict):
    """A pulse of everybody, or of the people whom an initiative concerns."""

    closes_on = serializers.DateField()
    ref = serializers.CharField(required=False, default="", allow_blank=True)


class ReviseBody(ReportBody):
    """Another report of a sandbox; `seen` is the number of the last one read."""

    seen = serializers.IntegerField()


class RecipeBody(Strict):
    """How to do it again, and how to check what comes out."""

    title = serializers.CharField(max_length=160)
    function = serializers.ChoiceField(choices=Function.choices)
    prompt = serializers.CharField()
    check_by = serializers.CharField()


class RecipeVersionBody(Strict):
    """Another wording; `seen` is the number of the version last read."""

    prompt = serializers.CharField()
    check_by = serializers.CharField()
    changed_because = serializers.CharField(max_length=200)
    seen = serializers.IntegerField()


class ReasonBody(Strict):
    """Why."""

    reason = serializers.CharField()


class RuleVersionBody(Strict):
    """A text of a rule of law: its fields as the rule shows them under `body`."""

    body = serializers.JSONField()
    reason = serializers.CharField()
    law_version = serializers.CharField(max_length=20)
    in_force_from = serializers.DateField(required=False, allow_null=True, default=None)


class NextVersionBody(RuleVersionBody):
    """Another text; `seen` is the number of the version last read."""

    seen = serializers.IntegerField()


class RuleBody(RuleVersionBody):
    """A rule that is not known yet."""

    code = serializers.SlugField(max_length=40)
    level = serializers.ChoiceField(choices=Level.choices)
    country = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=2
    )


class NamedListsBody(Strict):
    """Where attendance may be kept by name, and what allows it."""

    ground = serializers.CharField()
    unit = serializers.CharField(
        required=False, allow_blank=True, default="", help_text="Code of the unit."
    )
    country = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=2
    )


class AgreedBody(Strict):
    """Whether HR agrees."""

    agreed = serializers.BooleanField()


# What an address names; fetching is the read check


def _question(request, pk):
    return get_object_or_404(PublishedQuestion.objects.readable_by(request.user), pk=pk)


def _pulse(request, pk):
    return get_object_or_404(
        Pulse.objects.readable_by(request.user).select_related("initiative__unit"),
        pk=pk,
    )


def _sandbox(request, pk):
    return get_object_or_404(Sandbox.objects.visible_to(request.user), pk=pk)


def _recipe(request, pk):
    return get_object_or_404(Recipe.objects.visible_to(request.user), pk=pk)


def _prevention(request, pk):
    seen = Initiative.objects.visible_to(request.user).values("pk")
    rows = Prevention.objects.filter(initiative__in=seen)
    return get_object_or_404(rows.select_related("initiative__unit"), pk=pk)


def _rule(request, code):
    readers_only(request)
    return get_object_or_404(LawRule, code=code)


def _version(request, code, number):
    readers_only(request)
    rows = LawRuleVersion.objects.select_related("rule", "proposed_by")
    return get_object_or_404(rows, rule__code=code, number=number)


def _triage(request, ref, pk):
    rows = Triage.objects.select_related("initiative__unit", "answered_by")
    return get_object_or_404(rows, initiative=visible(request, ref), pk=pk)


def _named_lists(request, pk):
    readers_only(request)
    return get_object_or_404(NamedListRule.objects.select_related("unit"), pk=pk)


def _nothing(request):
    return None


# What a body names


def _named(values):
    """Units, sites, people and initiatives by what people call them."""
    for name, model, key, kept in (
        ("unit", Unit, "code", "unit"),
        ("site", Site, "name", "site"),
        ("owner", Person, "email", "owner"),
        ("ref", Initiative, "ref", "initiative"),
    ):
        if name not in values:
            continue
        asked = values.pop(name)
        values[kept] = _one(model, key, asked, name) if asked else None
    return values


def _one(model, key, asked, field):
    rows = model.objects.all()
    if model is Initiative:
        rows = rows.select_related("unit")
    found = rows.filter(**{f"{key}__iexact": asked}).first()
    if found is None:
        raise Invalid(
            _("There is nothing called %(name)s.") % {"name": asked[:60]}, field=field
        )
    return found


def _act(name, body, find, action, about):
    class Act(APIView):
        @extend_schema(request=body, responses={201: Made, **REFUSALS}, summary=about)
        def post(self, request, **where):
            row = find(request, **where)
            values = _named(body_of(body, request))
            if isinstance(values.get("initiative"), Initiative):
                visible(request, values["initiative"].ref)
            given = (row,) if row is not None else ()
            made = action(*given, by=request.user, **values)
            kept = made if hasattr(made, "pk") else row
            return Response({"id": str(kept.pk)}, status=201)

    Act.post.__doc__ = about
    Act.__name__ = Act.__qualname__ = name
    Act.__doc__ = about
    return Act


ACTS = {
    "statement": (
        StatementBody,
        visible,
        actions.write_statement,
        "Say in writing.",
    ),
    "levels": (LevelsBody, visible, actions.declare_levels, "Declare levels."),
    "refresh": (
        RefreshBody,
        visible,
        actions.call_refresh,
        "Make people learn again.",
    ),
    "change-prevention": (
        PreventionChangeBody,
        _prevention,
        actions.change_prevention,
        "Change a measure, or give it up.",
    ),
    "move-question": (
        FunctionBody,
        _question,
        actions.move_question,
        "Give it to another function.",
    ),
    "ask-too": (NothingBody, _question, actions.second_question, "Ask it too."),
    "open-pulse": (PulseBody, _nothing, actions.open_pulse, "Open a pulse."),
    "close-pulse": (NothingBody, _pulse, actions.close_pulse, "Close a pulse."),
    "remind-of-pulse": (
        NothingBody,
        _pulse,
        actions.remind_of_pulse,
        "Remind everybody invited.",
    ),
    "revise-sandbox": (ReviseBody, _sandbox, actions.revise_sandbox, "Report anew."),
    "share-recipe": (RecipeBody, _sandbox, actions.share_recipe, "Share a recipe."),
    "revise-recipe": (
        RecipeVersionBody,
        _recipe,
        actions.revise_recipe,
        "Write a new version.",
    ),
    "retire-recipe": (ReasonBody, _recipe, actions.retire_recipe, "Retire a recipe."),
    "propose-rule": (RuleBody, _nothing, actions.propose_rule, "Write a new rule."),
    "propose-version": (
        NextVersionBody,
        _rule,
        actions.propose_version,
        "Write a rule anew.",
    ),
    "answer-version": (
        AnswerBody,
        _version,
        actions.answer_version,
        "Answer a new text of a rule.",
    ),
    "verify-version": (NothingBody, _version, actions.verify_version, "Verify a rule."),
    "sign-triage": (
        AnswerBody,
        _triage,
        actions.sign_triage,
        "Say whether it is no new technology.",
    ),
    "ask-named-lists": (
        NamedListsBody,
        _nothing,
        actions.ask_named_lists,
        "Ask for named lists.",
    ),
    "answer-named-lists": (
        AgreedBody,
        _named_lists,
        actions.answer_named_lists,
        "Answer for HR.",
    ),
    "end-named-lists": (
        NothingBody,
        _named_lists,
        actions.end_named_lists,
        "End, and erase the lists.",
    ),
}
"""Body, what the address names, act, and what it is, by the name of the route."""

VIEWS = {
    name: _act("".join(part.title() for part in name.split("-")), *row)
    for name, row in ACTS.items()
}
