"""L21: the agenda of a meeting, against the raw SQL of the rows that it shows."""

from datetime import timedelta

from django.db import connection, transaction

from audit import clock
from governance.bench.measuring import Result, by_turns, middle, queries_of
from governance.meetings import agenda
from governance.models import Cadence, Meeting
from initiatives.models import Initiative
from organisation.functions import Function
from organisation.models import Mandate

MOST_QUERIES = 25
MOST_RATIO = 6.0
FLOOR = (
    "SELECT i.ref, i.title FROM initiatives_initiative i WHERE "
    "i.screening = 'prohibited' AND i.stopped_at IS NULL AND NOT i.is_confidential "
    "ORDER BY i.number LIMIT 10",
    "SELECT i.ref, i.title, i.stopped_at FROM initiatives_initiative i WHERE "
    "i.stopped_at >= %s AND NOT i.is_confidential ORDER BY i.stopped_at LIMIT 10",
    "SELECT c.id, b.name, i.title, (SELECT d.due_on FROM literacy_deadline d WHERE "
    "d.consultation_id = c.id ORDER BY d.id DESC LIMIT 1) AS due "
    "FROM literacy_consultation c JOIN organisation_body b ON b.id = c.body_id "
    "JOIN initiatives_initiative i ON i.id = c.initiative_id "
    "WHERE NOT i.is_confidential ORDER BY due LIMIT 10",
    "SELECT s.rule, s.function, s.since, s.due_at, i.ref, i.title "
    "FROM governance_stall s JOIN initiatives_initiative i ON i.id = s.initiative_id "
    "WHERE s.closed_at IS NULL AND s.level >= 200 AND NOT i.is_confidential "
    "ORDER BY s.level DESC, s.since LIMIT 10",
    "SELECT r.text, h.gate, i.ref, i.title FROM governance_referral r "
    "JOIN governance_handoff h ON h.id = r.handoff_id "
    "JOIN initiatives_initiative i ON i.id = h.initiative_id "
    "WHERE r.decision_id IS NULL AND NOT i.is_confidential "
    "ORDER BY r.asked_at LIMIT 20",
    "SELECT i.ref, b.unallocated, b.unallocated_since FROM value_balance b "
    "JOIN initiatives_initiative i ON i.id = b.initiative_id "
    "WHERE b.unallocated > 0 AND b.unallocated_since <= %s AND NOT i.is_confidential "
    "ORDER BY b.unallocated_since LIMIT 10",
    "SELECT a.currency, SUM(a.target_amount) FROM value_allocation a "
    "JOIN initiatives_initiative i ON i.id = a.initiative_id "
    "WHERE NOT i.is_confidential GROUP BY a.currency",
    "SELECT r.currency, SUM(r.amount) FROM value_realisedamount r "
    "JOIN value_confirmation c ON c.realised_id = r.id "
    "JOIN initiatives_initiative i ON i.id = r.initiative_id "
    "WHERE c.answer = 'confirmed' AND NOT i.is_confidential GROUP BY r.currency",
)
"""The same questions by hand, without rights by person and without wording."""


def l21():
    """The agenda that builds itself, its statements, and its time over the SQL."""
    mandate = Mandate.objects.filter(function=Function.LEADERSHIP).first()
    if mandate is None:
        yield Result("L21", "agenda of a meeting", "", note="nobody leads here")
        return
    with transaction.atomic():
        now = clock.now()
        meeting = Meeting.objects.create(
            starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=1, hours=1),
            place="-",
            cadence=Cadence.MONTHLY,
            chair=mandate.person,
            planned_by=mandate.person,
        )

        def act():
            return agenda.items(meeting, mandate.person)

        queries = queries_of(act)
        mine, bare = by_turns(act, _floor(now))
        count = len(act())
        transaction.set_rollback(True)
    ratio = middle(mine) / middle(bare)
    yield Result(
        "L21",
        f"agenda of a meeting, {Initiative.objects.count():,} initiatives",
        f"<= {MOST_QUERIES} queries, <= {MOST_RATIO:.0f} times the raw SQL",
        queries,
        ratio,
        middle(mine) * 1000,
        queries <= MOST_QUERIES and ratio <= MOST_RATIO,
        f"raw SQL {middle(bare) * 1000:.1f} ms; {count} items",
    )


def _floor(now):
    day = {1: now - timedelta(days=90), 5: now - timedelta(days=60)}

    def act():
        with connection.cursor() as cursor:
            for place, statement in enumerate(FLOOR):
                cursor.execute(statement, [day[place]] if place in day else [])
                cursor.fetchall()

    return act
