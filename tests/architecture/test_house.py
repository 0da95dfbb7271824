"""The guard tests of the house: what every room must hold."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.db.models import CheckConstraint

from audit.errors import Refused
from audit.models import Ledger
from governance import gates
from governance.management.commands.stages import text
from initiatives.errors import IllegalMove
from initiatives.models import Exposure, Initiative
from initiatives.stages import MOVES, Kind, Stage, move_for
from initiatives.transitions import move
from organisation import access
from organisation.functions import Function
from organisation.roles import PERMISSIONS, Role
from tests.cast import HOLDERS, fresh

ROOMS = (
    "audit",
    "organisation",
    "initiatives",
    "literacy",
    "processes",
    "lessons",
    "value",
    "governance",
)
BASE = Path(settings.BASE_DIR)


def models_of_the_house():
    return [m for m in apps.get_models() if m._meta.app_label in ROOMS]


# Stages, moves, gates


def test_every_stage_but_the_last_has_moves_and_a_gate():
    for stage in Stage:
        onward = [m for m in MOVES if m.origin == stage]
        assert bool(onward) == (stage != Stage.CLOSED), stage
        assert (stage in gates.GATES) == (stage != Stage.CLOSED), stage


@pytest.mark.django_db
@pytest.mark.parametrize("gate", [*gates.GATES.values(), gates.G3_STOPPED])
def test_each_gate_opens_a_legal_move_and_asks_for_something(gate):
    assert move_for(gate.stage, gate.to, Kind.FORWARD)
    asked = gates.requirement(gate)
    assert asked["must_sign"]
    assert len(asked["criteria"]) > 1
    assert len(set(asked["criteria"])) == len(asked["criteria"])


LEGAL = {
    ("proposed", "literacy", "forward"),
    ("literacy", "appropriation", "forward"),
    ("appropriation", "learning", "forward"),
    ("learning", "value", "forward"),
    ("learning", "closed", "forward"),
    ("value", "closed", "forward"),
    ("appropriation", "literacy", "back"),
    ("learning", "appropriation", "back"),
    ("value", "appropriation", "back"),
    ("proposed", "learning", "stop"),
    ("literacy", "learning", "stop"),
    ("appropriation", "learning", "stop"),
    ("learning", "learning", "stop"),
    ("value", "learning", "stop"),
}


def test_every_pair_of_stages_is_legal_only_as_the_design_says():
    found = {
        (a.value, b.value, kind.value)
        for a in Stage
        for b in Stage
        for kind in (Kind.FORWARD, Kind.BACK, Kind.STOP)
        if move_for(a, b, kind)
    }

    assert found == LEGAL


@pytest.mark.django_db
def test_an_illegal_move_is_refused_and_changes_nothing(cast_company, proposal):
    with pytest.raises(IllegalMove):
        move(
            fresh(proposal),
            to=Stage.VALUE,
            kind=Kind.FORWARD,
            by=cast_company.lena,
            requirement={},
        )

    assert fresh(proposal).stage == Stage.PROPOSED


# Permissions


@pytest.mark.django_db
def test_each_function_may_do_what_the_table_says_and_nothing_else(cast_company):
    for permission, rule in PERMISSIONS.items():
        for name, function in HOLDERS.items():
            person = getattr(cast_company, name)
            may = access.may(person, permission, of=cast_company.service)
            assert bool(may) == (function in rule.holders), (permission, name)
            assert may or str(may.reason), (permission, name)
        for name, role in (
            ("rosa", Role.REPRESENTATIVE),
            ("auda", Role.AUDITOR),
            ("adam", Role.ADMINISTRATOR),
            ("nobody", None),
            ("emma", None),
        ):
            person = getattr(cast_company, name)
            may = access.may(person, permission)
            assert bool(may) == (role in rule.holders), (permission, name)


def test_the_administrator_decides_nothing():
    held = {p for p, rule in PERMISSIONS.items() if Role.ADMINISTRATOR in rule.holders}

    looked_at = {"organisation.see", "governance.see_system"}
    assert held == {"organisation.manage", *looked_at}


def test_only_finance_confirms_and_only_representatives_give_opinions():
    assert PERMISSIONS["value.confirm_amount"].holders == (Function.FINANCE,)
    assert PERMISSIONS["literacy.give_opinion"].holders == (Role.REPRESENTATIVE,)
    assert PERMISSIONS["audit.read"].holders == (Role.AUDITOR,)


# Actions


def actions_of_the_house():
    for room in ROOMS:
        package = importlib.import_module(room)
        names = [f"{room}.actions"]
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if found.name.startswith(f"{room}.actions."):
                names.append(found.name)
        for name in names:
            try:
                module = importlib.import_module(name)
            except ModuleNotFoundError:
                continue
            for label, function in inspect.getmembers(module, inspect.isfunction):
                if label.startswith("_") or function.__module__ != name:
                    continue
                yield f"{name}.{label}", function


NOT_ACTIONS = {
    "audit.actions.audited": "makes an action",
    "audit.actions.record": "notes inside an action",
    "organisation.actions.places.plant_unit": "part of founding, nobody is there yet",
    # What is said without a name: the chain gets one entry a batch, "n received".
    "literacy.actions.unsigned.send_anonymously": "nobody may know who sends",
    "literacy.actions.unsigned.send_confidentially": "only one person may know",
    "literacy.actions.unsigned.by_code": "reads; whoever has the code may",
    "literacy.actions.unsigned.add_by_code": "whoever has the code may",
    "literacy.actions.unsigned.judge_by_code": "whoever has the code may",
    "literacy.actions.unsigned.withdraw_by_code": "whoever has the code may",
    "literacy.actions.unsigned.answer_pulse": "whoever has the ballot may",
}


def test_every_action_names_its_actor_and_is_recorded():
    found = dict(actions_of_the_house())
    assert len(found) > 60
    for name, function in found.items():
        if name in NOT_ACTIONS:
            continue
        by = inspect.signature(function).parameters.get("by")
        assert by is not None, name
        assert by.kind is inspect.Parameter.KEYWORD_ONLY, name
        assert getattr(function, "is_audited", False), name


# Models

LEDGERS = {
    "organisation.NumberChange",
    "audit.Entry",
    "governance.Revision",
    "governance.SignOff",
    "governance.Escalation",
    "governance.StallDecision",
    "governance.Decision",
    "governance.Briefing",
    "governance.Minutes",
    "governance.MinutesAnswer",
    "governance.PresenceCorrection",
    "governance.Resolution",
    "governance.StaffMessage",
    "governance.Vote",
    "initiatives.Attachment",
    "initiatives.Comment",
    "lessons.Verdict",
    "lessons.Review",
    "lessons.ReviewAttestation",
    "lessons.Endorsement",
    "lessons.LessonMove",
    "lessons.LessonVersion",
    "lessons.Reading",
    "lessons.Shown",
    "lessons.Stopping",
    "literacy.Attendee",
    "literacy.LevelCount",
    "literacy.Measure",
    "literacy.NamedListRule",
    "literacy.RefreshCall",
    "literacy.ScreeningVersion",
    "literacy.Consultation",
    "literacy.Information",
    "literacy.Opinion",
    "literacy.HandedItem",
    "literacy.Event",
    "literacy.Order",
    "literacy.Deadline",
    "literacy.Response",
    "literacy.Commitment",
    "literacy.Fulfilment",
    "literacy.Addendum",
    "literacy.CouncilNote",
    "literacy.FileReading",
    "literacy.Waiver",
    "literacy.Override",
    "literacy.UseStart",
    "literacy.Statement",
    "literacy.Assessment",
    "literacy.AssessmentCompletion",
    "literacy.Finding",
    "literacy.Prevention",
    "literacy.PreventionDone",
    "literacy.RepresentativeView",
    "literacy.SandboxReport",
    "literacy.RecipeVersion",
    "literacy.RecipeUse",
    "literacy.LawRule",
    "literacy.LawRuleVersion",
    "literacy.Triage",
    "literacy.Batch",
    "literacy.ThemeBlock",
    "literacy.Concern",
    "literacy.ConcernReply",
    "literacy.EarlierAnswer",
    "literacy.Verdict",
    "processes.ProcessOwner",
    "processes.MapVersion",
    "processes.Fact",
    "processes.ExpectedEffect",
    "processes.Bottleneck",
    "processes.MatchAnswer",
    "processes.Measurement",
    "processes.Note",
    "value.FreedHours",
    "value.ReceivingPlan",
    "value.Allocation",
    "value.RealisedAmount",
    "value.Confirmation",
    "value.EconomicReview",
    "value.OutcomeNote",
    "value.ClosedPeriod",
    "value.Idea",
    "value.InternalRate",
    "value.Investment",
    "value.Movement",
}
RECORDS = {
    "audit.Head",
    "governance.Handoff",
    "governance.Question",
    "governance.Condition",
    "governance.Wait",
    "governance.Referral",
    "governance.AgendaItem",
    "governance.FollowUp",
    "governance.Meeting",
    "governance.Member",
    "governance.Presence",
    "initiatives.Initiative",
    "initiatives.InitiativeUserPermission",
    "initiatives.InitiativeGroupPermission",
    "initiatives.Exposure",
    "initiatives.Lead",
    "initiatives.Asked",
    "initiatives.Answered",
    "initiatives.Erasure",
    "initiatives.LegalHold",
    "initiatives.Stay",
    "initiatives.Link",
    "initiatives.Import",
    "literacy.AttendanceImport",
    "processes.MapDraft",
    "processes.ProcessMap",
    "lessons.Experiment",
    "lessons.Lesson",
    "lessons.Disposition",
    "lessons.Term",
    "literacy.Sandbox",
    "literacy.Recipe",
    "literacy.CalendarFeed",
    "literacy.CouncilKey",
    "literacy.Envelope",
    "literacy.TakenBack",
    "literacy.PublishedQuestion",
    "literacy.Seconding",
    "literacy.Pulse",
    "literacy.PulseGroup",
    "literacy.Tally",
    "literacy.Ballot",
    "literacy.SpentBallot",
    "organisation.Unit",
    "value.Balance",
    "value.Scenario",
    "value.UseBalance",
    "organisation.Person",
    "organisation.Site",
    "governance.JobRun",
    "governance.Paper",
    "governance.PersonErasure",
    "governance.SavedFilter",
    "governance.Stall",
    "organisation.Mandate",
    "organisation.Deputy",
    "organisation.Body",
    "organisation.Body_sites",
    "organisation.Seat",
    "organisation.Notification",
    "organisation.NoticeSettings",
    "organisation.Webhook",
    "organisation.Delivery",
    "organisation.Submission",
    "organisation.Installation",
    "organisation.Person_groups",
    "organisation.Person_user_permissions",
}


def test_every_model_is_a_ledger_or_a_record():
    for model in models_of_the_house():
        label = model._meta.label
        assert (label in LEDGERS) != (label in RECORDS), label
        assert issubclass(model, Ledger) == (label in LEDGERS), label


def test_a_time_and_its_person_are_set_together():
    for model in models_of_the_house():
        fields = {f.name: f for f in model._meta.concrete_fields}
        checks = " ".join(
            str(c.condition)
            for c in model._meta.constraints
            if isinstance(c, CheckConstraint)
        )
        for name, field in fields.items():
            by = fields.get(name.removesuffix("_at") + "_by")
            if not name.endswith("_at") or by is None:
                continue
            assert field.null == by.null, (model._meta.label, name)
            if field.null:
                assert name in checks, (model._meta.label, name)
                assert by.name in checks, (model._meta.label, by.name)


def test_nothing_is_deleted_along_with_what_it_hangs_on():
    kept = {"organisation.Notification", "organisation.Submission", "initiatives.Link"}
    kept |= {"initiatives.InitiativeUserPermission"}
    kept |= {"initiatives.InitiativeGroupPermission"}
    for model in models_of_the_house():
        if model._meta.label in kept or model._meta.auto_created:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                how = field.remote_field.on_delete
                assert how is models.PROTECT, (model._meta.label, field.name)


SIGNED_BY = (
    "initiatives.signed",
    *(f"{room}.evidence" for room in ("literacy", "processes", "lessons", "value")),
)


def test_every_field_of_the_evidence_is_signed_or_said_not_to_be():
    signed, unsigned = {}, {}
    for name in SIGNED_BY:
        module = importlib.import_module(name)
        signed |= module.SIGNED_FIELDS
        unsigned |= module.UNSIGNED_FIELDS
    evidence = [
        m
        for m in models_of_the_house()
        if m._meta.app_label in ("literacy", "processes", "lessons", "value")
    ]
    for model in [Initiative, Exposure, *evidence]:
        label = model._meta.label_lower
        listed = [*signed.get(label, ()), *unsigned.get(label, ())]
        fields = [f.name for f in model._meta.concrete_fields]
        assert sorted(listed) == sorted(fields), label


# The rest of the house


@pytest.mark.django_db
def test_no_migration_is_missing(settings):
    # The tables of the tests are made without them.
    settings.MIGRATION_MODULES = {}

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_document_of_stages_says_what_the_code_does():
    assert (BASE / "docs" / "stages.md").read_text() == text()


def test_imports_go_down_the_floors():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))],
        cwd=BASE,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:]


def test_a_refusal_has_its_own_status():
    assert Refused("x").status == 403
