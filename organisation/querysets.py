"""What can be asked about people, units and mandates."""

from datetime import date

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose period (from, to, both inclusive) contains a day."""
    return Q(**{f"{prefix}starts_on__lte": on}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": on})
    )


class PeriodQuerySet(models.QuerySet):
    """Rows with `starts_on` and `ends_on`."""

    def in_force(self, on: date):
        """Those whose period contains this day."""
        return self.filter(in_force(on))

    def lasting(self, on: date):
        """Those that have not ended before this day, begun or not."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class UnitQuerySet(models.QuerySet):
    """Units of the company."""

    def within(self, unit):
        """The unit and all units below it."""
        return self.filter(path__startswith=unit.path)

    def above(self, unit):
        """The unit and all units above it, the root first."""
        ids = [int(part) for part in unit.path.strip("/").split("/")]
        return self.filter(pk__in=ids).order_by("path")


class InstallationQuerySet(models.QuerySet):
    """The one row of settings."""

    def current(self):
        """The settings, or the defaults as long as nobody has saved any."""
        return self.first() or self.model()


class PersonQuerySet(models.QuerySet):
    """People with an account."""

    def present(self, on: date):
        """Those who may sign in on this day."""
        return self.filter(is_active=True).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        )

    def named(self, words: str):
        """Those whose name or e-mail contains the words.

        SQLite folds ASCII only, so that é and É are both tried.
        """
        tries = {words, words.lower(), words.title(), words.upper()}
        found = Q(email__icontains=words)
        for one in tries:
            found |= Q(name__icontains=one)
        return self.filter(found)

    def without_standing(self, on: date):
        """Those with neither a mandate nor a seat in force."""
        held = in_force(on, "mandates__")
        sits = in_force(on, "seats__")
        return self.exclude(
            pk__in=self.model.objects.filter(held).values("pk")
        ).exclude(pk__in=self.model.objects.filter(sits).values("pk"))


class MandateQuerySet(PeriodQuerySet):
    """Mandates: who holds which function for which unit."""

    def effective(self, on: date):
        """Mandates in force of people who are present."""
        return self.filter(
            in_force(on),
            Q(person__ends_on__isnull=True) | Q(person__ends_on__gte=on),
            person__is_active=True,
        )

    def covering(self, unit):
        """Mandates whose unit is this one or stands above it."""
        return self.annotate(
            _starts=StrIndex(Value(unit.path), F("unit__path"))
        ).filter(_starts=1)

    def holding(self, function, unit, on: date):
        """Who holds a function for a unit: the nearest mandates come first."""
        return (
            self.effective(on)
            .covering(unit)
            .filter(function=function)
            .select_related("person", "unit")
            .order_by("-unit__path", "-is_head", "starts_on", "pk")
        )


class DeliveryQuerySet(models.QuerySet):
    """Messages on their way out."""

    def open(self):
        """Those that have not come to an end."""
        return self.filter(state__in=["waiting", "sending"])

    def due(self, now):
        """Those that may be claimed now: their time has come and nobody holds them."""
        return (
            self.open()
            .filter(next_at__lte=now)
            .filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
            .order_by("next_at", "pk")
        )
