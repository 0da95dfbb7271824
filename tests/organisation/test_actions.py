"""What may be done to people, units, mandates, deputies and seats, and by whom."""

import importlib
import inspect
import pkgutil
from datetime import date, timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from audit import clock
from audit.errors import Invalid, Refused
from audit.models import Entry
from organisation import access, actions
from organisation.coverage import holdings_report
from organisation.functions import Function
from organisation.models import (
    Deputy,
    Installation,
    Mandate,
    Notification,
    Person,
    Seat,
    Unit,
)

from .conftest import NOW, TODAY

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def functions(person, on=TODAY):
    return {h.function for h in access.holdings(person, on=on)}


def last_entry():
    return Entry.objects.order_by("-seq").first()


# People


def test_a_new_person_has_no_right_and_no_password(company):
    person = actions.add_person(
        by=company.adam, name="Paul Girard", email=" Paul@Example.org "
    )
    assert person.email == "paul@example.org"
    assert not person.has_usable_password()
    assert functions(person) == set()
    assert last_entry().action == "organisation.person_added"
    assert last_entry().object_id == str(person.pk)


def test_the_record_of_a_new_person_holds_no_name(company):
    actions.add_person(by=company.adam, name="Paul Girard", email="paul@example.org")
    assert "Girard" not in last_entry().body
    assert "example.org" not in last_entry().body


def test_two_accounts_cannot_have_one_address(company):
    with pytest.raises(Invalid) as error:
        actions.add_person(by=company.adam, name="Other", email="HANA@example.org")
    assert error.value.field == "email"
    assert "already" in str(error.value)


@pytest.mark.parametrize("who", ["hana", "auda", "emma", "rosa", "nobody"])
def test_only_an_administrator_manages(company, who):
    by = getattr(company, who)
    before = Entry.objects.count()
    for act in [
        lambda: actions.add_person(by=by, name="X", email="x@example.org"),
        lambda: actions.edit_person(company.emma, by=by, name="X"),
        lambda: actions.end_person(company.emma, by=by),
        lambda: actions.reinstate_person(company.emma, by=by),
        lambda: actions.set_administrator(by, by=by, value=True),
        lambda: actions.set_auditor(by, by=by, value=True),
        lambda: actions.reset_password(company.emma, by=by),
        lambda: actions.add_unit(
            by=by, name="X", code="x", country="FR", parent=company.group
        ),
        lambda: actions.edit_unit(company.sales, by=by, name="X"),
        lambda: actions.move_unit(company.sales, by=by, parent=company.service),
        lambda: actions.reshape_unit(company.sales, by=by, name="X"),
        lambda: actions.add_site(by=by, name="X", country="FR"),
        lambda: actions.edit_site(company.lyon, by=by, name="X"),
        lambda: actions.grant_mandate(
            company.emma, by=by, function="hr", unit=company.group
        ),
        lambda: actions.end_mandate(Mandate.objects.first(), by=by),
        lambda: actions.hand_over(company.hana, to=company.emma, by=by),
        lambda: actions.add_body(by=by, name="X", sites=[company.lyon]),
        lambda: actions.edit_body(company.council, by=by, name="X"),
        lambda: actions.give_seat(company.council, by=by, person=company.emma),
        lambda: actions.end_seat(Seat.objects.first(), by=by),
        lambda: actions.configure(by=by, organisation="X"),
    ]:
        with pytest.raises(Refused):
            act()
    assert Entry.objects.count() == before


def test_what_is_known_of_a_person_is_put_right(company):
    actions.edit_person(company.emma, by=company.adam, name="Emma Colin", job="Adviser")
    company.emma.refresh_from_db()
    assert (company.emma.name, company.emma.job) == ("Emma Colin", "Adviser")


def test_an_edit_that_changes_nothing_leaves_no_entry(company):
    before = Entry.objects.count()
    actions.edit_person(company.emma, by=company.adam, name=company.emma.name)
    assert Entry.objects.count() == before


def test_rights_do_not_change_through_an_edit(company):
    with pytest.raises(TypeError):
        actions.edit_person(company.emma, by=company.adam, is_administrator=True)


