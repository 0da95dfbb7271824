"""What the receiver and the signers of a handoff read."""

from django.utils.translation import gettext as _

from audit import clock
from governance.presenters.initiative import signs
from governance.presenters.words import day, due_sentence
from organisation import access
from organisation.functions import Function


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
