"""What waits for a second person and belongs to no initiative, for Waiting for me."""

from uuid import UUID

from django.db.models import F, Q, TextField, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from governance.models import PersonErasure
from initiatives.obligations import Obligation, Owed, Verb
from literacy.models import LawRuleVersion, NamedListRule
from organisation import access
from organisation.models import NumberChange
from organisation.numbers import NUMBERS
from organisation.roles import PERMISSIONS

NO_INITIATIVE = Cast(Value(None), UUIDField())


def owed(person) -> list[Owed]:
    """The kinds of answers that this person may give as the second one."""
    held = access.current_holdings(person)

    def may(permission):
        functions = PERMISSIONS[permission].holders
        return any(h.is_of_root and h.function in functions for h in held)

    kinds = []
    if may("organisation.erase_person"):
        kinds.append(_person_erasures(person))
    if may("organisation.confirm_number"):
        kinds.append(_numbers(person))
    if may("literacy.confirm_law"):
        kinds.append(_law(person))
    lists = _named_lists(person, held)
    return [*kinds, lists] if lists else kinds


def _person_erasures(person) -> Owed:
    return Owed(
        kind="governance.person_erasure",
        rows=PersonErasure.objects.filter(
            done_at__isnull=True, declined_at__isnull=True
        ).exclude(asked_by=person),
        initiative=NO_INITIATIVE,
        since="asked_at",
        one=Cast(F("person"), TextField()),
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=None,
            about=_("People"),
            sentence=_("Somebody who has left is to be erased. Confirm it or keep it."),
            since=row.since,
            due_at=None,
            url=reverse("governance:erase-person", args=[UUID(row.one)]),
        ),
    )


def _numbers(person) -> Owed:
    return Owed(
        kind="governance.number",
        rows=NumberChange.objects.filter(agreed__isnull=True, code__in=NUMBERS).exclude(
            asked_by=person
        ),
        initiative=NO_INITIATIVE,
        since="asked_at",
        key="pk",
        one=F("code"),
        other=Cast(F("value"), TextField()),
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=None,
            about=_("The settings"),
            sentence=format_lazy(
                _("{label}: {value} {unit} is asked for. Agree to it or refuse it."),
                label=NUMBERS[row.one].label,
                value=row.other,
                unit=NUMBERS[row.one].unit.label,
            ),
            since=row.since,
            due_at=None,
            url=reverse("organisation:answer-number", args=[row.key]),
        ),
    )


def _law(person) -> Owed:
    return Owed(
        kind="governance.law",
        rows=LawRuleVersion.objects.open().exclude(proposed_by=person),
        initiative=NO_INITIATIVE,
        since="proposed_at",
        key="number",
        one=F("rule__code"),
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=None,
            about=_("Consultation law"),
            sentence=_("A rule of law was written anew. Agree to it or refuse it."),
            since=row.since,
            due_at=None,
            url=reverse("literacy:law-answer", args=[row.one, row.key]),
        ),
    )


def _named_lists(person, held) -> Owed | None:
    mine = Q(pk__in=[])
    for holding in held:
        if holding.function in PERMISSIONS["literacy.allow_named_lists"].holders:
            mine |= Q(unit__path__startswith=holding.path)
            if holding.is_of_root:
                mine |= Q(unit__isnull=True)
    if not mine.children:
        return None
    return Owed(
        kind="governance.named_lists",
        rows=NamedListRule.objects.filter(
            mine, agreed__isnull=True, ended_at__isnull=True
        ).exclude(asked_by=person),
        initiative=NO_INITIATIVE,
        since="asked_at",
        key="pk",
        word=lambda row, initiative: Obligation(
            verb=Verb.CONFIRM,
            initiative=None,
            about=_("Literacy and dialogue"),
            sentence=_("Attendance is to be kept by name. Agree to it or refuse it."),
            since=row.since,
            due_at=None,
            url=reverse("literacy:answer-named-lists", args=[row.key]),
        ),
    )
