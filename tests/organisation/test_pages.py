"""The pages of the organisation: who reads them, who manages, what they say."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from organisation import actions
from organisation.functions import Function
from organisation.models import Deputy, Mandate, Person, Seat, Site, Unit
from organisation.roles import PERMISSIONS

from .conftest import NOW, TODAY

# Each answer masks the same token anew.
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
LISTS = ["people", "mandates", "units", "sites", "bodies", "permissions"]
OWN = ["profile", "deputies"]
NEW = ["add-person", "grant-mandate", "add-unit", "add-site", "add-body", "settings"]


def page(name, *args):
    return reverse(f"organisation:{name}", args=args)


def text(response):
    return response.content.decode()


def rows_of_somebody(company):
    """Every page about one row, as an administrator reaches it."""
    hana = company.hana
    return [
        *(
            page(name, hana.pk)
            for name in (
                "edit-person",
                "end-person",
                "reinstate-person",
                "reset-password",
                "set-administrator",
                "set-auditor",
                "hand-over",
                "name-deputy-for",
            )
        ),
        page("end-mandate", hana.mandates.get().pk),
        page("edit-unit", company.service.pk),
        page("edit-site", company.lyon.pk),
        page("edit-body", company.council.pk),
        page("give-seat", company.council.pk),
        page("end-seat", Seat.objects.get().pk),
    ]


@pytest.mark.parametrize("name", LISTS + OWN + NEW)
def test_every_page_asks_for_sign_in(client, company, name):
    for answer in (client.get(page(name)), client.post(page(name))):
        assert answer.status_code == 302
        assert "/login/" in answer.url


@pytest.mark.parametrize("who", ["adam", "auda", "hana", "rosa"])
@pytest.mark.parametrize("name", LISTS)
def test_who_has_a_standing_reads_the_lists(as_, company, who, name):
    answer = as_(getattr(company, who)).get(page(name))
    assert answer.status_code == 200
    assert text(answer).count("<h1>") == 1
    assert '<p class="lead"></p>' not in text(answer)


@pytest.mark.parametrize("who", ["emma", "nobody"])
@pytest.mark.parametrize("name", LISTS)
def test_who_has_none_is_told_why_not(as_, company, who, name):
    answer = as_(getattr(company, who)).get(page(name))
    assert answer.status_code == 403
    assert "Only" in text(answer)


@pytest.mark.parametrize("who", ["adam", "auda", "hana", "rosa", "emma", "nobody"])
@pytest.mark.parametrize("name", OWN)
def test_everybody_has_their_own_pages(as_, company, who, name):
    assert as_(getattr(company, who)).get(page(name)).status_code == 200


def test_a_stranger_cannot_tell_somebody_from_nobody(as_, company):
    browser = as_(company.emma)
    for name in ("person", "edit-person", "end-person", "hand-over"):
        pages = []
        for pk in (company.hana.pk, uuid.uuid4()):
            answer = browser.get(page(name, pk))
            assert answer.status_code == 404
            # What was asked for is echoed by the link to the other language.
            pages.append(TOKEN.sub("", text(answer)).replace(str(pk), "asked"))
        assert pages[0] == pages[1]


def test_everybody_may_look_at_themselves(as_, company):
    assert as_(company.emma).get(company.emma.get_absolute_url()).status_code == 200


def test_a_reader_who_does_not_manage_gets_the_reason(as_, company):
    browser = as_(company.hana)
    for address in [*map(page, NEW), *rows_of_somebody(company)]:
        for answer in (browser.get(address), browser.post(address)):
            assert answer.status_code == 403, address
            assert "administrator" in text(answer).lower()


def test_a_stranger_finds_no_row_to_manage(as_, company):
    browser = as_(company.nobody)
    for address in rows_of_somebody(company):
        assert browser.get(address).status_code == 404, address


def test_an_administrator_opens_every_form(as_, company):
    browser = as_(company.adam)
    for address in [*map(page, NEW), *rows_of_somebody(company)]:
        assert browser.get(address).status_code == 200, address


def test_a_greyed_button_says_who_may(as_, company):
    answer = text(as_(company.hana).get(page("people")))
    assert 'aria-disabled="true"' in answer
    assert "Only Administrator can manage people" in answer
    assert page("add-person") not in answer


def test_the_list_says_how_many_hold_nothing(as_, company):
    answer = text(as_(company.hana).get(page("people")))
    assert "7 people. 4 of them hold no function and no seat." in answer


def test_the_filters_stand_in_the_address(as_, company):
    answer = text(as_(company.hana).get(page("people"), {"function": "hr"}))
    assert "Hana" in answer
    assert "Emma" not in answer
    answer = text(as_(company.hana).get(page("people"), {"q": "EMM"}))
    assert "Emma" in answer
    assert "1 person found." in answer


def test_an_accent_in_either_case_is_found(as_, company):
    company.person("eloise", unit=None)
    Person.objects.filter(email="eloise@example.org").update(name="Éloïse Petit")
    answer = text(as_(company.hana).get(page("people"), {"q": "éloïse"}))
    assert "Éloïse Petit" in answer


def test_who_has_left_is_listed_on_request_only(as_, company):
    actions.end_person(company.emma, by=company.adam, at_once=True)
    assert "Emma" not in text(as_(company.hana).get(page("people")))
    assert "Emma" in text(as_(company.hana).get(page("people"), {"left": "on"}))


def test_a_wrong_filter_shows_everybody(as_, company):
    answer = as_(company.hana).get(
        page("people"), {"function": "magic", "page": "minus one"}
    )
    assert answer.status_code == 200


def crowd(company, count):
    people = Person.objects.bulk_create(
        Person(name=f"P{n}", email=f"p{n}@example.org", unit=company.service)
        for n in range(count)
    )
    Mandate.objects.bulk_create(
        Mandate(person=p, function="it", unit=company.group, starts_on=TODAY)
        for p in people
    )
    Seat.objects.bulk_create(
        Seat(person=p, body=company.council, starts_on=TODAY) for p in people
    )
    for n in range(count // 4):
        company.unit(f"U{n}", f"u{n}", company.service)
        Site.objects.create(name=f"S{n}", country="FR")


@pytest.mark.parametrize("name", ["people", "mandates", "units", "sites", "bodies"])
def test_a_list_costs_the_same_for_2_rows_and_for_200(
    as_, company, name, django_assert_max_num_queries
):
    browser = as_(company.hana)
    browser.get(page(name))
    with django_assert_max_num_queries(40) as few:
        browser.get(page(name))
    crowd(company, 200)
    with django_assert_max_num_queries(40) as many:
        browser.get(page(name))
    assert len(many) == len(few)


def test_the_mandates_name_the_functions_without_holder(as_, company):
    answer = text(as_(company.adam).get(page("mandates")))
    assert "6 functions lack a holder" in answer
    assert "Knowledge has none at all" in answer
    assert "through Group" in answer


def test_a_gap_in_one_branch_is_counted_by_units(as_, company):
    for function in Function:
        company.holder(f"x{function}", function, company.service)
    company.hana.mandates.all().delete()
    answer = text(as_(company.adam).get(page("mandates")))
    assert "HR has none for 2 units" in answer


def test_a_person_is_added_and_shown(as_, company):
    answer = as_(company.adam).post(
        page("add-person"),
        {"name": "Paul", "email": "paul@example.org", "language": "fr"},
        follow=True,
    )
    assert answer.status_code == 200
    assert (
        answer.request["PATH_INFO"]
        == Person.objects.get(email="paul@example.org").get_absolute_url()
    )
    assert "Holds no function" in text(answer)


def test_an_address_that_is_taken_is_an_error_at_its_field(as_, company):
    answer = as_(company.adam).post(
        page("add-person"),
        {"name": "Paul", "email": "hana@example.org", "language": "en"},
    )
    assert answer.status_code == 400
    assert "email" in answer.context["form"].errors
    assert "Paul" in text(answer)


def test_an_empty_form_answers_422_with_what_is_missing(as_, company):
    answer = as_(company.adam).post(page("add-person"), {})
    assert answer.status_code == 422
    assert {"name", "email"} <= set(answer.context["form"].errors)


def test_a_double_press_adds_one_person(as_, company):
    browser = as_(company.adam)
    form = {
        "name": "Paul",
        "email": "paul@example.org",
        "language": "fr",
        "once": "abc123",
    }
    assert browser.post(page("add-person"), form).status_code == 302
    assert browser.post(page("add-person"), form).status_code == 302
    assert Person.objects.filter(email="paul@example.org").count() == 1


def edit_form(browser, address):
    """What the browser would send back without a change."""
    form = browser.get(address).context["form"]
    values = {}
    for field in form:
        value = field.value()
        if value is not None and value is not False and value != "":
            values[field.html_name] = (
                [getattr(v, "pk", v) for v in value]
                if isinstance(value, list)
                else getattr(value, "pk", value)
            )
    return values


def test_two_people_who_change_different_things_both_succeed(as_, company):
    address = page("edit-person", company.emma.pk)
    browser = as_(company.adam)
    form = edit_form(browser, address)
    actions.edit_person(company.emma, by=company.adam, job="Adviser")
    assert browser.post(address, form | {"name": "Emma Colin"}).status_code == 302
    company.emma.refresh_from_db()
    assert (company.emma.name, company.emma.job) == ("Emma Colin", "Adviser")


def test_two_people_who_change_the_same_thing_are_told_and_lose_nothing(as_, company):
    address = page("edit-person", company.emma.pk)
    browser = as_(company.adam)
    form = edit_form(browser, address) | {"job": "Planner"}
    actions.edit_person(company.emma, by=company.adam, job="Adviser")
    answer = browser.post(address, form)
    assert answer.status_code == 409
    assert "Adviser" in text(answer)
    assert "Planner" in text(answer)
    again = form | {"seen": answer.context["form"]["seen"].value()}
    assert browser.post(address, again).status_code == 302
    company.emma.refresh_from_db()
    assert company.emma.job == "Planner"


def test_an_untouched_form_changes_nothing(as_, company):
    browser = as_(company.adam)
    for address in (
        page("edit-unit", company.service.pk),
        page("edit-site", company.lyon.pk),
        page("edit-body", company.council.pk),
        page("edit-person", company.emma.pk),
    ):
        answer = browser.post(address, edit_form(browser, address))
        assert answer.status_code == 302, (address, answer.context["form"].errors)
    assert list(company.council.sites.all()) == [company.lyon]
    assert Unit.objects.get(pk=company.service.pk).path == company.service.path


def test_a_unit_moves_in_the_browser(as_, company):
    browser = as_(company.adam)
    address = page("edit-unit", company.claims.pk)
    form = edit_form(browser, address) | {"parent": company.sales.pk}
    assert browser.post(address, form).status_code == 302
    company.claims.refresh_from_db()
    assert company.claims.parent == company.sales


def test_a_unit_is_not_offered_itself_as_parent(as_, company):
    form = as_(company.adam).get(page("edit-unit", company.service.pk)).context["form"]
    assert set(form.fields["parent"].queryset) == {company.group, company.sales}


def test_a_region_must_exist_in_the_country(as_, company):
    answer = as_(company.adam).post(
        page("add-site"),
        {"name": "Ulm", "country": "DE", "subdivision": "xx", "headcount": "10"},
    )
    assert answer.status_code == 422
    assert "BW" in text(answer)


def test_a_mandate_is_granted_and_ended_in_the_browser(as_, company):
    browser = as_(company.adam)
    answer = browser.post(
        page("grant-mandate"),
        {
            "person": company.emma.pk,
            "function": "finance",
            "unit": company.group.pk,
            "is_head": "on",
        },
    )
    assert answer.status_code == 302
    mandate = company.emma.mandates.get()
    assert mandate.is_head
    answer = browser.post(page("end-mandate", mandate.pk), {"on": "2026-12-31"})
    assert answer.status_code == 302
    mandate.refresh_from_db()
    assert mandate.ends_on.isoformat() == "2026-12-31"


def test_a_refusal_shows_in_the_form_with_its_status(as_, company):
    answer = as_(company.adam).post(
        page("grant-mandate"),
        {"person": company.adam.pk, "function": "hr", "unit": company.group.pk},
    )
    assert answer.status_code == 403
    assert "Nobody gives a mandate to themselves" in text(answer)


def test_a_new_password_is_shown_once_to_the_administrator(as_, company):
    answer = as_(company.adam).post(page("reset-password", company.emma.pk))
    assert answer.status_code == 200
    password = answer.context["password"]
    assert password in text(answer)
    assert "no-store" in answer["Cache-Control"]
    assert (
        Client()
        .post(reverse("login"), {"username": "Emma@Example.org", "password": password})
        .status_code
        == 302
    )


def test_handing_over_leaves_seats_unless_chosen(as_, company):
    browser = as_(company.adam)
    form = browser.get(page("hand-over", company.hana.pk)).context["form"]
    assert form["what"].value() == ["mandates", "deputies"]
    answer = browser.post(
        page("hand-over", company.hana.pk),
        {"to": company.emma.pk, "what": ["mandates"]},
    )
    assert answer.status_code == 302
    assert company.emma.mandates.get().function == "hr"


def test_i_name_my_deputy_and_end_it(as_, company):
    browser = as_(company.hana)
    answer = browser.post(page("name-deputy"), {"deputy": company.emma.pk})
    assert answer.status_code == 302
    row = Deputy.objects.get()
    assert "Emma can act for you." in text(browser.get(page("deputies")))
    assert browser.post(page("end-deputy", row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == TODAY


def test_who_holds_nothing_reads_why_there_is_no_deputy(as_, company):
    browser = as_(company.emma)
    assert 'aria-disabled="true"' in text(browser.get(page("deputies")))
    assert browser.get(page("name-deputy")).status_code == 403


def test_a_stranger_cannot_tell_one_deputy_from_none(as_, company):
    row = actions.name_deputy(company.hana, by=company.hana, deputy=company.otto)
    browser = as_(company.nobody)
    there, absent = (browser.get(page("end-deputy", pk)) for pk in (row.pk, 999999))
    assert there.status_code == absent.status_code == 404


def test_the_language_of_the_profile_turns_the_page(as_, company):
    answer = as_(company.emma).post(
        page("profile"), {"language": "fr", "theme": "dark", "single_keys": "on"}
    )
    assert answer.status_code == 302
    assert answer.url.startswith("/fr/")
    assert answer.cookies["maillon_language"].value == "fr"
    company.emma.refresh_from_db()
    assert (company.emma.language, company.emma.theme) == ("fr", "dark")


def test_the_settings_are_kept(as_, company):
    browser = as_(company.adam)
    form = edit_form(browser, page("settings")) | {
        "organisation": "Lumerac",
        "currency": "chf",
        "productive_hours_per_fte": "1 560 h",
    }
    assert browser.post(page("settings"), form).status_code == 302
    assert "Lumerac reckons in CHF" in text(browser.get(page("settings")))


def test_the_permission_table_says_every_act_in_words(as_, company):
    answer = text(as_(company.hana).get(page("permissions")))
    for rule in PERMISSIONS.values():
        words = str(rule.sentence)
        assert words[0].upper() + words[1:].replace("'", "&#x27;") in answer


# Signing in and out


def test_who_has_left_unknown_and_wrong_read_the_same(client, company):
    for person in (company.emma, company.otto):
        person.set_password("a long way to go home")
        person.save()
    Person.objects.filter(pk=company.emma.pk).update(ends_on="2026-11-23")
    Person.objects.filter(pk=company.otto.pk).update(is_active=False)
    answers = [
        client.post(reverse("login"), {"username": who, "password": password})
        for who, password in [
            ("emma@example.org", "a long way to go home"),
            ("otto@example.org", "a long way to go home"),
            ("emma@example.org", "something else entirely"),
            ("ghost@example.org", "a long way to go home"),
        ]
    ]
    errors = {str(answer.context["form"].errors["__all__"]) for answer in answers}
    assert len(errors) == 1
    assert "do not fit together" in errors.pop()


def test_the_last_day_signs_out_on_the_next_request(as_, company):
    browser = as_(company.hana)
    assert browser.get(page("people")).status_code == 200
    Person.objects.filter(pk=company.hana.pk).update(ends_on="2026-11-23")
    answer = browser.get(page("people"))
    assert answer.status_code == 302
    assert "/login/" in answer.url
    assert "no access any more" in text(browser.get(answer.url))


def test_access_taken_at_once_ends_the_session(as_, company):
    browser = as_(company.hana)
    with clock.at(NOW):
        actions.end_person(company.hana, by=company.adam, at_once=True)
    answer = browser.get(page("people"))
    assert answer.status_code == 302
    assert "/login/" in answer.url


# The first run


@pytest.mark.django_db
def test_the_first_run_makes_an_administrator_and_closes(client):
    form = {
        "organisation": "Lumerac Group",
        "country": "FR",
        "name": "Victor Blanc",
        "email": "Victor.Blanc@lumerac.example",
        "password": "seven green bottles",
    }
    assert client.get(reverse("login")).url == page("welcome")
    assert client.get(page("welcome")).status_code == 200
    assert client.post(page("welcome"), form | {"password": "no"}).status_code == 400
    answer = client.post(page("welcome"), form)
    assert answer.status_code == 302
    assert "/login/" in answer.url
    assert client.get(page("welcome")).status_code == 404
    assert client.post(page("welcome"), form).status_code == 404
    signed_in = client.post(
        reverse("login"),
        {"username": form["email"], "password": form["password"]},
    )
    assert signed_in.status_code == 302
