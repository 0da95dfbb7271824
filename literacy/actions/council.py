"""What a body does in its own right: ask, name an expert, answer, keep notes."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock, sealing
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from initiatives.models import Initiative
from literacy.councils import about, may_read_notes, reads
from literacy.filing import (
    begin_as_body,
    employers,
    incomplete,
    note_event,
    paper,
    reckon,
    require_unanswered,
    sits_on,
)
from literacy.models import (
    OPEN_ENDED,
    Consultation,
    CouncilKey,
    CouncilNote,
    Event,
    FileReading,
    Opinion,
    Outcome,
    Side,
)
from literacy.rules import OUTCOMES, consultation_page, require_past
from organisation import access
from organisation.notices import tell
from organisation.rows import save

LONGEST_NOTE = 20_000


@audited
def give_opinion(
    consultation, *, by, outcome, given_on, text="", seen=None, upload=None
):
    """Record what a body answers; only a representative who sits on it may.

    `seen` is how many times information had been handed over when the person looked:
    an opinion is given on what was read. It closes the file; only after a refused
    consent talks go on.
    """
    access.require(by, "literacy.give_opinion")
    if not sits_on(by, consultation):
        raise Refused(
            format_lazy(
                _("Only a representative who sits on {body} records its opinion."),
                body=consultation.body.name,
            )
        )
    now, current = begin_as_body(consultation, by, "literacy.give_opinion")
    if current.outcome and current.outcome != OPEN_ENDED:
        raise Duplicate(
            _(
                "The opinion is recorded already, and cannot be changed. "
                "Write an addendum."
            )
        )
    if current.complete_on is None:
        raise incomplete(current)
    if seen is not None and seen != current.handed_over:
        raise Stale(
            _("More information was handed over in the meantime. Read it first."),
            changes=[_("HR handed over more information.")],
        )
    if outcome not in OUTCOMES[current.right]:
        raise Invalid(_("This is no answer to what was asked."), field="outcome")
    if outcome == Outcome.WITH_RESERVATIONS and not text.strip() and upload is None:
        # it is never changed afterwards, and the employer must answer each of them
        raise Invalid(
            _("Write the reservations, or add the file that says them."), field="text"
        )
    require_past(given_on, "given_on", current.site)
    if given_on < current.complete_on:
        raise Invalid(
            _("An opinion comes after the information was handed over."),
            field="given_on",
        )
    file = paper(now, by, upload, current)
    row = save(
        Opinion(
            consultation=current,
            outcome=outcome,
            text=text.strip(),
            given_on=given_on,
            attachment=file,
            recorded_by=by,
        )
    )
    record(
        "literacy.opinion_given",
        row,
        by=by,
        initiative=now,
        consultation=current.pk,
        outcome=row.outcome,
        given_on=row.given_on,
        handed_over=current.handed_over,
    )
    tell(
        employers(current),
        "literacy.opinion_given",
        initiative=now,
        by=by,
        url=consultation_page(current),
        consultation=current.pk,
    )
    return row


@audited
def ask_documents(consultation, *, by, text, upload=None):
    """Ask the employer for documents: this contests that the information is enough.

    It does not stop the term by itself; a court may extend it.
    """
    now, current = begin_as_body(consultation, by)
    require_unanswered(current)
    text = text.strip()
    if not text:
        raise Invalid(_("Say which documents you need, and why."), field="text")
    return note_event(
        now, current, by, Side.BODY, Event.Kind.REQUEST, text=text, upload=upload
    )


@audited
def name_expert(consultation, *, by, on, text, both_levels=False, upload=None):
    """Name an expert; the term runs longer where the rule says so."""
    now, current = begin_as_body(consultation, by)
    require_unanswered(current)
    require_past(on, "on", current.site)
    text = text.strip()
    if not text:
        raise Invalid(_("Say who the expert is and what for."), field="text")
    if current.reading.term_is_over:
        raise DomainError(_("The term is over: an expert can no longer be named."))
    row = note_event(
        now,
        current,
        by,
        Side.BODY,
        Event.Kind.EXPERT,
        on=on,
        text=text,
        both_levels=both_levels,
        upload=upload,
    )
    reckon(current, by=by)
    return row


@audited
def ask_authority(consultation, *, by, on, text="", upload=None):
    """Note that the body asked the supervisory authority, where the rule lets it.

    From then on no term passes the rule: the authority must have spoken.
    """
    now, current = begin_as_body(consultation, by)
    require_unanswered(current)
    require_past(on, "on", current.site)
    if not current.rule_id or not current.rule.body["clock"].get("authority_months"):
        raise DomainError(_("This rule knows no authority that could be asked."))
    if current.reading.term_is_over:
        raise DomainError(_("The term in which the authority can be asked is over."))
    if current.authority_asked:
        raise Duplicate(_("The authority was asked already."))
    row = note_event(
        now,
        current,
        by,
        Side.BODY,
        Event.Kind.AUTHORITY,
        on=on,
        text=text.strip(),
        upload=upload,
    )
    reckon(current, by=by)
    return row


@audited
def write_note(consultation, *, by, text):
    """Keep a note that only members of the body can read, sealed in the database."""
    access.require(by, "literacy.speak_for_body")
    may_read_notes(by, consultation, fresh=True).demand()
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_("Write something first."), field="text")
    if len(text) > LONGEST_NOTE:
        raise Invalid(_("A note has 20,000 characters at most."), field="text")
    key = CouncilKey.objects.filter(consultation=consultation).first()
    if key is None:
        key_id, wrapped = sealing.new_key(about(consultation))
        # two members at once agree on one key
        key, _made = CouncilKey.objects.get_or_create(
            consultation=consultation,
            defaults={"key_id": key_id, "wrapped": wrapped},
        )
    row = save(
        CouncilNote(
            consultation=consultation,
            sealed=sealing.seal(
                text,
                key_id=key.key_id,
                wrapped=key.wrapped,
                about=about(consultation),
            ),
            written_by=by,
        )
    )
    # whose note it is, is the body's own business: the record says that one was written
    record(
        "literacy.council_note_written",
        None,
        by=by,
        initiative=consultation.initiative_id,
        consultation=consultation.pk,
    )
    return row


@audited
def erase_notes(consultation, *, by):
    """Erase the notes of the body and their key, so that no backup gives them back."""
    access.require(by, "literacy.speak_for_body")
    may_read_notes(by, consultation, fresh=True).demand()
    erased = CouncilNote.objects.filter(consultation=consultation).exclude(sealed="")
    if not erased.exists():
        raise DomainError(_("There is no note to erase."))
    number = erased.update(sealed="")
    CouncilKey.objects.filter(consultation=consultation).delete()
    record(
        "literacy.council_notes_erased",
        None,
        by=by,
        initiative=consultation.initiative_id,
        consultation=consultation.pk,
        notes=number,
    )
    return number


@audited
def read_information(information, *, by):
    """Read confidential information; the body that received it sees who did.

    Raises Refused for whoever may not read it.
    """
    consultation = Consultation.objects.select_related("initiative__unit").get(
        pk=information.consultation_id
    )
    if not Consultation.objects.readable_by(
        by, Initiative.objects.visible_to(by)
    ).filter(pk=consultation.pk):
        raise Refused(_("You cannot see this initiative."))
    allowed = reads(by, consultation)
    if not allowed:
        raise Refused(allowed.reason)
    row = save(FileReading(information=information, person=by, read_at=clock.now()))
    record(
        "literacy.information_read",
        information,
        by=by,
        initiative=consultation.initiative_id,
        consultation=consultation.pk,
    )
    return row
