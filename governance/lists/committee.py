"""What the committee leaves as lists: meetings, decisions, and what is to be done."""

from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext as _

from governance.meetings import agenda, log, minutes, pages
from governance.models import Meeting
from organisation.functions import Function
from organisation.sheets import Column, Listing
from organisation.templatetags.ui import colon


def decisions(person, asked) -> Listing:
    """What was decided in meetings, the newest first; or what is due for a new look."""
    return Listing(
        _("Decisions"),
        log.listed(person, asked).select_related("supersedes"),
        (
            Column(_("Decision"), lambda r: r.ref, 12),
            Column(_("What"), lambda r: agenda.title(r.item), 36),
            Column(_("Initiative"), lambda r: r.initiative.ref if r.initiative else ""),
            Column(_("What was asked"), lambda r: minutes.asked(r), 40),
            Column(_("What was decided"), lambda r: r.get_answer_display(), 24),
            Column(_("What it names"), lambda r: str(minutes.effect(r)), 24),
            Column(_("For the minutes"), lambda r: r.text, 48),
            Column(_("Votes"), lambda r: str(minutes.tally(r) or ""), 24),
            Column(_("When"), lambda r: r.decided_at),
            Column(_("Legal basis"), lambda r: r.legal_basis, 24),
            Column(_("Looked at again on"), lambda r: r.review_on),
            Column(_("Corrects"), lambda r: r.corrects.ref if r.corrects else "", 12),
            Column(_("Takes the place of"), _earlier, 12),
            Column(_("Recorded by"), lambda r: r.decided_by.name, 24),
        ),
        [(_("Due to be looked at again"), _("yes"))] if asked.get("review") else [],
    )


def _earlier(resolution) -> str:
    return resolution.supersedes.ref if resolution.supersedes_id else ""


def meetings(person, asked) -> Listing:
    """The meetings, the latest first, with how many decisions each took."""
    rows = Meeting.objects.visible_to(person)
    if rows.query.is_empty():
        raise Http404
    first = Q(resolutions__corrects__isnull=True)
    return Listing(
        _("Meetings"),
        rows.select_related("chair", "minute_taker")
        .prefetch_related("members__person")
        .annotate(decided=Count("resolutions", filter=first)),
        (
            Column(_("Begins"), lambda m: m.starts_at),
            Column(_("Ends"), lambda m: m.ends_at),
            Column(_("Where"), lambda m: m.place, 24),
            Column(_("Rhythm"), lambda m: m.get_cadence_display()),
            Column(_("State"), lambda m: pages.STATES[m.state]),
            Column(_("Chair"), lambda m: m.chair.name, 24),
            Column(_("Minutes kept by"), _keeper, 24),
            Column(_("Members"), _seats, 48),
            Column(_("Quorum"), _quorum, 36),
            Column(_("Opened"), lambda m: m.opened_at),
            Column(_("Closed"), lambda m: m.closed_at),
            Column(_("Decisions"), lambda m: m.decided),
        ),
    )


def _keeper(meeting) -> str:
    return meeting.minute_taker.name if meeting.minute_taker_id else ""


def _seats(meeting) -> str:
    return "; ".join(
        f"{colon(Function(row.function).label)} {row.person.name}"
        for row in meeting.members.all()
    )


def _quorum(meeting) -> str:
    return ", ".join(str(Function(function).label) for function in meeting.quorum)


def duties(person, asked) -> Listing:
    """What follows from decisions and is not done: actions, and conditions at gates."""
    if Meeting.objects.visible_to(person).query.is_empty():
        raise Http404
    return Listing(
        _("Still to be done"),
        log.open_duties(person, most=None),
        (
            Column(_("What"), lambda d: d.text, 60),
            Column(_("Kind"), _kind, 24),
            Column(_("Decision"), lambda d: "" if d.is_condition else d.resolution.ref),
            Column(_("Initiative"), lambda d: d.initiative.ref if d.initiative else ""),
            Column(_("Who"), lambda d: d.owner.name, 24),
            Column(_("Checked by"), lambda d: Function(d.function).label),
            Column(_("Due by"), lambda d: d.due_on),
            Column(_("Past its date"), lambda d: d.is_late),
            Column(
                _("Reported as done"),
                lambda d: None if d.is_condition else d.reported_at,
            ),
        ),
    )


def _kind(duty) -> str:
    return _("Condition at a gate") if duty.is_condition else _("Action")


LISTS = {"meetings": meetings, "decisions": decisions, "duties": duties}
