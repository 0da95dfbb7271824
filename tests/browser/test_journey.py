"""The whole way of an initiative, walked in the browser by those who do the work."""

import json
import re
from datetime import timedelta

import pytest

from audit import clock
from initiatives import screening
from value.models import Allocation

PDF = b"%%PDF-1.4\n%% %s\n%%%%EOF\n"


STEPS = {
    "steps": [
        {"no": 1, "name": "Draft", "who": "Advisers", "touch": 0.2, "next": "2"},
        {"no": 2, "name": "Check", "who": "Second adviser", "touch": 0.1},
    ],
    "roles": {
        "Advisers": {"fte": 8, "hours": 30},
        "Second adviser": {"fte": 1.5, "hours": 30},
    },
    "demand": 400,
}
"""The process of the broker e-mails, with all that its analysis asks for."""


def file(name, text):
    """A small PDF to attach."""
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF % text.encode()}


class Story:
    """One initiative on its way; each method is one gate."""

    def __init__(self, walk, cast, today):
        self.walk, self.cast, self.today = walk, cast, today
        self.ref = ""

    def at(self, rest=""):
        """An address below the initiative."""
        return f"initiatives/{self.ref}/{rest}"

    def answer(self, person, rest, /, **answers):
        """Answer a form below the initiative."""
        return self.walk.answer(person, self.at(rest), **answers)

    def day(self, offset):
        """A day before or after the first one."""
        return (self.today + timedelta(days=offset)).isoformat()

    # G0

    def propose(self):
        """IT proposes; nobody of the five functions does."""
        c, walk = self.cast, self.walk
        page = walk.answer(
            c.igor,
            "initiatives/new/",
            title="Answer broker e-mails",
            unit=c.service.pk,
            problem="An answer takes three days.",
            purpose="A draft is ready when the case is opened.",
            process_family="Claims",
            ai_system="Reply Assist",
            button="Save and continue",
        )
        self.ref = re.search(r"/initiatives/([^/]+)/", page.url)[1]
        self.answer(
            c.igor,
            "edit/people/",
            **{
                "places-0-unit": c.service.pk,
                "places-0-site": c.lyon.pk,
                "places-0-people": "96",
                "places-0-overseers": "4",
            },
            button="Save and continue",
        )
        self.answer(
            c.igor,
            "edit/promise/",
            intent="growth",
            promise="Nobody loses their job through this.",
        )
        self.answer(
            c.igor,
            "edit/value/",
            hypothesis="A",
            hypothesis_proof="Orders of brokers, from the order book.",
            hours_expected="1 200",
            budget="40000",
            currency="EUR",
        )
        page = walk.see(c.igor, self.at("edit/"))
        walk.press(page, "Submit the proposal")

    def complete_charter(self):
        """Legal screens it; Leadership names who leads."""
        c = self.cast
        self.answer(
            c.lou,
            "edit/screening/",
            **{q.code: screening.NO for q in screening.QUESTIONS},
            screening_note="Read the contract and the manual.",
        )
        self.answer(
            c.lena,
            "leads/",
            hr=c.hana.pk,
            operations=c.otto.pk,
            knowledge=c.kim.pk,
            marketing=c.mara.pk,
            leadership=c.lena.pk,
            sponsor=c.louis.pk,
            continuity_holder=c.kai.pk,
        )

    # handoffs

    def offer(self, lead):
        """The lead offers the handoff; gives the address of it."""
        page = self.answer(lead, "gate/", note="Everything is there.")
        return re.search(r"/en/(.+/handoffs/\d+/)", page.content())[1]

    def sign(self, handoff, *people):
        """Each signs for their function."""
        for person in people:
            self.walk.answer(person, handoff, answer="signed")

    def accept(self, handoff, person, owner):
        """The receiver accepts and names who takes it on."""
        self.walk.answer(person, handoff, answer="accept", owner=owner.pk)

    def stands_in(self, text):
        """What the stepper says of the stage where it stands."""
        page = self.walk.see(self.cast.lena, self.at())
        assert text in page.locator(".stepper [aria-current]").inner_text()

    # G1

    def teach(self):
        """HR trains, consults and assesses; the council answers in its own words."""
        c = self.cast
        place = self.walk.see(c.hana, self.at("literacy/measures/new/"))
        exposure = place.locator("[name^=people-]").first.get_attribute("name")
        for audience, people in (("everyone", 90), ("overseers", 4)):
            self.answer(
                c.hana,
                "literacy/measures/new/",
                kind="training",
                audience=audience,
                held_on=self.day(0),
                **{exposure: people},
                ai_system="Reply Assist",
                content="Introduction, version 2",
            )
        self.answer(
            c.hana,
            "literacy/consultations/new/",
            sitting=f"{c.lyon.pk}-{c.cse.pk}",
            right="consult",
            subject="Reply Assist in Lyon",
        )
        page = self.walk.see(c.hana, self.at("literacy/"))
        consultation = re.search(r"consultations/(\d+)/information/", page.content())[1]
        self.answer(
            c.hana,
            f"literacy/consultations/{consultation}/information/",
            informed_on=self.day(0),
            text="What it reads, what it writes, who checks.",
            upload=file("information.pdf", "information"),
        )
        self.answer(
            c.rosa,
            f"literacy/consultations/{consultation}/opinion/",
            outcome="with_reservations",
            text="We look again in spring.",
            given_on=self.day(0),
        )
        page = self.walk.see(c.hana, self.at("literacy/"))
        statements = set(
            re.findall(r"literacy/statements/([a-z-]+)/new/", page.content())
        )
        assert statements == {"dialogue", "intent"}
        for slug in sorted(statements):
            self.answer(
                c.hana,
                f"literacy/statements/{slug}/new/",
                text="We listened, and this is what it means.",
            )
        self.assess()
        self.answer(
            c.lena,
            "literacy/statements/ambition/new/",
            text="Drafts only: people send.",
        )

    def assess(self):
        """HR says of each dimension what changes for people, and completes it."""
        c = self.cast
        page = self.walk.see(c.hana, self.at("literacy/impact/new/"))
        self.walk.press(page, page.locator("main form button").inner_text())
        page = self.walk.see(c.hana, self.at("literacy/impact/1/nothing/"))
        for name in ("dimensions", "places"):
            for box in page.locator(f"main [name={name}]").all():
                box.check()
        self.walk.fill(page, reason="Drafts only; people read and send as before.")
        self.answer(
            c.hana,
            "literacy/impact/1/complete/",
            contributors="Six advisers and their representative.",
            risk_document="not_needed",
        )

    # G2

    def redesign(self):
        """Operations maps the process, freezes the baseline and starts."""
        c = self.cast
        self.answer(c.otto, "processes/owner/", person=c.otto.pk)
        page = self.walk.see(c.otto, self.at("processes/"))
        for slug in sorted(set(re.findall(r"maps/([a-z-]+)/new/", page.content()))):
            self.answer(
                c.otto,
                f"processes/maps/{slug}/new/",
                title=f"Broker e-mails, {slug}",
                upload={
                    "name": f"{slug}.json",
                    "mimeType": "application/json",
                    "buffer": json.dumps(STEPS).encode(),
                },
            )
        self.answer(
            c.otto,
            "processes/bottleneck/",
            step="Check by the second adviser",
            how_known="Queue of two weeks, measured.",
            to_be_effect="lower",
            reason="Half of the drafts need no second look.",
        )
        page = self.walk.see(c.otto, self.at("processes/"))
        for slug in sorted(set(re.findall(r"notes/([a-z-]+)/new/", page.content()))):
            self.answer(
                c.otto, f"processes/notes/{slug}/new/", text="Both managers heard."
            )
        self.answer(
            c.otto,
            "processes/measurements/times/new/",
            role="Advisers",
            value="14",
            volume="400",
            sample="240",
            starts_on=self.day(-30),
            ends_on=self.day(-1),
            certainty="measured",
        )
        self.answer(
            c.otto,
            "literacy/use/new/",
            site=c.lyon.pk,
            on=self.day(0),
            real_work="yes",
        )

    def measure(self):
        """After a month of use: the same figure again, and what it frees."""
        c = self.cast
        page = self.walk.see(c.otto, self.at("processes/"))
        (again,) = set(re.findall(r"measurements/\d+/again/", page.content()))
        self.answer(
            c.otto,
            f"processes/{again}",
            value="9",
            checking="1",
            volume="400",
            sample="260",
            starts_on=self.day(1),
            ends_on=self.day(30),
            certainty="measured",
        )
        self.answer(
            c.otto,
            "value/hours/new/",
            unit=c.service.pk,
            team="Advisers",
            hours="1 170",
            certainty="measured",
            measured_from=self.day(1),
            measured_to=self.day(30),
            sample="260 e-mails, times from the case system",
            people="8",
        )
        self.answer(
            c.mara,
            "value/plans/new/",
            unit=c.service.pk,
            team="Broker care",
            text="Call each broker once a quarter.",
        )

        assert self.figures()[1:3] == ["1,170 hours a year", "0%"]

    def figures(self):
        """The four figures of the executives' dashboard, as Leadership reads them."""
        page = self.walk.see(self.cast.lena, "value/")
        return page.locator("dl.figs dd.big").all_inner_texts()

    # G3

    def learn(self):
        """Knowledge gives the verdict and holds the review; three stand behind it."""
        c = self.cast
        self.answer(
            c.kim,
            "lessons/experiments/new/",
            hypothesis="Drafts save a third of the time.",
            measure="Minutes an e-mail",
            threshold="Below ten minutes",
            stop_rule="More than 3 % complaints",
            ends_on=self.day(31),
            step_key="-",
            prediction="Nine minutes.",
            sample="50",
        )
        page = self.walk.see(c.kim, self.at("lessons/"))
        experiment = re.search(r"experiments/(\d+)/verdict/", page.content())[1]
        self.answer(
            c.kim,
            f"lessons/experiments/{experiment}/verdict/",
            verdict="scale",
            result="Nine minutes, 1 % complaints.",
            value="9",
        )
        self.answer(
            c.kim,
            "lessons/reviews/new/",
            held_on=self.day(31),
            expected="A third less time.",
            happened="A third less time.",
            why="Half of the e-mails ask the same.",
            change="The next unit starts with the same list.",
            failure_type="none",
        )
        for person in (c.kim, c.hana, c.otto):
            page = self.walk.see(person, self.at("lessons/"))
            button = page.locator("form[action*='attest'] button").first
            with page.expect_navigation():
                button.click()
        page = self.answer(
            c.mara,
            "lessons/write/",
            title="Sort before you draft",
            observation="Half of the e-mails ask the same question.",
            cause="The form does not say when the money comes.",
            rule="Are the twenty most frequent questions answered by the form?",
            action="Put the date on the form.",
            action_owner=c.otto.pk,
            strength="anecdote",
            cause_layer="process",
        )
        self.lesson = re.search(r"lessons/(L-\d+)/", page.content())[1]
        for person in (c.kim, c.hana, c.otto):
            page = self.walk.see(person, f"lessons/{self.lesson}/")
            with page.expect_navigation():
                page.locator("form[action*='endorse'] button").first.click()

    # G4

    def convert(self):
        """Marketing gives the hours a use, Finance finds the money."""
        c = self.cast
        self.answer(
            c.max,
            "value/destinations/new/",
            hours="1170",
            type="A",
            team="Broker care",
            use="A call to each broker once a quarter.",
            starts_on=self.day(33),
            target="40 more contracts a year",
            expires_on=self.day(300),
        )
        assert self.figures()[2:] == ["100%", "€0"]
        self.answer(
            c.max,
            "value/amounts/new/",
            amount="31 000",
            type="A",
            period_from=self.day(1),
            period_to=self.day(30),
            source="Order book, broker channel",
            evidence="E1",
            allocation=Allocation.objects.get().pk,
        )
        assert self.figures()[3] == "€0"
        page = self.walk.see(c.fred, self.at("value/"))
        amount = re.search(r"value/amounts/(\d+)/", page.content())[1]
        self.answer(
            c.fred, f"value/amounts/{amount}/", answer="confirmed", account="7010 / 118"
        )
        assert self.figures()[3] == "€31,000"
        self.answer(
            c.lena,
            "value/review/",
            outcome="growth",
            text="It brought what it said.",
            strategy="kept",
            strategy_text="Brokers stay the first channel.",
        )
        self.answer(
            c.hana, "value/outcome/", text="Nobody lost their job; brokers are called."
        )


