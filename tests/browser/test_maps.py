"""A map that is drawn in the browser, with the editor as people use it."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile

from processes import actions
from processes.models import MapVersion
from processes.views.drawing import EDITOR
from tests.browser.conftest import said
from tests.conftest import leave_out
from tests.factories import put_at

STEPS = b"no,step,who,next\n1,Receive the claim,Front desk,2\n2,Decide,Claims,\n"
BREACHES = """() => {
    window.breaches = [];
    document.addEventListener('securitypolicyviolation', e =>
        window.breaches.push(`${e.effectiveDirective} ${e.sample}`));
}"""
ON_TOP = """mark => {
    const box = mark.getBoundingClientRect();
    const spots = [[.5, .5], [.05, .1], [.95, .1], [.05, .9], [.95, .9]];
    return box.width > 40 && box.height > 15
        && box.left >= 0 && box.right <= innerWidth
        && box.top >= 0 && box.bottom <= innerHeight
        && getComputedStyle(mark).visibility === 'visible'
        && spots.every(([x, y]) => mark.contains(document.elementFromPoint(
            box.left + x * box.width, box.top + y * box.height)));
}"""


@pytest.fixture(autouse=True)
def _editor():
    """The editor comes from npm."""
    if not finders.find(EDITOR):
        leave_out("bpmn-js is not installed")


@pytest.fixture
def initiative(cast):
    """An initiative in Productive appropriation with an as-is map of two steps."""
    row = put_at(cast, "appropriation")
    upload = SimpleUploadedFile("claims.csv", STEPS)
    actions.attach_map(row, by=cast.otto, kind="as_is", upload=upload)
    return row


def address(initiative, slug="as-is"):
    return f"initiatives/{initiative.ref}/processes/maps/{slug}/draw/"


def opened(page):
    """Wait until the drawing lies on the paper."""
    page.locator("#drawing[data-state=open]").wait_for()
    return page


def step(page, name):
    """What can be clicked of a step."""
    shape = page.locator(".djs-shape", has=page.get_by_text(name)).last
    return shape.locator(".djs-hit").first


def rename(page, name, to):
    """Give a step another name, as people do: a double click, and typing."""
    step(page, name).dblclick(force=True)
    page.locator(".djs-direct-editing-content").wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.type(to)


def test_a_step_is_renamed_another_appended_and_a_version_saved(walk, cast, initiative):
    page = opened(walk().see(cast.otto, address(initiative)))
    page.evaluate(BREACHES)
    state = page.locator("#drawing-state")
    assert state.inner_text() == "Nothing has changed yet."

    rename(page, "Decide", "Decide at once")
    page.locator("#drawing .djs-container > svg").click(position={"x": 700, "y": 20})
    step(page, "Decide at once").click(force=True)
    page.locator("[data-action='append.append-task']").click()
    page.keyboard.type("Pay")
    assert state.inner_text() == "Changed, and not saved yet."
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download").click()
    assert kept.value.suggested_filename == f"{initiative.ref}-as-is.bpmn"
    assert b"Decide at once" in Path(kept.value.path()).read_bytes()
    page.get_by_label("What changed?").fill("Payment is a step of its own.")
    assert page.evaluate("window.breaches") == []
    with page.expect_navigation():
        page.get_by_role("button", name="Save as version 2").click()

    assert "Version 2 is saved." in said(page)
    version = MapVersion.objects.current().get()
    assert (version.number, version.source) == (2, "editor")
    assert version.note == "Payment is a step of its own."
    names = {node["name"] for node in version.graph["nodes"] if "name" in node}
    assert {"Receive the claim", "Decide at once", "Pay"} <= names
    assert "Decide" not in names


def test_the_keyboard_alone_changes_undoes_and_saves(walk, cast, initiative):
    page = opened(walk().see(cast.otto, address(initiative)))
    state = page.locator("#drawing-state")
    paper = page.locator("#drawing .djs-container > svg")

    def find(name):
        paper.focus()
        page.keyboard.press("Control+F")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        paper.focus()

    find("Decide")
    page.keyboard.press("Delete")
    assert state.inner_text() == "Changed, and not saved yet."
    page.keyboard.press("Control+Z")
    assert state.inner_text() == "Nothing has changed yet."
    find("Decide")
    page.keyboard.press("r")
    page.locator(".djs-popup").wait_for()
    page.keyboard.press("Escape")
    page.locator(".djs-popup").wait_for(state="detached")
    for key in "gp":  # elsewhere these two lead to the pipeline
        page.keyboard.press(key)
    find("Decide")
    page.keyboard.press("e")
    page.locator(".djs-direct-editing-content").wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.type("Decide twice")
    with page.expect_navigation():
        page.keyboard.press("Control+S")

    nodes = MapVersion.objects.current().get().graph["nodes"]
    assert "Decide twice" in {node.get("name") for node in nodes}


def test_the_watermark_is_whole_and_uncovered(walk, cast, initiative):
    page = walk().see(cast.otto, address(initiative))
    mark = page.locator(".bjs-powered-by")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        opened(page)
        mark.scroll_into_view_if_needed()
        assert mark.evaluate(ON_TOP), width

    page.get_by_role("button", name="Full screen").click()
    page.locator("#draw:fullscreen").wait_for()
    assert mark.evaluate(ON_TOP)


def test_aligning_steps_breaks_no_policy_and_axe_finds_nothing_wrong(
    walk, cast, initiative, axe
):
    page = opened(walk().see(cast.otto, address(initiative)))
    page.evaluate(BREACHES)

    step(page, "Receive the claim").click(force=True)
    page.locator(".djs-context-pad.open").wait_for()
    assert axe(page) == []
    step(page, "Decide").click(force=True, modifiers=["Shift"])
    page.locator("[data-action='align-elements']").click()
    page.locator(".bjs-align-elements-menu-entry").first.wait_for()

    assert page.locator(".bjs-align-elements-menu-entry svg").count() >= 6
    fills = page.locator(".bjs-align-elements-menu-entry svg rect").evaluate_all(
        "all => all.map(rect => getComputedStyle(rect).fill)"
    )
    assert "none" in fills
    assert page.evaluate("window.breaches") == []


def test_without_script_the_page_leads_to_the_table_of_steps(walk, cast, initiative):
    page = walk(java_script_enabled=False).see(cast.otto, address(initiative))

    assert "The drawing editor needs JavaScript" in said(page)
    assert not page.locator("#draw").is_visible()
    page.get_by_role("link", name="Open the table of steps").first.click()
    assert "Decide" in page.locator("main").inner_html()


def test_two_who_draw_at_once_both_keep_what_they_drew(walk, cast, initiative):
    walking = walk()
    first = opened(walking.see(cast.otto, address(initiative)))
    second = opened(walking.see(cast.olga, address(initiative)))

    rename(first, "Decide", "Decide by rule")
    with first.expect_navigation():
        first.keyboard.press("Control+S")
    rename(second, "Receive the claim", "Open the claim")
    with second.expect_navigation():
        second.keyboard.press("Control+S")

    opened(second)
    assert "saved version 2" in said(second)
    assert second.get_by_role("link", name="Look at version 2").count()
    assert second.get_by_text("Open the claim").count()
    assert second.locator("#drawing-state").inner_text() == (
        "Changed, and not saved yet."
    )
    with second.expect_navigation():
        second.get_by_role("button", name="Save as version 3").click()
    assert "Version 3 is saved." in said(second)


def test_what_is_drawn_is_not_lost_when_the_person_was_signed_out(
    walk, cast, initiative
):
    page = opened(walk().see(cast.otto, address(initiative)))
    rename(page, "Decide", "Decide at last")
    cookies = page.context.cookies()

    page.context.clear_cookies()
    page.keyboard.press("Control+S")
    trouble = page.locator("#drawing-trouble")
    trouble.wait_for()
    assert "You are signed out." in trouble.inner_text()
    page.context.add_cookies(cookies)
    with page.expect_navigation():
        page.get_by_role("button", name="Save as version 2").click()

    assert MapVersion.objects.current().get().number == 2
