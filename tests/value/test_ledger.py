"""The capacity ledger: one hour stands in one account, whatever happens to it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import clock
from audit.errors import DomainError, Duplicate, Invalid
from initiatives.stages import Stage
from tests.factories import worked
from tests.literacy.cast import NOW, TODAY, make_initiative
from tests.value.ledgers import violations
from value import actions, pages
from value.accounts import account_of
from value.models import Allocation, Balance, FreedHours, Movement

USE = {
    "team": "Sales",
    "use": "Calls",
    "starts_on": TODAY,
    "target": "12 renewals",
    "expires_on": TODAY + timedelta(days=365),
}


@pytest.fixture
def initiative(company):
    """An active initiative in Value conversion."""
    row = make_initiative(company, number=903, stage=Stage.VALUE)
    return worked(row, company.people["otto"])


def free(initiative, company, hours, **more):
    today = clock.today()
    fields = {
        "certainty": "measured",
        "measured_from": today - timedelta(days=28),
        "measured_to": today - timedelta(days=1),
        "sample": "240 cases",
    }
    return actions.record_hours(
        initiative,
        by=company.people["otto"],
        unit=company.service,
        hours=Decimal(hours),
        **fields | more,
    )


def claim(initiative, company, use, amount=1000, **more):
    fields = {
        "type": use.type,
        "amount": Decimal(amount),
        "period_from": TODAY - timedelta(days=30),
        "period_to": TODAY - timedelta(days=1),
        "source": "Orders",
        "requisition": "Post 12" if use.type == "D" else "",
    }
    return actions.report_amount(
        initiative, by=company.people["mara"], allocation=use, **fields | more
    )


def test_hours_go_from_verified_to_the_accounts_of_finance(
    initiative, company, consulted
):
    people = company.people
    free(initiative, company, "1000")
    growth = actions.allocate(
        initiative,
        by=people["mara"],
        hours=600,
        type="A",
        target_amount=Decimal(60_000),
        **USE,
    )
    fewer = {"by": people["lena"], "hours": 250, "type": "D", **USE}
    with pytest.raises(Invalid, match="Fewer posts need a consultation"):
        actions.allocate(initiative, **fewer)
    about = consulted(initiative)
    less = actions.allocate(initiative, **fewer, consultation=about)
    actions.evaporate(
        initiative, by=people["otto"], hours=50, reason="Measured again on 20 May."
    )
    for use in (growth, less):
        row = claim(initiative, company, use)
        hours = Decimal("400.5") if use.type == "A" else None
        actions.answer_amount(
            row, by=people["fred"], answer="confirmed", account="7060", hours=hours
        )

    account = account_of(initiative)

    assert (account.verified, account.measured, account.rest) == (1000, 950, 100)
    assert (account.allocated, account.converted) == (
        Decimal("199.5"),
        Decimal("400.5"),
    )
    assert (account.contracted, account.evaporated) == (250, 50)
    assert violations(initiative) == []
    with pytest.raises(Invalid, match="Only 100 hours"):
        actions.evaporate(initiative, by=people["otto"], hours=101, reason="Gone.")
    # what is confirmed stays in its destination, the rest of it can be taken back
    with pytest.raises(DomainError, match="confirmed all hours of this destination"):
        actions.reverse_allocation(less, by=people["mara"], reason="Off.")
    actions.reverse_allocation(growth, by=people["mara"], reason="No more came.")
    with pytest.raises(Duplicate, match="already taken back"):
        actions.reverse_allocation(growth, by=people["mara"], reason="Again.")
    # and what the rest was to bring goes with it
    plan = Allocation.objects.standing().with_plan().get(pk=growth.pk)
    assert plan.to_bring == plan.to_bring_a_year == 40_050
    account = account_of(initiative)
    assert (account.allocated, account.converted) == (0, Decimal("400.5"))
    assert account.rest == Decimal("299.5")
    shown = pages.page(initiative, people["mara"])["destinations"]
    assert {row["row"].type: row["hours"] for row in shown} == {
        "A": Decimal("400.5"),
        "D": 250,
    }
    assert violations(initiative) == []


def test_the_database_refuses_what_no_action_does(initiative, company, otto):
    free(initiative, company, "100")
    balance = Balance.objects.filter(initiative=initiative)
    for change in (
        {"unallocated": -60},
        {"unallocated": 60},
        {"verified": 60},
        {"allocated": 60},
        {"unallocated_since": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            balance.update(**change)
    row = Movement.objects.get()
    with pytest.raises(Exception, match=r".+"), transaction.atomic():
        Movement.objects.filter(pk=row.pk).update(minutes=1)
    for wrong in (
        {"source": "converted", "target": "unallocated"},
        {"source": "unallocated", "target": "converted"},
        {"source": "unallocated", "target": "allocated"},
        {"minutes": 0},
        {"number": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Movement.objects.create(
                **{
                    "initiative": initiative,
                    "number": 2,
                    "source": "unallocated",
                    "target": "evaporated",
                    "minutes": 60,
                    "moved_by": otto,
                    **wrong,
                }
            )


def test_diffuse_time_goes_nowhere_without_a_plan(initiative, company, mara):
    # 1,000 hours of 100 people are 2.7 minutes a day each
    free(initiative, company, "1000", people=100)
    free(initiative, company, "300", people=1)
    for type, plan in (("A", ""), ("B", "Blocks of two hours on Fridays.")):
        with pytest.raises(Invalid, match="300 hours"):
            actions.allocate(
                initiative,
                by=mara,
                hours=301,
                type=type,
                scheduling_plan=plan,
                **USE,
            )
    actions.allocate(
        initiative,
        by=mara,
        hours=1000,
        type="A",
        scheduling_plan="Blocks of two hours on Fridays.",
        **USE,
    )
    actions.allocate(initiative, by=mara, hours=300, type="B", **USE)
    assert account_of(initiative).rest == 0
    assert violations(initiative) == []


def test_what_waits_is_as_old_as_its_oldest_hour(initiative, company, mara):
    with clock.at(NOW - timedelta(days=100)):
        free(initiative, company, "100")
    with clock.at(NOW - timedelta(days=10)):
        free(initiative, company, "50")
    assert account_of(initiative).since == NOW - timedelta(days=100)
    use = actions.allocate(initiative, by=mara, hours=120, type="A", **USE)
    assert account_of(initiative).since == NOW - timedelta(days=10)
    actions.reverse_allocation(use, by=mara, reason="The launch is off.")
    assert account_of(initiative).since == NOW - timedelta(days=100)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("free", "give", "back", "unfree", "gone", "confirm", "refuse")
        ),
        st.integers(1, 500),
        st.sampled_from("ABCDEG"),
    ),
    min_size=3,
    max_size=12,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ACTS)
def test_no_order_of_acts_breaks_the_ledger(initiative, company, acts):
    people = company.people
    with transaction.atomic():
        for act, tenths, type in acts:
            hours = Decimal(tenths) / 10
            uses = list(Allocation.objects.standing().filter(initiative=initiative))
            lots = list(FreedHours.objects.standing().filter(initiative=initiative))
            use = uses[tenths % len(uses)] if uses else None
            try:
                if act == "free":
                    free(initiative, company, hours)
                elif act == "give":
                    actions.allocate(
                        initiative,
                        by=people["mara"],
                        hours=hours,
                        type=type,
                        kept_reason="Relief",
                        **USE,
                    )
                elif act == "gone":
                    actions.evaporate(
                        initiative, by=people["otto"], hours=hours, reason="Gone."
                    )
                elif act == "unfree" and lots:
                    lot = lots[tenths % len(lots)]
                    actions.reverse_hours(lot, by=people["otto"], reason="Twice.")
                elif act == "back" and use:
                    actions.reverse_allocation(use, by=people["mara"], reason="Off.")
                elif act in ("confirm", "refuse") and use:
                    row = claim(initiative, company, use, method="control")
                    actions.answer_amount(
                        row,
                        by=people["fred"],
                        answer=f"{act}{'ed' if act == 'confirm' else 'd'}",
                        account="7060",
                        note="No.",
                        hours=min(hours, use.hours) if tenths % 2 else None,
                    )
            except DomainError:
                pass
            assert violations(initiative) == []
        transaction.set_rollback(True)
