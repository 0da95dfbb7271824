"""Papers as PDF: asked for, made by a job, fetched by who asked and nobody else."""

import re
import zlib
from datetime import timedelta

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from governance import actions, papers, printing
from governance.models import Paper
from initiatives.stages import Stage
from tests.cast import NOW, fresh
from tests.factories import at_stage
from tests.governance.meeting_cast import asked as asked_by_hr
from tests.governance.meeting_cast import hold, item_of, plan, resolve

pytestmark = pytest.mark.django_db


def signed_in(person):
    """The browser of a person."""
    client = Client()
    client.force_login(person)
    return client


def unpacked(content) -> bytes:
    """What a PDF holds, its compressed streams read."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)
    return b"".join(zlib.decompress(s) for s in streams if s.startswith(b"x"))


@pytest.fixture
def asked(cast_company, proposal):
    """A paper that Hana asked for."""
    return actions.ask_paper(
        by=cast_company.hana,
        kind="initiative",
        facts={"ref": proposal.ref},
        language="fr",
    )


@pytest.fixture
def printed(monkeypatch):
    """The pages that reach the printer: Pango is another test's matter."""
    pages = []

    def keep(html):
        pages.append(html)
        return b"%PDF-1.7 " + html.encode()

    monkeypatch.setattr(printing, "pdf", keep)
    return pages


def test_a_paper_is_made_in_the_language_that_was_asked_for(asked, printed):
    assert papers.make_waiting() == {"made": 1, "failed": 0, "let_go": 0}

    row = fresh(asked)
    assert row.is_there
    assert row.name.endswith(".pdf")
    assert '<html lang="fr">' in printed[0]
    assert "Make a PDF" not in printed[0]
    assert papers.make_waiting() == {"made": 0, "failed": 0, "let_go": 0}


def test_only_who_asked_finds_it_and_the_record_keeps_that_it_was_fetched(
    asked, printed, cast_company
):
    papers.make_waiting()
    address = reverse("governance:paper-file", args=[asked.pk])

    assert signed_in(cast_company.otto).get(address).status_code == 404
    found = signed_in(cast_company.hana).get(address)

    assert found.status_code == 200
    assert found.content.startswith(b"%PDF")
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    fetched = Entry.objects.filter(action="governance.paper_fetched")
    assert fetched.get().actor_ref == cast_company.hana.pk


def test_a_right_that_ended_in_between_counts_when_it_is_made_and_when_it_is_fetched(
    asked, printed, cast_company, proposal
):
    address = reverse("governance:paper-file", args=[asked.pk])
    papers.make_waiting()
    type(proposal).objects.filter(pk=proposal.pk).update(is_confidential=True)
    again = Paper.objects.create(
        kind="initiative",
        facts={"ref": proposal.ref},
        language="en",
        asked_by=cast_company.fred,
        expires_at=asked.expires_at,
    )

    assert signed_in(cast_company.fred).get(address).status_code == 404
    papers.make_waiting()

    assert fresh(again).failure == "gone"
    assert not fresh(again).is_there
    assert len(printed) == 1


def test_a_pack_of_an_agenda_is_not_delivered_once_its_owner_sees_less(
    printed, cast_company, proposal
):
    c = cast_company
    type(proposal).objects.filter(pk=proposal.pk).update(screening="prohibited")
    facts = {"meeting": str(plan(c).pk)}
    ask = {"by": c.fred, "kind": "meeting.agenda", "facts": facts, "language": "en"}
    pack = actions.ask_paper(**ask)
    papers.make_waiting()
    address = reverse("governance:paper-file", args=[pack.pk])
    assert proposal.ref in printed[0]
    assert signed_in(c.fred).get(address).status_code == 200

    type(proposal).objects.filter(pk=proposal.pk).update(is_confidential=True)

    refused = signed_in(c.fred).get(address)
    assert refused.status_code == 403
    assert "What you may see has changed" in refused.text
    again = actions.ask_paper(**ask)
    papers.make_waiting()
    again = signed_in(c.fred).get(reverse("governance:paper-file", args=[again.pk]))
    assert again.status_code == 200
    assert proposal.ref not in printed[1]


