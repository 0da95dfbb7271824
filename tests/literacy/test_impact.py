"""The impact assessment: who answers, when it is whole, whose view stands in it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit import clock
from audit.errors import DomainError, Invalid, Refused, Stale
from audit.models import Entry
from initiatives.models import Exposure, Initiative
from literacy import actions, evidence, impact, impact_pages
from literacy.heat import grade, heat
from literacy.models import (
    Assessment,
    Dimension,
    Finding,
    Prevention,
    RepresentativeView,
)
from literacy.obligations import obligations
from organisation.models import Mandate, Seat
from tests.literacy.cast import NOW, TODAY

WORSE = {
    "is_affected": True,
    "before": "People sort by hand.",
    "after": "A machine sorts, people mend its errors.",
    "direction": "worse",
    "severity": 3,
    "likelihood": 2,
}
NOTHING = {"is_affected": False, "reason": "The shifts stay as they are."}
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def lyon(initiative):
    """The people of the service in Lyon."""
    return impact.populations(initiative)


@pytest.fixture
def opened(initiative, hana):
    """The first version, open."""
    return actions.open_assessment(initiative, by=hana)


@pytest.fixture
def answer(opened, lyon, hana):
    """Answer a dimension for Lyon."""

    def give(dimension="workload", *, by=hana, to=None, places=None, **said):
        return actions.answer_dimensions(
            to or opened,
            by=by,
            dimensions=[dimension],
            places=lyon if places is None else places,
            **(said or WORSE),
        )

    return give


@pytest.fixture
def complete(opened, lyon, hana):
    """Answer what is open, and complete."""

    def finish(assessment=None, by=hana, **more):
        assessment = assessment or opened
        missing = {d for d, _place in impact.read(assessment).missing}
        if missing:
            actions.answer_dimensions(
                assessment,
                by=by,
                dimensions=sorted(missing),
                places=impact.populations(assessment.initiative),
                **NOTHING,
            )
        return actions.complete_assessment(
            assessment,
            by=by,
            contributors="Four sorters, the doctor.",
            risk_document="updated",
            **more,
        )

    return finish


@pytest.fixture
def planned(initiative, opened, hana, otto):
    """Plan a measure of Otto's, in thirty days."""

    def plan(owner=otto, due_on=LATER, text="Two breaks more", **more):
        return actions.plan_prevention(
            initiative,
            by=hana,
            dimension="workload",
            text=text,
            owner=owner,
            due_on=due_on,
            **more,
        )

    return plan


def criterion(initiative):
    found = {c.code: c for c in evidence.criteria(Initiative.objects.get())}
    return found["impact_assessment"]


# Answers


def test_only_hr_opens_answers_and_completes(initiative, company, opened, lyon):
    for name in ("otto", "lena", "lou", "rosa", "adam", "auda", "emma", "nobody"):
        person = company.people[name]
        with pytest.raises(Refused):
            actions.open_assessment(initiative, by=person)
        with pytest.raises(Refused):
            actions.answer_dimensions(
                opened, by=person, dimensions=["pay"], places=lyon, **NOTHING
            )
        with pytest.raises(Refused):
            actions.complete_assessment(
                opened, by=person, contributors="x", risk_document="updated"
            )


def test_an_assessment_needs_people_in_scope(initiative, hana):
    Exposure.objects.update(in_scope=False)
    with pytest.raises(DomainError, match="list the people exposed first"):
        actions.open_assessment(initiative, by=hana)


def test_a_second_version_waits_until_the_first_is_complete(initiative, opened, hana):
    with pytest.raises(DomainError, match="Version 1 is open already"):
        actions.open_assessment(initiative, by=hana)


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        ("before", "before"),
        ("after", "after"),
        ("direction", "direction"),
        ("severity", "severity"),
        ("likelihood", "likelihood"),
    ],
)
def test_what_gets_worse_is_told_before_and_after_and_rated(answer, left_out, field):
    said = WORSE | {left_out: "" if isinstance(WORSE[left_out], str) else None}
    with pytest.raises(Invalid) as wrong:
        answer(**said)
    assert wrong.value.field == field
    assert not Finding.objects.exists()


