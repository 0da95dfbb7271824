"""What people owe in stage 1."""

import pytest
from django.utils import translation

from literacy import actions
from literacy.obligations import obligations
from tests.literacy.cast import TODAY, make_initiative


def sentences(person):
    if hasattr(person, "_holdings"):
        del person._holdings
    return [str(row.sentence) for row in obligations(person)]


def test_hr_opens_hands_over_and_then_the_body_answers(
    initiative, company, hana, rosa, rolf, consulted
):
    assert sentences(hana) == ["Open the consultation of CSE Lyon at Lyon"]
    row = actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right="consult",
        subject="The sorter",
    )
    what = "Hand over the information to CSE Lyon on The sorter"
    assert sentences(hana) == [what]
    (owed,) = obligations(hana)
    assert owed.due_at == row.opened_at  # at once, as the stall says
    assert sentences(rosa) == []
    actions.hand_over_information(row, by=hana, informed_on=TODAY, text="Purpose.")
    assert sentences(hana) == []
    assert sentences(rosa) == ["Give the opinion of CSE Lyon on The sorter"]
    assert sentences(rolf) == []
    actions.give_opinion(row, by=rosa, outcome="unfavourable", given_on=TODAY)
    assert sentences(rosa) == []


def test_a_subject_that_is_the_title_of_a_rule_is_told_in_the_readers_language(
    initiative, company, hana
):
    actions.open_consultation(
        initiative,
        by=hana,
        site=company.lyon,
        body=company.council,
        right="consult",
        subject="Information and deliberation on planned work methods incl. AI",
    )
    with translation.override("fr"):
        (said,) = sentences(hana)
    assert "incl. AI" not in said


def test_a_body_that_must_only_be_informed_owes_no_opinion(initiative, rosa, consulted):
    consulted(initiative, outcome=None, right="inform")
    assert sentences(rosa) == []


def test_legal_confirms_waivers_and_exceptions(initiative, company, hana, lena, lou):
    actions.ask_waiver(initiative, by=hana, site=company.lyon, reason="Same tool")
    actions.ask_override(initiative, by=lena, site=company.lyon, reason="Repair")
    assert sentences(lou) == [
        "Confirm that no consultation is required at Lyon",
        "Answer the exception to the block at Lyon",
    ]
    # a waiver that waits for Legal is not owed by HR
    assert sentences(hana) == []


@pytest.mark.parametrize("name", ["otto", "emma", "nobody", "auda", "adam"])
def test_nobody_else_owes_anything(initiative, company, name):
    assert sentences(company.people[name]) == []


def test_what_is_owed_costs_the_same_for_many_initiatives(
    company, initiative, hana, django_assert_num_queries, django_assert_max_num_queries
):
    sentences(hana)
    with django_assert_max_num_queries(9) as few:
        sentences(hana)
    for number in range(1, 30):
        make_initiative(company, number=number)
    with django_assert_num_queries(len(few.captured_queries)):
        assert len(sentences(hana)) == 30
