"""The account of freed hours: what is measured, what is given, what is left."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Sum

from value.models import CONTRACTION, GROWTH, Balance, UseBalance, in_hours

ZERO = Decimal(0)


@dataclass
class Account:
    """The hours a year of one initiative, as they stand."""

    verified: Decimal = ZERO
    evaporated: Decimal = ZERO
    estimated: Decimal = ZERO
    rest: Decimal = ZERO
    converted: Decimal = ZERO
    contracted: Decimal = ZERO
    is_measured: bool = False
    since: datetime | None = None
    as_of: datetime | None = None
    by_type: dict[str, Decimal] = field(default_factory=dict)

    @property
    def measured(self) -> Decimal:
        """Verified hours that are still there."""
        return self.verified - self.evaporated

    @property
    def given(self) -> Decimal:
        """Hours that have a destination, confirmed by Finance or not."""
        return sum(self.by_type.values(), ZERO)

    @property
    def allocated(self) -> Decimal:
        """Hours with a destination whose return nobody has confirmed."""
        return self.given - self.converted - self.contracted

    @property
    def growth(self) -> Decimal:
        """Hours that go to more sales, new offers or a better price."""
        return self.of(*GROWTH)

    @property
    def contraction(self) -> Decimal:
        """Hours that go to labour cost avoided or fewer people."""
        return self.of(*CONTRACTION)

    def of(self, *types) -> Decimal:
        """Hours whose destination is one of these types."""
        return sum((self.by_type.get(str(t.value), ZERO) for t in types), ZERO)


def account_from(balance, by_type=None) -> Account:
    """The account that a balance tells, with hours by the type of their destination."""
    return Account(
        verified=in_hours(balance.verified),
        evaporated=in_hours(balance.evaporated),
        estimated=in_hours(balance.estimated),
        rest=in_hours(balance.unallocated),
        converted=in_hours(balance.converted),
        contracted=in_hours(balance.contracted),
        is_measured=balance.is_measured,
        since=balance.unallocated_since,
        as_of=balance.changed_at,
        by_type=by_type or {},
    )


def accounts(initiatives) -> dict:
    """The account of each of these initiatives that has one; two queries."""
    found: dict = {}
    for row in Balance.objects.filter(initiative__in=initiatives):
        found[row.initiative_id] = account_from(row)
    for row in (
        UseBalance.objects.filter(initiative__in=initiatives)
        .order_by()
        .values("initiative", "type")
        .annotate(n=Sum(F("allocated") + F("converted") + F("contracted")))
    ):
        if row["n"]:
            found[row["initiative"]].by_type[row["type"]] = in_hours(row["n"])
    return found


def with_rest(initiatives):
    """Initiatives with `rest`, minutes without a destination, and `measured_since`."""
    return initiatives.annotate(
        measured_since=F("balance__unallocated_since"), rest=F("balance__unallocated")
    )


def account_of(initiative) -> Account:
    """The account of one initiative, empty where nothing is recorded."""
    return accounts([initiative.pk]).get(initiative.pk, Account())


def together(accounts) -> Account:
    """Several accounts added up."""
    total = Account()
    for account in accounts:
        for name in (
            *("verified", "evaporated", "estimated", "rest"),
            *("converted", "contracted"),
        ):
            setattr(total, name, getattr(total, name) + getattr(account, name))
        total.is_measured = total.is_measured or account.is_measured
        for key, hours in account.by_type.items():
            total.by_type[key] = total.by_type.get(key, ZERO) + hours
        moments = [m for m in (total.as_of, account.as_of) if m]
        total.as_of = max(moments, default=None)
    return total
