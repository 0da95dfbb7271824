"""Somebody leaves: all that they hold goes over on one page."""

import pytest
from django.test import Client

from audit.errors import Invalid, Refused
from audit.models import Entry
from governance import actions
from governance.models import Condition
from initiatives import actions as initiatives
from initiatives.models import Lead
from organisation import access
from organisation.functions import Function as F
from organisation.models import Deputy, Mandate
from tests.cast import NOW, fresh, offer, propose


@pytest.fixture
def loaded(cast_company):
    """Otto leads, deputises, and owes what HR asked of him."""
    proposal = propose(cast_company)
    handoff = offer(cast_company, proposal)
    actions.sign(
        handoff,
        by=cast_company.hana,
        function="hr",
        digest=handoff.digest,
        conditions=[
            {"text": "Train them", "owner": cast_company.otto, "due_on": "2026-12-24"}
        ],
    )
    Deputy.objects.create(
        principal=cast_company.kim, deputy=cast_company.otto, starts_on=NOW.date()
    )
    return proposal


def page_of(person):
    return f"/en/people/{person.pk}/leaving/"


@pytest.fixture
def adam(cast_company):
    client = Client()
    client.force_login(cast_company.adam)
    return client


def test_one_submit_hands_everything_to_one_successor(cast_company, loaded, adam):
    otto, nobody = cast_company.otto, cast_company.nobody
    shown = adam.get(page_of(otto))
    assert "Train them" in shown.text
    assert "Kim Test" in shown.text

    answer = adam.post(page_of(otto), {"to": nobody.pk, "once": "a"})

    assert answer.status_code == 200
    assert "Mandates: 1 to Nobody Test" in answer.text
    assert access.holders_of(F.OPERATIONS, loaded.unit, on=NOW.date())
    assert Mandate.objects.filter(person=nobody, function=F.OPERATIONS).exists()
    assert Lead.objects.get(function="operations", until=None).person == nobody
    assert Condition.objects.get().owner == nobody
    assert Deputy.objects.filter(principal=cast_company.kim, deputy=nobody).exists()
    assert Entry.objects.filter(
        action="governance.everything_handed_over", actor_ref=cast_company.adam.pk
    ).exists()


def test_what_cannot_be_given_stays_and_says_why(cast_company, loaded, adam):
    answer = adam.post(
        page_of(cast_company.otto), {"leads": cast_company.fred.pk, "once": "a"}
    )

    assert answer.status_code == 200
    assert "Fred Test does not hold Operations there" in answer.text
    lead = Lead.objects.get(function="operations", until=None)
    assert lead.person == cast_company.otto


def test_each_kind_may_go_to_another(cast_company, loaded, adam):
    adam.post(
        page_of(cast_company.otto),
        {
            "to": cast_company.olga.pk,
            "conditions": cast_company.hana.pk,
            "once": "a",
        },
    )

    assert Condition.objects.get().owner == cast_company.hana
    lead = Lead.objects.get(function="operations", until=None)
    assert lead.person == cast_company.olga


def test_a_wrong_answer_changes_nothing_and_keeps_what_was_chosen(
    cast_company, loaded, adam
):
    olga = cast_company.olga
    empty = adam.post(page_of(cast_company.otto), {"once": "a"})
    assert empty.status_code == 422
    answer = adam.post(
        page_of(cast_company.otto),
        {"to": olga.pk, "mandates": cast_company.adam.pk, "once": "b"},
    )

    assert answer.status_code == 403
    assert f'value="{olga.pk}" selected' in answer.text
    assert Condition.objects.get().owner == cast_company.otto
    lead = Lead.objects.get(function="operations", until=None)
    assert lead.person == cast_company.otto


def test_all_goes_over_or_nothing(cast_company, loaded):
    gone = cast_company.nobody
    gone.is_active = False
    gone.save()

    with pytest.raises(Invalid):
        actions.hand_over_everything(
            cast_company.otto,
            by=cast_company.adam,
            to={"mandates": cast_company.olga, "conditions": gone},
        )

    assert Mandate.objects.effective(NOW.date()).filter(
        person=cast_company.otto, ends_on=None
    )


def test_only_an_administrator_hands_over(cast_company, loaded):
    with pytest.raises(Refused):
        actions.hand_over_everything(
            cast_company.otto,
            by=cast_company.lena,
            to={"mandates": cast_company.olga},
        )


def test_a_confidential_title_is_not_shown_to_the_administrator(
    cast_company, loaded, adam
):
    initiatives.set_confidential(fresh(loaded), by=cast_company.lena, confidential=True)

    text = adam.get(page_of(cast_company.otto)).text

    assert loaded.ref in text
    assert loaded.title not in text
    assert "Train them" not in text


def test_a_seat_goes_only_to_who_is_named_for_it(cast_company, adam):
    adam.post(page_of(cast_company.rosa), {"to": cast_company.emma.pk, "once": "a"})
    assert access.seats(cast_company.rosa, on=NOW.date())
    assert not access.seats(cast_company.emma, on=NOW.date())

    answer = adam.post(
        page_of(cast_company.rosa), {"seats": cast_company.emma.pk, "once": "b"}
    )

    assert "Seats: 1 to Emma Test" in answer.text
    assert access.seats(cast_company.emma, on=NOW.date())
