"""The limits and shares: asked for by one person, agreed to by another, versioned."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audit.errors import Duplicate, Invalid, Refused
from audit.models import Entry
from initiatives.rules import number
from organisation import actions
from organisation.models import Mandate, NumberChange
from organisation.numbers import NUMBERS, current
from tests.cast import fresh, offer, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast_company):
    """Adam asks that a function has eight working days to sign."""
    return actions.ask_number(
        by=cast_company.adam, code="sign", value=8, reason="Two sites are abroad."
    )


def test_without_a_change_every_number_is_its_default(db):
    assert current() == {code: n.default for code, n in NUMBERS.items()}


def test_a_change_counts_once_leadership_has_agreed(asked, cast_company):
    assert current()["sign"] == 5

    actions.answer_number(asked, by=cast_company.lena, agreed=True)

    assert current()["sign"] == 8
    done = set(Entry.objects.values_list("action", flat=True))
    assert {"organisation.number_asked", "organisation.number_answered"} <= done


def test_what_was_refused_changes_nothing_and_can_be_asked_for_anew(
    asked, cast_company
):
    actions.answer_number(asked, by=cast_company.lena, agreed=False)
    again = actions.ask_number(
        by=cast_company.adam, code="sign", value=7, reason="Seven, then."
    )

    assert current()["sign"] == 5
    assert again.pk != asked.pk


def test_the_last_version_counts_and_the_first_stays(asked, cast_company):
    actions.answer_number(asked, by=cast_company.lena, agreed=True)
    back = actions.ask_number(
        by=cast_company.adam, code="sign", value=5, reason="It took too long."
    )
    actions.answer_number(back, by=cast_company.louis, agreed=True)

    assert current()["sign"] == 5
    assert NumberChange.objects.filter(agreed=True).count() == 2


@pytest.mark.parametrize(
    ("value", "reason", "field"),
    [(0, "x", "value"), (61, "x", "value"), (5, "x", "value"), (8, "  ", "reason")],
)
def test_a_number_out_of_bounds_or_without_reason_is_refused(
    cast_company, value, reason, field
):
    with pytest.raises(Invalid) as refused:
        actions.ask_number(
            by=cast_company.adam, code="sign", value=value, reason=reason
        )

    assert refused.value.field == field
    assert not NumberChange.objects.exists()


def test_only_an_administrator_asks_and_only_leadership_of_the_whole_answers(
    asked, cast_company
):
    with pytest.raises(Refused):
        actions.ask_number(by=cast_company.lena, code="idle", value=20, reason="x")
    for name in ("adam", "hana", "rosa", "auda"):
        with pytest.raises(Refused):
            actions.answer_number(asked, by=getattr(cast_company, name), agreed=True)
    part = cast_company.nobody
    Mandate.objects.create(
        person=part,
        function="leadership",
        unit=cast_company.service,
        starts_on="2020-01-01",
    )
    with pytest.raises(Refused):
        actions.answer_number(asked, by=part, agreed=True)


def test_nobody_agrees_to_what_they_asked_for(asked, cast_company):
    Mandate.objects.create(
        person=cast_company.adam,
        function="leadership",
        unit=cast_company.root,
        starts_on="2020-01-01",
    )

    with pytest.raises(Refused):
        actions.answer_number(asked, by=cast_company.adam, agreed=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        NumberChange.objects.filter(pk=asked.pk).update(
            agreed=True, answered_by=cast_company.adam, answered_at=asked.asked_at
        )


def test_an_answer_counts_once_and_one_change_waits_at_a_time(asked, cast_company):
    with pytest.raises(Invalid):
        actions.ask_number(by=cast_company.adam, code="sign", value=9, reason="More.")
    actions.answer_number(asked, by=cast_company.lena, agreed=True)

    with pytest.raises(Duplicate):
        actions.answer_number(asked, by=cast_company.louis, agreed=False)
    assert current()["sign"] == 8


def test_a_clock_that_starts_later_takes_the_new_number_and_a_stage_keeps_the_old(
    cast_company,
):
    before = propose(cast_company, title="Before")
    for code, value in (("sign", 8), ("coverage", 90)):
        row = actions.ask_number(
            by=cast_company.adam, code=code, value=value, reason="Longer."
        )
        actions.answer_number(row, by=cast_company.lena, agreed=True)
    after = propose(cast_company, title="After")

    old, new = offer(cast_company, before), offer(cast_company, after)

    assert {w.patience for w in old.waits.all()} == {5}
    assert {w.patience for w in new.waits.all()} == {8}
    assert number(fresh(before), "coverage") == 80
    assert number(fresh(after), "coverage") == 90


def test_the_page_says_what_differs_and_leads_each_reader_to_their_act(
    asked, cast_company
):
    def page(person):
        client = Client()
        client.force_login(person)
        return client.get(reverse("organisation:numbers")).text

    assert "Every limit and share is the default." in page(cast_company.hana)
    answer = reverse("organisation:answer-number", args=[asked.pk])
    change = reverse("organisation:change-number", args=["idle"])
    assert answer in page(cast_company.lena)
    assert answer not in page(cast_company.hana)
    assert change in page(cast_company.adam)
    assert change not in page(cast_company.lena)
    actions.answer_number(asked, by=cast_company.lena, agreed=True)
    assert "1 number differs from its default." in page(cast_company.hana)
