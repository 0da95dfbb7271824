"""What can be asked about the hours account and realised amounts."""

from decimal import Decimal

from django.db import models
from django.db.models import Q, Sum


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
