"""What can be asked about maps, measurements and notes."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from audit import clock


class NewestQuerySet(models.QuerySet):
    """Rows of which the newest of a kind counts."""

    def newest_of(self, initiative) -> dict:
        """The newest row of each kind."""
        return {row.kind: row for row in self.filter(initiative=initiative)}


class MeasurementQuerySet(models.QuerySet):
    """Measurements, before and after."""

    def standing(self):
        """Those that no correction has taken the place of."""
        return self.filter(superseded_by__isnull=True)

    def last_of_work(self):
        """The last time that the work of each role was measured after."""
        later = self.model.objects.standing().filter(
            Q(ends_on__gt=OuterRef("ends_on"))
            | Q(ends_on=OuterRef("ends_on"), pk__gt=OuterRef("pk")),
            initiative=OuterRef("initiative"),
            thing=OuterRef("thing"),
            phase="after",
            certainty="measured",
        )
        return (
            self.standing()
            .filter(phase="after", certainty="measured")
            .exclude(role="")
            .filter(~Exists(later))
        )

    def due_again(self, days, *, ahead=0):
        """Of these, what is due again after so many days, or is in `ahead` days."""
        day = clock.today() - timedelta(days=days - ahead)
        return self.last_of_work().filter(ends_on__lte=day)
