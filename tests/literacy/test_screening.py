"""The AI Act screening: class and ground, dates as data, what Legal alone decides."""

from dataclasses import replace
from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from audit import clock
from audit.errors import DomainError, Invalid, Refused
from governance.rules import standing
from initiatives import actions as initiatives
from initiatives import evidence as charter
from initiatives import screening
from initiatives.models import Initiative, Screening
from literacy import actions, ai_act, screenings
from literacy.models import ScreeningVersion
from tests.literacy.cast import TODAY

CLEAN = {
    "ai_system": "Sorter",
    "role": "deployer",
    "becomes_provider": False,
    "practices": "n" * 9,
    "annex": "none",
    "profiling": False,
    "claim": "none",
    "talks_to_people": False,
    "makes_content": False,
    "makes_deepfakes": False,
    "informs_public": False,
    "reads_bodies": False,
    "overseers_may_stop": False,
    "fria": "no",
    "note": "Looked at with the vendor's papers on 20 November.",
}


@pytest.fixture
def answer(initiative, lou):
    """Answer the screening as Legal, nothing wrong with it unless said."""
    return lambda by=lou, **changes: actions.screen(
        initiative, by=by, **{**CLEAN, **changes}
    )


def now(initiative):
    return Initiative.objects.get(pk=initiative.pk)


def checks(row, **facts):
    options = {"has_measure": False, "overseers": 0, **facts}
    return {check.code: check for check in ai_act.checks_of(row, **options)}


@pytest.mark.parametrize(
    ("changes", "outcome", "label"),
    [
        ({}, "clear", "Minimal risk"),
        ({"talks_to_people": True}, "clear", "Transparency duties"),
        ({"annex": "I"}, "high_risk", "High-risk"),
        ({"annex": "III.4.a"}, "high_risk", "High-risk"),
        (
            {"annex": "III.4.b", "claim": "narrow", "claim_ground": "It only sorts."},
            "clear",
            "Minimal risk",
        ),
        ({"annex": "III.4.b", "profiling": True}, "high_risk", "High-risk"),
        ({"practices": "nnnnnynnn"}, "prohibited", "Prohibited"),
        ({"practices": "nnnnnnynn", "annex": "III.1"}, "prohibited", "Prohibited"),
    ],
)
def test_the_class_follows_from_the_answers_and_stands_on_the_initiative(
    initiative, answer, changes, outcome, label
):
    row = answer(**changes)
    found = ai_act.class_of(row)
    assert (row.outcome, found.outcome, str(found.label)) == (outcome, outcome, label)
    assert str(found.ground)
    assert now(initiative).screening == outcome
    assert screening.result(now(initiative).screening_answers) == outcome
    assert not ai_act.reopened_because(row, now(initiative))


def test_each_of_the_nine_practices_alone_closes_the_gate_of_the_charter(
    initiative, answer
):
    for place in range(9):
        answer(practices="n" * place + "y" + "n" * (8 - place))
        found = {c.code: c for c in charter.criteria(now(initiative))}["screening"]
        assert not found.met
        assert "answered by Legal" in str(found.fact)


@pytest.mark.parametrize("name", ["hana", "lena", "otto", "rosa", "emma", "auda"])
def test_only_legal_answers_the_screening(answer, company, name):
    with pytest.raises(Refused):
        answer(by=company.people[name])
    assert not ScreeningVersion.objects.exists()


def test_what_legal_has_answered_nobody_else_turns_round(
    initiative, answer, lena, max, lou
):
    answer(practices="nnnnnynnn")
    one = now(initiative)
    for person in (lena, max):
        for fields in (
            {"screening_answers": "n" * 10},
            {"screening_answers": "n" * 10, "title": "Sort claims faster"},
        ):
            with pytest.raises(Refused):
                initiatives.edit(one, by=person, version=one.version, **fields)
    assert now(initiative).screening == Screening.PROHIBITED
    initiatives.edit(one, by=lou, version=one.version, screening_answers="n" * 10)
    row = ai_act.latest_of(one)
    assert "changed since" in str(ai_act.reopened_because(row, now(initiative))[0])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"practices": "nnn"}, "practices"),
        ({"practices": "nnnnnnnnx"}, "practices"),
        (
            {
                "annex": "III.4.b",
                "profiling": True,
                "claim": "narrow",
                "claim_ground": "x",
            },
            "claim",
        ),
        ({"annex": "III.4.b", "claim": "narrow"}, "claim_ground"),
        ({"claim": "narrow", "claim_ground": "x"}, "claim"),
        ({"annex": "I", "claim": "narrow", "claim_ground": "x"}, "claim"),
        ({"workers_told_on": date(2027, 1, 1)}, "workers_told_on"),
        ({"note": " "}, "note"),
        ({"role": "buyer"}, "role"),
    ],
)
def test_answers_that_do_not_fit_are_refused(initiative, answer, changes, field):
    with pytest.raises(Invalid) as caught:
        answer(**changes)
    assert caught.value.field == field
    assert not ScreeningVersion.objects.exists()
    assert now(initiative).screening == ""


