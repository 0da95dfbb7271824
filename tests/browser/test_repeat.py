"""A failure is learnt from; the next initiative declines the lesson and fails again."""

import re
from datetime import timedelta

from audit import clock
from governance import gates
from initiatives.stages import Kind, Stage
from initiatives.transitions import move
from tests.cast import fresh, propose
from tests.factories import put_at


def first_button(page, act):
    """Press the button of the own function."""
    with page.expect_navigation():
        page.locator(f"form[action*='{act}'] button").first.click()


def test_a_failure_is_learnt_from_and_repeated(walk, cast, days_pass):
    c, w = cast, walk(java_script_enabled=False)
    with days_pass(1):
        first = put_at(c, Stage.APPROPRIATION, title="Sort claims")
        room = f"initiatives/{first.ref}/lessons/"
        page = w.answer(
            c.otto,
            f"{room}experiments/new/",
            hypothesis="Sorting by machine sends fewer than 6 % to the wrong team.",
            measure="Wrong team, case system",
            unit="%",
            better="lower",
            threshold="At most 6 %",
            scale_at="6",
            stop_rule="15 % in any week.",
            stop_at="15",
            stopper="operations",
            ends_on=(clock.today() + timedelta(days=20)).isoformat(),
            prediction="About 5 %.",
            predicted="5",
            sample="200",
        )
        one = re.search(r"experiments/(\d+)/", page.content())[1]
        w.answer(
            c.kim,
            f"{room}experiments/{one}/values/new/",
            day=clock.today().isoformat(),
            value="17,5",
            cases="240",
        )
        page = w.see(c.otto, f"{room}experiments/{one}/")
        assert "The stop rule is met" in page.content()
        assert page.locator("#series svg circle").count() == 1
        w.answer(
            c.otto,
            f"{room}experiments/{one}/verdict/",
            verdict="stop",
            result="17.5 % of 240 claims went to the wrong team.",
            value="17,5",
            cases="240",
        )
        w.answer(
            c.otto,
            f"initiatives/{first.ref}/stop/",
            reason="Too many claims went to the wrong team.",
            cause="data",
            spent="38 000",
        )
        w.answer(
            c.kim,
            f"{room}reviews/new/",
            failure_type="complex",
            cause_layer="data",
            held_on=clock.today().isoformat(),
            expected="6 %",
            happened="17.5 %",
            why="A third of the claims were incomplete.",
            cause_chain="Papers were missing.\nNobody asked for them.",
            change="Completeness is measured at intake.",
        )
        for person in (c.kim, c.hana, c.otto):
            first_button(w.see(person, room), "attest")
        page = w.answer(
            c.mara,
            f"{room}write/",
            title="Fix completeness before sorting",
            observation="A third of the claims were incomplete.",
            cause="Nobody asked for the missing papers.",
            rule="No sorting by machine under 90 % complete cases.",
            action="Measure completeness at intake.",
            strength="anecdote",
            cause_layer="data",
        )
        lesson = f"lessons/{re.search(r'lessons/(L-[0-9]+)/', page.content())[1]}/"
        for person in (c.kim, c.hana, c.otto):
            first_button(w.see(person, lesson), "endorse")
        w.answer(
            c.kim,
            f"{lesson}assign/",
            action_owner=c.otto.pk,
            action_due_on=clock.today().isoformat(),
        )
        w.answer(c.otto, f"{lesson}to/implemented/", note="Measured since today.")
        page = w.answer(c.hana, f"{lesson}to/validated/", note="38 % became 12 %.")
        assert "Learnt: its action is done" in page.content()
    w.leave()
    with days_pass(3):
        second = propose(c, title="Sort letters")
        room = f"initiatives/{second.ref}/lessons/"
        page = w.see(c.kim, room)
        assert "Fix completeness before sorting" in page.content()
        ref = lesson.removeprefix("lessons/")
        w.answer(
            c.kim,
            f"{room}answers/{ref}",
            answer="decline",
            reason="Letters are complete.",
        )
        move(
            fresh(second),
            to=Stage.LITERACY,
            kind=Kind.FORWARD,
            by=c.lena,
            requirement=gates.requirement(gates.GATES[Stage.LITERACY]),
        )
        w.answer(
            c.hana,
            f"initiatives/{second.ref}/stop/",
            reason="The letters were incomplete.",
            cause="data",
        )
        page = w.see(c.lena, "lessons/figures/")
        assert "Failed for a cause that was known" in page.content()
        assert "Sort letters" in page.content()
        page = w.see(c.lena, room)
        assert "Letters are complete." in page.content()
