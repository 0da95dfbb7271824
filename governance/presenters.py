"""What the pages of governance show: plain dicts and sentences, made from facts."""

from collections import defaultdict
from datetime import date
from itertools import groupby
from statistics import median

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from audit import clock
from audit.models import Entry
from audit.presenters import line
from governance import charts, querysets, rules
from governance.meetings import updates as meetings
from governance.models import Handoff, Rule, Wait
from initiatives.evidence import leads_now
from initiatives.models import STATUS_LABELS, Initiative
from initiatives.stages import FOUR, LEADS, Stage
from literacy.councils import told_of
from organisation import access, calendar
from organisation.functions import Function
from organisation.templatetags.ui import written_day, written_number

CARDS = 8
ENOUGH_STAYS = 5
"""Completed stays from which on a stage has a usual length."""
BOARD_STAGES = FOUR


def day(moment) -> str:
    """A day in words, in the time zone of the reader."""
    if hasattr(moment, "hour"):
        moment = localtime(moment)
    return date_format(moment, "DATE_FORMAT")


def days_since(moment, now) -> int:
    """Whole days between a moment and now."""
    return max((now - moment).days, 0)


def in_days(count) -> str:
    """ "12 days", in words; less than one is no number."""
    if count < 1:
        return _("less than a day")
    return ngettext("%(n)d day", "%(n)d days", count) % {"n": count}


# Waiting for me


def waiting_groups(found, person):
    """Obligations in three groups: past the limit, due, without a clock."""
    now = clock.now()
    groups = [
        {"key": "late", "title": _("Past the limit"), "items": []},
        {"key": "due", "title": _("With a date"), "items": []},
        {"key": "open", "title": _("In your stages"), "items": []},
    ]
    for o in found:
        late = bool(o.due_at and o.due_at <= now)
        item = {
            "verb": o.verb.label,
            "icon": ICONS[o.verb.value],
            "title": o.initiative.title
            if o.initiative
            else o.about or _("AI in general"),
            "ref": o.initiative.ref if o.initiative else "",
            "url": o.url,
            "sentence": o.sentence,
            "late": late,
            "primary": late,
            "function": Function(o.function).label if o.function else "",
            "since": o.since,
            "due_at": o.due_at,
            "days": in_days(days_since(o.since, now)),
        }
        groups[0 if late else 1 if o.due_at else 2]["items"].append(item)
    return [g for g in groups if g["items"]]


ICONS = {
    "accept": "handoff",
    "sign": "sign",
    "answer": "comment",
    "confirm": "check",
    "decide": "committee",
    "prepare": "edit",
}


