"""The sweep: what stalls is flagged, climbs, and closes by itself.

It may run late, twice, or on two machines at once. Every row it writes is unique (one
open stall for an initiative, rule and function; one flag for a rung; one notice for a
person and occasion), and each carries the instant at which its fact became true.
"""

import logging
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial

from django.db import InterfaceError, OperationalError, connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localtime

from audit import clock
from audit.actions import SYSTEM, audited, record
from audit.errors import Stale
from governance import ending, stalls
from governance.models import (
    Condition,
    Escalation,
    JobRun,
    Level,
    Rule,
    Stall,
    Wait,
)
from governance.stalls import Place
from initiatives.models import Initiative
from literacy import actions as literacy
from literacy.models import Commitment, Concern, Envelope, Prevention, Pulse
from organisation import calendar, notices, numbers
from organisation.functions import Function
from organisation.roster import Roster
from processes.models import ProcessOwner

log = logging.getLogger(__name__)

LATER = timedelta(hours=1)
"""When a row that cannot be reckoned is looked at again; the others go on meanwhile."""

CHUNK = 500
"""Stalls in one transaction: the end of the record's chain is held briefly."""


@dataclass
class Sweep:
    """What one sweep did, and what it has read once for all that it tells."""

    now: datetime
    opened: int = 0
    escalated: int = 0
    closed: int = 0
    notified: int = 0
    roster: Roster = field(default_factory=Roster)
    numbers: dict = field(default_factory=numbers.current)
    failed: Exception | None = None

    def missed(self, error):
        """Note what went wrong and go on; the sweep fails with it in the end."""
        log.error("The sweep goes on without it: %s", type(error).__name__)
        self.failed = self.failed or error

    @property
    def counts(self) -> dict:
        """The four counts that the command prints."""
        return {
            "opened": self.opened,
            "escalated": self.escalated,
            "closed": self.closed,
            "notified": self.notified,
        }


def sweep(at: datetime | None = None) -> dict:
    """Close what has ended, open what is late, climb where time has passed, and tell.

    `at` sweeps as if it were that instant. Returns the counts
    `{"opened", "escalated", "closed", "notified"}`: a stall counts as opened when its
    limit runs out, and as escalated on each later sweep that lifts it.
    """
    with clock.at(at or clock.now()):
        run = Sweep(clock.now())
        for part in _parts(run):
            try:
                part()
            except (InterfaceError, OperationalError):
                raise
            except Exception as error:
                run.missed(error)
    if run.failed is not None:
        raise run.failed
    return run.counts


def _parts(run):
    """What a sweep does, one after the other: one that fails keeps no other back."""
    yield hear
    yield partial(literacy.ask_again, by=SYSTEM)
    watched = Stall.objects.filter(closed_at__isnull=True).order_by()
    for code in watched.values_list("rule", flat=True).distinct():
        yield partial(close_ended, stalls.BY_CODE[code], run, by=SYSTEM)
    yield partial(_open_late_clocks, run)
    for rule in stalls.RULES:
        for cause in rule.causes:
            yield partial(_open_causes, rule, cause, run)
    yield partial(_climb, run)
    yield partial(tell_the_chair, run, by=SYSTEM)


def hear():
    """What people said without a name: release it in time, count it, forget it in time.

    Before the stalls are looked at, since a clock starts with each release.
    """
    if Envelope.objects.exists():
        with suppress(Stale):  # one was taken back just now: the next sweep does it
            literacy.release_due(by=SYSTEM)
    if Concern.objects.exists():
        literacy.publish_counts(by=SYSTEM)
        literacy.forget_old(by=SYSTEM)
        literacy.reopen_doubted(by=SYSTEM)
    over = Pulse.objects.open().filter(closes_on__lt=clock.today())
    for pulse in over.select_related("initiative__unit"):
        literacy.close_pulse(pulse, by=SYSTEM)


# Opening


def _open_late_clocks(run):
    """Clocks whose next rung is reached: each gets its stall, or its next look."""
    rows = Wait.objects.filter(ended_at__isnull=True, watched_at__lte=run.now).order_by(
        "watched_at", "pk"
    )
    while waits := list(rows[:CHUNK]):
        open_clocks(waits, run, by=SYSTEM)


