"""What the browser shows when an answer is refused, stale or sent twice."""

from tests.browser.conftest import said
from tests.cast import offer, propose


def test_a_signature_on_changed_content_is_refused_with_what_changed(walk, cast):
    initiative = propose(cast)
    handoff = offer(cast, initiative)
    walking = walk()
    page = walking.see(cast.hana, _path(handoff))
    walking.answer(
        cast.lena, f"initiatives/{initiative.ref}/edit/value/", budget="250000"
    )
    walking.fill(page, 409, answer="signed", note="Fine for HR.")
    assert "The content changed since you opened it" in said(page)
    assert "budget" in page.locator(".callout.warn").first.inner_text().lower()
    assert page.locator("[name=note]").input_value() == "Fine for HR."
    walking.fill(page, answer="signed")
    assert "Signed" in page.locator(".signs").inner_text()


def test_two_people_who_edit_the_same_answer_choose_between_both_texts(walk, cast):
    initiative = propose(cast)
    path = f"initiatives/{initiative.ref}/edit/promise/"
    walking = walk()
    page = walking.see(cast.lena, path)
    walking.answer(cast.hana, path, promise="Everybody keeps their post.")
    walking.fill(page, 409, promise="Nobody is moved.")
    assert "Everybody keeps their post." in page.content()
    assert "Nobody is moved." in page.content()


def test_the_proposer_reads_why_somebody_else_signs(walk, cast):
    initiative = propose(cast, by=cast.max)
    handoff = offer(cast, initiative)
    page = walk().see(cast.max, _path(handoff))
    assert "who proposed the initiative" in page.locator(".callout.warn").inner_text()
    assert page.locator("[name=answer]").count() == 0


def test_a_person_without_mandate_finds_no_initiative(walk, cast):
    initiative = propose(cast)
    page = walk().see(cast.nobody, f"initiatives/{initiative.ref}/", status=404)
    assert page.locator("h1").inner_text() == "There is nothing here"


def test_a_function_that_is_not_asked_reads_the_handoff_and_why(walk, cast):
    handoff = offer(cast, propose(cast))
    page = walk().see(cast.fred, _path(handoff))
    assert page.locator(".callout.warn p").first.inner_text()
    assert page.locator("[name=answer]").count() == 0


def test_a_handoff_cannot_be_offered_before_every_criterion_is_met(walk, cast):
    initiative = propose(cast, budget=None)
    walking = walk()
    page = walking.answer(
        cast.lena, f"initiatives/{initiative.ref}/gate/", status=409, note="Please."
    )
    assert "No budget yet" in page.locator("main .tasks").inner_text()
    assert page.locator("[name=note]").input_value() == "Please."


def test_an_answer_without_a_choice_keeps_the_text_and_leads_to_the_question(
    walk, cast
):
    handoff = offer(cast, propose(cast))
    walking = walk()
    page = walking.see(cast.hana, _path(handoff))
    walking.fill(page, 422, note="Fine for HR.")
    assert page.title().startswith("Error:")
    assert page.locator("[name=note]").input_value() == "Fine for HR."
    assert page.evaluate("document.activeElement.classList.contains('errsum')")
    page.locator(".errsum a").first.click()
    assert page.evaluate("document.activeElement.name") == "answer"


def test_a_second_press_of_the_same_form_does_nothing_twice(walk, cast):
    initiative = propose(cast)
    path = f"initiatives/{initiative.ref}/"
    walking = walk()
    walking.answer(cast.hana, path, text="Who tells the council?")
    page = walking.see(cast.hana, path)
    assert page.get_by_text("Who tells the council?").count() == 1


def test_a_double_click_signs_once(walk, cast):
    handoff = offer(cast, propose(cast))
    walking = walk(java_script_enabled=False)
    page = walking.see(cast.hana, _path(handoff))
    page.locator("[name=answer][value=signed]").check()
    page.get_by_role("button", name="Answer and sign").dblclick()
    # the browser drops the first of two answers, so the page tells when both are there
    page.locator(".note", has_text="igned").or_(
        page.locator(".note", has_text="Nothing was done twice")
    ).first.wait_for(timeout=30_000)
    walking.see(cast.hana, _path(handoff))
    assert "Signed" in page.locator(".signs").inner_text()
    assert handoff.signoffs.count() == 1


def _path(handoff):
    """The address of a handoff, as `see` takes it."""
    return f"initiatives/{handoff.initiative.ref}/handoffs/{handoff.pk}/"
