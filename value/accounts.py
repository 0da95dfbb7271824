"""The account of freed hours: what is measured, what is given, what is left."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import (
    DecimalField,
    ExpressionWrapper,
    Max,
    Min,
    OuterRef,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from value.models import GROWTH, Allocation, FreedHours

ZERO = Decimal(0)


@dataclass
class Account:
    """The hours a year of one initiative, as they stand."""

    measured: Decimal = ZERO
    estimated: Decimal = ZERO
    is_measured: bool = False
    since: datetime | None = None
    as_of: datetime | None = None
    by_type: dict[str, Decimal] = field(default_factory=dict)

    @property
    def given(self) -> Decimal:
        """Hours that have a destination."""
        return sum(self.by_type.values(), ZERO)

    @property
    def rest(self) -> Decimal:
        """Measured hours that have no destination yet."""
        return self.measured - self.given

    @property
    def growth(self) -> Decimal:
        """Hours that go to more sales, new offers or a better price."""
        return self.of(*GROWTH)

    def of(self, *types) -> Decimal:
        """Hours whose destination is one of these types."""
        return sum((self.by_type.get(str(t.value), ZERO) for t in types), ZERO)


def accounts(initiatives) -> dict:
    """The account of each of these initiatives that has one; two queries."""
    found: dict = {}
    freed = FreedHours.objects.standing().filter(initiative__in=initiatives)
    for row in (
        freed.order_by()
        .values("initiative", "certainty")
        .annotate(n=Sum("hours"), since=Min("recorded_at"), until=Max("recorded_at"))
    ):
        account = found.setdefault(row["initiative"], Account())
        if row["certainty"] == FreedHours.Certainty.MEASURED:
            account.measured, account.is_measured = row["n"], True
            account.since = row["since"]
        else:
            account.estimated = row["n"]
        account.as_of = max(filter(None, (account.as_of, row["until"])))
    given = Allocation.objects.standing().filter(initiative__in=initiatives)
    for row in (
        given.order_by()
        .values("initiative", "type")
        .annotate(n=Sum("hours"), until=Max("allocated_at"))
    ):
        account = found.setdefault(row["initiative"], Account())
        account.by_type[row["type"]] = row["n"]
        account.as_of = max(filter(None, (account.as_of, row["until"])))
    return found


def with_rest(initiatives):
    """Initiatives with `rest` and `measured_since`: the account's, for a query."""
    mine = {"initiative": OuterRef("pk")}
    hours = DecimalField(max_digits=12, decimal_places=1)
    freed = (
        FreedHours.objects.standing()
        .measured()
        .filter(**mine)
        .order_by()
        .values("initiative")
    )
    given = Allocation.objects.standing().filter(**mine).order_by().values("initiative")
    return initiatives.annotate(
        measured_since=Subquery(freed.annotate(at=Min("recorded_at")).values("at")),
        rest=ExpressionWrapper(
            Subquery(freed.annotate(n=Sum("hours")).values("n"), output_field=hours)
            - Coalesce(
                Subquery(given.annotate(n=Sum("hours")).values("n")),
                Value(ZERO),
                output_field=hours,
            ),
            output_field=hours,
        ),
    )


def account_of(initiative) -> Account:
    """The account of one initiative, empty where nothing is recorded."""
    return accounts([initiative.pk]).get(initiative.pk, Account())


def together(accounts) -> Account:
    """Several accounts added up."""
    total = Account()
    for account in accounts:
        total.measured += account.measured
        total.estimated += account.estimated
        total.is_measured = total.is_measured or account.is_measured
        for key, hours in account.by_type.items():
            total.by_type[key] = total.by_type.get(key, ZERO) + hours
        moments = [m for m in (total.as_of, account.as_of) if m]
        total.as_of = max(moments, default=None)
    return total
