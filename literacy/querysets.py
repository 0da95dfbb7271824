"""What can be asked about measures, consultations and statements."""

from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from audit import clock
from organisation import access
from organisation.roles import PERMISSIONS


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


class ConcernQuerySet(models.QuerySet):
    """Questions and concerns, released to their readers."""

    def standing(self):
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def of_asker(self, person):
        """What a person asked with their name."""
        return self.filter(asked_by=person)

    def readable_by(self, person):
        """What a person may read: HR of its unit, or the one trusted with the name.

        What is about no initiative is read by HR of the root unit. Nobody else reads
        any of it, whatever else they hold; so a stranger finds nothing.
        """
        today = clock.today()
        asked = Q(pk__in=[])
        for holding in access.holdings(person, on=today):
            if holding.function not in PERMISSIONS["literacy.read_concerns"].holders:
                continue
            asked |= Q(initiative__unit__path__startswith=holding.path)
            if holding.is_of_root:
                asked |= Q(initiative__isnull=True)
        initiative = self.model._meta.get_field("initiative").related_model
        seen = initiative.objects.visible_to(person).values("pk")
        asked &= Q(initiative__isnull=True) | Q(initiative__in=seen)
        if access.seats(person, on=today):
            asked |= Q(trusted=person)
        return self.filter(asked)

    def unread(self):
        """Those to which nothing was done yet: no question, no reply."""
        reply = self.model._meta.get_field("replies").related_model
        answered = reply.objects.filter(concern=OuterRef("pk"), from_asker=False)
        return self.standing().filter(~Exists(answered), question__isnull=True)


class PublishedQuestionQuerySet(models.QuerySet):
    """Published questions."""

    def open(self):
        """Those without an answer."""
        return self.filter(state="open")

    def readable_by(self, person):
        """About AI in general, or about an initiative that a person may read of."""
        if not access.is_present(person, clock.today()):
            return self.none()
        initiative = self.model._meta.get_field("initiative").related_model
        seen = initiative.objects.visible_to(person).values("pk")
        mine = initiative.objects.concerning(person).values("pk")
        return self.filter(
            Q(initiative__isnull=True) | Q(initiative__in=seen) | Q(initiative__in=mine)
        )

    def with_askers(self):
        """Each with how many asked it, as `askers`: concerns and secondings."""
        concern = self.model._meta.get_field("concerns").related_model
        seconding = self.model._meta.get_field("secondings").related_model
        return self.annotate(
            askers=_how_many(concern) + _how_many(seconding),
        )


def _how_many(model):
    rows = model.objects.filter(question=OuterRef("pk")).order_by().values("question")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0))


class PulseQuerySet(models.QuerySet):
    """Rounds of the pulse."""

    def open(self):
        """Those that take answers."""
        return self.filter(closed_at__isnull=True)

    def closed(self):
        """Those whose results stand."""
        return self.filter(closed_at__isnull=False)

    def readable_by(self, person):
        """Of everybody, or about an initiative that a person may read of."""
        if not access.is_present(person, clock.today()):
            return self.none()
        initiative = self.model._meta.get_field("initiative").related_model
        seen = initiative.objects.visible_to(person).values("pk")
        mine = initiative.objects.concerning(person).values("pk")
        return self.filter(
            Q(initiative__isnull=True) | Q(initiative__in=seen) | Q(initiative__in=mine)
        )
