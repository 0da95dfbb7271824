"""The one clock."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from audit import clock


def test_the_clock_is_set_inside_and_runs_again_outside():
    outer, inner = (datetime(year, 1, 1, tzinfo=UTC) for year in (2020, 2021))

    with clock.at(outer):
        with clock.at(inner):
            assert clock.now() == inner
        assert clock.now() == outer

    assert clock.now() != outer


def test_the_day_depends_on_the_time_zone():
    with clock.at(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 11, 25)  # Paris, the installation's own
        assert clock.today("America/New_York") == date(2026, 11, 24)


def test_the_clock_is_not_set_to_an_instant_without_zone():
    with (
        pytest.raises(ValueError, match="time zone"),
        clock.at(datetime(2026, 1, 1)),  # noqa: DTZ001 - this is what is refused
    ):
        pass


def test_the_clock_of_another_thread_runs_on():
    seen = []

    with clock.at(clock.now() - timedelta(days=900)):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()

    assert abs(seen[0] - clock.true_now()) < timedelta(minutes=1)
