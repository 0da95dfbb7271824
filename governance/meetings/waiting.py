"""Where a question or a stall that waits for the committee will be decided."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from governance import rules
from governance.meetings import agenda, pages, sources
from governance.models import Meeting, Referral, Stall
from governance.numbers import whole
from initiatives.models import Initiative


def cause_of(person, key):
    """The question or stall behind the key of an item, if the person may see it."""
    kind, _sep, pk = key.partition("-")
    seen = Initiative.objects.seen_by(person).values("pk")
    if kind == "referral" and whole(pk) is not None:
        rows = Referral.objects.filter(handoff__initiative__in=seen)
        return rows.filter(pk=whole(pk)).first()
    try:
        return Stall.objects.filter(initiative__in=seen, pk=UUID(pk)).first()
    except ValueError:
        return None


def reads_decisions(person) -> bool:
    """Whether the pages of meetings and their decisions are open to a person."""
    return not Meeting.objects.visible_to(person).query.is_empty()


def place_of(person, cause) -> dict | None:
    """In which coming meeting it stands, in a sentence, and what the person can do.

    None once it waits no more.
    """
    found = sources.waiting(cause)
    if found is None:
        return None
    page = {"may_plan": bool(rules.sits_for_committee(person)), "key": found.key}
    if not reads_decisions(person):
        return page | {"sentence": _("The committee decides it in its next meeting.")}
    meeting = Meeting.objects.coming().order_by("starts_at").first()
    page["meeting"] = meeting
    if meeting is None:
        return page | {
            "sentence": _(
                "No meeting is planned. Leadership of the whole company plans one."
            )
        }
    row = next((r for r in agenda.items(meeting, person) if r.key == found.key), None)
    may_record = bool(rules.may_record(person, meeting))
    when = pages.when(meeting)
    if row is None:
        return page | {
            "may_call": may_record,
            "sentence": _("It does not stand on the agenda yet: %(when)s.")
            % {"when": when},
        }
    if row.withdrawn_at:
        return page | {
            "sentence": _("It was taken off the agenda: %(when)s. %(reason)s")
            % {"when": when, "reason": row.withdrawn_reason},
        }
    return page | {
        "url": reverse("governance:meeting-item", args=[meeting.pk, row.key]),
        "is_open": meeting.is_open,
        "sentence": _("It is item %(n)d of the meeting that is being held.")
        % {"n": row.number}
        if meeting.is_open
        else _("It is item %(n)d of the next meeting: %(when)s.")
        % {"n": row.number, "when": when},
    }
