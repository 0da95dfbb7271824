"""Notices: who is told, by which way, and when nobody wants to be disturbed."""

from datetime import UTC, datetime, time
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.errors import Duplicate, Invalid, Refused
from organisation import actions, notices, quiet, webhooks
from organisation.models import (
    Delivery,
    NoticeSettings,
    Notification,
    Person,
    Webhook,
)

from .conftest import NOW

PARIS = SimpleNamespace(country="FR")
SLACK = "https://hooks.slack.example/services/T0/B0/secret"


def chosen(**fields):
    return NoticeSettings(**fields)


def at(text, offset=0):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# What is a notice to a person


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("asked_sign", {"function": "hr"}),
        ("asked_accept", {}),
        ("asked_answer", {}),
        ("asked_decide", {}),
        ("decision_demanded", {}),
        ("literacy.information_handed_over", {}),
        ("stall_raised", {"level": 100}),
        ("stall_raised", {"level": 300}),
    ],
)
def test_what_is_mandatory_is_never_muted_below_the_daily_mail(kind, facts):
    mute = chosen(owed="product", followed="product", mentions="product")

    assert notices.way(kind, facts, mute) == "daily"
    assert notices.way(kind, facts, chosen()) == "now"


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("stall_reminder", {"share": 80}),
        ("stall_raised", {"level": 80}),
        ("passed", {}),
        ("mentioned", {}),
        ("a kind that nobody knows", {}),
    ],
)
def test_what_is_not_mandatory_can_stay_in_the_product(kind, facts):
    mute = chosen(owed="product", followed="product", mentions="product")

    assert notices.way(kind, facts, mute) == "product"


def test_a_change_waits_for_the_daily_mail_unless_somebody_asks_otherwise():
    assert notices.way("passed", {}, chosen()) == "daily"
    assert notices.way("passed", {}, chosen(followed="now")) == "now"


def test_a_notice_carries_no_free_text(company):
    with pytest.raises(TypeError, match="no free text: note"):
        notices.tell(
            [company.hana],
            "passed",
            initiative=None,
            by=None,
            url="/",
            note="What somebody typed, and what should never leave the house.",
        )


def test_the_same_occasion_may_be_told_as_two_kinds(company):
    for kind in ("stall_raised", "decision_demanded") * 2:
        notices.tell(
            [company.hana], kind, initiative=None, by=None, url="/", key="stall/1/300"
        )

    assert Notification.objects.count() == 2


def test_telling_many_takes_few_queries(company):
    people = Person.objects.bulk_create(
        Person(name=f"P {n}", email=f"p{n}@example.org") for n in range(1000)
    )
    with CaptureQueriesContext(connection) as queries:
        notices.tell(people, "passed", initiative=None, by=None, url="/", key="x")

    # SQLite takes no more than 999 values in one statement; PostgreSQL takes all.
    assert len(queries) <= 1000 * 15 // 999 + 4
    assert Notification.objects.count() == 1000


# When somebody may be disturbed


def test_quiet_hours_end_in_the_morning_of_the_person():
    night = chosen(quiet_from=time(20), quiet_to=time(7), time_zone="Europe/Paris")

    assert quiet.after_quiet(at("2026-11-24 22:30"), night) == at("2026-11-25 06:00")
    assert quiet.after_quiet(at("2026-11-25 03:00"), night) == at("2026-11-25 06:00")
    assert quiet.after_quiet(at("2026-11-25 06:00"), night) == at("2026-11-25 06:00")
    assert not quiet.is_quiet(at("2026-11-24 12:00"), night)


def test_quiet_hours_within_a_day_put_off_to_their_end():
    lunch = chosen(quiet_from=time(12), quiet_to=time(14), time_zone="Europe/Paris")

    assert quiet.after_quiet(at("2026-11-24 11:30"), lunch) == at("2026-11-24 13:00")
    assert not quiet.is_quiet(at("2026-11-24 13:00"), lunch)


def test_the_person_s_own_time_zone_counts():
    night = chosen(quiet_from=time(20), quiet_to=time(7), time_zone="America/New_York")

    assert quiet.is_quiet(at("2026-11-24 11:00"), night)
    assert not quiet.is_quiet(at("2026-11-24 12:00"), night)


@pytest.mark.parametrize(
    ("now", "loud"),
    [
        # The night in which 02:30 does not exist, and the one in which it is twice.
        ("2026-03-29 00:30", "2026-03-29 01:30"),
        ("2026-10-24 23:30", "2026-10-25 00:30"),
    ],
)
def test_quiet_hours_survive_the_change_of_the_clocks(now, loud):
    night = chosen(
        quiet_from=time(1, 15), quiet_to=time(2, 30), time_zone="Europe/Paris"
    )

    assert quiet.after_quiet(at(now), night) == at(loud)


