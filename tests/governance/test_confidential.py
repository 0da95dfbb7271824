"""Who sees a confidential initiative: those whom it names, asks, or has heard."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import clock
from audit.errors import Invalid, Refused
from governance import actions
from governance.obligations import waiting_for
from initiatives import actions as initiatives
from initiatives.models import Asked, Initiative
from initiatives.stages import Stage
from literacy import actions as literacy
from organisation.functions import Function as F
from organisation.models import Deputy, Mandate, Notification, Person
from tests.cast import NOW, SINCE, _unit, fresh, offer, propose, sign_all
from tests.factories import a_file, at_stage, sign


def sees(person, initiative):
    person = Person.objects.get(pk=person.pk)
    return Initiative.objects.visible_to(person).filter(pk=initiative.pk).exists()


def get(person, path):
    client = Client()
    client.force_login(person)
    return client.get(path)


@pytest.fixture
def hidden(cast_company):
    """A confidential initiative before G1, which Legal signs and Operations receives.

    Legal and IT lead nothing here: nobody of them is named.
    """
    row = at_stage(cast_company, Stage.LITERACY)
    return initiatives.set_confidential(row, by=cast_company.hana, confidential=True)


@pytest.fixture
def offered(cast_company, hidden):
    """It is offered: HR, Legal and Leadership sign, Operations receives."""
    row = fresh(hidden)
    return actions.offer(row, by=cast_company.hana, version=row.version)


@pytest.fixture
def elsewhere(cast_company):
    """Legal of a unit beside the one of the initiative."""
    depot = _unit("Depot", "depot", cast_company.root)
    person = Person.objects.create(email="dora@example.org", name="Dora Test")
    Mandate.objects.create(person=person, function=F.LEGAL, unit=depot, starts_on=SINCE)
    return person


def test_a_function_that_is_not_asked_yet_sees_nothing(cast_company, hidden):
    assert not sees(cast_company.lou, hidden)
    assert get(cast_company.lou, hidden.get_absolute_url()).status_code == 404


def test_who_can_answer_for_a_function_asked_sees_and_signs_it(
    cast_company, hidden, offered, elsewhere
):
    assert sees(cast_company.lou, hidden)
    assert sees(cast_company.olga, hidden), "Operations receives"
    assert not sees(cast_company.ines, hidden), "IT is not asked at this gate"
    assert not sees(elsewhere, hidden), "Legal of another unit"
    assert not sees(cast_company.adam, hidden)
    assert not sees(cast_company.emma, hidden)

    assert sign(cast_company, offered, "legal").person == cast_company.lou


def test_legal_of_the_unit_itself_is_asked_as_well(cast_company, hidden, offered):
    person = Person.objects.create(email="sam@example.org", name="Sam Test")
    assert not sees(person, hidden)

    Mandate.objects.create(
        person=person, function=F.LEGAL, unit=cast_company.service, starts_on=SINCE
    )

    assert sees(person, hidden), "a mandate given after the offer counts at once"


def test_a_deputy_sees_what_the_principal_is_asked_for(cast_company, hidden, offered):
    assert not sees(cast_company.fred, hidden)
    Deputy.objects.create(
        principal=cast_company.lou,
        deputy=cast_company.fred,
        starts_on=NOW.date(),
        ends_on=NOW.date() + timedelta(days=7),
    )

    assert sees(cast_company.fred, hidden)
    sign(cast_company, offered, "legal", by=cast_company.fred)
    with clock.at(NOW + timedelta(days=30)):
        assert sees(cast_company.fred, hidden), "the deputy has signed"


def test_who_did_not_answer_sees_it_no_more_once_the_offer_is_taken_back(
    cast_company, hidden, offered
):
    sign(cast_company, offered, "legal")

    actions.withdraw(fresh(offered), by=cast_company.hana, reason="One figure more.")

    assert sees(cast_company.lou, hidden), "who signed keeps seeing it"
    assert not sees(cast_company.lara, hidden)
    assert not sees(cast_company.olga, hidden)
    assert not Asked.objects.filter(until=None).exists()


def test_who_returned_it_keeps_seeing_it(cast_company, hidden, offered):
    actions.return_with_questions(
        offered,
        by=cast_company.lara,
        function="legal",
        digest=offered.digest,
        text="On which ground?",
        would_change="The ground.",
    )
    actions.withdraw(fresh(offered), by=cast_company.hana, reason="Not ready.")

    assert sees(cast_company.lara, hidden)


def test_a_mandate_that_ends_takes_the_sight_along(cast_company, hidden, offered):
    Mandate.objects.filter(person=cast_company.lou).update(ends_on=date(2026, 11, 23))

    assert not sees(cast_company.lou, hidden)


def test_when_the_gate_passes_those_who_did_not_answer_see_it_no_more(
    cast_company, hidden, offered
):
    for function in ("hr", "legal", "leadership"):
        sign(cast_company, offered, function)
    handoff = fresh(offered)
    actions.accept(
        handoff, by=cast_company.olga, digest=handoff.digest, owner=cast_company.otto
    )

    assert fresh(hidden).stage == Stage.APPROPRIATION
    assert sees(cast_company.lou, hidden)
    assert sees(cast_company.olga, hidden), "who accepted it"
    assert not sees(cast_company.lara, hidden)


def test_stopping_and_sending_back_ask_nobody_any_more(cast_company, hidden, offered):
    row = fresh(hidden)
    actions.stop(row, by=cast_company.hana, version=row.version, reason="No use.")

    assert not sees(cast_company.lara, hidden)


def test_the_committee_sees_what_it_is_asked(cast_company):
    lead = Person.objects.create(email="lia@example.org", name="Lia Test")
    Mandate.objects.create(
        person=lead, function=F.LEADERSHIP, unit=cast_company.service, starts_on=SINCE
    )
    Deputy.objects.create(
        principal=cast_company.lena, deputy=cast_company.fred, starts_on=NOW.date()
    )
    row = at_stage(cast_company, Stage.LEARNING)
    initiatives.set_confidential(row, by=cast_company.hana, confidential=True)
    row = fresh(row)
    handoff = actions.offer(row, by=cast_company.kim, version=row.version)
    for function in ("knowledge", "hr", "operations"):
        sign(cast_company, handoff, function)
    assert not sees(cast_company.fred, row), "Leadership is not asked at this gate"
    handoff = fresh(handoff)

    actions.ask_committee(
        handoff, by=cast_company.mara, digest=handoff.digest, text="Who pays?"
    )

    assert sees(cast_company.fred, row), "the deputy of Leadership of the whole"
    assert not sees(lead, row), "Leadership of a part of it does not decide"
    assert [o.verb for o in waiting_for(cast_company.fred)] == ["decide"]


def test_pages_search_api_files_and_duties_agree(
    cast_company, hidden, offered, elsewhere
):
    attached = initiatives.attach(
        fresh(hidden), by=cast_company.hana, upload=a_file("note.txt")
    )
    ref = hidden.ref
    paths = [
        f"/en/initiatives/{ref}/",
        f"/en/initiatives/{ref}/gate/",
        f"/en/initiatives/{ref}/history/",
        f"/en/initiatives/{ref}/files/",
        f"/en/initiatives/{ref}/files/{attached.pk}/",
        f"/en/initiatives/{ref}/handoffs/{offered.pk}/",
        f"/api/v1/initiatives/{ref}/",
        f"/api/v1/initiatives/{ref}/gate/",
    ]
    lists = [
        "/en/pipeline/?view=table",
        f"/en/search/?q={ref}",
        "/en/",
        "/api/v1/initiatives/",
        "/api/v1/waiting/",
    ]
    for person, status in ((cast_company.lou, 200), (elsewhere, 404)):
        for path in paths:
            assert get(person, path).status_code == status, path
        for path in lists:
            found = f"{hidden.ref}" in get(person, path).text.replace(f'"{ref}"', ref)
            shown = hidden.title in get(person, path).text
            assert (found and shown) == (status == 200), path


def test_those_asked_are_told_and_nobody_else(cast_company, hidden, offered, elsewhere):
    told = set(
        Notification.objects.filter(kind="asked_sign").values_list(
            "recipient__email", flat=True
        )
    )

    assert "lou@example.org" in told
    assert "dora@example.org" not in told


def test_who_only_saw_it_as_asked_cannot_act_after_the_end(
    cast_company, hidden, offered
):
    initiatives.comment(fresh(hidden), by=cast_company.lara, text="Read.")
    actions.withdraw(fresh(offered), by=cast_company.hana, reason="Not ready.")

    with pytest.raises(Refused, match="cannot see"):
        initiatives.comment(fresh(hidden), by=cast_company.lara, text="Again.")


def test_nobody_hides_from_themselves_what_they_are_only_asked_for(cast_company):
    proposal = propose(cast_company)
    handoff = offer(cast_company, proposal)
    initiatives.set_confidential(
        fresh(proposal), by=cast_company.max, confidential=True
    )

    actions.withdraw(handoff, by=cast_company.lena, reason="Not ready.")

    assert sees(cast_company.max, proposal)


def test_a_link_does_not_name_what_the_reader_cannot_see(cast_company, hidden):
    other = propose(cast_company, title="Open one", process_family="Other")
    initiatives.link(
        fresh(other), by=cast_company.lena, kind="feeds", other=fresh(hidden)
    )

    assert hidden.title in get(cast_company.hana, other.get_absolute_url()).text
    assert hidden.title not in get(cast_company.fred, other.get_absolute_url()).text


def test_seeing_what_is_asked_costs_no_query_a_row(cast_company):
    def cost():
        person = Person.objects.get(pk=cast_company.lara.pk)
        with CaptureQueriesContext(connection) as queries:
            rows = list(Initiative.objects.visible_to(person))
        return len(queries), len(rows)

    for n in range(2):
        row = propose(cast_company, title=f"Case {n}")
        initiatives.set_confidential(row, by=cast_company.lena, confidential=True)
        Asked.objects.create(initiative=row, function="legal")
    few = cost()
    for n in range(6):
        row = propose(cast_company, title=f"More {n}")
        initiatives.set_confidential(row, by=cast_company.lena, confidential=True)
        Asked.objects.create(initiative=row, function="legal")

    assert (few[1], cost()[1]) == (2, 8)
    assert cost()[0] == few[0]


def test_signing_it_all_the_way_needs_no_sharing_by_hand(cast_company):
    proposal = propose(cast_company)
    initiatives.set_confidential(
        fresh(proposal), by=cast_company.lena, confidential=True
    )
    handoff = sign_all(cast_company, offer(cast_company, proposal))

    actions.accept(
        handoff, by=cast_company.henri, digest=handoff.digest, owner=cast_company.hana
    )

    assert fresh(proposal).stage == Stage.LITERACY


def test_whoever_has_a_condition_to_meet_reads_it_in_a_confidential_initiative(
    cast_company, hidden, offered
):
    c = cast_company
    condition = {"text": "Train the deputies", "due_on": NOW.date()}
    signing = {"by": c.lou, "function": "legal", "digest": offered.digest}
    with pytest.raises(Invalid, match="administrator"):
        actions.sign(offered, conditions=[{**condition, "owner": c.adam}], **signing)
    assert not sees(c.fred, hidden)

    actions.sign(offered, conditions=[{**condition, "owner": c.fred}], **signing)

    page = get(c.fred, hidden.get_absolute_url())
    assert "Train the deputies" in page.text
    assert [o.url for o in waiting_for(fresh(c.fred))] == [
        f"{hidden.get_absolute_url()}#conditions"
    ]
    assert Notification.objects.filter(kind="named", recipient=c.fred).exists()
    actions.hand_over_conditions(c.fred, to=c.fay, by=c.adam)
    assert sees(c.fay, hidden)
    with pytest.raises(Invalid, match="administrator"):
        actions.hand_over_conditions(c.fay, to=c.adam, by=c.adam)


def test_who_sees_to_a_measure_still_reads_it_once_it_is_confidential(cast_company):
    c = cast_company
    row = at_stage(c, Stage.LITERACY)
    literacy.open_assessment(fresh(row), by=c.hana)
    literacy.plan_prevention(
        fresh(row),
        by=c.hana,
        dimension="workload",
        text="Fewer calls",
        owner=c.ines,
        due_on=NOW.date(),
    )

    initiatives.set_confidential(fresh(row), by=c.hana, confidential=True)

    assert sees(c.ines, row)
    assert [o for o in waiting_for(fresh(c.ines)) if o.initiative == row]
    assert not sees(c.fay, row)


def test_a_mandate_given_after_the_offer_opens_what_it_asks(
    cast_company, hidden, offered
):
    dora = Person.objects.create(email="dora@example.org", name="Dora Test")
    assert not sees(dora, hidden)
    Mandate.objects.create(
        person=dora, function=F.LEGAL, unit=cast_company.root, starts_on=SINCE
    )

    assert sees(dora, hidden)
    assert waiting_for(fresh(dora))
