"""Drafts, edits and what happens when two people write at once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection

from audit.errors import DomainError, Invalid, Refused, Stale
from audit.models import Entry
from initiatives import actions, screening
from initiatives.merging import Conflict, as_text
from initiatives.models import Initiative, Screening
from initiatives.stages import Stage


def test_a_draft_gets_the_next_reference_and_only_its_author_sees_it(
    draft, company, max, lena
):
    other = actions.save_draft(by=max, title="Another", unit=company.root)

    assert (draft.ref, other.ref) == ("AI-001", "AI-002")
    assert draft.status == "draft"
    assert draft in Initiative.objects.visible_to(max)
    assert draft not in Initiative.objects.visible_to(lena)
    assert Entry.objects.about(draft.pk).get().action == "initiatives.draft_started"


def test_two_drafts_at_once_get_two_numbers(draft, company, max, monkeypatch):
    from initiatives import refs

    late = iter([{"last": 0}])
    real = refs.Initiative.objects.aggregate
    monkeypatch.setattr(
        refs.Initiative.objects, "aggregate", lambda **k: next(late, None) or real(**k)
    )

    second = actions.save_draft(by=max, title="Second", unit=company.root)

    assert second.ref == "AI-002"


def test_nobody_proposes_without_a_mandate(company, emma, rosa, adam):
    for person in (emma, rosa, adam):
        with pytest.raises(Refused):
            actions.save_draft(by=person, title="Mine", unit=company.root)
    assert not Initiative.objects.exists()


def test_a_draft_needs_a_title_and_says_so_at_the_field(company, max):
    with pytest.raises(Invalid) as refusal:
        actions.save_draft(by=max, title="", unit=company.root)

    assert refusal.value.field == "title"


def test_an_edit_writes_what_changed_and_keeps_the_search_text(draft, max):
    edited = actions.edit(
        draft, by=max, version=1, title="Sort ÉTUDES", budget=Decimal("10.00")
    )

    draft.refresh_from_db()
    assert edited.changed == ["budget", "title"]
    assert draft.version == 2
    assert "études" in draft.search_text
    assert Initiative.objects.matching("ÉTUDES draft").get() == draft


def test_an_old_version_is_refused(draft, max):
    actions.edit(draft, by=max, version=1, title="New")

    with pytest.raises(Stale):
        actions.edit(draft, by=max, version=1, title="Newer")


def test_changes_in_different_fields_merge(draft, max):
    seen = as_text(draft, ("title", "problem"))
    actions.edit(draft, by=max, version=1, problem="Weeks, not days.")

    edited = actions.edit(
        draft, by=max, seen=seen, title="New title", problem=draft.problem
    )

    draft.refresh_from_db()
    assert edited.changed == ["title"]
    assert edited.merged == ["problem"]
    assert (draft.title, draft.problem) == ("New title", "Weeks, not days.")


def test_a_change_of_the_same_field_is_a_conflict_with_both_texts(draft, max):
    seen = as_text(draft, ("title",))
    actions.edit(draft, by=max, version=1, title="Theirs")

    with pytest.raises(Conflict) as conflict:
        actions.edit(draft, by=max, seen=seen, title="Mine")

    assert conflict.value.fields == {"title": ("Mine", "Theirs")}
    assert conflict.value.status == 409


def test_the_same_change_twice_is_no_conflict(draft, max):
    seen = as_text(draft, ("title",))
    actions.edit(draft, by=max, version=1, title="Same")

    assert actions.edit(draft, by=max, seen=seen, title="Same").changed == []


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("max", False),  # proposed it, but the charter has passed
        ("hana", True),  # leads it
        ("lena", True),  # holds Leadership
        ("otto", False),
        ("fred", False),
        ("lou", False),
        ("auda", False),
        ("adam", False),
        ("emma", False),
        ("rosa", False),
    ],
)
def test_who_may_edit_once_it_runs(initiative, company, name, may):
    person = company.people[name]
    if may:
        actions.edit(initiative, by=person, version=1, title="Other")
    else:
        with pytest.raises(Refused):
            actions.edit(initiative, by=person, version=1, title="Other")


def test_legal_answers_the_screening_and_nothing_else(initiative, lou):
    answers = "n" * len(screening.QUESTIONS)
    actions.edit(initiative, by=lou, version=1, screening_answers=answers)

    initiative.refresh_from_db()
    assert initiative.screening == Screening.CLEAR
    with pytest.raises(Refused):
        actions.edit(initiative, by=lou, version=2, promise="Nobody loses a post.")


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ("nnnnnnnnnn", "clear"),
        ("nnnnnnnnny", "high_risk"),
        ("nnnnnnynnn", "prohibited"),
        ("ynnnnnnnny", "prohibited"),
        ("nnnnnnnnn", ""),
        ("", ""),
        ("nnnnnnnnnx", ""),
    ],
)
def test_one_yes_to_a_prohibited_practice_closes_the_gate(answers, result):
    assert screening.result(answers) == result


def test_an_ended_initiative_is_not_edited(initiative, lena):
    Initiative.objects.filter(pk=initiative.pk).update(
        stage=Stage.CLOSED, outcome="growth"
    )

    with pytest.raises(DomainError, match="Closed"):
        actions.edit(initiative, by=lena, version=1, title="Other")


def test_the_unit_stays_once_the_charter_has_passed(initiative, company, lena):
    with pytest.raises(Invalid):
        actions.edit(initiative, by=lena, version=1, unit=company.root)


def test_places_are_removed_from_a_proposal_and_later_only_leave_the_scope(
    initiative, draft, company, max, lena
):
    leeds = {
        "unit": company.service,
        "site": company.leeds,
        "people": 5,
        "overseers": 1,
        "in_scope": True,
    }
    lyon = leeds | {"site": company.lyon}
    actions.set_exposures(draft, by=max, rows=[lyon, leeds])
    actions.set_exposures(draft, by=max, rows=[leeds])
    actions.set_exposures(initiative, by=lena, rows=[leeds])

    assert [e.site for e in draft.exposures.all()] == [company.leeds]
    assert [(e.site.name, e.in_scope) for e in initiative.exposures.all()] == [
        ("Leeds", True),
        ("Lyon", False),
    ]


def test_a_list_of_places_that_somebody_changed_is_not_overwritten(draft, company, max):
    row = {
        "unit": company.service,
        "site": company.lyon,
        "people": 5,
        "overseers": 0,
        "in_scope": True,
    }
    actions.set_exposures(draft, by=max, rows=[row], seen="")

    with pytest.raises(Stale):
        actions.set_exposures(draft, by=max, rows=[], seen="")
    with pytest.raises(Invalid, match="twice"):
        actions.set_exposures(draft, by=max, rows=[row, row])


def test_a_discarded_draft_is_gone_from_the_drafts(draft, max, lena):
    with pytest.raises(Refused):
        actions.discard_draft(draft, by=lena)
    actions.discard_draft(draft, by=max)

    assert not Initiative.objects.drafts_of(max).exists()
    assert Initiative.objects.get(pk=draft.pk).status == "withdrawn"


def test_the_next_cycle_takes_along_what_it_was(initiative, max, company):
    with pytest.raises(DomainError):
        actions.open_next_cycle(initiative, by=max)
    Initiative.objects.filter(pk=initiative.pk).update(stage=Stage.LEARNING)

    draft = actions.open_next_cycle(initiative, by=max)

    assert (draft.origin, draft.cycle, draft.status) == (initiative, 2, "draft")
    assert draft.title == initiative.title
    assert [e.people for e in draft.exposures.all()] == [96]
    assert draft.proposer == max


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_people_begin_drafts_at_once_and_each_gets_a_number(company, max):
    def begin(n):
        try:
            return actions.save_draft(by=max, title=f"Draft {n}", unit=company.root).ref
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        refs = list(pool.map(begin, range(16)))

    assert sorted(refs) == [f"AI-{n:03d}" for n in range(1, 17)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_edits_at_once_of_one_version_leave_one_refused(initiative, lena):
    def write(n):
        try:
            actions.edit(initiative, by=lena, version=1, title=f"Title {n}")
            return True
        except Stale:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(8))) == 1
    initiative.refresh_from_db()
    assert initiative.version == 2
