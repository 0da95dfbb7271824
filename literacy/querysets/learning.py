"""What can be asked about measures, levels, sandboxes and recipes."""

import unicodedata

from django.apps import apps
from django.db import connection, models
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from audit import clock
from initiatives.models import Initiative
from organisation import access


class MeasureQuerySet(models.QuerySet):
    """Literacy measures."""

    def standing(self):
        """Those that no correction has taken the place of."""
        return self.filter(superseded_by__isnull=True)

    def imported(self, keys) -> dict:
        """Those that a list brought in, as they stand now, by their key."""
        rows = self.standing().filter(import_key__in=keys)
        return {row.import_key: row for row in rows}

    def add(self, rows):
        """Write new rows, each as its columns by name, with one prepared statement.

        A list has up to 500,000 rows: `bulk_create` puts a statement together anew for
        every few of them, which takes longer than reading the list.
        """
        fields = [f for f in self.model._meta.concrete_fields if not f.primary_key]
        usual = {field.attname: field.get_default() for field in fields}
        known: dict = {}

        def prepared(field, value):
            key = field.attname, value
            if key not in known:
                known[key] = field.get_db_prep_save(value, connection)
            return known[key]

        values = [
            [prepared(f, row.get(f.attname, usual[f.attname])) for f in fields]
            for row in rows
        ]
        names = ", ".join(connection.ops.quote_name(f.column) for f in fields)
        marks = ", ".join(["%s"] * len(fields))
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({marks})",
                values,
            )

    def in_force(self, on):
        """Those that cover somebody on a day: not outlived by time or by a change."""
        calls = apps.get_model("literacy.RefreshCall").objects.filter(
            initiative=OuterRef("initiative"), on__gt=OuterRef("held_on")
        )
        rows = self.standing().filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        )
        outlived = Q()
        for trigger in ("system", "model", "purpose"):
            outlived |= Q(**{f"again_on_{trigger}": True}) & Q(
                Exists(calls.filter(trigger=trigger))
            )
        # Most initiatives never changed: those are told by one look, not one a row.
        changed = calls.model.objects.order_by().values("initiative")
        return rows.filter(~Q(initiative__in=changed) | ~outlived)

    def covered(self, on):
        """People covered and overseers trained on a day, per initiative and place."""
        return self._by_place(
            self.in_force(on),
            covered=Sum("people", filter=~Q(audience="overseers"), default=0),
            overseers=Sum("people", filter=Q(audience="overseers"), default=0),
        )

    def covered_by_audience(self, on):
        """The people of each audience that measures cover, per initiative and place."""
        return self._by_place(
            self.in_force(on),
            **{
                name: Sum("people", filter=Q(audience=name), default=0)
                for name in ("everyone", "operators", "builders", "overseers")
            },
        )

    def _by_place(self, rows, **sums):
        return (
            rows.order_by()
            .values("initiative_id", "unit_id", "site_id")
            .annotate(**sums)
        )


class LevelQuerySet(models.QuerySet):
    """Declarations of the levels that people have reached."""

    def newest(self):
        """The last one of each place and audience."""
        later = self.model.objects.filter(
            initiative=OuterRef("initiative"),
            unit=OuterRef("unit"),
            site=OuterRef("site"),
            audience=OuterRef("audience"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(later))


class NamedListQuerySet(models.QuerySet):
    """Where attendance may be kept by name."""

    def in_force(self):
        """Those that HR has agreed to and nobody has ended."""
        return self.filter(agreed=True, ended_at__isnull=True)

    def allowing(self, unit):
        """Those in force that hold for a unit: its own branch, or its country."""
        above = [int(part) for part in unit.path.strip("/").split("/")]
        return self.in_force().filter(Q(unit__in=above) | Q(country=unit.country))


class SandboxQuerySet(models.QuerySet):
    """What was tried outside of real work."""

    def visible_to(self, person):
        """Those that a person may read; fetching is the check.

        What belongs to an initiative is seen with it, and by the employees whom it
        concerns. An idea is seen by whoever holds a mandate, by the auditor and the
        administrator, and by the people of its unit. What somebody recorded they see.
        """
        if not access.is_present(person, clock.today()):
            return self.none()
        seen = (
            Q(recorded_by=person)
            | Q(initiative__in=Initiative.objects.visible_to(person).values("pk"))
            | Q(initiative__in=Initiative.objects.concerning(person).values("pk"))
        )
        # a draft is seen by its author only; what was tried before is still shared
        idea = Q(initiative__isnull=True) | Q(
            initiative__proposed_at__isnull=True,
            initiative__taken_over_at__isnull=True,
            initiative__is_confidential=False,
        )
        if (
            access.current_holdings(person)
            or person.is_auditor
            or person.is_administrator
        ):
            return self.filter(seen | idea)
        if person.unit_id is None:
            return self.filter(seen)
        branch = [int(part) for part in person.unit.path.strip("/").split("/")]
        return self.filter(seen | (idea & Q(unit__in=branch)))


class RecipeQuerySet(models.QuerySet):
    """Recipes."""

    def shared(self):
        """Those of the library: nothing of a confidential initiative is among them."""
        return self.exclude(sandbox__initiative__is_confidential=True)

    def visible_to(self, person):
        """Those whose page a person may open: the shared ones, and their own."""
        if not access.is_present(person, clock.today()):
            return self.none()
        sandbox = self.model._meta.get_field("sandbox").related_model
        mine = sandbox.objects.visible_to(person).values("pk")
        return self.filter(
            Q(pk__in=self.model.objects.shared().values("pk")) | Q(sandbox__in=mine)
        )

    def current(self):
        """Those that are not retired."""
        return self.filter(retired_at__isnull=True)

    def with_uses(self):
        """Each with how many people use it."""
        uses = self.model._meta.get_field("uses").related_model
        return self.annotate(
            used_by=Coalesce(
                Subquery(
                    uses.objects.filter(recipe=OuterRef("pk"))
                    .order_by()
                    .values("recipe")
                    .annotate(rows=Count("pk"))
                    .values("rows")
                ),
                Value(0),
            )
        )

    def matching(self, words: str):
        """Those whose text contains every word, in any case, with or without accents.

        Function and kind of data are in the text in English and in French.
        """
        rows = self
        for word in plain(words).split()[:8]:
            rows = rows.filter(search_text__contains=word)
        return rows


def plain(text: str) -> str:
    """A text for comparing: no capitals, no accents."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in bare if not unicodedata.combining(c))
