"""The pages of a map: upload, type, answer, see the bottleneck, try AI."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes import actions, storing
from processes.analysed import analysed
from processes.known import said_in
from processes.models import ExpectedEffect, Fact, MapVersion, ProcessMap
from processes.reading import data
from processes.reading.steps import Row
from processes.tables import rows_of
from tests.literacy.cast import make_initiative
from tests.processes.flow_cases import CLAIMS, MAPS, needs_maps

HOSTILE = "<img src=x onerror=alert(1)>\"'><svg onload=alert(2)>{{7*7}}"


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.fixture
def sign_in(client):
    """Sign a person in."""

    def sign(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign


@pytest.fixture
def claims(initiative, otto):
    """The map of motor claims with all its figures: Supplier desk, 60 a week."""
    graph, facts = data.read_steps(CLAIMS)
    version = actions.save_steps(
        initiative,
        by=otto,
        kind="as_is",
        title="Motor claims",
        rows=rows_of(graph),
        base=0,
    )
    actions.state_facts(version, by=otto, facts=said_in(facts, graph))
    return version


def at(initiative, name, *args):
    return reverse(f"processes:{name}", args=[initiative.ref, *args])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def table(*rows, base=0, **more):
    """The answers of the table of steps."""
    names = ("no", "name", "who", "kind", "next")
    answers = {
        "title": "Claims",
        "base": base,
        "row-TOTAL_FORMS": len(rows),
        "row-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        for name, value in zip(names, row, strict=True):
            answers[f"row-{number}-{name}"] = value
    return answers | more


def upload(name, content):
    return {"title": "As drawn", "upload": SimpleUploadedFile(name, content)}


@needs_maps
@pytest.mark.parametrize(
    "path",
    [
        "miwg_reference/A.2.0.bpmn",
        "miwg_vendors/Bizagi_Modeler_2.8.0.8__A.2.0-roundtrip.bpmn",
        "other/swimlane.drawio",
        "other/visio_b10.vsdx",
    ],
)
def test_a_drawing_is_uploaded_drawn_and_asked_about(sign_in, initiative, otto, path):
    file = MAPS / path
    sent = sign_in(otto).post(
        at(initiative, "attach-map", "as-is"),
        upload(file.name, file.read_bytes()),
        follow=True,
    )
    page = text(sent)
    assert "The map is attached." in page
    assert "open question" in page
    assert b'<svg class="map"' in sent.content
    for name in ("answer-questions", "state-figures", "edit-steps"):
        assert sign_in(otto).get(at(initiative, name, "as-is")).status_code == 200
    version = MapVersion.objects.get()
    raw = sign_in(otto).get(at(initiative, "map-file", version.pk))
    assert b"".join(raw) == file.read_bytes()
    again = sign_in(otto).get(at(initiative, "map-bpmn", version.pk))
    assert b"definitions" in again.content


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("steps.csv", b"step;who;touch\nDecide;Desk;soon\n", "“soon” is no time"),
        ("map.bpmn", b"<definitions/>", "content is not what its name says"),
        ("map.drawio", b"<!DOCTYPE x><mxfile/>", "declares a document type"),
        ("map.json", b'{"steps": [{"next": "9"}]}', "there is no row 9"),
        ("map.exe", b"MZ", "This kind of file is not accepted"),
    ],
)
def test_a_file_that_is_no_map_is_refused_and_the_title_stays(
    sign_in, initiative, otto, name, content, sentence
):
    address = at(initiative, "attach-map", "as-is")
    sent = sign_in(otto).post(address, upload(name, content))
    assert sent.status_code == 400
    assert sentence in text(sent)
    assert b"As drawn" in sent.content
    assert not initiative.attachments.exists()
    assert not ProcessMap.objects.saved().exists()


def test_a_spreadsheet_of_steps_brings_its_times(sign_in, initiative, otto):
    content = (
        b"No;Step;Who;Next;Touch (minutes);Source\n"
        b"1;Receive;Desk;2;10;measured\n2;Decide;Experts;1 20%, end 80%;30;estimated\n"
    )
    address = at(initiative, "attach-map", "as-is")
    sent = sign_in(otto).post(address, upload("steps.csv", content), follow=True)
    assert "How many full-time people does “Experts” have" in text(sent)
    found = analysed(MapVersion.objects.get())
    assert found.analysis.touch == pytest.approx(40 / 60 / 0.8)


def test_a_picture_is_kept_and_its_table_is_typed_beside_it(
    sign_in, initiative, otto, pdf
):
    address = at(initiative, "attach-map", "as-is")
    sign_in(otto).post(address, {"upload": pdf(), "open_questions": 2})
    page = sign_in(otto).get(at(initiative, "map", "as-is"))
    assert "Only the file is known." in text(page)
    assert ProcessMap.objects.get().open_questions == 2
    form = sign_in(otto).get(at(initiative, "answer-questions", "as-is"))
    assert form.status_code == 404
    sign_in(otto).post(
        at(initiative, "edit-steps", "as-is"),
        table(("1", "Receive", "Desk", "", ""), base=1),
    )
    assert b'<svg class="map"' in sign_in(otto).get(address[:-4]).content


def test_a_table_is_typed_and_is_the_drawing(sign_in, initiative, otto):
    browser, address = sign_in(otto), at(initiative, "edit-steps", "as-is")
    rows = [
        ("1", "Receive", "Desk", "", "2 + 3"),
        ("2", "Check cover", "Claims", "", "4"),
        ("3", "Get estimate", "Suppliers", "", "4"),
        ("4", "Decide", "Claims", "", "end 80%, 9 20%"),
    ]
    wrong = browser.post(address, table(*rows))
    assert wrong.status_code == 400
    assert "Row 4, “Decide”: there is no row 9 to go to." in text(wrong)
    assert wrong.content.count(b"there is no row 9") == 2
    assert b"Get estimate" in wrong.content
    more = browser.post(address, table(*rows, do="more"))
    assert b'name="row-8-name"' in more.content
    assert b"Get estimate" in more.content
    rows[3] = ("4", "Decide", "Claims", "", "end 80%, 2 20%")
    pasted = browser.post(
        address, table(rows[0], paste="2\tCheck cover\tClaims\t\t4\n", do="fill")
    )
    assert b'value="Check cover"' in pasted.content
    assert not MapVersion.objects.exists()
    browser.post(address, table(*rows))
    graph = storing.from_data(MapVersion.objects.get().graph)
    assert [row.next for row in rows_of(graph)] == [
        *("2 + 3", "4", "4"),
        "end 80%, 2 20%",
    ]
    page = browser.get(at(initiative, "map", "as-is"))
    assert "Parallel" not in text(page)
    assert "3. Get estimate" in text(page)


def test_a_long_table_is_edited_as_text(sign_in, initiative, otto):
    rows = [Row(str(n), f"Step {n}", "Desk") for n in range(1, 90)]
    actions.save_steps(
        initiative, by=otto, kind="to_be", title="Long", rows=rows, base=0
    )
    browser, address = sign_in(otto), at(initiative, "edit-steps", "to-be") + "?as=text"
    form = browser.get(address).context["form"]
    answers = {name: form[name].value() or "" for name in form.fields}
    answers["paste"] = answers["paste"].replace("Step 89", "The last one")
    browser.post(address, answers | {"as": "text"})
    was, now = MapVersion.objects.order_by("number")
    ids = [[node["id"] for node in v.graph["nodes"]] for v in (was, now)]
    assert ids[0] == ids[1]
    assert "The last one" in str(now.graph)


def test_of_two_who_type_at_once_the_second_is_told_and_keeps_what_was_typed(
    sign_in, initiative, otto, olga
):
    address = at(initiative, "edit-steps", "as-is")
    sign_in(otto).post(address, table(("1", "Receive", "Desk", "", "")))
    answers = table(("1", "Open the letter", "Desk", "", ""))
    late = sign_in(olga).post(address, answers)
    assert late.status_code == 409
    assert f"{otto.name} saved version 1" in text(late)
    assert b"Open the letter" in late.content
    answers["base"] = late.context["form"]["base"].value()
    sign_in(olga).post(address, answers)
    assert ProcessMap.objects.get().number == 2


def test_questions_are_answered_until_the_bottleneck_shows_itself(
    sign_in, initiative, otto
):
    browser = sign_in(otto)
    browser.post(
        at(initiative, "edit-steps", "as-is"),
        table(("1", "Write", "Desk", "", ""), ("2", "Check", "Boss", "", "1, end")),
    )
    address = at(initiative, "answer-questions", "as-is")
    empty = browser.post(address, {"source": "estimated"})
    assert "Answer at least one of the questions." in text(empty)
    values = {"touch": "30", "fte": "1", "hours": "30", "demand": "20"}
    for _round in range(4):
        page = browser.get(address)
        form = page.context["form"]
        if not form.blocks:
            break
        answers = {"source": "assumed", "basis": "A guess of the team"}
        for block in form.blocks:
            code, fields = block["question"].code, block["fields"]
            answers[fields[0].html_name] = "25" if "share" in code else values[code]
        sent = browser.post(address, answers, follow=True)
        assert "computed anew" in text(sent)
    page = text(browser.get(at(initiative, "map", "as-is")))
    assert "would hold them up first" in page
    assert "Some figures are assumed" in page
    assert set(Fact.objects.values_list("source", flat=True)) == {"assumed"}
    assert ProcessMap.objects.get().open_questions == 0


def test_what_cannot_be_computed_is_no_answer_and_leads_to_its_repair(
    sign_in, initiative, otto
):
    browser = sign_in(otto)
    browser.post(
        at(initiative, "edit-steps", "as-is"),
        table(("1", "Ask", "Desk", "", "2"), ("2", "Answer", "Boss", "", "1")),
    )
    repair = f'href="{at(initiative, "edit-steps", "as-is")}">'.encode()
    for name in ("map", "answer-questions"):
        page = browser.get(at(initiative, name, "as-is"))
        assert "no way leads to an end" in text(page)
        assert "No question is open" not in text(page)
        assert repair in page.content.partition(b"round for ever")[2]


def test_the_page_names_the_role_that_holds_the_process_up(
    sign_in, initiative, otto, claims
):
    page = sign_in(otto).get(at(initiative, "map", "as-is"))
    said = text(page)
    assert "Supplier desk would hold them up first, at 60 a week." in said
    assert "▲ bottleneck" in said
    assert "83%" in said
    for label in ("Flow efficiency", "Right first time", "Changes of hands"):
        assert label in said


def test_a_faster_desk_that_is_no_bottleneck_brings_no_more_cases(
    sign_in, initiative, otto, claims
):
    browser, address = sign_in(otto), at(initiative, "map", "as-is")
    graph = storing.from_data(claims.graph)
    key = next(n.id for n in graph.nodes.values() if n.name == "Key in claim data")
    asked = {"step": key, "cut": "80", "checking": "3"}
    page = text(browser.get(address, asked))
    assert "no more cases get through, because the process is still held up" in page
    assert "“Key in claim data” is not done by Supplier desk" in page
    assert "Hours freed a year" in page
    assert "Capacity 60 cases a week 60 cases a week unchanged" in page
    longer = text(browser.get(address, asked | {"cut": "0", "checking": "30"}))
    assert re.search(r"Front desk: none, [\d,]+ more to do", longer)
    nothing = text(browser.get(address, asked | {"cut": "", "checking": ""}))
    assert "Say what AI changes" in nothing
    assert "With AI" not in nothing
    wrong = browser.get(address, asked | {"cut": "many"})
    assert "Enter a number of 0 or more" in text(wrong)
    assert not ExpectedEffect.objects.exists()
    kept = browser.post(at(initiative, "keep-effect", "as-is"), asked, follow=True)
    assert "This effect is expected." in text(kept)
    row = ExpectedEffect.objects.get()
    assert (float(row.cut), row.capacity_change) == (0.8, pytest.approx(0))


def test_figures_that_stay_keep_their_author(sign_in, initiative, otto, olga, claims):
    browser, address = sign_in(olga), at(initiative, "state-figures", "as-is")
    form = browser.get(address).context["form"]
    answers = {name: form[name].value() or "" for name in form.fields}
    answers["of"] = claims.pk
    count = Fact.objects.count()
    browser.post(address, answers)
    assert Fact.objects.count() == count
    touch = next(f for f in form.figures if f["what"] == "touch")
    answers[touch["name"]] = "0,5"
    answers[touch["source_name"]] = ""
    assert "Say how you know these figures." in text(browser.post(address, answers))
    answers[touch["source_name"]] = "measured"
    assert browser.post(address, answers).status_code == 302
    (row,) = Fact.objects.filter(stated_by=olga)
    assert (row.what, float(row.value), row.source) == ("touch", 0.5, "measured")


def test_hostile_names_do_nothing_on_any_page(sign_in, initiative, otto):
    browser = sign_in(otto)
    rows = [
        ("1", HOSTILE, HOSTILE, "", ""),
        ("2", f"B{HOSTILE}", f"B{HOSTILE}", "", f'1 "{HOSTILE[:20]}" 20%, end 80%'),
    ]
    rows[1] = (*rows[1][:4], '1 "<b onclick=x>" 20%, end 80%')
    browser.post(
        at(initiative, "edit-steps", "as-is"), table(*rows, title=HOSTILE[:200])
    )
    assert MapVersion.objects.count() == 1
    for name in ("map", "edit-steps", "answer-questions", "state-figures"):
        page = browser.get(at(initiative, name, "as-is"))
        assert page.status_code == 200
        for sign in (b"<img", b"<svg onload", b"<b onclick"):
            assert sign not in page.content, (name, sign)
    room = browser.get(at(initiative, "page"))
    assert b"<img" not in room.content


def test_the_page_of_the_process_says_when_the_analysis_names_another(
    sign_in, initiative, otto, claims
):
    actions.name_bottleneck(
        initiative,
        by=otto,
        step="Front desk",
        how_known="Felt",
        to_be_effect="same",
        reason="-",
    )
    page = text(sign_in(otto).get(at(initiative, "page")))
    assert "The analysis of the map names another: Supplier desk." in page


def test_only_operations_edits_and_everybody_who_sees_reads(
    sign_in, initiative, company, claims
):
    shown = at(initiative, "map", "as-is")
    for name in ("hana", "rosa", "auda"):
        page = sign_in(company.people[name]).get(shown)
        assert page.status_code == 200
        assert b"/steps/" not in page.content
        answers = table(("1", "x", "y", "", ""), base=1)
        sent = sign_in(company.people[name]).post(
            at(initiative, "edit-steps", "as-is"), answers
        )
        assert sent.status_code == 403
    assert sign_in(company.people["emma"]).get(shown).status_code == 404
    other = make_initiative(company, number=9, stage="appropriation")
    for name in ("map-version", "map-bpmn", "map-file"):
        page = sign_in(company.people["otto"]).get(at(other, name, claims.pk))
        assert page.status_code == 404, name


def test_a_large_map_costs_no_more_queries_than_a_small_one(sign_in, initiative, otto):
    browser = sign_in(otto)

    def cost(count, base):
        rows = [Row(str(n), f"Step {n}", f"Role {n % 7}") for n in range(1, count)]
        actions.save_steps(
            initiative, by=otto, kind="as_is", title="x", rows=rows, base=base
        )
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(at(initiative, "map", "as-is")).status_code == 200
            assert browser.get(at(initiative, "page")).status_code == 200
        return len(queries)

    cost(3, 0)
    assert cost(3, 1) == cost(200, 2)
