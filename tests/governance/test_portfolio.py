"""The portfolio: figures by function, filters kept under a name, the timeline."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.errors import Refused
from governance import actions, papers, portfolio, querysets
from governance.models import Handoff, SavedFilter
from initiatives.models import Initiative, Stay
from initiatives.stages import Stage
from tests.cast import HOLDERS, NOW, OTHERS, sign_all
from tests.governance.test_api import Caller
from tests.governance.test_papers import signed_in

pytestmark = pytest.mark.django_db


def stays(initiative, *days):
    """Stays in Literacy that began and ended so many days ago."""
    first = Stay.objects.get(initiative=initiative)
    for visit, (begun, ended) in enumerate(days, 2):
        Stay.objects.create(
            initiative=initiative,
            visit=visit,
            stage=Stage.LITERACY,
            kind="forward",
            entered_at=NOW - timedelta(days=begun),
            left_at=NOW - timedelta(days=ended),
            entered_by=first.entered_by,
        )


def test_a_median_needs_five_and_the_percentile_is_the_nearest_rank():
    assert portfolio.spread([9, 1, 3, 2]) == {"n": 4, "median": None, "p80": None}
    assert portfolio.spread([5, 1, 3, 2, 4]) == {"n": 5, "median": 3, "p80": 4}
    assert portfolio.spread(range(1, 11))["p80"] == 8


def test_the_figures_say_what_each_function_holds_and_never_who(
    cast_company, handoff, proposal
):
    with clock.at(NOW + timedelta(days=9)):
        page = signed_in(cast_company.lena).get(reverse("governance:portfolio"))
        found = page.context["found"]

    pairs = {row["label"]: row for row in found["pairs"]}
    assert pairs["Leadership to HR"]["waiting"] == 1
    assert pairs["Leadership to HR"]["oldest"] == 9
    held = {row["function"].value: row for row in found["holds"]}
    assert sum(row["holds"] for row in held.values()) == 1
    assert held["hr"]["clocks"] >= 1
    assert found["stages"][0]["here"] == 1
    (growth,) = [row for row in found["intents"] if row["intent"] == "growth"]
    assert (growth["n"], growth["share"]) == (1, 100)
    assert found["piles"][0]["stage"] == Stage.PROPOSED
    assert "1 of 1 open initiatives is in Proposed with" in page.text
    assert "As of 3 December 2026" in page.text
    main = page.text.split("<main")[1]
    for name in (*HOLDERS, *OTHERS):
        assert f"{name.title()} Test" not in main


def test_the_figures_hold_only_what_their_reader_may_see_and_the_filters_leave(
    cast_company, handoff, proposal
):
    fred, lena = signed_in(cast_company.fred), signed_in(cast_company.lena)
    address = reverse("governance:portfolio")
    assert lena.get(f"{address}?stage=value").context["found"]["total"] == 0

    Initiative.objects.filter(pk=proposal.pk).update(is_confidential=True)

    assert fred.get(address).context["found"]["total"] == 0
    assert lena.get(address).context["found"]["total"] == 1


def test_the_figures_cost_the_same_however_many_there_are(
    cast_company, proposal, django_assert_num_queries
):
    rows = querysets.pipeline(cast_company.lena)
    portfolio.figures(rows, NOW)
    with django_assert_num_queries(6):
        portfolio.figures(rows, NOW)


def test_times_are_of_the_last_twelve_months_and_of_what_ended(cast_company, proposal):
    stays(proposal, *((100 * n, 90 * n) for n in range(2, 8)))
    found = portfolio.figures(querysets.pipeline(cast_company.lena), NOW)
    literacy = found["stages"][1]
    assert (literacy["n"], literacy["median"]) == (3, None)


def test_the_timeline_draws_each_stay_and_says_it_in_words(
    cast_company, proposal, django_assert_max_num_queries
):
    stays(proposal, (30, 0))
    client = signed_in(cast_company.hana)
    with clock.at(NOW + timedelta(days=40)), django_assert_max_num_queries(17):
        page = client.get(reverse("governance:pipeline") + "?view=timeline")

    (line,) = page.context["timeline"]["rows"]
    assert [bar["number"] for bar in line["bars"]] == [0, 1]
    assert line["bars"][0]["is_open"]
    assert line["text"] == "40 days in Proposed"
    assert "Literacy from 25 Oct 2026 to 24 Nov 2026, 30 days" in page.text


def test_a_filter_is_kept_under_a_name_and_shared_with_functions_or_everyone(
    cast_company, proposal
):
    hana, otto = signed_in(cast_company.hana), signed_in(cast_company.otto)
    save = reverse("governance:save-filter") + "?view=table&holder=hr&late=on&page=3"

    asked = hana.get(save)
    sent = hana.post(save, {"name": "Late with us", "functions": ["operations"]})
    row = SavedFilter.objects.get()

    assert "Waiting for: HR; Past the limit only: Yes" in asked.text
    assert sent["Location"].endswith("?holder=hr&late=on&view=table")
    seen = otto.get(reverse("governance:pipeline"))
    assert "?holder=hr&amp;late=on&amp;view=table" in seen.text
    assert "Late with us" not in signed_in(cast_company.mara).get(
        reverse("governance:pipeline")
    ).text.replace("saved", "")
    assert "Hana Test" in otto.get(reverse("governance:filters")).text
    change = reverse("governance:change-filter", args=[row.pk])
    assert otto.get(change).status_code == 404
    assert hana.post(change, {"name": "Late", "for_everyone": "on"}).status_code == 302
    emma = querysets.readable_filters(cast_company.emma)
    assert [f.name for f in emma] == ["Late"]
    again = hana.post(save, {"name": "Late"})
    assert again.status_code == 400
    assert "You have a filter of this name already." in again.text
    assert hana.post(change, {"delete": "1"}).status_code == 302
    assert not SavedFilter.objects.exists()


def test_nothing_is_kept_without_filters_and_who_holds_nothing_shares_nothing(
    cast_company,
):
    empty = signed_in(cast_company.hana).post(
        reverse("governance:save-filter"), {"name": "All"}
    )
    assert empty.status_code == 400
    with pytest.raises(Refused):
        actions.save_filter(
            by=cast_company.emma, name="Mine", query="stage=value", for_everyone=True
        )
    form = signed_in(cast_company.emma).get(
        reverse("governance:save-filter") + "?stage=value"
    )
    assert 'name="for_everyone"' not in form.text


def test_handoffs_that_passed_count_for_their_pair(cast_company, handoff):
    sign_all(cast_company, handoff)
    Handoff.objects.filter(pk=handoff.pk).update(
        state="passed", closed_at=NOW + timedelta(days=4)
    )
    found = portfolio.figures(
        querysets.pipeline(cast_company.lena), NOW + timedelta(days=30)
    )
    (pair,) = found["pairs"]
    assert (pair["n"], pair["waiting"], pair["median"]) == (1, 0, None)


def test_the_api_says_the_same_figures_and_makes_the_same_files(
    cast_company, handoff, proposal
):
    hana, otto = Caller(cast_company.hana), Caller(cast_company.otto)

    figures = hana.get("portfolio/", stage="proposed").json()
    odd = hana.get("portfolio/", colour="red")
    kept = hana.post("filters/", {"name": "New", "query": "stage=proposed&x=1"})
    asked = hana.post("lists/handoffs/", {"form": "csv", "query": "holder=hr"})
    papers.make_waiting()
    state = hana.get(f"files/{asked.json()['id']}/").json()

    assert figures["total"] == 1
    assert figures["pairs"][0]["giver"] == "leadership"
    assert figures["stages"][0]["here"] == 1
    assert odd.status_code == 400
    assert kept.json()["query"] == "stage=proposed"
    assert otto.get("filters/").json() == []
    assert otto.post(f"filters/{kept.json()['id']}/delete/").status_code == 404
    assert hana.post(f"filters/{kept.json()['id']}/delete/").status_code == 204
    assert {row["code"] for row in hana.get("lists/").json()} >= {"initiatives"}
    assert asked.status_code == 201
    assert (state["state"], state["why"]) == ("ready", "")
    assert otto.get(f"files/{state['id']}/").status_code == 404
    file = hana.client.get(state["url"])
    assert b"Handoffs" in b"".join(file.streaming_content)
    assert hana.post("lists/record/", {"form": "csv"}).status_code == 403
