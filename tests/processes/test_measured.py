"""Measured, not claimed: the baseline, what is verified per role, what evaporates."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from audit import clock
from audit.errors import DomainError, Invalid
from audit.models import Entry
from governance.models import Level, Rule, Stall
from governance.sweeping import sweep
from initiatives.models import Exposure
from initiatives.obligations import read
from literacy import actions as literacy_actions
from organisation.models import Notification
from processes import actions, evidence
from processes.known import Said
from processes.models import Measurement
from processes.obligations import owed
from processes.pages import signed_per_cent
from processes.verified import total
from tests.factories import mapped
from tests.literacy.cast import NOW, TODAY
from tests.processes.test_compare_pages import AS_IS, PEOPLE
from value import actions as value_actions

BEFORE = {
    "sample": 240,
    "starts_on": TODAY - timedelta(days=160),
    "ends_on": TODAY - timedelta(days=100),
    "certainty": "measured",
}


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.fixture
def desk(initiative, otto):
    """The claims desk needs 42 minutes a case, at 60 cases a week."""
    return actions.record_baseline(
        initiative, by=otto, role="Claims desk", value=42, volume=60, **BEFORE
    )


@pytest.fixture
def used(initiative, company, otto, consulted):
    """Real work began some days ago."""

    def begin(days=95, site=None):
        day = TODAY - timedelta(days=days)
        if site is None:
            consulted(initiative, on=day)
        return literacy_actions.start_use(
            initiative, by=otto, site=site or company.lyon, on=day, real_work=True
        )

    return begin


@pytest.fixture
def again(otto):
    """Time the same again over twenty days that ended some days ago."""

    def measure(baseline, value=30, *, ended=1, checking=2, volume=60, **more):
        until = TODAY - timedelta(days=ended)
        fields = {
            "sample": 260,
            "starts_on": until - timedelta(days=20),
            "ends_on": until,
            "certainty": "measured",
        } | more
        return actions.record_after(
            baseline.initiative,
            by=otto,
            baseline=baseline,
            value=value,
            volume=volume,
            checking=checking,
            **fields,
        )

    return measure


def hours(initiative):
    return {row.role: row for row in evidence.verified_hours(initiative)}


def test_value_takes_no_more_hours_than_are_verified_here(
    initiative, company, desk, used, again, otto
):
    used()
    again(desk, 30, checking=2, volume=72)  # 12 hours a week, 528 a year
    said = {
        "unit": company.service,
        "certainty": "measured",
        "measured_from": TODAY - timedelta(days=21),
        "measured_to": TODAY - timedelta(days=1),
        "sample": "260 cases",
    }
    value_actions.record_hours(initiative, by=otto, hours=500, **said)

    with pytest.raises(Invalid, match="528 hours a year here, and 500 are recorded"):
        value_actions.record_hours(initiative, by=otto, hours=29, **said)
    value_actions.record_hours(initiative, by=otto, hours=28, **said)
    estimated = {"unit": company.service, "certainty": "estimated"}
    value_actions.record_hours(initiative, by=otto, hours=900, **estimated)


def test_verified_hours_are_minutes_saved_less_checking_times_the_cases(
    initiative, desk, used, again
):
    assert hours(initiative) == {}
    used()
    again(desk, 30, checking=2, volume=72)
    found = hours(initiative)["Claims desk"]
    # (42 − 30 − 2) minutes × 72 cases / 60; a year of 44 weeks
    assert found.hours_a_week == Decimal("12.0")
    assert found.hours_a_quarter == Decimal("132.0")
    assert found.hours_a_year == Decimal("528.0")
    assert found.due_on == TODAY - timedelta(days=1) + timedelta(days=90)


def test_a_role_that_works_more_takes_hours_off(initiative, otto, desk, used, again):
    lawyers = actions.record_baseline(
        initiative, by=otto, role="Legal", value=5, volume=60, **BEFORE
    )
    used()
    again(desk, 30, checking=0)
    again(lawyers, 5, checking=4)
    found = evidence.verified_hours(initiative)
    assert [row.hours_a_week for row in found] == [Decimal("12.0"), Decimal("-4.0")]
    assert total(found) == Decimal("8.0")


@pytest.mark.parametrize(
    ("named", "tag"),
    [
        ("", "Not known whether at the bottleneck"),
        ("claims  DESK", ""),
        ("Exceptions queue", "Not known whether at the bottleneck"),
    ],
)
def test_hours_carry_a_tag_unless_their_role_holds_the_process_up(
    initiative, otto, desk, used, again, named, tag
):
    if named:
        actions.name_bottleneck(
            initiative,
            by=otto,
            step=named,
            how_known="Logs",
            to_be_effect="same",
            reason="Its inflow is capped.",
        )
    used()
    again(desk)
    assert str(hours(initiative)["Claims desk"].tag) == tag


def test_only_what_is_measured_before_and_during_real_use_is_verified(
    initiative, otto, used, again
):
    guessed = actions.record_baseline(
        initiative,
        by=otto,
        role="Front desk",
        value=9,
        volume=60,
        **(BEFORE | {"certainty": "estimated"}),
    )
    timed = actions.record_baseline(
        initiative, by=otto, role="Claims desk", value=9, volume=60, **BEFORE
    )
    used(days=30)
    again(guessed, 5)
    again(timed, 5, certainty="estimated")
    again(timed, 5, ended=20)  # began before real use
    assert hours(initiative) == {}


def test_hours_that_a_later_measurement_does_not_find_have_evaporated(
    initiative, otto, mara, desk, used, again
):
    actions.name_owner(initiative, by=otto, person=otto)
    used()
    again(desk, 30, checking=2, ended=60)
    assert not Entry.objects.filter(action="processes.hours_evaporated").exists()
    again(desk, 36, checking=2, ended=1)
    found = hours(initiative)["Claims desk"]
    assert (found.hours_a_week, found.evaporated) == (Decimal("4.0"), Decimal("6.0"))
    entry = Entry.objects.get(action="processes.hours_evaporated")
    assert entry.facts["hours_a_week"] == "6.0"
    told = Notification.objects.filter(kind="processes.hours_evaporated")
    assert mara in {row.recipient for row in told}
    # a period that lies before the last one changes nothing
    again(desk, 41, checking=0, ended=30)
    assert hours(initiative)["Claims desk"].hours_a_week == Decimal("4.0")
    assert Entry.objects.filter(action="processes.hours_evaporated").count() == 1


def test_a_baseline_is_frozen_once_real_work_has_begun_at_its_site(
    initiative, company, otto, desk, used
):
    Exposure.objects.create(
        initiative=initiative,
        unit=company.service,
        site=company.leeds,
        people=4,
        overseers=0,
    )
    used()

    def add(site=None):
        return actions.record_baseline(
            initiative,
            by=otto,
            what="Queue",
            unit="cases",
            value=9,
            site=site,
            **BEFORE,
        )

    for site in (None, company.lyon):
        with pytest.raises(DomainError, match="frozen since real work began on 21"):
            add(site)
    with pytest.raises(Invalid, match="not in scope"):
        add(company.stuttgart)
    # at a site where nobody works with it yet, the baseline can still be made
    assert add(company.leeds).label == "Queue, Leeds"
    new = actions.correct_measurement(
        desk, by=otto, reason="Counted twice", **(BEFORE | {"value": 40})
    )
    assert new.volume == 60
    mapped(initiative, otto, "as_is", role=desk.role)
    baseline = {c.code: c for c in evidence.criteria(initiative)}["baseline"]
    assert baseline.met
    assert str(baseline.fact) == "1 figure was corrected after use had begun"


@pytest.mark.parametrize(
    "wrong",
    [
        {"volume": None},
        {"role": "", "volume": 5},
        {"unit": "hours"},
        {"checking": 1},
        {"phase": "after", "checking": None},
    ],
)
def test_the_database_refuses_work_that_is_said_by_halves(initiative, otto, wrong):
    fields = {
        "role": "Claims desk",
        "volume": 60,
        "value": 42,
        "unit": "minutes",
        "phase": "baseline",
        "thing": "x",
        "measured_by": otto,
        **BEFORE,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.create(initiative=initiative, **(fields | wrong))


def test_two_first_baselines_of_one_thing_are_refused_by_the_database(initiative, desk):
    desk.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.save(force_insert=True)


def test_freed_hours_are_measured_again_every_ninety_days(
    initiative, otto, olga, desk, used, again
):

    actions.name_owner(initiative, by=otto, person=olga)
    used()
    again(desk, ended=1)

    def waits(days):
        with clock.at(NOW + timedelta(days=days)):
            return [str(row.sentence) for row in read(owed(olga), 9)]

    assert waits(70) == []
    assert waits(80) == ["Measure again the hours freed of: Claims desk"]
    with clock.at(NOW + timedelta(days=95)):
        assert hours(initiative)["Claims desk"].is_due
        assert read(owed(otto), 9) == []
        again(desk, ended=-90)
        assert read(owed(olga), 9) == []


def test_work_is_timed_and_shown_in_the_browser(client, initiative, otto, used):
    client.force_login(otto, backend="django.contrib.auth.backends.ModelBackend")
    sent = client.post(
        reverse("processes:time-work", args=[initiative.ref]),
        {
            "role": "Claims desk",
            "value": "42,0",
            "volume": "60,00",
            "sample": "1 240",
            "starts_on": "2026-06-01",
            "ends_on": "2026-08-10",
            "certainty": "measured",
        },
    )
    assert sent.status_code == 302
    row = Measurement.objects.get()
    assert (row.value, row.volume, row.sample) == (42, 60, 1240), "as people write"
    used()
    address = reverse("processes:record-after", args=[initiative.ref, row.pk])
    body = {
        "value": "30",
        "volume": "60",
        "sample": "260",
        "starts_on": "2026-11-01",
        "ends_on": "2026-11-20",
        "certainty": "measured",
    }
    wrong = client.post(address, body)
    assert wrong.status_code == 422
    assert b"30" in wrong.content
    assert client.post(address, body | {"checking": "2"}).status_code == 302
    page = client.get(reverse("processes:page", args=[initiative.ref])).content.decode()
    assert "10.0 hours a week are verified." in page
    assert "30 and 2 of checking after" in " ".join(page.split()).replace(".00", "")
    assert "Real work began on 21 August 2026." in page
    row.value = Decimal("42.50")
    with override("fr"):
        assert ": 42,50 " in str(row), "as its reader writes numbers"
        assert signed_per_cent(Decimal("-18.2")) == "−18\u202f%"
    assert "measurements/times/new/" not in page


def test_open_questions_and_hours_not_measured_again_stall_and_end(
    initiative, otto, olga, desk, used, again
):
    actions.name_owner(initiative, by=otto, person=olga)
    version = actions.save_steps(
        initiative, by=otto, kind="as_is", rows=AS_IS, base=0, title="Claims"
    )
    used()
    again(desk)

    def stalls(days):
        sweep(NOW + timedelta(days=days))
        rows = Stall.objects.filter(closed_at=None, level__gte=Level.LIMIT)
        return set(rows.values_list("rule", flat=True)) & {Rule.MAP, Rule.REMEASURE}

    assert stalls(10) == set()
    assert stalls(24) == {Rule.MAP}
    told = Notification.objects.filter(kind="stall_raised", recipient=olga)
    assert told.exists()
    keys = {n["name"]: n["id"] for n in version.graph["nodes"] if n.get("name")}
    said = [Said("step", keys[row.name], "touch", 5, unit="minutes") for row in AS_IS]
    said += [Said("role", name, "fte", 1) for name in PEOPLE]
    said += [Said("role", name, "hours", 30) for name in PEOPLE]
    actions.state_facts(
        version, by=otto, facts=[*said, Said("process", "", "demand", 5)]
    )
    assert stalls(25) == set()
    assert stalls(95) == {Rule.REMEASURE}
