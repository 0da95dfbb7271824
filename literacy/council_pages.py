"""What the page of one consultation shows, and the page of a body's own files."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives.rules import sees
from literacy import reading
from literacy.councils import may_read_notes, notes, reads
from literacy.filing import checklist, term_of
from literacy.law import clock as terms
from literacy.law import pages as law_pages
from literacy.models import (
    OPEN_ENDED,
    Consultation,
    Deadline,
    Event,
    FileReading,
    Information,
    Response,
    Right,
    Side,
)
from organisation import access
from organisation.models import Seat
from organisation.templatetags.ui import written_day

MOST = 300


def full(rows):
    """Consultations with all that a page of theirs reads in one go."""
    return rows.with_standing().select_related(
        "initiative__unit", "site", "body", "rule__rule", "opened_by", "follows"
    )


def consultation(row, person) -> dict:
    """All that the page of one consultation shows to this person."""
    events = list(
        row.events.select_related("answers", "answer", "attachment", "recorded_by")
    )
    orders = list(row.orders.select_related("attachment", "recorded_by"))
    sits = row.body_id in {seat.body_id for seat in access.current_seats(person)}
    side = _side(row, person, sits)
    opens = bool(reads(person, row))
    next_one = Consultation.objects.filter(follows=row).first()
    commitments = list(
        row.commitments.standing().select_related(
            "owner", "made_by", "fulfilment__attachment", "fulfilment__recorded_by"
        )
    )
    note = may_read_notes(person, row)
    return {
        "initiative": row.initiative,
        "tab": "literacy",
        "frame": frame(row, person),
        "title": str(row.body),
        "row": row,
        "lead": reading.sentence(row),
        "acts_who": "" if row.reading.has_passed else reading.who_acts(row),
        "state": row.state,
        "facts": _facts(row),
        "changed_rule": law_pages.replaced_by(row.rule, person) if row.rule_id else "",
        "clock": _clock(row, events, orders),
        "checklist": checklist(row),
        "information": list(
            row.information.select_related(
                "attachment", "recorded_by"
            ).prefetch_related("handed")
        ),
        "reads": opens,
        "events": events,
        "orders": orders,
        "opinions": list(row.opinions.select_related("attachment", "recorded_by")),
        "response": getattr(row, "response", None),
        "commitments": commitments,
        "may_fulfil": {
            c.pk for c in commitments if c.owner_id == person.pk or side == "employer"
        },
        "addenda": list(row.addenda.select_related("attachment", "recorded_by")),
        "previous": row.follows,
        "next": next_one,
        "acts": acts(row, side) if row.initiative.is_open else [],
        "side": side,
        "sits": sits,
        "seats": list(
            Seat.objects.in_force(clock.today())
            .filter(body=row.body)
            .select_related("person")
        )
        if sits
        else [],
        "readings": list(
            FileReading.objects.filter(information__consultation=row).select_related(
                "person", "information"
            )[:MOST]
        )
        if sits
        else [],
        "may_note": note,
        "notes": notes(row) if note else [],
    }


def frame(row, person) -> str:
    """The template around: that of the initiative, or of the council where unseen."""
    if sees(person, row.initiative):
        return "initiatives/page.html"
    return "literacy/council_frame.html"


def _side(row, person, sits) -> str:
    if sits:
        return Side.BODY.value
    if access.may(person, "literacy.consult", of=row.initiative):
        return Side.EMPLOYER.value
    if access.may(person, "literacy.record_order", of=row.initiative):
        return "legal"
    return ""


def acts(row, side) -> list[dict]:
    """What this side can do now, the next step first: a word, and where."""
    answered = row.outcome not in ("", OPEN_ENDED)
    is_open = not answered and not row.is_reopened
    begun = bool(row.handed_over)
    timed = row.due_on is not None
    agreeable = bool(
        row.rule_id and row.rule.body["clock"].get("agreement_may_replace") and timed
    )
    deliberates = row.right not in (Right.INFORM, Right.PROCEDURAL)
    closed = answered or row.reading.expired
    offered = {
        "employer": (
            ("information", _("Hand over information"), is_open),
            ("delivery", _("Prove the delivery"), is_open and begun),
            ("minutes", _("Record talks"), is_open and row.complete_on and deliberates),
            ("response", _("Answer the opinion"), row.reading.response_is_owed),
            ("commitment", _("Make a commitment"), not row.is_reopened and closed),
            ("term", _("Propose another term"), is_open and agreeable),
            ("order", _("Record an order"), not row.is_reopened),
            ("addendum", _("Write an addendum"), not row.is_reopened and closed),
            ("reopen", _("Open again"), not row.is_reopened and begun),
        ),
        "body": (
            ("opinion", _("Give the opinion"), is_open and row.complete_on),
            ("documents", _("Ask for documents"), is_open),
            ("expert", _("Name an expert"), is_open and not row.expert and deliberates),
            ("delivery", _("Acknowledge receipt"), is_open and begun),
            ("term", _("Propose another term"), is_open and agreeable),
            (
                "authority",
                _("Say that you asked the authority"),
                is_open
                and row.rule_id
                and row.rule.body["clock"].get("authority_months")
                and not row.authority_asked,
            ),
            ("addendum", _("Write an addendum"), not row.is_reopened and closed),
        ),
        "legal": (("order", _("Record an order"), not row.is_reopened),),
    }.get(side, ())
    ref, pk = row.initiative.ref, row.pk
    named = {"information": "hand-over-information", "opinion": "give-opinion"}
    return [
        {
            "label": label,
            "url": reverse(f"literacy:{named[slug]}", args=[ref, pk])
            if slug in named
            else reverse("literacy:consultation-act", args=[ref, pk, slug]),
        }
        for slug, label, is_offered in offered
        if is_offered
    ]


def _facts(row) -> list[dict]:
    facts = [
        {"term": _("Body and site"), "value": f"{row.body}, {row.site}"},
        {"term": _("Subject"), "value": row.about},
        {"term": _("Right"), "value": row.get_right_display()},
    ]
    if row.rule:
        law = ", ".join(law_pages.basis(row.rule.body))
        facts += [
            {"term": _("Rule"), "value": f"{row.rule.rule.code} · {row.rule.title}"},
            {"term": _("The law"), "value": law},
            {
                "term": _("Verified by Legal here"),
                "value": _("Yes")
                if row.is_verified
                else _("Not yet: time passes nothing"),
            },
        ]
    else:
        facts.append(
            {
                "term": _("Rule"),
                "value": _("None: only an answer of the body passes it"),
            }
        )
    facts.append(
        {
            "term": _("Opened"),
            "value": f"{row.opened_by.name}, {written_day(row.opened_at)}",
        }
    )
    return facts


def _clock(row, events, orders) -> dict | None:
    """The deadline with its derivation, its versions and the dates inside it."""
    rows = list(row.deadlines.all())
    term = term_of(row, events=events, orders=orders)
    if not rows:
        text = ""
        if row.rule and row.rule.right_kind == row.right:
            text = (
                term.sentence
                if term
                else terms.sentence(
                    terms.term(row.rule.body, started_on=None).reckoning
                )
            )
        return {"due_on": None, "sentence": text} if text else None
    last = rows[-1]
    today = terms.today_at(row.site)
    return {
        "due_on": last.due_on,
        "is_lead": row.right == Right.CONSULT_LEAD_TIME,
        "left": (last.due_on - today).days,
        "days_left": ngettext("%(n)d day left", "%(n)d days left", n) % {"n": n}
        if (n := (last.due_on - today).days) >= 0
        else "",
        "sentence": terms.sentence(last.facts),
        "caution": terms.caution(last.facts),
        "calendar_version": last.calendar_version,
        "law_version": last.law_version,
        "earlier": rows[:-1],
        "subs": [sub for sub in term.subs if sub.due_on] if term else [],
        "by_time": row.reading.time_counts,
    }


# The page of a body's own files


def council(person) -> dict | None:
    """What waits for the bodies on which a person sits, and all their files."""
    seats = access.current_seats(person)
    if not seats:
        return None
    rows = list(
        full(Consultation.objects.filter(body__in=[s.body_id for s in seats])).order_by(
            "-opened_at"
        )[:MOST]
    )
    current = [row for row in rows if not row.is_reopened]
    waiting = sorted(
        (row for row in current if row.awaits_opinion),
        key=lambda row: (row.due_on is None, row.due_on, row.opened_at),
    )
    proposals = list(
        Event.objects.filter(
            consultation__in=[row.pk for row in current],
            kind=Event.Kind.PROPOSAL,
            side=Side.EMPLOYER,
            answer__isnull=True,
        ).select_related(
            "consultation__initiative", "consultation__body", "consultation__rule"
        )
    )
    return {
        "lead": _council_lead(waiting),
        "waiting": [
            {"row": row, "derivation": terms.sentence(facts) if facts else ""}
            for row, facts in _with_facts(waiting)
        ],
        "proposals": proposals,
        "open_rows": [row for row in rows if not _is_over(row)],
        "passed_rows": [row for row in rows if _is_over(row)],
        "bodies": [seat.body for seat in seats],
    }


def _is_over(row) -> bool:
    return row.is_reopened or row.has_passed


def _with_facts(rows):
    found = dict(
        Deadline.objects.filter(consultation__in=[row.pk for row in rows])
        .order_by("pk")
        .values_list("consultation", "facts")
    )
    return [(row, found.get(row.pk)) for row in rows]


def _council_lead(waiting) -> str:
    if not waiting:
        return _("Nothing waits for an answer of your body.")
    n = len(waiting)
    first = waiting[0]
    if first.due_on is None:
        return ngettext(
            "%(n)d file waits for an answer of your body; no term runs.",
            "%(n)d files wait for an answer of your body; no term runs.",
            n,
        ) % {"n": n}
    return ngettext(
        "%(n)d file waits for an answer of your body, until %(day)s.",
        "%(n)d files wait for an answer of your body, the first until %(day)s.",
        n,
    ) % {"n": n, "day": written_day(first.due_on)}


def paper(row, pk):
    """A file that stands in a consultation, but for confidential information.

    Returns the Attachment, or None where it stands nowhere in this one.
    """
    for rows in (
        Information.objects.filter(is_confidential=False, consultation=row),
        row.events.all(),
        row.orders.all(),
        row.opinions.all(),
        row.addenda.all(),
        Response.objects.filter(consultation=row),
    ):
        found = rows.filter(attachment=pk).select_related("attachment").first()
        if found:
            return found.attachment
    kept = row.commitments.filter(fulfilment__attachment=pk).first()
    return kept.fulfilment.attachment if kept else None
