"""The dashboard: the figures of the sample company, equal wherever they are shown."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from initiatives.stages import Stage
from organisation.templatetags.ui import money as written_money
from tests.factories import worked
from tests.literacy.cast import make_initiative
from tests.value import lumerac
from value import actions, cards, charts, drawings, kpis, leak, papers, reading
from value import records as records_of
from value.models import Scenario
from value.scope import Scope


@pytest.fixture
def sample(company):
    """The sample company, on the day of its figures."""
    rows = lumerac.build(company)
    with clock.at(lumerac.NOW):
        yield rows


@pytest.fixture
def one(company):
    """The first initiative of the sample company alone."""
    rows = lumerac.build(company, numbers=(1,))
    with clock.at(lumerac.NOW):
        yield rows[1]


@pytest.fixture
def sign_in(client):
    """Sign a person in."""

    def sign(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def rounded(value, places="0.01"):
    return Decimal(value).quantize(Decimal(places))


def test_the_figures_of_the_sample_company_come_out(sample, lena):
    found = reading.read(Scope(lena))

    assert found.estimated == 83_097
    assert found.hours("verified") == 24_723
    assert rounded(found.posts, "0.1") == Decimal("15.8")
    assert found.given() == 17_898
    assert found.hours("unallocated") == 6_825
    assert found.hours("converted") + found.hours("contracted") == 15_558
    assert rounded(found.verification_rate) == Decimal("0.67")
    assert rounded(found.allocation_rate) == Decimal("0.72")
    assert rounded(found.conversion_rate) == Decimal("0.63")
    assert found.given("A", "B", "C") == 14_778
    assert rounded(found.growth_share) == Decimal("0.92")
    assert rounded(found.growth_share_hours) == Decimal("0.86")
    assert found.invested == 1_530_000
    assert found.confirmed == Decimal("1246640")
    assert {t: rounded(n / 1000, "0.1") for t, n in found.realised.items()} == {
        "A": Decimal("758.7"),
        "B": Decimal("129.3"),
        "D": Decimal("79.6"),
        "E": Decimal("279.0"),
    }
    assert rounded(found.return_ratio) == Decimal("0.81")
    assert found.value_gap == -283_360
    assert found.exposure == 173_285
    assert [
        (q["year"], q["quarter"], q["invested"] // 1000, rounded(q["confirmed"] / 1000))
        for q in found.quarters
    ] == [
        (2025, 3, 180, 0),
        (2025, 4, 262, 0),
        (2026, 1, 421, 36),
        (2026, 2, 318, 268),
        (2026, 3, 216, 498),
        (2026, 4, 133, Decimal("444.64")),
    ]
    assert min(q["gap"] for q in found.quarters) == -877_000
    assert found.gross - found.confirmed == 88_000
    assert found.weighted == found.confirmed + Decimal("57200")
    assert found.run_rate == 4 * 498_000
    assert cards.finding(found) == (
        "We have freed 24,723 hours a year. 28% of them have no destination. "
        "€1.25m has reached the accounts against €1.53m invested."
    )


def test_the_same_sums_stand_in_drawing_table_csv_xlsx_api_and_paper(
    sample, sign_in, lena
):
    client = sign_in(lena)
    found = reading.read(Scope(lena))
    hours, money = found.hours("verified"), found.confirmed
    drawn = drawings.flow_of(found)
    assert sum(r["hours"] for r in drawn["ribbons"]) == hours
    assert sum(n["hours"] for n in drawn["nodes"] if n["bar"]) == hours
    assert drawn["table"]["total"] == sum(drawn["table"]["sums"]) == hours
    steps = {str(s.label): s for s in leak.steps(found)}
    run = steps["Freed capacity"].value
    for label in ("No destination yet", "Contraction", "Kept on purpose"):
        run += steps[label].value
    assert run == steps["Allocated to growth"].value
    assert steps["Value realised"].value == money
    # ink tells how sure: 1,560 hours of type C wait for Finance
    assert steps["Contraction"].certainty == "confirmed"
    inks = {bar["label"]: bar["paint"]["css"] for bar in drawn["bars"]}
    assert "c-conf" in inks["Contraction"]
    assert "c-mes" in inks["Better service, priced in"]
    assert steps["Investment to date"].value == -found.invested

    page = client.get(reverse("value:index"))
    shown = text(page)
    for words in ("24,723", "€1.25m", "€1.53m", "72%", "€173,285"):
        assert words in shown
    for code, total in (
        ("invested", "€1,530,000"),
        ("freed", "24,723 hours a year"),
        ("unallocated", "6,825 hours a year"),
        ("given", "17,898 hours a year"),
        ("realised", "€1,246,640"),
        ("estimated", "83,097 hours a year"),
        ("growth", "14,778 hours a year"),
        ("contraction", "2,340 hours a year"),
        ("kept", "780 hours a year"),
        ("released", "0 hours a year"),
        ("evaporated", "0 hours a year"),
        ("at-work", "1,560 hours a year"),
        ("claimed", "€1,334,640"),
    ):
        records = text(client.get(reverse("value:records", args=[code])))
        assert f"Together: {total}." in records
        listed = records_of.rows_of(code, Scope(lena), found.currency)
        assert sum(
            (records_of.figure_of(code, row) for row in listed), Decimal(0)
        ) == records_of.total_of(code, found), code
        assert client.get(reverse("value:records", args=[code])).context["kpi"] in {
            kpi.code for kpi in kpis.KPIS
        }

    answer = client.post("/en/lists/value/", {"as": "csv"})
    lines = list(csv.reader(io.StringIO(b"".join(answer).decode())))
    rows = lines[lines.index([]) + 2 :]
    assert sum(Decimal(row[3]) for row in rows) == hours
    assert sum(Decimal(row[12]) for row in rows) == money
    assert {row[13] for row in rows} == {"Confirmed"}
    answer = client.get(reverse("value:export", args=["xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    sheet = {row[0].value: row[2].value for row in book["Figures"].iter_rows(min_row=2)}
    assert (sheet["verified"], sheet["realised"]) == (hours, money)
    cells = [row[9].value for row in book["Initiatives"].iter_rows(min_row=2)]
    assert len(cells) == 4
    told = {
        r["code"]: r["value"] for r in client.get("/api/v1/value/").json()["figures"]
    }
    assert (told["verified"], told["realised"]) == (str(hours), str(money))
    assert told["exposure"] == "173285.00"
    paper = render_to_string("value/paper.html", papers.board_for(lena))
    # what the year carries is the sum of what stands beside each initiative, everywhere
    cost = found.cost_of_year
    assert cost > 0
    assert sum(Decimal(row[14]) for row in rows) == cost
    assert sheet["cost_of_year"] == cost
    cells = [row[11].value for row in book["Initiatives"].iter_rows(min_row=2)]
    assert sum(Decimal(str(n)) for n in cells) == cost
    assert told["cost_of_year"] == str(cost)
    assert f"{cost:,.2f}".removesuffix(".00") in paper
    assert sum(row["cost_of_year"] for row in page.context["rows"]) == cost
    assert "Cost of this year" in shown
    lines = {row["initiative"].number: row for row in page.context["rows"]}
    assert all(row["months"][-1] == row["money"].confirmed for row in lines.values())
    # from April to November: what ended in March, June, September, this month
    assert lines[101]["months"] == [
        36_000, 36_000, 215_600, 215_600, 215_600, 339_520, 339_520, 468_840,
    ]  # fmt: skip
    assert lines[101]["spark"]["points"].split()[-1] == "91.0,4.0"
    assert "Covers: All units. Change" in shown
    told = {row["kpi"].code: row["value"] for row in kpis.dictionary(found)}
    assert told["cost-of-year"] == written_money(cost, "EUR")
    for words in ("24,723", "1,246,640", "173,285"):
        assert f'<td class="num">{words}</td>' in paper


def test_what_is_filtered_stands_in_the_address(sample, sign_in, lena):
    client = sign_in(lena)
    where = reverse("value:index")
    one = client.get(f"{where}?unit=unit-5&start=2026Q2&end=2026Q3")
    assert "We have freed 4,680 hours a year." in text(one)
    assert one.context["figures"].confirmed == Decimal("462480")
    assert "unit=unit-5&amp;start=2026Q2&amp;end=2026Q3" in one.content.decode()
    line = client.get(f"{where}?function=Line+6")
    assert line.context["figures"].hours("verified") == 1_550
    odd = client.get(f"{where}?unit=nowhere&start=1066Q1")
    assert "Part of the address is not known" in text(odd)


def test_a_reader_sees_only_what_is_theirs(one, sign_in, hana, nobody):
    assert reading.read(Scope(hana)).hours("verified") == 14_420
    one.is_confidential = True
    one.save()
    for person in (hana, nobody):
        assert reading.read(Scope(person)).minutes("verified") == 0
        page = text(sign_in(person).get(reverse("value:index")))
        assert one.ref not in page
    assert "No freed hours are recorded in what is open to you." in page


def test_the_dashboard_costs_the_same_for_few_and_for_many(
    company, sign_in, lena, otto, fred
):
    client, where = sign_in(lena), reverse("value:index")

    def fill(start, count):
        for number in range(start, start + count):
            row = make_initiative(company, number=number, stage=Stage.VALUE)
            worked(row, otto)
            actions.record_hours(
                row,
                by=otto,
                unit=company.service,
                hours=100,
                certainty="measured",
                measured_from=date(2026, 9, 1),
                measured_to=date(2026, 9, 30),
                sample="Logs",
            )

    actions.set_rate(company.root, by=fred, amount=40, valid_from=date(2026, 1, 1))
    fill(500, 2)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    fill(600, 30)
    with CaptureQueriesContext(connection) as many:
        page = client.get(where)
    assert len(few) == len(many) <= 22
    assert "3,200" in text(page)


def test_without_a_rate_the_leak_is_told_in_hours(company, sign_in, lena, otto):
    row = make_initiative(company, number=700, stage=Stage.VALUE, hours_expected=300)
    worked(row, otto)
    actions.record_hours(
        row,
        by=otto,
        unit=company.service,
        hours=200,
        certainty="measured",
        measured_from=date(2026, 9, 1),
        measured_to=date(2026, 9, 30),
        sample="Logs",
    )
    page = text(sign_in(lena).get(reverse("value:index")))
    assert "No internal rate: Service." in page
    assert "Stays inside the process" in page
    assert "−100" in page


def test_the_pages_around_the_dashboard_open_and_say_who_may(one, sign_in, company):
    people = company.people
    ref = one.ref
    client = sign_in(people["mara"])
    dictionary = text(client.get(reverse("value:dictionary")))
    assert "Contraction exposure" in dictionary
    assert "€65,960" in dictionary
    rows = client.get(reverse("value:dictionary")).context["rows"]
    here = {row["kpi"].code: row["value"] for row in rows}
    assert all(here.values())
    assert here["bottleneck-coverage"] == "0 of 1: 0%"
    assert here["time-to-value"] == "–"
    assert here["consultation-safety"] == "0 initiatives"
    assert here["intent-declared"] == "0 of 1: 0%"
    assert "Only Finance can" in text(client.get(reverse("value:rates")))
    assert "Only Finance can" in text(client.get(reverse("value:import-investment")))
    assert client.get(reverse("value:paper")).status_code == 200
    fields = {
        "title": "Outbound renewals",
        "type": "A",
        "hypothesis": "Called customers renew more often.",
        "offer": "Contracts",
        "market": "Third year",
        "unit": company.service.pk,
        "team": "Sales Lyon",
        "skills": "Phone",
        "training_hours": "16",
        "hours": "400",
        "starts_on": "2026-12-01",
        "target": "90 renewals",
        "target_amount": "20000",
        "expires_on": "2027-12-01",
        "owner": people["max"].pk,
    }
    url = reverse("value:imagine", args=[ref])
    assert client.get(url).status_code == 200
    assert client.post(url, {**fields, "hours": ""}).status_code == 422
    assert client.post(url, fields).status_code == 302
    page = text(client.get(reverse("value:ideas", args=[ref])))
    assert "1 idea to weigh for 1,940 hours a year without a destination." in page
    assert "€200 an hour" in page
    # they have waited for 221 days: Leadership chooses, and says why
    board = client.get(reverse("value:index"))
    assert "Leadership: choose a destination in writing" in text(board)
    assert 'href="#idle-h"' in board.text
    assert "/choose/" not in client.get(reverse("value:ideas", args=[ref])).text
    page = sign_in(people["lena"]).get(reverse("value:ideas", args=[ref])).text
    url = reverse("value:choose-idea", args=[ref, re.search(r"(\d+)/choose/", page)[1]])
    client = sign_in(people["mara"])
    assert client.get(url).status_code == 200
    chosen = {"hours": "400", "choice_reason": "Renewals pay best."}
    assert client.post(url, {"hours": "400"}).status_code == 422
    assert client.post(url, chosen).status_code == 403
    client = sign_in(people["lena"])
    assert client.post(url, {**chosen, "hours": "9000"}).status_code == 400
    assert client.post(url, chosen).status_code == 302
    page = text(client.get(reverse("value:page", args=[ref])))
    assert "Planned against realised" in page
    assert "Capacity ledger" in page


def test_a_what_if_is_worked_out_saved_and_opened_again(one, sign_in, company):
    client, ref = sign_in(company.people["fred"]), one.ref
    where = reverse("value:what-if", args=[ref])
    first = client.get(where)
    assert "Net present value" in text(first)
    given = {
        **{k: str(v) for k, v in first.context["form"].initial.items()},
        "newG_hours": "200",
        "price": "90000",
        "win_rate": "25",
        "name": "Two desks",
    }
    page = text(client.get(where, given))
    assert "All of it to growth" in page
    assert "months" in page
    assert client.get(where, {**given, "win_rate": "250"}).status_code == 422
    save = reverse("value:save-scenario", args=[ref])
    assert client.post(save, {**given, "name": ""}).status_code == 422
    answer = client.post(save, given)
    row = Scenario.objects.get()
    assert answer.url.endswith(f"?scenario={row.pk}")
    again = client.get(answer.url)
    assert again.context["form"]["price"].value() == "90000"
    delete = reverse("value:delete-scenario", args=[ref, row.pk])
    assert sign_in(company.people["mara"]).post(delete, {"once": ""}).status_code == 403


def test_finance_sets_rates_closes_books_and_brings_lines_in(one, sign_in, company):
    client, ref = sign_in(company.people["fred"]), one.ref
    unit = one.unit
    for name, body in (
        ("set-rate", {"unit": unit.pk, "amount": "58", "valid_from": "2026-10-01"}),
        ("close-period", {"until": "2026-09-30"}),
    ):
        url = reverse(f"value:{name}")
        assert client.get(url).status_code == 200
        assert client.post(url, {"once": ""}).status_code == 422
        assert client.post(url, body).status_code == 302
    page = text(client.get(reverse("value:rates")))
    assert "The books are closed up to 30 September 2026." in page
    assert "€58" in page
    file = io.BytesIO(
        f"initiative,kind,from,to,actual\n{ref},run,2026-10-01,2026-10-31,1200\n".encode()
    )
    file.name = "lines.csv"
    url = reverse("value:import-investment")
    assert client.get(url).status_code == 200
    answer = client.post(url, {"file": file}, follow=True)
    assert "1 lines are booked" in text(answer) or "1 line is booked" in text(answer)
    file = io.BytesIO(b"initiative,kind\nAI-1,run\n")
    file.name = "wrong.csv"
    answer = client.post(url, {"file": file})
    assert answer.status_code == 400
    assert "These columns are missing: from, to, actual." in text(answer)


def test_the_bars_begin_where_money_put_in_ends():
    rows = charts.waterfall(
        [
            charts.Step("In", "", Decimal(-100), charts.TOTAL, "ink"),
            charts.Step("Gain", "", Decimal(300), charts.TOTAL, "gain"),
        ]
    )
    assert [(r["zero"], r["x"], r["width"]) for r in rows] == [
        ("25%", "0%", "25%"),
        ("25%", "25%", "75%"),
    ]
