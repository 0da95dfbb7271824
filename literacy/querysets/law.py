"""What can be asked about screenings, rules of law and triages."""

from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat, Trim, TruncDate

from audit import clock


class ScreeningQuerySet(models.QuerySet):
    """Versions of AI Act screenings."""

    def latest(self):
        """The newest one of each initiative."""
        newer = self.model.objects.filter(
            initiative=OuterRef("initiative"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(newer))

    def reopened(self, law_version, call):
        """Newest ones that must be looked at again, each with `causes`, as letters.

        An amendment of the law (a), other answers on the charter (b), another AI
        system there (c), a change of the system since (d, from `call`, the model of
        such changes), or the day of the next review (e).
        """
        high_risk = Case(
            When(annex="none", then=Value("n")),
            When(Q(annex="I") | Q(profiling=True), then=Value("y")),
            When(claim="none", then=Value("y")),
            default=Value("n"),
        )
        rows = (
            self.latest()
            .annotate(day=TruncDate("screened_at"))
            .annotate(
                letters=Concat("practices", high_risk),
                named=Trim("initiative__ai_system"),
                changed=Exists(
                    call.objects.filter(
                        initiative=OuterRef("initiative"),
                        on__gt=OuterRef("day"),
                    )
                ),
            )
        )
        causes = {
            "a": ~Q(law_version=law_version),
            "b": ~Q(initiative__screening_answers=F("letters")),
            "c": ~Q(ai_system=F("named")),
            "d": Q(changed=True),
            "e": Q(next_review_on__isnull=False, next_review_on__lte=clock.today()),
        }
        return rows.annotate(
            causes=Concat(
                *(
                    Case(When(when, then=Value(letter)), default=Value(""))
                    for letter, when in causes.items()
                )
            )
        ).exclude(causes="")


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

        The page of such a rule lists the files that were opened under one of these.
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
