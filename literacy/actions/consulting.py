"""Consult a body: open, hand over, give the opinion."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Invalid, Refused, Stale
from initiatives.actions import attach, require_open
from initiatives.rules import require_sight
from literacy.models import (
    Consultation,
    Information,
    Opinion,
)
from literacy.rules import page_of, require_listed, require_past
from organisation import access
from organisation.functions import Function
from organisation.models import Seat
from organisation.notices import tell
from organisation.rows import save


@audited
def open_consultation(initiative, *, by, site, body, right, subject):
    """Say that a body at a site is to be informed, consulted or asked to consent."""
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
    row = save(
        Consultation(
            initiative=now,
            site=site,
            body=body,
            right=right,
            subject=subject,
            opened_by=by,
        )
    )
    record(
        "literacy.consultation_opened",
        row,
        by=by,
        initiative=now,
        site=site.pk,
        body=body.pk,
        right=row.right,
    )
    return row


@audited
def hand_over_information(consultation, *, by, informed_on, text="", upload=None):
    """Hand the body what it must know, as a text, a file or both, on a day."""
    initiative = consultation.initiative
    access.require(by, "literacy.consult", of=initiative)
    now = require_open(initiative)
    require_past(informed_on, "informed_on")
    text = text.strip()
    if not text and upload is None:
        raise Invalid(_("Write the information or choose a file."), field="text")
    file = attach(now, by=by, upload=upload, note="") if upload else None
    row = save(
        Information(
            consultation=consultation,
            informed_on=informed_on,
            text=text,
            attachment=file,
            recorded_by=by,
        )
    )
    record(
        "literacy.information_handed_over",
        row,
        by=by,
        initiative=now,
        consultation=consultation.pk,
        informed_on=row.informed_on,
        sha256=file.sha256 if file else "",
    )
    tell(
        _members(consultation.body_id),
        "literacy.information_handed_over",
        initiative=now,
        by=by,
        url=page_of(now),
        consultation=consultation.pk,
    )
    return row


@audited
def give_opinion(consultation, *, by, outcome, given_on, text="", seen=None):
    """Record what a body answers; only a representative who sits on it may.

    `seen` is how many times information had been handed over when the person looked:
    an opinion is given on what was read.
    """
    access.require(by, "literacy.give_opinion")
    if consultation.body_id not in {seat.body_id for seat in access.seats(by)}:
        raise Refused(
            format_lazy(
                _("Only a representative who sits on {body} records its opinion."),
                body=consultation.body.name,
            )
        )
    now = require_open(consultation.initiative)
    require_sight(by, now)
    # read again under the hold of the initiative
    current = Consultation.objects.with_standing().get(pk=consultation.pk)
    if current.informed_on is None:
        raise DomainError(
            _("Nothing was handed over yet: HR owes the information first."),
            fixed_by=Function.HR.label,
        )
    if seen is not None and seen != current.handed_over:
        raise Stale(
            _("More information was handed over in the meantime. Read it first."),
            changes=[_("HR handed over more information.")],
        )
    require_past(given_on, "given_on")
    if given_on < current.informed_on:
        raise Invalid(
            _("An opinion comes after the information was handed over."),
            field="given_on",
        )
    row = save(
        Opinion(
            consultation=consultation,
            outcome=outcome,
            text=text,
            given_on=given_on,
            recorded_by=by,
        )
    )
    record(
        "literacy.opinion_given",
        row,
        by=by,
        initiative=now,
        consultation=consultation.pk,
        outcome=row.outcome,
        given_on=row.given_on,
        handed_over=current.handed_over,
    )
    tell(
        [consultation.opened_by_id, *access.holders_of(Function.HR, now.unit)],
        "literacy.opinion_given",
        initiative=now,
        by=by,
        url=page_of(now),
        consultation=consultation.pk,
    )
    return row


def _members(body_id):
    today = clock.today()
    return list(
        Seat.objects.in_force(today)
        .filter(body=body_id)
        .values_list("person_id", flat=True)
    )
