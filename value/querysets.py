"""What can be asked about the hours account and realised amounts."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce


class EntryQuerySet(models.QuerySet):
    """Rows of the hours account."""

    def standing(self):
        """Rows that count: neither taken back nor taking another back."""
        return self.filter(reverses__isnull=True, reversal__isnull=True)

    def measured(self):
        """Rows with a measured figure."""
        return self.filter(certainty="measured")

    def total(self) -> Decimal:
        """The hours over all rows: what was taken back has cancelled out."""
        return self.aggregate(total=Sum("hours"))["total"] or Decimal(0)


class AllocationQuerySet(EntryQuerySet):
    """Destinations of freed hours."""

    def standing(self):
        """Those that have hours: not taken back, or confirmed before they were."""
        confirmed = Q(balance__converted__gt=0) | Q(balance__contracted__gt=0)
        return self.filter(Q(reversal__isnull=True) | confirmed, reverses__isnull=True)

    def with_plan(self):
        """Adds `to_bring`, the target of a year for the hours that were not taken back.

        Only those that have a target.
        """
        gone = Coalesce(F("reversal__target_amount"), Value(Decimal(0)))
        return self.filter(target_amount__gt=0).annotate(
            to_bring=F("target_amount") - gone
        )


class AmountQuerySet(models.QuerySet):
    """Realised amounts."""

    def unanswered(self):
        """Amounts that Finance has neither confirmed nor refused."""
        return self.filter(confirmation__isnull=True)


class IdeaQuerySet(models.QuerySet):
    """Ideas for freed hours."""

    def standing(self):
        """Ideas that were not set aside."""
        return self.filter(set_aside_at__isnull=True)


class InvestmentQuerySet(models.QuerySet):
    """Lines of money put in."""

    def standing(self):
        """Lines that count: neither taken back nor taking another back."""
        return self.filter(reverses__isnull=True, reversal__isnull=True)
