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
                if group.overseers
                else None,
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
    """People whom measures for each audience cover, at the sites in scope."""
    shown = [group for group in groups if group.in_scope and not group.is_hidden]
    people = sum(group.people for group in shown)
    overseers = sum(group.overseers for group in shown)
    return [
        {
            "label": audience.label,
            "code": audience.value,
            "covered": sum(group.audience(audience) for group in shown),
            "of": overseers if audience == Audience.OVERSEERS else people,
        }
        for audience in Audience
    ]


def acts(rows, groups) -> list[dict]:
    """Measures summed up by act and by the groups that may be shown."""
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
                "corrected": False,
                "sha256": row.attachment.sha256 if row.attachment else "",
                "file": row.attachment.title if row.attachment else "",
            },
        )
        act["people"] += row.people
        act["corrected"] |= row.supersedes_id is not None
    return [found[key] for key in sorted(found, key=str, reverse=True)]


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
