"""Record what people learnt, correct the number, and say when they must learn again."""

from uuid import uuid4

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Refused, Stale
from initiatives import holds
from initiatives.actions import attach, require_open
from literacy import forgetting
from literacy.models import (
    AGAIN,
    Attendee,
    Audience,
    LevelCount,
    Measure,
    NamedListRule,
    RefreshCall,
    Trigger,
)
from literacy.rules import chain_of, exposed_at, require_past, too_many
from organisation import access
from organisation.functions import Function
from organisation.models import Unit
from organisation.notices import tell
from organisation.rows import save

CARRIED = (
    "initiative_id",
    "kind",
    "audience",
    "unit_id",
    "site_id",
    "held_on",
    "ai_system",
    "content",
    "attachment_id",
    "minutes",
    "trainer",
    "languages",
    "valid_until",
    *AGAIN.values(),
    "act",
    "import_key",
    "imported_people",
)
"""What a correction keeps of the row that it takes the place of."""


@audited
def record_measure(initiative, *, by, unit, site, people, **facts):
    """Note that people at one unit and site learnt about the AI system on a day."""
    places = [{"unit": unit, "site": site, "people": people}]
    return record_act(initiative, by=by, places=places, **facts)[0]


@audited
def record_act(
    initiative,
    *,
    by,
    places,
    kind,
    audience,
    held_on,
    ai_system,
    content,
    note="",
    upload=None,
    minutes=None,
    trainer="",
    languages="",
    valid_until=None,
    again_on=(),
    names=(),
):
    """Note one act by which people learnt, at one or several units and sites.

    `places` are dicts of unit, site and people; `upload` is the file of the content.
    `names` is the list of who came, for a single place whose rules allow one.
    Returns a measure for each place.
    """
    access.require(by, "literacy.record_measure", of=initiative)
    now = require_open(initiative)
    require_past(held_on, "held_on")
    _require_places(now, places, audience)
    if names:
        _require_named_list(places, by)
    file = attach(now, by=by, upload=upload, note=content[:200]) if upload else None
    act = uuid4() if len(places) > 1 else None
    rows = []
    for place in places:
        row = save(
            Measure(
                initiative=now,
                kind=kind,
                audience=audience,
                unit=place["unit"],
                site=place["site"],
                held_on=held_on,
                people=place["people"],
                ai_system=ai_system,
                content=content,
                attachment=file,
                minutes=minutes,
                trainer=trainer,
                languages=languages,
                valid_until=valid_until,
                note=note,
                act=act,
                recorded_by=by,
                **{AGAIN[Trigger(trigger)]: True for trigger in again_on},
            )
        )
        record(
            "literacy.measure_recorded",
            row,
            by=by,
            initiative=now,
            kind=row.kind,
            audience=row.audience,
            site=row.site_id,
            unit=row.unit_id,
            people=row.people,
            held_on=row.held_on,
            sha256=file.sha256 if file else "",
            named=len(names),
        )
        rows.append(row)
    for name in names:
        save(Attendee(measure=rows[0], name=name))
    return rows


def _require_places(initiative, places, audience):
    if not places:
        raise Invalid(_("Choose at least one unit and site."), field="place")
    seen = set()
    for place in places:
        key = (place["unit"].pk, place["site"].pk)
        exposure = exposed_at(initiative, place["unit"], place["site"])
        if exposure is None:
            raise Invalid(
                _(
                    "Nobody of this unit is listed at this site. List the people "
                    "exposed first."
                ),
                field="place",
            )
        if key in seen:
            raise Invalid(_("A unit and site stands there twice."), field="place")
        seen.add(key)
        wrong = too_many(exposure, audience, place["people"])
        if wrong:
            raise Invalid(
                format_lazy(
                    "{unit}, {site}: {wrong}",
                    unit=place["unit"].name,
                    site=place["site"].name,
                    wrong=wrong,
                ),
                field="people",
            )


