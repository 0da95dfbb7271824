"""F-19: days with 23 or 25 hours, and places far apart."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from organisation import calendar


def place(country):
    return SimpleNamespace(country=country, subdivision="")


@pytest.mark.parametrize(
    ("country", "start", "days", "due"),
    [
        # The night of 28 to 29 March 2026 has one hour less in Europe.
        ("DE", "2026-03-27T10:00+01:00", 1, "2026-03-30T17:00+02:00"),
        ("FR", "2026-03-27T23:30+01:00", 1, "2026-03-30T17:00+02:00"),
        ("GB", "2026-03-27T10:00+00:00", 1, "2026-03-30T17:00+01:00"),
        # The night of 24 to 25 October 2026 has one hour more.
        ("DE", "2026-10-23T10:00+02:00", 1, "2026-10-26T17:00+01:00"),
        ("PT", "2026-10-23T10:00+01:00", 1, "2026-10-26T17:00+00:00"),
        # From inside the hour that comes twice, first and second time.
        ("DE", "2026-10-25T00:30+00:00", 1, "2026-10-26T17:00+01:00"),
        ("DE", "2026-10-25T01:30+00:00", 1, "2026-10-26T17:00+01:00"),
        # From inside the hour that does not exist on the wall.
        ("DE", "2026-03-29T01:30+00:00", 1, "2026-03-30T17:00+02:00"),
        # New York changes on other days than Europe.
        ("US", "2026-03-06T10:00-05:00", 1, "2026-03-09T17:00-04:00"),
        ("US", "2026-10-30T10:00-04:00", 1, "2026-11-02T17:00-05:00"),
        # The day at the place counts, not the one in UTC.
        ("US", "2026-06-02T02:00+00:00", 1, "2026-06-02T17:00-04:00"),
        ("IS", "2026-06-02T02:00+00:00", 1, "2026-06-03T17:00+00:00"),
        # No change of clocks at all, and a country without a known zone.
        ("IS", "2026-03-27T10:00+00:00", 1, "2026-03-30T17:00+00:00"),
        ("IN", "2026-03-27T10:00+00:00", 1, "2026-03-30T17:00+00:00"),
    ],
)
def test_a_due_time_is_five_in_the_afternoon_at_the_place(country, start, days, due):
    found = calendar.due(datetime.fromisoformat(start), days, place(country))

    assert found.at == datetime.fromisoformat(due)
    assert found.at.tzinfo == UTC


@pytest.mark.parametrize("country", ["DE", "FR", "GB", "US", "IS", "IN", "PT"])
@pytest.mark.parametrize("month", [3, 10, 11])
def test_what_is_due_in_so_many_days_lies_so_many_days_away(country, month):
    for day in range(1, 29):
        for days in (1, 5, 10):
            start = datetime(2026, month, day, 9, 15, tzinfo=UTC)
            due = calendar.due(start, days, place(country))

            between = calendar.working_days_between(start, due.at, place(country))
            assert between == days, (country, start, days)
