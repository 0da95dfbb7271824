"""Every list as a file: the rows of the page, for who asked and nobody else."""

import csv
import io
import tracemalloc
from datetime import timedelta
from operator import attrgetter

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from audit import clock
from audit.models import Entry
from governance import actions, exports, lists, papers
from governance.models import Paper, Stall
from governance.sweeping import sweep
from initiatives.models import Initiative
from organisation.models import Site
from organisation.sheets import Column, Listing, book, csv_parts
from tests.cast import NOW, fresh
from tests.governance.meeting_cast import asked
from tests.governance.test_papers import signed_in

pytestmark = pytest.mark.django_db


def rows_of(text, delimiter=","):
    """The table of a CSV file: what stands below its empty line."""
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter))
    return rows[: rows.index([])], rows[rows.index([]) + 1 :]


def taken(client, code, form="csv", query=""):
    """The answer to the press below a list, and what it holds."""
    answer = client.post(
        reverse("governance:take-list", args=[code]) + query, {"as": form}
    )
    assert answer.status_code == 200, answer
    return answer, b"".join(answer.streaming_content)


def test_a_list_says_which_filters_and_when_and_keeps_formulas_inert(
    cast_company, proposal
):
    Initiative.objects.filter(pk=proposal.pk).update(
        title="=HYPERLINK(1)", search_text="hyperlink reply", hours_expected=1200
    )
    client = signed_in(cast_company.hana)
    query = "?view=table&q=hyperlink&stage=proposed"

    answer, content = taken(client, "initiatives", query=query)
    above, table = rows_of(content.decode())
    _answer, sheet = taken(client, "initiatives", "xlsx", query)
    found = openpyxl.load_workbook(io.BytesIO(sheet)).active

    assert 'filename="initiatives-2026-11-24.csv"' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert above[0] == ["Initiatives"]
    assert above[1][1].startswith("24 November 2026, ")
    assert above[2][1] == "Words: hyperlink; Stage: Proposed"
    row = dict(zip(*table[:2], strict=True))
    assert len(table) == 2
    assert row["Initiative"] == "'=HYPERLINK(1)"
    assert (row["Hours expected a year"], row["How sure the hours are"]) == (
        "1200",
        "Estimated",
    )
    head = [cell.value for cell in found[6]]
    cells = dict(zip(head, found[7], strict=True))
    assert cells["Initiative"].value == "=HYPERLINK(1)"
    assert cells["Initiative"].data_type == "s"
    assert cells["Hours expected a year"].value == 1200
    assert cells["Since"].is_date
    noted = Entry.objects.filter(action="governance.list_taken")
    assert [e.facts["rows"] for e in noted] == [1, 1]
    assert "hyperlink" not in str([e.body for e in noted])


def test_a_file_in_french_has_commas_in_numbers_and_semicolons_between(proposal):
    found = Listing(
        "Liste",
        [1.5, -2],
        (Column("n", lambda n: n), Column("signe", lambda n: "＝1+1")),
    )

    with translation.override("fr"):
        _above, table = rows_of("".join(csv_parts(found)), ";")
    with translation.override("en"):
        _above, other = rows_of("".join(csv_parts(found)))

    assert table == [["n", "signe"], ["1,5", "'＝1+1"], ["-2", "'＝1+1"]]
    assert other[1] == ["1.5", "'＝1+1"]


def test_a_list_holds_what_its_reader_may_see_and_is_refused_like_its_page(
    cast_company, proposal
):
    Initiative.objects.filter(pk=proposal.pk).update(is_confidential=True)
    fred = signed_in(cast_company.fred)

    _answer, content = taken(fred, "initiatives")
    people = fred.post(reverse("governance:take-list", args=["record"]), {"as": "csv"})
    unknown = fred.post(reverse("governance:take-list", args=["gossip"]), {"as": "csv"})
    odd = fred.post(reverse("governance:take-list", args=["people"]), {"as": "exe"})
    stranger = signed_in(cast_company.nobody).post(
        reverse("governance:take-list", args=["people"]), {"as": "csv"}
    )

    assert proposal.ref not in content.decode()
    assert people.status_code == 403
    assert unknown.status_code == odd.status_code == 404
    assert stranger.status_code in (403, 404)


def test_every_list_can_be_written_and_costs_the_same_for_more_rows(
    cast_company, handoff, django_assert_max_num_queries
):
    for code in lists.LISTS:
        person = cast_company.auda if code == "record" else cast_company.hana
        query = f"ref={handoff.initiative.ref}" if code == "history" else ""
        found = lists.ask(person, code, query)
        assert code == "history" or not any(value for _label, value in found.filters)
        with django_assert_max_num_queries(25):
            text = "".join(csv_parts(found))
        assert all(str(column.label) for column in found.columns), code
        _above, table = rows_of(text)
        assert len(table) == found.count() + 1, code
        with book(found) as file:
            assert len(file.read()) > 1000


