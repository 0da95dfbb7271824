"""The rules of law: two people write them, Legal verifies them, all read them."""

import copy
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from audit.errors import DomainError, Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from literacy import actions
from literacy.forms import NewRuleForm, RuleForm
from literacy.law import shipped
from literacy.law.checking import problems
from literacy.law.composing import differences, put_together, taken_apart
from literacy.law.triage import QUESTIONS
from literacy.models import LawRule, LawRuleVersion, Triage
from organisation.models import Mandate, Notification, Person
from tests.literacy.cast import TODAY


@pytest.fixture
def lara(company):
    """A second person of Legal."""
    person = Person.objects.create(email="lara@example.org", name="Lara")
    Mandate.objects.create(
        person=person,
        function="legal",
        unit=company.root,
        starts_on=date(2020, 1, 1),
    )
    return person


@pytest.fixture
def cse(company):
    """The French rule on new technology, as it came."""
    return LawRuleVersion.objects.select_related("rule").get(rule__code="FR-CSE-TECH")


@pytest.fixture
def rewritten(cse, lou):
    """Write the French rule anew, as Legal."""

    def write(by=lou, reason="The term is six weeks now.", **changes):
        body = copy.deepcopy(cse.body)
        body.update(changes)
        return actions.propose_version(
            cse.rule, by=by, body=body, reason=reason, law_version="2026-11-24"
        )

    return write


def open_as(person):
    client = Client()
    client.force_login(person)
    return client


# As they came


def test_every_rule_of_the_data_file_is_there_unverified(db):
    assert LawRule.objects.count() == 25
    versions = LawRuleVersion.objects.all()
    assert all(v.agreed and v.is_shipped and not v.is_verified for v in versions)
    assert not any(v.may_pass_by_time for v in versions)
    assert {v.body["id"] for v in versions} == {b["id"] for b in shipped.rules()}


def test_loading_again_adds_nothing_and_a_later_state_is_a_new_version(db, monkeypatch):
    managers = LawRule.objects, LawRuleVersion.objects
    assert shipped.load(*managers) == 0
    later = copy.deepcopy(shipped.document())
    later["law_version"] = "2027-03-01"
    later["rules"][0]["clock"]["months"] = 2
    monkeypatch.setattr(shipped, "document", lambda: later)

    assert shipped.load(*managers) == 1

    new = LawRuleVersion.objects.get(number=2)
    assert (new.rule.code, new.law_version) == ("FR-CSE-TECH", "2027-03-01")
    assert not new.is_verified


def test_what_legal_wrote_here_is_not_written_over_by_a_release(
    rewritten, lena, monkeypatch
):
    actions.answer_version(rewritten(title="Ours"), by=lena, answer="confirmed")
    later = copy.deepcopy(shipped.document())
    later["law_version"] = "2027-03-01"
    later["rules"][0]["clock"]["months"] = 2
    monkeypatch.setattr(shipped, "document", lambda: later)

    assert shipped.load(LawRule.objects, LawRuleVersion.objects) == 0


# Two people


def test_a_new_text_counts_when_a_second_person_agrees(rewritten, cse, lena, lou):
    row = rewritten(title="CSE, anew")
    assert LawRuleVersion.objects.in_force(TODAY).get(rule=cse.rule) == cse
    assert Notification.objects.filter(
        recipient=lena, kind="literacy.law_version_proposed"
    ).exists()

    actions.answer_version(row, by=lena, answer="confirmed")

    assert LawRuleVersion.objects.in_force(TODAY).get(rule=cse.rule) == row
    assert list(LawRuleVersion.objects.changed_since(TODAY)) == [cse]
    assert [
        e.action
        for e in Entry.objects.order_by("seq")
        if e.action.startswith("literacy.law")
    ] == ["literacy.law_version_proposed", "literacy.law_version_answered"]


