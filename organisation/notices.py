"""Telling people of a change: rows written with it, sent by a job later."""

from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings

from organisation.functions import Function
from organisation.models import NoticeSettings, Notification

LONGEST_FACT = 40
"""A fact is an id, a number, a code or a time; what people wrote is longer."""

PAST_THE_LIMIT = 100
"""From this share of its limit on, in percent, a stall cannot be muted."""


class Group(StrEnum):
    """What a person may choose the way of; the name of the field of the settings."""

    OWED = "owed"
    FOLLOWED = "followed"
    MENTIONS = "mentions"


class Kind(NamedTuple):
    """What a kind of notice is to the person who gets it.

    A mandatory one reaches people by mail at least once a day, whatever they choose.
    `function` is who it waits for, where the facts do not say so.
    """

    group: Group
    mandatory: bool = False
    function: Function | None = None


FOLLOWED = Kind(Group.FOLLOWED)
NAMED = Kind(Group.MENTIONS)

KINDS = {
    # a signature, an acceptance, an answer or a decision is asked for
    "asked_sign": Kind(Group.OWED, mandatory=True),
    "asked_accept": Kind(Group.OWED, mandatory=True),
    "asked_answer": Kind(Group.OWED, mandatory=True),
    "asked_decide": Kind(Group.OWED, mandatory=True),
    "decision_demanded": Kind(Group.OWED, mandatory=True),
    "answered": Kind(Group.OWED),
    # stalls: a reminder may be muted, a limit that is passed may not
    "stall_reminder": Kind(Group.OWED),
    "stall_raised": Kind(Group.OWED),
    # consultations
    "literacy.information_handed_over": Kind(Group.OWED, mandatory=True),
    "literacy.waiver_asked": Kind(Group.OWED, mandatory=True, function=Function.LEGAL),
    "literacy.override_asked": Kind(
        Group.OWED, mandatory=True, function=Function.LEGAL
    ),
    # rules of law: a second person, a signature, a law that nobody knows here
    "literacy.law_version_proposed": Kind(Group.OWED, function=Function.LEGAL),
    "literacy.evolution_claimed": Kind(Group.OWED, function=Function.LEGAL),
    "literacy.law_unknown": Kind(Group.OWED, function=Function.LEGAL),
    "literacy.screening_reopened": Kind(Group.OWED, function=Function.LEGAL),
    "literacy.named_lists_asked": Kind(Group.OWED, function=Function.HR),
    "literacy.named_lists_answered": FOLLOWED,
    "literacy.law_version_answered": FOLLOWED,
    "literacy.evolution_signed": FOLLOWED,
    # questions and concerns, and the pulse
    "literacy.concerns_released": Kind(
        Group.OWED, mandatory=True, function=Function.HR
    ),
    "literacy.question_given": Kind(Group.OWED, mandatory=True),
    "literacy.question_reopened": Kind(Group.OWED, mandatory=True),
    "literacy.concern_answered": Kind(Group.MENTIONS),
    "literacy.pulse_opened": FOLLOWED,
    "literacy.pulse_reminder": FOLLOWED,
    # a second person confirms or keeps
    "number_asked": Kind(Group.OWED, mandatory=True, function=Function.LEADERSHIP),
    "number_answered": FOLLOWED,
    "erasure_asked": Kind(Group.OWED, function=Function.LEGAL),
    "person_erasure_asked": Kind(Group.OWED, mandatory=True, function=Function.LEGAL),
    "literacy.opinion_given": FOLLOWED,
    "literacy.council_asks": Kind(Group.OWED, function=Function.HR),
    "literacy.consultation_news": FOLLOWED,
    "literacy.order_recorded": FOLLOWED,
    "literacy.commitment_made": NAMED,
    "literacy.promise_handed_over": NAMED,
    "literacy.waiver_answered": FOLLOWED,
    "literacy.override_answered": FOLLOWED,
    # what changed
    "proposed": FOLLOWED,
    "withdrawn": FOLLOWED,
    "taken_over_accepted": FOLLOWED,
    "signed": FOLLOWED,
    "returned": FOLLOWED,
    "committee_asked": FOLLOWED,
    "decided": FOLLOWED,
    "offer_withdrawn": FOLLOWED,
    "sent_back": FOLLOWED,
    "stopped": FOLLOWED,
    "revised": FOLLOWED,
    "passed": FOLLOWED,
    "stall_decided": FOLLOWED,
    "meeting_planned": NAMED,
    "meeting_changed": NAMED,
    "meeting_cancelled": NAMED,
    "minutes_issued": Kind(Group.OWED),
    "minutes_objected": NAMED,
    "duty_given": NAMED,
    "weekly_stalls": FOLLOWED,
    # what names somebody
    "mentioned": NAMED,
    "named": NAMED,
    "shared": NAMED,
    "processes.owner_named": NAMED,
    "processes.hours_evaporated": FOLLOWED,
    "lessons.repeat_failure": FOLLOWED,
}
"""Every kind of notice; what is not listed is something that changed."""

