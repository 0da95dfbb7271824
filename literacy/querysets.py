"""What can be asked about measures, consultations and statements."""

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce


class MeasureQuerySet(models.QuerySet):
    """Literacy measures."""

    def standing(self):
        """Those that no correction has taken the place of."""
        return self.filter(superseded_by__isnull=True)

    def imported(self, keys) -> dict:
        """Those that a list brought in, as they stand now, by their key."""
        rows = self.standing().filter(import_key__in=keys)
        return {row.import_key: row for row in rows}

    def in_force(self, on):
        """Those that cover somebody on a day: not outlived by time or by a change."""
        calls = apps.get_model("literacy.RefreshCall").objects.filter(
            initiative=OuterRef("initiative"), on__gt=OuterRef("held_on")
        )
        rows = self.standing().filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on)
        )
        for trigger in ("system", "model", "purpose"):
            rows = rows.filter(
                Q(**{f"again_on_{trigger}": False})
                | ~Exists(calls.filter(trigger=trigger))
            )
        return rows

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


class ConsultationQuerySet(models.QuerySet):
    """Consultations of bodies."""

    def with_standing(self):
        """Each with when the body was informed and what it last answered."""
        information = self.model._meta.get_field("information").related_model
        opinion = self.model._meta.get_field("opinions").related_model
        mine = information.objects.filter(consultation=OuterRef("pk")).order_by()
        return self.annotate(
            informed_on=Subquery(
                mine.values("consultation")
                .annotate(first=Min("informed_on"))
                .values("first")
            ),
            handed_over=Coalesce(
                Subquery(
                    mine.values("consultation")
                    .annotate(rows=Count("pk"))
                    .values("rows")
                ),
                Value(0),
            ),
            outcome=Coalesce(
                Subquery(
                    opinion.objects.filter(consultation=OuterRef("pk"))
                    .order_by("-pk")
                    .values("outcome")[:1]
                ),
                Value(""),
            ),
        )

    def not_passed(self):
        """Those in which the right of the body is not honoured yet."""
        return self.with_standing().filter(
            Q(informed_on__isnull=True)
            | Q(right="consult", outcome="")
            | (Q(right="consent") & ~Q(outcome__in=("favourable", "agreement")))
        )


class TwoPersonQuerySet(models.QuerySet):
    """What one person asks and another answers."""

    def confirmed(self):
        """Those that the second person agreed to."""
        return self.filter(agreed=True)

    def open(self):
        """Those that wait for the second person."""
        return self.filter(agreed__isnull=True)


class StatementQuerySet(models.QuerySet):
    """What was said in writing."""

    def latest_of(self, initiative) -> dict:
        """The last statement of each kind."""
        rows = self.filter(initiative=initiative).select_related(
            "attachment", "written_by"
        )
        return {row.kind: row for row in rows.order_by("pk")}
