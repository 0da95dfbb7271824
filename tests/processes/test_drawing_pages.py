"""The drawing editor as the server sees it: what it opens, saves and refuses."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisation.templatetags import ui
from processes import actions, drawings, reading
from processes.models import MapVersion
from processes.reading.steps import Row

SAMPLE = (
    b"no,step,who,next\n1,Receive the claim,Front desk,2\n2,Decide,Claims,\n",
    "claims.csv",
)


@pytest.fixture(autouse=True)
def _editor(monkeypatch):
    """The files of the editor are there, whatever this machine has fetched."""
    ui.served.cache_clear()
    monkeypatch.setattr(ui.finders, "find", lambda path: "/somewhere")
    yield
    ui.served.cache_clear()


@pytest.fixture
def initiative(in_appropriation):
    return in_appropriation


@pytest.fixture
def ops(client, otto):
    """Operations, signed in."""
    client.force_login(otto, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def attached(initiative, otto):
    """Attach a file as the next version of a map."""

    def attach(content, name, kind="as_is"):
        upload = SimpleUploadedFile(name, content)
        return actions.attach_map(initiative, by=otto, kind=kind, upload=upload)

    return attach


def path(initiative, slug="as-is"):
    return reverse("processes:draw-map", args=[initiative.ref, slug])


def text(response):
    page = re.sub(
        r"<textarea.*?</textarea>", " ", response.content.decode(), flags=re.S
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def send(client, initiative, xml, base=0, slug="as-is", **more):
    return client.post(path(initiative, slug), {"drawing": xml, "base": base, **more})


def test_the_first_map_begins_with_one_frame_and_a_start(ops, initiative):
    page = ops.get(path(initiative))

    assert "Who does what, in which order? Saving makes version 1." in text(page)
    graph, _facts = reading.read(page.context["xml"].encode())
    assert [pool.name for pool in graph.pools.values()] == [initiative.title]
    assert [node.kind for node in graph.nodes.values()] == ["start"]
    assert "Save as version 1" in text(page)


def test_a_typed_table_opens_as_a_drawing_with_its_lanes(ops, initiative, attached):
    attached(*SAMPLE)

    page = ops.get(path(initiative))

    assert "Version 1 by Otto" in text(page)
    assert "with its steps set out anew. Saving makes version 2" in text(page)
    graph, _facts = reading.read(page.context["xml"].encode())
    assert {lane.name for lane in graph.lanes.values()} == {"Front desk", "Claims"}
    assert all(node.box for node in graph.nodes.values())


def test_an_uploaded_file_opens_as_it_is_whatever_its_letters(
    ops, initiative, attached
):
    whole = drawings.empty(initiative).replace("Sort claims", "Réclamations")
    latin = whole.replace("UTF-8", "ISO-8859-1") + "<!-- kept -->"
    attached(latin.encode("latin-1"), "map.bpmn")

    page = ops.get(path(initiative))

    assert "Réclamations" in page.context["xml"]
    assert "<!-- kept -->" in page.context["xml"]
    assert 'encoding="UTF-8"' in page.context["xml"]
    redrawn = ops.get(path(initiative) + "?redrawn=yes").context["xml"]
    assert "kept" not in redrawn
    assert "Réclamations" in redrawn


def test_the_to_be_begins_as_the_as_is_with_the_same_ids(ops, initiative, attached):
    attached(*SAMPLE)

    page = ops.get(path(initiative, "to-be"))

    assert "The to-be map begins as the as-is map" in text(page)
    assert page.context["xml"] == ops.get(path(initiative)).context["xml"]
    assert page.context["drawing"].number == 0


def test_a_picture_cannot_be_drawn_on_and_the_page_says_so(
    ops, initiative, attached, pdf
):
    attached(pdf().read(), "map.pdf")

    page = ops.get(path(initiative))

    assert "Version 1 is a file that cannot be drawn on." in text(page)
    assert "Save as version 2" in text(page)


def test_a_drawing_becomes_the_next_version_with_its_note(ops, initiative, attached):
    attached(*SAMPLE)
    xml = ops.get(path(initiative)).context["xml"].replace("Decide", "Decide at once")

    answer = send(ops, initiative, xml, base=1, note="One step is quicker.")

    assert answer.status_code == 302
    version = MapVersion.objects.current().get()
    assert (version.number, version.source) == (2, "editor")
    assert version.note == "One step is quicker."
    assert "Decide at once" in ops.get(path(initiative)).context["xml"]


def test_of_two_drawings_the_second_is_kept_and_told_of_the_first(
    ops, initiative, attached
):
    attached(*SAMPLE)
    xml = ops.get(path(initiative)).context["xml"]
    send(ops, initiative, xml.replace("Decide", "First"), base=1)

    answer = send(ops, initiative, xml.replace("Decide", "Second"), base=1)

    assert answer.status_code == 409
    assert "saved version 2" in text(answer)
    assert "This is your drawing, not saved yet. Saving makes version 3." in text(
        answer
    )
    assert "Second" in answer.context["xml"]
    assert 'data-unsaved="yes"' in answer.content.decode()
    again = send(
        ops, initiative, answer.context["xml"], answer.context["form"]["base"].value()
    )
    assert again.status_code == 302
    titles = [v.graph["nodes"] for v in MapVersion.objects.order_by("number")]
    assert "First" in str(titles[1])
    assert "Second" in str(titles[2])


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        ("<definitions", "it is no whole XML"),
        ("<html/>", "not a BPMN 2.0 map"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares a document type"),
        ("", "This field is required"),
    ],
)
def test_a_drawing_that_cannot_be_read_is_refused_and_kept(
    ops, initiative, xml, sentence
):
    answer = send(ops, initiative, xml, note="A try")

    assert answer.status_code in (400, 422)
    assert sentence in text(answer)
    assert answer.context["xml"] == (xml or drawings.empty(initiative))
    assert "A try" in answer.content.decode()
    assert not MapVersion.objects.exists()


def test_hostile_names_stay_text_on_the_page(ops, initiative, otto):
    hostile = "</textarea><script>alert(1)</script>"
    actions.save_steps(
        initiative,
        by=otto,
        kind="as_is",
        rows=[Row("1", hostile, hostile)],
        base=0,
        title="Claims",
    )

    page = ops.get(path(initiative)).content.decode()

    assert "<script>alert" not in page
    assert page.count("</textarea>") == 1


def test_a_map_larger_than_a_form_is_not_opened(ops, initiative, monkeypatch):
    monkeypatch.setattr(drawings, "MOST_BYTES", 100)

    page = ops.get(path(initiative))

    assert "too large to be drawn in the browser" in text(page)
    assert 'id="drawing"' not in page.content.decode()


def test_without_the_files_of_the_editor_the_page_leads_to_the_table(
    ops, initiative, monkeypatch
):
    ui.served.cache_clear()
    monkeypatch.setattr(ui.finders, "find", lambda path: None)

    page = ops.get(path(initiative))
    ui.served.cache_clear()

    assert "The drawing editor is not installed here" in text(page)
    assert "Open the table of steps" in text(page)
    assert "draw.js" not in page.content.decode()


def test_who_may_not_save_reads_why_and_cannot(client, initiative, company, attached):
    attached(*SAMPLE)
    fred = company.people["fred"]
    client.force_login(fred, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get(path(initiative))
    assert 'aria-disabled="true">Save as version 2' in page.content.decode()
    answer = send(client, initiative, page.context["xml"], base=1)

    assert answer.status_code == 403
    assert MapVersion.objects.count() == 1


def test_opening_a_drawing_costs_the_same_for_few_and_many_versions(
    ops, initiative, attached
):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert ops.get(path(initiative)).status_code == 200
        return len(queries)

    attached(*SAMPLE)
    cost()
    few = cost()
    for _ in range(3):
        attached(*SAMPLE)

    assert cost() == few