@audited
def open_clocks(waits, run, *, by):
    """Open the stalls of running clocks that have used up half of their limit.

    The clocks are read again and held: one that was answered meanwhile has no stall,
    and whoever answers while this goes on closes what it opens.
    """
    rows = Wait.objects.filter(
        pk__in=[wait.pk for wait in waits],
        ended_at__isnull=True,
        watched_at__lte=run.now,
    )
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",), no_key=True)
    early, late = [], []
    for wait in rows.order_by("watched_at", "pk").select_related("handoff"):
        try:
            rule, rungs = _rungs_of(wait)
        except Exception as error:
            run.missed(error)
            wait.watched_at = run.now + LATER
            early.append(wait)
            continue
        if not stalls.reached(rungs, run.now):
            wait.watched_at = stalls.following(rungs, run.now)
            early.append(wait)
            continue
        other = wait.handoff.giver
        late.append(
            (
                Stall(
                    initiative_id=wait.initiative_id,
                    rule=rule.code,
                    function=wait.function,
                    other=other if other != wait.function else wait.handoff.receiver,
                    wait=wait,
                    subject=str(wait.pk),
                    since=wait.since,
                    due_at=wait.due_at,
                    limit=wait.patience,
                    reckoning=wait.reckoning,
                    climbs_from=wait.since,
                ),
                rungs,
            )
        )
    Wait.objects.bulk_update(early, ["watched_at"])
    Wait.objects.filter(pk__in=[stall.wait_id for stall, _rungs in late]).update(
        watched_at=None
    )
    _open(late, run, by=by)


def _rungs_of(wait):
    """The rule of a clock, and when it reaches each rung."""
    rule = stalls.BY_CLOCK[wait.duty]
    place = Place(wait.reckoning.get("country", ""))
    # The due time that was told when the clock started is the one that counts.
    return rule, [
        rung._replace(at=wait.due_at) if rung.level == Level.LIMIT else rung
        for rung in stalls.ladder(rule, wait.since, place, limit=wait.patience)
    ]


def _open_causes(rule, cause, run):
    """Causes that have used up half of the limit, and have no open stall yet."""
    limit = rule.days_now(run.numbers)
    first = rule.rungs(limit)[0][1]
    # N working days end at the close of a day: they last N - 1 days at the least.
    latest = run.now - timedelta(days=max(0, first - 1))
    mine = Stall.objects.filter(
        rule=rule.code,
        initiative=OuterRef("cause_initiative"),
        function=OuterRef("cause_function"),
        closed_at__isnull=True,
    )
    rows = (
        cause()
        .filter(~Exists(mine), cause_since__lte=latest)
        .order_by("cause_since", "pk")
    )
    columns = ["cause_initiative", "cause_function", "cause_other", "cause_since"]
    columns += ["cause_subject", "cause_country"]
    if rule.code == Rule.VACANT:
        columns.append("cause_left")
    seen, late = set(), []
    for row in rows.values(*columns):
        key = row["cause_initiative"], row["cause_function"]
        if key in seen or not row["cause_function"]:
            continue
        seen.add(key)
        try:
            late += _stall_of(rule, row, limit, run.now)
        except Exception as error:
            run.missed(error)
    for start in range(0, len(late), CHUNK):
        open_stalls(late[start : start + CHUNK], run, by=SYSTEM)


def _stall_of(rule, row, limit, now):
    """The stall of a cause with its rungs, unless its first rung is still to come."""
    since = _instant(row["cause_since"])
    if left := row.get("cause_left"):
        since = max(since, _instant(left))
    place = Place(row["cause_country"])
    rungs = stalls.ladder(rule, since, place, limit=limit)
    if not stalls.reached(rungs, now):
        return
    due = next(rung.at for rung in rungs if rung.level == Level.LIMIT)
    yield (
        Stall(
            initiative_id=row["cause_initiative"],
            rule=rule.code,
            function=row["cause_function"],
            other=row["cause_other"],
            subject=row["cause_subject"],
            since=since,
            due_at=due,
            limit=limit,
            reckoning=_reckoning(rule, since, place, limit),
            climbs_from=since,
        ),
        rungs,
    )


def _reckoning(rule, since, place, limit) -> dict:
    """How the due time came about, to be told later."""
    if rule.days or not limit:
        return {"country": place.country}
    return calendar.due(since, limit, place).reckoning


def _instant(since) -> datetime:
    """The instant itself, or the end of a day that has passed."""
    return since if isinstance(since, datetime) else clock.end_of(since)


@audited
def open_stalls(found, run, *, by):
    """Open these stalls: pairs of an unsaved stall and its rungs."""
    _open(found, run, by=by)