def test_in_the_hour_that_comes_twice_a_wait_still_ends():
    night = chosen(quiet_from=time(2), quiet_to=time(2, 45), time_zone="Europe/Paris")

    # 02:30 for the second time: its end lies behind, yet the wait goes forward.
    loud = quiet.after_quiet(at("2026-10-25 01:30"), night)
    assert at("2026-10-25 01:30") < loud <= at("2026-10-25 02:45")


def test_weekends_and_holidays_of_the_unit_are_quiet_when_asked():
    days = chosen(working_days_only=True, time_zone="Europe/Paris")

    # Saturday, and 25 December, a Friday: both lead to the Monday after.
    assert quiet.after_quiet(at("2026-11-28 10:00"), days, PARIS) == at(
        "2026-11-29 23:00"
    )
    assert quiet.after_quiet(at("2026-12-25 10:00"), days, PARIS) == at(
        "2026-12-27 23:00"
    )


def test_the_digest_comes_at_eight_on_the_next_working_day():
    usual = chosen(time_zone="Europe/Paris")

    assert quiet.digest_at(at("2026-11-24 06:59"), usual, PARIS) == at(
        "2026-11-24 07:00"
    )
    assert quiet.digest_at(at("2026-11-24 07:01"), usual, PARIS) == at(
        "2026-11-25 07:00"
    )
    friday_evening = at("2026-11-27 18:00")
    assert quiet.digest_at(friday_evening, usual, PARIS) == at("2026-11-30 07:00")
    assert quiet.digest_at(at("2026-12-24 18:00"), usual, PARIS) == at(
        "2026-12-28 07:00"
    )


# One's own settings


def form(**fields):
    return {
        "owed": "now",
        "followed": "daily",
        "mentions": "now",
        "digest_hour": "8",
        "quiet_from": "",
        "quiet_to": "",
        "time_zone": "",
        **fields,
    }


def test_everybody_chooses_how_they_are_told(as_, company):
    answer = as_(company.emma).post(
        reverse("organisation:notices"),
        form(owed="product", quiet_from="20:00", quiet_to="07:00", digest_hour="9"),
    )

    assert answer.status_code == 302
    row = NoticeSettings.objects.get(person=company.emma)
    assert (row.owed, row.digest_hour, row.quiet_from) == ("product", 9, time(20))
    page = as_(company.emma).get(reverse("organisation:notices")).text
    assert "cannot be muted" in page
    assert "No mail from 20:00 to 07:00." in page


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"quiet_from": "20:00"}, "quiet_to"),
        ({"quiet_to": "20:00"}, "quiet_from"),
        ({"quiet_from": "20:00", "quiet_to": "20:00"}, "quiet_to"),
        ({"digest_hour": "24"}, "digest_hour"),
        ({"owed": "never"}, "owed"),
        ({"time_zone": "Moon/Base"}, "time_zone"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(as_, company, fields, wrong):
    answer = as_(company.emma).post(reverse("organisation:notices"), form(**fields))

    assert answer.status_code == 422
    assert wrong in answer.context["form"].errors
    assert not NoticeSettings.objects.exists()


def test_nobody_chooses_for_somebody_else(company):
    with pytest.raises(Refused):
        actions.set_notices(company.emma, by=company.adam, owed="product")


def test_a_new_choice_holds_for_what_waits_already(company):
    notices.tell([company.hana], "passed", initiative=None, by=None, url="/")
    Notification.objects.update(mail="due", mail_at=NOW, in_digest=True)

    actions.set_notices(company.hana, by=company.hana, followed="product")

    assert Notification.objects.get().mail == "new"


def test_the_database_keeps_half_quiet_hours_out(company):
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeSettings.objects.create(person=company.hana, quiet_from=time(20))


# Webhooks


@pytest.fixture
def _slack_is_allowed(settings):
    settings.WEBHOOK_HOSTS = ["hooks.slack.example", ".logic.example"]


def hook(company, **fields):
    return actions.add_webhook(
        by=company.adam,
        **{"name": "HR", "kind": "slack", "address": SLACK, "functions": ["hr"]}
        | fields,
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://hooks.slack.example/x",
        "https://hooks.slack.example:8443/x",
        "https://user:word@hooks.slack.example/x",
        "https://hooks.slack.example.evil.example/x",
        "https://evilhooks.slack.example/x",
        "https://logic.example/x",
        "https://evil.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://hooks.slack.example/x\r\nHost: evil.example",
        "https://hooks.slack.example\\@evil.example/",
        "https://evil.example#@hooks.slack.example/",
        "ftp://hooks.slack.example/",
        "hooks.slack.example/x",
        "https://",
        "",
    ],
)
@pytest.mark.usefixtures("_slack_is_allowed")
def test_only_an_allowed_https_address_is_taken(address):
    with pytest.raises(Invalid):
        webhooks.parse(address)


