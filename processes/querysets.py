"""What can be asked about maps, figures, measurements and notes."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from audit import clock


class NewestQuerySet(models.QuerySet):
    """Rows of which the newest of a kind counts."""

    def newest_of(self, initiative) -> dict:
        """The newest row of each kind."""
        return {row.kind: row for row in self.filter(initiative=initiative)}


class MapQuerySet(models.QuerySet):
    """The maps that initiatives have."""

    def saved(self):
        """Those with a version, without the picture that only lists show."""
        return self.filter(number__gt=0).defer("picture")

    def pictured(self) -> dict:
        """The map of each initiative that lists show: as-is, else to-be."""
        rows = self.exclude(picture={}).defer("findings").order_by("-kind")
        return {row.initiative_id: row for row in rows}


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

    def due_again(self, *, ahead=0):
        """Of these, what is due to be measured again, or is so in `ahead` days."""
        day = clock.today() + timedelta(days=ahead)
        return self.last_of_work().filter(due_on__lte=day)