def _open(found, run, *, by):
    """Write stalls at the rung that they have reached; a rival's row stands."""
    flags = []
    for stall, rungs in found:
        done = stalls.reached(rungs, run.now)
        stall.level = done[-1].level
        stall.next_at = stalls.following(rungs, run.now)
        stall.opened_at = run.now
        flags += [
            Escalation(
                stall=stall, level=rung.level, due_at=rung.at, flagged_at=run.now
            )
            for rung in done
        ]
    made = [stall for stall, _rungs in found]
    Stall.objects.bulk_create(made, ignore_conflicts=True)
    mine = set(
        Stall.objects.filter(pk__in=[stall.pk for stall in made]).values_list(
            "pk", flat=True
        )
    )
    made = [stall for stall in made if stall.pk in mine]
    Escalation.objects.bulk_create([f for f in flags if f.stall_id in mine])
    run.opened += sum(stall.is_past for stall in made)
    _tell([(stall, 0) for stall in made], run)
    stalls.note("governance.stalls_opened", made, by=by)


# Climbing


def _climb(run):
    while climb_due(run, by=SYSTEM):
        pass


@audited
def climb_due(run, *, by):
    """Lift up to a chunk of stalls whose next rung is reached; whether there were any.

    Two sweeps at once never lift the same stall: the rows are held on PostgreSQL, and
    each is lifted from the rung at which it was read.
    """
    rows = Stall.objects.filter(closed_at__isnull=True, next_at__lte=run.now)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    due = list(rows.select_related("wait").order_by("next_at", "pk")[:CHUNK])
    flags, lifted = [], []
    for stall in due:
        try:
            rungs = stalls.ladder_of(stall)
        except Exception as error:
            run.missed(error)
            stall.next_at = run.now + LATER
            continue
        was = stall.level
        done = [r for r in stalls.reached(rungs, run.now) if r.level > was]
        stall.next_at = stalls.following(rungs, run.now)
        if done:
            stall.level = done[-1].level
            lifted.append((stall, was))
            run.opened += was < Level.LIMIT <= stall.level
            run.escalated += was >= Level.LIMIT
            flags += [
                Escalation(
                    stall=stall,
                    climb=stall.climb,
                    level=rung.level,
                    due_at=rung.at,
                    flagged_at=run.now,
                )
                for rung in done
            ]
    Stall.objects.bulk_update(due, ["level", "next_at"])
    Escalation.objects.bulk_create(flags, ignore_conflicts=True)
    _tell(lifted, run)
    stalls.note("governance.stalls_escalated", [stall for stall, _was in lifted], by=by)
    return len(due) == CHUNK


# Closing


@audited
def close_ended(rule, run, *, by):
    """Close the open stalls of a rule whose cause has ended."""
    run.closed += len(ending.close(list(ending.ended(rule, Stall.objects.all()))))


# Telling


def _tell(found, run):
    """Tell of stalls that have climbed: pairs of a stall and the rung it came from.

    After an outage several rungs are reached at once: everybody concerned by one of
    them is told once, at the last.
    """
    if not found:
        return
    initiatives = (
        Initiative.objects.filter(pk__in={stall.initiative_id for stall, _was in found})
        .select_related("unit")
        .in_bulk()
    )
    owners = _owners([stall for stall, _was in found])
    rows = []
    for stall, was in found:
        initiative = initiatives[stall.initiative_id]
        rows += notices.prepare(
            set().union(
                owners[stall.pk] if was < Level.LIMIT <= stall.level else (),
                *(
                    recipients(stall, level, initiative, run.roster)
                    for level in _told_at(was, stall.level)
                ),
            ),
            _kind(stall.level),
            initiative=initiative,
            by=None,
            url=page_of(stall, initiative),
            key=f"stall/{stall.pk}/{stall.climb}/{stall.level}",
            stall=str(stall.pk),
            rule=stall.rule,
            level=int(stall.level),
            function=stall.function,
        )
    run.notified += notices.send(rows)


def _told_at(was, level):
    """The rungs climbed whose people are told: reminders only while it is not late."""
    climbed = [rung for rung in Level if was < rung <= level]
    return [rung for rung in climbed if rung >= Level.LIMIT or level < Level.LIMIT]


def _kind(level) -> str:
    if level < Level.LIMIT:
        return "stall_reminder"
    return "decision_demanded" if level == Level.DECISION else "stall_raised"


def recipients(stall, level, initiative, roster) -> set:
    """Whom a stall is told to at a rung: ids of persons."""
    path = initiative.unit.path
    holders = roster.holders(stall.function, path)
    if level < Level.LIMIT:
        return holders
    if level == Level.LIMIT:
        if holders:
            return holders | roster.deputies(holders)
        # Nobody holds the function: those who can see to it that somebody does.
        return roster.holders(Function.LEADERSHIP.value, path) | {
            initiative.continuity_holder_id,
            initiative.sponsor_id,
        }
    if level == Level.HEADS:
        other = roster.heads(stall.other, path) if stall.other else set()
        return roster.heads(stall.function, path) | other
    return roster.committee(path) | {initiative.sponsor_id}


