"""Who reaches which page: every route, every persona, against a written expectation.

`access_matrix.csv` is written and reviewed by people. A route that is not in it fails.
"""

import csv
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from governance import actions
from governance.models import Condition, Level, Stall
from governance.sweeping import sweep
from initiatives import actions as initiatives
from tests.cast import NOW, build_company, fresh, offer, propose, sign_all
from tests.governance.meeting_cast import hold, item_of, plan, resolve
from tests.replaying import replayed

MATRIX = Path(__file__).with_name("access_matrix.csv")
PERSONAS = (
    "anonymous",
    "hana",
    "otto",
    "lena",
    "fred",
    "rosa",
    "emma",
    "auda",
    "adam",
    "nobody",
)
PUBLIC = {
    "login",
    "livez",
    "readyz",
    "organisation:welcome",
    "organisation:first-run",
    "set_language",
    "literacy:feed",
    "governance:calendar",
    # outside sessions: see literacy.untraced
    "literacy:anonymous",
    "literacy:anonymous-reply",
    "literacy:anonymous-pulse",
}
"""Routes that ask nobody to sign in."""
OF_A_MEETING = (
    *(
        f"governance:{name}"
        for name in (
            *("meeting", "meeting-edit", "meeting-cancel", "meeting-open"),
            *("meeting-close", "meeting-presence", "meeting-now", "meeting-item"),
            *("agenda-on-paper", "item-new", "item-edit", "item-move", "item-show"),
            *("item-call", "minute-taker", "presence-correct"),
            *("item-withdraw", "item-restore", "item-draft", "minutes"),
            *("minutes-issue", "minutes-on-paper", "tell-staff"),
        )
    ),
    *(
        f"api-{name}"
        for name in (
            *("meeting", "open-meeting", "close-meeting", "meeting-presence"),
            *("meeting-items", "meeting-item", "meeting-decide"),
            *("change-meeting", "cancel-meeting", "name-minute-taker"),
            *("correct-presence", "call-up", "item-paper", "move-item"),
            *("withdraw-item", "restore-item", "show-item", "draft-item"),
            "tell-staff",
            *("minutes", "answer-minutes"),
        )
    ),
)
OF_A_DECISION = (
    *("governance:resolution", "governance:correct-decision"),
    "governance:decision-on-paper",
    *("api-decision", "api-correct-decision"),
)
"""Routes whose `pk` is the meeting of the scene, and those whose it is a decision."""


