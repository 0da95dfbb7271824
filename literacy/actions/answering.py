"""The employer answers a body, promises what follows, and shows that it was kept."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from initiatives.actions import require_open
from literacy.filing import (
    begin,
    begin_as_either,
    employers,
    members,
    news,
    paper,
    tell_body,
)
from literacy.law import clock as terms
from literacy.models import (
    APPROVING,
    Addendum,
    Commitment,
    Fulfilment,
    Response,
    Right,
    Side,
)
from literacy.rules import consultation_page, require_past
from organisation import access
from organisation.notices import tell
from organisation.rows import save


@audited
def respond(consultation, *, by, on, text, departs, upload=None):
    """Give the body the employer's reasoned answer to its opinion or to its silence.

    Where the decision departs from the advice and the rule knows a standstill, that
    begins on this day.
    """
    now, current = begin(consultation, by, "literacy.consult")
    require_past(on, "on", current.site)
    text = text.strip()
    if not text:
        raise Invalid(_("Say what you do with the opinion, and why."), field="text")
    reading = current.reading
    if not current.outcome and not reading.expired:
        raise DomainError(_("The body has not answered, and its term is not over."))
    since = current.opined_on or current.due_on
    if on < since:
        raise Invalid(_("An answer comes after the opinion."), field="on")
    if Response.objects.filter(consultation=current).exists():
        raise Duplicate(_("The answer is recorded already. Write an addendum."))
    until, facts = None, {}
    if (
        departs
        and current.right == Right.CONSULT_STANDSTILL
        and current.outcome not in ("", *APPROVING)
    ):
        term = terms.term(
            current.rule.body,
            started_on=current.complete_on,
            place=current.site,
            deviating_decision_on=on,
            law_version=current.rule.law_version,
        )
        until, facts = term.due_on, term.reckoning
    file = paper(now, by, upload, current)
    row = save(
        Response(
            consultation=current,
            on=on,
            text=text,
            departs=departs,
            waits_until=until,
            facts=facts,
            attachment=file,
            recorded_by=by,
        )
    )
    record(
        "literacy.response_given",
        row,
        by=by,
        initiative=now,
        consultation=current.pk,
        on=row.on,
        departs=row.departs,
        waits_until=row.waits_until,
    )
    tell_body(current, now, by)
    return row


@audited
def commit_to(consultation, *, by, text, owner, due_on, is_confidential=False):
    """Promise the body something that follows from what it said: who, by when.

    The employees read it on their page, unless it is confidential.
    """
    now, current = begin(consultation, by, "literacy.consult")
    text = text.strip()
    if not text:
        raise Invalid(_("Say what is promised."), field="text")
    if due_on < terms.today_at(current.site):
        raise Invalid(_("A promise lies ahead: this day has passed."), field="due_on")
    if not access.is_present(owner, clock.today()):
        raise Invalid(_("This person has left. Choose somebody else."), field="owner")
    row = save(
        Commitment(
            consultation=current,
            text=text,
            owner=owner,
            due_on=due_on,
            is_confidential=is_confidential,
            made_by=by,
        )
    )
    record(
        "literacy.commitment_made",
        row,
        by=by,
        initiative=now,
        consultation=current.pk,
        owner=owner.pk,
        due_on=due_on,
        is_confidential=is_confidential,
    )
    tell(
        [owner, *members(current.body_id)],
        "literacy.commitment_made",
        initiative=now,
        by=by,
        url=consultation_page(current),
        consultation=current.pk,
    )
    return row


@audited
def fulfil(commitment, *, by, on, text, upload=None):
    """Show that a promise to a body was kept: its owner does, or HR."""
    consultation = commitment.consultation
    if commitment.owner_id != by.pk:
        access.require(by, "literacy.consult", of=consultation.initiative)
    elif not access.is_present(by, clock.today()):
        raise Refused(_("This account has no rights any more."))
    now = require_open(consultation.initiative)
    require_past(on, "on", consultation.site)
    text = text.strip()
    if not text:
        raise Invalid(_("Say what shows that it is done."), field="text")
    if Commitment.objects.filter(supersedes=commitment).exists():
        raise Stale(_("This promise was handed over to somebody else. Look again."))
    if Fulfilment.objects.filter(commitment=commitment).exists():
        raise Duplicate(_("This promise is recorded as kept already."))
    file = paper(now, by, upload, consultation)
    row = save(
        Fulfilment(
            commitment=commitment, on=on, text=text, attachment=file, recorded_by=by
        )
    )
    record(
        "literacy.commitment_kept",
        row,
        by=by,
        initiative=now,
        consultation=consultation.pk,
        commitment=commitment.pk,
        on=row.on,
    )
    tell_body(consultation, now, by)
    return row


@audited
def add_addendum(consultation, *, by, text, upload=None):
    """Correct or complete, for one's own side, what stands fast after the opinion."""
    now, current, side = begin_as_either(consultation, by)
    text = text.strip()
    if not text:
        raise Invalid(_("Write what you add or correct."), field="text")
    if not current.outcome and not current.reading.expired:
        raise DomainError(
            _("The file is still open: add to it as usual, without an addendum.")
        )
    file = paper(now, by, upload, current)
    row = save(
        Addendum(
            consultation=current, side=side, text=text, attachment=file, recorded_by=by
        )
    )
    record(
        "literacy.addendum_written",
        row,
        by=by,
        initiative=now,
        consultation=current.pk,
        side=side,
    )
    told = members(current.body_id) if side == Side.EMPLOYER else employers(current)
    news(told, current, now, by)
    return row
