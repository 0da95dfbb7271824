"""What is edited before it is a version: drafts, long tables, unknown headings."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import Entry
from processes import actions
from processes.models import Fact, MapDraft, MapVersion
from processes.reading.steps import Row
from tests.processes.test_map_pages import at, sign_in, table, text

__all__ = ["sign_in"]

SHEET = (
    "Reklamation;;;;\n"
    "Lfd;Tätigkeit im Prozess;Stelle;Danach;Dauer [min]\n"
    "1;Reklamation annehmen;Innendienst;2;6\n"
    "2;Ursache klären;Technik;end;25\n"
).encode()


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


def rows_of(version):
    return [n.get("name") for n in version.graph["nodes"] if n.get("name")]


def sent_as_is(form, part, formset):
    """The answers of a page of the table as a browser would send them back."""
    answers = {"first": part.first, "rest": part.rest}
    for one in (form, formset.management_form, *formset.forms):
        for field in one:
            value = field.value()
            if value is not None and value is not False and field.name != "paste":
                answers[field.html_name] = value
    return answers


def page(browser, address):
    context = browser.get(address).context
    return sent_as_is(context["form"], context["part"], context["table"])


def test_a_sheet_with_unknown_headings_is_kept_explained_and_read(
    sign_in, initiative, otto, emma
):
    browser = sign_in(otto)
    sent = browser.post(
        at(initiative, "attach-map", "as-is"),
        {"upload": SimpleUploadedFile("ablauf.csv", SHEET), "note": "First"},
    )
    asked = browser.get(sent.url)
    shown = text(asked)
    assert "ablauf.csv is kept. Its headings are not known here" in shown
    assert "Ursache klären" in shown
    form = asked.context["form"]
    guess = {n: form[f"column-{n}"].value() for n in ("no", "name", "who", "next")}
    assert guess == {"no": 0, "name": 1, "who": 2, "next": 3}
    assert form["column-touch"].value() == 4
    assert form["unit-touch"].value() == "minutes"
    assert form["head"].value() == 2
    answers = {
        "head": 2,
        "column-no": 0,
        "column-name": 1,
        "column-who": 1,
        "column-next": 3,
        "column-touch": 4,
        "base": 0,
        "note": form["note"].value(),
    }
    wrong = browser.post(sent.url, answers)
    assert wrong.status_code == 422
    assert "This column is chosen for something else." in text(wrong)
    assert "Choose the unit of this time." in text(wrong)
    done = browser.post(
        sent.url, answers | {"column-who": 2, "unit-touch": "minutes"}, follow=True
    )
    assert "The map is attached." in text(done)
    version = MapVersion.objects.get()
    assert rows_of(version)[:2] == ["Reklamation annehmen", "Ursache klären"]
    assert (version.source, version.note) == ("sheet", "First")
    assert version.attachment.name == "ablauf.csv"
    assert sorted(f.value for f in Fact.objects.filter(what="touch")) == [6, 25]
    assert sign_in(emma).get(sent.url).status_code == 404


def test_a_table_is_kept_as_a_draft_that_only_its_writer_sees(
    sign_in, initiative, otto, olga
):
    address = at(initiative, "edit-steps", "as-is")
    typed = table(("1", "Ask", "Desk", "", ""), ("2", "", "", "", ""))
    browser = sign_in(otto)
    kept = browser.post(
        address, typed | {"do": "draft"}, headers={"accept": "application/json"}
    )
    assert re.match(r"Draft kept at .*\. Only you see it\.", kept.json()["said"])
    browser.post(address, typed | {"do": "draft", "row-0-who": "Front desk"})
    draft = MapDraft.objects.get()
    assert [row["who"] for row in draft.content["rows"]] == ["Front desk"]
    assert Entry.objects.filter(action="processes.draft_begun").count() == 1
    assert not MapVersion.objects.exists()

    assert "This is your draft" not in text(sign_in(olga).get(address))
    rows = [Row("1", "Receive", "Desk", "end")]
    actions.save_steps(
        initiative, by=olga, kind="as_is", rows=rows, base=0, title="Other"
    )
    browser = sign_in(otto)
    opened = browser.get(address)
    assert "Version 1 was saved since you began" in text(opened)
    answers = sent_as_is(*(opened.context[n] for n in ("form", "part", "table")))
    assert answers["row-0-name"] == "Ask"
    late = browser.post(address, answers | {"do": "save"})
    assert late.status_code == 409
    again = browser.post(address, answers | {"do": "save", "base": 1}, follow=True)
    assert "The map is saved." in text(again)
    assert not MapDraft.objects.exists()
    assert rows_of(MapVersion.objects.current().get())[0] == "Ask"


def test_a_draft_is_thrown_away_and_nobody_else_keeps_one(
    sign_in, initiative, otto, hana
):
    address = at(initiative, "edit-steps", "as-is")
    typed = table(("1", "Ask", "Desk", "", ""))
    refused = sign_in(hana).post(
        address, typed | {"do": "draft"}, headers={"accept": "application/json"}
    )
    assert refused.status_code == 403
    browser = sign_in(otto)
    browser.post(address, typed | {"do": "draft"})
    shown = browser.post(address, {"do": "forget"}, follow=True)
    assert "The draft is thrown away." in text(shown)
    assert not MapDraft.objects.exists()


def test_a_table_of_a_hundred_steps_is_edited_page_by_page(sign_in, initiative, otto):
    rows = [Row(str(n), f"Step {n}", "Desk") for n in range(1, 101)]
    actions.save_steps(
        initiative, by=otto, kind="as_is", title="Long", rows=rows, base=0
    )
    keys = [n["id"] for n in MapVersion.objects.get().graph["nodes"] if n.get("name")]
    browser, address = sign_in(otto), at(initiative, "edit-steps", "as-is")
    first = browser.get(address)
    assert "Page 1 of 3, 100 rows." in text(first)
    answers = page(browser, address)
    assert answers["row-39-name"] == "Step 40"
    answers["row-4-name"] = "Step five"
    answers |= {"row-6-next": "9", "row-7-leave_out": "on"}
    moved = browser.post(address, answers | {"do": "page-3"})
    assert moved.url.endswith("?page=3")
    answers = page(browser, moved.url)
    assert answers["row-0-name"] == "Step 81"
    answers["row-19-name"] = "Step one hundred"
    assert browser.post(address, answers | {"do": "more"}).status_code == 200

    saved = browser.post(address, answers | {"do": "save"}, follow=True)
    assert "The map is saved." in text(saved)
    version = MapVersion.objects.current().get()
    names = [n for n in rows_of(version) if n.startswith("Step")]
    assert len(names) == 99
    assert {"Step five", "Step one hundred", "Step 60"} <= set(names)
    assert "Step 8" not in names
    kept = {n["id"] for n in version.graph["nodes"]}
    assert len(kept & set(keys)) == 99  # who edits a table keeps each step's id


def test_a_drawing_is_kept_as_a_draft_and_opened_again(sign_in, initiative, otto):
    browser, address = sign_in(otto), at(initiative, "draw-map", "as-is")
    xml = browser.get(address).context["xml"]
    xml = xml.replace("</process>", '<task id="t" name="Ask"/></process>')
    kept = browser.post(
        address, {"do": "draft", "drawing": xml, "base": 0, "note": "Half done"}
    )
    assert "Draft kept at" in kept.json()["said"]
    opened = browser.get(address)
    assert "This is your draft" in text(opened)
    assert 'name="Ask"' in opened.context["xml"]
    assert opened.context["form"]["note"].value() == "Half done"
    broken = browser.post(address, {"do": "draft", "drawing": "", "base": 0})
    assert broken.status_code == 422
    form = {"drawing": opened.context["xml"], "base": 0, "note": "Done"}
    assert browser.post(address, form).status_code == 302
    assert not MapDraft.objects.exists()
    assert "Ask" in rows_of(MapVersion.objects.get())


def test_a_map_is_printed_with_its_table_and_its_open_questions(
    sign_in, initiative, otto, emma
):
    rows = [Row("1", "Ask", "Desk"), Row("2", "Decide", "Experts", "1 20%, end 80%")]
    actions.save_steps(
        initiative, by=otto, kind="as_is", title="Claims", rows=rows, base=0
    )
    address = reverse("processes:map-paper", args=[initiative.ref, "as-is"])
    printed = sign_in(otto).get(address)
    shown = text(printed)
    assert b'<svg class="map"' in printed.content
    assert "1. Ask" in shown
    assert "How many full-time people does “Experts” have" in shown
    assert "Make a PDF" in shown
    assert sign_in(emma).get(address).status_code == 404
