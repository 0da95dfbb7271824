"""Sandboxes and recipes: what may go in, who reads what, and what becomes of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from initiatives import actions as initiatives
from initiatives.models import Initiative
from literacy import actions, sandbox_pages
from literacy.forms import LibraryForm
from literacy.models import Recipe, RecipeUse, Sandbox, SandboxReport
from organisation.models import Mandate, Person
from tests.literacy.cast import TODAY

REPORT = {
    "hypothesis": "A draft saves five minutes a letter.",
    "tool": "Letter drafter 2",
    "data_class": "synthetic",
    "tried_on": TODAY,
    "result": "Four of five drafts were usable.",
    "errors_seen": "It invents a due date.",
    "would_use": "changed",
    "time_before": 25,
    "time_after": 14,
    "time_unit": "minutes",
}
WORDS = {"prompt": "Write a letter about {case}.", "check_by": "Read every date."}


@pytest.fixture
def tried(company, otto):
    """Record a sandbox of the service, for an idea unless said otherwise."""

    def record(by=otto, unit=None, initiative=None, idea="Draft letters", **more):
        return actions.record_sandbox(
            by=by,
            unit=unit or company.service,
            initiative=initiative,
            idea=idea,
            **REPORT | more,
        )

    return record


@pytest.fixture
def shared(tried, otto):
    """Share a recipe of a new sandbox."""

    def share(of=None, by=otto, title="Letters in plain words", function="marketing"):
        return actions.share_recipe(
            of or tried(), by=by, title=title, function=function, **WORDS
        )

    return share


# Recording


def test_whoever_holds_a_mandate_records_for_their_unit(tried, company):
    for name in ("hana", "otto", "mara", "lena", "kim", "fred", "ines", "lou"):
        assert tried(by=company.people[name])
    for name in ("rosa", "adam", "auda", "nobody", "emma"):
        with pytest.raises(Refused):
            tried(by=company.people[name])


def test_a_mandate_for_another_unit_is_none_for_this_one(tried, company, nobody):
    Mandate.objects.create(
        person=nobody, function="hr", unit=company.service, starts_on=TODAY
    )
    with pytest.raises(Refused):
        tried(by=nobody, unit=company.root)


def test_an_employee_records_for_an_initiative_that_concerns_their_unit(
    tried, emma, nobody, initiative, company
):
    assert tried(by=emma, initiative=initiative).recorded_by == emma
    with pytest.raises(Refused):
        tried(by=emma, initiative=initiative, unit=company.root)
    with pytest.raises(Refused):
        tried(by=nobody, initiative=initiative)
    Initiative.objects.update(is_confidential=True)
    with pytest.raises(Refused):
        tried(by=emma, initiative=initiative)


def test_a_sandbox_is_for_an_initiative_or_an_idea(tried):
    with pytest.raises(Invalid) as wrong:
        tried(idea=" ")
    assert wrong.value.field == "idea"


def test_real_personal_data_needs_a_ground_and_a_second_confirmation(tried):
    with pytest.raises(Invalid, match="takes no real personal data") as wrong:
        tried(data_class="personal")
    assert wrong.value.field == "personal_ground"
    with pytest.raises(Invalid, match="second time") as wrong:
        tried(data_class="personal", personal_ground="Legal, 3 November, GDPR 6(1)(f)")
    assert wrong.value.field == "personal_confirmed"
    row = tried(
        data_class="personal",
        personal_ground="Legal, 3 November, GDPR 6(1)(f)",
        personal_confirmed=True,
    )
    assert row.reports.get().personal_confirmed
    assert Sandbox.objects.count() == 1


def test_the_database_takes_no_personal_data_without_its_ground(tried):
    report = tried().reports.get()
    report.pk, report.number, report.data_class = None, 2, "personal"
    with pytest.raises(IntegrityError), transaction.atomic():
        SandboxReport.objects.bulk_create([report])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hypothesis": " "}, "hypothesis"),
        ({"errors_seen": ""}, "errors_seen"),
        ({"tried_on": TODAY + timedelta(days=1)}, "tried_on"),
        ({"time_after": None}, "time_unit"),
        ({"time_unit": ""}, "time_unit"),
        ({"would_use": "perhaps"}, "would_use"),
        ({"data_class": "secret"}, "data_class"),
    ],
)
def test_wrong_answers_are_refused_at_their_field(tried, change, field):
    with pytest.raises(Invalid) as wrong:
        tried(**change)
    assert wrong.value.field == field
    assert not Sandbox.objects.exists()


def test_a_change_is_a_new_report_and_the_first_one_stays(tried, otto, hana, rosa):
    row = tried()
    actions.revise_sandbox(row, by=otto, seen=1, **REPORT | {"would_use": "no"})
    assert [r.would_use for r in row.reports.all()] == ["changed", "no"]
    with pytest.raises(Stale):
        actions.revise_sandbox(row, by=hana, seen=1, **REPORT)
    with pytest.raises(Refused):
        actions.revise_sandbox(row, by=rosa, seen=2, **REPORT)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.reports.update(result="Better")


# Reading


def test_an_idea_is_seen_by_mandates_and_by_its_unit_only(tried, company):
    row = tried()
    seen = {
        name
        for name, person in company.people.items()
        if Sandbox.objects.visible_to(person).filter(pk=row.pk).exists()
    }
    assert {"hana", "otto", "lou", "auda", "adam", "emma"} <= seen
    assert not {"rosa", "rolf", "nobody"} & seen


def test_what_was_tried_for_a_confidential_initiative_is_seen_with_it(
    tried, shared, initiative, hana, company, lena
):
    row = tried(by=lena, initiative=initiative)
    recipe = shared(of=row, by=lena)
    Initiative.objects.update(is_confidential=True)
    for_all = Recipe.objects.shared()
    assert recipe not in for_all
    assert row in Sandbox.objects.visible_to(lena)
    assert row not in Sandbox.objects.visible_to(hana)
    assert recipe not in Recipe.objects.visible_to(hana)
    assert recipe in Recipe.objects.visible_to(company.people["max"])
    Initiative.objects.update(is_confidential=False)
    assert recipe in for_all.all()


# From idea to initiative


def test_an_idea_becomes_an_initiative_and_stays_linked(tried, otto, company, lena):
    row = tried()
    draft = actions.propose_from_sandbox(
        row, by=otto, unit=company.service, **_texts(row)
    )
    row.refresh_from_db()
    assert row.initiative == draft
    assert (draft.status, draft.title) == ("draft", "Draft letters")
    assert draft.ai_system == "Letter drafter 2"
    assert row in Sandbox.objects.visible_to(lena)
    with pytest.raises(Duplicate):
        actions.propose_from_sandbox(
            row, by=lena, unit=company.service, title="The same"
        )
    initiatives.discard_draft(draft, by=otto)
    again = actions.propose_from_sandbox(
        row, by=lena, unit=company.service, title="Once more"
    )
    row.refresh_from_db()
    assert row.initiative == again


def _texts(row):
    said = sandbox_pages.prefilled(row)
    return {name: said[name] for name in ("title", "problem", "purpose", "ai_system")}


def test_who_may_not_propose_makes_no_initiative_of_it(tried, emma, company):
    row = tried()
    with pytest.raises(Refused):
        actions.propose_from_sandbox(row, by=emma, unit=company.service, title="Mine")
    row.refresh_from_db()
    assert row.initiative is None


# Recipes


def test_a_recipe_is_found_in_english_and_french_with_or_without_accents(shared):
    recipe = shared(function="operations")
    for words in ("plain letters", "SYNTHETIC", "opérations", "operations date"):
        assert list(Recipe.objects.matching(words)) == [recipe], words
    assert not Recipe.objects.matching("claims")


def test_the_library_filters_by_what_stands_in_the_address(shared, tried):
    first = shared()
    second = shared(
        of=tried(tool="Clause finder", data_class="public"), function="legal"
    )

    def found(**asked):
        rows = LibraryForm(asked).chosen(sandbox_pages.current_recipes())
        return set(rows)

    assert found() == {first, second}
    assert found(function="legal") == {second}
    assert found(data="synthetic") == {first}
    assert found(tool="Clause finder", q="letters") == {second}
    assert found(function="nonsense") == {first, second}


def test_a_recipe_of_personal_data_is_not_shared(tried, shared):
    row = tried(data_class="personal", personal_ground="Legal", personal_confirmed=True)
    with pytest.raises(DomainError, match="nothing of it is shared"):
        shared(of=row)


def test_a_new_version_says_what_changed_and_the_old_one_stays(
    shared, otto, hana, emma
):
    recipe = shared()
    with pytest.raises(Invalid) as wrong:
        actions.revise_recipe(recipe, by=otto, seen=1, changed_because=" ", **WORDS)
    assert wrong.value.field == "changed_because"
    actions.revise_recipe(
        recipe,
        by=hana,
        seen=1,
        changed_because="Asks for the tone",
        prompt="Write politely about {case}.",
        check_by="Read every date.",
    )
    assert [v.number for v in recipe.versions.all()] == [2, 1]
    assert list(Recipe.objects.matching("politely")) == [recipe]
    with pytest.raises(Stale):
        actions.revise_recipe(recipe, by=otto, seen=1, changed_because="x", **WORDS)
    with pytest.raises(Refused):
        actions.revise_recipe(recipe, by=emma, seen=2, changed_because="x", **WORDS)


def test_a_retired_recipe_leaves_the_library_and_says_why(shared, otto, emma, hana):
    recipe = shared()
    with pytest.raises(Refused):
        actions.retire_recipe(recipe, by=emma, reason="Old")
    actions.retire_recipe(recipe, by=otto, reason="The tool is gone.")
    assert not sandbox_pages.current_recipes().current()
    for act in (
        lambda: actions.use_recipe(recipe, by=hana),
        lambda: actions.retire_recipe(recipe, by=hana, reason="Again"),
        lambda: actions.revise_recipe(
            recipe, by=otto, seen=1, changed_because="x", **WORDS
        ),
    ):
        with pytest.raises(DomainError, match="retired"):
            act()


def test_a_use_counts_once_a_person_and_names_nobody(shared, hana, emma):
    recipe = shared()
    assert actions.use_recipe(recipe, by=hana)
    assert not actions.use_recipe(recipe, by=hana)
    assert actions.use_recipe(recipe, by=emma)
    (counted,) = Recipe.objects.with_uses()
    assert counted.used_by == 2
    people = {str(pk) for pk in Person.objects.values_list("pk", flat=True)}
    for row in RecipeUse.objects.all():
        assert row.token not in people
    entries = Entry.objects.filter(action="literacy.recipe_used")
    assert [e.actor_ref for e in entries] == [None, None]
