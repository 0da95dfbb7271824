"""A map that is uploaded and asked about, and one that is typed: as people do it."""

from tests.browser.conftest import said
from tests.factories import put_at

BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<process id="p"><laneSet id="l">
<lane id="l1" name="Desk"><flowNodeRef>s</flowNodeRef>
<flowNodeRef>a</flowNodeRef></lane>
<lane id="l2" name="Experts"><flowNodeRef>b</flowNodeRef><flowNodeRef>g</flowNodeRef>
<flowNodeRef>e</flowNodeRef></lane></laneSet>
<startEvent id="s"/><task id="a" name="Take the claim in"/><task id="b" name="Decide"/>
<exclusiveGateway id="g" name="Complete?"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
<sequenceFlow id="f2" sourceRef="a" targetRef="b"/>
<sequenceFlow id="f3" sourceRef="b" targetRef="g"/>
<sequenceFlow id="f4" sourceRef="g" targetRef="a" name="no"/>
<sequenceFlow id="f5" sourceRef="g" targetRef="e" name="yes"/>
</process></definitions>"""


def test_a_bpmn_file_is_asked_about_until_its_bottleneck_shows_and_moves(
    walk, cast, tmp_path
):
    row, work = put_at(cast, "appropriation"), walk()
    file = tmp_path / "claims.bpmn"
    file.write_text(BPMN)
    maps = f"initiatives/{row.ref}/processes/maps/as-is"
    page = work.answer(cast.otto, f"{maps}/new/", upload=str(file))
    assert "The map is attached." in said(page)
    assert page.locator("svg.map text", has_text="Decide").count()

    page = work.see(cast.otto, f"{maps}/questions/")

    def tell(question, answer, label=None):
        group = page.get_by_role("group", name=question)
        field = group.get_by_label(label, exact=True) if label else group
        (field if label else group.locator("input").first).fill(answer)

    tell("After “Complete?”", "20", "no")
    tell("How long does somebody work on “Take the claim in”", "10")
    tell("How long does somebody work on “Decide”", "20")
    tell("How many full-time people does “Desk” have", "2")
    tell("How many full-time people does “Experts” have", "2")
    tell("How many new cases come in a week?", "150")
    work.fill(page, source="estimated")
    assert "The process is held up by Experts: 150 cases a week come, 144" in (
        page.locator("main, header").first.inner_text() + page.inner_text("body")
    )

    page = work.see(cast.otto, f"{maps}/figures/")
    page.get_by_label("Full-time people for this process, Experts").fill("6")
    form = page.locator("main form").last
    with page.expect_navigation():
        form.get_by_role("button", name="Save the figures").click()
    told = page.inner_text("body")
    assert "All 150 cases a week get through. Desk would hold them up first" in told
    hot = page.locator("#roles tr", has_text="Bottleneck").locator("th").last
    assert "Desk" in hot.inner_text()


def test_a_typed_table_is_kept_while_it_is_typed_and_becomes_a_drawn_map(walk, cast):
    row, work = put_at(cast, "appropriation"), walk()
    steps = f"initiatives/{row.ref}/processes/maps/to-be/steps/"
    page = work.see(cast.otto, steps)
    page.locator("[name=title]").fill("Claims")
    for n, (name, who) in enumerate(
        (("Read the claim", "Desk"), ("Decide", "Experts"))
    ):
        page.locator(f"[name=row-{n}-name]").fill(name)
        page.locator(f"[name=row-{n}-who]").fill(who)
    page.locator("#draft-state", has_text="Draft kept at").wait_for(timeout=15_000)

    page = work.see(cast.otto, steps)
    assert "This is your draft" in said(page)
    assert page.locator("[name=row-1-name]").input_value() == "Decide"
    page = work.press(page, "Save as a new version")
    assert "The map is saved." in said(page)
    drawn = page.locator("svg.map")
    assert drawn.locator("text", has_text="Read").count()
    assert drawn.locator("text", has_text="Experts").count()