def test_nothing_changes_only_with_a_reason(answer):
    with pytest.raises(Invalid) as wrong:
        answer(is_affected=False, reason="  ")
    assert wrong.value.field == "reason"


def test_a_rating_stands_only_where_it_gets_worse(answer):
    (row,) = answer(**WORSE | {"direction": "better"})
    assert row.severity is None
    assert row.likelihood is None


def test_a_rating_beyond_its_scale_is_refused(answer):
    with pytest.raises(Invalid):
        answer(**WORSE | {"severity": 5})


def test_half_a_rating_with_the_measures_is_refused(answer):
    with pytest.raises(Invalid) as wrong:
        answer(**WORSE, residual_severity=1)
    assert wrong.value.field == "residual_likelihood"


def test_a_place_that_is_not_in_scope_is_refused(answer, lyon):
    Exposure.objects.update(in_scope=False)
    with pytest.raises(Invalid) as wrong:
        answer()
    assert wrong.value.field == "places"


def test_a_second_answer_takes_the_place_of_the_first_and_both_stay(answer, opened):
    answer()
    answer(**WORSE | {"severity": 4})
    (row,) = impact.read(opened).findings.values()
    assert row.score == 8
    assert Finding.objects.count() == 2


def test_two_people_at_once_are_told_and_nothing_is_written_over(answer, opened, henri):
    seen = impact_pages.newest_answer(impact.read(opened))
    answer(by=henri)
    with pytest.raises(Stale, match="Henri answered this in the meantime"):
        answer(**NOTHING, seen=seen)
    assert Finding.objects.count() == 1


def test_the_database_keeps_one_first_answer_of_a_population(answer, opened):
    (row,) = answer()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.bulk_create([row])


def test_an_answer_never_changes(answer):
    (row,) = answer()
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=row.pk).update(after="Nothing")


# Complete


def test_it_is_complete_only_when_every_dimension_is_answered_for_everybody(
    opened, answer, complete, company, initiative, hana
):
    answer()
    with pytest.raises(DomainError, match="Missing in all: 14"):
        actions.complete_assessment(
            opened, by=hana, contributors="x", risk_document="updated"
        )
    assert "1 of 15 answers given" in str(criterion(initiative).fact)
    Exposure.objects.create(
        initiative=initiative, unit=company.service, site=company.leeds, people=4
    )
    with pytest.raises(DomainError, match="Missing in all: 29"):
        actions.complete_assessment(
            opened, by=hana, contributors="x", risk_document="updated"
        )
    complete()
    assert criterion(initiative).met
    assert str(criterion(initiative).fact) == "Version 1: Hana, 24 November 2026"


def test_it_is_not_complete_without_a_declared_intent(initiative, complete):
    initiative.intent = ""
    initiative.save()
    with pytest.raises(DomainError, match="declares no intent"):
        complete()


def test_it_is_not_complete_when_nobody_was_heard(complete, opened, answer, hana, lyon):
    actions.answer_dimensions(
        opened, by=hana, dimensions=Dimension.values, places=lyon, **NOTHING
    )
    with pytest.raises(Invalid) as wrong:
        actions.complete_assessment(
            opened, by=hana, contributors=" ", risk_document="updated"
        )
    assert wrong.value.field == "contributors"
    with pytest.raises(Invalid) as wrong:
        actions.complete_assessment(
            opened, by=hana, contributors="Four", risk_document="perhaps"
        )
    assert wrong.value.field == "risk_document"


def test_an_answer_changed_in_the_meantime_stops_completing(complete, opened, answer):
    answer()
    seen = impact_pages.newest_answer(impact.read(opened))
    answer(**WORSE | {"severity": 1})
    with pytest.raises(Stale):
        complete(seen=seen)


def test_a_complete_version_stays_as_it_is(opened, answer, complete):
    complete()
    with pytest.raises(DomainError, match="Version 1 is complete and stays"):
        answer()


