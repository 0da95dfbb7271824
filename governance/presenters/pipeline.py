"""What the pipeline shows: the waiting strip, the board, the table."""

from collections import defaultdict
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance import charts, querysets
from governance.models import Handoff, Rule, Wait
from governance.presenters.words import days_since, in_days
from initiatives.models import STATUS_LABELS
from initiatives.stages import FOUR, LEADS, Stage
from organisation import calendar
from organisation.functions import Function

CARDS = 8
SHOWN = 12
"""The handoffs that the strip names, the oldest ones."""
ENOUGH_STAYS = 5
"""Completed stays from which on a stage has a usual length."""
BOARD_STAGES = FOUR


def waiting_strip(person, now):
    """The handoffs that wait now: for the ageing chart and the tags beside it."""
    pairs, limit = defaultdict(list), 10
    handoffs = querysets.waiting_handoffs(person)
    for one in handoffs:
        age = calendar.working_days_between(one.since, now, one)
        pairs[(one.giver, one.receiver)].append((age, one.ref))
    late = sum(one.is_late(now) for one in handoffs)
    groups = [
        (
            _("%(giver)s to %(receiver)s")
            % {
                "giver": Function(giver).label,
                "receiver": Function(receiver).label if receiver else _("close"),
            },
            ages,
        )
        for (giver, receiver), ages in sorted(pairs.items())
    ]
    clocks = querysets.late_clocks(person, now) if late else {}
    top = max(sorted(clocks.items()), key=lambda pair: pair[1], default=None)
    sentence = ""
    if top:
        sentence = ngettext(
            "%(n)d of them waits for %(function)s.",
            "%(n)d of them wait for %(function)s.",
            top[1],
        ) % {"n": top[1], "function": Function(top[0]).label}
    return {
        "oldest": [
            {
                "pk": one.pk,
                "ref": one.ref,
                "state": Handoff.State(one.state).label,
                "is_late": one.is_late(now),
            }
            for one in handoffs[:SHOWN]
        ],
        "total": len(handoffs),
        "late": late,
        "worst": sentence,
        "ageing": charts.ageing(groups, limit) if groups else None,
    }


def board(rows, now):
    """The columns of the board: counts, handoffs that arrive, and the first cards.

    Late ones come first, then those that stand there longest. Four queries: which
    and how many, the cards, their leads, the completed stays.
    """
    shown, counts = querysets.first_of_stages(rows, CARDS)
    usual = usual_days()
    leads = querysets.leads_of(shown)
    columns = [
        _column(
            stage,
            counts.get(stage, 0),
            [i for i in shown if i.stage == stage],
            usual.get(stage),
        )
        for stage in BOARD_STAGES
    ]
    for column in columns:
        column["cards"] = [
            card(i, now, leads) for i in column["rows"] if not i.handoff_id
        ]
        column["tray"] = []
    by_stage = {c["stage"]: c for c in columns}
    for i in shown:
        if i.handoff_id and i.stage != Stage.PROPOSED:
            following = _next(i.stage, i.stopped_at)
            column = by_stage.get(following) or by_stage[i.stage]
            column["tray"].append(card(i, now, leads, tray=True))
    proposed = [i for i in shown if i.stage == Stage.PROPOSED]
    columns[0]["proposed"] = [card(i, now, leads) for i in proposed]
    columns[0]["proposed_count"] = counts.get(Stage.PROPOSED, 0)
    for column in columns:
        column["more"] = column["count"] - len(column["rows"])
    return columns, sum(counts.values())


def _next(stage, stopped):
    numbers = list(Stage)
    if stage == Stage.LEARNING and stopped:
        return Stage.LEARNING
    return numbers[min(Stage(stage).number + 1, 4)]


def usual_days() -> dict:
    """The median of completed stays in days, for the stages with enough of them."""
    stays = defaultdict(list)
    for stage, entered_at, left_at in querysets.completed_stays():
        stays[stage].append(days_since(entered_at, left_at))
    return {
        stage: round(median(days))
        for stage, days in stays.items()
        if len(days) >= ENOUGH_STAYS
    }


def _column(stage, count, rows, usual):
    return {
        "stage": stage,
        "number": stage.number,
        "label": stage.label,
        "lead": _("Led by %(function)s") % {"function": LEADS[stage].label},
        "usual": _("usually %(days)s") % {"days": in_days(usual)}
        if usual is not None
        else "",
        "count": count,
        "rows": rows,
    }


def card(initiative, now, leads, tray=False):
    """What the board shows of one initiative."""
    asked = (initiative.requirement or {}).get("must_sign", ())
    late = bool(initiative.due_at and initiative.due_at <= now)
    late = late or bool(initiative.stall_rule)
    days = in_days(days_since(initiative.stage_since, now))
    owner = leads.get((initiative.pk, initiative.holder_function))
    waits = waiting_line(initiative, now)
    return {
        "ref": initiative.ref,
        "url": initiative.get_absolute_url(),
        "title": initiative.title,
        "unit": initiative.unit.name,
        "aside": _("%(days)s here") % {"days": days},
        "line": waits if initiative.handoff_id else _status_line(initiative),
        "icon": "clock" if initiative.handoff_id or initiative.stall_rule else "",
        "late": late,
        "signed": initiative.signed,
        "signers": len(asked) if initiative.handoff_id else 0,
        "owner": owner.name if owner else "",
        "stage": "" if tray else initiative.stage,
    }


def _status_line(initiative):
    if initiative.stall_rule:
        return str(Rule(initiative.stall_rule).label)
    if initiative.status in ("stopped", "taken_over"):
        return str(STATUS_LABELS[initiative.status])
    if initiative.holder_function:
        return _("With %(function)s") % {
            "function": Function(initiative.holder_function).label
        }
    return ""


def waiting_line(initiative, now) -> str:
    """ "Waiting 19 days for Marketing": who must act, and since when."""
    if not initiative.duty:
        return _status_line(initiative)
    days = in_days(days_since(initiative.waiting_since, now))
    sentence = {
        Wait.Duty.SIGN: _("Waiting %(days)s for %(function)s to sign"),
        Wait.Duty.ACCEPT: _("Waiting %(days)s for %(function)s to accept"),
        Wait.Duty.ANSWER: _("Waiting %(days)s for %(function)s to answer"),
        Wait.Duty.DECIDE: _("Waiting %(days)s for the committee"),
    }[initiative.duty]
    return sentence % {
        "days": days,
        "function": Function(initiative.holder_function).label,
    }


def table(rows, now):
    """The rows of the pipeline table."""
    rows = list(rows)
    leads = querysets.leads_of(rows)
    items = []
    for i in rows:
        owner = leads.get((i.pk, i.holder_function))
        items.append(
            {
                "ref": i.ref,
                "url": i.get_absolute_url(),
                "title": i.title,
                "unit": i.unit.name,
                "stage": i.stage,
                "stage_label": Stage(i.stage).label,
                "status": STATUS_LABELS[i.status],
                "is_active": i.status == "active",
                "holder": Function(i.holder_function).label
                if i.holder_function
                else "",
                "owner": owner.name if owner else "",
                "since": i.waiting_since,
                "days": days_since(i.waiting_since, now),
                "due_at": i.due_at,
                "late": bool(i.due_at and i.due_at <= now),
            }
        )
    return items