def _require_named_list(places, by):
    if len(places) > 1:
        raise Invalid(
            _("Record one unit and site at a time when you keep a named list."),
            field="names",
        )
    unit = places[0]["unit"]
    access.require(by, "literacy.read_named_list", of=unit)
    if not NamedListRule.objects.allowing(unit).exists():
        raise Invalid(
            format_lazy(
                _(
                    "The rules of {unit} allow no named list: enter the number only. "
                    "The administrator and HR can allow it together."
                ),
                unit=unit.name,
            ),
            field="names",
        )


@audited
def correct_measure(measure, *, by, people, note):
    """Put another number in the place of a measure's; none takes the measure back."""
    initiative = measure.initiative
    access.require(by, "literacy.record_measure", of=initiative)
    now = require_open(initiative)
    if Measure.objects.filter(supersedes=measure).exists():
        raise Stale(_("This measure was corrected a moment ago. Look again."))
    if not note.strip():
        raise Invalid(_("Write why the number changes."), field="note")
    exposure = exposed_at(now, measure.unit, measure.site)
    wrong = exposure and people and too_many(exposure, measure.audience, people)
    if wrong:
        raise Invalid(wrong, field="people")
    row = save(
        Measure(
            **{name: getattr(measure, name) for name in CARRIED},
            people=people,
            note=note,
            supersedes=measure,
            recorded_by=by,
        )
    )
    if not people:
        forgetting.attendees(_list_of(measure), by=by)
    record(
        "literacy.measure_corrected",
        row,
        by=by,
        initiative=now,
        before=measure.people,
        people=row.people,
        supersedes=measure.pk,
    )
    return row


@audited
def call_refresh(initiative, *, by, trigger, on, reason):
    """Say that the system, its model or its purpose changed: people learn again.

    Measures held before that day which name this change cover nobody any more.
    """
    access.require(by, "literacy.call_refresh", of=initiative)
    now = require_open(initiative)
    require_past(on, "on")
    if not reason.strip():
        raise Invalid(_("Write what changed."), field="reason")
    if RefreshCall.objects.filter(initiative=now, trigger=trigger, on=on).exists():
        raise Duplicate(_("This change is recorded already for this day."))
    row = save(
        RefreshCall(
            initiative=now,
            trigger=trigger,
            on=on,
            reason=reason.strip(),
            called_by=by,
        )
    )
    record(
        "literacy.refresh_called",
        row,
        by=by,
        initiative=now,
        trigger=row.trigger,
        on=row.on,
    )
    return row


@audited
def declare_levels(initiative, *, by, unit, site, audience, able, coaching, ground):
    """Say how many people of a place use the system well, and how many coach others."""
    access.require(by, "literacy.record_measure", of=initiative)
    now = require_open(initiative)
    exposure = exposed_at(now, unit, site)
    if exposure is None:
        raise Invalid(
            _(
                "Nobody of this unit is listed at this site. List the people exposed "
                "first."
            ),
            field="place",
        )
    most = exposure.overseers if audience == Audience.OVERSEERS else exposure.people
    if able > most:
        raise Invalid(
            format_lazy(
                _("Only {n} people of this audience are exposed there."), n=most
            ),
            field="able",
        )
    if not ground.strip():
        raise Invalid(_("Write how this is known."), field="ground")
    row = save(
        LevelCount(
            initiative=now,
            unit=unit,
            site=site,
            audience=audience,
            able=able,
            coaching=coaching,
            ground=ground.strip(),
            declared_by=by,
        )
    )
    record(
        "literacy.levels_declared",
        row,
        by=by,
        initiative=now,
        unit=row.unit_id,
        site=row.site_id,
        audience=row.audience,
        able=row.able,
        coaching=row.coaching,
    )
    return row


# Named lists: off until the administrator and HR allow them together


