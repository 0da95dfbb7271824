"""Issue minutes, confirm them or object; tell staff what was decided."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from governance.meetings import holding, minutes, quorum
from governance.models import Minutes, MinutesAnswer, StaffMessage
from initiatives.models import Initiative
from organisation import access, calendar
from organisation.models import Unit
from organisation.notices import tell
from organisation.rows import save


@audited
def issue_minutes(meeting, *, by):
    """Issue the minutes as the records say; members answer within three working days.

    They are issued again after a correction: what was answered before stays with what
    was read then.
    """
    meeting = holding.recorded(meeting, by=by)
    if not meeting.closed_at:
        raise DomainError(_("Close the meeting first."))
    text = minutes.content(meeting)
    last = minutes.last_of(meeting)
    if last is not None and last.digest == minutes.digest(text):
        raise Duplicate(
            _("These minutes are issued already, and nothing was corrected since.")
        )
    now = clock.now()
    due = calendar.due(now, minutes.WORKING_DAYS, Unit.objects.get(parent__isnull=True))
    row = save(
        Minutes(
            meeting=meeting,
            number=last.number + 1 if last else 1,
            content=text,
            digest=minutes.digest(text),
            issued_at=now,
            issued_by=by,
            due_at=due.at,
            reckoning=due.reckoning,
        )
    )
    record(
        "governance.minutes_issued",
        row,
        by=by,
        meeting=meeting.pk,
        number=row.number,
        digest=row.digest,
    )
    tell(
        [member.person_id for member in meeting.members.all()],
        "minutes_issued",
        initiative=None,
        by=by,
        url=reverse("governance:minutes", args=[meeting.pk]),
        minutes=row.pk,
    )
    return row


@audited
def answer_minutes(issued, *, by, digest, is_confirmed, text=""):
    """A member confirms the minutes that they read, or objects in writing.

    A deputy answers for the member while they deputise. Answering late is possible,
    and is shown with its day.
    """
    issued = Minutes.objects.select_related("meeting").get(pk=issued.pk)
    last = minutes.last_of(issued.meeting)
    if last.pk != issued.pk or digest != issued.digest:
        raise Stale(_("Corrected minutes were issued since. Read them first."))
    if not minutes.is_current(issued):
        raise Stale(minutes.OUTDATED)
    if not is_confirmed and not text.strip():
        raise Invalid(_("Write what is not right."), field="text")
    mine = [
        member
        for member in issued.meeting.members.select_related("person")
        if by in quorum.may_sit(member)
    ]
    if not mine:
        raise Refused(_("Only a member of this meeting, or a deputy, answers minutes."))
    answered = set(issued.answers.values_list("member", flat=True))
    left = [member for member in mine if member.pk not in answered]
    if not left:
        raise Duplicate(_("You have answered already."))
    rows = [
        save(
            MinutesAnswer(
                minutes=issued,
                member=member,
                person=by,
                is_confirmed=is_confirmed,
                text="" if is_confirmed else text.strip(),
                answered_at=clock.now(),
            )
        )
        for member in left
    ]
    record(
        "governance.minutes_confirmed"
        if is_confirmed
        else "governance.minutes_objected",
        issued,
        by=by,
        meeting=issued.meeting_id,
        members=[member.pk for member in left],
    )
    if not is_confirmed:
        tell(
            [issued.issued_by_id, issued.meeting.chair_id],
            "minutes_objected",
            initiative=None,
            by=by,
            url=reverse("governance:minutes", args=[issued.meeting_id]),
            minutes=issued.pk,
        )
    return rows


@audited
def tell_staff(meeting, *, by, initiative, text):
    """Publish a message of the committee on the employees' page of an initiative."""
    access.require(by, "governance.tell_staff", of=initiative)
    if not meeting.opened_at:
        raise DomainError(_("A message follows a meeting. This one was not held yet."))
    if not Initiative.objects.seen_by(by).filter(pk=initiative.pk).exists():
        raise Invalid(_("There is no such initiative."), field="initiative")
    if initiative.is_confidential:
        raise DomainError(
            _("This initiative is confidential: employees have no page about it.")
        )
    if not text.strip():
        raise Invalid(_("Write the message."), field="text")
    row = save(
        StaffMessage(
            meeting=meeting,
            initiative=initiative,
            text=text.strip(),
            published_at=clock.now(),
            published_by=by,
        )
    )
    record(
        "governance.staff_told", row, by=by, initiative=initiative, meeting=meeting.pk
    )
    return row