UPDATES = {
    "proposed": lambda f: _("was proposed"),
    "withdrawn": lambda f: _("was withdrawn by its proposer"),
    "taken_over_accepted": lambda f: _("was accepted by its lead: its clocks run"),
    "signed": lambda f: _("was signed by %(function)s") % {"function": _function(f)},
    "returned": lambda f: (
        _("was returned with questions by %(function)s") % {"function": _function(f)}
    ),
    "answered": lambda f: _("has an answer to your question"),
    "committee_asked": lambda f: _("is before the committee"),
    "decided": lambda f: _("was decided by the committee"),
    "offer_withdrawn": lambda f: _("is not offered any more"),
    "sent_back": lambda f: _("was sent back a stage"),
    "stopped": lambda f: _("was stopped; a lesson is owed"),
    "revised": lambda f: _("changed while it was being signed: everybody signs anew"),
    "passed": lambda f: (
        _("passed its last gate: it is closed")
        if f.get("to") == Stage.CLOSED
        else _("passed its gate into %(stage)s")
        % {"stage": Stage(f["to"]).label if f.get("to") in Stage.values else ""}
    ),
    "asked_sign": lambda f: (
        _("waits for the signature of %(function)s") % {"function": _function(f)}
    ),
    "asked_accept": lambda f: (
        _("waits for %(function)s to accept it") % {"function": _function(f)}
    ),
    "asked_answer": lambda f: (
        _("waits for an answer of %(function)s") % {"function": _function(f)}
    ),
    "asked_decide": lambda f: _("waits for the committee"),
    "number_asked": lambda f: _("A limit or share is to change: you answer."),
    "number_answered": lambda f: (
        _("The change of a limit or share was agreed to.")
        if f.get("agreed")
        else _("The change of a limit or share was refused.")
    ),
    "erasure_asked": lambda f: _("has a file or a comment that somebody asks to erase"),
    "person_erasure_asked": lambda f: _(
        "Somebody who has left is to be erased: a second person answers"
    ),
    "mentioned": lambda f: _("has a comment that mentions you"),
    "named": lambda f: _("names you among the people who carry it"),
    "shared": lambda f: _("is confidential and was shared with you"),
    "stall_reminder": lambda f: (
        _("has used up %(level)s %% of its limit with %(function)s")
        % {"level": f.get("level", ""), "function": _function(f)}
    ),
    "stall_raised": lambda f: (
        _("is past its limit with %(function)s") % {"function": _function(f)}
    ),
    "decision_demanded": lambda f: (
        _("must be decided by the committee: it stalls with %(function)s")
        % {"function": _function(f)}
    ),
    "stall_decided": lambda f: _("stalled, and the committee has decided"),
    **meetings.UPDATES,
    "weekly_stalls": lambda f: (
        ngettext(
            "%(n)d duty or handoff is past its limit this week",
            "%(n)d duties and handoffs are past their limit this week",
            f.get("stalled", 0),
        )
        % {"n": f.get("stalled", 0)}
    ),
    "literacy.information_handed_over": lambda f: _(
        "has new information for your body, which can give its opinion"
    ),
    "literacy.opinion_given": lambda f: _("has the opinion of a body"),
    "literacy.council_asks": lambda f: _("has a body that asks or tells you something"),
    "literacy.consultation_news": lambda f: _("has something new in a consultation"),
    "literacy.order_recorded": lambda f: _("has an order of a court or board"),
    "literacy.commitment_made": lambda f: _("has a new commitment to a body"),
    "literacy.promise_handed_over": lambda f: _(
        "has a commitment or a prevention measure that is now yours"
    ),
    "literacy.waiver_asked": lambda f: _(
        "asks Legal to confirm that a site needs no consultation"
    ),
    "literacy.waiver_answered": lambda f: (
        _("needs no consultation at a site: Legal confirmed it")
        if f.get("agreed")
        else _("needs a consultation at a site: Legal did not confirm the exception")
    ),
    "literacy.override_asked": lambda f: _(
        "asks Legal to allow real work before the consultation has passed"
    ),
    "literacy.override_answered": lambda f: (
        _("may begin real work before the consultation has passed: Legal agreed")
        if f.get("agreed")
        else _("stays blocked until the consultation has passed: Legal did not agree")
    ),
    "literacy.screening_reopened": lambda f: _(
        "has an AI Act screening that Legal must look at again"
    ),
    "literacy.named_lists_asked": lambda f: _(
        "Attendance is to be kept by name somewhere: HR answers"
    ),
    "literacy.named_lists_answered": lambda f: (
        _("Attendance may be kept by name as you asked: HR agreed")
        if f.get("agreed")
        else _("Attendance stays a number: HR refused named lists")
    ),
    "literacy.law_version_proposed": lambda f: _(
        "A rule of law was written anew and waits for a second person"
    ),
    "literacy.law_version_answered": lambda f: (
        _("Your new text of a rule of law counts: a second person agreed")
        if f.get("agreed")
        else _("Your new text of a rule of law was refused")
    ),
    "literacy.evolution_claimed": lambda f: _(
        "is said to be no new technology: Legal answers whether that is so"
    ),
    "literacy.evolution_signed": lambda f: (
        _("counts as no new technology: Legal agreed")
        if f.get("agreed")
        else _("counts as new technology: Legal did not agree")
    ),
    "literacy.law_unknown": lambda f: (
        ngettext(
            "has %(n)d site in a country whose law is not known here: Legal says what "
            "it asks",
            "has %(n)d sites in countries whose law is not known here: Legal says what "
            "it asks",
            f.get("sites", 1),
        )
        % {"n": f.get("sites", 1)}
    ),
    "literacy.question_reopened": lambda f: _(
        "has a question whose answer does not answer it: it is open again"
    ),
    "literacy.concerns_released": lambda f: _(
        "questions and concerns are there for HR to read and pass on"
    ),
    "literacy.question_given": lambda f: (
        _("a question of employees waits for the answer of %(function)s")
        % {"function": _function(f)}
    ),
    "literacy.concern_answered": lambda f: _("what you asked has an answer"),
    "literacy.pulse_opened": lambda f: _(
        "a pulse is open: five statements, answered without a name"
    ),
    "literacy.pulse_reminder": lambda f: _(
        "a pulse is still open; this goes to everybody, also to those who answered"
    ),
    "processes.owner_named": lambda f: _("names you as the owner of its process"),
    "processes.hours_evaporated": lambda f: (
        _("was measured again: %(hours)s hours a week that were freed have evaporated")
        % {"hours": written_number(f.get("hours", 0), 1)}
    ),
}


