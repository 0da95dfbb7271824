"""L21: the agenda of a meeting, against the raw SQL of the rows that it shows.

The company is given what a committee of its size has before it, some hundreds of rows
of every kind, of which an agenda shows the most urgent; nothing of it stays.
"""

from datetime import timedelta

from django.db import connection, transaction

from audit import clock
from governance.bench.measuring import Result, by_turns, middle, queries_of
from governance.meetings import agenda
from governance.models import (
    Cadence,
    Handoff,
    Level,
    Meeting,
    Referral,
    Rule,
    Stall,
)
from initiatives.models import Initiative
from initiatives.stages import Stage
from organisation.functions import Function
from organisation.models import Mandate
from processes.models import Bottleneck, Effect
from value.models import Balance

MOST_QUERIES = 25
MOST_RATIO = 6.0
PROHIBITED, STOPPED, STALLED, ASKED, MOVED, UNUSED = 50, 60, 50, 50, 50, 20
"""One initiative in so many has such a row before the committee."""
OPEN = "NOT i.is_confidential"
BY_INITIATIVE = "JOIN initiatives_initiative i ON i.id = {}.initiative_id"
FLOOR = (
    "SELECT i.ref, i.title FROM initiatives_initiative i WHERE "
    f"i.screening = 'prohibited' AND i.stopped_at IS NULL AND {OPEN} "
    "ORDER BY i.number LIMIT 10",
    "SELECT o.kind, o.forum, i.ref FROM literacy_order o JOIN literacy_consultation c "
    f"ON c.id = o.consultation_id {BY_INITIATIVE.format('c')} "
    f"WHERE o.recorded_at >= %(since)s AND {OPEN} LIMIT 10",
    "SELECT i.ref, i.title, i.stopped_at FROM initiatives_initiative i WHERE "
    f"i.stopped_at >= %(since)s AND {OPEN} ORDER BY i.stopped_at LIMIT 10",
    "SELECT c.id, b.name, i.title, (SELECT d.due_on FROM literacy_deadline d WHERE "
    "d.consultation_id = c.id ORDER BY d.id DESC LIMIT 1) AS due "
    "FROM literacy_consultation c JOIN organisation_body b ON b.id = c.body_id "
    f"{BY_INITIATIVE.format('c')} WHERE {OPEN} ORDER BY due LIMIT 10",
    "SELECT s.rule, s.function, s.since, s.due_at, i.ref, i.title "
    f"FROM governance_stall s {BY_INITIATIVE.format('s')} "
    f"WHERE s.closed_at IS NULL AND s.level >= 200 AND {OPEN} "
    "ORDER BY s.level DESC, s.since LIMIT 10",
    "SELECT r.text, h.gate, i.ref, i.title FROM governance_referral r "
    "JOIN governance_handoff h ON h.id = r.handoff_id "
    f"{BY_INITIATIVE.format('h')} WHERE r.decision_id IS NULL AND {OPEN} "
    "ORDER BY r.asked_at LIMIT 20",
    "SELECT b.step, b.to_be_effect, i.ref FROM processes_bottleneck b "
    f"{BY_INITIATIVE.format('b')} WHERE b.named_at >= %(since)s AND {OPEN} "
    "AND NOT EXISTS (SELECT 1 FROM processes_bottleneck a "
    "WHERE a.initiative_id = b.initiative_id AND a.id > b.id) "
    "AND (b.to_be_effect = 'higher' OR EXISTS (SELECT 1 FROM processes_bottleneck e "
    "WHERE e.initiative_id = b.initiative_id AND e.id < b.id AND e.step <> b.step)) "
    "ORDER BY b.named_at LIMIT 10",
    "SELECT i.id, i.ref, i.stopped_at, s.cause_layer FROM initiatives_initiative i "
    "LEFT JOIN lessons_stopping s ON s.initiative_id = i.id "
    f"WHERE i.stopped_at >= %(since)s AND {OPEN}",
    "SELECT COUNT(*) FROM lessons_lessonmove m JOIN lessons_lesson l "
    f"ON l.id = m.lesson_id {BY_INITIATIVE.format('l')} "
    f"WHERE m.state = 'validated' AND m.moved_at >= %(since)s AND {OPEN}",
    "SELECT i.ref, b.unallocated, b.unallocated_since FROM value_balance b "
    f"{BY_INITIATIVE.format('b')} "
    f"WHERE b.unallocated > 0 AND b.unallocated_since <= %(unused)s AND {OPEN} "
    "ORDER BY b.unallocated_since LIMIT 10",
    "SELECT a.currency, SUM(a.target_amount) FROM value_allocation a "
    f"{BY_INITIATIVE.format('a')} WHERE {OPEN} GROUP BY a.currency",
    "SELECT r.currency, SUM(r.amount) FROM value_realisedamount r "
    "JOIN value_confirmation c ON c.realised_id = r.id "
    f"{BY_INITIATIVE.format('r')} WHERE c.answer = 'confirmed' AND {OPEN} "
    "GROUP BY r.currency",
    "SELECT i.ref FROM initiatives_initiative i WHERE (i.stopped_at >= %(since)s "
    "OR (i.stage = 'closed' AND i.stage_since >= %(since)s)) AND NOT EXISTS "
    "(SELECT 1 FROM governance_staffmessage m WHERE m.initiative_id = i.id "
    f"AND m.published_at >= %(since)s) AND {OPEN} ORDER BY i.number LIMIT 10",
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
        before = _fill(mandate.person, now)
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
        f"raw SQL {middle(bare) * 1000:.1f} ms; {count} items of {before:,} rows",
    )


