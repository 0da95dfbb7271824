"""The papers of stage 1: what they say, for a page and for a spreadsheet."""

from itertools import groupby

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives.models import Initiative
from literacy import ai_act, coverage, impact, impact_pages, measures
from literacy.models import Assessment, Likelihood, Measure, RefreshCall

READ_AT_ONCE = 2_000


def evidence(initiative) -> dict:
    """The evidence file of Article 4 for one initiative: measures, never scores.

    Groups of fewer than five people are merged, as on every page.
    """
    groups = coverage.coverage_of(initiative)
    shown = [group for group in groups if not group.is_hidden]
    rows = list(
        Measure.objects.filter(initiative=initiative)
        .standing()
        .select_related("unit", "site", "attachment")
    )
    acts = [act for act in measures.acts(rows, groups) if not act["is_hidden"]]
    in_scope = coverage.totals_of([group for group in shown if group.in_scope])
    law = ai_act.law_now()
    return {
        "initiative": initiative,
        "title": _("Evidence of AI literacy (Article 4)"),
        "lead": finding(in_scope, acts),
        "law": law,
        "applies_from": law.on("art_4"),
        "made_at": clock.now(),
        "groups": shown,
        "left_out": len(groups) - len(shown),
        "smallest": coverage.SMALLEST,
        "audiences": measures.audiences(groups),
        "acts": acts,
        "contents": contents(acts),
        "corrections": corrections(_corrected([initiative.pk]), groups),
        "calls": list(RefreshCall.objects.filter(initiative=initiative)),
    }


def finding(totals, acts) -> str:
    """The sentence on top: how much was done, and how many it reached."""
    if not acts:
        return _("No measure is recorded yet.")
    return ngettext(
        "%(n)d dated measure; %(covered)d of %(people)d people exposed are covered.",
        "%(n)d dated measures; %(covered)d of %(people)d people exposed are covered.",
        len(acts),
    ) % {
        "n": len(acts),
        "covered": totals["covered"],
        "people": totals["people"],
    }


def contents(acts) -> list[dict]:
    """Each content with its version, file and days."""
    found: dict = {}
    for act in acts:
        one = found.setdefault(
            (act["content"], act["sha256"]),
            {
                "content": act["content"],
                "file": act["file"],
                "sha256": act["sha256"],
                "first": act["held_on"],
                "last": act["held_on"],
            },
        )
        one["first"] = min(one["first"], act["held_on"])
        one["last"] = max(one["last"], act["held_on"])
    return sorted(found.values(), key=lambda one: one["first"])


def corrections(rows, groups) -> list[dict]:
    """What was corrected: when, from which number to which, at which group.

    `rows` are measures of one initiative that supersede another. Where a group is
    merged the two numbers would say who of it is meant, and are left out.
    """
    where = {
        (place.unit_id, place.site_id): group
        for group in groups
        for place in group.places
    }
    found = []
    for row in rows:
        group = where.get((row.unit_id, row.site_id))
        if group is None or group.is_hidden:
            continue
        merged = group.is_merged or measures.is_hidden(group, row.audience)
        found.append(
            {
                "on": row.recorded_at,
                "content": row.content,
                "units": group.units,
                "before": None if merged else row.supersedes.people,
                "after": None if merged else row.people,
            }
        )
    return found


def _corrected(initiatives):
    return (
        Measure.objects.filter(initiative__in=initiatives, supersedes__isnull=False)
        .select_related("supersedes")
        .order_by("initiative__number", "recorded_at", "pk")
    )