def test_an_old_version_is_not_written_in(initiative, opened, answer, complete, hana):
    complete()
    actions.open_assessment(initiative, by=hana)
    with pytest.raises(Stale, match="version 2 has taken its place"):
        answer(to=opened)


def test_a_new_version_starts_from_the_last_and_counts_when_it_is_complete(
    initiative, opened, answer, complete, hana
):
    answer()
    complete()
    before = evidence.signed(initiative)
    second = actions.open_assessment(initiative, by=hana)
    assert impact.read(second).is_whole
    answer(to=second, **WORSE | {"severity": 4})
    assert evidence.signed(initiative) == before
    assert criterion(initiative).met
    complete(second)
    after = evidence.signed(initiative)
    assert after["assessment"]["version"] == "2"
    assert before["assessment"]["version"] == "1"
    old = {f["dimension"]: f for f in before["assessment"]["findings"]}
    new = {f["dimension"]: f for f in after["assessment"]["findings"]}
    assert old["workload"]["severity"] == "3"
    assert new["workload"]["severity"] == "4"
    assert impact.read(opened).at("workload", impact.populations(initiative)[0]).score


def test_a_site_that_comes_later_asks_for_a_new_version(initiative, company, complete):
    complete()
    Exposure.objects.create(
        initiative=initiative, unit=company.service, site=company.leeds, people=4
    )
    now = criterion(initiative)
    assert not now.met
    assert str(now.fact) == "Version 1 says nothing of Leeds: a new version is due"


def test_a_file_counts_only_for_what_was_taken_over(
    initiative, taken_over, hana, text_file
):
    with pytest.raises(DomainError, match="dimension by dimension"):
        actions.write_statement(
            initiative,
            by=hana,
            kind="impact_assessment",
            text="See the file.",
            upload=text_file(),
        )
    actions.write_statement(
        taken_over,
        by=hana,
        kind="impact_assessment",
        text="See the file.",
        upload=text_file(),
    )
    found = {c.code: c for c in evidence.criteria(taken_over)}
    assert found["impact_assessment"].met
    assert evidence.signed(taken_over)["impact_assessment"]


def test_a_complete_version_takes_the_place_of_the_file(
    taken_over, hana, complete, text_file
):
    actions.write_statement(
        taken_over, by=hana, kind="impact_assessment", text="x", upload=text_file()
    )
    complete(actions.open_assessment(taken_over, by=hana))
    signed = evidence.signed(taken_over)
    assert signed["impact_assessment"] == ""
    assert signed["assessment"]["version"] == "1"


def test_who_wrote_an_answer_contributed_and_who_plans_prevention_did_not(
    initiative, opened, answer, complete, planned, hana, henri
):
    planned()
    assert evidence.contributors(initiative) == set()
    answer(by=henri)
    assert evidence.contributors(initiative) == {henri.pk}
    complete(by=henri)
    assert evidence.contributors(initiative) == {henri.pk}


def test_everything_stands_in_the_history_without_its_words(
    initiative, answer, complete, planned
):
    answer()
    planned()
    complete()
    entries = Entry.objects.filter(initiative_id=initiative.pk)
    assert {e.action for e in entries} == {
        "literacy.assessment_opened",
        "literacy.impact_answered",
        "literacy.prevention_planned",
        "literacy.assessment_completed",
    }
    bodies = " ".join(e.body for e in entries)
    assert "sort by hand" not in bodies
    assert "breaks" not in bodies


# Prevention


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"owner": None}, "owner"),
        ({"text": "  "}, "text"),
    ],
)
def test_a_measure_has_a_text_a_person_and_a_day_to_come(planned, change, field):
    with pytest.raises(Invalid) as wrong:
        planned(**change)
    assert wrong.value.field == field


def test_an_owner_who_left_or_leaves_before_the_day_is_refused(planned, otto):
    otto.ends_on = TODAY - timedelta(days=1)
    otto.save()
    with pytest.raises(Invalid, match="Otto has left"):
        planned()
    otto.ends_on = TODAY + timedelta(days=3)
    otto.save()
    with pytest.raises(Invalid, match="leaves before that day"):
        planned()


