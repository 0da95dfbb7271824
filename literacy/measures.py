"""What pages say of measures and levels: rows and sentences, small groups merged."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.rules import number
from literacy import coverage
from literacy.evidence import is_covered
from literacy.models import (
    Attendee,
    Audience,
    Measure,
    MeasureKind,
    NamedListRule,
    RefreshCall,
)
from literacy.rules import chain_of
from organisation import access


@dataclass(frozen=True)
class Share:
    """A count out of another, drawn as a bar; hidden where the group is too small."""

    covered: int
    total: int
    least: int

    @property
    def width(self) -> str:
        """The width of the drawn bar, for an SVG attribute."""
        return f"{99 * min(self.covered / self.total, 1):.2f}%" if self.total else "0%"

    @property
    def per_cent(self) -> int:
        """The share in whole per cent, rounded down so that 100 means all."""
        return self.covered * 100 // self.total if self.total else 100

    @property
    def is_enough(self) -> bool:
        """Whether it reaches what the gate asks."""
        return is_covered(self.covered, self.total, self.least)


def panel(initiative, person, may) -> dict:
    """What the panel of measures of an initiative shows to a person.

    HR sees its own rows as they were recorded; everybody else sees groups of five at
    least, and the acts summed up over them.
    """
    groups = coverage.coverage_of(initiative)
    rows = list(
        Measure.objects.filter(initiative=initiative)
        .standing()
        .select_related("unit", "site", "recorded_by", "supersedes", "attachment")
    )
    records = bool(may["measure"])
    named = set()
    if records:
        named = set(
            Attendee.objects.filter(
                measure__initiative=initiative, erased_at__isnull=True
            ).values_list("measure", flat=True)
        )
    asked = number(initiative, "coverage")
    asked_of_overseers = number(initiative, "overseers")
    return {
        "groups": [
            {
                "group": group,
                "people": Share(group.covered, group.people, asked),
                "overseers": Share(
                    group.overseers_covered, group.overseers, asked_of_overseers
                )
                if group.overseers and not group.has_few_overseers
                else None,
                "audiences": by_audience(group),
            }
            for group in groups
        ],
        "audiences": audiences(groups),
        "measures": rows if records else [],
        "acts": [] if records else acts(rows, groups),
        "named": named,
        "records": records,
        "calls": RefreshCall.objects.filter(initiative=initiative).select_related(
            "called_by"
        ),
        "may_refresh": access.may(person, "literacy.call_refresh", of=initiative),
    }


def audiences(groups) -> list[dict]:
    """People whom measures for each audience cover, at the sites in scope.

    None where they are fewer than five.
    """
    shown = [group for group in groups if group.in_scope and not group.is_hidden]
    people = sum(group.people for group in shown)
    overseers = sum(group.overseers for group in shown)
    found = []
    for audience in Audience:
        of = overseers if audience == Audience.OVERSEERS else people
        few = 0 < of < coverage.SMALLEST
        covered = sum(group.audience(audience) for group in shown)
        found.append(
            {
                "label": audience.label,
                "code": audience.value,
                "covered": None if few else covered,
                "of": None if few else of,
            }
        )
    return found


def by_audience(group) -> list[dict]:
    """People of a group whom measures for each audience cover; overseers stand apart.

    Nobody of a group that is not shown.
    """
    if group.is_hidden:
        return []
    return [
        {"code": code, "label": Audience(code).label, "covered": n}
        for code in coverage.AUDIENCES
        if (n := group.audience(code))
    ]


def acts(rows, groups) -> list[dict]:
    """Measures summed up by act and by the groups that may be shown.

    `people` is None where the group, or its overseers, are too few.
    """
    where = {
        (place.unit_id, place.site_id): group
        for group in groups
        for place in group.places
    }
    found: dict = {}
    for row in rows:
        group = where.get((row.unit_id, row.site_id))
        if not row.people or group is None:
            continue
        key = (row.held_on, row.kind, row.audience, row.content, id(group))
        act = found.setdefault(
            key,
            {
                "kind": MeasureKind(row.kind).label,
                "kind_code": row.kind,
                "audience_code": row.audience,
                "audience": Audience(row.audience).label,
                "content": row.content,
                "ai_system": row.ai_system,
                "held_on": row.held_on,
                "valid_until": row.valid_until,
                "minutes": row.minutes,
                "languages": row.languages,
                "units": group.units,
                "sites": group.sites,
                "people": 0,
                "is_hidden": group.is_hidden,
                "is_few": is_hidden(group, row.audience),
                "corrected": False,
                "sha256": row.attachment.sha256 if row.attachment else "",
                "file": row.attachment.title if row.attachment else "",
            },
        )
        act["people"] += row.people
        act["corrected"] |= row.supersedes_id is not None
    for act in found.values():
        if act["is_few"]:
            act["people"] = None
    return [found[key] for key in sorted(found, key=str, reverse=True)]


def overseers(group) -> tuple:
    """The overseers of a group and how many are trained; None where they are few."""
    if group.has_few_overseers:
        return None, None
    return group.overseers, group.overseers_covered


def is_hidden(group, audience) -> bool:
    """Whether a number of people of this audience in a group is not shown."""
    return group.is_hidden or (
        audience == Audience.OVERSEERS and group.has_few_overseers
    )


def listed(rows, person) -> list[dict]:
    """Measures for a list of many initiatives: the number only where it may be shown.

    That is to who records there, and of a place that stands for itself.
    """
    keys = {row.initiative_id for row in rows}
    groups = coverage.groups_by_initiative(list(keys))
    records = {
        row.initiative_id: bool(
            access.may(person, "literacy.record_measure", of=row.initiative)
        )
        for row in {row.initiative_id: row for row in rows}.values()
    }
    found = []
    for row in rows:
        group = _group(groups.get(row.initiative_id, ()), row)
        shown = group is not None and not (
            group.is_merged or is_hidden(group, row.audience)
        )
        people = row.people if shown or records[row.initiative_id] else None
        found.append({"measure": row, "people": people})
    return found


def _group(groups, row):
    """The group in which a measure is counted, if its place is exposed still."""
    where = row.unit_id, row.site_id
    return next(
        (g for g in groups if any((p.unit_id, p.site_id) == where for p in g.places)),
        None,
    )


def attendees(measure) -> list[Attendee]:
    """The named list of a measure and of what it corrects, without the erased."""
    return list(
        Attendee.objects.filter(
            measure__in=chain_of(measure), erased_at__isnull=True
        ).order_by("name")
    )


def keeps_names(person, places) -> bool:
    """Whether a person may keep a named list for any of these units."""
    units = {place.unit_id: place.unit for place in places}.values()
    rules = list(NamedListRule.objects.in_force().select_related("unit"))
    if not rules:
        return False
    return any(
        (rule.unit is not None and unit.path.startswith(rule.unit.path))
        or (rule.country and rule.country == unit.country)
        for unit in units
        for rule in rules
        if access.may(person, "literacy.read_named_list", of=unit)
    )


def heat_finding(found) -> str:
    """The sentence on top of the page of levels."""
    if not found.rows:
        return _("Nobody is listed as exposed in an initiative that runs.")
    whole = found.whole.counts
    sentence = ngettext(
        "%(covered)d of %(n)d person exposed is covered by a dated measure.",
        "%(covered)d of %(n)d people exposed are covered by a dated measure.",
        whole["people"],
    ) % {"covered": whole["covered"], "n": whole["people"]}
    weakest = found.weakest
    if weakest is not None and weakest is not found.whole:
        counts = weakest.counts
        sentence += " " + _("%(unit)s is the gap: %(share)d%%.") % {
            "unit": weakest.unit.name,
            "share": counts["covered"] * 100 // counts["people"],
        }
    return sentence


def back_to(initiative) -> str:
    """The panel of measures of an initiative."""
    return reverse("literacy:page", args=[initiative.ref]) + "#measures"
