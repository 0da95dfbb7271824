"""What the page of one initiative and its gate show."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from audit.models import Entry
from governance import charts, rules
from governance.models import Handoff, Wait
from governance.presenters.history import history, with_names
from governance.presenters.words import day, days_since, due_sentence, in_days
from initiatives.evidence import leads_now
from initiatives.models import STATUS_LABELS, Initiative
from initiatives.stages import LEADS, Stage
from lessons import stops
from organisation import access
from organisation.functions import Function


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
        "stop_unsaid": initiative.stopped_at
        and stops.unsaid(initiative, stops.of(initiative)),
        "may_note_stop": initiative.status == "stopped"
        and rules.may_note_stop(person, state),
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
    if state.handoff is not None and state.unmet:
        first = state.unmet[0]
        return _(
            "The handoff is suspended: “%(what)s” is not met any more. %(function)s "
            "can mend it, and nobody else can move on before."
        ) % {"what": first.label, "function": Function(first.fixed_by).label}
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
