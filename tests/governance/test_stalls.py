"""What people see of stalls: the list, the banners, the board, the committee."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from audit import clock
from governance.models import Stall, StallDecision
from governance.sweeping import sweep
from initiatives.stages import Stage
from organisation.models import Notification
from tests.cast import fresh, offer, propose, sign_all
from tests.factories import at_stage

LATE = datetime(2026, 12, 22, 18, 0, tzinfo=UTC)


@pytest.fixture
def stall(cast_company, handoff):
    """HR has not accepted: twice its limit is used up, it is on the list."""
    sign_all(cast_company, handoff)
    sweep(LATE)
    return Stall.objects.get(rule="accept")


@pytest.fixture
def as_(stall):
    """Somebody's browser, on the evening when the sweep ran."""

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    with clock.at(LATE):
        yield sign_in


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_opens_with_who_holds_most_and_for_how_long(cast_company, as_):
    page = text(as_(cast_company.otto).get("/en/stalls/"))

    assert "1 duty or handoff is past its limit. HR holds 1" in page
    assert (
        "28 days with HR, accepted by nobody. Leadership took less than a day." in page
    )
    assert "Time lost in the last twelve months" in page


def test_the_list_is_narrowed_to_a_function(cast_company, as_):
    page = text(as_(cast_company.otto).get("/en/stalls/?function=marketing"))

    assert "Nothing is past its limit." in page


def test_every_page_of_the_initiative_says_what_stalls_and_the_next_step(
    cast_company, as_, stall
):
    ref = stall.initiative.ref
    for path in ("", "gate/", "literacy/", "processes/", "lessons/", "value/"):
        page = text(as_(cast_company.otto).get(f"/en/initiatives/{ref}/{path}"))
        assert page.count("accepted by nobody") == 1, path
        assert "Accept or return it" in page, path


def test_a_stall_is_not_told_to_who_may_not_see_the_initiative(
    cast_company, as_, stall
):
    stall.initiative.is_confidential = True
    stall.initiative.save()

    assert "accepted by nobody" not in text(as_(cast_company.fred).get("/en/stalls/"))
    assert as_(cast_company.fred).get(f"/en/stalls/{stall.pk}/").status_code == 404
    assert as_(cast_company.fred).get("/api/v1/stalls/").json() == []


def test_the_board_and_the_api_say_that_it_stalls(cast_company, as_, stall):
    client = as_(cast_company.otto)

    rows = client.get("/api/v1/initiatives/").json()["results"]
    assert [row["stalled"] for row in rows] == [True]
    (row,) = client.get("/api/v1/stalls/").json()
    assert row["ref"] == stall.initiative.ref
    assert row["level"] == 200
    assert row["function"] == "hr"
    assert client.get("/api/v1/stalls/?function=nobody").status_code == 400


def test_the_committee_sees_it_and_decides_once(cast_company, as_, stall):
    client = as_(cast_company.lena)
    assert "Stalled, to decide" in text(client.get("/en/committee/"))
    path = f"/en/stalls/{stall.pk}/"
    answers = {
        "seen": stall.climb,
        "outcome": "reassign",
        "person": str(cast_company.henri.pk),
        "reason": "Hana is away.",
    }

    assert f'href="{path}"' in text(client.get("/en/"))

    done = client.post(path, answers)
    again = client.post(path, answers)

    assert done.status_code == 302
    assert again.status_code == 409
    assert "Somebody has decided about this stall already" in text(again)
    assert StallDecision.objects.count() == 1
    assert "Stalled, to decide" not in text(client.get("/en/committee/"))


def test_a_wrong_decision_keeps_what_was_typed(cast_company, as_, stall):
    page = as_(cast_company.lena).post(
        f"/en/stalls/{stall.pk}/",
        {"seen": 1, "outcome": "accept_risk", "reason": "Nobody is hurt."},
    )

    assert page.status_code == 400
    assert "Give a day that is still to come." in text(page)
    assert "Nobody is hurt." in text(page)


def test_who_does_not_sit_for_the_committee_reads_and_is_told_who_decides(
    cast_company, as_, stall
):
    page = text(as_(cast_company.otto).get(f"/en/stalls/{stall.pk}/"))

    assert "Only Leadership can" in page
    assert "Record the decision" not in page


def test_the_updates_of_a_person_say_what_stalls(cast_company, as_, stall):
    page = text(as_(cast_company.hana).get("/en/updates/"))

    assert "is past its limit with HR" in page
    assert Notification.objects.filter(kind="stall_raised").exists()


def test_the_pages_cost_the_same_for_one_stall_and_for_many(
    cast_company, as_, stall, django_assert_max_num_queries
):
    client = as_(cast_company.otto)
    client.get("/en/stalls/")
    with django_assert_max_num_queries(40) as few:
        client.get("/en/stalls/")
    for number in range(4):
        row = propose(cast_company, title=f"Another {number}")
        sign_all(cast_company, offer(cast_company, row))
    sweep(datetime(2027, 2, 1, tzinfo=UTC))
    assert Stall.objects.filter(level__gte=100).count() >= 5

    with django_assert_max_num_queries(len(few)):
        client.get("/en/stalls/")


def test_a_closed_stall_tells_its_history(cast_company, as_, stall):
    Stall.objects.filter(pk=stall.pk).update(closed_at=LATE, next_at=None)

    page = text(as_(cast_company.otto).get(f"/en/stalls/{stall.pk}/"))

    assert "Ended by itself: its cause is gone" in page
    assert fresh(stall).closed_at


def test_the_overview_says_why_the_clock_of_a_stage_rests(cast_company):
    row = at_stage(cast_company, Stage.APPROPRIATION)
    with clock.at(row.stage_since + timedelta(days=10)):
        client = Client()
        client.force_login(cast_company.otto)
        page = text(client.get(f"/en/initiatives/{row.ref}/"))

    assert "The clock of the stage rests until then." in page


def test_a_search_of_endless_length_is_refused_at_once(
    cast_company, django_assert_max_num_queries
):
    client = Client()
    client.force_login(cast_company.otto)
    with django_assert_max_num_queries(10):
        page = client.get("/en/pipeline/", {"q": "a" * 20_000})

    assert page.status_code == 400
    assert "Search for at most 200 characters." in text(page)
