"""Criteria, refusals and the account of hours in stage 4."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from audit.errors import DomainError, Duplicate, Invalid, Refused
from initiatives.stages import Stage
from organisation.functions import Function
from organisation.models import Deputy, Mandate
from tests.factories import worked
from tests.literacy.cast import TODAY, make_initiative
from value import actions, charts, evidence
from value.accounts import account_of
from value.models import Confirmation
from value.obligations import obligations

MEASURED = {
    "certainty": "measured",
    "measured_from": TODAY - timedelta(days=28),
    "measured_to": TODAY - timedelta(days=1),
    "sample": "240 cases",
}
WHOLE = {
    "starts_on": TODAY,
    "target": "12 tenders a month",
    "expires_on": TODAY + timedelta(days=365),
}


@pytest.fixture
def initiative(company):
    """An active initiative in Value conversion."""
    row = make_initiative(company, number=903, stage=Stage.VALUE)
    return worked(row, company.people["otto"])


@pytest.fixture
def criterion(initiative):
    """A criterion of the gate of value by its code."""
    return lambda code: {c.code: c for c in evidence.criteria(initiative)}[code]


@pytest.fixture
def free(initiative, company, otto):
    """Record measured hours."""

    def record(hours=1200, **more):
        return actions.record_hours(
            initiative, by=otto, unit=company.service, hours=hours, **MEASURED | more
        )

    return record


@pytest.fixture
def give(initiative, mara):
    """Give hours a destination, with all it needs."""

    def allocate(hours=1200, type="A", **more):
        fields = WHOLE | more
        return actions.allocate(
            initiative,
            by=mara,
            hours=hours,
            type=type,
            team="Sales",
            use="Calls",
            **fields,
        )

    return allocate


@pytest.fixture
def report(initiative, mara):
    """Report an amount."""

    def amount(by=mara, **more):
        fields = {
            "type": "A",
            "amount": Decimal("12000"),
            "period_from": TODAY - timedelta(days=60),
            "period_to": TODAY - timedelta(days=1),
            "source": "Orders",
        }
        return actions.report_amount(initiative, by=by, **fields | more)

    return amount


def reception(initiative):
    return evidence.reception_criteria(initiative)[0]


def test_reception_asks_for_hours_or_a_written_zero(initiative, free):
    assert not reception(initiative).met
    free(hours=0)
    assert reception(initiative).met


def test_reception_asks_for_a_plan_of_each_unit(initiative, company, free, mara):
    free()
    assert not reception(initiative).met
    assert str(reception(initiative).fact) == "No plan for Service"
    actions.plan_reception(
        initiative, by=mara, unit=company.service, team="Sales", text="Two days."
    )
    assert reception(initiative).met
    assert str(reception(initiative).fact) == "1,200 hours a year, received"


def test_the_account_balances_when_every_hour_has_a_destination(criterion, free, give):
    assert not criterion("balance").met
    free()
    give(hours=800)
    assert not criterion("balance").met
    assert str(criterion("balance").fact) == "800 of 1,200 hours a year"
    give(hours=400, type="G", kept_reason="Training.")
    assert criterion("balance").met


def test_a_destination_says_all(criterion, free, give):
    free()
    for missing in ({"target": ""}, {"starts_on": None}, {"expires_on": None}):
        with pytest.raises(Invalid, match="start, its target"):
            give(**missing)
    assert not criterion("destinations").met
    give()
    assert criterion("destinations").met


def test_amounts_count_when_finance_has_answered(
    initiative, criterion, report, fred, lena
):
    assert not criterion("confirmed").met
    row = report()
    assert str(criterion("confirmed").fact) == "1 waits for Finance"
    actions.answer_amount(row, by=fred, answer="refused", note="Not booked.")
    assert not criterion("confirmed").met
    actions.review(initiative, by=lena, outcome="not_converted", text="Nothing came.")
    assert criterion("confirmed").met
    actions.review(initiative, by=lena, outcome="growth", text="It came.")
    assert not criterion("confirmed").met
    actions.answer_amount(report(), by=fred, answer="confirmed", account="701200")
    assert criterion("confirmed").met


def test_the_outcome_is_published_as_the_last_review_has_it(
    initiative, criterion, lena, hana
):
    with pytest.raises(DomainError):
        actions.publish_outcome(initiative, by=hana, text="It came.")
    actions.review(initiative, by=lena, outcome="growth", text="It came.")
    assert criterion("review_written").met
    actions.publish_outcome(initiative, by=hana, text="It came.")
    assert criterion("outcome_published").met
    actions.review(initiative, by=lena, outcome="kept", text="It stayed.")
    assert not criterion("outcome_published").met
    assert evidence.outcome(initiative) == "kept"


def test_the_criteria_cost_five_queries(
    initiative, free, give, report, django_assert_num_queries
):
    free(), give(), report(), report()
    with django_assert_num_queries(5):
        rows = evidence.criteria(initiative)
    assert tuple(c.code for c in rows) == evidence.CODES


def test_no_more_hours_are_given_than_were_measured(free, give):
    free(hours=100)
    free(hours=900, certainty="estimated")
    with pytest.raises(Invalid, match="100"):
        give(hours=101)
    give(hours=100)


def test_what_is_taken_back_leaves_the_balance(initiative, free, give, otto, mara):
    hours, use = free(), give()
    with pytest.raises(DomainError):
        actions.reverse_hours(hours, by=otto, reason="Counted twice.")
    actions.reverse_allocation(use, by=mara, reason="The launch is off.")
    with pytest.raises(Duplicate):
        actions.reverse_allocation(use, by=mara, reason="Again.")
    actions.reverse_hours(hours, by=otto, reason="Counted twice.")
    assert evidence.balance(initiative) == (0, 0)
    assert account_of(initiative).rest == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "D"},
        {"type": "F"},
        {"type": "G"},
        {"type": "G", "kept_reason": "Training.", "expires_on": None},
        {"hours": 0},
        {"expires_on": TODAY - timedelta(days=1)},
    ],
)
def test_a_destination_without_what_its_type_needs_is_refused(free, give, fields):
    free()
    with pytest.raises(Invalid):
        give(**fields)


def test_measured_hours_say_when_and_what(free):
    with pytest.raises(Invalid):
        free(sample="")


def test_an_amount_names_a_standing_destination_of_its_own(free, give, report, mara):
    free()
    row = give()
    report(allocation=row)
    actions.reverse_allocation(row, by=mara, reason="The launch is off.")
    with pytest.raises(Invalid):
        report(allocation=row)


def test_nobody_confirms_their_own_amount(company, report, fred, mara):
    Mandate.objects.create(
        person=mara,
        function=Function.FINANCE,
        unit=company.root,
        starts_on=TODAY - timedelta(days=1),
    )
    row = report()
    with pytest.raises(Refused):
        actions.answer_amount(row, by=mara, answer="confirmed", account="701200")
    actions.answer_amount(row, by=fred, answer="confirmed", account="701200")
    with pytest.raises(Duplicate):
        actions.answer_amount(row, by=fred, answer="refused", note="No.")


def test_the_database_itself_refuses_a_confirmation_by_the_author(report, mara):
    row = report()
    with pytest.raises(IntegrityError), transaction.atomic():
        Confirmation.objects.bulk_create(
            [
                Confirmation(
                    realised=row,
                    author=mara,
                    answer="confirmed",
                    account="701200",
                    confirmed_by=mara,
                )
            ]
        )


@pytest.mark.parametrize("name", ["hana", "mara", "lena", "kim", "fred", "nobody"])
def test_only_operations_records_hours(initiative, company, name):
    with pytest.raises(Refused):
        actions.record_hours(
            initiative,
            by=company.people[name],
            unit=company.service,
            hours=10,
            **MEASURED,
        )


def test_nothing_is_recorded_on_a_closed_initiative(company, otto):
    closed = make_initiative(company, number=904, stage=Stage.CLOSED, outcome="growth")
    with pytest.raises(DomainError):
        actions.record_hours(
            closed, by=otto, unit=company.service, hours=10, **MEASURED
        )


def test_finance_and_marketing_see_what_they_owe(
    free, give, report, fred, mara, otto, max
):
    free()
    give(hours=1000)
    report()
    assert [str(o.sentence) for o in obligations(fred)] == [
        "€12,000 reported: is it in the accounts?"
    ]
    assert [str(o.sentence) for o in obligations(mara)] == [
        "Without a destination: 200 hours a year"
    ]
    assert obligations(mara)[0].due_at > obligations(mara)[0].since
    assert obligations(otto) == []


def test_contributors_wrote_figures_and_not_words(
    initiative, company, free, give, report, otto, mara, max, lena
):
    free(), give(), report(by=max)
    actions.review(initiative, by=lena, outcome="growth", text="It came.")
    assert evidence.contributors(initiative) == {otto.pk, mara.pk, max.pk}


def test_what_is_signed_changes_with_a_figure_and_not_with_a_word(
    initiative, free, give, lena
):
    free()
    actions.review(initiative, by=lena, outcome="growth", text="It came.")
    before = evidence.signed(initiative)
    actions.review(initiative, by=lena, outcome="growth", text="It came late.")
    assert evidence.signed(initiative) == before
    give()
    given = evidence.signed(initiative)
    assert given != before
    actions.review(initiative, by=lena, outcome="not_converted", text="It went.")
    assert evidence.signed(initiative) != given


def test_every_field_is_signed_or_said_not_to_be():
    for model in apps.get_app_config("value").get_models():
        label = model._meta.label_lower
        signed = evidence.SIGNED_FIELDS.get(label, ())
        rest = evidence.UNSIGNED_FIELDS.get(label, ())
        assert not set(signed) & set(rest)
        assert {*signed, *rest} == {f.name for f in model._meta.concrete_fields}, label


def test_a_row_of_the_account_is_never_changed(free):
    row = free()
    row.hours = 5
    with pytest.raises(Exception, match=r".+"):
        row.save()
    with pytest.raises(Exception, match=r".+"), transaction.atomic():
        connection.cursor().execute(
            "UPDATE value_freedhours SET hours = 5 WHERE id = %s", [row.pk]
        )


def test_the_bars_of_the_waterfall_end_where_the_next_begin():
    steps = [
        charts.Step("Freed", "", 1000, charts.TOTAL, "gain"),
        charts.Step("None", "", -250, charts.CHANGE, "leak"),
        charts.Step("Growth", "", 750, charts.TOTAL, "good"),
    ]
    rows = charts.waterfall(steps)
    assert [(r["x"], r["width"]) for r in rows] == [
        ("0%", "100%"),
        ("75%", "25%"),
        ("0%", "75%"),
    ]
    assert rows[0]["after"] == rows[1]["before"] == "100%"
    assert rows[1]["after"] == rows[2]["before"] == "75%"


def test_the_deputy_of_the_author_does_not_confirm_either(company, report, mara, max):
    Mandate.objects.create(
        person=mara, function=Function.FINANCE, unit=company.root, starts_on=TODAY
    )
    Deputy.objects.create(principal=mara, deputy=max, starts_on=TODAY, ends_on=TODAY)
    with pytest.raises(Refused):
        actions.answer_amount(report(), by=max, answer="confirmed", account="701200")
