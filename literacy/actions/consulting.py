"""Consult a body, for the employer: open, hand over, answer, promise, reopen."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused
from initiatives.actions import require_open
from literacy.filing import (
    begin,
    begin_as_either,
    employers,
    incomplete,
    members,
    note_event,
    paper,
    reckon,
    require_unanswered,
    tell_body,
)
from literacy.models import (
    Answer,
    Consultation,
    Event,
    HandedItem,
    Information,
    LawRuleVersion,
    Order,
    Right,
    Side,
)
from literacy.rules import consultation_page, require_listed, require_past
from literacy.standing import standing_of
from organisation import access
from organisation.notices import tell
from organisation.rows import save

TALKS_PASS = frozenset(
    {
        "deliberation_minuted",
        "interessenausgleich_attempted",
        "ewc_consulted",
        "consulted",
        "national_rule",
    }
)
"""The outcomes of a rule that minutes of real talks show, without an opinion."""


RULING_PASSES = {
    Order.Forum.EINIGUNGSSTELLE: "einigungsstelle_award",
    Order.Forum.KANTONRECHTER: "cantonal_court_substitute_consent",
    Order.Forum.SCHLICHTUNGSSTELLE: "schlichtungsstelle_award",
    Order.Forum.INSPECTORATE: "inspectorate_authorisation",
    Order.Forum.AUTHORITY: "cnpd_opinion_received",
    Order.Forum.COURT: "ok_ruling",
}
"""Whose ruling stands for the agreement of the body, as the rules name it."""


@audited
def open_consultation(initiative, *, by, site, body, subject, right="", rule=None):
    """Say that a body at a site is to be informed, consulted or asked to consent.

    `rule` is the version of the rule of law by which; its right counts, or another one
    where that is what the triage asks of this rule here. Without a rule only an answer
    of the body passes it.
    """
    access.require(by, "literacy.consult", of=initiative)
    now = require_open(initiative)
    require_listed(now, site)
    if not body.is_active or not body.sites.filter(pk=site.pk).exists():
        raise Invalid(
            format_lazy(
                _("{body} does not sit at {site}."), body=body.name, site=site.name
            ),
            field="body",
        )
    if rule is not None:
        right = _right_by(rule, right, initiative=now, site=site, body=body)
    if (
        rule is not None
        and Consultation.objects.filter(
            initiative=now, site=site, body=body, rule__rule=rule.rule_id, right=right
        ).exists()
    ):
        raise Invalid(
            _("This consultation was opened already. Look at it on the page.")
        )
    row = save(
        Consultation(
            initiative=now,
            site=site,
            body=body,
            rule=rule,
            right=right,
            subject=subject,
            **_of_rule(rule),
            opened_by=by,
        )
    )
    _note_opening(row, by)
    return row


@audited
def open_required(initiative, *, by):
    """Open every consultation that the law asks for and that is not open yet."""
    access.require(by, "literacy.consult", of=initiative)
    now = require_open(initiative)
    opened = [
        open_consultation(
            now,
            by=by,
            site=duty.site,
            body=duty.body,
            right=duty.right,
            rule=duty.rule,
            # as the rule has it: whoever reads it gets it in their own language
            subject=(duty.rule.body["title"] if duty.rule else str(duty.title))[:200],
        )
        for duty in standing_of(now).to_open
    ]
    if not opened:
        raise DomainError(_("Everything that the law asks for here is open already."))
    return opened


@audited
def hand_over_information(
    consultation,
    *,
    by,
    informed_on,
    text="",
    upload=None,
    items=(),
    is_confidential=False,
):
    """Hand the body what it must know, as a text, a file or both, on a day.

    `items` are the things of the rule's list that this covers, counted from 1. The
    term begins with the day on which the last of them was handed over.
    """
    now, current = begin(consultation, by, "literacy.consult")
    require_unanswered(current)
    require_past(informed_on, "informed_on", current.site)
    items = sorted({int(item) for item in items})
    if items and (items[0] < 1 or items[-1] > current.items):
        raise Invalid(_("This is not in the list of the rule."), field="items")
    text = text.strip()
    if not text and upload is None:
        raise Invalid(_("Write the information or choose a file."), field="text")
    file = paper(now, by, upload, current, is_traced=is_confidential)
    row = save(
        Information(
            consultation=current,
            informed_on=informed_on,
            text=text,
            attachment=file,
            is_confidential=is_confidential,
            recorded_by=by,
        )
    )
    known = set(current.handed.values_list("item", flat=True))
    fresh = [item for item in items if item not in known]
    for item in fresh:
        save(
            HandedItem(consultation=current, information=row, item=item, on=informed_on)
        )
    record(
        "literacy.information_handed_over",
        row,
        by=by,
        initiative=now,
        consultation=current.pk,
        informed_on=row.informed_on,
        items=fresh,
        sha256=file.sha256 if file else "",
    )
    reckon(current, by=by)
    tell(
        members(current.body_id),
        "literacy.information_handed_over",
        initiative=now,
        by=by,
        url=consultation_page(current),
        consultation=current.pk,
    )
    return row


@audited
def prove_delivery(consultation, *, by, on, text="", upload=None):
    """Note that the body has received the information, and what shows it.

    A member of the body acknowledges receipt; HR needs a text or a file. Without
    proof no term ends a consultation by itself.
    """
    now, current, side = begin_as_either(consultation, by)
    require_unanswered(current)
    require_past(on, "on", current.site)
    if current.informed_on is None or on < current.informed_on:
        raise Invalid(
            _("Nothing was handed over by that day. Hand over the information first."),
            field="on",
        )
    text = text.strip()
    if side == Side.EMPLOYER and not text and upload is None:
        raise Invalid(
            _("Say what shows the delivery, or choose the receipt as a file."),
            field="text",
        )
    return note_event(
        now, current, by, side, Event.Kind.DELIVERED, on=on, text=text, upload=upload
    )


@audited
def answer_request(event, *, by, text="", upload=None):
    """Answer a body that asked for documents, with a text, a file or both."""
    now, current = begin(event.consultation, by, "literacy.consult")
    require_unanswered(current)
    text = text.strip()
    if event.kind != Event.Kind.REQUEST:
        raise Invalid(_("Only a request for documents is answered so."))
    if Event.objects.filter(answers=event).exists():
        raise Duplicate(_("This request was answered already."))
    if not text and upload is None:
        raise Invalid(_("Write the answer or choose a file."), field="text")
    return note_event(
        now,
        current,
        by,
        Side.EMPLOYER,
        Event.Kind.ANSWER,
        text=text,
        upload=upload,
        answers=event,
    )


@audited
def minute_talks(consultation, *, by, on, upload, text=""):
    """Note that talks with the body were held, with the minutes as a file."""
    now, current = begin(consultation, by, "literacy.consult")
    require_unanswered(current)
    require_past(on, "on", current.site)
    if current.complete_on is None:
        raise incomplete(current)
    if on < current.complete_on:
        raise Invalid(
            _("Talks count from the day on which the information was complete."),
            field="on",
        )
    if upload is None:
        raise Invalid(_("Choose the minutes as a file."), field="upload")
    return note_event(
        now,
        current,
        by,
        Side.EMPLOYER,
        Event.Kind.MINUTES,
        on=on,
        text=text.strip(),
        upload=upload,
    )


@audited
def propose_term(consultation, *, by, months, text=""):
    """Propose to the other side another length of the term, in months in all."""
    now, current, side = begin_as_either(consultation, by)
    require_unanswered(current)
    if not current.rule_id or not current.rule.body["clock"].get(
        "agreement_may_replace"
    ):
        raise DomainError(_("This rule knows no other term by agreement."))
    if current.complete_on is None:
        raise incomplete(current)
    if current.events.filter(kind=Event.Kind.PROPOSAL, answer__isnull=True).exists():
        raise Duplicate(_("A term is proposed already and waits for an answer."))
    return note_event(
        now,
        current,
        by,
        side,
        Event.Kind.PROPOSAL,
        text=text.strip(),
        months=months,
    )


@audited
def answer_term(event, *, by, answer):
    """Accept or decline, for the other side, a term that was proposed."""
    now, current, side = begin_as_either(event.consultation, by)
    require_unanswered(current)
    if answer not in Answer.values:
        raise Invalid(_("Choose an answer."), field="answer")
    if event.kind != Event.Kind.PROPOSAL:
        raise Invalid(_("Only a proposed term is answered so."))
    if side == event.side or event.recorded_by_id == by.pk:
        raise Refused(_("The other side must answer this: a term takes both."))
    if Event.objects.filter(answers=event).exists():
        raise Duplicate(_("This was answered a moment ago. Look at the page again."))
    agreed = answer == Answer.CONFIRMED
    row = note_event(
        now,
        current,
        by,
        side,
        Event.Kind.ACCEPTED if agreed else Event.Kind.DECLINED,
        answers=event,
    )
    if agreed:
        reckon(current, by=by, agreement=row)
    return row


@audited
def record_order(
    consultation,
    *,
    by,
    kind,
    forum,
    on,
    reference,
    upload,
    until=None,
    text="",
):
    """Note what a court or board ordered, with its paper.

    It can extend the term, suspend the project and lift that again, or stand for the
    consent of the body where the rule knows that.
    """
    now, current = begin(consultation, by, "literacy.record_order")
    require_past(on, "on", current.site)
    if upload is None:
        raise Invalid(_("Choose the order as a file."), field="upload")
    if kind == Order.Kind.EXTENDED:
        require_unanswered(current)
        if current.due_on is None:
            raise DomainError(_("No term runs here that a court could extend."))
        if until is None or until <= current.due_on:
            raise Invalid(
                _("An extension ends after the term that runs now."), field="until"
            )
    if kind == Order.Kind.LIFTED and not current.suspended:
        raise DomainError(_("Nothing is suspended here."))
    if kind in (Order.Kind.GRANTED, Order.Kind.DISMISSED):
        _require_replaceable(current, forum)
    file = paper(now, by, upload, current)
    row = save(
        Order(
            consultation=current,
            kind=kind,
            forum=forum,
            on=on,
            until=until,
            reference=reference.strip(),
            text=text.strip(),
            attachment=file,
            recorded_by=by,
        )
    )
    record(
        "literacy.order_recorded",
        row,
        by=by,
        initiative=now,
        consultation=current.pk,
        kind=row.kind,
        forum=row.forum,
        on=row.on,
        until=row.until,
        sha256=file.sha256,
    )
    if not current.outcome and not current.is_reopened:
        reckon(current, by=by)
    tell(
        [*members(current.body_id), *employers(current)],
        "literacy.order_recorded",
        initiative=now,
        by=by,
        url=consultation_page(current),
        consultation=current.pk,
    )
    return row


@audited
def reopen(consultation, *, by, reason):
    """Consult again, because something material has changed: a new file follows."""
    now, current = begin(consultation, by, "literacy.consult")
    reason = reason.strip()
    if not reason:
        raise Invalid(_("Say what has changed."), field="reason")
    if not current.handed_over:
        raise DomainError(
            _("Nothing was handed over yet: there is nothing to open again.")
        )
    rule = None
    if current.rule_id:
        rule = (
            LawRuleVersion.objects.in_force(clock.today())
            .filter(rule=current.rule.rule_id)
            .first()
            or current.rule
        )
    row = save(
        Consultation(
            initiative=now,
            site=current.site,
            body=current.body,
            rule=rule,
            right=current.right,
            subject=current.subject,
            **_of_rule(rule),
            follows=current,
            reason=reason,
            opened_by=by,
        )
    )
    _note_opening(row, by, follows=current.pk)
    tell_body(row, now, by)
    return row


def _right_by(rule, right, *, initiative, site, body) -> str:
    """The right that a file of a rule has: the rule's, or what the triage asks of it.

    Nobody opens a consent as a piece of information: a file of a lighter right would
    pass as soon as something is handed over.
    """
    if not right or right == rule.right_kind:
        return rule.right_kind
    place = standing_of(initiative).at(site)
    if any(
        duty.body == body and duty.right == right and duty.rule == rule
        for duty in place.duties
    ):
        return right
    raise Invalid(
        format_lazy(
            _("By {rule} the body has another right: {right}. Leave the right away."),
            rule=rule.rule.code,
            right=rule.get_right_kind_display(),
        ),
        field="right",
    )


def _of_rule(rule):
    if rule is None:
        return {}
    return {
        "items": len(rule.body.get("handover", ())),
        "talks_pass": bool(TALKS_PASS & set(rule.gate_pass)),
    }


def _note_opening(row, by, **more):
    record(
        "literacy.consultation_opened",
        row,
        by=by,
        initiative=row.initiative,
        site=row.site_id,
        body=row.body_id,
        right=row.right,
        rule=row.rule_id,
        **more,
    )


def _require_replaceable(current, forum):
    if current.rule_id and RULING_PASSES.get(forum) not in current.rule.gate_pass:
        raise Invalid(
            format_lazy(
                _("By this rule a ruling of this kind replaces nothing: {rule}."),
                rule=current.rule.rule.code,
            ),
            field="forum",
        )
    if current.right not in (Right.CONSENT, Right.CONSULT_STANDSTILL):
        raise DomainError(_("There is no consent here that a ruling could replace."))