def test_an_owner_sees_the_initiative(planned, nobody):
    with pytest.raises(Invalid, match="cannot see this initiative"):
        planned(owner=nobody)


def test_a_measure_is_owed_until_it_is_in_place(initiative, planned, otto, hana):
    row = planned()
    (owed,) = [o for o in obligations(otto) if "Two breaks more" in str(o.sentence)]
    assert owed.due_at.date() == LATER
    assert owed.url == reverse(
        "literacy:finish-prevention", args=[initiative.ref, row.pk]
    )
    actions.finish_prevention(row, by=otto, done_on=TODAY, proof="The new plan.")
    assert not [o for o in obligations(otto) if "Two breaks" in str(o.sentence)]
    with pytest.raises(DomainError, match="in place"):
        actions.finish_prevention(row, by=otto, done_on=TODAY, proof="Again.")


def test_only_the_owner_and_hr_say_that_it_is_in_place(planned, olga, rosa, adam, hana):
    row = planned()
    for person in (olga, rosa, adam):
        with pytest.raises(Refused):
            actions.finish_prevention(row, by=person, done_on=TODAY, proof="Yes.")
    with pytest.raises(Invalid) as wrong:
        actions.finish_prevention(
            row, by=hana, done_on=TODAY + timedelta(days=1), proof="Yes."
        )
    assert wrong.value.field == "done_on"
    with pytest.raises(Invalid) as wrong:
        actions.finish_prevention(row, by=hana, done_on=TODAY, proof=" ")
    assert wrong.value.field == "proof"


def test_a_measure_of_who_left_goes_to_somebody_else_and_says_why(
    initiative, planned, complete, hana, otto, olga
):
    row = planned()
    complete()
    before = evidence.signed(initiative)
    otto.is_active = False
    otto.save()
    assert impact_pages.left_owners(impact.plan_now(initiative)) == {row.pk}
    with pytest.raises(Invalid) as wrong:
        actions.change_prevention(
            row, by=hana, text=row.text, owner=olga, due_on=LATER, reason=" "
        )
    assert wrong.value.field == "reason"
    new = actions.change_prevention(
        row, by=hana, text=row.text, owner=olga, due_on=LATER, reason="Otto left."
    )
    assert list(impact.plan_now(initiative)) == [new]
    assert evidence.signed(initiative) == before
    with pytest.raises(Stale):
        actions.change_prevention(row, by=hana, reason="Again", drop=True)
    actions.change_prevention(new, by=hana, reason="Not needed.", drop=True)
    assert not impact.plan_now(initiative)
    assert evidence.signed(initiative) == before


def test_a_change_of_the_plan_is_signed_with_the_version_that_holds_it(
    initiative, planned, complete, hana, otto
):
    row = planned()
    complete()
    second = actions.open_assessment(initiative, by=hana)
    actions.change_prevention(
        row, by=hana, text="Three breaks", owner=otto, due_on=LATER, reason="Asked."
    )
    assert "Two breaks" in str(evidence.signed(initiative))
    complete(second)
    assert "Three breaks" in str(evidence.signed(initiative))
    assert "Two breaks" not in str(evidence.signed(initiative))


def test_late_is_what_is_past_its_day_meant_and_not_in_place(planned, otto, hana):
    late, done, dropped = planned(due_on=TODAY), planned(due_on=TODAY), planned()
    assert not Prevention.objects.late()
    actions.finish_prevention(done, by=otto, done_on=TODAY, proof="Seen.")
    actions.change_prevention(dropped, by=hana, reason="No.", drop=True)
    with clock.at(NOW + timedelta(days=60)):
        assert list(Prevention.objects.late()) == [late]


# The representatives


