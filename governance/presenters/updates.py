"""What has changed for a person, a sentence a kind of notice."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.meetings import updates as meetings
from initiatives.stages import Stage
from literacy.councils import told_of
from organisation.functions import Function
from organisation.templatetags.ui import written_number

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
    "lessons.repeat_failure": lambda f: _(
        "failed for a cause that a validated lesson had covered"
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
