"""When a clock runs out: working days by country, in the people's own time zone."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from organisation import calendar


def place(country, subdivision=""):
    return SimpleNamespace(country=country, subdivision=subdivision)


FRANCE, GERMANY, NOWHERE = place("FR"), place("DE"), place("XX")


def test_ten_working_days_skip_weekends_and_armistice_day():
    due = calendar.due(datetime(2026, 11, 2, 9, tzinfo=UTC), 10, FRANCE)
    assert due.day == date(2026, 11, 17)
    assert [day for day, _name in due.holidays] == [date(2026, 11, 11)]


def test_all_saints_on_a_sunday_costs_no_working_day():
    due = calendar.due(datetime(2026, 10, 30, 9, tzinfo=UTC), 1, FRANCE)
    assert due.day == date(2026, 11, 2)
    assert due.holidays == []


def test_all_saints_on_a_weekday_is_skipped():
    due = calendar.due(datetime(2027, 10, 29, 9, tzinfo=UTC), 1, FRANCE)
    assert due.day == date(2027, 11, 2)
    assert due.holidays[0][0] == date(2027, 11, 1)


def test_the_due_time_is_five_in_the_afternoon_on_both_sides_of_a_clock_change():
    before = calendar.due(datetime(2026, 10, 22, 9, tzinfo=UTC), 1, FRANCE)
    after = calendar.due(datetime(2026, 10, 23, 9, tzinfo=UTC), 1, FRANCE)
    assert before.at == datetime(2026, 10, 23, 15, tzinfo=UTC)
    assert after.at == datetime(2026, 10, 26, 16, tzinfo=UTC)


def test_the_day_of_the_start_is_the_one_that_people_there_see():
    late = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)  # already Tuesday in Paris
    assert calendar.due(late, 1, FRANCE).day == date(2026, 11, 18)
    assert calendar.due(late, 1, place("GB")).day == date(2026, 11, 17)


def test_no_days_means_at_once():
    start = datetime(2026, 11, 14, 9, tzinfo=UTC)
    assert calendar.due(start, 0, FRANCE).at == start


def test_a_start_on_a_saturday_counts_from_monday():
    due = calendar.due(datetime(2026, 11, 14, 9, tzinfo=UTC), 1, FRANCE)
    assert due.day == date(2026, 11, 16)


def test_the_region_of_a_site_has_holidays_of_its_own():
    eve = datetime(2027, 1, 5, 9, tzinfo=UTC)
    assert calendar.due(eve, 1, GERMANY).day == date(2027, 1, 6)
    assert calendar.due(eve, 1, place("DE", "BW")).day == date(2027, 1, 7)


def test_a_region_that_does_not_exist_falls_back_on_the_country():
    due = calendar.due(datetime(2027, 1, 5, 9, tzinfo=UTC), 1, place("DE", "ZZ"))
    assert due.day == date(2027, 1, 6)
    assert due.subdivision == ""


def test_british_units_have_the_holidays_of_england_unless_a_site_says_otherwise():
    maundy_thursday = datetime(2026, 4, 2, 9, tzinfo=UTC)
    assert calendar.due(maundy_thursday, 1, place("UK")).day == date(2026, 4, 7)
    assert calendar.due(maundy_thursday, 1, place("GB", "SCT")).day == date(2026, 4, 6)


def test_a_country_without_a_calendar_has_weekends_only_and_says_so():
    due = calendar.due(datetime(2026, 12, 24, 9, tzinfo=UTC), 2, NOWHERE)
    assert due.at == datetime(2026, 12, 28, 17, tzinfo=UTC)
    assert due.has_calendar is False
    assert due.reckoning["has_calendar"] is False


def test_a_turn_of_the_year_uses_the_holidays_of_both_years():
    due = calendar.due(datetime(2026, 12, 24, 9, tzinfo=UTC), 5, FRANCE)
    assert [day for day, _name in due.holidays] == [
        date(2026, 12, 25),
        date(2027, 1, 1),
    ]
    assert due.day == date(2027, 1, 4)


@pytest.mark.parametrize("days", [1, 2, 5, 10, 23, 60])
@pytest.mark.parametrize("country", ["FR", "DE", "GB", "US", "XX"])
def test_between_a_start_and_its_due_time_lie_that_many_working_days(days, country):
    start = datetime(2026, 4, 24, 21, 59, tzinfo=UTC)
    due = calendar.due(start, days, place(country))
    assert calendar.working_days_between(start, due.at, place(country)) == days


def test_working_days_backwards_are_none():
    later, earlier = (
        datetime(2026, 11, 20, tzinfo=UTC),
        datetime(2026, 11, 2, tzinfo=UTC),
    )
    assert calendar.working_days_between(later, earlier, FRANCE) == 0


def test_the_reckoning_is_plain_json_that_names_the_calendar():
    due = calendar.due(datetime(2026, 11, 2, 9, tzinfo=UTC), 10, FRANCE)
    assert due.reckoning["holidays"][0] == "2026-11-11"
    assert due.reckoning["zone"] == "Europe/Paris"
    assert due.reckoning["calendar"].startswith("holidays ")


@pytest.mark.parametrize("country", sorted(calendar.COUNTRIES))
def test_every_country_on_offer_has_a_calendar_and_a_time_zone(country):
    assert calendar.has_calendar(country)
    assert calendar.zone_of(place(country)).key != "UTC"
