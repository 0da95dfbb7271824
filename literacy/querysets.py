"""What can be asked about measures, consultations and statements."""

from django.db import models
from django.db.models import Count, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce


class MeasureQuerySet(models.QuerySet):
    """Literacy measures."""

    def standing(self):
        """Those that no correction has taken the place of."""
        return self.filter(superseded_by__isnull=True)

    def covered(self):
        """People covered and overseers trained, per initiative, unit and site."""
        return (
            self.standing()
            .order_by()
            .values("initiative_id", "unit_id", "site_id")
            .annotate(
                covered=models.Sum(
                    "people", filter=~Q(audience="overseers"), default=0
                ),
                overseers=models.Sum(
                    "people", filter=Q(audience="overseers"), default=0
                ),
            )
        )


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


class LawRuleVersionQuerySet(models.QuerySet):
    """Versions of rules of law."""

    def agreed(self):
        """Those that came with the product or that a second person agreed to."""
        return self.filter(agreed=True)

    def in_force(self, on):
        """The one version of each rule that counts on a day."""
        mine = (
            self.model.objects.agreed()
            .filter(rule=OuterRef("rule"))
            .filter(Q(in_force_from__isnull=True) | Q(in_force_from__lte=on))
            .order_by("-number")
        )
        return self.filter(pk=Subquery(mine.values("pk")[:1]))

    def open(self):
        """Those that wait for the second person."""
        return self.filter(agreed__isnull=True)

    def changed_since(self, on):
        """Those of which a later version of the same rule counts on a day.

        What was consulted under one of these is shown as "the rule has changed since".
        """
        newer = (
            self.model.objects.agreed()
            .filter(rule=OuterRef("rule"), number__gt=OuterRef("number"))
            .filter(Q(in_force_from__isnull=True) | Q(in_force_from__lte=on))
        )
        return self.filter(models.Exists(newer))


class TriageQuerySet(models.QuerySet):
    """Answers to the triage."""

    def latest(self):
        """The newest of each initiative: the one that counts."""
        newest = (
            self.model.objects.filter(initiative=OuterRef("initiative"))
            .order_by("-pk")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))
