"""What changed: each baseline beside what was measured after, and since when in use."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Subquery

from audit import clock
from initiatives.models import Exposure, Initiative
from literacy.models import UseStart
from processes.models import Bottleneck, Certainty, Measurement, Phase, ProcessOwner


@dataclass(frozen=True)
class Pair:
    """One thing that is measured, before and after."""

    baseline: Measurement
    after: Measurement | None
    in_use_since: date | None

    @property
    def is_frozen_before(self) -> bool:
        """Whether the baseline's period ended before the first real use."""
        return self.in_use_since is None or self.baseline.ends_on < self.in_use_since

    @property
    def is_measured_after(self) -> bool:
        """Whether the value after is measured, over a period of real use."""
        return (
            self.after is not None
            and self.after.certainty == Certainty.MEASURED
            and self.in_use_since is not None
            and self.after.starts_on >= self.in_use_since
        )

    @property
    def change(self) -> Decimal | None:
        """The change from before to after in per cent, or nothing to compare."""
        if self.after is None or not self.baseline.value:
            return None
        return (self.after.value - self.baseline.value) / self.baseline.value * 100

    @property
    def certainty(self) -> str:
        """How sure the change is: no surer than the less sure of the two."""
        both = {self.baseline.certainty, self.after.certainty if self.after else ""}
        return Certainty.MEASURED if both == {"measured"} else Certainty.ESTIMATED


def same(measurement) -> tuple:
    """What makes two measurements measure the same thing."""
    return measurement.what.strip().casefold(), measurement.unit


def pairs(rows, in_use_since) -> list[Pair]:
    """The standing measurements side by side; the last one after counts."""
    after = {same(row): row for row in rows if row.phase == Phase.AFTER}
    return [
        Pair(row, after.get(same(row)), in_use_since)
        for row in rows
        if row.phase == Phase.BASELINE
    ]


@dataclass(frozen=True)
class Situation:
    """Whose process it is, what holds it up, and since when it is used for real."""

    owner: str
    bottleneck: str
    effect: str
    in_use_since: date | None


def situation_of(initiative) -> Situation:
    """The situation of one initiative, in one query."""
    return situations([initiative])[initiative.pk]


def situations(initiatives) -> dict:
    """The situation of each of these initiatives, in one query."""
    mine = {"initiative": OuterRef("pk")}
    bottleneck = Bottleneck.objects.filter(**mine).order_by("-pk")
    first_use = (
        UseStart.objects.filter(
            Exists(
                Exposure.objects.filter(
                    initiative=OuterRef("initiative"),
                    site=OuterRef("site"),
                    in_scope=True,
                )
            ),
            real_work=True,
            **mine,
        )
        .order_by("on")
        .values("on")
    )
    rows = (
        Initiative.objects.filter(pk__in=[i.pk for i in initiatives])
        .order_by()
        .values_list(
            "pk",
            Subquery(
                ProcessOwner.objects.filter(**mine)
                .order_by("-pk")
                .values("person__name")[:1]
            ),
            Subquery(bottleneck.values("step")[:1]),
            Subquery(bottleneck.values("to_be_effect")[:1]),
            Subquery(first_use[:1]),
        )
    )
    return {
        key: Situation(owner or "", step or "", effect or "", since)
        for key, owner, step, effect, since in rows
    }


def in_use_since(initiative) -> date | None:
    """The first day of use on real work at a site in scope, or nothing."""
    return situation_of(initiative).in_use_since


def days_in_use(since) -> int:
    """How many days have passed since the first real use."""
    return (clock.today() - since).days if since else 0
