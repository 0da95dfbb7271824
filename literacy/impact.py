"""Where an impact assessment stands: what is answered, what is missing, what weighs."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from initiatives.models import Exposure
from literacy.models import (
    Assessment,
    Dimension,
    Finding,
    Prevention,
    RepresentativeView,
)

ASKS = {
    Dimension.CONTENT: _(
        "Which tasks come, which go, and what does that do to the meaning of the job?"
    ),
    Dimension.WORKLOAD: _("What happens to volume, pace, interruptions and peaks?"),
    Dimension.AUTONOMY: _("Who decides how and in which order work is done?"),
    Dimension.EMOTIONS: _(
        "Which contacts remain, only the hard ones perhaps? What must people hold back?"
    ),
    Dimension.RELATIONS: _("What changes between colleagues, managers and customers?"),
    Dimension.QUALITY: _(
        "Can people still do work that they stand for, and say no to a bad result?"
    ),
    Dimension.SECURITY: _(
        "Which posts are created, changed or removed: how many, and by when?"
    ),
    Dimension.SKILLS: _(
        "Which skills are needed, which are lost, and how many hours of training?"
    ),
    Dimension.PAY: _("Do classification, bonuses or targets change?"),
    Dimension.MONITORING: _(
        "Which fields are logged, who sees them, for how long, and are there reports "
        "on single people?"
    ),
    Dimension.SAFETY: _("What changes for health, safety, screens and postures?"),
    Dimension.HOURS: _("What changes in hours, shifts, availability and breaks?"),
    Dimension.EQUALITY: _("Who could be treated worse, and how would it be seen?"),
    Dimension.ACCESS: _("Can people with a disability work with it, in each language?"),
    Dimension.LIABILITY: _("Who answers for an error of the AI, and who may stop it?"),
}
"""What to think of in each dimension, as the form asks it."""


@dataclass
class Reading:
    """One version of an assessment, read as it stood.

    `populations` are those in scope today, each with its unit, site and people: a site
    that came later is missing in a version that did not know it.
    """

    assessment: Assessment
    populations: list
    findings: dict = field(default_factory=dict)

    def at(self, dimension, place) -> Finding | None:
        """The answer of one population in one dimension, or nothing."""
        return self.findings.get((str(dimension), place.unit.pk, place.site.pk))

    @property
    def missing(self) -> list:
        """What is not answered: pairs of a dimension and a population."""
        return [
            (dimension, place)
            for dimension in Dimension
            for place in self.populations
            if self.at(dimension, place) is None
        ]

    @property
    def asked(self) -> int:
        """How many answers a complete version has."""
        return len(Dimension) * len(self.populations)

    @property
    def answered(self) -> int:
        """How many of them are given."""
        return self.asked - len(self.missing)

    @property
    def is_whole(self) -> bool:
        """Whether every dimension is answered for every population in scope."""
        return bool(self.populations) and not self.missing

    @property
    def worse(self) -> list:
        """The answers by which work gets worse for a population in scope."""
        here = {(p.unit.pk, p.site.pk) for p in self.populations}
        return [
            row
            for row in self.findings.values()
            if row.score and (row.unit_id, row.site_id) in here
        ]


def versions_of(initiative) -> list[Assessment]:
    """All versions of an initiative, the newest first; one query."""
    return list(
        Assessment.objects.filter(initiative=initiative)
        .select_related("completion__completed_by", "opened_by")
        .order_by("-version")
    )


def counting(versions) -> Assessment | None:
    """Of the versions, the newest complete one: it counts at the gate; or nothing."""
    return next((row for row in versions if row.is_complete), None)


def populations(initiative) -> list[Exposure]:
    """The units at sites that are in scope, each with its people; one query."""
    return list(
        Exposure.objects.filter(initiative=initiative, in_scope=True)
        .select_related("unit", "site")
        .order_by("site__name", "unit__path")
    )


def read(assessment, places=None) -> Reading:
    """A version with its answers, in one query, two without the populations."""
    if places is None:
        places = populations(assessment.initiative_id)
    rows = (
        Finding.objects.as_of(assessment)
        .select_related("unit", "site", "recorded_by", "assessment")
        .order_by("pk")
    )
    return Reading(
        assessment,
        places,
        {(row.dimension, row.unit_id, row.site_id): row for row in rows},
    )


def plan_of(assessment):
    """The prevention measures as a version holds them."""
    return (
        Prevention.objects.as_of(assessment)
        .select_related("owner", "done")
        .order_by("due_on", "pk")
    )


def plan_now(initiative):
    """The prevention measures that are meant today, the nearest day first."""
    return (
        Prevention.objects.standing()
        .filter(initiative=initiative)
        .select_related("owner", "done__recorded_by", "supersedes__owner")
        .order_by("due_on", "pk")
    )


def views_of(assessment) -> list[RepresentativeView]:
    """What the representatives say of a version: the last word of each seat."""
    latest = {}
    for row in (
        RepresentativeView.objects.filter(assessment=assessment)
        .select_related("seat__body", "site", "written_by")
        .order_by("pk")
    ):
        latest[row.seat_id, row.site_id, row.dimension] = row
    return list(latest.values())
