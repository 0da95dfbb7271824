"""Try outside of real work, say what came of it, share the recipe, make it more."""

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from audit import clock
from audit.actions import SYSTEM, audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from initiatives.actions import require_open, save_draft
from initiatives.models import Initiative
from initiatives.rules import sees
from literacy.models import (
    DataClass,
    Recipe,
    RecipeUse,
    RecipeVersion,
    Sandbox,
    SandboxReport,
)
from literacy.querysets import plain
from literacy.rules import may_record_sandbox, require_past
from organisation import access
from organisation.functions import Function
from organisation.rows import save

LANGUAGES = ("en", "fr")
"""The languages whose words find a recipe."""


@audited
def record_sandbox(*, by, unit, initiative=None, idea="", **report):
    """Note what was tried in a unit, for an initiative or for an idea.

    Whoever holds a mandate may for the units of it; an employee for their own unit,
    on an initiative that concerns it. `report` is what `SandboxReport` holds.
    """
    _require_may_record(by, unit, initiative)
    now = require_open(initiative) if initiative else None
    idea = idea.strip()
    if now is None and not idea:
        raise Invalid(
            _("Choose the initiative, or say in one line what the idea is."),
            field="idea",
        )
    row = save(Sandbox(unit=unit, initiative=now, idea=idea, recorded_by=by))
    said = _report(row, 1, report, by)
    record(
        "literacy.sandbox_recorded",
        row,
        by=by,
        initiative=now,
        unit=unit.pk,
        data_class=said.data_class,
        would_use=said.would_use,
    )
    return row


@audited
def revise_sandbox(sandbox, *, by, seen, **report):
    """Write a new report of a sandbox; the earlier ones stay.

    `seen` is the number of the report that the person had before them; another one
    raises Stale.
    """
    sandbox = _held(sandbox)
    _require_may_change(by, sandbox)
    now = require_open(sandbox.initiative) if _is_running(sandbox.initiative) else None
    last = sandbox.reports.order_by("-number").first()
    if seen != last.number:
        raise Stale(_("Somebody changed this a moment ago. Look at the page again."))
    said = _report(sandbox, last.number + 1, report, by)
    record(
        "literacy.sandbox_revised",
        sandbox,
        by=by,
        initiative=now,
        n=said.number,
        data_class=said.data_class,
        would_use=said.would_use,
    )
    return said


@audited
def propose_from_sandbox(sandbox, *, by, **fields):
    """Begin a proposal from what was tried; sandbox and initiative stay linked.

    `fields` are those of a draft (see `initiatives.actions.save_draft`). A sandbox
    that belongs to an initiative already raises Duplicate, unless its draft was
    discarded.
    """
    sandbox = _held(sandbox)
    if not Sandbox.objects.visible_to(by).filter(pk=sandbox.pk).exists():
        raise Refused(_("You cannot see this sandbox."))
    before = sandbox.initiative
    if before is not None and before.withdrawn_at is None:
        raise Duplicate(
            _("This sandbox belongs to an initiative already. Look at the page again.")
        )
    draft = save_draft(by=by, **fields)
    changed = Sandbox.objects.filter(
        pk=sandbox.pk, initiative=before.pk if before else None
    ).update(initiative=draft)
    if not changed:
        raise Duplicate(_("Somebody did this a moment ago. Look at the page again."))
    record("literacy.sandbox_became", sandbox, by=by, initiative=draft)
    return draft


def _require_may_record(by, unit, initiative):
    allowed = may_record_sandbox(by, unit, initiative)
    if not allowed:
        raise Refused(allowed.reason)
    if initiative is None or sees(by, initiative):
        return
    if not Initiative.objects.concerning(by).filter(pk=initiative.pk).exists():
        raise Refused(_("You cannot see this initiative."))


def _require_may_change(by, sandbox):
    if not Sandbox.objects.visible_to(by).filter(pk=sandbox.pk).exists():
        raise Refused(_("You cannot see this sandbox."))
    if sandbox.recorded_by_id == by.pk and access.is_present(by, clock.today()):
        return
    access.require(by, "literacy.record_sandbox", of=sandbox.unit)


def _report(sandbox, number, said, by):
    """Write a report, refused where personal data has no ground or no second yes."""
    texts = ("hypothesis", "tool", "result", "errors_seen", "personal_ground")
    said |= {name: said.get(name, "").strip() for name in texts}
    for name, sentence in (
        ("hypothesis", _("Write what you expected.")),
        ("tool", _("Write which tool it was.")),
        ("result", _("Write what came out.")),
        ("errors_seen", _("Write which errors you saw, or that you saw none.")),
    ):
        if not said[name]:
            raise Invalid(sentence, field=name)
    require_past(said["tried_on"], "tried_on")
    if said["data_class"] == DataClass.PERSONAL:
        _require_ground(said)
    else:
        said |= {"personal_ground": "", "personal_confirmed": False}
    times = [said.get("time_before"), said.get("time_after")]
    told = [time is not None for time in times] + [bool(said.get("time_unit"))]
    if any(told) and not all(told):
        raise Invalid(_("Give both times and their unit, or none."), field="time_unit")
    return save(SandboxReport(sandbox=sandbox, number=number, recorded_by=by, **said))