def _fill(by, now) -> int:
    """Rows of every kind that a committee has before it; how many there are."""
    keys = list(
        Initiative.objects.running().order_by("number").values_list("pk", flat=True)
    )
    recently = now - timedelta(days=20)
    rows = Initiative.objects
    count = rows.filter(pk__in=keys[::PROHIBITED]).update(screening="prohibited")
    count += rows.filter(pk__in=keys[1::STOPPED]).update(
        stage=Stage.LEARNING, stopped_at=recently
    )
    made = [
        Stall.objects.bulk_create(
            Stall(
                initiative_id=key,
                rule=Rule.ACCEPT,
                function=Function.HR,
                since=now - timedelta(days=40, hours=place),
                due_at=recently,
                climbs_from=now - timedelta(days=40),
                limit=10,
                level=Level.SPONSOR,
            )
            for place, key in enumerate(keys[2::STALLED])
        ),
        Referral.objects.bulk_create(
            Referral(
                handoff_id=key, text="Who pays for it?", asked_at=recently, asked_by=by
            )
            for key in Handoff.objects.filter(
                state__in=Handoff.OPEN, referrals__isnull=True
            ).values_list("pk", flat=True)[: len(keys) // ASKED]
        ),
        Bottleneck.objects.bulk_create(
            Bottleneck(
                initiative_id=key,
                step=step,
                how_known="Measured.",
                to_be_effect=Effect.HIGHER,
                reason="More cases arrive.",
                named_at=recently,
                named_by=by,
            )
            for key in keys[3::MOVED]
            for step in ("Check", "Approve")
        ),
        Balance.objects.bulk_create(
            Balance(
                initiative_id=key,
                movements=1,
                verified=6_000,
                unallocated=6_000,
                is_measured=True,
                unallocated_since=now - timedelta(days=100, hours=place),
                changed_at=now,
            )
            for place, key in enumerate(keys[4::UNUSED])
        ),
    ]
    return count + sum(map(len, made))


def _floor(now):
    days = {
        "since": now - timedelta(days=90),
        "unused": now - timedelta(days=60),
    }

    def act():
        with connection.cursor() as cursor:
            for statement in FLOOR:
                cursor.execute(statement, days)
                cursor.fetchall()

    return act