def routes(patterns=None, prefix="", namespace=""):
    """Every named route of the product: (name, pattern text)."""
    for entry in patterns or get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(filter(None, [namespace, entry.namespace]))
            yield from routes(entry.url_patterns, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            name = ":".join(filter(None, [namespace, entry.name]))
            yield name, prefix + str(entry.pattern)


@cache
def patterns():
    """The pattern text of each route; read once."""
    return dict(routes())


class Scene:
    """One company with an open handoff, a question and a few rows to name in paths."""

    def __init__(self):
        self.company = c = build_company()
        self.initiative = propose(c)
        other = propose(c, title="Other", process_family="Other")
        initiatives.link(
            fresh(self.initiative), by=c.lena, kind="feeds", other=fresh(other)
        )
        handoff = offer(c, self.initiative)
        self.question = actions.return_with_questions(
            handoff,
            by=c.mara,
            function="marketing",
            digest=handoff.digest,
            text="Who tests it?",
            would_change="A name.",
        )
        handoff = fresh(handoff)
        self.signoff = actions.sign(
            handoff,
            by=c.hana,
            function="hr",
            digest=handoff.digest,
            conditions=[{"text": "Train", "owner": c.otto, "due_on": "2026-12-24"}],
        )
        self.handoff = handoff
        passed = offer(c, other)
        passed = sign_all(c, passed)
        self.referral = actions.ask_committee(
            passed, by=c.hana, digest=passed.digest, text="Who pays?"
        )
        self.meeting = hold(c, plan(c))
        self.resolution = resolve(
            c,
            self.meeting,
            item_of(c, self.meeting, "messages"),
            "conditions",
            conditions=[
                {
                    "text": "Write to the teams.",
                    "owner": c.hana,
                    "function": "hr",
                    "due_on": NOW.date() + timedelta(days=20),
                }
            ],
        )
        sweep(NOW + timedelta(days=8))
        self.stall = Stall.objects.filter(
            initiative=self.initiative.pk, level__gte=Level.LIMIT
        ).first()

    def path(self, name):
        """An address of a route, with rows that exist where the scene has them."""
        pk = {
            "governance:handoff": self.handoff.pk,
            "governance:withdraw-offer": self.handoff.pk,
            "governance:withdraw-signature": self.signoff.pk,
            "governance:answer-question": self.question.pk,
            "governance:meet-condition": Condition.objects.get().pk,
            "governance:referral": self.referral.pk,
            "governance:stall": self.stall.pk,
            **dict.fromkeys(OF_A_MEETING, self.meeting.pk),
            **dict.fromkeys(OF_A_DECISION, self.resolution.pk),
            "governance:follow-up": self.resolution.follow_ups.get().pk,
            "api-duty-done": self.resolution.follow_ups.get().pk,
            "api-sign": self.handoff.pk,
            "api-accept": self.handoff.pk,
            "api-return": self.handoff.pk,
        }
        c = self.company
        candidates = {
            "ref": self.initiative.ref,
            "pk": pk.get(name, 999_999),
            "key": "messages",
        }
        pattern = patterns()[name]
        kwargs = {}
        for kind, key in re.findall(r"<(?:(\w+):)?(\w+)>", pattern):
            if key in candidates:
                value = candidates[key]
                if kind == "uuid" and key == "pk" and name not in pk:
                    value = c.emma.pk
            elif kind == "uuid":
                value = c.emma.pk
            elif kind == "int":
                value = 999_999
            else:
                value = "dialogue-note" if key == "slug" else "L-999"
            kwargs[key] = value
        return reverse(name, kwargs=kwargs)


def the_scene() -> Scene:
    """The scene, in an empty database; told once, then written back."""
    return replayed("scene of access", Scene)


def names():
    """The names of all routes that belong to the product."""
    return sorted({name for name, _pattern in routes() if name})


def clients(company):
    """A signed-in client for each persona."""
    found = {}
    for name in PERSONAS:
        client = Client(raise_request_exception=True)
        if name != "anonymous":
            client.force_login(getattr(company, name))
        found[name] = client
    return found


def test_the_matrix_names_every_route():
    with MATRIX.open(newline="") as file:
        listed = [row["route"] for row in csv.DictReader(file)]

    assert sorted(listed) == names()


@pytest.mark.slow
@pytest.mark.django_db
def test_every_route_answers_every_persona_as_written(noon, undrawn):
    scene = the_scene()
    people = clients(scene.company)
    wrong = []
    with MATRIX.open(newline="") as file:
        for row in csv.DictReader(file):
            path = scene.path(row["route"])
            for persona in PERSONAS:
                status = people[persona].get(path).status_code
                if str(status) != row[persona]:
                    wrong.append(f"{row['route']} {persona}: {status}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_every_route_but_the_listed_ones_asks_for_sign_in(noon):
    scene = the_scene()
    client = Client()
    for name in names():
        path = scene.path(name)
        for method in (client.get, client.post):
            status = method(path).status_code
            if name in PUBLIC:
                continue
            if path.startswith("/api/"):
                assert status in (401, 403, 405), (name, status)
            else:
                assert status == 302, (name, status)


@pytest.mark.django_db
def test_a_stranger_gets_the_same_answer_for_what_exists_and_what_does_not(noon):
    scene = the_scene()
    client = Client()
    client.force_login(scene.company.nobody)

    here = client.get(f"/en/initiatives/{scene.initiative.ref}/")
    nowhere = client.get("/en/initiatives/AI-999/")

    assert here.status_code == nowhere.status_code == 404
    tokens = re.compile(r'value="\w{64}"')
    assert tokens.sub("", here.text.replace(scene.initiative.ref, "X")) == (
        tokens.sub("", nowhere.text.replace("AI-999", "X"))
    )
