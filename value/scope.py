"""Whose eyes, which unit and function, which quarters a dashboard is asked for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from initiatives.models import Initiative
from organisation.models import Unit


@dataclass(frozen=True)
class Scope:
    """What is asked for: whose eyes, which unit and function, which quarters."""

    person: object
    unit: Unit | None = None
    function: str = ""
    start: date | None = None
    end: date | None = None

    def initiatives(self):
        """Initiatives inside, in any currency, that this person may see."""
        rows = Initiative.objects.visible_to(self.person)
        if self.unit is not None:
            rows = rows.filter(unit__path__startswith=self.unit.path)
        if self.function:
            rows = rows.filter(process_family=self.function)
        return rows

    def in_period(self, name="period_to") -> Q:
        """The condition that a day lies inside the quarters."""
        asked = Q()
        if self.start:
            asked &= Q(**{f"{name}__gte": self.start})
        if self.end:
            asked &= Q(**{f"{name}__lte": self.end})
        return asked
