"""What can be asked about concerns, questions and pulses."""

from django.db import models
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from audit import clock
from organisation import access
from organisation.roles import PERMISSIONS


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
        return self.select_related("earlier").annotate(
            askers=_how_many(concern) + _how_many(seconding),
        )

    def doubted(self, before):
        """Answered ones that somebody who asked says are not, and that may open again.

        What came without an open name counts once its week lies before `before`.
        """
        verdict = self.model._meta.get_field("concerns").related_model._meta.get_field(
            "verdicts"
        )
        doubts = verdict.related_model.objects.filter(
            concern__question=OuterRef("pk"),
            concern__withdrawn_at__isnull=True,
            is_answered=False,
            week__lt=before,
        )
        return self.filter(Exists(doubts), earlier__isnull=True).exclude(state="open")


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
