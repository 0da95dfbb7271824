"""Which rules apply where: the plain questions, country by country."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.errors import Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from initiatives.models import Exposure, Initiative, Screening
from literacy import actions
from literacy.law.triage import QUESTIONS, outcome, outcomes, requirements
from literacy.models import Consultation, LawRuleVersion, Triage
from literacy.obligations import obligations
from literacy.standing import standing_of
from organisation.models import Body, Notification, Site
from tests.literacy.cast import TODAY, make_initiative

OTHERS = {
    "NL": ("Utrecht", "works_council", "OR Utrecht"),
    "BE": ("Namur", "works_council", "CE Namur"),
    "ES": ("Bilbao", "works_council", "Comité Bilbao"),
    "IT": ("Torino", "works_council", "RSU Torino"),
    "AT": ("Linz", "works_council", "Betriebsrat Linz"),
    "SE": ("Lund", "union", "Unionen Lund"),
    "LU": ("Esch", "works_council", "Délégation Esch"),
    "US": ("Austin", "union", "Local 7"),
    "PL": ("Gdynia", "works_council", "Rada Gdynia"),
}


@pytest.fixture
def everywhere(company, initiative):
    """Sites in all countries of the rules, and one of which no rule is known."""
    sites = {"FR": company.lyon, "DE": company.stuttgart, "GB": company.leeds}
    for country, (name, kind, body) in OTHERS.items():
        sites[country] = Site.objects.create(name=name, country=country)
        Body.objects.create(name=body, kind=kind).sites.add(sites[country])
    for country, site in sites.items():
        if country != "FR":
            Exposure.objects.create(
                initiative=initiative, unit=company.service, site=site, people=10
            )
    return initiative


@pytest.fixture
def answered(hana):
    """Answer the triage: yes to the questions named, else no."""

    def answer(initiative, *yes, novelty="new", **more):
        return actions.answer_triage(
            initiative,
            by=hana,
            answers={code: "yes" if code in yes else "no" for code in QUESTIONS},
            novelty=novelty,
            **more,
        )

    return answer


EVOLUTION = {
    "novelty": "evolution",
    "justification": "Version 2 of the same chatbot.",
    "earlier": "CSE Lyon, opinion of 3 March 2026",
}


def at(initiative, country, **options):
    """What applies at the site of a country: code, and whether it blocks."""
    return {
        row.rule_version.rule.code: row.blocking
        for row in requirements(initiative, **options)
        if row.rule_version and row.site.country == country
    }


# Before the answers


def test_before_the_triage_every_body_of_each_site_is_consulted(everywhere, company):
    found = requirements(everywhere)

    assert {(row.site.name, row.body.name) for row in found} >= {
        ("Lyon", "CSE Lyon"),
        ("Stuttgart", "Betriebsrat"),
        ("Gdynia", "Rada Gdynia"),
    }
    assert all(row.rule_version is None and row.blocking for row in found)
    assert not any(row.may_pass_by_time for row in found)
    assert "Leeds" not in {row.site.name for row in found}


# The questions, one after the other


def test_without_real_work_france_is_not_blocked_and_germany_still_informs(
    everywhere, answered
):
    answered(everywhere)

    assert at(everywhere, "FR") == {"FR-CSE-TECH": False}
    assert at(everywhere, "DE") == {"DE-90": False, "DE-80-3": False}
    assert at(everywhere, "BE") == {"BE-CCT39": False}
    # trial runs of competing systems trigger the Dutch right already
    assert at(everywhere, "NL") == {"NL-25-1-k": True}


def test_whoever_begins_real_work_asks_for_the_law_of_real_work(everywhere, answered):
    answered(everywhere)

    assert at(everywhere, "FR", real_work=True) == {"FR-CSE-TECH": True}


def test_new_technology_on_real_work_is_consulted_on_in_each_country(
    everywhere, answered
):
    answered(everywhere, "real_work")

    assert at(everywhere, "FR") == {"FR-CSE-TECH": True}
    assert at(everywhere, "NL") == {"NL-25-1-k": True}
    assert at(everywhere, "BE") == {"BE-CCT39": True}
    assert at(everywhere, "SE") == {"SE-MBL-11": True}
    assert at(everywhere, "DE") == {"DE-90": False, "DE-80-3": False}
    assert at(everywhere, "ES") == {}
    assert at(everywhere, "AT") == {}


@pytest.mark.parametrize("question", ["accounts", "personal_data"])
def test_accounts_of_the_company_or_data_per_person_need_consent(
    everywhere, answered, question
):
    answered(everywhere, "real_work", question)

    assert at(everywhere, "DE")["DE-87-1-6"] is True
    assert at(everywhere, "AT")["AT-96"] is True
    assert at(everywhere, "NL")["NL-27-1-kl"] is True
    assert at(everywhere, "LU") == {"LU-414-9": True, "LU-261-1": True}
    assert at(everywhere, "IT")["IT-4"] is True


def test_without_accounts_and_data_germany_only_informs_and_deliberates(
    everywhere, answered
):
    answered(everywhere, "real_work")

    assert set(at(everywhere, "DE")) == {"DE-90", "DE-80-3"}


def test_decisions_about_people_bring_their_rules_in_each_country(everywhere, answered):
    answered(everywhere, "real_work", "hr_decisions", "high_risk")

    assert at(everywhere, "DE")["DE-95-2a"] is True
    assert "ES-64-4-d" in at(everywhere, "ES")
    assert at(everywhere, "IT")["IT-1bis"] is True
    france = {
        row.rule_version.rule.code: row.right_kind
        for row in requirements(everywhere)
        if row.rule_version and row.site.country == "FR"
    }
    # decisions about people: informed; only monitoring is consulted on (L2312-38)
    assert france["FR-CSE-MONITOR"] == "inform"
    answered(everywhere, "real_work", "hr_decisions", "monitoring")
    france = {
        row.rule_version.rule.code: row.right_kind
        for row in requirements(everywhere)
        if row.rule_version and row.site.country == "FR"
    }
    assert france["FR-CSE-MONITOR"] == "consult"


def test_the_ai_act_notice_binds_from_december_2027_and_not_outside_the_union(
    everywhere, answered
):
    answered(everywhere, "real_work", "high_risk")

    assert at(everywhere, "FR")["EU-AIA-26-7"] is False
    assert at(everywhere, "FR", on=date(2027, 12, 2))["EU-AIA-26-7"] is True
    assert "EU-AIA-26-7" not in at(everywhere, "GB")
    assert "EU-AIA-26-7" not in at(everywhere, "US")


def test_high_risk_found_by_the_screening_counts_whatever_was_answered(
    everywhere, answered
):
    answered(everywhere, "real_work")
    Initiative.objects.filter(pk=everywhere.pk).update(screening=Screening.HIGH_RISK)

    assert "EU-AIA-26-7" in at(Initiative.objects.get(pk=everywhere.pk), "FR")


def test_fewer_posts_open_the_german_procedure_and_american_bargaining(
    everywhere, answered
):
    answered(everywhere, "real_work", "headcount", "fundamental")

    assert at(everywhere, "DE")["DE-111"] is True
    assert at(everywhere, "US") == {"US-NLRA": True}


def test_a_british_safety_right_needs_its_representatives(everywhere, answered):
    answered(everywhere, "real_work")
    assert at(everywhere, "GB") == {}

    safety = Body.objects.create(name="Safety Leeds", kind="safety")
    safety.sites.add(Site.objects.get(name="Leeds"))

    assert at(everywhere, "GB") == {"UK-HS-NEWTECH": False}


def test_a_european_works_council_is_asked_on_what_crosses_borders(
    everywhere, answered
):
    answered(everywhere, "real_work", "cross_border")
    # the local bodies do not stand in for the European one
    assert "EU-EWC" not in at(everywhere, "FR")

    european = Body.objects.create(name="European forum", kind="european")
    european.sites.set(Site.objects.filter(country__in=("FR", "DE", "GB")))

    assert at(everywhere, "FR")["EU-EWC"] is False
    assert at(everywhere, "DE")["EU-EWC"] is False
    assert "EU-EWC" not in at(everywhere, "GB")
    asked = [
        (r.rule_version and r.rule_version.rule.code, r.body)
        for r in requirements(everywhere)
    ]
    assert {code for code, body in asked if body == european} == {"EU-EWC"}
    assert {body for code, body in asked if code == "EU-EWC"} == {european}


def test_what_crosses_borders_opens_one_file_which_counts_at_every_site(
    everywhere, answered, hana
):
    answered(everywhere, "real_work", "cross_border")
    european = Body.objects.create(name="European forum", kind="european")
    european.sites.set(Site.objects.filter(country__in=("FR", "DE")))

    actions.open_required(everywhere, by=hana)

    assert Consultation.objects.filter(body=european).count() == 1
    standing = standing_of(everywhere)
    files = {
        duty.consultation.pk
        for site in standing.sites
        for duty in site.duties
        if duty.body == european
    }
    assert len(files) == 1
    assert not [duty for duty in standing.to_open if duty.body == european]


def test_the_general_framework_stands_in_only_where_no_national_rule_is_known(
    everywhere, answered
):
    answered(everywhere, "real_work", "effects")

    assert "EU-2002-14" not in at(everywhere, "FR")
    assert "EU-2002-14" in at(everywhere, "PL")


# Thresholds and bodies


def test_a_rule_does_not_apply_under_its_number_of_people(
    company, initiative, answered
):
    answered(initiative, "real_work")
    Site.objects.filter(pk=company.lyon.pk).update(headcount=49)
    found = outcome(initiative).sites[0]
    assert not found.requirements
    assert any("49 people" in str(row.because) for row in found.not_required)

    Site.objects.filter(pk=company.lyon.pk).update(headcount=50)

    assert at(initiative, "FR") == {"FR-CSE-TECH": True}


def test_a_number_that_nobody_entered_keeps_no_rule_away(initiative, answered, company):
    answered(initiative, "real_work")
    Site.objects.filter(pk=company.lyon.pk).update(headcount=20)
    Site.objects.create(name="Nantes", country="FR", headcount=0)

    assert at(initiative, "FR") == {"FR-CSE-TECH": True}


def test_a_rule_without_a_body_at_the_site_is_owed_all_the_same(
    company, initiative, answered
):
    answered(initiative, "real_work")
    company.council.sites.clear()

    (row,) = requirements(initiative)

    assert row.body is None
    assert row.blocking
    assert "No body is recorded" in str(row.because)


def test_a_german_right_exists_only_where_a_works_council_does(
    everywhere, company, answered
):
    answered(everywhere, "real_work", "accounts")
    company.betriebsrat.sites.clear()

    assert at(everywhere, "DE") == {}


def test_belgium_asks_the_works_council_before_the_union(everywhere, answered):
    namur = Site.objects.get(name="Namur")
    union = Body.objects.create(name="Délégation Namur", kind="union")
    union.sites.add(namur)
    answered(everywhere, "real_work")

    asked = [r.body.name for r in requirements(everywhere) if r.site == namur]
    Body.objects.filter(name="CE Namur").update(is_active=False)
    then = [r.body.name for r in requirements(everywhere) if r.site == namur]

    assert asked == ["CE Namur"]
    assert then == ["Délégation Namur"]


def test_both_councils_are_asked_in_france(company, initiative, answered):
    central = Body.objects.create(name="CSE central", kind="central")
    central.sites.add(company.lyon)
    answered(initiative, "real_work")

    assert {r.body.name for r in requirements(initiative)} == {
        "CSE Lyon",
        "CSE central",
    }


# Unknown law


def test_where_no_rule_is_known_every_body_is_asked_and_legal_is_told(
    everywhere, answered, lou
):
    answered(everywhere, "real_work")

    found = outcome(everywhere)
    asked = [r for r in found.requirements if r.site.name == "Gdynia"]

    assert [site.name for site in found.unknown] == ["Gdynia"]
    assert [(r.rule_version, r.body.name, r.blocking) for r in asked] == [
        (None, "Rada Gdynia", True)
    ]
    assert "No rule of Poland is known" in str(asked[0].because)
    told = Notification.objects.get(recipient=lou, kind="literacy.law_unknown")
    assert told.facts == {"sites": 1}


# Evolution


def test_an_evolution_counts_as_new_until_legal_agrees(initiative, answered, lou):
    row = answered(initiative, "real_work", **EVOLUTION)
    assert at(initiative, "FR") == {"FR-CSE-TECH": True}
    owed = [o for o in obligations(lou) if "no new technology" in str(o.sentence)]
    assert len(owed) == 1

    actions.sign_triage(row, by=lou, answer="confirmed")

    assert at(initiative, "FR") == {}
    assert not [o for o in obligations(lou) if "new technology" in str(o.sentence)]


def test_an_evolution_that_changes_the_work_is_consulted_on_again(
    initiative, answered, lou
):
    row = answered(initiative, "real_work", "effects", **EVOLUTION)
    actions.sign_triage(row, by=lou, answer="confirmed")

    assert at(initiative, "FR") == {"FR-CSE-TECH": True}


def test_an_evolution_that_legal_refuses_stays_new(initiative, answered, lou, hana):
    row = answered(initiative, "real_work", **EVOLUTION)

    actions.sign_triage(row, by=lou, answer="refused")

    assert at(initiative, "FR") == {"FR-CSE-TECH": True}
    told = Notification.objects.get(recipient=hana, kind="literacy.evolution_signed")
    assert told.facts == {"agreed": False}


@pytest.mark.parametrize("field", ["justification", "earlier"])
def test_an_evolution_needs_its_reason_and_its_earlier_consultation(
    initiative, answered, field
):
    with pytest.raises(Invalid) as refused:
        answered(initiative, "real_work", **{**EVOLUTION, field: "  "})

    assert refused.value.field == field
    with pytest.raises(IntegrityError), transaction.atomic():
        Triage.objects.create(
            initiative=initiative,
            answers={},
            answered_by_id=initiative.proposer_id,
            **{**EVOLUTION, field: ""},
        )


def test_an_evolution_is_signed_by_legal_and_by_another_person(
    initiative, answered, hana, lou
):
    row = answered(initiative, "real_work", **EVOLUTION)

    with pytest.raises(Refused):
        actions.sign_triage(row, by=hana, answer="confirmed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Triage.objects.filter(pk=row.pk).update(
            agreed=True, signed_at=row.answered_at, signed_by=hana
        )


def test_legal_signs_the_newest_answers_and_once(initiative, answered, lou):
    old = answered(initiative, "real_work", **EVOLUTION)
    new = answered(initiative, "real_work", "effects", **EVOLUTION)

    with pytest.raises(Stale):
        actions.sign_triage(old, by=lou, answer="confirmed")
    actions.sign_triage(new, by=lou, answer="confirmed")
    with pytest.raises(Duplicate):
        actions.sign_triage(new, by=lou, answer="refused")


# Answering


def test_only_hr_answers_the_triage(initiative, otto):
    with pytest.raises(Refused, match="HR"):
        actions.answer_triage(initiative, by=otto, answers={}, novelty="new")


def test_every_question_needs_an_answer(initiative, hana):
    answers = dict.fromkeys(QUESTIONS, "no")
    del answers["headcount"]

    with pytest.raises(Invalid) as refused:
        actions.answer_triage(initiative, by=hana, answers=answers, novelty="new")

    assert refused.value.field == "headcount"


def test_two_people_do_not_answer_over_each_other(initiative, answered):
    first = answered(initiative, "real_work", seen=0)

    with pytest.raises(Stale):
        answered(initiative, seen=0)
    answered(initiative, seen=first.pk)


def test_the_answers_are_recorded_without_words(initiative, answered):
    row = answered(initiative, "real_work", **EVOLUTION)

    entry = Entry.objects.get(action="literacy.triage_answered")
    assert entry.object_id == str(row.pk)
    assert entry.facts == {"novelty": "evolution", "yes": ["real_work"]}


# Cost


def test_many_initiatives_cost_as_many_queries_as_one(company, everywhere, answered):
    answered(everywhere, "real_work")
    many = [everywhere, *(make_initiative(company, number=n) for n in range(910, 920))]
    for one in many[1:6]:
        answered(one, "real_work")

    with CaptureQueriesContext(
        connection,
    ) as few:
        outcomes(many[:1])
    with CaptureQueriesContext(connection) as lots:
        outcomes(many)

    assert len(few) == len(lots) == 6


def test_an_amended_rule_is_the_one_that_applies_from_its_day(initiative, answered):
    answered(initiative, "real_work")
    shipped = LawRuleVersion.objects.get(rule__code="FR-CSE-TECH")
    LawRuleVersion.objects.create(
        rule=shipped.rule,
        number=2,
        law_version="2027-01-01",
        body={**shipped.body, "blocking": False},
        right_kind="consult",
        blocking=False,
        time_may_pass=True,
        in_force_from=date(2027, 1, 1),
        agreed=True,
    )

    assert at(initiative, "FR", on=TODAY) == {"FR-CSE-TECH": True}
    assert at(initiative, "FR", on=date(2027, 1, 1)) == {"FR-CSE-TECH": False}
    assert not LawRuleVersion.objects.changed_since(TODAY)
    assert list(LawRuleVersion.objects.changed_since(date(2027, 1, 1))) == [shipped]
