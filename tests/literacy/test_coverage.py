"""Coverage and levels: never above all, and nobody can be derived from a total."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.errors import Duplicate, Invalid, Refused
from audit.models import Entry
from initiatives.models import Exposure, Initiative
from literacy import actions, coverage, evidence, level_map, lists, measures, papers
from literacy.models import Attendee, Measure
from organisation.models import Unit
from tests.literacy.cast import TODAY, make_initiative


def unit_below(parent, name, code):
    row = Unit.objects.create(
        name=name, code=code, country="FR", parent=parent, path="/"
    )
    row.path = f"{parent.path}{row.pk}/"
    row.save()
    return row


def expose(initiative, unit, site, people, overseers=0, in_scope=True):
    return Exposure.objects.create(
        initiative=initiative,
        unit=unit,
        site=site,
        people=people,
        overseers=overseers,
        in_scope=in_scope,
    )


def covered(initiative):
    return sum(group.covered for group in coverage.coverage_of(initiative))


def test_coverage_is_never_more_than_all(initiative, measure):
    measure(people=90)
    measure(people=90)
    assert covered(initiative) == 96


def test_a_measure_counts_until_its_last_day(initiative, measure):
    measure(people=10, valid_until=TODAY)
    measure(people=5)
    assert covered(initiative) == 15
    rows = Measure.objects.covered(TODAY + timedelta(days=1))
    assert [row["covered"] for row in rows] == [5]


def test_a_model_swap_asks_anew_of_the_measures_that_name_it(
    initiative, measure, hana, otto
):
    measure(people=10, again_on=["model"])
    measure(people=5, again_on=["purpose"])
    actions.call_refresh(
        initiative,
        by=otto,
        trigger="model",
        on=TODAY,
        reason="Version 5 takes the place of 4.",
    )
    assert covered(initiative) == 15, "measures of the same day know the new state"
    actions.call_refresh(
        initiative, by=hana, trigger="model", on=TODAY - timedelta(days=1), reason="v4"
    )
    assert covered(initiative) == 15
    with pytest.raises(Duplicate):
        actions.call_refresh(
            initiative, by=hana, trigger="model", on=TODAY, reason="Again"
        )


def test_what_was_held_before_a_change_covers_nobody_any_more(
    initiative, company, hana
):
    for trigger in ("model", "system", "purpose"):
        actions.record_measure(
            initiative,
            by=hana,
            kind="training",
            audience="everyone",
            unit=company.service,
            site=company.lyon,
            held_on=TODAY - timedelta(days=30),
            people=10,
            ai_system="Sorter",
            content="1",
            again_on=[trigger],
        )
    actions.call_refresh(
        initiative, by=hana, trigger="model", on=TODAY, reason="Model 5"
    )
    assert covered(initiative) == 20
    found = {c.code: c for c in evidence.criteria(initiative)}
    assert str(found["coverage"].fact).startswith("20 of 96")


@pytest.mark.parametrize("name", ["lena", "lou", "rosa", "emma", "auda", "adam"])
def test_who_may_not_say_that_something_changed(initiative, company, name):
    with pytest.raises(Refused):
        actions.call_refresh(
            initiative,
            by=company.people[name],
            trigger="model",
            on=TODAY,
            reason="x",
        )


def test_one_act_at_several_places_is_one_row_each(initiative, company, hana):
    expose(initiative, company.service, company.leeds, 20)
    rows = actions.record_act(
        initiative,
        by=hana,
        kind="briefing",
        audience="everyone",
        held_on=TODAY,
        ai_system="Sorter",
        content="Briefing, version 1",
        minutes=45,
        trainer="The academy",
        languages="French",
        places=[
            {"unit": company.service, "site": company.lyon, "people": 40},
            {"unit": company.service, "site": company.leeds, "people": 15},
        ],
    )
    assert len({row.act for row in rows}) == 1
    assert rows[0].act is not None
    assert covered(initiative) == 55


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": 97}, "people"),
        ({"people": 0}, None),
        ({"people": 5, "audience": "overseers"}, "people"),
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"minutes": 0}, None),
        ({"valid_until": TODAY - timedelta(days=1)}, None),
        ({"kind": "martian"}, "kind"),
        ({"content": ""}, "content"),
    ],
)
def test_a_wrong_measure_is_refused_and_nothing_is_written(
    initiative, company, hana, change, field
):
    facts = {
        "kind": "training",
        "audience": "everyone",
        "unit": company.service,
        "site": company.lyon,
        "held_on": TODAY,
        "people": 10,
        "ai_system": "Sorter",
        "content": "1",
        **change,
    }
    with pytest.raises(Invalid) as caught:
        actions.record_measure(initiative, by=hana, **facts)
    assert caught.value.field == field
    assert not Measure.objects.exists()


def test_a_correction_keeps_everything_but_the_number(initiative, measure, hana):
    row = measure(people=10, minutes=30, again_on=["model"], languages="French")
    new = actions.correct_measure(row, by=hana, people=9, note="One left early.")
    assert (new.minutes, new.languages, new.again_on) == (30, "French", row.again_on)
    with pytest.raises(Invalid):
        actions.correct_measure(new, by=hana, people=97, note="All")


# Levels


def test_levels_are_counts_of_a_place_and_never_more_than_its_people(
    initiative, company, hana
):
    place = {"unit": company.service, "site": company.lyon}
    actions.declare_levels(
        initiative,
        by=hana,
        audience="operators",
        able=30,
        coaching=4,
        ground="Counted",
        **place,
    )
    actions.declare_levels(
        initiative,
        by=hana,
        audience="operators",
        able=40,
        coaching=5,
        ground="Counted",
        **place,
    )
    actions.declare_levels(
        initiative, by=hana, audience="builders", able=6, coaching=6, ground="Counted",
        **place,
    )  # fmt: skip
    (group,) = coverage.coverage_of(initiative)
    assert (group.able, group.coaching) == (46, 11)
    for wrong in ({"able": 97, "coaching": 0}, {"able": 3, "coaching": 4}):
        with pytest.raises(Invalid):
            actions.declare_levels(
                initiative, by=hana, audience="everyone", ground="x", **place, **wrong
            )


def test_coverage_is_told_for_each_unit_and_audience(
    initiative, company, measure, hana, client
):
    team = unit_below(company.service, "Team", "team")
    expose(initiative, team, company.leeds, 20)
    measure(people=40, audience="operators")
    measure(people=6, audience="builders")
    client.force_login(hana)
    groups = client.get(f"/api/v1/initiatives/{initiative.ref}/coverage/").json()
    told = {g["units"]: {a["code"]: a["covered"] for a in g["audiences"]}
            for g in groups["groups"]}  # fmt: skip
    assert told == {"Service": {"operators": 40, "builders": 6}, "Team": {}}
    page = client.get(reverse("literacy:page", args=[initiative.ref])).text
    assert "Builders: they configure it: 6" in page
    sheets = {name: list(rows) for name, _head, rows in papers.evidence_tables(
        Initiative.objects.all()
    )}  # fmt: skip
    assert [row[-1] for row in sheets["Audiences by unit"]] == [40, 6]
    Exposure.objects.filter(unit=team).delete()
    Exposure.objects.update(people=4, overseers=0)
    page = client.get(reverse("literacy:page", args=[initiative.ref])).text
    assert "Fewer than 5 people are exposed" in page
    found = {c.code: c for c in evidence.criteria(initiative)}
    assert str(found["coverage"].fact) == "Fewer than 5 people exposed"


# Small groups


def test_a_small_place_is_counted_with_the_next_larger_one(initiative, company):
    team = unit_below(company.service, "Team", "team")
    expose(initiative, team, company.lyon, 3)
    expose(initiative, company.service, company.leeds, 20)
    groups = coverage.coverage_of(initiative)
    assert sorted((g.people, g.is_merged) for g in groups) == [(23, True), (96, False)]


def test_an_initiative_of_four_people_is_counted_nowhere(company, hana):
    small = make_initiative(company, number=7)
    Exposure.objects.update(people=4, overseers=0)
    (group,) = coverage.coverage_of(small)
    assert group.is_hidden
    found = level_map.heat_map(hana)
    assert (found.rows, found.left_out) == ([], 1)


def test_out_of_scope_places_are_grouped_apart(initiative, company):
    expose(initiative, company.service, company.leeds, 3, in_scope=False)
    groups = coverage.coverage_of(initiative)
    assert [(g.people, g.in_scope, g.is_hidden) for g in groups] == [
        (96, True, False),
        (3, False, True),
    ]


def test_no_difference_of_what_is_shown_is_a_small_group(company, hana):
    """Every published number is a sum of published groups, each of five or more."""
    teams = [
        unit_below(company.service, f"Team {n}", f"team-{n}") for n in range(6)
    ] + [unit_below(company.root, "Sales", "sales")]
    sizes = ((1, 7, 30, 2, 2, 9, 4), (6, 0, 3, 0, 0, 40, 0), (0, 3, 0, 0, 0, 0, 0))
    published = []
    for number, row in enumerate(sizes):
        one = make_initiative(company, number=number + 1)
        Exposure.objects.filter(initiative=one).delete()
        for team, people in zip(teams, row, strict=True):
            if people:
                expose(one, team, company.lyon, people)
        published += [
            frozenset((p.initiative_id, p.unit_id, p.site_id) for p in g.places)
            for g in coverage.coverage_of(one)
            if not g.is_hidden
        ]
    people = {
        (e.initiative_id, e.unit_id, e.site_id): e.people
        for e in Exposure.objects.all()
    }
    total = {group: sum(people[key] for key in group) for group in published}
    assert all(n >= coverage.SMALLEST for n in total.values())
    assert all(not a & b for a, b in combinations(published, 2))
    for row in level_map.heat_map(hana, deep=9).rows:
        parts = [
            group for group in published if row.people and _branch(group, row.unit)
        ]
        assert row.people == sum(total[group] for group in parts)


def _branch(group, unit):
    paths = Unit.objects.filter(pk__in=[key[1] for key in group])
    return all(row.path.startswith(unit.path) for row in paths)


def test_few_overseers_are_not_shown_and_cannot_be_derived(company, hana):
    one = make_initiative(company, number=1)
    Exposure.objects.all().delete()
    teams = [unit_below(company.service, f"T{n}", f"t-{n}") for n in range(3)]
    for team, overseers in zip(teams, (2, 6, 9), strict=True):
        expose(one, team, company.lyon, 30, overseers)
    shown = {
        row.unit.code: row.cells[-1].count is not None and row.counts["overseers"]
        for row in level_map.heat_map(hana, deep=9).rows
    }
    assert shown == {
        "group": 17, "service": 17, "t-0": False, "t-1": False, "t-2": 9,
    }  # fmt: skip


def test_no_page_file_or_map_says_more_of_few_overseers_than_another(
    company, hana, lena, client
):
    """What the map sums is whole blocks of the initiatives, each of five or more."""
    teams = [unit_below(company.service, f"T{n}", f"t-{n}") for n in range(2)]
    rows = [make_initiative(company, number=n) for n in (1, 2, 3)]
    Exposure.objects.all().delete()
    for one, overseers in zip(rows, ((6, 2), (0, 3), (0, 2)), strict=True):
        for team, n in zip(teams, overseers, strict=True):
            expose(one, team, company.lyon, 30, n)
    actions.record_measure(
        rows[0], by=hana, kind="training", audience="overseers", unit=teams[1],
        site=company.lyon, held_on=TODAY, people=1, ai_system="S", content="Watch",
    )  # fmt: skip
    counts = {
        row.unit.code: row.counts["overseers"]
        for row in level_map.heat_map(lena, deep=9).rows
    }
    # 6 + 2 stand together above the teams; 3 + 2 of two initiatives add up to five
    assert counts == {"group": 13, "service": 13, "t-0": 0, "t-1": 5}
    assert all(
        group.has_few_overseers
        for one in rows
        for group in coverage.coverage_of(one)
        if group.overseers
    )
    totals = [measures.audiences(coverage.coverage_of(one))[-1] for one in rows]
    assert [row["of"] for row in totals] == [8, None, None]
    client.force_login(lena)
    for name in ("page", "evidence"):
        page = client.get(reverse(f"literacy:{name}", args=[rows[0].ref]))
        assert "Too few to show alone" in page.text
    answer = client.get(f"/api/v1/initiatives/{rows[0].ref}/coverage/").json()
    assert {g["overseers"] for g in answer["groups"]} == {None}
    sheets = {name: list(found) for name, _head, found in papers.evidence_tables(
        Initiative.objects.filter(pk__in=[one.pk for one in rows])
    )}  # fmt: skip
    assert [row[9] for row in sheets["Measures"]] == [None]
    assert {row[7] for row in sheets["Coverage"]} == {None, 0}
    assert [c[7] for c in lists.measures(lena, {}).cells()] == [None]
    assert [c[7] for c in lists.measures(hana, {}).cells()] == [1]


# The heat map


def test_the_heat_map_rolls_up_the_tree(initiative, company, hana, measure):
    team = unit_below(company.service, "Team", "team")
    expose(initiative, team, company.leeds, 104)
    measure(people=50)
    found = level_map.heat_map(hana)
    rows = {row.unit.code: row for row in found.rows}
    assert rows["group"].people == rows["service"].people == 200
    assert [c.count for c in rows["service"].cells] == [150, 50, 0, 0, None]
    assert rows["team"].people == 104
    assert rows["group"].cells[1].tint == "h2"
    below = level_map.heat_map(hana, unit=team)
    assert [row.unit.code for row in below.rows] == ["team"]
    assert [unit.code for unit in below.above] == ["group", "service"]


def test_the_heat_map_counts_what_a_person_may_see(initiative, company, hana, emma):
    Initiative.objects.filter(pk=initiative.pk).update(is_confidential=True)
    assert level_map.heat_map(emma).rows == []


def test_600_units_cost_the_same_queries_as_one(initiative, company, hana):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            rows = level_map.heat_map(hana, deep=9).rows
        return len(queries), len(rows)

    level_map.heat_map(hana)
    few, _rows = cost()
    parent = company.service
    units = []
    for n in range(600):
        units.append(
            Unit(name=f"U{n}", code=f"u-{n}", country="FR", parent=parent, path="/x/")
        )
    Unit.objects.bulk_create(units)
    for unit in Unit.objects.filter(path="/x/"):
        unit.path = f"{parent.path}{unit.pk}/"
        unit.save(update_fields=["path"])
        expose(initiative, unit, company.lyon, 10)
    many, rows = cost()
    assert rows == 602
    assert many == few <= 6


# Named lists


def test_a_named_list_takes_the_administrator_and_hr(company, adam, hana, lena):
    with pytest.raises(Refused):
        actions.ask_named_lists(by=hana, unit=company.root, ground="Accord")
    rule = actions.ask_named_lists(by=adam, country="fr", ground="Accord 2025")
    assert rule.country == "FR"
    for person in (adam, lena):
        with pytest.raises(Refused):
            actions.answer_named_lists(rule, by=person, agreed=True)
    actions.answer_named_lists(rule, by=hana, agreed=True)
    with pytest.raises(Duplicate):
        actions.answer_named_lists(rule, by=hana, agreed=True)
    for wrong in ({}, {"unit": company.root, "country": "FR"}):
        with pytest.raises(Invalid):
            actions.ask_named_lists(by=adam, ground="x", **wrong)


def test_names_are_refused_where_no_rule_allows_them(initiative, measure):
    with pytest.raises(Invalid, match="allow no named list"):
        measure(people=2, names=["Ada", "Ben"])
    assert not Measure.objects.exists()


def test_a_named_list_is_in_no_record_and_can_be_erased(
    initiative, company, measure, adam, hana, otto
):
    rule = actions.ask_named_lists(by=adam, unit=company.service, ground="Accord")
    actions.answer_named_lists(rule, by=hana, agreed=True)
    row = measure(people=2, names=["Ada Lovelace", "Ben"])
    assert not any("Lovelace" in entry.body for entry in Entry.objects.all())
    with pytest.raises(Refused):
        actions.erase_attendees(row, by=otto)
    assert actions.erase_attendees(row, by=hana) == 2
    assert set(Attendee.objects.values_list("name", flat=True)) == {""}
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendee.objects.update(name="Ada Lovelace")


def test_taking_a_measure_back_erases_its_names(
    initiative, company, measure, adam, hana
):
    rule = actions.ask_named_lists(by=adam, unit=company.service, ground="Accord")
    actions.answer_named_lists(rule, by=hana, agreed=True)
    row = measure(people=1, names=["Ada"])
    actions.correct_measure(row, by=hana, people=0, note="Never held")
    assert Attendee.objects.get().name == ""