def test_the_database_holds_that_who_profiles_claims_nothing(answer):
    row = answer(annex="III.4.b", profiling=True)
    row.pk, row.claim, row.claim_ground = None, "narrow", "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("changes", "applies", "binds"),
    [
        ({"annex": "III.4.a", "go_live_on": date(2027, 12, 2)}, (2027, 12, 2), True),
        ({"annex": "III.4.a", "go_live_on": date(2027, 12, 1)}, (2027, 12, 2), False),
        ({"annex": "III.4.a"}, (2027, 12, 2), False),
        ({"annex": "I", "go_live_on": date(2028, 8, 1)}, (2028, 8, 2), False),
        ({"annex": "I", "go_live_on": date(2028, 8, 2)}, (2028, 8, 2), True),
    ],
)
def test_the_duties_of_a_high_risk_system_bind_from_their_day_on(
    answer, changes, applies, binds
):
    found = checks(answer(**changes))
    for code in ("instructions", "oversight", "logs", "workers", "dpia"):
        assert found[code].applies_from == date(*applies)
        assert found[code].is_mandatory is binds
        assert not found[code].met
    assert ("affected" in found) is (changes["annex"] != "I")


def test_a_system_in_use_is_bound_once_the_day_has_come(answer):
    row = answer(annex="III.4.a")
    with clock.at(datetime(2027, 12, 2, 9, tzinfo=UTC)):
        assert checks(row)["workers"].is_mandatory


def test_a_duty_is_met_by_what_was_answered(answer):
    row = answer(
        annex="III.5",
        upload=SimpleUploadedFile("instructions.txt", b"Read me first."),
        overseers="Shift leads",
        overseers_may_stop=True,
        logs_months=6,
        dpia_ref="DPIA 12",
        fria="owed",
        fria_ref="FRIA 3",
        workers_told_on=TODAY,
        representatives_told_on=TODAY,
        affected_told_on=TODAY,
        incident_contact="IT service desk",
    )
    assert all(c.met for c in checks(row, has_measure=True, overseers=4).values())
    again = answer(annex="III.5")
    assert again.instructions_id == row.instructions_id
    assert not checks(answer(annex="III.5", logs_months=5))["logs"].met


def test_people_must_be_told_now_what_they_talk_to(answer):
    found = checks(answer(talks_to_people=True, informs_public=True))
    assert {"talks", "public"} <= set(found)
    assert found["talks"].is_mandatory
    assert found["talks"].applies_from == date(2026, 8, 2)


def test_a_provider_has_more_duties(answer):
    assert "provider" in checks(answer(annex="III.4.a", becomes_provider=True))
    assert "provider" not in checks(answer(annex="III.4.a"))


def test_an_amendment_opens_what_was_screened_under_older_law(initiative, answer):
    row = answer()
    coming = replace(ai_act.laws()[-1], version="2027-01-01", in_force=date(2027, 1, 1))
    with (
        patch.object(ai_act, "laws", lambda: (*KNOWN, coming)),
        clock.at(datetime(2027, 2, 1, 9, tzinfo=UTC)),
    ):
        (reason,) = ai_act.reopened_because(row, now(initiative))
        assert "older law" in str(reason)
    assert not ai_act.reopened_because(row, now(initiative))


KNOWN = ai_act.laws()


def test_the_law_of_the_charter_is_the_newest_one_known():
    assert ai_act.laws()[-1].version == screening.LAW_VERSION
    assert ai_act.law_now().version == "2026-07-27"
    with clock.at(datetime(2026, 7, 26, 9, tzinfo=UTC)):
        assert ai_act.law_now().version == "2024-08-01"


def test_a_change_of_the_model_or_a_review_day_opens_it_again(initiative, answer, otto):
    row = answer(next_review_on=date(2026, 12, 24))
    with clock.at(datetime(2026, 12, 24, 9, tzinfo=UTC)):
        actions.call_refresh(
            initiative,
            by=otto,
            trigger="model",
            on=date(2026, 12, 20),
            reason="Model 5",
        )
        reasons = " ".join(map(str, ai_act.reopened_because(row, now(initiative))))
    assert "model" in reasons
    assert "next review" in reasons


def test_the_finding_says_how_many_duties_are_open(initiative, answer):
    said = screenings.finding(initiative, screenings.shown(initiative))
    assert "Nobody has answered" in said
    answer(annex="III.4.a", go_live_on=date(2028, 1, 1))
    said = screenings.finding(now(initiative), screenings.shown(now(initiative)))
    assert said == "High-risk: 8 duties that bind are open."


def test_what_is_found_to_be_prohibited_later_passes_no_gate_and_begins_nowhere(
    initiative, answer, otto, company
):
    assert "prohibited" not in {c.code for c in standing(now(initiative)).criteria}
    answer(practices="nnnnynnnn")
    assert "prohibited" in {c.code for c in standing(now(initiative)).unmet}
    for real_work in (True, False):
        with pytest.raises(DomainError, match="Article 5"):
            actions.start_use(
                now(initiative),
                by=otto,
                site=company.lyon,
                on=TODAY,
                real_work=real_work,
            )
