"""Stop an initiative, or send it back."""

from audit.actions import audited
from governance import rules, settling
from initiatives.actions import require_open
from lessons import actions as lessons


@audited
def stop(initiative, *, by, version, reason, cause="", spent=None):
    """Stop an initiative: it goes to Learning, and a lesson is owed.

    `cause` is where the cause lies (`lessons.models.CauseLayer`), `spent` what was
    spent until now, in the currency of the initiative.
    """
    initiative = settling.open_(initiative, version)
    settling.held(rules.may_stop(by, rules.standing(initiative), fresh=True))
    settling.require_stoppable(initiative)
    settling.require_reason(reason)
    stopped = settling.stop_(initiative, by=by, reason=reason.strip())
    if cause:
        lessons.note_stop(stopped, by=by, cause_layer=cause, spent=spent)
    return stopped


@audited
def note_stop(initiative, *, by, cause="", spent=None):
    """Say afterwards where the cause of a stop lies, or what was spent: each once.

    The committee, or whoever decides at a gate, stops without either.
    """
    initiative = require_open(initiative)
    settling.held(rules.may_note_stop(by, rules.standing(initiative), fresh=True))
    return lessons.note_stop(initiative, by=by, cause_layer=cause, spent=spent)


@audited
def send_back(initiative, *, by, version, to, reason):
    """Send an initiative back a stage, with a reason."""
    initiative = settling.open_(initiative, version)
    state = rules.standing(initiative)
    settling.held(rules.may_send_back(by, state, fresh=True))
    settling.require_reason(reason)
    return settling.back_(initiative, by=by, to=to, reason=reason.strip())
