"""What changed: each baseline beside what was measured after, and since when in use."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery
from django.utils.timezone import localdate

from audit import clock
from initiatives.models import Exposure, Initiative
from literacy.models import UseStart
from processes.models import Bottleneck, Certainty, Measurement, Phase, ProcessOwner


@dataclass(frozen=True)
class Pair:
    """One thing that is measured, before and after, again and again."""

    baseline: Measurement
    afters: tuple[Measurement, ...]
    in_use_since: date | None

    @property
    def after(self) -> Measurement | None:
        """What was measured last."""
        return self.afters[-1] if self.afters else None

    @property
    def is_frozen_before(self) -> bool:
        """Whether the baseline's period ended before the first real use."""
        return self.in_use_since is None or self.baseline.ends_on < self.in_use_since

    @property
    def is_corrected_late(self) -> bool:
        """Whether the baseline was corrected when the system was in use already."""
        return (
            self.baseline.supersedes_id is not None
            and self.in_use_since is not None
            and localdate(self.baseline.measured_at) >= self.in_use_since
        )

    @property
    def measured_after(self) -> list[Measurement]:
        """What was measured, not estimated, over periods of real use."""
        return [
            row
            for row in self.afters
            if row.certainty == Certainty.MEASURED
            and self.in_use_since is not None
            and row.starts_on >= self.in_use_since
        ]

    @property
    def is_measured_after(self) -> bool:
        """Whether the value after is measured, over a period of real use."""
        return self.after is not None and self.after in self.measured_after

    @property
    def change(self) -> Decimal | None:
        """The change from before to after in per cent, or nothing to compare."""
        if self.after is None or not self.baseline.minutes:
            return None
        before, now = self.baseline.minutes, self.after.minutes
        return (now - before) / before * 100

    @property
    def certainty(self) -> str:
        """How sure the change is: no surer than the less sure of the two."""
        both = {self.baseline.certainty, self.after.certainty if self.after else ""}
        return Certainty.MEASURED if both == {"measured"} else Certainty.ESTIMATED


def thing_of(*, what="", unit="", role="", site=None) -> str:
    """What makes two measurements measure the same thing, as one text."""
    parts = ((role and f"@{role}") or what, unit, str(site.pk) if site else "")
    return " | ".join(" ".join(part.split()).casefold() for part in parts)


def pairs(rows, uses) -> list[Pair]:
    """The standing measurements side by side; the latest period after counts.

    `uses` is the first day of real use by the key of each site, and None for any.
    """
    after = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.ends_on, row.pk)):
        if row.phase == Phase.AFTER:
            after[row.thing].append(row)
    return [
        Pair(row, tuple(after[row.thing]), uses.get(row.site_id))
        for row in rows
        if row.phase == Phase.BASELINE
    ]


@dataclass(frozen=True)
class Situation:
    """Whose process it is, what holds it up, and since when it is used for real.

    `uses` is the first day of use on real work by the key of each site in scope, and
    by None the first of all.
    """

    owner: str
    owner_id: object
    bottleneck: str
    effect: str
    uses: dict

    @property
    def in_use_since(self) -> date | None:
        """The first day of use on real work at a site in scope, or nothing."""
        return self.uses.get(None)


def situation_of(initiative) -> Situation:
    """The situation of one initiative, in two queries."""
    return situations([initiative])[initiative.pk]


def situations(initiatives) -> dict:
    """The situation of each of these initiatives, in two queries."""
    mine = {"initiative": OuterRef("pk")}
    bottleneck = Bottleneck.objects.filter(**mine).order_by("-pk")
    owner = ProcessOwner.objects.filter(**mine).order_by("-pk")
    ids = [initiative.pk for initiative in initiatives]
    uses = first_uses(ids)
    rows = (
        Initiative.objects.filter(pk__in=ids)
        .order_by()
        .values_list(
            "pk",
            Subquery(owner.values("person__name")[:1]),
            Subquery(owner.values("person")[:1]),
            Subquery(bottleneck.values("step")[:1]),
            Subquery(bottleneck.values("to_be_effect")[:1]),
        )
    )
    return {
        key: Situation(name or "", person, step or "", effect or "", uses[key])
        for key, name, person, step, effect in rows
    }


def first_uses(ids) -> dict:
    """For each initiative: the first day of real use by site in scope, None for any."""
    in_scope = Exposure.objects.filter(
        initiative=OuterRef("initiative"), site=OuterRef("site"), in_scope=True
    )
    rows = (
        UseStart.objects.filter(Exists(in_scope), initiative__in=ids, real_work=True)
        .order_by("-on")
        .values_list("initiative", "site", "on")
    )
    found: dict = defaultdict(dict)
    for key, site, on in rows:
        found[key] |= {site: on, None: on}
    return found


def in_use_since(initiative) -> date | None:
    """The first day of use on real work at a site in scope, or nothing."""
    return first_uses([initiative.pk])[initiative.pk].get(None)


def days_in_use(since) -> int:
    """How many days have passed since the first real use."""
    return (clock.today() - since).days if since else 0
