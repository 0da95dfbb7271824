"""The agenda of a meeting: what the records say, with what people did to it."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Max, Q
from django.utils import translation
from django.utils.translation import gettext as _

from audit import clock
from audit.errors import DomainError
from governance.meetings import sources
from governance.models import AgendaItem, Meeting, Purpose
from initiatives.models import Initiative

FIRST_LOOK = timedelta(days=90)
"""So far back the first meeting looks."""

STEP = 10
"""Between the places of two items, so that one can stand between them."""


def since(meeting):
    """When the meeting before was opened; what happened after it is news."""
    last = (
        Meeting.objects.filter(closed_at__isnull=False, starts_at__lt=meeting.starts_at)
        .exclude(pk=meeting.pk)
        .aggregate(last=Max("opened_at"))["last"]
    )
    return last or meeting.starts_at - FIRST_LOOK


def items(meeting, person) -> list[AgendaItem]:
    """The items that a person may see, in order, each with `why`; withdrawn ones too.

    Before the meeting opens it is read from the records; what nobody touched has no
    row. From then on it stays as it was opened.
    """
    stored = {row.key: row for row in rows(meeting, person)}
    found = []
    if meeting.state == "planned":
        look = sources.Look(person, since(meeting))
        for place, one in enumerate(sources.found(look), start=1):
            row = stored.pop(one.key, None) or made(meeting, one, place * STEP)
            row.why = one.why
            if row.initiative_id:
                row.initiative = one.initiative
            found.append(row)
    for row in stored.values():
        # What has ended leaves the agenda by itself; what a person put on stays, and
        # so does what still waits though more urgent items fill the part.
        row.why = ""
        waits = None
        if meeting.state == "planned":
            waits = sources.waiting(row.referral or row.stall)
        if waits is not None:
            row.why = waits.why
        if waits or meeting.state != "planned" or row.is_added or row.withdrawn_at:
            found.append(row)
    found.sort(key=lambda row: (row.section, row.position, row.key))
    number = 0
    for row in found:
        if row.withdrawn_at is None:
            number += 1
        row.number = number
    return found


def rows(meeting, person):
    """The items with a row, without those of initiatives that a person may not see."""
    seen = Initiative.objects.seen_by(person).values("pk")
    return every(meeting).filter(Q(initiative__isnull=True) | Q(initiative__in=seen))


def every(meeting):
    """The items with a row, whoever may see them."""
    return (
        AgendaItem.objects.filter(meeting=meeting)
        .select_related(
            "initiative",
            "presenter",
            "referral__handoff__initiative",
            "stall__initiative",
            "draft_by",
        )
        .order_by("section", "position", "pk")
    )


def unseen(meeting, found) -> list[AgendaItem]:
    """The rows that `found` lacks and that stay when the meeting opens, with `why`.

    They are of initiatives that whoever opens it may not see, or are more than a source
    puts on an agenda by itself. `why` is a sentence for each language. A row that
    nobody added or withdrew goes when its cause has ended.
    """
    known = {row.key for row in found}
    left = [row for row in every(meeting) if row.key not in known]
    if not left:
        return []
    whys = reasons(sources.Look(None, since(meeting), most=None))
    kept = []
    for row in left:
        if row.is_added or row.withdrawn_at or row.key in whys:
            row.why = whys.get(row.key, "")
            kept.append(row)
        else:
            row.delete()
    return kept


def reasons(look) -> dict:
    """Why each item of the sources is on the agenda: {key: {language: text}}."""
    found: dict = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for one in sources.found(look):
                found.setdefault(one.key, {})[code] = str(one.why)
    return found


def in_every_language(say) -> dict:
    """What a sentence says in each language: {language: text}."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(say())
    return found


def standing(found) -> list[AgendaItem]:
    """Those that were not withdrawn."""
    return [row for row in found if row.withdrawn_at is None]


def made(meeting, one, position) -> AgendaItem:
    """The item that a source found, not saved."""
    return AgendaItem(
        meeting=meeting,
        key=one.key,
        section=one.section,
        position=position,
        purpose=one.purpose,
        initiative=one.initiative,
        referral=one.referral,
        stall=one.stall,
        minutes=one.minutes,
    )


def put(meeting, key, *, by) -> AgendaItem:
    """The row of an item; one that was only read from the records gets its row now."""
    row = rows(meeting, by).filter(key=key).first()
    if row is not None:
        return row
    row = next((one for one in items(meeting, by) if one.key == key), None)
    if row is None:
        raise DomainError(
            _("This item is not on the agenda any more: its cause has ended.")
        )
    row.put_by, row.put_at = by, clock.now()
    row.save()
    return row


def title(item) -> str:
    """What an item is called."""
    if item.title:
        return item.title
    if item.stall_id:
        return _("%(what)s: %(title)s") % {
            "what": item.stall.get_rule_display(),
            "title": item.initiative.title,
        }
    if item.initiative_id:
        return item.initiative.title
    return str(sources.TITLES[item.key])


def kind(item) -> str:
    """What can be decided about it: gate, stall, initiative or matter."""
    if item.referral_id:
        return "gate"
    if item.stall_id:
        return "stall"
    return "initiative" if item.initiative_id else "matter"


def question(item) -> str:
    """What the committee is asked, in one sentence."""
    if item.question:
        return item.question
    if item.referral_id:
        return item.referral.text
    return {
        "stall": _(
            "Who takes it on: reassign, split, stop, or accept the risk until a date?"
        ),
        "prohibited": _("Is it stopped at once?"),
        "order": _("What follows from the order?"),
        "consultation": _("What does the body still need from us?"),
        "bottleneck": _("Does the new process still pay, where the bottleneck is now?"),
        "repeat": _("Why did the lesson not help, and what changes?"),
        "hours": _("Which use gets the hours that have none?"),
        "messages": _("What is told to whom, and when?"),
    }.get(item.key.split("-")[0], "")


def lacks(item) -> str:
    """What a paper still lacks to be ready, or nothing."""
    if item.purpose != Purpose.DECIDE:
        return ""
    if not question(item):
        return _("It does not say what is asked.")
    if not item.recommendation:
        return _("Nobody has written a recommendation.")
    if item.presenter_id is None:
        return _("Nobody is named who brings it.")
    return ""
