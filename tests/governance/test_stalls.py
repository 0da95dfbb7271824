"""What people see of stalls: the list, the banners, the board, the committee."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from audit import clock
from governance import stalled
from governance.models import Answer, Level, Stall, StallDecision
from governance.sweeping import sweep
from initiatives.stages import Stage
from organisation.models import Notification
from tests.cast import fresh, offer, propose, sign_all
from tests.factories import at_stage
from tests.governance.meeting_cast import hold, item_of, plan, resolve

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


def test_a_long_list_shows_the_oldest_of_each_function_and_counts_them_all(
    cast_company, as_, stall, monkeypatch
):
    monkeypatch.setattr(stalled, "OF_EACH", 1)
    for rule in ("concern", "term"):
        Stall.objects.create(
            initiative=stall.initiative,
            rule=rule,
            function="hr",
            since=LATE - timedelta(days=3),
            due_at=LATE - timedelta(days=2),
            limit=1,
            climbs_from=LATE - timedelta(days=3),
            level=Level.LIMIT,
        )
    client = as_(cast_company.otto)

    page = text(client.get("/en/stalls/"))
    assert "3 duties and handoffs are past their limit. HR holds 3 of them" in page
    assert "the oldest for 28 days" in page
    assert "2 younger ones are not shown here." in page
    assert page.count('class="btn small"') == 1
    assert 'href="/en/stalls/?function=hr"' in page
    alone = text(client.get("/en/stalls/?function=hr"))
    assert alone.count('class="btn small"') == 3
    assert "not shown here" not in alone


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


def test_the_committee_decides_it_in_a_meeting_and_the_page_says_in_which(
    cast_company, as_, stall
):
    c, path = cast_company, f"/en/stalls/{stall.pk}/"
    lena = as_(c.lena)
    assert "Stalled, to decide" in text(lena.get("/en/committee/"))
    assert f'href="{path}"' in text(lena.get("/en/"))
    assert "No meeting is planned." in text(lena.get(path))

    meeting = plan(c)
    page = text(lena.get(path))
    assert "It is item 1 of the next meeting: 23 December 2026" in page
    assert f'href="/en/committee/meetings/{meeting.pk}/items/stall-{stall.pk}/"' in page
    assert "Plan a meeting" not in text(as_(c.otto).get(path))
    emma = text(as_(c.rosa).get(path))
    assert "in its next meeting" in emma
    assert "23 December" not in emma

    hold(c, meeting)
    item = item_of(c, meeting, "stall-")
    row = resolve(c, meeting, item, Answer.REASSIGN, person=c.henri)
    assert row.ref in text(as_(c.lena).get(path))
    assert "in a meeting" not in text(lena.get(path))
    assert StallDecision.objects.count() == 1
    assert "Stalled, to decide" not in text(lena.get("/en/committee/"))


def test_what_comes_late_or_is_crowded_out_is_put_on_the_agenda_by_hand(
    cast_company, as_, stall
):
    c, lena = cast_company, as_(cast_company.lena)
    meeting = plan(c)
    Stall.objects.update(level=Level.LIMIT)
    hold(c, meeting)
    Stall.objects.update(level=Level.SPONSOR)
    call = f"/en/committee/meetings/{meeting.pk}/items/call/"
    key = {"key": f"stall-{stall.pk}"}
    path = f"/en/stalls/{stall.pk}/"

    assert "does not stand on the agenda yet" in text(lena.get(path))
    assert as_(c.otto).post(call, key).status_code == 403
    lena = as_(c.lena)
    for odd in ("", "stall-1", "referral-x", "referral-99"):
        assert lena.post(call, {"key": odd}).status_code == 404
    assert lena.post(call, key).status_code == 302
    assert lena.post(call, key).status_code == 409
    assert "of the meeting that is being held" in text(lena.get(path))
    kept = item_of(c, meeting, "stall-").briefings.get().content
    assert "with HR since 24 November" in kept
    assert "chez RH depuis le 24 novembre" in kept


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
    with django_assert_max_num_queries(11):
        page = client.get("/en/pipeline/", {"q": "a" * 20_000})

    assert page.status_code == 400
    assert "Search for at most 200 characters." in text(page)