CHANGES = frozenset(
    {
        *("proposed", "withdrawn", "taken_over_accepted", "offer_withdrawn"),
        *("signed", "returned", "revised", "committee_asked", "decided"),
        *("passed", "sent_back", "stopped", "stall_decided", "weekly_stalls"),
        *("literacy.opinion_given", "literacy.order_recorded"),
        "processes.hours_evaporated",
    }
)
"""The course of an initiative: what a webhook may be told beside what waits."""


def message_id(key: str) -> str:
    """The id under which a message is known outside: the same at every attempt."""
    return f"<{key[:40]}@{settings.MESSAGE_HOST}>"


def is_mandatory(kind: str, facts: dict) -> bool:
    """Whether nobody can choose not to get it by mail."""
    if kind == "stall_raised":
        return facts.get("level", PAST_THE_LIMIT) >= PAST_THE_LIMIT
    return KINDS.get(kind, FOLLOWED).mandatory


def function_of(kind: str, facts: dict) -> str:
    """The function that something waits for; empty where it waits for none."""
    row = KINDS.get(kind, FOLLOWED)
    if row.group != Group.OWED:
        return ""
    return str(facts.get("function") or row.function or "")


def way(kind: str, facts: dict, chosen: NoticeSettings) -> str:
    """By which way a notice reaches a person: at once, once a day, or in the product.

    What is mandatory is never below the daily mail.
    """
    when = getattr(chosen, KINDS.get(kind, FOLLOWED).group.value)
    if when == NoticeSettings.When.PRODUCT and is_mandatory(kind, facts):
        return NoticeSettings.When.DAILY
    return when


def tell(recipients, kind, *, initiative, by, url, key="", **facts):
    """Tell people what somebody did, once each, and never the one who did it.

    `facts` are ids, numbers, codes and times, no free text: they may leave the house.
    The same `key` tells nobody twice.
    """
    told = {"initiative": initiative, "by": by, "url": url, "key": key}
    return send(prepare(recipients, kind, **told, **facts))


def told_already(kind, keys) -> set:
    """Those of these keys of which somebody was told."""
    by_occasion = {_occasion(kind, key): key for key in keys}
    rows = Notification.objects.filter(kind=kind, occasion__in=by_occasion)
    return {by_occasion[found] for found in rows.values_list("occasion", flat=True)}


def prepare(recipients, kind, *, initiative, by, url, key="", **facts):
    """The rows that `tell` would write, for a job that writes those of many at once."""
    wordy = [
        name
        for name, value in facts.items()
        if isinstance(value, str) and len(value) > LONGEST_FACT
    ]
    if wordy:
        raise TypeError(f"A notice carries no free text: {', '.join(sorted(wordy))}.")
    who_did_it = getattr(by, "pk", None)
    ids = {getattr(person, "pk", person) for person in recipients}
    ids -= {who_did_it, None}
    occasion = f"{kind}/{key or uuid4().hex}"
    shared = _occasion(kind, key) if key else sha256(occasion.encode()).hexdigest()
    return [
        Notification(
            key=sha256(f"{occasion}/{person}".encode()).hexdigest(),
            occasion=shared,
            recipient_id=person,
            kind=kind,
            initiative_id=getattr(initiative, "pk", initiative),
            facts=facts,
            url=url,
        )
        for person in sorted(ids, key=str)
    ]


def _occasion(kind, key) -> str:
    return sha256(f"{kind}/{key}".encode()).hexdigest()


def send(rows) -> int:
    """Write prepared rows; how many. One that is there already is not written again."""
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