def test_a_person_has_rights_until_the_end_of_the_last_day(company):
    actions.end_person(company.hana, by=company.adam, last_day=TODAY)
    assert functions(company.hana) == {"hr"}
    with clock.at(NOW + timedelta(days=1)):
        assert functions(company.hana, TOMORROW) == set()
        with pytest.raises(Refused):
            access.require(company.hana, "literacy.consult", of=company.group)


def test_access_can_be_taken_at_once(company):
    actions.end_person(company.hana, by=company.adam, at_once=True)
    assert functions(company.hana) == set()
    assert not access.may(company.hana, "organisation.see", fresh=True)
    assert access.holder_of(Function.HR, company.group) is None


def test_sessions_end_with_the_access_and_those_of_others_stay(company):
    for person in (company.hana, company.otto):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session.set_expiry(3600 * 24 * 365 * 20)
        session.save()
    actions.end_person(company.hana, by=company.adam, at_once=True)
    left = [row.get_decoded()[SESSION_KEY] for row in Session.objects.all()]
    assert left == [str(company.otto.pk)]


def test_who_comes_back_has_the_mandates_that_did_not_end(company):
    actions.end_person(company.hana, by=company.adam, at_once=True)
    actions.reinstate_person(company.hana, by=company.adam)
    assert functions(company.hana) == {"hr"}


def test_who_has_not_left_cannot_come_back(company):
    with pytest.raises(Invalid, match="has not left"):
        actions.reinstate_person(company.hana, by=company.adam)


def test_the_last_administrator_stays(company):
    with pytest.raises(Refused, match="last administrator"):
        actions.set_administrator(company.adam, by=company.adam, value=False)
    with pytest.raises(Refused, match="last administrator"):
        actions.end_person(company.adam, by=company.adam)


def test_an_administrator_goes_when_another_one_stays(company):
    actions.set_administrator(company.emma, by=company.adam, value=True)
    actions.set_administrator(company.adam, by=company.adam, value=False)
    assert not Person.objects.get(pk=company.adam.pk).is_administrator


def test_an_administrator_whose_last_day_is_set_does_not_count(company):
    actions.set_administrator(company.emma, by=company.adam, value=True)
    actions.end_person(company.emma, by=company.adam, last_day=TOMORROW)
    with pytest.raises(Refused, match="last administrator"):
        actions.set_administrator(company.adam, by=company.adam, value=False)


def test_nobody_is_administrator_and_auditor_at_once(company):
    with pytest.raises(Invalid, match="both"):
        actions.set_auditor(company.adam, by=company.adam, value=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=company.adam.pk).update(is_auditor=True)


def test_an_auditor_is_named_and_removed(company):
    actions.set_auditor(company.emma, by=company.adam, value=True)
    assert access.may(company.emma, "audit.read", fresh=True)
    actions.set_auditor(company.emma, by=company.adam, value=False)
    assert not access.may(company.emma, "audit.read", fresh=True)


def test_a_new_password_works_and_stands_in_no_record(company):
    password = actions.reset_password(company.emma, by=company.adam)
    company.emma.refresh_from_db()
    assert len(password) >= 15
    assert company.emma.check_password(password)
    assert password not in last_entry().body


def test_everybody_chooses_their_own_language_and_nobody_elses(company):
    actions.edit_profile(company.emma, by=company.emma, language="fr", theme="dark")
    assert Person.objects.get(pk=company.emma.pk).language == "fr"
    with pytest.raises(Refused):
        actions.edit_profile(company.emma, by=company.adam, language="en")
    with pytest.raises(TypeError):
        actions.edit_profile(company.emma, by=company.emma, name="Queen")


# Units and sites


def test_a_new_unit_stands_below_its_parent(company):
    unit = actions.add_unit(
        by=company.adam, name="Lab", code="lab", country="fr", parent=company.claims
    )
    assert unit.path == f"{company.claims.path}{unit.pk}/"
    assert unit.country == "FR"
    assert unit.depth == company.claims.depth + 1


def test_there_is_one_root(company):
    with pytest.raises(Invalid, match="root unit already"):
        actions.add_unit(by=company.adam, name="Other", code="other", country="FR")


def test_a_unit_moves_with_everything_below_it(company):
    actions.move_unit(company.service, by=company.adam, parent=company.sales)
    company.claims.refresh_from_db()
    company.service.refresh_from_db()
    sales, service = company.sales, company.service
    assert service.path == f"{sales.path}{service.pk}/"
    assert company.claims.path == f"{service.path}{company.claims.pk}/"


