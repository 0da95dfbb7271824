"""What can be asked about maps, measurements and notes."""

from django.db import models


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
