"""Whether a notice is still of use to a person at the moment when it is sent.

One table by kind: what must still be true. Rights are asked anew as well; what was
true when the notice was written may not be so any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit import clock
from governance.models import Minutes, PersonErasure, Stall, Wait
from initiatives.models import Erasure, Initiative
from literacy import ai_act
from literacy.law.triage import outcome
from literacy.models import (
    Concern,
    Consultation,
    LawRuleVersion,
    NamedListRule,
    Override,
    PublishedQuestion,
    Pulse,
    Triage,
    Waiver,
)
from organisation import access, notices
from organisation.models import Notification, NumberChange

NEWS_LASTS = timedelta(days=14)
"""After this a change is no news; what is owed is told however late."""

LEFT = "left"
UNSEEN = "unseen"
DONE = "done"
READ = "read"
OLD = "old"
OVERTAKEN = "overtaken"
NO_RIGHT = "no_right"
CONFIDENTIAL = "confidential"


@dataclass(frozen=True)
class Use:
    """Why a notice is of no use, or nothing; and when what it asks for is due."""

    reason: str = ""
    due_at: datetime | None = None

    def __bool__(self) -> bool:
        return not self.reason


def _wait(duty):
    def still(notice, initiative):
        rows = Wait.objects.filter(
            initiative=initiative, duty=duty, ended_at__isnull=True
        )
        if notice.facts.get("function"):
            rows = rows.filter(function=notice.facts["function"])
        row = rows.order_by("due_at").first()
        return Use(due_at=row.due_at) if row else Use(DONE)

    return still


def _stall(notice, initiative):
    row = Stall.objects.filter(pk=notice.facts.get("stall"), closed_at=None).first()
    return Use(due_at=row.due_at) if row else Use(DONE)


def _consultation(notice, initiative):
    row = (
        Consultation.objects.with_standing()
        .filter(initiative=initiative, pk=notice.facts.get("consultation"))
        .first()
    )
    return Use(DONE) if row is None or row.outcome else Use()


def _second_person(model):
    def still(notice, initiative):
        is_open = model.objects.open().filter(initiative=initiative).exists()
        return Use() if is_open else Use(DONE)

    return still


def _erasure(notice, initiative):
    rows = Erasure.objects.filter(initiative=initiative)
    is_open = rows.filter(done_at__isnull=True, declined_at__isnull=True).exists()
    return Use() if is_open else Use(DONE)


def _person_erasure(notice, initiative):
    rows = PersonErasure.objects.filter(
        pk=notice.facts.get("erasure"), done_at=None, declined_at=None
    )
    return Use() if rows.exists() else Use(DONE)


def _number(notice, initiative):
    rows = NumberChange.objects.filter(code=notice.facts.get("code"))
    return Use() if rows.filter(agreed__isnull=True).exists() else Use(DONE)


def _law_version(notice, initiative):
    rows = LawRuleVersion.objects.open().filter(pk=notice.facts.get("version"))
    return Use() if rows.exists() else Use(DONE)


def _evolution(notice, initiative):
    rows = Triage.objects.latest().filter(pk=notice.facts.get("triage"))
    row = rows.first()
    return Use() if row and row.awaits_legal else Use(DONE)


def _law_unknown(notice, initiative):
    return Use() if initiative and outcome(initiative).unknown else Use(DONE)


def _screening(notice, initiative):
    return Use() if ai_act.reopened().filter(initiative=initiative) else Use(DONE)


def _named_lists(notice, initiative):
    rows = NamedListRule.objects.filter(pk=notice.facts.get("rule"))
    is_open = rows.filter(agreed__isnull=True, ended_at__isnull=True).exists()
    return Use() if is_open else Use(DONE)


def _concerns(notice, initiative):
    row = (
        Concern.objects.readable_by(notice.recipient)
        .unread()
        .order_by("answer_by")
        .first()
    )
    return Use(due_at=row.answer_by) if row else Use(DONE)


def _question(notice, initiative):
    row = (
        PublishedQuestion.objects.open().filter(pk=notice.facts.get("question")).first()
    )
    if row is None or row.function != notice.facts.get("function"):
        return Use(DONE)
    return Use(due_at=row.answer_by)


def _pulse(notice, initiative):
    is_open = Pulse.objects.open().filter(pk=notice.facts.get("pulse")).exists()
    return Use() if is_open else Use(DONE)


def _minutes(notice, initiative):
    row = Minutes.objects.filter(pk=notice.facts.get("minutes")).first()
    if row is None or row.answers.filter(person=notice.recipient).exists():
        return Use(DONE)
    return Use(due_at=row.due_at)


STILL: dict[str, Callable] = {
    "minutes_issued": _minutes,
    "asked_sign": _wait(Wait.Duty.SIGN),
    "asked_accept": _wait(Wait.Duty.ACCEPT),
    "asked_answer": _wait(Wait.Duty.ANSWER),
    "asked_decide": _wait(Wait.Duty.DECIDE),
    "stall_raised": _stall,
    "stall_reminder": _stall,
    "decision_demanded": _stall,
    "erasure_asked": _erasure,
    "person_erasure_asked": _person_erasure,
    "number_asked": _number,
    "literacy.concerns_released": _concerns,
    "literacy.question_given": _question,
    "literacy.question_reopened": _question,
    "literacy.pulse_opened": _pulse,
    "literacy.pulse_reminder": _pulse,
    "literacy.information_handed_over": _consultation,
    "literacy.waiver_asked": _second_person(Waiver),
    "literacy.override_asked": _second_person(Override),
    "literacy.law_version_proposed": _law_version,
    "literacy.evolution_claimed": _evolution,
    "literacy.law_unknown": _law_unknown,
    "literacy.screening_reopened": _screening,
    "literacy.named_lists_asked": _named_lists,
}
"""What must still be open, by kind. A kind that is not here is news: it only ages."""

BY_MANDATE = {"asked_sign", "asked_accept", "asked_answer"}
"""Kinds that go to who holds the function named in the facts, and to nobody else."""


def of_use(notice: Notification, person, seen: dict) -> Use:
    """Whether this person should still be sent this notice."""
    if not access.is_present(person, clock.today()):
        return Use(LEFT)
    initiative = seen.get(notice.pk)
    if notice.initiative_id and initiative is None:
        return Use(UNSEEN)
    if notice.kind in BY_MANDATE and not _holds(person, notice, initiative):
        return Use(NO_RIGHT)
    if notice.read_at and not notices.is_mandatory(notice.kind, notice.facts):
        return Use(READ)
    return _still(notice, initiative)


def initiative_of(notice: Notification) -> Initiative | None:
    """The initiative of a notice, while it is on its way; that it ended is news."""
    rows = Initiative.objects.select_related("unit")
    if notice.kind not in notices.CHANGES:
        rows = rows.running()
    return rows.filter(pk=notice.initiative_id).first()


def of_use_outside(notice: Notification, initiative) -> Use:
    """Whether a webhook may still be told: never of what is confidential."""
    if initiative is None and notice.initiative_id is not None:
        return Use(DONE)
    if initiative is not None and initiative.is_confidential:
        return Use(CONFIDENTIAL)
    return _still(notice, initiative)


def _still(notice, initiative) -> Use:
    still = STILL.get(notice.kind)
    if still is not None:
        return still(notice, initiative)
    is_old = clock.now() - notice.created_at > NEWS_LASTS
    return Use(OLD) if is_old else Use()


def _holds(person, notice, initiative) -> bool:
    function = notice.facts.get("function")
    return any(
        holding.function == function and holding.covers(initiative.unit)
        for holding in access.current_holdings(person)
    )