def _function(facts):
    value = facts.get("function", "")
    return Function(value).label if value in Function.values else ""


def updates(rows, person):
    """Changes in words; what the person may not see any more is left out."""
    rows = list(rows)
    seen = told_of(person, rows)
    items = []
    for row in rows:
        initiative = seen.get(row.pk)
        words = UPDATES.get(row.kind)
        if row.initiative_id is None and words:
            items.append(
                {
                    "title": _("The settings")
                    if row.kind.startswith("number_")
                    else _("People")
                    if row.kind == "person_erasure_asked"
                    else _("Consultation law")
                    if row.kind.startswith("literacy.law_")
                    else _("Literacy and dialogue")
                    if row.kind.startswith("literacy.")
                    else _("Committee")
                    if row.kind in meetings.UPDATES
                    else _("The pipeline"),
                    "text": words(row.facts),
                    "at": row.created_at,
                    "url": row.url,
                    "key": row.read_at is None,
                }
            )
        if initiative is None:
            continue
        items.append(
            {
                "title": f"{initiative.title} ({initiative.ref})",
                "text": words(row.facts) if words else _("changed"),
                "at": row.created_at,
                "url": row.url or initiative.get_absolute_url(),
                "key": row.read_at is None,
            }
        )
    return items


# The pipeline


