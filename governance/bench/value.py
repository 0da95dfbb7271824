"""L8: the value dashboard on a long ledger, against SQL statements of its figures."""

from datetime import timedelta

from django.db import connection, transaction

from audit import clock
from governance.bench.measuring import Result, by_turns, middle, page, queries_of
from governance.bench.measuring import signed_in as session_of
from initiatives.models import Initiative
from organisation.functions import Function
from organisation.models import Mandate, Unit
from value.models import Balance, InternalRate, Movement

MOVEMENTS = 1_000_000
BLOCK = 20_000
DAYS = 730
"""Over how many days the movements are spread."""
DASHBOARD = "/en/value/"
FIGURES = """
SELECT i.unit_id, COUNT(*), SUM(b.verified), SUM(b.unallocated), SUM(b.allocated),
  SUM(b.converted), SUM(b.evaporated), SUM(b.contracted)
FROM value_balance b JOIN initiatives_initiative i ON i.id = b.initiative_id
WHERE NOT i.is_confidential
GROUP BY i.unit_id
"""
FROM_MOVEMENTS = """
SELECT i.unit_id, m.source, m.target, SUM(m.minutes)
FROM value_movement m JOIN initiatives_initiative i ON i.id = m.initiative_id
WHERE NOT i.is_confidential
GROUP BY i.unit_id, m.source, m.target
"""


def l8():
    """The dashboard, its queries, and its time over the sums by hand; nothing stays."""
    mandate = Mandate.objects.filter(function=Function.LEADERSHIP).first()
    if mandate is None or not Initiative.objects.exists():
        yield Result("L8", "value dashboard", "", note="nobody leads here")
        return
    with transaction.atomic():
        rows = _fill(mandate.person)
        act = page(session_of(mandate.person), DASHBOARD)
        queries = queries_of(act)
        mine, short, long = by_turns(act, _sql(FIGURES), _sql(FROM_MOVEMENTS), rounds=3)
        transaction.set_rollback(True)
    yield Result(
        "L8",
        f"value dashboard, {rows:,} movements",
        "<= 18 queries, at most 1.5 times the sums over all movements",
        queries,
        middle(mine) / middle(long),
        middle(mine) * 1000,
        queries <= 18 and middle(mine) <= 1.5 * middle(long),
        f"sums of movements {middle(long) * 1000:.0f} ms, of balances "
        f"{middle(short) * 1000:.1f} ms",
    )


def _fill(by) -> int:
    """Give every initiative as many movements as make a million together."""
    keys = list(Initiative.objects.filter(balance__isnull=True).values_list("pk"))
    each = max(MOVEMENTS // max(len(keys), 1), 1)
    now, made = clock.now(), []
    InternalRate.objects.create(
        unit=Unit.objects.get(parent__isnull=True),
        amount=40,
        currency="EUR",
        valid_from=clock.today(),
        set_by=by,
    )
    Balance.objects.bulk_create(
        [
            Balance(
                initiative_id=key,
                movements=each,
                verified=each * 6,
                unallocated=each * 6,
                is_measured=True,
                unallocated_since=now,
                changed_at=now,
            )
            for (key,) in keys
        ],
        batch_size=1_000,
    )
    for (key,) in keys:
        made += [
            Movement(
                initiative_id=key,
                number=number,
                source="verified",
                target="unallocated",
                minutes=6,
                moved_at=now - timedelta(days=number % DAYS),
                moved_by=by,
            )
            for number in range(1, each + 1)
        ]
        if len(made) >= BLOCK:
            Movement.objects.bulk_create(made, batch_size=2_000)
            made = []
    Movement.objects.bulk_create(made, batch_size=2_000)
    with connection.cursor() as cursor:
        # A server that runs has counted its rows; here they came a moment ago.
        for model in (Movement, Balance):
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
    return each * len(keys)


def _sql(statement):
    def act():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    return act