def _owners(found):
    """Who owns what is late is told too: stall id -> ids of persons."""
    owners = defaultdict(set)
    for rule, model in OWNED:
        keys = {int(stall.subject): stall for stall in found if stall.rule == rule}
        if keys:
            for pk, owner in model.objects.filter(pk__in=keys).values_list(
                "pk", "owner_id"
            ):
                owners[keys[pk].pk].add(owner)
    theirs = [stall for stall in found if stall.rule in OF_THE_PROCESS]
    if theirs:
        newest = dict(
            ProcessOwner.objects.filter(
                initiative__in=[stall.initiative_id for stall in theirs]
            )
            .order_by("pk")
            .values_list("initiative", "person")
        )
        for stall in theirs:
            owners[stall.pk] |= {newest.get(stall.initiative_id)} - {None}
    return owners


OWNED = (
    (Rule.CONDITION, Condition),
    (Rule.PREVENTION, Prevention),
    (Rule.COMMITMENT, Commitment),
)
"""The rules whose cause has an owner of its own, and the rows that name them."""

OF_THE_PROCESS = (Rule.MAP, Rule.REMEASURE)
"""The rules of which the owner of the process is told."""


def page_of(stall, initiative) -> str:
    """Where the next step is taken."""
    if stall.level >= Level.SPONSOR:
        return reverse("governance:stall", args=[stall.pk])
    return next_step(stall, initiative)


def next_step(stall, initiative) -> str:
    """The page on which the holder ends the stall."""
    names = {
        Rule.IDLE: "governance:gate",
        Rule.CONSULTATION: "literacy:page",
        Rule.PREVENTION: "literacy:impact",
        Rule.TERM: "literacy:page",
        Rule.RESPONSE: "literacy:page",
        Rule.COMMITMENT: "literacy:page",
        Rule.CONCERN: "literacy:employees",
        Rule.LESSON: "lessons:page",
        Rule.MAP: "processes:page",
        Rule.REMEASURE: "processes:page",
        Rule.HOURS: "value:page",
        Rule.CONFIRMATION: "value:page",
    }
    if stall.wait_id:
        return reverse(
            "governance:handoff", args=[initiative.ref, stall.wait.handoff_id]
        )
    if stall.rule == Rule.CONDITION:
        return f"{initiative.get_absolute_url()}#conditions"
    if stall.rule == Rule.VACANT:
        return reverse("organisation:mandates")
    if stall.rule == Rule.CONCERN and stall.function == Function.HR:
        return reverse("literacy:concerns")
    return reverse(names[stall.rule], args=[initiative.ref]) + PLACES.get(
        stall.rule, ""
    )


PLACES = {
    Rule.MAP: "#maps",
    Rule.REMEASURE: "#measurements",
    Rule.LESSON: "#lessons",
}
"""Where on its page the next step is taken: whoever is on it already comes there."""


WEEKDAY, HOUR = 0, time(8, 0)
"""When the committee's chair gets the week's digest: Monday morning, local time."""


@audited
def tell_the_chair(run, *, by):
    """Once a week, tell the committee's chair what is stalled, if anything is."""
    local = localtime(run.now)
    week = local.date() - timedelta(days=local.weekday() - WEEKDAY)
    begins = datetime.combine(week, HOUR, local.tzinfo)
    if local < begins:
        return
    counts = Counter(
        Stall.objects.filter(
            closed_at__isnull=True, level__gte=Level.LIMIT
        ).values_list("function", flat=True)
    )
    if not counts or not _is_first_since(begins, run.now):
        return
    rows = notices.prepare(
        run.roster.chairs(),
        "weekly_stalls",
        initiative=None,
        by=None,
        url=reverse("governance:stalls"),
        key=f"weekly/{week.isoformat()}",
        week=str(week),
        stalled=sum(counts.values()),
        functions=dict(counts),
    )
    sent = notices.send(rows)
    run.notified += sent
    if sent:
        record("governance.chair_told", by=by, week=str(week), stalled=len(counts))


def _is_first_since(instant, now) -> bool:
    """Whether nobody has told the chair since an instant; then it counts as told."""
    JobRun.objects.get_or_create(name="chair", defaults={"started_at": now})
    return (
        JobRun.objects.filter(name="chair")
        .filter(Q(succeeded_at__isnull=True) | Q(succeeded_at__lt=instant))
        .update(started_at=now, finished_at=now, succeeded_at=now)
        == 1
    )
