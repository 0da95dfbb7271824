"""The capacity ledger: every verified hour stands in one account, moved whole.

A movement takes minutes from one account and puts the same into another, so that its
two sides sum to zero by themselves. What stands in each account is kept beside it, in
one row for each initiative and one for each destination, whose checks the database
holds: no account below zero, and verified = unallocated + allocated + converted +
evaporated + contracted. Minutes are whole numbers: a tenth of an hour is six.
"""

from decimal import Decimal
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.models import Ledger
from initiatives.models import Conversion, Initiative
from organisation.models import Person
from value.models.hours import Allocation, FreedHours
from value.models.kinds import MINUTES, Pool
from value.models.money import Confirmation

FROM_TO = (
    (Pool.VERIFIED, Pool.UNALLOCATED),
    (Pool.UNALLOCATED, Pool.VERIFIED),
    (Pool.UNALLOCATED, Pool.ALLOCATED),
    (Pool.UNALLOCATED, Pool.EVAPORATED),
    (Pool.EVAPORATED, Pool.UNALLOCATED),
    (Pool.ALLOCATED, Pool.UNALLOCATED),
    (Pool.ALLOCATED, Pool.CONVERTED),
    (Pool.ALLOCATED, Pool.CONTRACTED),
)
"""The ways that hours may go; what left with a confirmation never returns."""
WITH_DESTINATION = (Pool.ALLOCATED, Pool.CONVERTED, Pool.CONTRACTED)


class Movement(Ledger):
    """Minutes a year that went from one account to another, and why."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="+", editable=False
    )
    number = models.PositiveIntegerField(
        help_text="One, two, three: of its initiative."
    )
    source = models.CharField(max_length=11, choices=Pool.choices)
    target = models.CharField(max_length=11, choices=Pool.choices)
    minutes = models.BigIntegerField()
    allocation = models.ForeignKey(
        Allocation, on_delete=models.PROTECT, null=True, related_name="movements"
    )
    freed = models.ForeignKey(
        FreedHours, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmation = models.ForeignKey(
        Confirmation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="reversal"
    )
    reason = models.TextField(blank=True)
    moved_at = models.DateTimeField(default=clock.now)
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("movement of hours")
        verbose_name_plural = _("movements of hours")
        ordering = ["initiative", "number"]
        indexes = [
            models.Index(
                fields=["source", "moved_at", "initiative", "target", "minutes"],
                name="movements_by_day",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "number"], name="movements_are_numbered"
            ),
            models.CheckConstraint(
                name="a_movement_moves_something", condition=Q(minutes__gt=0)
            ),
            models.CheckConstraint(
                name="a_movement_goes_a_known_way",
                condition=reduce(or_, (Q(source=a, target=b) for a, b in FROM_TO)),
            ),
            models.CheckConstraint(
                name="a_movement_names_the_destination_it_touches",
                condition=(
                    Q(allocation__isnull=False)
                    & (Q(source__in=WITH_DESTINATION) | Q(target__in=WITH_DESTINATION))
                )
                | (
                    Q(allocation__isnull=True)
                    & ~Q(source__in=WITH_DESTINATION)
                    & ~Q(target__in=WITH_DESTINATION)
                ),
            ),
            models.CheckConstraint(
                name="hours_convert_by_a_confirmation",
                condition=~Q(target__in=[Pool.CONVERTED, Pool.CONTRACTED])
                | Q(confirmation__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.source} {self.target} {self.minutes}"

    @property
    def hours(self) -> Decimal:
        """The same in hours a year."""
        return in_hours(self.minutes)


class Balance(models.Model):
    """What stands in the accounts of one initiative: locked by whoever moves hours."""

    initiative = models.OneToOneField(
        Initiative, on_delete=models.PROTECT, related_name="balance", editable=False
    )
    movements = models.PositiveIntegerField(default=0)
    verified = models.BigIntegerField(default=0)
    unallocated = models.BigIntegerField(default=0)
    allocated = models.BigIntegerField(default=0)
    converted = models.BigIntegerField(default=0)
    evaporated = models.BigIntegerField(default=0)
    contracted = models.BigIntegerField(default=0)
    estimated = models.BigIntegerField(
        default=0, help_text="Minutes a year that somebody estimates: a memo."
    )
    is_measured = models.BooleanField(
        default=False, help_text="Whether anything was verified, be it zero."
    )
    unallocated_since = models.DateTimeField(
        null=True, help_text="Since when the oldest minute waits for a destination."
    )
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("balance of hours")
        verbose_name_plural = _("balances of hours")
        constraints = [
            *(
                models.CheckConstraint(
                    name=f"{pool}_hours_are_not_below_zero",
                    condition=Q(**{f"{pool}__gte": 0}),
                )
                for pool in (*Pool.values, "estimated")
            ),
            models.CheckConstraint(
                name="every_verified_hour_stands_somewhere",
                condition=Q(
                    verified=F("unallocated")
                    + F("allocated")
                    + F("converted")
                    + F("evaporated")
                    + F("contracted")
                ),
            ),
            models.CheckConstraint(
                name="hours_that_wait_say_since_when",
                condition=Q(unallocated=0, unallocated_since__isnull=True)
                | Q(unallocated__gt=0, unallocated_since__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.initiative_id} {self.verified}"


class UseBalance(models.Model):
    """What stands in the accounts of one destination."""

    allocation = models.OneToOneField(
        Allocation, on_delete=models.PROTECT, related_name="balance", editable=False
    )
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, related_name="uses", editable=False
    )
    type = models.CharField(max_length=1, choices=Conversion.choices)
    allocated = models.BigIntegerField(default=0)
    converted = models.BigIntegerField(default=0)
    contracted = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("balance of a destination")
        verbose_name_plural = _("balances of destinations")
        constraints = [
            models.CheckConstraint(
                name=f"{pool}_hours_of_a_use_are_not_below_zero",
                condition=Q(**{f"{pool}__gte": 0}),
            )
            for pool in WITH_DESTINATION
        ]

    def __str__(self):
        return f"{self.allocation_id} {self.allocated}"


def in_hours(minutes) -> Decimal:
    """Minutes as hours, to the tenth: whole, since six minutes are a tenth."""
    return (Decimal(minutes or 0) / MINUTES).quantize(Decimal("0.1"))


def in_minutes(hours) -> int:
    """Hours as minutes; hours have one decimal place at most."""
    return int(Decimal(hours) * MINUTES)