def test_a_mandate_follows_the_unit_that_moves(company):
    olga = company.holder("olga", Function.OPERATIONS, company.sales)
    assert access.holder_of(Function.OPERATIONS, company.claims) == company.otto
    actions.move_unit(company.service, by=company.adam, parent=company.sales)
    company.claims.refresh_from_db()
    assert access.holder_of(Function.OPERATIONS, company.claims) == olga


@pytest.mark.parametrize("below", ["service", "claims"])
def test_a_unit_cannot_become_part_of_itself(company, below):
    with pytest.raises(Invalid, match="part of itself"):
        actions.move_unit(
            company.service, by=company.adam, parent=getattr(company, below)
        )


def test_the_root_does_not_move(company):
    with pytest.raises(Invalid, match="root unit"):
        actions.move_unit(company.group, by=company.adam, parent=company.sales)


def branch(company, parent, length):
    """A chain of units below one another; the last of them."""
    for n in range(length):
        parent = actions.add_unit(
            by=company.adam, name="X", code=f"x{n}", country="FR", parent=parent
        )
    return parent


def test_the_tree_has_a_floor(company):
    with pytest.raises(Invalid, match="too deep"):
        branch(company, company.claims, 30)


def test_a_whole_branch_cannot_move_below_the_floor(company):
    deep = branch(company, company.sales, 17)
    with pytest.raises(Invalid, match="too deep"):
        actions.move_unit(company.service, by=company.adam, parent=deep)


def test_a_unit_is_edited_and_moved_in_one_step_or_not_at_all(company):
    with pytest.raises(Invalid):
        actions.reshape_unit(
            company.service, by=company.adam, name="Care", parent=company.claims
        )
    assert Unit.objects.get(pk=company.service.pk).name == "Service"


def test_a_site_is_put_right(company):
    actions.edit_site(company.leeds, by=company.adam, subdivision="ENG")
    company.leeds.refresh_from_db()
    assert company.leeds.subdivision == "ENG"


# Mandates


def test_a_mandate_covers_the_unit_and_those_below(company):
    actions.grant_mandate(
        company.emma, by=company.adam, function="legal", unit=company.service
    )
    assert access.may(company.emma, "governance.sign", of=company.claims, fresh=True)
    assert not access.may(company.emma, "governance.sign", of=company.sales, fresh=True)


def test_nobody_gives_a_mandate_to_themselves(company):
    with pytest.raises(Refused, match="themselves"):
        actions.grant_mandate(
            company.adam, by=company.adam, function="hr", unit=company.group
        )


def test_a_mandate_is_not_backdated(company):
    with pytest.raises(Invalid, match="today or later"):
        actions.grant_mandate(
            company.emma,
            by=company.adam,
            function="hr",
            unit=company.group,
            starts_on=YESTERDAY,
        )


def test_a_mandate_ends_after_it_starts(company):
    with pytest.raises(Invalid, match="ends after"):
        actions.grant_mandate(
            company.emma,
            by=company.adam,
            function="hr",
            unit=company.group,
            starts_on=TOMORROW,
            ends_on=TODAY,
        )


def test_the_same_mandate_is_not_held_twice_in_one_time(company):
    with pytest.raises(Invalid, match="already holds"):
        actions.grant_mandate(
            company.hana, by=company.adam, function="hr", unit=company.group
        )


def test_who_has_left_gets_no_mandate(company):
    actions.end_person(company.emma, by=company.adam, at_once=True)
    with pytest.raises(Invalid, match="no access"):
        actions.grant_mandate(
            company.emma, by=company.adam, function="hr", unit=company.group
        )


def test_an_unknown_function_is_no_mandate(company):
    with pytest.raises(Invalid):
        actions.grant_mandate(
            company.emma, by=company.adam, function="magic", unit=company.group
        )


def test_a_mandate_ends_with_the_day_it_is_ended(company):
    mandate = company.hana.mandates.get()
    actions.end_mandate(mandate, by=company.adam)
    assert functions(company.hana) == {"hr"}
    assert functions(company.hana, TOMORROW) == set()