def test_what_is_past_its_limit_leaves_with_the_rows_of_its_pages(
    cast_company, handoff
):
    asked(cast_company, handoff, "=Who pays?")
    client = signed_in(cast_company.otto)
    late = NOW + timedelta(days=60)
    sweep(late)

    with clock.at(late):
        stalls = rows_of(taken(client, "stalls")[1].decode())[1]
        _answer, content = taken(client, "committee")
        page = client.get(reverse("governance:committee")).content.decode()

    head, *rows = rows_of(content.decode())[1]
    rows = [dict(zip(head, row, strict=True)) for row in rows]
    assert len(stalls) == 1 + Stall.objects.filter(closed_at__isnull=True).count() > 1
    assert (rows[0]["Kind"], rows[0]["What"]) == ("Question at a gate", "'=Who pays?")
    assert {row["Held by"] for row in rows} >= {"HR", "Leadership"}
    assert f"{len(rows)} items wait for a decision." in page


def test_the_page_of_lists_offers_what_its_reader_may_take(cast_company):
    named = {c for g in lists.offered(cast_company.auda) for c in codes(g)}
    assert named | {"history"} == set(lists.LISTS)
    for name in ("hana", "rosa", "emma", "nobody", "adam"):
        person = getattr(cast_company, name)
        for code in {c for g in lists.offered(person) for c in codes(g)}:
            lists.ask(person, code, "")
    page = signed_in(cast_company.hana).get(reverse("governance:lists"))
    assert reverse("governance:take-list", args=["measures"]) in page.text
    assert reverse("governance:take-list", args=["record"]) not in page.text


def codes(group):
    """The codes of one group of the page."""
    return [one["code"] for one in group["lists"]]


def test_a_long_list_is_made_by_the_job_and_fetched_by_who_asked(
    cast_company, proposal, monkeypatch
):
    monkeypatch.setattr(exports, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(exports, "STEP", 1)
    hana, otto = signed_in(cast_company.hana), signed_in(cast_company.otto)

    sent = hana.post(
        reverse("governance:take-list", args=["initiatives"]) + "?q=reply",
        {"as": "xlsx"},
    )
    paper = Paper.objects.get()
    waits = hana.get(sent["Location"])
    assert papers.make_waiting()["made"] == 1
    ready = hana.get(sent["Location"])
    address = reverse("governance:paper-file", args=[paper.pk])
    file = hana.get(address)
    content = b"".join(file.streaming_content)

    assert waits.headers["Refresh"]
    assert "Fetch the file" in ready.text
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A7"].value == (
        proposal.ref
    )
    row = fresh(paper)
    assert (row.total, row.done) == (1, 1)
    assert row.name == "initiatives-2026-11-24.xlsx"
    assert otto.get(address).status_code == 404
    with clock.at(NOW + papers.KEPT + timedelta(hours=1)):
        papers.make_waiting()
    assert hana.get(address).status_code == 404


def test_a_file_is_not_delivered_once_its_owner_sees_less(cast_company, proposal):
    fred = cast_company.fred
    paper = actions.ask_list(
        by=fred, code="initiatives", query="", form="csv", language="fr"
    )
    papers.make_waiting()
    client = signed_in(fred)
    address = reverse("governance:paper-file", args=[paper.pk])
    assert "Référence" in b"".join(client.get(address).streaming_content).decode()

    Initiative.objects.filter(pk=proposal.pk).update(is_confidential=True)
    refused = client.get(address)

    assert refused.status_code == 403
    assert "has changed" in refused.text


def peak(rows, form):
    """The most memory that writing a file of these rows takes."""
    columns = [Column(name, attrgetter(name)) for name in ("name", "country", "pk")]
    found = Listing("Sites", rows, columns)
    tracemalloc.start()
    try:
        if form == "xlsx":
            book(found).close()
        else:
            assert sum(part.count("\n") for part in csv_parts(found)) > rows.count()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow(seconds=20)
def test_ten_times_the_rows_take_no_more_memory(db):
    Site.objects.bulk_create(
        [Site(name=f"Site {n}", country="FR") for n in range(50_000)], batch_size=5_000
    )
    rows = Site.objects.order_by("-pk")
    first = rows.values_list("pk", flat=True)[4_999]

    for form in lists.FORMS:
        few, many = peak(rows.filter(pk__gte=first), form), peak(rows, form)
        assert many / few <= 1.3, (form, few, many)