@audited
def ask_named_lists(*, by, ground, unit=None, country=""):
    """The administrator asks that a unit or a country may keep attendance by name."""
    access.require(by, "organisation.manage")
    if not ground.strip():
        raise Invalid(_("Write which agreement or law allows it."), field="ground")
    row = save(
        NamedListRule(
            unit=unit, country=country.upper(), ground=ground.strip(), asked_by=by
        )
    )
    record(
        "literacy.named_lists_asked", row, by=by, unit=row.unit_id, country=row.country
    )
    tell(
        access.holders_of(Function.HR, _unit_of(row)),
        "literacy.named_lists_asked",
        initiative=None,
        by=by,
        url=reverse("literacy:answer-named-lists", args=[row.pk]),
        rule=row.pk,
    )
    return row


@audited
def answer_named_lists(rule, *, by, agreed):
    """HR agrees or refuses that attendance is kept by name there."""
    now = NamedListRule.objects.get(pk=rule.pk)
    access.require(by, "literacy.allow_named_lists", of=_unit_of(now))
    if not now.is_open:
        raise Duplicate(_("This was answered already."))
    if now.asked_by_id == by.pk:
        raise Refused(_("Another person must answer this."))
    now.agreed, now.answered_at, now.answered_by = agreed, clock.now(), by
    save(now, ["agreed", "answered_at", "answered_by"])
    record("literacy.named_lists_answered", now, by=by, agreed=agreed)
    tell(
        [now.asked_by],
        "literacy.named_lists_answered",
        initiative=None,
        by=by,
        url=reverse("literacy:named-lists"),
        agreed=agreed,
    )
    return now


@audited
def end_named_lists(rule, *, by):
    """End a permission for named lists; the lists that hung on it are erased."""
    now = NamedListRule.objects.get(pk=rule.pk)
    if not (
        access.may(by, "organisation.manage", fresh=True)
        or access.may(by, "literacy.allow_named_lists", of=_unit_of(now), fresh=True)
    ):
        raise Refused(
            access.refusal(
                "literacy.allow_named_lists", unit=_unit_of(now), function=Function.HR
            )
        )
    if now.ended_at is not None:
        raise Duplicate(_("This has ended already."))
    now.ended_at, now.ended_by = clock.now(), by
    save(now, ["ended_at", "ended_by"])
    branch = Unit.objects.filter(country=now.country)
    if now.unit_id is not None:
        branch = Unit.objects.within(now.unit)
    gone = [
        unit.pk for unit in branch if not NamedListRule.objects.allowing(unit).exists()
    ]
    lists = Attendee.objects.filter(measure__unit__in=gone)
    _require_none_held(lists)
    erased = forgetting.attendees(lists, by=by)
    record("literacy.named_lists_ended", now, by=by, erased=erased)
    return now


@audited
def erase_attendees(measure, *, by):
    """Erase the named list of a measure; its number of people stays."""
    access.require(by, "literacy.read_named_list", of=measure.unit)
    if measure.initiative_id:
        holds.require_none(initiative=measure.initiative)
    erased = forgetting.attendees(_list_of(measure), by=by)
    record(
        "literacy.attendees_erased",
        measure,
        by=by,
        initiative=measure.initiative,
        erased=erased,
    )
    return erased


@audited
def erase_attendance_of(person, *, by):
    """Erase the name of a person from every named list, when the person is erased.

    Lists hold names and no accounts: of two people of one name both go. The numbers
    stay. Returns how many lines.
    """
    access.require(by, "organisation.erase_person", of=_whole())
    theirs = Attendee.objects.filter(name__iexact=person.name)
    _require_none_held(theirs)
    erased = forgetting.attendees(theirs, by=by)
    record("literacy.attendance_erased", person, by=by, erased=erased)
    return erased


def _list_of(measure):
    return Attendee.objects.filter(measure__in=chain_of(measure))


def _require_none_held(attendees):
    """Stop an erasure while one of these lists belongs to what is under legal hold."""
    held = holds.standing().filter(
        initiative__in=attendees.filter(erased_at__isnull=True).values(
            "measure__initiative"
        )
    )
    for hold in held.select_related("initiative"):
        holds.require_none(initiative=hold.initiative)


def _whole():
    return Unit.objects.filter(parent__isnull=True).first()


def _unit_of(rule):
    """Whose HR answers: of the unit, or of the whole company for a country."""
    return rule.unit or _whole()