def test_an_end_in_the_past_is_refused_and_one_that_passed_is_kept(company):
    mandate = company.hana.mandates.get()
    with pytest.raises(Invalid, match="today or later"):
        actions.end_mandate(mandate, by=company.adam, on=YESTERDAY)
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=YESTERDAY)
    mandate.refresh_from_db()
    with pytest.raises(Invalid, match="ended already"):
        actions.end_mandate(mandate, by=company.adam, on=TOMORROW)


# Deputies


def test_a_deputy_acts_in_the_mandates_of_the_principal(company):
    actions.name_deputy(company.hana, by=company.hana, deputy=company.emma)
    held = access.holdings(company.emma)
    assert [(h.function, h.principal) for h in held] == [("hr", company.hana)]
    assert access.may(company.emma, "literacy.consult", of=company.service, fresh=True)


def test_there_is_no_deputy_of_a_deputy(company):
    actions.name_deputy(company.hana, by=company.hana, deputy=company.emma)
    Deputy.objects.create(
        principal=company.emma, deputy=company.nobody, starts_on=TODAY
    )
    assert functions(company.nobody) == set()


def test_a_deputy_loses_the_right_when_the_principal_leaves(company):
    actions.name_deputy(company.hana, by=company.hana, deputy=company.emma)
    actions.end_person(company.hana, by=company.adam, at_once=True)
    assert functions(company.emma) == set()


def test_who_holds_nothing_names_no_deputy(company):
    with pytest.raises(Refused):
        actions.name_deputy(company.emma, by=company.emma, deputy=company.nobody)


def test_an_administrator_names_a_deputy_for_somebody_but_never_themselves(company):
    actions.name_deputy(company.hana, by=company.adam, deputy=company.emma)
    with pytest.raises(Refused, match="themselves"):
        actions.name_deputy(company.otto, by=company.adam, deputy=company.adam)
    with pytest.raises(Invalid, match="no mandate"):
        actions.name_deputy(company.nobody, by=company.adam, deputy=company.emma)


def test_a_colleague_names_no_deputy_for_another(company):
    with pytest.raises(Refused):
        actions.name_deputy(company.hana, by=company.otto, deputy=company.emma)


def test_a_deputy_is_another_person_who_is_present(company):
    with pytest.raises(Invalid, match="another person"):
        actions.name_deputy(company.hana, by=company.hana, deputy=company.hana)
    actions.end_person(company.emma, by=company.adam, at_once=True)
    with pytest.raises(Invalid, match="no access"):
        actions.name_deputy(company.hana, by=company.hana, deputy=company.emma)


def test_the_same_deputy_is_not_named_twice_in_one_time(company):
    actions.name_deputy(company.hana, by=company.hana, deputy=company.emma)
    with pytest.raises(Invalid, match="already acts"):
        actions.name_deputy(
            company.hana, by=company.hana, deputy=company.emma, starts_on=TOMORROW
        )


@pytest.mark.parametrize("who", ["hana", "emma", "adam"])
def test_either_side_or_an_administrator_ends_it(company, who):
    row = actions.name_deputy(company.hana, by=company.hana, deputy=company.emma)
    actions.end_deputy(row, by=getattr(company, who))
    assert functions(company.emma, TOMORROW) == set()


def test_a_third_person_does_not_end_it(company):
    row = actions.name_deputy(company.hana, by=company.hana, deputy=company.emma)
    with pytest.raises(Refused):
        actions.end_deputy(row, by=company.otto)


# Seats


def test_a_member_represents_and_a_body_out_of_office_gives_no_right(company):
    actions.give_seat(company.council, by=company.adam, person=company.emma)
    assert access.may(company.emma, "literacy.give_opinion", fresh=True)
    actions.edit_body(company.council, by=company.adam, is_active=False)
    assert not access.may(company.emma, "literacy.give_opinion", fresh=True)


def test_nobody_gives_a_seat_to_themselves_or_twice(company):
    with pytest.raises(Refused, match="themselves"):
        actions.give_seat(company.council, by=company.adam, person=company.adam)
    with pytest.raises(Invalid, match="already sits"):
        actions.give_seat(company.council, by=company.adam, person=company.rosa)


def test_a_seat_ends(company):
    actions.end_seat(company.rosa.seats.get(), by=company.adam)
    assert access.seats(company.rosa, on=TODAY)
    assert not access.seats(company.rosa, on=TOMORROW)