@pytest.mark.slow(seconds=150)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_initiative_goes_from_proposal_to_closed(walk, cast, days_pass, script):
    c, walking = cast, walk(java_script_enabled=script)
    with days_pass(1):
        story = Story(walking, c, clock.today())
        story.propose()
        story.complete_charter()
        handoff = story.offer(c.lena)
        story.sign(handoff, c.lena, c.hana, c.otto, c.kim, c.mara)
        story.accept(handoff, c.henri, c.hana)
        story.stands_in("Literacy")
        story.teach()
        handoff = story.offer(c.hana)
        story.sign(handoff, c.henri, c.lou, c.lena)
        story.accept(handoff, c.otto, c.otto)
        story.stands_in("Productive appropriation")
        story.redesign()
        walking.leave()
    with days_pass(32):
        story.measure()
        handoff = story.offer(c.otto)
        story.sign(handoff, c.olga, c.henri, c.ines, c.mara)
        story.accept(handoff, c.kim, c.kim)
        story.stands_in("Learning")
        story.learn()
        handoff = story.offer(c.kim)
        story.sign(handoff, c.kai, c.hana, c.olga)
        story.accept(handoff, c.mara, c.mara)
        story.stands_in("Value conversion")
        walking.leave()
    with days_pass(34):
        story.convert()
        handoff = story.offer(c.max)
        story.sign(handoff, c.mara, c.lena, c.fay, c.olga)
        page = walking.see(c.lena, story.at())
        assert "Closed" in page.locator("main").inner_text()