def test_what_is_not_theirs_to_read_cannot_be_asked_for(cast_company):
    client = signed_in(cast_company.hana)
    address = reverse("governance:ask-paper")
    body = {"kind": "initiative", "language": "en", "fact-ref": "MAI-9999"}

    assert client.post(address, body).status_code == 404
    assert client.post(address, body | {"kind": "gossip"}).status_code == 404
    assert client.post(address, body | {"language": "tlh"}).status_code == 404
    assert client.post(address, body | {"fact-x": "1"}).status_code == 404
    assert not Paper.objects.exists()


def test_the_page_looks_again_by_itself_until_the_paper_is_there(
    asked, printed, cast_company
):
    client = signed_in(cast_company.hana)
    address = reverse("governance:paper", args=[asked.pk])

    waiting = client.get(address)
    papers.make_waiting()
    ready = client.get(address)

    assert waiting.headers["Refresh"] == "3"
    assert "Refresh" not in ready.headers
    assert reverse("governance:paper-file", args=[asked.pk]) in ready.text


def test_a_machine_without_pango_says_who_can_mend_it(asked, monkeypatch):
    def missing(html):
        raise printing.CannotPrint("libpango is not there")

    monkeypatch.setattr(printing, "pdf", missing)

    assert papers.make_waiting()["failed"] == 1

    assert fresh(asked).failure == "printer"
    assert "Pango" in str(papers.FAILURES["printer"])


def test_what_fails_is_tried_three_times_and_then_says_so(asked, monkeypatch):
    def broken(html):
        raise RuntimeError("no paper left")

    monkeypatch.setattr(printing, "pdf", broken)

    for _try in range(papers.ATTEMPTS):
        assert fresh(asked).is_waiting
        papers.make_waiting()

    assert fresh(asked).failure == "error"


def test_two_jobs_do_not_make_one_paper_twice(asked, printed):
    assert papers.claim(asked)
    assert not papers.claim(asked)
    assert papers.make_waiting()["made"] == 0


def test_a_job_that_died_lets_its_paper_go_after_the_lease(asked, printed):
    papers.claim(asked)

    with clock.at(NOW + papers.LEASE + timedelta(minutes=1)):
        assert papers.make_waiting()["made"] == 1


def test_a_file_goes_after_seven_days_and_the_row_says_so(asked, printed, cast_company):
    papers.make_waiting()
    stored = fresh(asked).file

    with clock.at(NOW + papers.KEPT + timedelta(hours=1)):
        assert papers.make_waiting()["let_go"] == 1
        page = signed_in(cast_company.hana).get(
            reverse("governance:paper", args=[asked.pk])
        )

    assert not stored.storage.exists(stored.name)
    assert "no longer kept" in page.text


def test_nobody_waits_for_more_than_ten_papers(asked, cast_company):
    client = signed_in(cast_company.hana)
    body = {"kind": "initiative", "language": "en", "fact-ref": asked.facts["ref"]}

    for _paper in range(9):
        assert client.post(reverse("governance:ask-paper"), body).status_code == 302
    refused = client.post(reverse("governance:ask-paper"), body)

    assert refused.status_code == 409
    assert Paper.objects.count() == 10


@pytest.mark.browser
def test_the_machine_makes_a_real_pdf_with_our_own_files_and_nothing_else(caplog):
    html = (
        "<!doctype html><html lang=en><head><title>T</title>"
        "<link rel=stylesheet href='/static/css/paper.css'></head>"
        "<body><img alt='' src='http://127.0.0.1:9/x.png'>"
        "<img alt='' src='file:///etc/passwd'><p>Émission</p></body></html>"
    )

    content = printing.pdf(html)

    assert content.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in unpacked(content)
    refused = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert len(refused) == 2
    assert all("reads nothing from outside" in words for words in refused)
    with pytest.raises((ValueError, SuspiciousFileOperation)):
        printing.static_file("../../etc/passwd")