def test_a_representative_of_the_site_writes_the_view_and_nobody_else(
    opened, company, rosa
):
    for name in ("hana", "lena", "lou", "adam", "auda", "emma", "nobody", "rolf"):
        with pytest.raises(Refused):
            actions.write_view(opened, by=company.people[name], text="We agree.")
    actions.write_view(opened, by=rosa, text="We agree.", dimension="workload")
    (row,) = impact.views_of(opened)
    assert (row.seat.person, row.site) == (rosa, company.lyon)


def test_a_seat_that_has_ended_writes_no_view(opened, rosa):
    Seat.objects.filter(person=rosa).update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        actions.write_view(opened, by=rosa, text="We agree.")


def test_a_mandate_and_the_administration_give_no_pen(opened, rolf, company):
    Mandate.objects.create(
        person=rolf, function="hr", unit=company.root, starts_on=date(2020, 1, 1)
    )
    rolf.is_administrator = True
    rolf.save()
    with pytest.raises(Refused, match="sits at this site"):
        actions.write_view(opened, by=rolf, text="We agree.")


def test_the_table_of_views_takes_no_row_of_somebody_else(opened, company, hana, rosa):
    seat = Seat.objects.get(person=rosa)
    row = RepresentativeView(
        assessment=opened,
        seat=seat,
        site=company.lyon,
        text="They agree.",
        written_by=hana,
    )
    with pytest.raises(Exception, match="sits at this site"):
        row.save()
    row = RepresentativeView(
        assessment=opened,
        seat=seat,
        site=company.stuttgart,
        text="We agree.",
        written_by=rosa,
    )
    with pytest.raises(Exception, match="sits at this site"):
        row.save()


def test_a_view_stays_and_a_later_one_of_the_seat_counts(opened, rosa):
    first = actions.write_view(opened, by=rosa, text="We do not know yet.")
    last = actions.write_view(opened, by=rosa, text="We agree with reservations.")
    assert impact.views_of(opened) == [last]
    with pytest.raises(IntegrityError), transaction.atomic():
        RepresentativeView.objects.filter(pk=first.pk).update(text="We agree.")


def test_a_view_voids_no_signature(initiative, complete, opened, rosa):
    complete()
    before = evidence.signed(initiative)
    actions.write_view(opened, by=rosa, text="Unfavourable.")
    assert evidence.signed(initiative) == before


def test_a_view_is_of_the_newest_version(initiative, opened, complete, hana, rosa):
    complete()
    actions.open_assessment(initiative, by=hana)
    with pytest.raises(Stale):
        actions.write_view(opened, by=rosa, text="Late.")


# Heat and comparison


def test_the_heat_says_in_words_what_its_colour_says():
    table = heat([(4, 4, "Workload"), (1, 1, "Pay")])
    assert [row["severity"].value for row in table] == [4, 3, 2, 1]
    worst, least = table[0]["cells"][3], table[3]["cells"][0]
    assert (worst.score, str(worst.word), worst.names) == (
        16,
        "Very high",
        ["Workload"],
    )
    assert (least.score, str(least.word)) == (1, "Low")
    assert [str(grade(n)[1]) for n in (3, 4, 6, 8, 9, 12)] == [
        *("Low", "Moderate", "Moderate", "High", "High", "Very high")
    ]


def test_the_weight_is_the_score_by_the_share_of_the_unit(
    opened, answer, company, initiative
):
    answer()
    company.service.headcount = 192
    company.service.save()
    reading = impact.read(opened)
    (group,) = impact_pages.groups(reading, Dimension.WORKLOAD)
    assert group["weight"] == 3.0


def test_two_versions_are_compared_answer_by_answer(
    initiative, opened, answer, complete, planned, hana
):
    answer()
    complete()
    second = actions.open_assessment(initiative, by=hana)
    answer(to=second, **NOTHING)
    row = planned()
    found = impact_pages.compare(opened, second, impact.populations(initiative))
    (change,) = found["changed"]
    assert change["dimension"] == Dimension.WORKLOAD
    assert change["was"].score == 6
    assert change["now"].reason == "The shifts stay as they are."
    assert found["added"] == [row]
    assert Assessment.objects.count() == 2