def _require_ground(said):
    if not said["personal_ground"]:
        raise Invalid(
            _(
                "A sandbox takes no real personal data. If it was allowed, write who "
                "allowed it and on which ground; otherwise use invented data."
            ),
            field="personal_ground",
            fixed_by=Function.LEGAL.label,
        )
    if not said.get("personal_confirmed"):
        raise Invalid(
            _("Confirm a second time that real personal data was used."),
            field="personal_confirmed",
        )


def _held(sandbox):
    return Sandbox.objects.select_related("unit", "initiative__unit").get(pk=sandbox.pk)


def _is_running(initiative) -> bool:
    return initiative is not None and initiative.status not in ("draft", "withdrawn")


# Recipes


@audited
def share_recipe(sandbox, *, by, title, function, prompt, check_by):
    """Write down how to do it again, for everybody.

    That of a confidential initiative is seen with the initiative only.
    """
    sandbox = _held(sandbox)
    _require_may_share(by, sandbox)
    last = sandbox.reports.order_by("-number").first()
    if last.data_class == DataClass.PERSONAL:
        raise DomainError(
            _(
                "This sandbox used real personal data: nothing of it is shared. Try it "
                "with invented data first."
            )
        )
    row = Recipe(
        sandbox=sandbox,
        title=title.strip(),
        function=function,
        tool=last.tool,
        data_class=last.data_class,
        shared_by=by,
    )
    words = _words(prompt, check_by)
    row.search_text = _searchable(row, words)
    save(row)
    save(RecipeVersion(recipe=row, number=1, written_by=by, **words))
    record(
        "literacy.recipe_shared",
        row,
        by=by,
        initiative=sandbox.initiative,
        function=row.function,
        data_class=row.data_class,
    )
    return row


@audited
def revise_recipe(recipe, *, by, prompt, check_by, changed_because, seen):
    """Write a new version of a recipe; the earlier ones stay readable.

    `seen` is the number of the version that the person had before them; another one
    raises Stale.
    """
    recipe = _current_recipe(recipe)
    _require_may_share(by, recipe.sandbox)
    last = recipe.versions.order_by("-number").first()
    if seen != last.number:
        raise Stale(_("Somebody changed this a moment ago. Look at the page again."))
    words = _words(prompt, check_by)
    if not changed_because.strip():
        raise Invalid(_("Say in one line what changed."), field="changed_because")
    row = save(
        RecipeVersion(
            recipe=recipe,
            number=last.number + 1,
            changed_because=changed_because.strip(),
            written_by=by,
            **words,
        )
    )
    recipe.search_text = _searchable(recipe, words)
    save(recipe, ["search_text"])
    record(
        "literacy.recipe_revised",
        recipe,
        by=by,
        initiative=recipe.sandbox.initiative,
        n=row.number,
    )
    return row


@audited
def retire_recipe(recipe, *, by, reason):
    """Take a recipe out of the library, and say why; its page stays."""
    recipe = _current_recipe(recipe)
    _require_may_share(by, recipe.sandbox)
    if not reason.strip():
        raise Invalid(_("Write why it is retired."), field="reason")
    changed = (
        Recipe.objects.current()
        .filter(pk=recipe.pk)
        .update(retired_at=clock.now(), retired_by=by, retire_reason=reason.strip())
    )
    if not changed:
        raise Duplicate(_("Somebody did this a moment ago. Look at the page again."))
    recipe.refresh_from_db()
    record(
        "literacy.recipe_retired", recipe, by=by, initiative=recipe.sandbox.initiative
    )
    return recipe


@audited
def use_recipe(recipe, *, by):
    """Count that somebody uses a recipe, once a person; the record names nobody.

    Returns whether it counted now.
    """
    if not Recipe.objects.visible_to(by).filter(pk=recipe.pk).exists():
        raise Refused(_("You cannot see this recipe."))
    recipe = _current_recipe(recipe)
    secret = salted_hmac(
        "literacy.recipe_use", f"{recipe.pk}/{by.pk}", algorithm="sha256"
    )
    _row, fresh = RecipeUse.objects.get_or_create(
        token=secret.hexdigest(), defaults={"recipe": recipe}
    )
    if fresh:
        record("literacy.recipe_used", recipe, by=SYSTEM)
    return fresh


def _searchable(recipe, words) -> str:
    """What searches look in: the words, and function and data in both languages."""
    found = [recipe.title, recipe.tool, words["prompt"], words["check_by"]]
    for language in LANGUAGES:
        with override(language):
            found.append(str(Function(recipe.function).label))
            found.append(str(DataClass(recipe.data_class).label))
    return plain("\n".join(found))


def _words(prompt, check_by):
    for name, text, sentence in (
        ("prompt", prompt, _("Write the prompt or the steps.")),
        ("check_by", check_by, _("Write how to check what comes out.")),
    ):
        if not text.strip():
            raise Invalid(sentence, field=name)
    return {"prompt": prompt.strip(), "check_by": check_by.strip()}


def _current_recipe(recipe):
    now = Recipe.objects.select_related(
        "sandbox__unit", "sandbox__initiative__unit"
    ).get(pk=recipe.pk)
    if now.is_retired:
        raise DomainError(
            _("This recipe is retired. Share a new one from another sandbox.")
        )
    return now


def _require_may_share(by, sandbox):
    if not Sandbox.objects.visible_to(by).filter(pk=sandbox.pk).exists():
        raise Refused(_("You cannot see this sandbox."))
    if sandbox.recorded_by_id == by.pk and access.is_present(by, clock.today()):
        return
    access.require(by, "literacy.share_recipe", of=sandbox.unit)