def test_who_reads_the_rule_sees_which_files_run_under_an_earlier_text(
    rewritten, cse, lena, hana, company, initiative
):
    row = actions.open_consultation(
        initiative, by=hana, site=company.lyon, body=company.council, rule=cse,
        subject="The sorter",
    )  # fmt: skip
    page = reverse("literacy:law-rule", args=[cse.rule.code])
    file = reverse("literacy:consultation", args=[initiative.ref, row.pk])
    client = open_as(hana)
    assert "an earlier version" not in client.get(page).text
    assert "The rule has changed since" not in client.get(file).text
    actions.answer_version(rewritten(title="Anew"), by=lena, answer="confirmed")
    told = client.get(page).text
    assert "Files that run under an earlier version" in told
    assert "Version 1, now 2" in told
    compare = f"{reverse('literacy:law-compare', args=[cse.rule.code])}?old=1&amp;new=2"
    assert compare in told
    assert compare in client.get(file).text
    assert client.get(compare.replace("&amp;", "&")).status_code == 200


def test_a_second_person_of_legal_may_agree_too(rewritten, lara):
    row = actions.answer_version(rewritten(), by=lara, answer="confirmed")

    assert row.confirmed_by == lara


def test_nobody_agrees_to_their_own_text(rewritten, lou):
    row = rewritten()

    with pytest.raises(Refused, match="another person"):
        actions.answer_version(row, by=lou, answer="confirmed")
    with pytest.raises(IntegrityError), transaction.atomic():
        LawRuleVersion.objects.filter(pk=row.pk).update(
            agreed=True, confirmed_at=row.proposed_at, confirmed_by=lou
        )


def test_a_refused_text_never_counts_and_leaves_room_for_another(
    rewritten, cse, lena, lara
):
    row = rewritten()
    with pytest.raises(Invalid, match="waits for a second person already"):
        rewritten(reason="At the same time.")
    actions.answer_version(row, by=lena, answer="refused")

    assert LawRuleVersion.objects.in_force(TODAY).get(rule=cse.rule) == cse
    with pytest.raises(Duplicate):
        actions.answer_version(row, by=lara, answer="confirmed")
    assert rewritten(reason="Once more.").number == 3


def test_only_legal_writes_and_only_legal_and_leadership_agree(
    rewritten, hana, otto, lou
):
    with pytest.raises(Refused):
        rewritten(by=hana)
    row = rewritten()
    with pytest.raises(Refused):
        actions.answer_version(row, by=otto, answer="confirmed")


def test_legal_of_a_part_of_the_company_does_not_write_the_law_of_all(company, cse):
    person = Person.objects.create(email="luc@example.org", name="Luc")
    Mandate.objects.create(
        person=person,
        function="legal",
        unit=company.service,
        starts_on=date(2020, 1, 1),
    )

    with pytest.raises(Refused):
        actions.verify_version(cse, by=person)


def test_who_read_an_older_text_does_not_write_over_the_newer(
    rewritten, cse, lou, lena
):
    actions.answer_version(rewritten(), by=lena, answer="confirmed")

    with pytest.raises(Stale):
        actions.propose_version(
            cse.rule,
            by=lou,
            body=cse.body,
            reason="Late.",
            law_version="x",
            seen=1,
        )


