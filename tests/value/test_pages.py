"""The pages of stage 4, as the cast sees them."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.stages import Stage
from tests.factories import worked
from tests.literacy.cast import TODAY, make_initiative
from value import actions
from value.models import (
    Allocation,
    Confirmation,
    EconomicReview,
    FreedHours,
    OutcomeNote,
    RealisedAmount,
    ReceivingPlan,
)

MEASURED = {
    "certainty": "measured",
    "measured_from": TODAY - timedelta(days=28),
    "measured_to": TODAY - timedelta(days=1),
    "sample": "240 cases",
}


REVIEW = {
    "outcome": "growth",
    "text": "It came.",
    "strategy": "kept",
    "strategy_text": "Growth works.",
}


@pytest.fixture
def initiative(company):
    """An active initiative in Value conversion."""
    return make_initiative(company, number=903, stage=Stage.VALUE)


@pytest.fixture
def sign_in(client):
    """Sign a person in."""

    def sign(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


def fill(initiative, company, hours=1200, given=800):
    """Hours, a destination, and an amount that waits for Finance."""
    people = company.people
    worked(initiative, people["otto"])
    actions.record_hours(
        initiative, by=people["otto"], unit=company.service, hours=hours, **MEASURED
    )
    actions.allocate(
        initiative,
        by=people["mara"],
        hours=given,
        type="A",
        team="Sales Lyon",
        use="Call renewals.",
        starts_on=TODAY,
        target="12 renewals a month",
        expires_on=TODAY + timedelta(days=365),
    )
    return actions.report_amount(
        initiative,
        by=people["mara"],
        type="A",
        amount=Decimal("12000"),
        period_from=TODAY - timedelta(days=60),
        period_to=TODAY - timedelta(days=1),
        source="Orders",
    )


def address(name, *args):
    return reverse(f"value:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_first_page_is_empty_and_says_so(sign_in, lena):
    page = text(sign_in(lena).get(address("index")))
    assert "No freed hours are recorded yet." in page
    assert sign_in(lena).get(reverse("value:paper")).status_code == 200


def test_the_first_page_tells_hours_and_money(sign_in, initiative, company, lena, fred):
    row = fill(initiative, company)
    page = text(sign_in(lena).get(address("index")))
    assert "We have freed 1,200 hours a year." in page
    assert "33% of them have no destination." in page
    assert "Nothing has reached the accounts yet." in page
    assert "Amounts to confirm 1" in page
    actions.answer_amount(row, by=fred, answer="confirmed", account="701200")
    page = text(sign_in(lena).get(address("index")))
    assert "Finance has confirmed €12,000." in page


def test_the_first_page_costs_the_same_for_two_and_for_many(
    sign_in, initiative, company, lena
):
    fill(initiative, company)
    client = sign_in(lena)
    client.get(address("index"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(address("index"))
    for number in range(1000, 1060):
        fill(make_initiative(company, number=number, stage=Stage.VALUE), company)
    with CaptureQueriesContext(connection) as many:
        response = client.get(address("index"))
    assert len(many) == len(few)
    assert "61" in text(response)


def test_the_page_of_an_initiative_shows_each_part(
    sign_in, initiative, company, lena, otto, fred, mara
):
    row = fill(initiative, company)
    actions.plan_reception(
        initiative, by=mara, unit=company.service, team="Sales", text="Two days."
    )
    actions.answer_amount(row, by=fred, answer="refused", note="Not booked.")
    actions.review(initiative, by=lena, outcome="growth", text="It came.")
    actions.publish_outcome(initiative, by=lena, text="Time went to customers.")
    page = text(sign_in(otto).get(address("page", initiative.ref)))
    for words in (
        "1,200 hours a year freed. 400 hours of them have no destination yet.",
        "Sales Lyon",
        "Not booked.",
        "It came.",
        "Time went to customers.",
        "Only Marketing or Leadership can give freed hours a destination.",
    ):
        assert words in page


def test_nobody_is_offered_to_confirm_an_amount_of_their_own(
    sign_in, initiative, company, fred, mara
):
    row = fill(initiative, company)
    answer = address("answer-amount", initiative.ref, row.pk)
    for person, offered in ((fred, True), (mara, False)):
        page = sign_in(person).get(address("page", initiative.ref)).content.decode()
        assert (answer in page) == offered


def test_who_confirms_an_amount_sees_how_it_is_worked_out(
    sign_in, initiative, company, fred, mara
):
    row = actions.report_amount(
        initiative,
        by=mara,
        type="A",
        amount=Decimal(50_000),
        margin=Decimal("62.5"),
        deduction=Decimal(1_000),
        period_from=TODAY - timedelta(days=60),
        period_to=TODAY - timedelta(days=1),
        source="Product code 4471",
    )
    for name, args in (("answer-amount", [row.pk]), ("page", [])):
        page = text(sign_in(fred).get(address(name, initiative.ref, *args)))
        for words in (
            "Amount before margin and shares €50,000",
            "Contribution margin, per cent 62.5",
            "To be taken off €1,000",
            "Amount €30,250",
            "Where it shows Product code 4471",
        ):
            assert words in page, name
        assert "Part owed to the initiative" not in page


def test_every_form_opens_and_saves(sign_in, initiative, company):
    people = company.people
    worked(initiative, people["otto"])
    day = (TODAY - timedelta(days=1)).isoformat()
    posts = (
        (
            "otto",
            "record-hours",
            FreedHours,
            {
                "unit": company.service.pk,
                "hours": "500",
                "certainty": "measured",
                "measured_from": day,
                "measured_to": day,
                "sample": "240 cases",
                "people": "2",
            },
        ),
        (
            "mara",
            "plan-reception",
            ReceivingPlan,
            {"unit": company.service.pk, "team": "Sales", "text": "Two days."},
        ),
        (
            "mara",
            "allocate",
            Allocation,
            {
                "hours": "500",
                "type": "A",
                "team": "Sales",
                "use": "Calls",
                "starts_on": TODAY.isoformat(),
                "target": "12 renewals",
                "expires_on": (TODAY + timedelta(days=90)).isoformat(),
            },
        ),
        (
            "mara",
            "report-amount",
            RealisedAmount,
            {
                "amount": "1200",
                "margin": "100",
                "attribution": "100",
                "share": "100",
                "deduction": "0",
                "evidence": "E1",
                "type": "A",
                "period_from": day,
                "period_to": day,
                "source": "Orders",
            },
        ),
        ("lena", "review", EconomicReview, REVIEW),
        ("hana", "publish-outcome", OutcomeNote, {"text": "It came."}),
    )
    for name, view, model, data in posts:
        client = sign_in(people[name])
        assert client.get(address(view, initiative.ref)).status_code == 200
        response = client.post(address(view, initiative.ref), data)
        assert response.status_code == 302, text(response)
        assert model.objects.count() == 1
    amount = RealisedAmount.objects.get()
    url = address("answer-amount", initiative.ref, amount.pk)
    client = sign_in(people["fred"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"answer": "confirmed"}).status_code == 422
    data = {"answer": "confirmed", "account": "701200"}
    assert client.post(url, data).status_code == 302
    assert Confirmation.objects.count() == 1
    for view, row, name in (
        ("reverse-allocation", Allocation.objects.get(), "mara"),
        ("reverse-hours", FreedHours.objects.get(), "otto"),
    ):
        url = address(view, initiative.ref, row.pk)
        client = sign_in(people[name])
        assert client.get(url).status_code == 200
        assert client.post(url, {"reason": "Counted twice."}).status_code == 302
        assert type(row).objects.total() == 0


def test_a_form_keeps_what_was_typed_when_it_is_refused(sign_in, initiative, fred):
    response = sign_in(fred).post(address("review", initiative.ref), REVIEW)
    assert response.status_code == 403
    assert "It came." in text(response)
    assert not EconomicReview.objects.exists()


def test_the_pages_of_a_draft_say_that_this_begins_once_it_is_proposed(
    company, sign_in, max
):
    row = make_initiative(company, stage=Stage.PROPOSED, proposed_at=None)
    client, says = sign_in(max), "It is a draft. This begins once it is proposed."
    for name in ("value:page", "literacy:page"):
        page = text(client.get(reverse(name, args=[row.ref])))
        assert says in page, name
        assert "Nothing can be added to it any more." not in page
