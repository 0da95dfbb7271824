"""The pages of this room: a happy path each, a stranger, a refusal, no script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import actions, screening
from initiatives.models import Attachment, Comment, Import, Initiative
from initiatives.stages import Stage

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def sign_in(client):
    """A browser in which a person has signed in."""

    def signed_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def url(name, *args):
    """The address of a page of this room."""
    return reverse(f"initiatives:{name}", args=args)


def hidden(response):
    """The hidden fields of a page, as a browser would send them back."""
    fields = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', _text(response)
    )
    return {
        name: value.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
        for name, value in fields
        if name != "csrfmiddlewaretoken"
    }


def _text(response):
    return response.content.decode()


def test_a_proposal_is_begun_saved_and_found_again(sign_in, company, max):
    browser = sign_in(max)
    page = browser.get(url("propose"))
    answers = hidden(page) | {"title": "Answer mails", "unit": company.service.pk}

    saved = browser.post(url("propose"), answers | {"continue": "1"})
    again = browser.post(url("propose"), answers | {"continue": "1"})

    draft = Initiative.objects.get()
    assert saved.url == url("edit-section", draft.ref, "people")
    assert again.status_code == 302
    assert Initiative.objects.count() == 1
    listed = _text(browser.get(url("propose")))
    assert "1 draft waits for you" in listed
    assert draft.ref in listed


def test_what_is_missing_is_said_at_the_field(sign_in, company, max):
    browser = sign_in(max)
    response = browser.post(url("propose"), {"title": "", "unit": company.root.pk})

    assert response.status_code == 422
    assert "There is a problem" in _text(response)
    assert "<title>Error:" in _text(response)


def test_who_may_not_propose_reads_why(sign_in, emma):
    browser = sign_in(emma)
    assert 'aria-disabled="true"' in _text(browser.get(url("propose")))


@pytest.mark.parametrize("section", ["what", "people", "promise", "value", "screening"])
def test_every_section_opens_for_who_may_and_who_may_not_edit(
    sign_in, initiative, lena, fred, section
):
    for person, may in ((lena, True), (fred, False)):
        response = sign_in(person).get(url("edit-section", initiative.ref, section))
        assert response.status_code == 200
        assert (">Save</button>" in _text(response)) is may
        assert _text(response).count("<h1") == 1


def test_a_stranger_gets_404_everywhere(sign_in, initiative, draft, lena, emma):
    names = ["edit", "leads", "share", "files", "attach", "comment", "links", "discard"]
    for person, row in ((emma, initiative), (lena, draft)):
        browser = sign_in(person)
        for name in [*names, "next-cycle"]:
            assert browser.get(url(name, row.ref)).status_code == 404, name


def test_a_number_that_is_none_keeps_what_was_typed(sign_in, draft, max):
    browser = sign_in(max)
    address = url("edit-section", draft.ref, "value")
    answers = hidden(browser.get(address)) | {
        "hours_expected": "a lot",
        "currency": "EUR",
        "hypothesis_proof": "In line 6.",
    }
    response = browser.post(address, answers)

    assert response.status_code == 422
    assert "Enter the hours as a number, for example 1200" in _text(response)
    assert 'value="a lot"' in _text(response)
    assert "In line 6." in _text(response)


def test_numbers_are_read_as_people_write_them(sign_in, draft, max):
    browser = sign_in(max)
    address = url("edit-section", draft.ref, "value")
    answers = hidden(browser.get(address)) | {
        "hours_expected": "1 200 h",
        "budget": "1,250.50",
        "currency": "eur",
    }
    assert browser.post(address, answers).status_code == 302

    draft.refresh_from_db()
    assert (draft.hours_expected, str(draft.budget)) == (1200, "1250.50")
    assert draft.currency == "EUR"


def test_the_screening_is_computed_from_all_answers(sign_in, draft, max):
    browser = sign_in(max)
    address = url("edit-section", draft.ref, "screening")
    answers = hidden(browser.get(address)) | {q.code: "n" for q in screening.QUESTIONS}
    last = screening.QUESTIONS[0].code

    half = browser.post(address, {k: v for k, v in answers.items() if k != last})
    assert half.status_code == 422
    browser.post(address, answers)

    draft.refresh_from_db()
    assert draft.screening == "clear"


def test_the_same_answer_changed_by_two_is_shown_side_by_side(
    sign_in, initiative, lena, hana
):
    browser = sign_in(lena)
    address = url("edit", initiative.ref)
    answers = hidden(browser.get(address)) | {
        "title": "Mine",
        "unit": initiative.unit_id,
        "problem": initiative.problem,
        "purpose": "Purpose of mine",
    }
    actions.edit(initiative, by=hana, version=1, title="Theirs")

    conflict = browser.post(address, answers)
    assert conflict.status_code == 409
    assert "Hana Test changed this page" in _text(conflict)
    assert "Mine" in _text(conflict)
    assert "Theirs" in _text(conflict)
    resolved = hidden(conflict)
    assert browser.post(address, resolved | {"keep-title": "theirs"}).status_code == 302

    initiative.refresh_from_db()
    assert (initiative.title, initiative.purpose) == ("Theirs", "Purpose of mine")

    actions.edit(initiative, by=hana, version=3, title="Theirs again")
    conflict = browser.post(address, answers | {"once": "x"})
    resolved = hidden(conflict) | {"keep-title": "mine"}
    assert browser.post(address, resolved).status_code == 302
    initiative.refresh_from_db()
    assert initiative.title == "Mine"


def test_a_change_elsewhere_merges_and_is_named(sign_in, initiative, lena, hana):
    browser = sign_in(lena)
    address = url("edit", initiative.ref)
    answers = hidden(browser.get(address)) | {
        "title": "Mine",
        "unit": initiative.unit_id,
        "problem": initiative.problem,
        "purpose": initiative.purpose,
    }
    actions.edit(initiative, by=hana, version=1, problem="Weeks.")

    browser.post(address, answers)
    told = _text(browser.get(address))

    initiative.refresh_from_db()
    assert (initiative.title, initiative.problem) == ("Mine", "Weeks.")
    assert "which is kept: What is the problem today?" in told


def test_places_are_added_line_by_line_without_script(sign_in, draft, company, max):
    browser = sign_in(max)
    address = url("edit-section", draft.ref, "people")
    line = {
        "places-0-unit": company.service.pk,
        "places-0-site": company.lyon.pk,
        "places-0-people": "96",
        "places-0-in_scope": "on",
    }
    more = browser.post(address, hidden(browser.get(address)) | line | {"add": "1"})
    assert more.status_code == 200
    assert 'name="places-1-unit"' in _text(more)
    assert 'value="96"' in _text(more)
    saved = browser.post(address, hidden(more) | line)

    assert saved.status_code == 302
    assert [e.people for e in draft.exposures.all()] == [96]
    wrong = browser.post(
        address, hidden(browser.get(address)) | line | {"places-0-people": "0"}
    )
    assert wrong.status_code == 422


def test_a_list_of_places_changed_by_another_is_shown(sign_in, draft, company, max):
    browser = sign_in(max)
    address = url("edit-section", draft.ref, "people")
    sent = hidden(browser.get(address)) | {
        "places-0-unit": company.service.pk,
        "places-0-site": company.lyon.pk,
        "places-0-people": "96",
        "places-0-in_scope": "on",
    }
    row = {
        "unit": company.service,
        "site": company.leeds,
        "people": 5,
        "overseers": 0,
        "in_scope": True,
    }
    actions.set_exposures(draft, by=max, rows=[row])

    response = browser.post(address, sent)

    assert response.status_code == 409
    assert "Service, Leeds" in _text(response)
    assert 'value="96"' in _text(response)
    again = hidden(response) | {k: v for k, v in sent.items() if k[:7] == "places-"}
    assert browser.post(address, again).status_code == 302


def test_leads_are_named_on_a_page(sign_in, initiative, lena, otto):
    browser = sign_in(lena)
    address = url("leads", initiative.ref)
    page = browser.get(address)
    answers = hidden(page) | {
        "hr": initiative.leads.get(function="hr").person_id,
        "leadership": lena.pk,
        "operations": otto.pk,
        "sponsor": initiative.sponsor_id,
        "continuity_holder": initiative.continuity_holder_id,
    }
    assert browser.post(address, answers).status_code == 302

    assert initiative.leads.get(function="operations").person == otto
    assert initiative.leads.count() == 3


def test_sharing_on_a_page(sign_in, initiative, lena, otto):
    browser = sign_in(lena)
    address = url("share", initiative.ref)
    browser.post(address, {"confidential": "yes"})
    assert "It is confidential" in _text(browser.get(address))
    browser.post(address, {"share": "1", "person": otto.pk})
    assert sign_in(otto).get(url("edit", initiative.ref)).status_code == 200
    sign_in(lena).post(address, {"unshare": otto.email})

    assert sign_in(otto).get(url("edit", initiative.ref)).status_code == 404


def test_a_comment_from_the_overview(sign_in, initiative, lena):
    browser = sign_in(lena)
    address = url("comment", initiative.ref)
    assert browser.post(address, {"text": "For @hana@example.org"}).status_code == 302
    refused = browser.post(address, {"text": "  "})

    assert refused.status_code == 422
    assert Comment.objects.get().mentions


def test_a_file_goes_up_and_comes_down_closed(sign_in, initiative, hana, rosa, emma):
    browser = sign_in(hana)
    address = url("attach", initiative.ref)
    upload = SimpleUploadedFile("plän.pdf", PDF)
    assert browser.post(address, {"upload": upload}).status_code == 302
    refused = browser.post(address, {"upload": SimpleUploadedFile("x.exe", b"MZ")})
    assert refused.status_code == 400
    assert "not accepted" in _text(refused)

    row = Attachment.objects.get()
    response = browser.get(url("download", initiative.ref, row.pk))
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert sign_in(emma).get(url("download", initiative.ref, row.pk)).status_code == 404
    assert row.name in _text(sign_in(rosa).get(url("files", initiative.ref)))


def test_links_on_a_page(sign_in, initiative, lena, company):
    other = actions.take_over(by=lena, unit=company.root, title="Base", stage="value")
    browser = sign_in(lena)
    address = url("links", initiative.ref)
    wrong = browser.post(address, {"kind": "needs", "other": "AI-999"})
    assert wrong.status_code == 422
    assert browser.post(address, {"kind": "needs", "other": other.ref.lower()}).url
    link = initiative.links.get()
    assert "needs this one" in _text(browser.get(url("links", other.ref)))
    browser.post(url("unlink", initiative.ref, link.pk))

    assert not initiative.links.exists()


def test_a_draft_is_discarded_on_its_own_page(sign_in, draft, max):
    browser = sign_in(max)
    page = browser.get(url("discard", draft.ref))
    assert "Discard Answer broker e-mails?" in _text(page)
    assert browser.post(url("discard", draft.ref), hidden(page)).status_code == 302

    assert not Initiative.objects.drafts_of(max).exists()


def test_the_next_cycle_opens_a_draft(sign_in, initiative, max, lena):
    Initiative.objects.filter(pk=initiative.pk).update(stage=Stage.LEARNING)
    browser = sign_in(max)
    page = browser.get(url("next-cycle", initiative.ref))
    done = browser.post(url("next-cycle", initiative.ref), hidden(page))

    draft = Initiative.objects.get(origin=initiative)
    assert done.url == url("edit", draft.ref)


def _csv(text):
    return SimpleUploadedFile("list.csv", text.encode())


def test_an_import_is_read_checked_mapped_and_brought_in(sign_in, company, lena):
    browser = sign_in(lena)
    kept = browser.post(
        url("import"), {"file": _csv("Title;Stage;Colour\nA;Pilot;x\nB;Blue;y\n")}
    )
    preview = browser.get(kept.url)
    assert (
        "2 rows read: 1 would come in, 0 would change, 1 would be left out."
        in _text(preview)
    )
    assert not Initiative.objects.exists()
    row = Import.objects.get()
    answers = hidden(preview) | {
        "column-title": "Title",
        "column-stage": "Stage",
        "stage-0": "learning",
        "stage-1": "value",
        "unit": "group",
    }
    checked = browser.post(kept.url, answers, follow=True)
    assert "2 would come in, 0 would change, none would be left out" in _text(checked)
    done = browser.post(kept.url, answers | {"go": "1", "once": "y"}, follow=True)

    assert "2 initiatives came in; 0 rows were left out." in _text(done)
    row.refresh_from_db()
    assert (row.state, row.done, row.created) == ("done", 2, 2)
    assert set(Initiative.objects.values_list("title", "stage")) == {
        ("A", "learning"),
        ("B", "value"),
    }
    browser.post(url("import-progress", row.pk))
    assert Initiative.objects.count() == 2


def test_a_long_import_goes_on_by_a_press(sign_in, company, lena, monkeypatch):
    monkeypatch.setattr("initiatives.imports.running.BLOCK", 2)
    monkeypatch.setattr("initiatives.views.importing.PATIENCE", -1)
    browser = sign_in(lena)
    rows = "".join(f"A;Pilot;{n}\n" for n in range(5))
    kept = browser.post(url("import"), {"file": _csv(f"Title;Stage;Note\n{rows}")})
    answers = {"column-title": "Title", "column-stage": "Stage", "unit": "group"}
    answers |= {"stage-0": "learning", "go": "1"}

    page = browser.post(kept.url, answers, follow=True)
    assert "2 of 5 rows are dealt with" in _text(page)
    address = url("import-progress", Import.objects.get().pk)
    browser.post(address)
    page = browser.post(address, follow=True)

    assert "5 initiatives came in" in _text(page)
    assert Initiative.objects.count() == 5


def test_a_wrong_file_is_refused_in_the_browser(sign_in, company, lena):
    browser = sign_in(lena)
    response = browser.post(
        url("import"), {"file": SimpleUploadedFile("list.csv", PDF)}
    )

    assert response.status_code == 400
    assert "This is a PDF, not a table" in _text(response)
    assert not Import.objects.exists()


def test_who_may_not_import_reads_why_and_changes_nothing(sign_in, company, hana, lena):
    browser = sign_in(hana)
    assert "Only Leadership" in _text(browser.get(url("import")))
    refused = browser.post(url("import"), {"file": _csv("Title\nA\n")})
    assert refused.status_code == 403
    sign_in(lena).post(url("import"), {"file": _csv("Title;x\nA;b\n")})
    row = Import.objects.get()
    assert sign_in(hana).get(url("import-preview", row.pk)).status_code == 404


def test_the_head_of_a_page_costs_the_same_for_any_history(
    sign_in, initiative, lena, hana
):
    browser = sign_in(lena)
    address = url("files", initiative.ref)
    browser.get(address)

    def queries():
        with CaptureQueriesContext(connection) as found:
            browser.get(address)
        return len(found)

    few = queries()
    for n in range(20):
        actions.attach(initiative, by=hana, upload=SimpleUploadedFile(f"{n}.pdf", PDF))
    assert queries() == few