def test_a_version_stays_as_it_was_written(cse):
    with pytest.raises(IntegrityError), transaction.atomic():
        LawRuleVersion.objects.filter(pk=cse.pk).update(blocking=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        cse.delete()


def test_a_rule_of_another_country_is_added_with_two_people(lou, lena, cse):
    row = actions.propose_rule(
        by=lou,
        code="PL-26-1",
        level="country",
        country="pl",
        body=cse.body,
        reason="We have a site in Gdynia.",
        law_version="2026",
        in_force_from=None,
    )
    assert row.rule.country == "PL"
    assert row.body["id"] == "PL-26-1"
    assert not LawRuleVersion.objects.in_force(TODAY).filter(rule=row.rule)

    actions.answer_version(row, by=lena, answer="confirmed")

    assert LawRuleVersion.objects.in_force(TODAY).get(rule=row.rule) == row


# Verifying


def test_only_a_rule_that_legal_has_verified_passes_by_time(cse, lou):
    assert not cse.may_pass_by_time

    row = actions.verify_version(cse, by=lou)

    assert row.may_pass_by_time
    assert (row.verified_by, row.verified_on) == (lou, TODAY)
    with pytest.raises(Duplicate):
        actions.verify_version(row, by=lou)


def test_leadership_does_not_verify_and_no_waiting_text_is_verified(
    cse, rewritten, lena, lou
):
    with pytest.raises(Refused):
        actions.verify_version(cse, by=lena)
    with pytest.raises(DomainError, match="counts"):
        actions.verify_version(rewritten(), by=lou)


def test_a_new_version_is_unverified_again(cse, rewritten, lou, lena):
    actions.verify_version(cse, by=lou)
    row = actions.answer_version(rewritten(), by=lena, answer="confirmed")

    assert not row.may_pass_by_time


def test_a_verified_consent_rule_passes_never_by_time(lou):
    german = LawRuleVersion.objects.get(rule__code="DE-87-1-6")
    actions.verify_version(german, by=lou)

    german.refresh_from_db()
    assert not german.may_pass_by_time


def test_the_database_itself_keeps_time_from_passing_consent(cse):
    with pytest.raises(IntegrityError), transaction.atomic():
        LawRuleVersion.objects.create(
            rule=cse.rule,
            number=2,
            law_version="x",
            body=cse.body,
            right_kind="consent",
            blocking=True,
            time_may_pass=True,
            agreed=True,
        )


# Sound texts

WRONG = [
    ({"title": " "}, "title"),
    ({"handover": "one"}, "list of texts"),
    ({"right_kind": "veto"}, "no kind of right"),
    ({"triggers": ["magic"]}, "nothing that the triage asks"),
    ({"triggers": []}, "sets this rule in motion"),
    ({"gate_pass": []}, "passes this rule"),
    ({"blocking": "yes"}, "yes or no"),
    ({"right_kind": "consent"}, "never consent"),
    ({"clock": None}, "how its term runs"),
    ({"clock": {"mode": "soon"}}, "how the term runs"),
    ({"clock": {"mode": "elapse"}}, "length in months or days"),
    ({"clock": {"mode": "elapse", "months": 0}}, "between 1 and 24"),
    ({"clock": {"mode": "elapse", "months": True}}, "whole number"),
    ({"clock": {"mode": "elapse", "months": 1, "days": 3}}, "not in both"),
    ({"clock": {"mode": "lead_time", "days": 9}}, "lead time"),
    ({"clock": {"mode": "standstill", "months": 1}}, "standstill"),
    ({"clock": {"mode": "none"}}, "time alone passes nothing"),
    (
        {
            "clock": {
                "mode": "elapse",
                "months": 2,
                "ext": [{"if_": "expert_appointed", "months": 1}],
            }
        },
        "shorter than the term",
    ),
    ({"clock": {"mode": "elapse", "months": 1, "ext": [{}]}}, "An extension says"),
    ({"clock": {"mode": "elapse", "months": 1, "sub": [{}]}}, "inside a term"),
    ({"clock": {"mode": "elapse", "months": 1, "applies_from": 3}}, "applies_from"),
    ({"body_kinds": ["parliament"]}, "body_kinds"),
    ({"body_choice": "some"}, "body_choice"),
    ({"inform_only_triggers": ["scheduling"]}, "inform_only_triggers"),
    ({"threshold": {"undertaking_employees_min": -1}}, "threshold"),
    ({"threshold": {"eu_eea_employees_min": 9}}, "across countries"),
    ({"note": "a\x00b"}, "no database keeps"),
]


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_text_that_cannot_be_worked_with_is_refused_in_a_sentence(
    change, words, cse, rewritten
):
    found = " ".join(str(p) for p in problems({**cse.body, **change}))

    assert words in found
    with pytest.raises(Invalid):
        rewritten(**change)


def test_something_that_is_no_rule_at_all_is_refused():
    for nonsense in ([], {}, "x"):
        assert problems(nonsense)


# The form


@pytest.mark.parametrize("code", [body["id"] for body in shipped.rules()])
def test_the_form_gives_back_each_rule_as_it_was(code, db):
    version = LawRuleVersion.objects.get(rule__code=code)
    shown = RuleForm(version=version)
    data = {
        name: shown.get_initial_for_field(field, name)
        for name, field in shown.fields.items()
    }
    data = {k: v for k, v in data.items() if v not in (None, False)}
    form = RuleForm({**data, "reason": "Read again."}, version=version)

    assert form.is_valid(), form.errors
    text = {**form.answers()["body"], "id": code}
    assert differences(version.body, text) == []


@pytest.mark.parametrize("code", [body["id"] for body in shipped.rules()])
def test_a_rule_read_in_french_is_kept_as_it_was(code, db):
    version = LawRuleVersion.objects.get(rule__code=code)
    with translation.override("fr"):
        shown = taken_apart(version.body)
        again = put_together(shown, version.body)

    assert {**again, "id": code} == version.body


def test_the_form_asks_in_groups_and_keeps_what_it_does_not_ask(cse, lou):
    client = open_as(lou)
    address = reverse("literacy:law-edit", args=["FR-CSE-TECH"])
    page = client.get(address).text
    for title in ("When it applies", "Its term", "Dates inside the term"):
        assert f">{title}</h2>" in page
    assert "JSON" not in page
    # Closed parts say what stands in them; what is wrong opens its part.
    main = page.split("<main")[1]
    assert main.count("<details id=") == 8
    assert main.count(" open><summary>") == 1
    assert "the information is delivered, or posted" in main
    wrong = client.post(address, {"title": "Ours", "length": "many", "seen": 1})
    assert wrong.status_code == 422
    assert 'value="Ours"' in wrong.text
    assert 'value="many"' in wrong.text
    term = wrong.text.split("<h2>Its term</h2>")
    assert term[0].endswith(" open><summary>")
    assert "to mend" in term[1].split("</summary>")[0]
    assert "{" not in page.split("<main")[1].split("</main>")[0]

    shown = RuleForm(version=cse)
    data = {
        name: shown.get_initial_for_field(field, name)
        for name, field in shown.fields.items()
    }
    data |= {"length": 6, "length_unit": "days", "sub_expert_report": 10}
    data |= {"expert_months": "", "both_months": "", "reason": "A new decree."}
    data = {k: v for k, v in data.items() if v not in (None, False)}
    form = RuleForm(data, version=cse)
    assert form.is_valid(), form.errors
    text = form.answers()["body"]
    assert text["clock"]["days"] == 6
    assert "months" not in text["clock"]
    report = [r for r in text["clock"]["sub"] if r["code"] == "expert_report"]
    assert [r["days"] for r in report] == [-10]
    assert text["clock"]["rounding"] == cse.body["clock"]["rounding"]

    refused = client.post(address, data | {"length": "six", "title": "Half a title"})
    assert refused.status_code == 422
    assert "Half a title" in refused.text
    assert "A new decree." in refused.text


def test_a_new_rule_of_a_country_names_the_country(db):
    form = NewRuleForm({"level": "country", "code": "PL-1"})

    assert not form.is_valid()
    assert "Say which country" in str(form.errors["country"])


# The pages


@pytest.mark.parametrize("name", ["hana", "rosa", "auda", "adam", "lou"])
def test_the_register_is_read_by_all_who_deal_with_consultations(company, name):
    client = open_as(company.people[name])

    page = client.get(reverse("literacy:law"))

    assert page.status_code == 200
    assert "Legal has verified 0 of 25 rules" in page.text
    assert "FR-CSE-TECH" in page.text
    assert 'href="https://code.travail.gouv.fr/code-du-travail/r2312-6"' in page.text


def test_the_register_is_filtered_by_country(company, hana):
    client = open_as(hana)

    german = client.get(reverse("literacy:law"), {"country": "DE"}).text
    european = client.get(reverse("literacy:law"), {"country": "EU"}).text
    unknown = client.get(reverse("literacy:law"), {"country": "ZZ"})

    assert "DE-87-1-6" in german
    assert "FR-CSE-TECH" not in german
    assert "EU-EWC" in european
    assert unknown.status_code == 200
    assert "No rule of this country is known" in unknown.text


@pytest.mark.parametrize("code", [body["id"] for body in shipped.rules()])
def test_each_rule_has_a_page(company, hana, code):
    page = open_as(hana).get(reverse("literacy:law-rule", args=[code]))

    assert page.status_code == 200
    assert "Not verified" in page.text


def test_employees_and_strangers_find_no_register(company, emma, nobody):
    for person in (emma, nobody):
        for name, args in (("law", []), ("law-rule", ["FR-CSE-TECH"])):
            page = open_as(person).get(reverse(f"literacy:{name}", args=args))
            assert page.status_code == 404


def test_the_register_costs_the_same_with_more_versions(company, hana, rewritten, lena):
    client = open_as(hana)
    client.get(reverse("literacy:law"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("literacy:law"))
    for n in range(3):
        actions.answer_version(rewritten(reason=f"{n}"), by=lena, answer="confirmed")

    with CaptureQueriesContext(connection) as more:
        client.get(reverse("literacy:law"))

    assert len(more) == len(few)


def test_two_versions_are_compared_field_by_field(company, hana, rewritten, cse, lena):
    changed = copy.deepcopy(cse.body["clock"]) | {"months": 2}
    actions.answer_version(
        rewritten(title="CSE, anew", clock=changed), by=lena, answer="confirmed"
    )

    page = open_as(hana).get(reverse("literacy:law-compare", args=["FR-CSE-TECH"]))
    same = open_as(hana).get(
        reverse("literacy:law-compare", args=["FR-CSE-TECH"]), {"old": 1, "new": 1}
    )
    none = open_as(hana).get(
        reverse("literacy:law-compare", args=["FR-CSE-TECH"]), {"old": "x"}
    )

    assert "2 fields differ between version 1 and version 2" in page.text
    assert "CSE, anew" in page.text
    assert "The texts are the same" in same.text
    assert none.status_code == 404


def test_legal_writes_and_leadership_agrees_in_the_browser(company, cse, lou, lena):
    shown = RuleForm(version=cse)
    data = {
        name: shown.get_initial_for_field(field, name)
        for name, field in shown.fields.items()
    }
    data = {k: v for k, v in data.items() if v not in (None, False)}
    page = open_as(lou).post(
        reverse("literacy:law-edit", args=["FR-CSE-TECH"]),
        {**data, "length": 2, "reason": "Two months now.", "seen": 1},
    )
    assert page.status_code == 302, page.context["form"].errors

    rule = open_as(lena).get(reverse("literacy:law-rule", args=["FR-CSE-TECH"]))
    assert "Two months now." in rule.text
    answer = reverse("literacy:law-answer", args=["FR-CSE-TECH", 2])
    assert "What differs" in open_as(lena).get(answer).text
    assert open_as(lena).post(answer, {"answer": "confirmed"}).status_code == 302

    verify = reverse("literacy:law-verify", args=["FR-CSE-TECH", 2])
    assert open_as(lou).get(verify).status_code == 200
    assert open_as(lou).post(verify, {}).status_code == 302
    page = open_as(lou).get(reverse("literacy:law-rule", args=["FR-CSE-TECH"]))
    assert "Legal has verified the rule" in page.text


def test_the_triage_is_answered_on_its_page_and_says_what_follows(
    company, initiative, hana, lou
):
    address = reverse("literacy:triage", args=[initiative.ref])
    client = open_as(hana)
    before = client.get(reverse("literacy:page", args=[initiative.ref])).text
    assert "HR has not answered the triage yet" in before
    assert "checked" not in client.get(address).text

    half = client.post(address, {"real_work": "yes", "seen": 0})
    assert half.status_code == 422
    answers = dict.fromkeys(QUESTIONS, "no") | {"real_work": "yes"}
    unjustified = client.post(address, {**answers, "novelty": "evolution", "seen": 0})
    assert unjustified.status_code == 422
    assert "Say which consultation came before" in unjustified.text
    done = client.post(
        address,
        {
            **answers,
            "novelty": "evolution",
            "justification": "Version 2.",
            "earlier": "March 2026",
            "seen": 0,
        },
    )
    assert done.status_code == 302
    late = client.post(address, {**answers, "novelty": "new", "seen": 0})
    assert late.status_code == 409

    row = Triage.objects.get()
    sign = reverse("literacy:sign-triage", args=[initiative.ref, row.pk])
    assert "Version 2." in open_as(lou).get(sign).text
    assert open_as(lou).post(sign, {"answer": "refused"}).status_code == 302
    after = client.get(reverse("literacy:page", args=[initiative.ref])).text
    assert "Real work waits for 1 right at 1 site." in after
    assert "Refused by Legal" in after


def test_a_source_that_is_no_address_of_the_web_is_no_link(
    company, hana, cse, lou, lena
):
    body = copy.deepcopy(cse.body) | {"sources": ["javascript:alert(1)", "A book"]}
    row = actions.propose_version(
        cse.rule, by=lou, body=body, reason="Sources.", law_version="x"
    )
    actions.answer_version(row, by=lena, answer="confirmed")

    page = open_as(hana).get(reverse("literacy:law-rule", args=["FR-CSE-TECH"])).text

    assert "A book" in page
    assert 'href="javascript' not in page
