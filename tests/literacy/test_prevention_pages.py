"""The pages and the API of sandboxes and the impact assessment."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from governance.models import Rule, Stall
from governance.sweeping import sweep
from initiatives.models import Exposure, Initiative
from literacy import actions, impact
from literacy.models import Dimension, Finding, Recipe, Sandbox
from organisation.models import Notification
from tests.literacy.cast import NOW, TODAY, make_initiative
from tests.literacy.test_sandboxes import REPORT, WORDS

WORSE = {
    "is_affected": "yes",
    "before": "People sort by hand.",
    "after": "A machine sorts.",
    "direction": "worse",
    "severity": "3",
    "likelihood": "2",
}


@pytest.fixture
def browse(client):
    """Sign a person in."""

    def sign(person):
        client.force_login(person)
        return client

    return sign


def address(name, *args):
    return reverse(f"literacy:{name}", args=args)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def assessed(initiative, hana, otto):
    """A complete version: workload gets worse, one measure is planned."""
    row = actions.open_assessment(initiative, by=hana)
    places = impact.populations(initiative)
    actions.answer_dimensions(
        row,
        by=hana,
        dimensions=["workload"],
        places=places,
        **WORSE | {"is_affected": True, "severity": 3, "likelihood": 2},
    )
    actions.plan_prevention(
        initiative,
        by=hana,
        dimension="workload",
        text="Two breaks more",
        owner=otto,
        due_on=TODAY + timedelta(days=3),
    )
    actions.answer_dimensions(
        row,
        by=hana,
        dimensions=sorted({d for d, _p in impact.read(row).missing}),
        places=places,
        is_affected=False,
        reason="Stays as it is.",
    )
    actions.complete_assessment(
        row, by=hana, contributors="Four sorters.", risk_document="updated"
    )
    return row


# The assessment


def test_the_assessment_is_written_on_its_pages(browse, initiative, hana):
    page = browse(hana)
    ref = initiative.ref
    assert "has not been assessed yet" in text(page.get(address("impact", ref)))
    assert page.post(address("open-impact", ref), {"once": "1"}).status_code == 302
    place = impact.populations(initiative)[0].pk
    form = address("answer-dimension", ref, 1, "workload")
    assert " checked" not in page.get(form).text, "nothing is answered for anybody"
    wrong = page.post(form, WORSE | {"places": [place], "severity": ""})
    assert wrong.status_code == 400
    assert "Choose how bad it is." in text(wrong)
    assert "A machine sorts." in wrong.content.decode()
    assert page.post(form, WORSE | {"places": [place]}).status_code == 302
    rest = [d.value for d in Dimension if d != Dimension.WORKLOAD]
    answered = page.post(
        address("nothing-changes", ref, 1),
        {"dimensions": rest, "places": [place], "reason": "Stays."},
    )
    assert answered.status_code == 302
    done = page.post(
        address("complete-impact", ref, 1),
        {"contributors": "Four sorters", "risk_document": "not_needed"},
    )
    assert done.status_code == 302
    shown = text(page.get(address("impact", ref)))
    assert "work gets worse in 1 answer, most in: Workload and pace" in shown
    assert "Serious × Possible: 6 of 16, Moderate" in shown
    assert "No measure yet" in shown


def test_two_presses_on_an_answer_that_changed_meanwhile(
    browse, initiative, hana, henri
):
    row = actions.open_assessment(initiative, by=hana)
    places = impact.populations(initiative)
    actions.answer_dimensions(
        row,
        by=henri,
        dimensions=["workload"],
        places=places,
        is_affected=False,
        reason="No change.",
    )
    form = address("answer-dimension", initiative.ref, 1, "workload")
    sent = WORSE | {"places": [places[0].pk], "seen": "0"}
    first = browse(hana).post(form, sent)
    assert first.status_code == 409
    assert "Henri answered this in the meantime" in text(first)
    assert "A machine sorts." in first.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', first.content.decode())[1]
    assert browse(hana).post(form, sent | {"seen": seen}).status_code == 302
    assert Finding.objects.count() == 2


def test_only_a_representative_of_the_site_gets_the_field_of_the_view(
    browse, initiative, assessed, hana, rosa, adam, lena
):
    form = address("write-view", initiative.ref, 1)
    for person in (hana, adam, lena):
        assert browse(person).get(form).status_code == 403
        assert browse(person).post(form, {"text": "We agree."}).status_code == 403
        assert "Write your view" not in text(
            browse(person).get(address("impact", initiative.ref))
        )
    site = Exposure.objects.get().site_id
    sent = browse(rosa).post(form, {"text": "We have doubts.", "site": site})
    assert sent.status_code == 302
    for name in (address("impact", initiative.ref),):
        assert "We have doubts." in text(browse(hana).get(name))
    paper = text(browse(rosa).get(address("impact-paper", initiative.ref, 1)))
    assert "We have doubts." in paper
    assert "15. Who answers when the AI errs" in paper


def test_a_representative_of_another_site_finds_nothing(
    browse, initiative, assessed, rolf
):
    for name in ("impact-version", "impact-paper", "write-view"):
        path = address(name, initiative.ref, 1)
        assert browse(rolf).get(path).status_code == 404


def test_an_unknown_version_or_dimension_is_not_found(
    browse, initiative, assessed, hana
):
    page = browse(hana)
    assert page.get(address("impact-version", initiative.ref, 7)).status_code == 404
    wrong = address("answer-dimension", initiative.ref, 1, "weather")
    assert page.get(wrong).status_code == 404


def test_a_complete_version_refuses_and_keeps_what_was_typed(
    browse, initiative, assessed, hana
):
    place = impact.populations(initiative)[0].pk
    form = address("answer-dimension", initiative.ref, 1, "pay")
    shown = browse(hana).get(form, follow=True)
    assert "Version 1 is complete and stays as it is." in text(shown)
    assert shown.request["PATH_INFO"] == address("impact-version", initiative.ref, 1)
    answer = browse(hana).post(form, WORSE | {"places": [place]})
    assert answer.status_code == 409
    assert "Version 1 is complete and stays as it is." in text(answer)
    assert "A machine sorts." in answer.content.decode()


def test_versions_are_compared_on_a_page(browse, initiative, assessed, hana):
    second = actions.open_assessment(initiative, by=hana)
    actions.answer_dimensions(
        second,
        by=hana,
        dimensions=["workload"],
        places=impact.populations(initiative),
        is_affected=False,
        reason="The pilot showed none.",
    )
    page = text(browse(hana).get(address("compare-impact", initiative.ref)))
    assert "1 answer differs between version 1 and version 2." in page
    assert "The pilot showed none." in page
    assert "A machine sorts." in page
    same = address("compare-impact", initiative.ref) + "?old=1&new=1"
    assert "Versions 1 and 1 say the same." in text(browse(hana).get(same))


def test_the_page_costs_the_same_for_few_and_for_many_populations(
    browse, initiative, assessed, company, hana
):
    page = browse(hana)
    path = address("impact", initiative.ref)

    def cost():
        page.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert page.get(path).status_code == 200
        return len(queries)

    few = cost()
    for site in (company.leeds, company.stuttgart):
        Exposure.objects.create(
            initiative=initiative, unit=company.service, site=site, people=9
        )
    second = actions.open_assessment(initiative, by=hana)
    actions.answer_dimensions(
        second,
        by=hana,
        dimensions=Dimension.values,
        places=impact.populations(initiative),
        is_affected=False,
        reason="Stays.",
    )
    assert cost() <= few
    assert few <= 40


def test_the_page_of_the_stage_says_how_the_assessment_stands(
    browse, initiative, assessed, hana
):
    page = text(browse(hana).get(address("page", initiative.ref)))
    assert "work gets worse in 1 answer" in page
    assert "1 prevention measure is not in place yet" in page


# Prevention on pages and as a stall


def test_a_measure_in_the_past_is_refused_on_its_form(
    browse, initiative, assessed, hana, otto
):
    form = address("plan-prevention", initiative.ref)
    sent = {
        "dimension": "pay",
        "text": "A floor for bonuses",
        "owner": otto.pk,
        "due_on": str(TODAY - timedelta(days=1)),
    }
    answer = browse(hana).post(form, sent)
    assert answer.status_code == 400
    assert "This day has passed." in text(answer)
    assert "A floor for bonuses" in answer.content.decode()


def test_a_late_measure_is_a_stall_that_tells_its_owner_and_ends_with_it(
    initiative, assessed, otto, hana
):
    row = impact.plan_now(initiative)[0]
    sweep(NOW + timedelta(days=3))
    assert not Stall.objects.filter(rule=Rule.PREVENTION).exists()
    late = NOW + timedelta(days=5)
    sweep(late)
    sweep(late)
    stall = Stall.objects.get(rule=Rule.PREVENTION)
    assert (stall.initiative, stall.function) == (initiative, "hr")
    assert stall.subject == str(row.pk)
    told = Notification.objects.filter(kind="stall_raised", recipient=otto)
    assert told.count() == 1
    with clock.at(late):
        actions.finish_prevention(row, by=otto, done_on=late.date(), proof="Seen.")
    sweep(late + timedelta(hours=1))
    stall.refresh_from_db()
    assert stall.closed_at


# Sandboxes


def test_a_sandbox_is_recorded_reported_anew_shared_and_proposed(
    browse, company, otto, initiative
):
    page = browse(otto)
    sent = {**REPORT, "unit": company.service.pk, "idea": "Draft letters"}
    wrong = page.post(address("record-sandbox"), sent | {"data_class": "personal"})
    assert wrong.status_code == 400
    assert "takes no real personal data" in text(wrong)
    assert "It invents a due date." in wrong.content.decode()
    assert page.post(address("record-sandbox"), sent).status_code == 302
    row = Sandbox.objects.get()
    again = page.post(
        address("revise-sandbox", row.pk), {**REPORT, "would_use": "no", "seen": 1}
    )
    assert again.status_code == 302
    page.post(
        address("share-recipe", row.pk),
        {"title": "Letters", "function": "marketing", **WORDS},
    )
    recipe = Recipe.objects.get()
    for _press in range(2):
        page.post(address("use-recipe", recipe.pk))
    assert "Used by 1 person." in text(page.get(address("recipe", recipe.pk)))
    form = page.get(address("propose-sandbox", row.pk)).content.decode()
    assert 'value="Draft letters"' in form
    proposed = page.post(
        address("propose-sandbox", row.pk),
        {"title": "Draft letters", "unit": company.service.pk},
    )
    draft = Initiative.objects.get(title="Draft letters")
    assert proposed.url.endswith(f"/initiatives/{draft.ref}/edit/people/")
    assert draft.ref in text(page.get(row.get_absolute_url()))
    shown = text(page.get(address("sandboxes")))
    assert "1 sandbox; 0 would be used at work as it is." in shown
    assert "Estimated" in shown


def test_what_belongs_to_others_is_not_found(browse, company, lena, nobody, rosa):
    row = actions.record_sandbox(
        by=lena, unit=company.service, idea="Secret plan", **REPORT
    )
    for person in (nobody, rosa):
        page = browse(person)
        assert page.get(row.get_absolute_url()).status_code == 404
        assert page.post(address("propose-sandbox", row.pk)).status_code == 404
        assert "Secret plan" not in text(page.get(address("sandboxes")))


def test_the_library_shows_nothing_of_a_confidential_initiative(
    browse, company, lena, hana
):
    row = make_initiative(company, number=7)
    tried = actions.record_sandbox(
        by=lena, unit=company.service, initiative=row, **REPORT
    )
    recipe = actions.share_recipe(
        tried, by=lena, title="Hidden recipe", function="hr", **WORDS
    )
    path = address("recipes") + "?q=hidden"
    assert "1 recipe has what you ask for." in text(browse(hana).get(path))
    Initiative.objects.update(is_confidential=True)
    for person in (hana, lena):
        assert "0 recipes" in text(browse(person).get(path))
    assert browse(hana).get(recipe.get_absolute_url()).status_code == 404
    assert "Not in the library" in text(browse(lena).get(recipe.get_absolute_url()))


def test_the_lists_cost_the_same_for_few_and_for_many(browse, company, otto):
    page = browse(otto)

    def more(n):
        for _again in range(n):
            row = actions.record_sandbox(
                by=otto, unit=company.service, idea="Idea", **REPORT
            )
            actions.share_recipe(row, by=otto, title="R", function="hr", **WORDS)

    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            assert page.get(address(name)).status_code == 200
        return len(queries)

    more(2)
    names = ("sandboxes", "recipes")
    for name in names:
        cost(name)
    few = [cost(name) for name in names]
    more(8)
    assert [cost(name) for name in names] == few
    assert max(few) <= 30


# The API


def post(client, path, body):
    return client.post(f"/api/v1/{path}", json.dumps(body), "application/json")


def test_the_api_assesses_and_refuses_as_the_pages_do(
    browse, initiative, hana, rosa, rolf, otto
):
    path = f"initiatives/{initiative.ref}/impact/"
    api = browse(hana)
    assert api.get(f"/api/v1/{path}").json()["version"] is None
    assert post(api, path, {}).status_code == 201
    body = {
        "version": 1,
        "dimensions": Dimension.values,
        "places": [{"unit": "service", "site": "Lyon"}],
        "is_affected": False,
        "reason": "Stays.",
    }
    wrong = post(
        api, path + "answers/", body | {"places": [{"unit": "x", "site": "y"}]}
    )
    assert (wrong.status_code, wrong.json()["field"]) == (400, "places")
    assert post(api, path + "answers/", body).json()["answered"] == 15
    last = {"version": 1, "contributors": "Four", "risk_document": "updated"}
    assert post(api, path + "complete/", last).json()["complete"] is True
    assert post(api, path + "complete/", last).status_code == 409
    measure = {
        "dimension": "pay",
        "text": "A floor",
        "owner": otto.email,
        "due_on": str(TODAY - timedelta(days=1)),
    }
    late = post(api, path + "measures/", measure)
    assert (late.status_code, late.json()["field"]) == (400, "due_on")
    measure["due_on"] = str(TODAY)
    made = post(api, path + "measures/", measure)
    assert made.status_code == 201
    done = f"{path}measures/{made.json()['id']}/done/"
    shown = post(api, done, {"done_on": str(TODAY), "proof": "Seen."})
    assert shown.json()["done_on"] == str(TODAY)
    view = {"version": 1, "site": "Lyon", "text": "We have doubts."}
    assert post(api, path + "view/", view).status_code == 403
    assert post(browse(rolf), path + "view/", view).status_code == 404
    said = post(browse(rosa), path + "view/", view)
    assert said.json()["views"][0]["text"] == "We have doubts."


def test_the_api_records_sandboxes_and_finds_recipes(browse, company, otto, emma):
    api = browse(otto)
    body = {
        **REPORT,
        "tried_on": str(TODAY),
        "unit": "service",
        "idea": "Draft letters",
    }
    wrong = post(api, "sandboxes/", body | {"data_class": "personal"})
    assert (wrong.status_code, wrong.json()["field"]) == (400, "personal_ground")
    made = post(api, "sandboxes/", body)
    assert made.status_code == 201
    assert made.json()["time_certainty"] == "estimated"
    row = Sandbox.objects.get()
    recipe = actions.share_recipe(
        row, by=otto, title="Letters", function="marketing", **WORDS
    )
    found = api.get("/api/v1/recipes/", {"q": "letters", "data": "synthetic"}).json()
    assert [r["id"] for r in found["results"]] == [recipe.pk]
    assert api.get("/api/v1/recipes/", {"data": "secret"}).status_code == 400
    used = post(browse(emma), f"recipes/{recipe.pk}/use/", {})
    assert used.json()["used_by"] == 1
    assert len(browse(emma).get("/api/v1/sandboxes/").json()["results"]) == 1