def objects_of(content) -> dict:
    """The objects of a PDF by number, also those that lie packed in others."""
    found = {}
    for number, body in re.findall(rb"(\d+) 0 obj\n(.*?)\nendobj", content, re.DOTALL):
        head, _stream, data = body.partition(b"stream\n")
        data = data.removesuffix(b"\nendstream")
        if b"/FlateDecode" in head:
            data = zlib.decompress(data)
        found[int(number)] = head + data
        if packed := re.search(rb"/N (\d+)/First (\d+)", head):
            count, first = map(int, packed.groups())
            places = [int(n) for n in data[:first].split()[: 2 * count]]
            ends = [*places[3::2], len(data)]
            for key, start, end in zip(places[::2], places[1::2], ends, strict=True):
                found[key] = data[first + start : first + end]
    return found


def words_of(content) -> str:
    """What a PDF says: its glyphs read back by the maps that its fonts carry."""
    objects, letters = objects_of(content), {}
    for body in objects.values():
        for name, key in re.findall(rb"/(\w{6}) (\d+) 0 R", body):
            if chart := re.search(rb"/ToUnicode (\d+) 0 R", objects[int(key)]):
                pairs = re.findall(
                    rb"<([0-9a-f]{4})> <([0-9a-f]{4,})>", objects[int(chart[1])]
                )
                letters[name] = {
                    glyph: bytes.fromhex(code.decode()).decode("utf-16-be")
                    for glyph, code in pairs
                }
    said = []
    for body in objects.values():
        for name, shown in re.findall(
            rb"/(\w{6}) [\d.]+ Tf\n(.*?) TJ", body, re.DOTALL
        ):
            glyphs = b"".join(re.findall(rb"<([0-9a-f]+)>", shown)).decode()
            said.append(
                "".join(
                    letters[name][glyphs[at : at + 4].encode()]
                    for at in range(0, len(glyphs), 4)
                )
            )
    return " ".join(" ".join(said).split())


@pytest.mark.browser
@pytest.mark.parametrize(
    ("kind", "english", "french"),
    [
        ("meeting.agenda", "Gates and questions put", "Points de passage"),
        ("meeting.minutes", "What was decided", "Ce qui a été décidé"),
        ("meeting.decision", "Send back with questions", "Renvoyer avec"),
        ("initiative", "Reply Assist", "Reply Assist"),
        ("gate", "Reply Assist", "Reply Assist"),
        ("value.board", "Value", "Valeur"),
    ],
)
def test_packs_are_real_pdfs_that_say_what_their_pages_say(
    cast_company, proposal, handoff, kind, english, french
):
    c, facts = cast_company, {"ref": proposal.ref}
    if kind.startswith("meeting."):
        asked_by_hr(c, handoff)
        meeting = hold(c, plan(c))
        facts = {"meeting": str(meeting.pk)}
    if kind == "meeting.decision":
        item = item_of(c, meeting, "referral-")
        row = resolve(c, meeting, item, "send_back")
        facts = {"decision": str(row.pk)}
    if kind == "value.board":
        facts = {}
    for language, word in (("en", english), ("fr", french)):
        paper = actions.ask_paper(by=c.lena, kind=kind, facts=facts, language=language)
        title, page = papers.html(paper)
        content = printing.pdf(page)
        said = words_of(content)
        assert content.startswith(b"%PDF-")
        assert f"/Lang ({language})".encode() in b"".join(objects_of(content).values())
        assert word in said
        assert title.split(":")[0].strip() in said
        asked = kind in ("meeting.agenda", "meeting.decision")
        assert ("Who pays for the pilot?" in said) == asked


def test_the_evidence_file_and_the_assessment_are_papers_in_both_languages(
    cast_company,
):
    row = at_stage(cast_company, Stage.LITERACY)
    for kind, facts, words in (
        ("literacy.evidence", {}, ("Dated measures", "Mesures datées")),
        ("literacy.impact", {"version": "1"}, ("Populations", "Populations")),
    ):
        for language, word in zip(("en", "fr"), words, strict=True):
            paper = actions.ask_paper(
                by=cast_company.hana,
                kind=kind,
                facts={"ref": row.ref, **facts},
                language=language,
            )
            _title, page = papers.html(paper)
            assert f'<html lang="{language}">' in page
            assert word in page
            assert "spreadsheet" not in page
            assert "<script" not in page
