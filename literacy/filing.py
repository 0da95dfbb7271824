"""How an act enters the file of a consultation: who acts, on what, and who is told."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from audit import clock
from audit.actions import record
from audit.errors import DomainError, Refused
from initiatives.actions import file_paper, require_open
from literacy.law import clock as terms
from literacy.models import (
    Consultation,
    Deadline,
    Event,
    Order,
    Side,
)
from literacy.rules import consultation_page
from organisation import access
from organisation.functions import Function
from organisation.models import Seat
from organisation.notices import tell
from organisation.rows import save


def checklist(consultation) -> list[dict]:
    """The things that the rule asks for: number, text, and their row once handed."""
    if not consultation.rule_id:
        return []
    rows = consultation.handed.select_related(
        "information__attachment", "information__recorded_by"
    )
    done = {row.item: row for row in rows}
    return [
        {"n": n, "text": text, "handed": done.get(n)}
        for n, text in enumerate(consultation.rule.handover, start=1)
    ]


def term_of(current, *, events, orders, not_before=None):
    """The term of a consultation from all that was done, or None where none runs.

    `current` comes from `with_standing` with its rule and site. The lighter part of a
    rule, which only informs, has no term.
    """
    rule = current.rule
    if rule is None or current.complete_on is None or rule.right_kind != current.right:
        return None
    happened = {event.kind: event for event in events}
    agreed = happened.get(Event.Kind.ACCEPTED)
    expert = happened.get(Event.Kind.EXPERT)
    asked = happened.get(Event.Kind.AUTHORITY)
    return terms.term(
        rule.body,
        started_on=current.complete_on,
        place=current.site,
        expert_appointed_on=expert.on if expert else None,
        experts_at_both_levels=bool(expert and expert.both_levels),
        authority_asked_on=asked.on if asked else None,
        agreed_months=agreed.answers.months if agreed else None,
        court_extended_to=max(
            (o.until for o in orders if o.kind == Order.Kind.EXTENDED), default=None
        ),
        suspensions=_suspensions(orders),
        not_before=not_before,
        is_verified=rule.is_verified,
        law_version=rule.law_version,
    )


def reckon(consultation, *, by, agreement=None):
    """Reckon the term from all that was done, and keep it where it changed.

    It never gets earlier, but by an agreement of both sides.
    """
    current = (
        Consultation.objects.with_standing()
        .select_related("initiative", "rule__rule", "site")
        .get(pk=consultation.pk)
    )
    last = current.deadlines.order_by("-pk").first()
    term = term_of(
        current,
        events=current.events.select_related("answers").order_by("pk"),
        orders=list(current.orders.order_by("on", "pk")),
        not_before=last.due_on if last and agreement is None else None,
    )
    if term is None or term.due_on is None or (last and last.due_on == term.due_on):
        return
    row = save(
        Deadline(
            consultation=current,
            started_on=current.complete_on,
            due_on=term.due_on,
            agreement=agreement,
            facts=term.reckoning,
            calendar_version=term.calendar_version,
            law_version=term.law_version,
            recorded_by=by,
        )
    )
    record(
        "literacy.deadline_set",
        row,
        by=by,
        initiative=current.initiative,
        consultation=current.pk,
        due_on=row.due_on,
        calendar=row.calendar_version,
        law=row.law_version,
    )


def _suspensions(orders):
    """The days of each suspension, to its end by the order itself or a later one."""
    found, since, until = [], None, None
    for order in orders:
        if order.kind == Order.Kind.SUSPENDED and since is None:
            since, until = order.on, order.until
        elif order.kind == Order.Kind.LIFTED and since is not None:
            found.append((since, max(since, min(order.on, until or order.on))))
            since = None
    if since is not None:
        found.append((since, until))
    return tuple(found)


def members(body_id):
    """Who sits on a body today."""
    today = clock.today()
    return list(
        Seat.objects.in_force(today)
        .filter(body=body_id)
        .values_list("person_id", flat=True)
    )


def employers(consultation):
    """Who follows a consultation for the employer: who opened it, and HR."""
    unit = consultation.initiative.unit
    return [consultation.opened_by_id, *access.holders_of(Function.HR, unit)]


def sits_on(person, consultation) -> bool:
    """Whether the person sits on the body that is consulted, today."""
    return consultation.body_id in {seat.body_id for seat in access.seats(person)}


def begin_as_body(consultation, by, permission="literacy.speak_for_body"):
    """The initiative held and the file as it is now, for a member of the body."""
    access.require(by, permission)
    if not sits_on(by, consultation):
        raise Refused(
            format_lazy(
                _("Only a representative who sits on {body} can do this."),
                body=consultation.body.name,
            )
        )
    return read_again(consultation)


def begin_as_either(consultation, by):
    """The same for whoever acts, and the side on which they stand."""
    if sits_on(by, consultation):
        return *begin_as_body(consultation, by), Side.BODY
    return *begin(consultation, by, "literacy.consult"), Side.EMPLOYER


def note_event(now, current, by, side, kind, *, on=None, upload=None, **fields):
    """Write what one side did, and tell the other."""
    file = paper(now, by, upload, current)
    row = save(
        Event(
            consultation=current,
            kind=kind,
            side=side,
            on=on or terms.today_at(current.site),
            attachment=file,
            recorded_by=by,
            **fields,
        )
    )
    record(
        f"literacy.consultation_{kind}",
        row,
        by=by,
        initiative=now,
        consultation=current.pk,
        side=side,
        on=row.on,
        months=row.months,
        sha256=file.sha256 if file else "",
    )
    if side == Side.EMPLOYER:
        tell_body(current, now, by)
    else:
        tell(
            employers(current),
            "literacy.council_asks",
            initiative=now,
            by=by,
            url=consultation_page(current),
            consultation=current.pk,
            what=str(kind),
        )
    return row


def tell_body(consultation, now, by):
    """Tell the body that its file has something new."""
    news(members(consultation.body_id), consultation, now, by)


def news(people, consultation, now, by):
    """Tell people that a file has something new, once for each act."""
    tell(
        people,
        "literacy.consultation_news",
        initiative=now,
        by=by,
        url=consultation_page(consultation),
        consultation=consultation.pk,
    )


def begin(consultation, by, permission):
    """The initiative held and the file as it is now, for the employer."""
    access.require(by, permission, of=consultation.initiative)
    return read_again(consultation)


def read_again(consultation):
    """The initiative held, and the consultation read again under its hold."""
    now = require_open(consultation.initiative)
    # read again under the hold of the initiative
    current = (
        Consultation.objects.with_standing()
        .select_related("initiative__unit", "body", "site", "rule__rule")
        .get(pk=consultation.pk)
    )
    if current.is_reopened:
        raise DomainError(
            _("This file was opened again: the newer one is where you go on.")
        )
    return now, current


def require_unanswered(current):
    """Refuse what would change a file on which the body has given its opinion."""
    if current.outcome and current.outcome != "consent_refused":
        raise DomainError(
            _(
                "The body has given its opinion: the file stands as it is. "
                "Write an addendum, or open it again if something has changed."
            )
        )


def incomplete(current):
    """The refusal of what comes before the information is complete."""
    missing = current.items - current.handed.count()
    return DomainError(
        ngettext_lazy(
            "The information is not complete: %(n)d thing of the list is missing. "
            "HR hands it over first.",
            "The information is not complete: %(n)d things of the list are missing. "
            "HR hands them over first.",
            "n",
        )
        % {"n": missing}
        if current.handed_over
        else _("Nothing was handed over yet: HR owes the information first."),
        fixed_by=Function.HR.label,
    )


def paper(now, by, upload, consultation, *, is_traced=False):
    """Keep the file of an act, where there is one."""
    if upload is None:
        return None
    return file_paper(
        now,
        by=by,
        upload=upload,
        note=consultation.subject[:200],
        is_traced=is_traced,
    )
