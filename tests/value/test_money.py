"""Ideas, claims, investment and closed books: what is refused, and what counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid, Refused
from governance.sample.stories import STORIES
from initiatives.stages import Stage
from literacy import actions as literacy_actions
from tests.factories import worked
from tests.literacy.cast import TODAY, make_initiative
from value import (
    actions,
    appraisal,
    cash,
    costs,
    forms,
    imports,
    pages,
    rules,
    whatif,
)
from value.accounts import account_of
from value.models import Allocation, Idea, Investment, Scenario
from value.obligations import obligations

MEASURED = {
    "certainty": "measured",
    "measured_from": TODAY - timedelta(days=28),
    "measured_to": TODAY - timedelta(days=1),
    "sample": "240 cases",
}


@pytest.fixture
def initiative(company):
    """An initiative with 1,000 verified hours."""
    row = make_initiative(company, number=903, stage=Stage.VALUE)
    worked(row, company.people["otto"])
    actions.record_hours(
        row, by=company.people["otto"], unit=company.service, hours=1000, **MEASURED
    )
    return row


@pytest.fixture
def imagine(initiative, company, mara, max):
    """Write an idea down."""

    def write(**more):
        fields = {
            "title": "Outbound renewals",
            "type": "A",
            "hypothesis": "Called customers renew more often than a control group.",
            "offer": "Service contracts",
            "market": "Customers in their third year",
            "unit": company.service,
            "team": "Sales Lyon",
            "skills": "Selling on the phone",
            "training_hours": 16,
            "hours": 400,
            "starts_on": TODAY,
            "target": "90 renewals",
            "target_amount": Decimal(20_000),
            "expires_on": TODAY + timedelta(days=365),
            "owner": max,
        }
        return actions.imagine(initiative, by=mara, **fields | more)

    return write


@pytest.fixture
def claim(initiative, mara):
    """Report an amount."""

    def report(**more):
        fields = {
            "type": "A",
            "amount": Decimal(12_000),
            "period_from": TODAY - timedelta(days=60),
            "period_to": TODAY - timedelta(days=1),
            "source": "Orders",
        }
        return actions.report_amount(initiative, by=mara, **fields | more)

    return report


def test_an_idea_is_chosen_once_and_becomes_a_destination(
    initiative, imagine, mara, lena, fred
):
    first, second = imagine(), imagine(title="Audits for large customers", type="B")
    with pytest.raises(Refused):
        actions.choose_idea(first, by=fred)
    use = actions.choose_idea(first, by=lena, hours=300)
    assert (use.hours, use.team, use.target_amount) == (300, "Sales Lyon", 80_000)
    assert use.owner == first.owner
    with pytest.raises(Duplicate):
        actions.choose_idea(first, by=lena)
    with pytest.raises(Invalid, match="reason"):
        actions.set_idea_aside(second, by=mara, reason=" ")
    actions.set_idea_aside(second, by=mara, reason="Nobody can audit yet.")
    with pytest.raises(Duplicate):
        actions.choose_idea(second, by=lena)


def test_no_destination_starts_or_ends_before_it_is_decided(
    initiative, imagine, mara, otto, client
):
    yesterday, later = TODAY - timedelta(days=1), TODAY + timedelta(days=9)
    for field in ("starts_on", "expires_on"):
        dates = {"starts_on": TODAY, "expires_on": later, field: yesterday}
        with pytest.raises(Invalid, match="Enter today or a later day"):
            imagine(**dates)
        with pytest.raises(Invalid, match="has passed"):
            actions.allocate(
                initiative, by=mara, hours=1, type="G", team="Claims", use="Training",
                kept_reason="Nobody is trained yet.", **dates,
            )  # fmt: skip
    with pytest.raises(Invalid, match="has not ended yet"):
        actions.record_hours(
            initiative, by=otto, unit=initiative.unit, hours=0,
            **MEASURED | {"measured_to": later},
        )  # fmt: skip
    idea = imagine()
    url = reverse("value:choose-idea", args=[initiative.ref, idea.pk])
    client.force_login(mara, backend="django.contrib.auth.backends.ModelBackend")
    assert "Starts on" not in client.get(url).text
    with clock.at(clock.now() + timedelta(days=2)):
        assert "The day of the idea has passed." in client.get(url).text
        assert client.post(url, {"hours": "400"}).status_code == 422
        body = {"hours": "400", "starts_on": f"{later}"}
        assert client.post(url, body).status_code == 302
    assert Allocation.objects.get(idea=idea).starts_on == later


def test_an_idea_is_chosen_for_a_time_that_is_still_to_come(imagine, mara):
    idea = imagine(starts_on=TODAY + timedelta(days=30))
    with pytest.raises(Invalid, match="starts later than that"):
        actions.choose_idea(idea, by=mara, starts_on=TODAY)
    with (
        clock.at(clock.now() + timedelta(days=365)),
        pytest.raises(DomainError, match="This idea expired on"),
    ):
        actions.choose_idea(idea, by=mara)
    with pytest.raises(Invalid, match="ends after today"):
        actions.choose_idea(imagine(expires_on=TODAY), by=mara)


def test_a_destination_that_expires_waits_for_a_new_decision(
    initiative, imagine, mara, client
):
    use = actions.choose_idea(imagine(), by=mara)
    client.force_login(mara, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("value:page", args=[initiative.ref])

    def told():
        return [str(o.sentence) for o in obligations(mara) if "expired" in o.sentence]

    assert told() == []
    assert "Expired" not in client.get(url).text
    with clock.at(clock.now() + timedelta(days=365)):
        (says,) = told()
        assert "destination of 400 hours a year at Sales Lyon has expired" in says
        client.force_login(mara, backend="django.contrib.auth.backends.ModelBackend")
        assert "Expired: decide anew" in client.get(url).text
        actions.reverse_allocation(use, by=mara, reason="It did not come.")
        assert told() == []


def test_of_the_quarter_that_runs_the_plan_counts_to_this_day(
    initiative, imagine, lena
):
    actions.choose_idea(imagine(), by=lena)
    (quarter,) = pages.quarters_of(initiative, [])
    assert quarter["plan"] == Decimal("219.18")  # one day of 80,000 a year


@pytest.mark.parametrize("kind", ["D", "F"])
def test_fewer_posts_count_only_once_their_own_consultation_has_passed(
    initiative, company, imagine, mara, fred, hana, rosa, claim, consulted, kind
):
    other = make_initiative(company, number=904, stage=Stage.VALUE)
    with pytest.raises(Invalid, match="need a consultation"):
        imagine(type=kind, consultation_reference="CSE 2026-14")
    with pytest.raises(Invalid, match="of this initiative"):
        imagine(type=kind, consultation=consulted(other, outcome=None))
    opened = consulted(initiative, outcome=None)
    idea = imagine(type=kind, consultation=opened)
    with pytest.raises(IntegrityError), transaction.atomic():
        Idea.objects.bulk_create([Idea(**{**_values(idea), "consultation_id": None})])
    use = actions.choose_idea(idea, by=mara)
    account = account_of(initiative)
    assert (account.allocated, account.contracted) == (400, 0)
    row = claim(type=kind, allocation=use, requisition="Post 12")
    (shown,) = pages.page(initiative, mara)["destinations"]
    assert shown["is_intended"]
    booked = {"by": fred, "answer": "confirmed", "account": "Payroll 6411"}
    with pytest.raises(DomainError, match="has not passed"):
        actions.answer_amount(row, **booked)
    said = {"outcome": "unfavourable", "given_on": TODAY, "text": "We said no."}
    literacy_actions.give_opinion(opened, by=rosa, **said)
    again = literacy_actions.reopen(opened, by=hana, reason="More posts than we said.")
    with pytest.raises(DomainError, match="has not passed"):
        actions.answer_amount(row, **booked)
    assert account_of(initiative).contracted == 0
    literacy_actions.hand_over_information(
        again, by=hana, informed_on=TODAY, text="Which posts, why, what instead."
    )
    literacy_actions.give_opinion(again, by=rosa, **said)
    (shown,) = pages.page(initiative, mara)["destinations"]
    assert not shown["is_intended"]
    actions.answer_amount(row, **booked)
    assert account_of(initiative).contracted == 400


def _values(row):
    return {
        f.attname: getattr(row, f.attname)
        for f in row._meta.concrete_fields
        if not f.primary_key
    }


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"type": "D"}, "no longer paid"),
        ({"attribution": 60}, "Say why"),
        ({"share": 50}, "Name the cohort"),
        ({"evidence": "E4"}, "Only Finance"),
        ({"evidence": "E2"}, "told apart"),
        ({"evidence": "E2", "method": "series"}, "eight weeks"),
        (
            {
                "evidence": "E3",
                "method": "before_after",
                "baseline_from": date(2025, 1, 1),
                "baseline_to": date(2025, 3, 31),
            },
            "control group",
        ),
        ({"currency": "GBP"}, "not in GBP"),
        ({"is_one_off": True}, "costs and assets"),
        ({"deduction": 12_000}, "Nothing is left"),
        ({"period_to": TODAY + timedelta(days=1)}, "not ended"),
    ],
)
def test_a_claim_without_what_it_rests_on_is_refused(claim, fields, says):
    with pytest.raises(Invalid, match=says):
        claim(**fields)


def test_one_revenue_is_claimed_once(initiative, company, claim, imagine, mara, fred):
    use = actions.choose_idea(imagine(), by=mara)
    with pytest.raises(Invalid, match="another type"):
        claim(type="B", allocation=use)
    first = claim(allocation=use)
    with pytest.raises(Invalid, match="reported already"):
        claim(allocation=use)
    actions.answer_amount(first, by=fred, answer="refused", note="Not booked.")
    claim(allocation=use)
    other = make_initiative(company, number=904, stage=Stage.VALUE)
    claim(cohort="Renewals 2026", share=60)
    with pytest.raises(Invalid, match="Only 40 per cent"):
        actions.report_amount(
            other,
            by=mara,
            type="A",
            amount=1000,
            cohort="renewals 2026",
            share=41,
            period_from=TODAY - timedelta(days=60),
            period_to=TODAY - timedelta(days=1),
            source="Orders",
        )


def test_perceived_value_is_confirmed_only_against_a_control(claim, fred):
    row = claim(type="C")
    with pytest.raises(DomainError, match="control group"):
        actions.answer_amount(row, by=fred, answer="confirmed", account="7060")
    row = claim(type="C", method="control")
    actions.answer_amount(row, by=fred, answer="confirmed", account="7060")


def test_a_claim_is_net_of_margin_attribution_share_and_deduction(initiative, claim):
    row = claim(
        amount=Decimal("684000"),
        margin=38,
        attribution=80,
        attribution_reason="A new price list came in the same quarter.",
        deduction=Decimal("7936"),
    )
    assert row.amount == Decimal("200000.00")
    assert rules.net("100", "33.33", 100, 100, 0) == Decimal("33.33")
    money = cash.money_of(initiative)
    assert (money.gross, money.weighted) == (Decimal("200000"), Decimal("50000"))


def test_closed_books_take_nothing_more(initiative, claim, fred):
    line = actions.invest(
        initiative,
        by=fred,
        kind="capex",
        basis="actual",
        amount=Decimal("140000"),
        period_from=date(2026, 7, 1),
        period_to=date(2026, 9, 30),
    )
    told = claim(period_from=date(2026, 7, 1), period_to=date(2026, 9, 30))
    with pytest.raises(Invalid, match="1 amount of this time waits for Finance"):
        actions.close_period(by=fred, until=date(2026, 9, 30))
    actions.answer_amount(told, by=fred, answer="refused", note="No such order.")
    actions.close_period(by=fred, until=date(2026, 9, 30))
    with pytest.raises(Invalid, match="closed up to 30 September 2026"):
        claim(period_from=date(2026, 7, 1), period_to=date(2026, 9, 30))
    with pytest.raises(Invalid, match="closed up to"):
        actions.invest(
            initiative,
            by=fred,
            kind="run",
            basis="actual",
            amount=1,
            period_from=date(2026, 9, 1),
            period_to=date(2026, 9, 30),
        )
    with pytest.raises(Invalid, match="closed up to"):
        actions.close_period(by=fred, until=date(2026, 9, 30))
    actions.reverse_investment(line, by=fred, reason="Booked twice.")
    against = Investment.objects.get(reverses=line)
    assert (against.amount, against.period_to) == (Decimal("-140000"), TODAY)
    assert cash.money_of(initiative).invested == 0


def test_lines_of_the_accounts_come_in_whole_or_not_at_all(initiative, fred, mara):
    head = "Référence;Nature;Du;Au;Prévu;Réel;Devise\n".replace("Référence", "ref")
    good = (
        f"{head}ai-903;Licences;01/07/2026;30/09/2026;70 000;62 000,50;EUR\n"
        "AI-903;Training time;01/07/2026;30/09/2026;;38 000;\n"
    ).encode("cp1252")
    for name, wrong, says in (
        ("a.csv", "AI-999;capex;2026-07-01;2026-09-30;1;;", "no initiative AI-999"),
        ("b.csv", "AI-903;lunch;2026-07-01;2026-09-30;1;;", "Known are: capex"),
        ("c.csv", "AI-903;capex;soon;2026-09-30;1;;", "date"),
        ("d.csv", "AI-903;capex;2026-07-01;2026-09-30;1;;USD", "counted in EUR"),
        ("e.csv", "AI-903;capex;2026-07-01;2026-09-30;;-5;", "below zero"),
    ):
        with pytest.raises(Invalid, match=f"Line 2: .*{says}"):
            imports.lines_of((head + wrong + "\n").encode(), name, by=fred)
    with pytest.raises(Invalid, match="columns are missing"):
        imports.lines_of(b"what;how\n1;2\n", "f.csv", by=fred)
    lines = imports.lines_of(good, "accounts.csv", by=fred)
    with pytest.raises(Refused):
        actions.import_investment(lines, by=mara)
    assert actions.import_investment(lines, by=fred)["created"] == 3
    again = imports.lines_of(good, "accounts.csv", by=fred)
    assert actions.import_investment(again, by=fred) == {"created": 0, "unchanged": 3}
    money = cash.money_of(initiative)
    assert (money.invested, money.planned) == (Decimal("100000.50"), Decimal(70_000))


def test_a_review_keeps_what_the_accounts_showed(initiative, imagine, lena, mara):
    actions.choose_idea(imagine(), by=mara)
    with pytest.raises(Invalid, match="strategy"):
        actions.review(
            initiative, by=lena, outcome="growth", text="Yes.", strategy="adapted"
        )
    row = actions.review(
        initiative,
        by=lena,
        outcome="growth",
        text="Yes.",
        strategy="adapted",
        strategy_text="Two more desks.",
    )
    assert (row.growth_hours, row.contraction_hours, row.intent) == (400, 0, "growth")


def test_the_scenario_of_lum_01_in_the_sample_comes_out(initiative, fred, client):
    """EUR 420k, 13.6 months, 1.85 and 105 %: from the scenario that is saved there."""
    told = next(story.reached for story in STORIES if story.key == "LUM-01")
    name, assumptions = told["scenario"]
    hours = {kind: str(hours) for kind, hours, *_rest in told["allocations"]}
    kept = assumptions | {"lines": {f"new{k}": {"hours": n} for k, n in hours.items()}}
    row = actions.save_scenario(initiative, by=fred, name=name, assumptions=kept)
    given = whatif.as_numbers(Scenario.objects.get(pk=row.pk).assumptions)
    assert given["initial"] == sum(amount for _kind, amount in told["costs"]) * 1000
    case = whatif.cases(given, whatif.lines_of(initiative))["entered"]
    assert [round(b, -3) for b in case.benefits] == [389_000, 520_000, 560_000]
    client.force_login(fred, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("value:what-if", args=[initiative.ref])
    answer = client.get(f"{url}?scenario={row.pk}")
    column = answer.context["found"]["columns"][-1]
    shown = [str(column[key]) for key in ("payback", "bcr", "roi")]
    assert shown == ["13.6 months", "1.85", "105%"]
    found = column["result"]
    assert column["npv"] in answer.text
    assert round(found.npv, -3) == 420_000
    assert found.payback == Decimal("13.6")
    assert round(found.bcr, 2) == Decimal("1.85")
    assert round(found.roi, 2) == Decimal("1.05")
    swings = appraisal.sensitivity(case)
    assert swings[0]["code"] == "benefits"
    assert swings[0]["low"] < found.npv < swings[0]["high"]
    never = appraisal.Case(
        Decimal(100), Decimal(10), (Decimal(5),), (Decimal(1),), Decimal(0)
    )
    assert appraisal.appraise(never).payback is None


def test_hours_move_between_single_destinations_with_a_price_of_their_own(
    initiative, fred, mara, imagine, client
):
    desk = actions.choose_idea(imagine(), by=mara)
    audits = actions.choose_idea(imagine(title="Audits", hours=200), by=mara)
    fairs = imagine(title="Fairs", type="B", hours=100)
    form = forms.WhatIfForm(initiative=initiative)
    assert [(line.key, line.before) for line in form.lines[:3]] == [
        (f"use{desk.pk}", 400), (f"use{audits.pk}", 200), (f"idea{fairs.pk}", 0),
    ]  # fmt: skip
    given = form.initial | {
        "price": 1000, "hour_cost": 40, "run": 0, "initial": 9000,
        f"use{desk.pk}_hours": 250, f"idea{fairs.pk}_hours": 100, "newD_hours": 50,
        f"idea{fairs.pk}_price": 5000, f"idea{fairs.pk}_ramp_1": 0,
    }  # fmt: skip
    client.force_login(fred, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("value:what-if", args=[initiative.ref])
    answer = client.get(url, given)
    found = answer.context["found"]
    moved = {row["line"].key: row for row in found["moves"]["rows"]}
    assert {key: row["goes_in"] - row["goes_out"] for key, row in moved.items()} == {
        f"use{desk.pk}": -150, f"use{audits.pk}": 0,
        f"idea{fairs.pk}": 100, "newD": 50,
    }  # fmt: skip
    # an hour to growth brings 10 / 100 x 20 % x its price, to contraction its cost
    assert moved[f"use{desk.pk}"]["full"] == 250 * 20
    assert moved[f"idea{fairs.pk}"]["full"] == 100 * 100
    assert moved["newD"]["full"] == 50 * 40
    assert found["moves"]["rest"]["goes_in"] == found["moves"]["rest"]["goes_out"] == 0
    assert not found["moves"]["is_too_much"]
    year = {c["code"]: c["result"].years[0]["benefit"] for c in found["columns"]}
    # half of it in year 1, at 85 per cent; the fairs bring nothing yet
    half = Decimal("0.5") * Decimal("0.85")
    assert year == {
        "now": 600 * 20 * half,
        "growth": (450 + 50) * 20 * half,
        "contraction": (550 + 50) * 40 * half,
        "entered": (450 * 20 + 50 * 40) * half,
    }
    much = client.get(url, given | {"newD_hours": 9**8})
    assert "More hours than are freed" in much.text
    assert client.get(url, given | {"newD_hours": 9**9}).status_code == 422
    odd = {f"use{9**30}_hours": 1, "useA_hours": 1, "new9_hours": 1}
    assert client.get(url, given | odd).status_code == 200
    assert client.get(url, {"scenario": 9**30}).status_code == 404
    save = reverse("value:save-scenario", args=[initiative.ref])
    before = account_of(initiative), Allocation.objects.count()
    where = client.post(save, given | {"name": "Fairs"}).url
    assert (account_of(initiative), Allocation.objects.count()) == before
    # kept as it was, whatever becomes of the destinations
    actions.reverse_allocation(audits, by=mara, reason="Nobody can audit.")
    actions.choose_idea(fairs, by=mara)
    again = client.get(where)
    assert "Taken back: Sales Lyon: Audits" in again.text
    assert "Idea, chosen since: Fairs" in again.text
    npv = {c["code"]: c["npv"] for c in again.context["found"]["columns"]}
    assert npv["entered"] == found["columns"][-1]["npv"]


def test_a_scenario_touches_no_ledger(initiative, fred, mara):
    before = account_of(initiative), Allocation.objects.count()
    row = actions.save_scenario(
        initiative, by=fred, name="Two desks", assumptions={"rate": "9"}
    )
    assert (account_of(initiative), Allocation.objects.count()) == before
    with pytest.raises(Refused):
        actions.delete_scenario(row, by=mara)
    actions.delete_scenario(row, by=fred)


def test_a_year_carries_its_part_of_the_capital_and_its_own_running_cost(
    initiative, fred
):
    def spend(kind, amount, start, end, life=None, basis="actual"):
        return actions.invest(
            initiative,
            by=fred,
            kind=kind,
            basis=basis,
            amount=amount,
            period_from=start,
            period_to=end,
            life_months=life,
        )

    spend("capex", 295_000, date(2025, 1, 1), date(2025, 3, 31))
    spend("run", 78_000, date(2025, 1, 1), date(2025, 12, 31))
    spend("capex", 12_000, date(2024, 12, 1), date(2024, 12, 31), life=12)
    spend("training", 2_000, date(2024, 12, 31), date(2025, 1, 1))
    spend("licences", 9_999, date(2025, 1, 1), date(2025, 12, 31), basis="planned")

    def cost(year):
        lines = Investment.objects.filter(initiative=initiative)
        return costs.of_year(lines, year).get(initiative.pk, 0)

    assert cost(2025) == Decimal("188333.33")  # 98,333.33 + 78,000 + 11,000 + 1,000
    assert cost(2024) == Decimal("2000.00")
    assert cost(2027) == Decimal("98333.33")
    assert cost(2028) == 0
