"""What the pages of sandboxes and recipes say."""

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Initiative
from literacy.models import Recipe, Sandbox, SandboxReport, WouldUse
from organisation import access

REPORTED = ("hypothesis", "tool", "data_class", "personal_ground", "personal_confirmed")
REPORTED += ("tried_on", "result", "errors_seen", "would_use")
REPORTED += ("time_before", "time_after", "time_unit")
"""What a report says, as its form asks it."""


def with_reports(rows):
    """Sandboxes with all that a list shows: two more queries, whatever their number."""
    return rows.select_related("unit", "initiative", "recorded_by").prefetch_related(
        Prefetch("reports", SandboxReport.objects.order_by("-number"))
    )


def listed(sandboxes, person) -> list[dict]:
    """A row of a list for each: what came out last, and the initiative if seen."""
    ids = [row.initiative_id for row in sandboxes if row.initiative_id]
    seen = set()
    if ids:
        rows = Initiative.objects.visible_to(person).filter(pk__in=ids)
        seen = set(rows.values_list("pk", flat=True))
    return [
        {
            "sandbox": row,
            "report": row.reports.all()[0],
            "initiative": row.initiative if row.initiative_id in seen else None,
        }
        for row in sandboxes
    ]


def of_initiative(initiative, person) -> list[dict]:
    """What was tried for an initiative, the newest first."""
    rows = Sandbox.objects.filter(initiative=initiative)
    return listed(list(with_reports(rows)[:20]), person)


def sandboxes_sentence(total, would) -> str:
    """The finding of the list: how many were tried, how many would be used."""
    if not total:
        return _("Nothing was tried in a sandbox yet.")
    return ngettext(
        "%(n)d sandbox; %(would)d would be used at work as it is.",
        "%(n)d sandboxes; %(would)d would be used at work as they are.",
        total,
    ) % {"n": total, "would": would}


def would_use(rows) -> int:
    """How many of these sandboxes would be used as they are, by their last report."""
    last = (
        SandboxReport.objects.filter(sandbox=OuterRef("pk"))
        .order_by("-number")
        .values("would_use")[:1]
    )
    return rows.annotate(said=Subquery(last)).filter(said=WouldUse.YES).count()


def may_record_any(person) -> bool:
    """Whether there is a unit for which a person may record a sandbox at all."""
    if access.current_holdings(person):
        return True
    return Initiative.objects.concerning(person).exists()


def sandbox_page(sandbox, person) -> dict:
    """One sandbox: its last report, the earlier ones, recipes, and what may be done."""
    reports = list(sandbox.reports.select_related("recorded_by").order_by("-number"))
    linked = sandbox.initiative
    sees = linked is not None and (
        Initiative.objects.visible_to(person).filter(pk=linked.pk).exists()
    )
    is_free = linked is None or linked.withdrawn_at is not None
    mine = sandbox.recorded_by_id == person.pk
    edit = access.may(person, "literacy.record_sandbox", of=sandbox.unit)
    propose = access.may(person, "initiatives.propose", of=sandbox.unit)
    return {
        "title": title_of(sandbox, sees),
        "lead": lead_of(reports[0]),
        "sandbox": sandbox,
        "report": reports[0],
        "earlier": reports[1:],
        "initiative": linked if sees else None,
        "concerns": linked
        if linked is not None
        and not sees
        and Initiative.objects.concerning(person).filter(pk=linked.pk).exists()
        else None,
        "recipes": list(sandbox.recipes.order_by("-pk")),
        "may_change": mine or edit.allowed,
        "may_share": mine
        or access.may(person, "literacy.share_recipe", of=sandbox.unit).allowed,
        "is_free": is_free,
        "may_propose": propose,
        "place": "literacy",
    }


def title_of(sandbox, sees=True) -> str:
    """What a sandbox is called: its idea, else the initiative it belongs to."""
    if sandbox.idea:
        return sandbox.idea
    if sees and sandbox.initiative is not None:
        return _("Sandbox for %(title)s") % {"title": sandbox.initiative.title}
    return _("Sandbox")


def lead_of(report) -> str:
    """What came of it, in one sentence."""
    return _("%(would)s. Tool: %(tool)s. Data: %(data)s.") % {
        "would": report.get_would_use_display(),
        "tool": report.tool,
        "data": report.get_data_class_display(),
    }


def prefilled(sandbox) -> dict:
    """The first questions of a proposal, answered with what was tried."""
    report = sandbox.reports.order_by("-number").first()
    return {
        "title": sandbox.idea or title_of(sandbox),
        "unit": sandbox.unit_id,
        "problem": report.hypothesis,
        "purpose": report.result,
        "ai_system": report.tool,
    }


def library_sentence(total, is_filtered) -> str:
    """The finding of the library."""
    if is_filtered:
        return ngettext(
            "%(n)d recipe has what you ask for.",
            "%(n)d recipes have what you ask for.",
            total,
        ) % {"n": total}
    if not total:
        return _("No recipe is shared yet.")
    return ngettext(
        "%(n)d recipe that somebody tried and checked.",
        "%(n)d recipes that somebody tried and checked.",
        total,
    ) % {"n": total}


def recipe_page(recipe, person) -> dict:
    """One recipe: its words, its versions, where it was tried, how many use it."""
    versions = list(recipe.versions.select_related("written_by"))
    sandbox = recipe.sandbox
    sees = Sandbox.objects.visible_to(person).filter(pk=sandbox.pk).exists()
    mine = sandbox.recorded_by_id == person.pk
    return {
        "title": recipe.title,
        "lead": used_sentence(recipe),
        "recipe": recipe,
        "version": versions[0],
        "earlier": versions[1:],
        "sandbox": sandbox if sees else None,
        "may_share": not recipe.is_retired
        and sees
        and (
            mine or access.may(person, "literacy.share_recipe", of=sandbox.unit).allowed
        ),
        "is_confidential": sandbox.initiative is not None
        and sandbox.initiative.is_confidential,
        "place": "literacy",
    }


def used_sentence(recipe) -> str:
    """How many use it; who they are is kept nowhere."""
    if recipe.is_retired:
        return _("This recipe is retired. Do not use it any more.")
    if not recipe.used_by:
        return _("Nobody has said yet that they use it.")
    return ngettext(
        "Used by %(n)d person. Nobody keeps who.",
        "Used by %(n)d people. Nobody keeps who.",
        recipe.used_by,
    ) % {"n": recipe.used_by}


def current_recipes():
    """The recipes of the library, with their counts."""
    return Recipe.objects.shared().with_uses().select_related("sandbox__unit")