def test_a_body_stands_for_at_least_one_site(company):
    with pytest.raises(Invalid) as error:
        actions.add_body(by=company.adam, name="New", sites=[])
    assert error.value.field == "sites"


# Handing over


def test_what_somebody_held_goes_to_another_without_a_day_between(company):
    actions.name_deputy(company.otto, by=company.otto, deputy=company.hana)
    actions.hand_over(company.hana, to=company.emma, by=company.adam)
    assert functions(company.hana, TOMORROW) == set()
    assert functions(company.emma) == {"hr", "operations"}
    assert holdings_report(company.hana, on=TOMORROW).count == 0


def test_a_limit_in_time_goes_over_too(company):
    company.hana.mandates.update(ends_on=date(2027, 3, 31))
    actions.hand_over(company.hana, to=company.emma, by=company.adam)
    assert company.emma.mandates.get().ends_on == date(2027, 3, 31)


def test_whoever_holds_the_same_already_gets_it_only_once(company):
    henri = company.holder("henri", Function.HR)
    actions.hand_over(company.hana, to=henri, by=company.adam)
    assert henri.mandates.count() == 1


def test_only_what_was_chosen_goes_over(company):
    actions.give_seat(company.council, by=company.adam, person=company.hana)
    actions.hand_over(company.hana, to=company.emma, by=company.adam, what=["mandates"])
    assert not company.emma.seats.exists()
    actions.hand_over(company.hana, to=company.emma, by=company.adam, what=["seats"])
    assert company.emma.seats.get().body == company.council


def test_a_principal_does_not_become_their_own_deputy(company):
    actions.name_deputy(company.otto, by=company.otto, deputy=company.hana)
    actions.hand_over(company.hana, to=company.otto, by=company.adam)
    assert not Deputy.objects.filter(deputy=company.otto).exists()


def test_nobody_hands_mandates_to_themselves(company):
    with pytest.raises(Refused, match="themselves"):
        actions.hand_over(company.hana, to=company.adam, by=company.adam)
    with pytest.raises(Invalid, match="another person"):
        actions.hand_over(company.hana, to=company.hana, by=company.adam)


# The installation


@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
def test_an_empty_installation_is_founded_once():
    person = actions.found(
        name="Victor Blanc",
        email="Victor@Example.org",
        password="a long way to go home",
        organisation="Lumerac Group",
        country="FR",
    )
    assert person.is_administrator
    assert person.check_password("a long way to go home")
    assert Installation.objects.current().organisation == "Lumerac Group"
    assert Unit.objects.get().code == "lumerac-group"
    with pytest.raises(Refused, match="already"):
        actions.found(
            name="Eve",
            email="eve@example.org",
            password="a long way to go home",
            organisation="Other",
            country="FR",
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
def test_a_weak_password_founds_nothing():
    with pytest.raises(Invalid) as error:
        actions.found(
            name="Victor",
            email="victor@example.org",
            password="short",
            organisation="Lumerac",
            country="FR",
        )
    assert error.value.field == "password"
    assert not Person.objects.exists()
    assert not Installation.objects.exists()


def test_there_is_one_row_of_settings(company):
    actions.configure(by=company.adam, organisation="Lumerac", currency="CHF")
    actions.configure(by=company.adam, council_fr="CSE central")
    row = Installation.objects.get()
    assert (row.currency, row.council_fr) == ("CHF", "CSE central")
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.create(id=2, organisation="Second")


# Telling


def test_people_are_told_once_and_never_of_their_own_deed(company):
    told = [company.hana, company.otto, company.hana]
    for _again in range(2):
        actions.tell(
            told,
            "handoff.offered",
            initiative=None,
            by=company.otto,
            url="/x/",
            key="offer-1",
            handoff=1,
        )
    row = Notification.objects.get()
    assert row.recipient == company.hana
    assert row.facts == {"handoff": 1}


# The house's rule for actions


def all_actions():
    package = importlib.import_module("organisation.actions")
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"organisation.actions.{info.name}")
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                yield name, function


@pytest.mark.parametrize(
    ("name", "function"),
    [(n, f) for n, f in all_actions() if not n.startswith("_") and n != "plant_unit"],
)
def test_every_action_names_who_does_it_and_is_recorded(name, function):
    parameter = inspect.signature(function).parameters["by"]
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
    assert function.is_audited
    assert function.__doc__