def evidence_tables(initiatives):
    """The same for a spreadsheet: (name, head, rows) of each sheet; rows as they come.

    `initiatives` is a queryset. Measures are read as they come, one initiative after
    the other, in a constant number of statements.
    """
    keys = initiatives.order_by().values("pk")
    groups = coverage.groups_by_initiative(keys)
    known = {one.pk: one for one in initiatives}
    law = ai_act.law_now()
    yield (
        _("Law"),
        [_("What"), _("Value")],
        [
            [_("Regulation"), str(law.name)],
            [_("Version"), law.version],
            [_("Source"), law.source],
            [_("Article 4 applies from"), law.on("art_4")],
            [_("Made on"), clock.today()],
            [_("Smallest group shown"), coverage.SMALLEST],
        ],
    )
    yield (
        _("Coverage"),
        [
            _("Initiative"), _("AI system"), _("Units"), _("Sites"), _("In scope"),
            _("People exposed"), _("People covered"), _("Overseers"),
            _("Overseers trained"), _("Use it well"), _("Coach others"),
        ],
        (
            [
                one.ref, one.ai_system, group.units, group.sites,
                _("Yes") if group.in_scope else _("No"), group.people,
                group.covered, *measures.overseers(group), group.able, group.coaching,
            ]
            for one in known.values()
            for group in groups.get(one.pk, ())
            if not group.is_hidden
        ),
    )  # fmt: skip
    yield (
        _("Audiences"),
        [_("Initiative"), _("For whom"), _("People covered"), _("Of")],
        (
            [one.ref, str(row["label"]), row["covered"], row["of"]]
            for one in known.values()
            for row in measures.audiences(groups.get(one.pk, ()))
        ),
    )
    yield (
        _("Audiences by unit"),
        [_("Initiative"), _("Units"), _("Sites"), _("For whom"), _("People covered")],
        (
            [one.ref, group.units, group.sites, str(row["label"]), row["covered"]]
            for one in known.values()
            for group in groups.get(one.pk, ())
            for row in measures.by_audience(group)
        ),
    )
    yield (
        _("Measures"),
        [
            _("Initiative"), _("AI system"), _("Kind"), _("For whom"), _("Held on"),
            _("Content and version"), _("Fingerprint of the file"), _("Units"),
            _("Sites"), _("People newly covered"), _("Minutes"), _("Languages"),
            _("Valid until"), _("Corrected"),
        ],
        (
            [
                one.ref, act["ai_system"], str(act["kind"]), str(act["audience"]),
                act["held_on"], act["content"], act["sha256"], act["units"],
                act["sites"], act["people"], act["minutes"], act["languages"],
                act["valid_until"], _("Yes") if act["corrected"] else _("No"),
            ]
            for one, rows in _by_initiative(_standing(keys), known)
            for act in measures.acts(rows, groups.get(one.pk, ()))
            if not act["is_hidden"]
        ),
    )  # fmt: skip
    yield (
        _("Corrections"),
        [
            _("Initiative"), _("Day"), _("Content and version"), _("Units"),
            _("Before"), _("After"),
        ],
        (
            [
                one.ref, row["on"].date(), row["content"], row["units"],
                row["before"], row["after"],
            ]
            for one, rows in _by_initiative(_corrected(keys), known)
            for row in corrections(rows, groups.get(one.pk, ()))
        ),
    )  # fmt: skip


def _standing(initiatives):
    return (
        Measure.objects.filter(initiative__in=initiatives)
        .standing()
        .select_related("attachment")
        .order_by("initiative__number", "held_on", "pk")
    )


def _by_initiative(rows, known):
    """The rows of one initiative after the other, never all at once."""
    stream = rows.iterator(chunk_size=READ_AT_ONCE)
    for key, mine in groupby(stream, key=lambda row: row.initiative_id):
        if key in known:
            yield known[key], list(mine)


def impact_paper(initiative, assessment) -> dict:
    """One version of the impact assessment on paper: as it stood, with its plan."""
    reading = impact.read(assessment)
    plan = list(impact.plan_of(assessment))
    return {
        "initiative": initiative,
        "title": _("Working-conditions impact assessment"),
        "lead": impact_pages.finding(reading, plan),
        "assessment": assessment,
        "reading": reading,
        "rows": impact_pages.rows(reading, plan),
        "heat": impact_pages.heat_of(reading),
        "likelihoods": list(Likelihood),
        "plan": plan,
        "views": impact.views_of(assessment),
    }


def evidence_for(person, ref) -> dict:
    """The evidence file of Article 4 for one person; 404 for who may not see it."""
    initiative = _visible(person, ref)
    return evidence(initiative) | {
        "back_url": reverse("literacy:page", args=[initiative.ref]),
        "paper": {"kind": "literacy.evidence", "facts": {"ref": initiative.ref}},
    }


def impact_for(person, ref, version) -> dict:
    """A version of the impact assessment for one person; 404 for who may not see it."""
    initiative = _visible(person, ref)
    assessment = get_object_or_404(
        Assessment.objects.select_related("completion__completed_by"),
        initiative=initiative,
        version=version,
    )
    facts = {"ref": initiative.ref, "version": str(assessment.version)}
    return impact_paper(initiative, assessment) | {
        "back_url": reverse(
            "literacy:impact-version", args=[initiative.ref, assessment.version]
        ),
        "paper": {"kind": "literacy.impact", "facts": facts},
    }


def _visible(person, ref) -> Initiative:
    rows = Initiative.objects.visible_to(person).select_related("unit")
    return get_object_or_404(rows, ref=ref.upper())
