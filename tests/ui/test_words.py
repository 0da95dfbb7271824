"""Icons, chips, dates, numbers and certainty."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from initiatives.stages import Stage
from organisation.templatetags import ui

PARIS = ZoneInfo("Europe/Paris")
NARROW = "\u202f"


def test_the_chips_know_the_stages_in_their_order():
    assert tuple(stage.value for stage in Stage) == ui.STAGES
    assert all(ui.stage_class(stage) == f"s{stage.number}" for stage in Stage)
    assert ui.chip("value") == '<span class="chip s4" aria-hidden="true">4</span>'
    assert ui.chip(3) == '<span class="chip s3" aria-hidden="true">3</span>'


def test_every_icon_is_silent_because_a_word_stands_beside_it():
    for name in ui.ICONS:
        svg = ui.icon(name)

        assert 'aria-hidden="true"' in svg
        assert 'width="18" height="18"' in svg


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Claire Morel", "CM"), ("Inès de la Roche", "IR"), ("Cher", "C"), ("", "")],
)
def test_initials_are_the_first_and_the_last_name(name, expected):
    assert ui.initials(name) == expected


def test_a_name_cannot_bring_markup_into_the_page():
    assert "<b" not in ui.avatar("<b> <i>")


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "2 December 2026"), ("fr", "2 décembre 2026")],
)
def test_a_date_is_written_in_words(language, expected):
    with translation.override(language):
        html = ui.day(date(2026, 12, 2))

    assert html == f'<time datetime="2026-12-02">{expected}</time>'


def test_the_first_of_a_month_is_premier_in_french():
    with translation.override("fr"):
        assert "1er mai" in ui.day(date(2026, 5, 1), year=False)


def test_an_hour_is_shown_in_the_zone_of_the_company(settings):
    settings.TIME_ZONE = "Europe/Paris"

    html = ui.day(datetime(2026, 11, 3, 16, 12, tzinfo=PARIS), time=True)

    assert "3 November 2026, 16:12" in html
    assert ui.day(None) == ""


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 11, 24), "today"),
        (date(2026, 11, 23), "yesterday, 23 November 2026"),
        (date(2026, 11, 5), "19 days ago, 5 November 2026"),
        (date(2026, 11, 25), "tomorrow, 25 November 2026"),
        (date(2026, 12, 2), "in 8 days, 2 December 2026"),
    ],
)
def test_a_distance_has_its_date_at_hand(on, expected, monkeypatch):
    now = datetime(2026, 11, 24, 14, 0, tzinfo=PARIS)
    monkeypatch.setattr(ui.clock, "now", lambda: now)

    assert f">{expected}</time>" in ui.ago(on)


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (6400, "6,400 hours", f"6{NARROW}400"),
        (1, "1 hour", "1"),
        (Decimal("2.5"), "2.5 hours", "2,5"),
        (-40, "\u221240 hours", "\u221240"),
        (None, "–", "–"),
    ],
)
def test_hours_keep_their_unit(value, english, french):
    with translation.override("en"):
        assert ui.hours(value) == english
    with translation.override("fr"):
        assert ui.hours(value).startswith(french)


def test_hours_a_year_say_so():
    assert ui.hours(6400, "year") == "6,400 hours a year"


@pytest.mark.parametrize(
    ("value", "currency", "english", "french"),
    [
        (380000, "EUR", "€380,000", f"380{NARROW}000{NARROW}€"),
        ("1234.5", "CHF", "CHF 1,234.50", f"1{NARROW}234,50{NARROW}CHF"),
        (-5, "EUR", "\u2212€5", f"\u22125{NARROW}€"),
    ],
)
def test_an_amount_has_its_currency(value, currency, english, french):
    with translation.override("en"):
        assert ui.money(value, currency) == english
    with translation.override("fr"):
        assert ui.money(value, currency) == french


def test_millions_are_short():
    assert ui.millions(380000) == "€0.38m"
    with translation.override("fr"):
        assert ui.millions(380000) == f"0,38{NARROW}M€"


@pytest.mark.parametrize("empty", [None, ""])
def test_no_figure_is_a_dash_and_never_a_zero(empty):
    for write in (ui.number, ui.hours, ui.money, ui.millions):
        assert write(empty) == "–"


@pytest.mark.parametrize(
    ("kind", "ink"), [("estimated", "est"), ("measured", "mes"), ("confirmed", "conf")]
)
def test_certainty_is_ink_and_a_word(kind, ink):
    html = ui.certainty(kind)

    assert kind.capitalize() in html
    assert f"c-{ink}" in html


def test_the_boxes_of_a_gate_are_as_many_as_its_criteria():
    svg = ui.gatebar(4, 7)

    assert svg.count('class="on"') == 4
    assert svg.count("<rect") == 7
    assert 'width="77"' in svg