def waiting_strip(person, now):
    """The handoffs that wait now: for the ageing chart and the tags beside it."""
    pairs = defaultdict(list)
    worst = defaultdict(int)
    handoffs, limit = [], 10
    for pk, clocks in groupby(
        querysets.waiting_handoffs(person), lambda w: w.handoff_id
    ):
        clocks = list(clocks)
        first = clocks[0]
        running = [w for w in clocks if w.due_at is not None]
        for wait in running:
            worst[wait.function] += wait.due_at <= now
        since = min((w.since for w in running), default=first.offered_at)
        age = calendar.working_days_between(since, now, first)
        pairs[(first.giver, first.receiver)].append((age, first.ref))
        handoffs.append(
            {
                "pk": pk,
                "ref": first.ref,
                "state": Handoff.State(first.state).label,
                "is_late": any(w.due_at <= now for w in running),
            }
        )
    late = sum(h["is_late"] for h in handoffs)
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
    top = max(worst.items(), key=lambda pair: pair[1], default=None)
    sentence = ""
    if top and top[1]:
        sentence = ngettext(
            "%(n)d of them waits for %(function)s.",
            "%(n)d of them wait for %(function)s.",
            top[1],
        ) % {"n": top[1], "function": Function(top[0]).label}
    return {
        "handoffs": handoffs,
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


# One initiative


def now_box(person, initiative, state):
    """Who must act now, since when, until when, and the one button."""
    now = clock.now()
    if initiative.status == "draft":
        return {
            "title": _("A draft that only you can see"),
            "text": _("Submit it when the five questions are answered well enough."),
            "submit": reverse("governance:submit", args=[initiative.ref]),
            "label": _("Submit the proposal"),
        }
    if initiative.status in ("withdrawn", "closed"):
        label = (
            initiative.get_outcome_display()
            if initiative.outcome
            else STATUS_LABELS[initiative.status]
        )
        return {"title": _("Ended: %(outcome)s") % {"outcome": label}, "text": ""}
    if initiative.taken_over_at and not initiative.accepted_at:
        lead = state.gate.lead
        mine = rules.may_lead(person, state, "governance.offer")
        return {
            "title": _("Taken over, accepted by no lead yet"),
            "text": _("No clock runs until a lead of %(function)s accepts it.")
            % {"function": lead.label},
            "submit": reverse("governance:take-on", args=[initiative.ref])
            if mine
            else "",
            "label": _("Accept it"),
        }
    handoff = state.handoff
    if handoff is None:
        missing = len(state.unmet)
        gate_url = reverse("governance:gate", args=[initiative.ref])
        if missing:
            text = ngettext(
                "%(n)d item is missing before %(function)s can offer the handoff.",
                "%(n)d items are missing before %(function)s can offer the handoff.",
                missing,
            ) % {"n": missing, "function": state.gate.lead.label}
        else:
            text = _("Everything is there. %(function)s can offer the handoff.") % {
                "function": state.gate.lead.label
            }
        return {
            "title": _("With %(function)s for %(days)s")
            % {
                "function": state.gate.lead.label,
                "days": in_days(days_since(initiative.stage_since, now)),
            },
            "text": text,
            "url": gate_url,
            "label": _("See the gate"),
            "ready": not missing,
        }
    running = sorted(
        (w for w in handoff.waits.all() if w.ended_at is None), key=lambda w: w.due_at
    )
    url = reverse("governance:handoff", args=[initiative.ref, handoff.pk])
    if not running:
        return {
            "title": handoff.get_state_display(),
            "text": "",
            "url": url,
            "label": _("See the handoff"),
        }
    first = running[0]
    late = first.due_at <= now
    days = in_days(days_since(first.since, now))
    function = Function(first.function).label
    title = {
        Wait.Duty.SIGN: _("Waiting %(days)s for %(function)s to sign"),
        Wait.Duty.ACCEPT: _("Waiting %(days)s for %(function)s to accept"),
        Wait.Duty.ANSWER: _("Waiting %(days)s for %(function)s to answer"),
        Wait.Duty.DECIDE: _("Waiting %(days)s for the committee"),
    }[first.duty] % {"days": days, "function": function}
    return {
        "title": title,
        "text": due_sentence(first),
        "late": late,
        "url": url,
        "label": _("See the handoff"),
        "waits": running,
    }


def due_sentence(wait) -> str:
    """Until when, and how that was reckoned."""
    return _reckoned(
        wait,
        ngettext(
            "By %(day)s: %(n)d working day in %(country)s.",
            "By %(day)s: %(n)d working days in %(country)s.",
            wait.patience,
        ),
    )


def past_sentence(stall) -> str:
    """When the limit ran out, and how that was reckoned."""
    return _reckoned(
        stall,
        ngettext(
            "The limit ran out on %(day)s: %(n)d working day in %(country)s.",
            "The limit ran out on %(day)s: %(n)d working days in %(country)s.",
            stall.patience,
        ),
    )


def _reckoned(clock_row, words) -> str:
    sentence = words % {
        "day": day(clock_row.due_at),
        "n": clock_row.patience,
        "country": calendar.country_name(clock_row.reckoning.get("country", "")),
    }
    skipped = _skipped(clock_row.reckoning)
    if skipped:
        sentence += " " + _("Not counted: %(holidays)s.") % {
            "holidays": ", ".join(skipped)
        }
    return sentence


def _skipped(reckoning) -> list[str]:
    """The public holidays that were not counted, each with its name if it has one."""
    words = []
    for row in reckoning.get("holidays", []):
        # earlier rows hold the name beside the day, in one language
        on = date.fromisoformat(row if isinstance(row, str) else row[0])
        name = calendar.holiday_name(
            on,
            reckoning.get("country", ""),
            reckoning.get("subdivision", ""),
            get_language() or "",
        )
        words.append(written_day(on, year=False) + (f" ({name})" if name else ""))
    return words


def signs(state):
    """The signatures of the gate: who signed, who is asked, what was returned."""
    items = []
    waits = (
        {w.function: w for w in state.handoff.waits.all() if w.ended_at is None}
        if state.handoff
        else {}
    )
    now = clock.now()
    for function in state.must_sign:
        answer = state.answers.get(function.value)
        item = {"label": function.label, "who": function.label, "tag": "", "kind": ""}
        if function.value in state.signed:
            item |= {
                "who": answer.person.name,
                "sub": signed_by(answer),
                "tag": answer.get_answer_display(),
                "kind": "plain",
            }
        elif answer is not None and answer.answer == "returned":
            item |= {
                "who": answer.person.name,
                "sub": signed_by(answer),
                "tag": _("Returned"),
                "kind": "warn",
            }
        elif answer is not None:
            item |= {
                "who": answer.person.name,
                "sub": _("The mandate behind this signature has ended."),
                "tag": _("Counts no more"),
                "kind": "warn",
            }
        elif state.handoff is not None:
            wait = waits.get(function.value)
            late = bool(wait and wait.due_at <= now)
            item |= {
                "sub": _("Since %(day)s") % {"day": day(wait.since)} if wait else "",
                "tag": _("Waiting"),
                "kind": "bad" if late else "warn",
            }
        else:
            item["tag"] = _("Not asked yet")
        items.append(item)
    return items


def signed_by(row) -> str:
    """ "Nadia Ferrand, 11 May", and for whom a deputy signed."""
    words = f"{row.person.name}, {day(row.signed_at)}"
    if row.principal_id:
        words += " · " + _("for %(name)s") % {"name": row.principal.name}
    if row.counts_with_id:
        words += " · " + _("one signature for several functions, the only holder")
    return words


def overview(person, initiative, state):
    """Everything that the overview shows."""
    stays = sorted(initiative.stays.all(), key=lambda row: row.visit)
    comments = list(initiative.comments.select_related("written_by")[:100])
    files = list(
        initiative.attachments.filter(is_traced=False).select_related("added_by")[:30]
    )
    conditions = sorted(
        initiative.conditions.all(),
        key=lambda row: (row.met_at is not None, row.met_at or clock.now(), row.due_on),
    )
    leads = {row.function: row.person for row in leads_now(initiative)}
    dots = [(row.signed_at, row.get_function_display(), True) for row in state.standing]
    exposures = list(initiative.exposures.all())
    seen = Initiative.objects.visible_to(person)
    links = list(initiative.links.filter(other__in=seen).select_related("other"))
    entries = list(with_names(Entry.objects.about(initiative.pk))[:8])
    may_comment = access.may(person, "initiatives.comment", of=initiative)
    return {
        "initiative": initiative,
        "tab": "overview",
        "lead": finding(initiative, state),
        "now": now_box(person, initiative, state),
        "state": state,
        "criteria": state.criteria,
        "heading": gate_heading(state.gate),
        "met": len(state.criteria) - len(state.unmet),
        "signs": signs(state),
        "timeline": charts.timeline(stays, dots, clock.now()) if stays else None,
        "history": history(entries),
        "comments": comments,
        "may_comment": may_comment or access.current_seats(person),
        "comment_reason": may_comment.reason,
        "files": files,
        "may_attach": access.may(person, "initiatives.attach", of=initiative),
        "conditions": conditions,
        "today": clock.today(),
        "leads": [
            {"function": LEADS_ORDER[f], "person": leads.get(f)} for f in LEADS_ORDER
        ],
        "exposures": exposures,
        "people": sum(e.people for e in exposures if e.in_scope),
        "links": links,
        "may_stop": initiative.status in ("active",) and rules.may_stop(person, state),
        "may_send_back": initiative.status == "active"
        and initiative.stage in (Stage.APPROPRIATION, Stage.LEARNING, Stage.VALUE)
        and rules.may_send_back(person, state),
        "never_offered": initiative.stage == Stage.PROPOSED
        and not initiative.handoffs.all(),
        "may_cycle": initiative.stage in (Stage.LEARNING, Stage.CLOSED),
    }


LEADS_ORDER = {f.value: f.label for f in Function if f in LEADS.values()}


def finding(initiative, state) -> str:
    """The sentence that opens an initiative's page."""
    status = initiative.status
    if status == "draft":
        return _("A draft. Nobody else sees it until you submit it.")
    if status == "withdrawn":
        return _("Withdrawn on %(day)s by its proposer, before it was offered.") % {
            "day": day(initiative.withdrawn_at)
        }
    if status == "closed":
        return _("Closed on %(day)s: %(outcome)s.") % {
            "day": day(initiative.stage_since),
            "outcome": initiative.get_outcome_display().lower(),
        }
    if status == "taken_over" or (initiative.taken_over_at and not state.criteria):
        return _("Runs already, in %(stage)s. No lead has accepted it yet.") % {
            "stage": initiative.get_stage_display()
        }
    if status == "stopped":
        if state.unmet:
            return _(
                "Stopped on %(day)s. A lesson is owed before it can be closed."
            ) % {"day": day(initiative.stopped_at)}
        return _("Stopped on %(day)s. Its lesson is there.") % {
            "day": day(initiative.stopped_at)
        }
    if state.handoff is not None and state.handoff.state == Handoff.State.COMMITTEE:
        return _("Between two functions: the committee was asked to decide.")
    if state.handoff is not None:
        if state.pending:
            return ngettext(
                "Offered to the next function. %(n)d signature is still missing.",
                "Offered to the next function. %(n)d signatures are still missing.",
                len(state.pending),
            ) % {"n": len(state.pending)}
        return _("Everybody has signed. %(function)s has not accepted yet.") % {
            "function": state.receiver.label if state.receiver else ""
        }
    if state.unmet:
        return ngettext(
            "%(met)d of %(all)d items of the gate are done. Next: %(what)s.",
            "%(met)d of %(all)d items of the gate are done. Next: %(what)s.",
            len(state.criteria),
        ) % {
            "met": len(state.criteria) - len(state.unmet),
            "all": len(state.criteria),
            "what": str(state.unmet[0].label)[:1].lower()
            + str(state.unmet[0].label)[1:],
        }
    return _("Everything is there: the handoff can be offered.")


def gate_heading(gate) -> str:
    """What a gate is called on a page: "Gate G1 to Productive appropriation"."""
    if gate is None:
        return _("No gate")
    if gate.to == Stage.CLOSED:
        return _("Gate %(gate)s, the last one: it closes") % {"gate": gate.code}
    return _("Gate %(gate)s to %(stage)s") % {
        "gate": gate.code,
        "stage": gate.to.label,
    }


def gate_page(person, initiative, state):
    """The gate: criteria, who signs, who receives, and the offer."""
    may_offer = (
        rules.may_lead(person, state, "governance.offer") if state.gate else None
    )
    gate = state.gate
    return {
        "initiative": initiative,
        "tab": "gate",
        "lead": finding(initiative, state),
        "state": state,
        "gate": gate,
        "heading": gate_heading(gate),
        "criteria": state.criteria,
        "met": len(state.criteria) - len(state.unmet),
        "signs": signs(state),
        "may_offer": may_offer,
        "past": [row for row in initiative.handoffs.all() if not row.is_open],
    }


def handoff_page(person, initiative, handoff, state):
    """What the receiver and the signers read before they answer."""
    questions = list(
        handoff.questions.select_related("asked_by", "answered_by").order_by("asked_at")
    )
    signoffs = list(
        handoff.signoffs.select_related("person", "principal").order_by("signed_at")
    )
    giver = Function(handoff.giver).label
    receiver = Function(handoff.receiver).label if handoff.receiver else ""
    page = {
        "initiative": initiative,
        "tab": "gate",
        "handoff": handoff,
        "state": state,
        "questions": questions,
        "may_reply": access.may(
            person, "governance.offer", of=initiative, function=handoff.giver
        ),
        "signoffs": signoffs,
        "mine": [
            s
            for s in signoffs
            if s.person_id == person.pk and s.is_standing and not s.counts_with_id
        ]
        if state
        else [],
        "exposures": list(initiative.exposures.select_related("unit", "site")),
        "conditions": list(handoff.conditions.select_related("owner")),
        "referrals": list(handoff.referrals.select_related("asked_by", "decision")),
        "giver": giver,
        "receiver": receiver,
        "signed_function_labels": {s.pk: s.get_function_display() for s in signoffs},
    }
    if state is None:
        page["lead"] = _("%(state)s on %(day)s.") % {
            "state": handoff.get_state_display(),
            "day": day(handoff.closed_at),
        }
        return page
    page["signs"] = signs(state)
    page["waits"] = [
        {"wait": w, "text": due_sentence(w), "late": w.due_at <= clock.now()}
        for w in handoff.waits.filter(ended_at__isnull=True).order_by("due_at")
    ]
    page["changed"] = state.has_changed
    if receiver:
        page["lead"] = _(
            "%(giver)s hands this initiative over to %(receiver)s. "
            "Whoever accepts it, owns it from then on."
        ) % {"giver": giver, "receiver": receiver}
    else:
        page["lead"] = _(
            "%(giver)s asks to close it. The last signature closes it."
        ) % {"giver": giver}
    return page


def with_names(entries):
    """Entries with the names of today, in the same query."""
    people = get_user_model().objects
    return entries.annotate(
        **{
            f"{name}_name": Subquery(
                people.filter(pk=OuterRef(name)).order_by().values("name")
            )
            for name in ("actor_ref", "on_behalf_of")
        }
    )


def history(entries):
    """Entries of the record in words, with the names of today."""
    entries = list(entries)
    if entries and hasattr(entries[0], "actor_ref_name"):
        names = {e.actor_ref: e.actor_ref_name for e in entries}
        names |= {e.on_behalf_of: e.on_behalf_of_name for e in entries}
    else:
        ids = {e.actor_ref for e in entries} | {e.on_behalf_of for e in entries}
        people = get_user_model().objects.filter(pk__in=ids - {None})
        names = {p.pk: p.name for p in people}
    names = {key: name for key, name in names.items() if key and name}
    items = []
    for entry in entries:
        sentence, who, at, _facts = line(entry, names)
        items.append(
            {
                "title": sentence,
                "at": at,
                "by": who,
                "key": entry.action in KEY_ACTIONS,
            }
        )
    return items


KEY_ACTIONS = {
    "governance.proposed",
    "governance.offered",
    "governance.signed",
    "governance.passed",
    "governance.stopped",
    "governance.sent_back",
    "governance.decided",
}


def belongings(held) -> list[dict]:
    """What somebody holds, in groups; a title only where the reader may see it."""

    def name(initiative):
        if initiative.pk in held.seen:
            return f"{initiative.ref} {initiative.title}"
        return _("%(ref)s, confidential") % {"ref": initiative.ref}

    def text(row, initiative):
        return f"{name(initiative)}: {row.text}" if initiative.pk in held.seen else ""

    own = held.holdings
    acts_for = _("acts for %(name)s")
    acted_by = _("%(name)s acts as deputy, which ends")
    groups = [
        (_("Mandates"), [str(row) for row in own.mandates], ""),
        (
            _("Acting as deputy"),
            [acts_for % {"name": row.principal.name} for row in own.deputises_for]
            + [acted_by % {"name": row.deputy.name} for row in own.deputies],
            "",
        ),
        (
            _("Leads"),
            [f"{r.get_function_display()}: {name(r.initiative)}" for r in held.leads],
            _("A lead passes only to somebody who holds the function there."),
        ),
        (_("Sponsor"), [name(row) for row in held.sponsored], ""),
        (_("Continuity holder"), [name(row) for row in held.followed], ""),
        (
            _("Conditions"),
            [text(r, r.initiative) or name(r.initiative) for r in held.conditions],
            "",
        ),
        (
            _("Commitments to bodies"),
            [
                text(r, r.consultation.initiative) or name(r.consultation.initiative)
                for r in held.commitments
            ],
            "",
        ),
        (
            _("Prevention measures"),
            [text(r, r.initiative) or name(r.initiative) for r in held.preventions],
            _("A measure passes only to somebody who sees the initiative."),
        ),
        (_("Seats"), [str(row.body) for row in own.seats], ""),
        (
            _("Open questions"),
            [
                text(row, row.handoff.initiative) or name(row.handoff.initiative)
                for row in held.questions
            ],
            _("Whoever holds the function goes on with them: nothing to hand over."),
        ),
    ]
    return [
        {"title": title, "items": items, "note": note}
        for title, items, note in groups
        if items
    ]


def handed_over(done, successors) -> dict:
    """What went to whom, and what did not with the reason, in sentences."""
    moved, left = done
    labels = {
        "mandates": _("Mandates: %(n)s to %(name)s"),
        "deputies": _("Acting as deputy: %(n)s to %(name)s"),
        "leads": _("Leads, sponsorships, continuity: %(n)s to %(name)s"),
        "conditions": _("Conditions: %(n)s to %(name)s"),
        "promises": _("Commitments and measures: %(n)s to %(name)s"),
        "seats": _("Seats: %(n)s to %(name)s"),
    }
    reasons = {
        "sponsor": _("%(ref)s: %(name)s does not hold Leadership there."),
        "continuity_holder": _("%(ref)s: %(name)s holds no mandate there."),
        "unseen": _("%(ref)s: %(name)s cannot see the initiative of a measure."),
        "too_short": _("%(ref)s: %(name)s leaves before the day of what was promised."),
    }
    said = [labels[k] % {"n": n, "name": successors[k].name} for k, n in moved.items()]
    stays = []
    for initiative, key in left:
        kind = "promises" if key in ("unseen", "too_short") else "leads"
        facts = {"ref": initiative.ref, "name": successors[kind].name}
        if key in reasons:
            stays.append(reasons[key] % facts)
        else:
            facts["function"] = Function(key).label
            stays.append(
                _("%(ref)s: %(name)s does not hold %(function)s there.") % facts
            )
    return {"moved": said, "left": stays}
