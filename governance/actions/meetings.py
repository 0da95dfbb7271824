"""Hold a meeting: plan it, open it, note who comes and goes, close it."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from governance import rules, settling
from governance.meetings import (
    agenda,
    briefing,
    holding,
    minutes,
    quorum,
    sources,
)
from governance.models import Meeting, Member, Presence, PresenceCorrection
from organisation import access
from organisation.functions import Function
from organisation.models import Unit
from organisation.notices import tell
from organisation.rows import save

CHANGING = ("starts_at", "ends_at", "place", "cadence", "chair", "quorum")


@audited
def plan_meeting(
    *, by, starts_at, ends_at, place, cadence, chair, members, quorum=None
):
    """Plan a meeting. `members` maps a function to the person who sits for it.

    Every function of the quorum needs a member, and the chair is one of them.
    """
    settling.held(rules.sits_for_committee(by, fresh=True))
    if starts_at <= clock.now():
        raise Invalid(_("A meeting is planned for a time to come."), field="starts_at")
    meeting = Meeting(
        starts_at=starts_at,
        ends_at=ends_at,
        place=place.strip(),
        cadence=cadence,
        chair=chair,
        planned_at=clock.now(),
        planned_by=by,
    )
    if quorum:
        meeting.quorum = list(quorum)
    _require_members(meeting, members)
    save(meeting)
    _seat(meeting, members)
    record("governance.meeting_planned", meeting, by=by, starts_at=starts_at)
    _tell(meeting, "meeting_planned", by=by)
    return meeting


@audited
def change_meeting(meeting, *, by, members, **values):
    """Change a meeting that was not opened yet: time, place, chair, members."""
    meeting = holding.planned(meeting, by=by)
    for name, value in values.items():
        if name not in CHANGING:
            raise TypeError(name)
        setattr(meeting, name, value)
    if meeting.starts_at <= clock.now():
        raise Invalid(_("A meeting is planned for a time to come."), field="starts_at")
    _require_members(meeting, members)
    if meeting.minute_taker_id not in {row.pk for row in members.values()}:
        meeting.minute_taker = None
    save(meeting, [*CHANGING, "minute_taker"])
    _seat(meeting, members)
    record("governance.meeting_changed", meeting, by=by, starts_at=meeting.starts_at)
    _tell(meeting, "meeting_changed", by=by)
    return meeting


@audited
def cancel_meeting(meeting, *, by, reason):
    """Call a meeting off that was not opened; what was on it waits for the next."""
    meeting = holding.planned(meeting, by=by)
    settling.require_reason(reason)
    meeting.cancelled_at, meeting.cancelled_by = clock.now(), by
    meeting.cancel_reason = reason.strip()
    save(meeting, ["cancelled_at", "cancelled_by", "cancel_reason"])
    record("governance.meeting_cancelled", meeting, by=by)
    _tell(meeting, "meeting_cancelled", by=by)
    return meeting


@audited
def open_meeting(meeting, *, by):
    """Open a meeting: its agenda stands from now on, each page frozen as it is."""
    meeting = holding.openable(meeting, by=by)
    found = agenda.items(meeting, by)
    whys = agenda.reasons(sources.Look(by, agenda.since(meeting)))
    unseen = agenda.unseen(meeting, found)
    now = clock.now()
    meeting.opened_at, meeting.opened_by = now, by
    first = next(iter(agenda.standing(found)), None)
    meeting.current = first.key if first else ""
    save(meeting, ["opened_at", "opened_by", "current"])
    for item in found:
        item.why = whys.get(item.key, "")
    found += unseen
    found.sort(key=lambda row: (row.section, row.position, row.key))
    for place, item in enumerate(found, start=1):
        item.position = place * agenda.STEP
        if item._state.adding:
            item.put_by, item.put_at = by, now
            save(item)
        else:
            save(item, ["position"])
        briefing.freeze(item)
    record("governance.meeting_opened", meeting, by=by, items=len(found))
    return meeting


@audited
def close_meeting(meeting, *, by):
    """Close a meeting: everybody leaves, and the minutes can be issued."""
    settling.held(rules.sits_for_committee(by, fresh=True))
    meeting = holding.open_(meeting, by=by)
    now = clock.now()
    Presence.objects.filter(member__meeting=meeting, left_at__isnull=True).update(
        left_at=now
    )
    meeting.closed_at, meeting.closed_by = now, by
    save(meeting, ["closed_at", "closed_by"])
    record("governance.meeting_closed", meeting, by=by)
    return meeting


@audited
def arrive(member, *, by, person):
    """Somebody comes into the meeting for a function: the member, or a deputy."""
    meeting = holding.open_(member.meeting, by=by)
    if person not in quorum.may_sit(member):
        raise Invalid(
            format_lazy(
                _("{name} is neither the member for {function} nor a deputy today."),
                name=person.name,
                function=member.get_function_display(),
            ),
            field="person",
        )
    _require_function(member.person, member.function)
    row = save(
        Presence(
            member=member,
            person=person,
            principal=member.person if person.pk != member.person_id else None,
            arrived_at=clock.now(),
        )
    )
    record(
        "governance.member_arrived",
        meeting,
        by=by,
        member=member.pk,
        person=person.pk,
        function=member.function,
        on_behalf_of=row.principal_id,
    )
    return row


@audited
def leave(presence, *, by):
    """Somebody leaves the meeting; the quorum is counted anew at once."""
    meeting = holding.open_(presence.member.meeting, by=by)
    presence = Presence.objects.select_related("member").get(pk=presence.pk)
    if presence.left_at is not None:
        raise Stale(_("This person has left the meeting already."))
    presence.left_at = clock.now()
    save(presence, ["left_at"])
    record(
        "governance.member_left",
        meeting,
        by=by,
        person=presence.person_id,
        function=presence.member.function,
    )
    return presence


@audited
def name_minute_taker(meeting, *, by, person):
    """The chair names the member who keeps the minutes; None: Leadership does.

    Whoever is named may prepare and record in this meeting as Leadership may.
    """
    meeting = holding.locked(meeting)
    settling.held(rules.may_name_recorder(by, meeting, fresh=True))
    holding.require_running(meeting)
    if person is not None and not meeting.members.filter(person=person).exists():
        raise Invalid(_("Choose a member of this meeting."), field="person")
    meeting.minute_taker = person
    save(meeting, ["minute_taker"])
    record("governance.minute_taker_named", meeting, by=by, person=person and person.pk)
    return meeting


@audited
def correct_presence(
    meeting, *, by, member, person, reason, presence=None, arrived_at=None, left_at=None
):
    """Put right who was in a meeting that is closed, before its minutes are confirmed.

    `presence` is what had been noted, None if nothing was. Without times the person was
    not there. Nothing that was noted is changed: the minutes say both.
    """
    meeting = holding.recorded(meeting, by=by)
    if not meeting.closed_at:
        raise DomainError(_("While the meeting lasts, note who comes and who leaves."))
    if minutes.is_confirmed(meeting):
        raise Duplicate(_("Every member has confirmed the minutes. They stay so."))
    settling.require_reason(reason)
    if presence is None:
        sits = quorum.may_sit_for([member], on=meeting.opened_at.date())[member.pk]
        if person not in sits:
            raise Invalid(
                format_lazy(
                    _("{name} was neither the member for {function} nor a deputy."),
                    name=person.name,
                    function=member.get_function_display(),
                ),
                field="person",
            )
    elif presence.member_id != member.pk or presence.person_id != person.pk:
        raise Invalid(_("That is somebody else's presence."), field="person")
    if presence is None and arrived_at is None:
        raise Invalid(_("Say from when."), field="arrived_at")
    _require_within(meeting, arrived_at, left_at)
    row = save(
        PresenceCorrection(
            member=member,
            presence=presence,
            person=person,
            arrived_at=arrived_at,
            left_at=left_at,
            reason=reason.strip(),
            made_at=clock.now(),
            made_by=by,
        )
    )
    record(
        "governance.presence_corrected",
        meeting,
        by=by,
        member=member.pk,
        person=person.pk,
        presence=presence and presence.pk,
    )
    return row


@audited
def show_item(meeting, *, by, key):
    """The chair comes to an item: others follow, and its page is frozen as shown."""
    meeting = holding.open_(meeting, by=by)
    item = agenda.put(meeting, key, by=by)
    if item.withdrawn_at is not None:
        raise DomainError(_("This item was withdrawn."))
    decided = item.resolutions.filter(corrects__isnull=True).first()
    page = decided.briefing if decided else briefing.freeze(item)
    meeting.current = key
    save(meeting, ["current"])
    record("governance.item_shown", meeting, by=by, item=item.pk, briefing=page.digest)
    return item


def _require_within(meeting, arrived_at, left_at):
    """Somebody is in a meeting only while it lasts, to the minute."""
    if arrived_at is None and left_at is None:
        return
    for value, field in ((arrived_at, "arrived_at"), (left_at, "left_at")):
        if value is None:
            raise Invalid(_("Say from when and until when."), field=field)
        begins = meeting.opened_at.replace(second=0, microsecond=0)
        if not begins <= value <= meeting.closed_at:
            raise Invalid(
                _("That is outside the meeting, from its opening to its close."),
                field=field,
            )


def _require_members(meeting, members):
    """Each function of the quorum has a member who holds it; the chair is a member."""
    if not meeting.quorum or set(meeting.quorum) - set(Function.values):
        raise Invalid(_("Choose the functions of the quorum."), field="quorum")
    for function, person in members.items():
        _require_function(person, function)
    missing = [f for f in meeting.quorum if f not in members]
    if missing:
        raise Invalid(
            format_lazy(
                _("Name who sits for {function}: the quorum needs it."),
                function=Function(missing[0]).label,
            ),
            field=missing[0],
        )
    if meeting.chair_id not in {person.pk for person in members.values()}:
        raise Invalid(_("The chair is one of the members."), field="chair")


def _require_function(person, function):
    root = Unit.objects.get(parent__isnull=True)
    if person.pk not in {p.pk for p in access.holders_of(function, root)}:
        raise Refused(
            format_lazy(
                _("{name} does not hold {function} for the whole company today."),
                name=person.name,
                function=Function(function).label,
            )
        )


def _seat(meeting, members):
    """Exactly these people sit; nobody was present before the meeting opened."""
    kept = {row.function: row for row in meeting.members.all()}
    for function, person in members.items():
        row = kept.pop(function, None)
        if row is None:
            save(Member(meeting=meeting, function=function, person=person))
        elif row.person_id != person.pk:
            row.person = person
            save(row, ["person"])
    for row in kept.values():
        row.delete()


def _tell(meeting, kind, *, by):
    tell(
        [row.person_id for row in meeting.members.all()],
        kind,
        initiative=None,
        by=by,
        url=meeting.get_absolute_url(),
        meeting=meeting.pk,
        starts_at=meeting.starts_at.isoformat(),
    )
