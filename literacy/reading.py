"""What a consultation waits for, and who can act, in words."""

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from literacy.models import ConsultationState as State
from literacy.models import Right
from organisation.templatetags.ui import written_day

lazy_day = lazy(lambda day: written_day(day), str)
"""A day in words, made in the language of whoever reads it."""


def because(row):
    """Why a consultation has not passed, in a few words; None: it was not opened."""
    if row is None:
        return _("no consultation opened")
    state = row.state
    if state in _DATED and row.due_on:
        return format_lazy(_DATED[state], day=lazy_day(row.due_on))
    if state == State.LEAD_TIME:
        return (
            format_lazy(
                _("work begins on {day} at the earliest"), day=lazy_day(row.due_on)
            )
            if row.due_on
            else _("the lead time is not reckoned: the rule is missing")
        )
    if state == State.STANDSTILL:
        if row.waits_until and not row.reading.time_counts:
            return _("standstill, and Legal has not verified the rule")
        if row.waits_until:
            until = lazy_day(row.waits_until)
            return format_lazy(_("standstill until {day}"), day=until)
        return _("the employer's answer is owed")
    return _SHORT.get(state, _("opinion awaited"))


_DATED = {
    State.WAITING: _("opinion awaited until {day}"),
    State.EXPERT: _("expert at work, opinion awaited until {day}"),
    State.EXTENDED: _("extended by a court, opinion awaited until {day}"),
    State.CONTESTED: _("information contested, opinion awaited until {day}"),
    State.UNPROVEN: _("the term ended on {day}, and the delivery is not proven"),
    State.OVERDUE: _("the term ended on {day}, and time alone does not pass it"),
}
_SHORT = {
    State.OPENED: _("nothing handed over yet"),
    State.INCOMPLETE: _("information incomplete"),
    State.EXPERT: _("expert at work, opinion awaited"),
    State.CONTESTED: _("information contested, opinion awaited"),
    State.SUSPENDED: _("suspended by order"),
    State.GIVEN: _("the employer's answer is owed"),
    State.REFUSED: _("no consent given"),
}


def who_acts(row):
    """Who can bring a consultation further, as a sentence."""
    if row is None:
        return _("HR opens it.")
    state = row.state
    if state in (State.WAITING, State.EXPERT, State.EXTENDED):
        if row.right == Right.CONSULT_LEAD_TIME:
            return _("HR holds the talks and records the minutes, or the body answers.")
        if row.talks_pass and row.right == Right.CONSULT:
            return _("HR holds the talks and records the minutes, or the body answers.")
        return _("The body answers: nobody can do it in its place.")
    return _ACTS.get(state, "")


_ACTS = {
    State.OPENED: _("HR hands over the information."),
    State.INCOMPLETE: _("HR hands over what is missing: no clock runs until then."),
    State.CONTESTED: _("HR answers the request of the body."),
    State.SUSPENDED: _("HR or Legal records when the order is lifted."),
    State.UNPROVEN: _("HR records the proof of delivery, or the body answers."),
    State.OVERDUE: _("The body answers, or Legal verifies the rule."),
    State.LEAD_TIME: _("Nobody can shorten this time."),
    State.STANDSTILL: _("Nobody can shorten this time; a court can replace it."),
    State.GIVEN: _("HR writes the employer's answer to the opinion."),
    State.REFUSED: _("HR goes on talking, or records a ruling that replaces it."),
}


def sentence(row):
    """Where a consultation stands, in one sentence, for the head of its page."""
    state, reading = row.state, row.reading
    if state == State.INCOMPLETE and not reading.is_timed:
        return format_lazy(
            _("{body}: the information is not complete."), body=row.body.name
        )
    if state in _SENTENCES:
        return format_lazy(
            _SENTENCES[state],
            body=row.body.name,
            due=lazy_day(row.due_on) if row.due_on else "",
            opined=lazy_day(row.opined_on) if row.opined_on else "",
            outcome=row.get_outcome_display(),
        )
    if reading.has_passed:
        return format_lazy(
            _("{body}: passed on {day}."),
            body=row.body.name,
            day=lazy_day(reading.passed_on),
        )
    return format_lazy("{body}: {because}.", body=row.body.name, because=because(row))


_SENTENCES = {
    State.REOPENED: _("{body}: opened again, because something has changed."),
    State.INCOMPLETE: _(
        "{body}: the information is not complete, and the clock has not safely started."
    ),
    State.DEEMED: _(
        "{body} has said nothing. Its term ended on {due}: by law it counts as "
        "consulted, with a negative opinion. The employer owes it a reasoned answer."
    ),
    State.LAPSED: _(
        "{body} has said nothing. Its term ended on {due}: by law the employer may go "
        "on, and owes it a reasoned answer."
    ),
    State.GIVEN: _(
        "{body} gave its opinion on {opined}: {outcome}. The employer owes it a "
        "reasoned answer."
    ),
    State.FOLLOWED_UP: _("{body}: passed, and what was promised is not all done yet."),
    State.SUBSTITUTED: _("{body}: a ruling stands for its consent."),
    State.REFUSED: _(
        "{body} refused its consent. Time alone never passes this: talks go on, or a "
        "ruling replaces the consent."
    ),
}