@pytest.mark.usefixtures("_slack_is_allowed")
def test_a_dot_before_a_name_allows_what_stands_under_it():
    found = webhooks.parse("https://prod-12.west.logic.example:443/workflows?sig=a")

    assert found == ("prod-12.west.logic.example", 443, "/workflows?sig=a")
    assert webhooks.parse("https://HOOKS.slack.example").host == "hooks.slack.example"


@pytest.mark.usefixtures("_slack_is_allowed")
def test_the_secret_is_shown_once_and_stands_nowhere(as_, company):
    answer = as_(company.adam).post(
        reverse("organisation:add-webhook"),
        {
            "name": "HR",
            "kind": "generic",
            "address": SLACK,
            "functions": ["hr"],
            "language": "en",
        },
    )

    row = Webhook.objects.get()
    secret = webhooks.secret_of(row)
    assert len(secret) == 64
    assert answer.text.count(secret) == 1
    stored = [str(getattr(row, f.attname)) for f in row._meta.concrete_fields]
    assert secret not in " ".join(stored)
    for name in ("webhook", "edit-webhook"):
        page = as_(company.adam).get(reverse(f"organisation:{name}", args=[row.pk]))
        assert secret not in page.text
        assert "T0/B0" not in page.text, "the address itself is a secret"


@pytest.mark.usefixtures("_slack_is_allowed")
def test_a_secret_outlives_a_change_of_keys_and_not_its_own_renewal(company, settings):
    row = hook(company)
    before = webhooks.secret_of(row)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60

    assert webhooks.secret_of(row) == before
    settings.SECRET_KEY_FALLBACKS = []
    assert webhooks.secret_of(row) == ""
    row = actions.renew_webhook_secret(row, by=company.adam)
    assert webhooks.secret_of(row) not in ("", before)


@pytest.mark.usefixtures("_slack_is_allowed")
def test_switching_on_again_forgets_the_failures_and_checks_the_address(
    company, settings
):
    row = hook(company)
    Webhook.objects.update(failures=10)
    assert actions.switch_off_webhook(row, by="system")
    assert not actions.switch_off_webhook(row, by="system")

    row = actions.edit_webhook(row, by=company.adam, is_active=True)

    assert (row.failures, row.switched_off_at, row.is_active) == (0, None, True)
    settings.WEBHOOK_HOSTS = []
    with pytest.raises(Invalid):
        actions.edit_webhook(row, by=company.adam, name="Other")
    actions.edit_webhook(row, by=company.adam, is_active=False)


@pytest.mark.usefixtures("_slack_is_allowed")
def test_only_administrators_reach_what_goes_out(as_, company):
    row = hook(company)
    sent = actions.try_webhook(row, by=company.adam)
    Delivery.objects.filter(pk=sent.pk).update(state="given_up", ended_at=NOW)
    pages = [
        reverse("organisation:outgoing"),
        reverse("organisation:add-webhook"),
        reverse("organisation:try-again", args=[sent.pk]),
        *(
            reverse(f"organisation:{name}", args=[row.pk])
            for name in ("webhook", "edit-webhook", "try-webhook", "renew-secret")
        ),
    ]

    for who, status in (("adam", 200), ("hana", 403), ("auda", 403), ("rosa", 403)):
        for page in pages:
            assert as_(getattr(company, who)).get(page).status_code == status, page
    for page in pages[2:]:
        assert as_(company.nobody).get(page).status_code == 404
        assert as_(company.hana).post(page).status_code in (403, 405)
    with pytest.raises(Refused):
        actions.try_webhook(row, by=company.hana)
    with pytest.raises(Refused):
        actions.edit_webhook(row, by=company.hana, name="x")


@pytest.mark.usefixtures("_slack_is_allowed")
def test_an_administrator_sends_again_what_was_given_up(as_, company):
    row = actions.try_webhook(hook(company), by=company.adam)
    Delivery.objects.filter(pk=row.pk).update(
        state="given_up", ended_at=NOW, error="http 500"
    )
    page = as_(company.adam).get(reverse("organisation:outgoing")).text
    assert "The other end answered 500." in page

    as_(company.adam).post(reverse("organisation:try-again", args=[row.pk]))

    row.refresh_from_db()
    assert (row.state, row.ended_at, row.error) == ("sending", None, "")
    with pytest.raises(Duplicate):
        actions.try_again(row, by=company.adam)


@pytest.mark.usefixtures("_slack_is_allowed")
def test_changing_a_webhook_keeps_the_address_that_is_not_shown(as_, company):
    row = hook(company)

    as_(company.adam).post(
        reverse("organisation:edit-webhook", args=[row.pk]),
        {
            "name": "People",
            "kind": "slack",
            "address": "",
            "functions": ["hr", "legal"],
            "language": "fr",
            "is_active": "on",
        },
    )

    row.refresh_from_db()
    assert (row.name, row.address, row.functions) == ("People", SLACK, ["hr", "legal"])
