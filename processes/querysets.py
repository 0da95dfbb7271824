"""What can be asked about maps, figures, measurements and notes."""

from django.db import models
from django.db.models import F


class NewestQuerySet(models.QuerySet):
    """Rows of which the newest of a kind counts."""

    def newest_of(self, initiative) -> dict:
        """The newest row of each kind."""
        return {row.kind: row for row in self.filter(initiative=initiative)}


class MapQuerySet(models.QuerySet):
    """The maps that initiatives have."""

    def saved(self):
        """Those with a version."""
        return self.filter(number__gt=0)


class MapVersionQuerySet(models.QuerySet):
    """The versions of maps."""

    def current(self):
        """The newest version of each map."""
        return self.filter(number=F("map__number"))

    def lean(self):
        """Without what was read from the file, which may be large."""
        return self.defer("graph", "report")

    def newest_of(self, initiative) -> dict:
        """The newest version of each kind of map of an initiative."""
        rows = self.current().filter(map__initiative=initiative)
        return {row.map.kind: row for row in rows.select_related("map")}


class FactQuerySet(models.QuerySet):
    """Figures, of which the newest counts."""

    def standing(self) -> list:
        """The newest of each subject, key and kind of figure; none taken back."""
        newest = {(row.version_id, *row.about): row for row in self.order_by("pk")}
        return [row for row in newest.values() if not row.is_taken_back]


class MeasurementQuerySet(models.QuerySet):
    """Measurements, before and after."""

    def standing(self):
        """Those that no correction has taken the place of."""
        return self.filter(superseded_by__isnull=True)
