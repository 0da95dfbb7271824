"""The statutory terms: fixtures for every rule, and what holds for all of them."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import clock
from literacy.law import shipped
from literacy.law.checking import problems
from literacy.law.clock import (
    CALENDAR_VERSION,
    PLACES,
    add_months,
    caution,
    earliest_start,
    local_day,
    sentence,
    term,
    today_at,
    today_there,
)
from literacy.law.kinds import TIMED, Mode
from literacy.law.texts import TEXTS
from literacy.law.words import BY_TIME, EXPIRY, PASSES, SUB_TERMS

RULES = {body["id"]: body for body in shipped.rules()}
LYON = SimpleNamespace(country="FR", subdivision="")
NANTERRE = date(2024, 9, 26)

ONE_FOR_EACH = {
    "FR-CSE-TECH": ({"expert": True}, date(2024, 11, 26), True),
    "FR-CSE-MONITOR": ({}, date(2024, 10, 28), True),
    "DE-87-1-6": ({}, None, False),
    "DE-90": ({}, None, False),
    "DE-80-3": ({}, None, False),
    "DE-95-2a": ({}, None, False),
    "DE-111": ({}, None, False),
    "NL-25-1-k": (
        {"deviating_decision_on": date(2024, 12, 2)},
        date(2025, 1, 2),
        True,
    ),
    "NL-27-1-kl": ({}, None, False),
    "BE-CCT39": ({}, date(2024, 12, 26), True),
    "ES-64-4-d": ({}, None, False),
    "ES-64-5-f": ({}, date(2024, 10, 11), True),
    "IT-4": ({}, None, False),
    "IT-1bis": ({}, None, False),
    "AT-96": ({}, None, False),
    "AT-96a": ({}, None, False),
    "SE-MBL-11": ({}, None, False),
    "LU-414-9": ({}, None, False),
    "LU-261-1": ({}, date(2024, 10, 11), True),
    "EU-2002-14": ({}, None, False),
    "EU-EWC": ({}, None, False),
    "EU-AIA-26-7": ({}, None, False),
    "UK-ICE": ({}, None, False),
    "UK-HS-NEWTECH": ({}, None, False),
    "US-NLRA": ({}, None, False),
}
"""For information of 26 September 2024, a verified rule: the last day, or the first
day on which work may begin, and whether time alone passes it then."""


def test_there_is_a_fixture_for_each_rule_of_the_data_file():
    assert set(ONE_FOR_EACH) == set(RULES)
    assert len(RULES) == 25


@pytest.mark.parametrize("code", ONE_FOR_EACH)
def test_each_rule_ends_on_its_day(code):
    options, due_on, passes = ONE_FOR_EACH[code]

    found = term(
        RULES[code], started_on=NANTERRE, place=LYON, is_verified=True, **options
    )

    assert found.due_on == due_on
    assert found.may_pass_by_time is passes
    assert found.sentence
    assert found.calendar_version == CALENDAR_VERSION


@pytest.mark.parametrize("code", RULES)
def test_each_rule_of_the_data_file_is_sound_and_has_words(code):
    body = RULES[code]

    assert problems(body) == []
    assert set(body["gate_pass"]) <= set(PASSES)
    assert body["on_expiry"] in EXPIRY
    assert {sub["code"] for sub in body["clock"].get("sub", ())} <= set(SUB_TERMS)
    assert set(body["sources"]) <= set(shipped.document()["sources"])
    brings = bool(BY_TIME & set(body["gate_pass"]))
    assert brings == body["time_may_pass"]


@pytest.mark.parametrize("code", RULES)
def test_no_rule_passes_by_time_before_legal_has_verified_it(code):
    for options in ({}, ONE_FOR_EACH[code][0]):
        found = term(RULES[code], started_on=NANTERRE, place=LYON, **options)

        assert found.may_pass_by_time is False


@pytest.mark.parametrize(
    "code", [c for c, body in RULES.items() if body["right_kind"] not in TIMED]
)
def test_consent_bargaining_and_information_never_pass_by_time(code):
    timed = {
        **RULES[code],
        "time_may_pass": True,
        "clock": {"mode": "elapse", "months": 1, "roll": "none"},
    }

    for body in (RULES[code], timed):
        found = term(body, started_on=NANTERRE, place=LYON, is_verified=True)
        assert found.may_pass_by_time is False


# France


def test_nanterre_26_september_with_an_expert_ends_on_26_november():
    found = term(RULES["FR-CSE-TECH"], started_on=NANTERRE, expert=True, place=LYON)

    assert found.due_on == date(2024, 11, 26)
    assert found.sentence == (
        "1 month from 26 September 2024, 2 months because an expert was named: "
        "26 November 2024."
    )


def test_the_derivation_is_read_in_the_language_of_the_reader():
    found = term(RULES["FR-CSE-TECH"], started_on=NANTERRE, expert=True, place=LYON)

    with translation.override("fr"):
        french = sentence(found.reckoning)

    assert "novembre 2024" in french


@pytest.mark.parametrize(
    ("options", "due_on"),
    [
        ({}, date(2024, 10, 28)),  # 26 October 2024 is a Saturday
        ({"expert": True}, date(2024, 11, 26)),
        ({"expert_appointed_on": date(2024, 10, 8)}, date(2024, 11, 26)),
        ({"experts_at_both_levels": True}, date(2024, 12, 26)),
        ({"expert": True, "agreed_months": 4}, date(2025, 1, 27)),
        ({"agreed_months": 4, "expert": False}, date(2025, 1, 27)),
        ({"court_extended_to": date(2024, 12, 20)}, date(2024, 12, 20)),
        ({"court_extended_to": date(2024, 10, 1)}, date(2024, 10, 28)),
        ({"not_before": date(2024, 12, 2)}, date(2024, 12, 2)),
        ({"not_before": date(2024, 10, 1)}, date(2024, 10, 28)),
    ],
)
def test_a_french_term_is_extended_and_never_shortened(options, due_on):
    found = term(RULES["FR-CSE-TECH"], started_on=NANTERRE, place=LYON, **options)

    assert found.due_on == due_on


def test_a_last_day_on_a_weekend_or_holiday_moves_on_and_legal_is_asked_to_check():
    on_sunday = term(RULES["FR-CSE-TECH"], started_on=date(2026, 9, 25), place=LYON)
    on_armistice = term(RULES["FR-CSE-TECH"], started_on=date(2025, 10, 11), place=LYON)
    on_easter = term(RULES["FR-CSE-TECH"], started_on=date(2026, 3, 6), place=LYON)
    on_a_friday = term(RULES["FR-CSE-TECH"], started_on=date(2026, 9, 30), place=LYON)

    assert on_sunday.due_on == date(2026, 10, 26)
    assert on_armistice.due_on == date(2025, 11, 12)
    assert "11 November 2025 is not a working day" in on_armistice.sentence
    assert caution(on_armistice.reckoning)
    assert on_easter.due_on == date(2026, 4, 7)  # Easter Monday follows the weekend
    assert on_a_friday.due_on == date(2026, 10, 30)
    assert caution(on_a_friday.reckoning) == ""


def test_no_last_day_moves_where_the_rule_does_not_say_so():
    found = term(
        RULES["ES-64-5-f"],
        started_on=date(2026, 9, 26),
        place=SimpleNamespace(country="ES", subdivision=""),
    )

    assert found.due_on == date(2026, 10, 11)  # a Sunday


def test_the_dates_inside_the_french_term():
    found = term(
        RULES["FR-CSE-TECH"],
        started_on=NANTERRE,
        place=LYON,
        expert_appointed_on=date(2024, 10, 8),
        expert_asked_on=date(2024, 10, 11),
        court_asked_on=date(2024, 11, 4),
    )

    assert {sub.code: sub.due_on for sub in found.subs} == {
        "site_opinions": date(2024, 11, 19),
        "expert_asks": date(2024, 10, 11),
        "employer_answers": date(2024, 10, 16),
        "expert_costs": date(2024, 10, 18),
        "employer_contests": date(2024, 10, 18),
        "expert_report": date(2024, 11, 11),
        "judge_rules": date(2024, 11, 12),
    }


def test_without_an_expert_there_are_no_dates_of_an_expert():
    found = term(RULES["FR-CSE-TECH"], started_on=NANTERRE, place=LYON)

    assert {sub.code for sub in found.subs} == {"site_opinions", "judge_rules"}


def test_what_has_not_safely_started_has_no_end():
    found = term(RULES["FR-CSE-TECH"], started_on=None, place=LYON, is_verified=True)

    assert found.due_on is None
    assert not found.may_pass_by_time
    assert not found.has_ended(date(2099, 1, 1))
    assert "has not started" in found.sentence


# Suspension


def test_days_of_a_suspension_are_added_once_and_an_open_one_stops_the_clock():
    body = RULES["FR-CSE-TECH"]
    pairs = ((date(2024, 10, 7), date(2024, 10, 11)),) * 2

    closed = term(body, started_on=NANTERRE, place=LYON, suspensions=pairs)
    still = term(
        body,
        started_on=NANTERRE,
        place=LYON,
        suspensions=((date(2024, 10, 7), None),),
        is_verified=True,
    )

    assert closed.due_on == date(2024, 10, 31)
    assert closed.reckoning["suspended_days"] == 5
    assert still.due_on is None
    assert not still.may_pass_by_time
    assert "stands still" in still.sentence


def test_a_suspension_outside_the_term_adds_nothing_and_a_wrong_one_is_refused():
    body = RULES["FR-CSE-TECH"]
    before = ((date(2024, 9, 1), date(2024, 9, 10)),)
    after = ((date(2024, 12, 1), date(2024, 12, 10)),)

    for pairs in (before, after):
        found = term(body, started_on=NANTERRE, place=LYON, suspensions=pairs)
        assert found.due_on == date(2024, 10, 28)
    with pytest.raises(ValueError, match="ends after it begins"):
        term(
            body,
            started_on=NANTERRE,
            suspensions=((date(2024, 10, 5), date(2024, 10, 1)),),
        )


# Belgium, the Netherlands, Spain, Luxembourg


def test_belgian_work_begins_at_the_earliest_three_months_after_the_information():
    found = term(RULES["BE-CCT39"], started_on=NANTERRE, is_verified=True)

    assert found.due_on == date(2024, 12, 26)
    assert not found.has_ended(date(2024, 12, 25))
    assert found.has_ended(date(2024, 12, 26))
    assert add_months(date(2024, 12, 26), -3) == NANTERRE


@pytest.mark.parametrize(
    ("told", "begins"),
    [
        (date(2024, 11, 30), date(2025, 3, 1)),
        (date(2024, 11, 29), date(2025, 3, 1)),
        (date(2024, 11, 28), date(2025, 2, 28)),
        (date(2023, 11, 29), date(2024, 2, 29)),
        (date(2023, 11, 30), date(2024, 3, 1)),
        (date(2024, 5, 31), date(2024, 8, 31)),
        (date(2024, 8, 31), date(2024, 12, 1)),
    ],
)
def test_a_lead_time_is_reckoned_backwards_also_at_month_ends(told, begins):
    assert earliest_start(told, 3) == begins
    assert add_months(begins, -3) >= told
    assert add_months(begins - timedelta(days=1), -3) < told


def test_dutch_advice_has_no_term_until_a_decision_departs_from_it():
    body = RULES["NL-25-1-k"]

    asked = term(body, started_on=NANTERRE, is_verified=True)
    decided = term(
        body,
        started_on=NANTERRE,
        deviating_decision_on=date(2025, 1, 31),
        is_verified=True,
    )

    assert asked.due_on is None
    assert not asked.may_pass_by_time
    assert decided.due_on == date(2025, 2, 28)
    assert decided.may_pass_by_time
    assert not decided.has_ended(date(2025, 2, 28))
    assert decided.has_ended(date(2025, 3, 1))


def test_asking_the_data_protection_authority_of_luxembourg_stops_time_from_passing():
    body = RULES["LU-261-1"]

    quiet = term(body, started_on=date(2026, 3, 2), is_verified=True)
    asked = term(
        body,
        started_on=date(2026, 3, 2),
        authority_asked_on=date(2026, 3, 12),
        is_verified=True,
    )

    assert quiet.due_on == date(2026, 3, 17)
    assert quiet.may_pass_by_time
    assert asked.due_on == date(2026, 4, 12)
    assert not asked.may_pass_by_time


# Counting


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last_of_the_month(day, months, end):
    assert add_months(day, months) == end


@pytest.mark.parametrize(
    ("instant", "country", "day"),
    [
        # the evening before, and of, the changes of October and March
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), "FR", date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), "FR", date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "FR", date(2026, 10, 26)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "DE", date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), "DE", date(2026, 3, 30)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "GB", date(2026, 10, 25)),
        (datetime(2026, 11, 2, 4, 30, tzinfo=UTC), "US", date(2026, 11, 1)),
    ],
)
def test_an_instant_is_the_day_that_it_is_at_the_site(instant, country, day):
    place = SimpleNamespace(country=country, subdivision="")

    assert local_day(instant, place) == day


# What holds for all


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
codes = st.sampled_from(sorted(RULES))


@settings(deadline=None)
@given(
    code=codes,
    started_on=days,
    expert=st.booleans(),
    both=st.booleans(),
    court=st.none() | days,
    kept=st.none() | days,
    pause=st.none() | st.tuples(days, st.integers(0, 90)),
)
def test_a_term_never_ends_before_it_starts_and_no_extension_makes_it_earlier(
    code, started_on, expert, both, court, kept, pause
):
    body = RULES[code]
    starts = {"started_on": started_on, "place": LYON}
    if body["clock"]["mode"] == Mode.STANDSTILL:
        starts["deviating_decision_on"] = started_on
    pauses = ((pause[0], pause[0] + timedelta(days=pause[1])),) if pause else ()

    plain = term(body, **starts)
    extended = term(
        body,
        **starts,
        expert=expert,
        experts_at_both_levels=both,
        court_extended_to=court,
        not_before=kept,
        suspensions=pauses,
    )

    if plain.due_on is None:
        assert extended.due_on == kept
        return
    assert plain.due_on > started_on
    assert extended.due_on >= plain.due_on
    if kept is not None:
        assert extended.due_on >= kept
    assert sentence(extended.reckoning)


@settings(deadline=None)
@given(told=days, months=st.integers(1, 24))
def test_a_lead_time_is_always_as_long_as_the_law_says_and_no_day_longer(told, months):
    begins = earliest_start(told, months)

    assert add_months(begins, -months) >= told
    assert add_months(begins - timedelta(days=1), -months) < told


def test_the_words_of_each_rule_are_there_to_be_translated():
    for body in RULES.values():
        said = [
            body["title"],
            body["body"],
            *body["handover"],
            *body["blocked"],
            *body.get("not_blocked", ()),
        ]
        assert set(said) <= set(TEXTS), body["id"]


def test_a_query_has_the_day_of_every_place_to_the_second():
    """A day is kept for a quarter of an hour, and dawns nowhere inside one."""
    start = datetime(2026, 3, 28, tzinfo=UTC)
    for quarter in range(24 * 4):
        for seconds in (0, 899):
            with clock.at(start + timedelta(minutes=15 * quarter, seconds=seconds)):
                asked = today_there("country")
                found = {
                    code: case.result.value
                    for case in asked.cases
                    for code in dict(case.condition.children)["country__in"]
                }
                assert {
                    code: found.get(code, asked.default.value) for code in PLACES
                } == {code: today_at(place) for code, place in PLACES.items()}
