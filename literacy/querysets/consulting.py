"""What can be asked about consultations and what was promised in them."""

from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from audit import clock
from literacy.law.clock import today_there
from organisation import access


class ConsultationQuerySet(models.QuerySet):
    """Consultations of bodies."""

    def current(self):
        """Those that no later consultation has taken the place of."""
        return self.filter(followed_by__isnull=True)

    def readable_by(self, person, initiatives):
        """Those whose file this person may open: fetching is the check.

        Whoever sees the initiative (`initiatives`) reads them, but for representatives,
        who read those of the bodies that they sit on, and only these.
        """
        today = clock.today()
        if not access.is_present(person, today):
            return self.none()
        seats = access.current_seats(person)
        of_my_bodies = Q(body__in=[seat.body_id for seat in seats])
        if (
            access.current_holdings(person)
            or person.is_auditor
            or person.is_administrator
        ):
            seen = initiatives.values("pk")
            return self.filter(of_my_bodies | Q(initiative__in=seen))
        return self.filter(of_my_bodies)

    def with_standing(self):
        """Each with the columns from which it is read where it stands today.

        They are named as `literacy.models.Reading` asks for them.
        """
        today = today_there("consultation__site__country")
        of = {
            name: self.model._meta.get_field(name)
            .related_model.objects.filter(consultation=OuterRef("pk"))
            .order_by()
            for name in (
                "information",
                "handed",
                "events",
                "orders",
                "deadlines",
                "opinions",
                "commitments",
            )
        }
        happened = of["events"].filter(on__lte=today)
        ruled = of["orders"].filter(on__lte=today)
        lifted = (
            of["orders"]
            .model.objects.filter(
                consultation=OuterRef("consultation"),
                kind="lifted",
                on__lte=today,
                pk__gt=OuterRef("pk"),
            )
            .order_by()
        )
        first = (
            of["information"]
            .values("consultation")
            .annotate(first=Min("informed_on"))
            .values("first")
        )
        handed = of["handed"].values("consultation")
        last = of["opinions"].order_by("-pk")
        return self.annotate(
            informed_on=Subquery(first),
            handed_over=Coalesce(
                Subquery(
                    of["information"]
                    .values("consultation")
                    .annotate(rows=Count("pk"))
                    .values("rows")
                ),
                Value(0),
            ),
            items_handed=Coalesce(
                Subquery(handed.annotate(n=Count("pk")).values("n")), Value(0)
            ),
            complete_on=Case(
                When(items=0, then=Subquery(first)),
                When(
                    items_handed__gte=F("items"),
                    then=Subquery(handed.annotate(last=Max("on")).values("last")),
                ),
            ),
            outcome=Coalesce(Subquery(last.values("outcome")[:1]), Value("")),
            opined_on=Subquery(last.values("given_on")[:1]),
            due_on=Subquery(of["deadlines"].order_by("-pk").values("due_on")[:1]),
            time_may_pass=F("rule__time_may_pass"),
            is_verified=Q(rule__verified_by__isnull=False),
            has_proof=Exists(happened.filter(kind="delivered")),
            minuted=Exists(happened.filter(kind="minutes")),
            minuted_on=Subquery(
                happened.filter(kind="minutes").order_by("on").values("on")[:1]
            ),
            expert=Exists(of["events"].filter(kind="expert")),
            authority_asked=Exists(of["events"].filter(kind="authority")),
            open_requests=Exists(
                of["events"].filter(kind="request", answer__isnull=True)
            ),
            extended=Exists(of["orders"].filter(kind="extended")),
            suspended=Exists(
                ruled.filter(
                    ~Exists(lifted),
                    Q(until__isnull=True) | Q(until__gte=today),
                    kind="suspended",
                )
            ),
            substituted=Exists(ruled.filter(kind="granted")),
            substituted_on=Subquery(
                ruled.filter(kind="granted").order_by("on").values("on")[:1]
            ),
            answered_on=F("response__on"),
            departs=F("response__departs"),
            waits_until=F("response__waits_until"),
            open_commitments=Exists(
                of["commitments"].filter(
                    fulfilment__isnull=True, superseded_by__isnull=True
                )
            ),
            is_reopened=Q(followed_by__isnull=False),
        )

    def unfinished(self):
        """Those in which something may still be due; `Reading` says what it is.

        Left out are files that one answer has closed for good, with nothing promised
        and nothing owed.
        """
        rows = self.current().with_standing()
        return rows.exclude(
            ~Q(outcome__in=("", "consent_refused")),
            Q(rule__isnull=True) | Q(answered_on__isnull=False),
            open_commitments=False,
            suspended=False,
            right__in=("inform", "consult", "consent", "bargain", "procedural"),
        )

    def to_inform(self):
        """Those in which something that must be handed over was not."""
        return self.current().with_standing().filter(complete_on__isnull=True)

    def _expired(self):
        """The lawful end by time alone, as `Reading.expired` has it."""
        return Q(
            time_may_pass=True,
            is_verified=True,
            authority_asked=False,
            outcome="",
            right__in=("consult", "consult_standstill"),
            complete_on__isnull=False,
            has_proof=True,
            due_on__lt=today_there("site__country"),
        )

    def awaiting(self):
        """Those whose body was informed and has not answered, as `awaits_opinion`."""
        rows = self.current().with_standing()
        return rows.filter(
            ~rows._expired(),
            ~Q(talks_pass=True, minuted=True, right="consult"),
            complete_on__isnull=False,
            outcome="",
            substituted=False,
        ).exclude(right__in=("inform", "procedural"))

    def to_answer(self):
        """Those in which the employer owes a reasoned answer, as `response_is_owed`."""
        rows = self.current().with_standing()
        return rows.filter(
            rows._expired()
            | Q(
                outcome__in=(
                    "favourable",
                    "with_reservations",
                    "unfavourable",
                    "no_agreement",
                )
            ),
            rule__isnull=False,
            answered_on__isnull=True,
        ).exclude(right__in=("inform", "procedural"))


class CommitmentQuerySet(models.QuerySet):
    """Promises to bodies."""

    def standing(self):
        """Those that are meant now: no row with another owner took their place."""
        return self.filter(superseded_by__isnull=True)

    def open(self):
        """Those that were not kept yet."""
        return self.standing().filter(fulfilment__isnull=True)

    def late(self):
        """Those past their day."""
        return self.open().filter(due_on__lt=clock.today())


class TwoPersonQuerySet(models.QuerySet):
    """What one person asks and another answers."""

    def confirmed(self):
        """Those that the second person agreed to."""
        return self.filter(agreed=True)

    def open(self):
        """Those that wait for the second person."""
        return self.filter(agreed__isnull=True)
