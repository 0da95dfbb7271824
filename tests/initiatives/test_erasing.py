"""Erasing a file or a comment: two people, and what stays."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from audit.errors import Duplicate, Invalid, Refused, Stale
from audit.models import Entry
from governance import rules as governance_rules
from initiatives import actions, files
from initiatives.errors import Erased
from initiatives.models import Attachment, Comment, Erasure
from initiatives.stages import Stage
from tests.cast import fresh
from tests.factories import a_file, at_stage

REASON = "It names a customer."


@pytest.fixture
def assessed(cast_company):
    """An initiative before G2, whose signed content holds the hash of a file."""
    row = at_stage(cast_company, Stage.APPROPRIATION)
    actions.attach(row, by=cast_company.olga, upload=a_file("plan.pdf"))
    return fresh(row)


@pytest.fixture
def paper(assessed):
    return Attachment.objects.filter(initiative=assessed).earliest("added_at", "pk")


@pytest.fixture
def remark(cast_company, assessed):
    return actions.comment(assessed, by=cast_company.otto, text="Anna Muster is ill.")


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def test_two_people_erase_a_file_and_its_hash_stays(
    cast_company, assessed, paper, django_capture_on_commit_callbacks
):
    key, sha256, size = paper.file.name, paper.sha256, paper.size
    before = governance_rules.standing(fresh(assessed)).content.digest
    asked = actions.ask_erasure(paper, by=cast_company.henri, reason=REASON)
    assert default_storage.exists(key)

    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(asked, by=cast_company.lou)

    row = fresh(paper)
    assert not default_storage.exists(key)
    assert (row.sha256, row.size, row.erased_by) == (sha256, size, cast_company.lou)
    assert (row.file.name, row.name, row.note) == ("", "", "")
    assert Erasure.objects.get().leftover == ""
    assert governance_rules.standing(fresh(assessed)).content.digest == before
    with pytest.raises(Erased):
        files.verified(row)
    entry = Entry.objects.get(action="initiatives.erased")
    assert entry.facts["sha256"] == sha256
    assert entry.facts["asked_by"] == str(cast_company.henri.pk)
    call_command("verify_audit")


def test_a_comment_loses_its_text_and_its_salt(cast_company, remark):
    sha256 = remark.sha256
    asked = actions.ask_erasure(remark, by=cast_company.otto, reason=REASON)

    actions.erase(asked, by=cast_company.louis)

    row = fresh(remark)
    assert (row.text, row.salt, row.sha256) == ("", "", sha256)
    assert not Entry.objects.filter(body__contains="Muster").exists()
    call_command("verify_audit")


def test_one_person_alone_erases_nothing(cast_company, paper):
    asked = actions.ask_erasure(paper, by=cast_company.lou, reason=REASON)

    with pytest.raises(Refused, match="second person"):
        actions.erase(asked, by=cast_company.lou)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=asked.pk).update(
            done_at=asked.asked_at, done_by=cast_company.lou
        )

    assert fresh(paper).erased_at is None


@pytest.mark.parametrize("name", ["adam", "otto", "fred", "auda", "rosa"])
def test_only_legal_or_leadership_confirms(cast_company, paper, name):
    asked = actions.ask_erasure(paper, by=cast_company.henri, reason=REASON)

    with pytest.raises(Refused):
        actions.erase(asked, by=getattr(cast_company, name))


@pytest.mark.parametrize("name", ["adam", "auda", "emma", "nobody"])
def test_who_holds_no_mandate_asks_for_nothing(cast_company, paper, name):
    with pytest.raises(Refused):
        actions.ask_erasure(paper, by=getattr(cast_company, name), reason=REASON)


def test_it_is_asked_once_with_a_reason(cast_company, paper):
    with pytest.raises(Invalid, match="reason"):
        actions.ask_erasure(paper, by=cast_company.henri, reason=" ")
    actions.ask_erasure(paper, by=cast_company.henri, reason=REASON)

    with pytest.raises(Duplicate):
        actions.ask_erasure(paper, by=cast_company.hana, reason=REASON)


def test_what_is_kept_can_be_asked_for_again(cast_company, paper):
    asked = actions.ask_erasure(paper, by=cast_company.henri, reason=REASON)
    actions.keep(asked, by=cast_company.lara)

    with pytest.raises(Stale):
        actions.erase(asked, by=cast_company.lou)
    assert actions.ask_erasure(paper, by=cast_company.henri, reason=REASON).is_open


def test_a_confidential_one_is_erased_by_those_who_see_it(cast_company, assessed):
    actions.set_confidential(assessed, by=cast_company.hana, confidential=True)
    said = actions.comment(fresh(assessed), by=cast_company.hana, text="A name.")
    asked = actions.ask_erasure(said, by=cast_company.hana, reason=REASON)

    with pytest.raises(Refused, match="cannot see"):
        actions.erase(asked, by=cast_company.lara)

    assert actions.erase(asked, by=cast_company.lena).done_by == cast_company.lena


def test_bytes_that_the_storage_held_back_go_with_the_next_erasure(
    cast_company, assessed, paper, monkeypatch, django_capture_on_commit_callbacks
):
    key = paper.file.name
    asked = actions.ask_erasure(paper, by=cast_company.henri, reason=REASON)

    def fail(name):
        raise OSError("read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr(default_storage._wrapped, "delete", fail)
        with django_capture_on_commit_callbacks(execute=True):
            actions.erase(asked, by=cast_company.lou)
    assert Erasure.objects.get().leftover == key

    files.let_go()

    assert Erasure.objects.get().leftover == ""
    assert not default_storage.exists(key)


def test_the_pages_ask_confirm_and_show_a_tombstone(
    cast_company, assessed, django_capture_on_commit_callbacks
):
    kept = actions.attach(assessed, by=cast_company.hana, upload=a_file("anna.txt"))
    base = f"/en/initiatives/{assessed.ref}/files/"
    page = f"{base}{kept.pk}/erase/"
    henri, lou = client_of(cast_company.henri), client_of(cast_company.lou)
    assert page in henri.get(base).text
    assert henri.post(page, {"reason": "", "once": "a"}).status_code == 422
    assert henri.post(page, {"reason": REASON, "once": "b"}).status_code == 302
    assert "A second person" in henri.get(page).text
    assert REASON in lou.get(page).text

    with django_capture_on_commit_callbacks(execute=True):
        assert lou.post(page, {"once": "c"}).status_code == 302

    assert kept.sha256 in henri.get(page).text
    for path in (base, page, assessed.get_absolute_url()):
        text = henri.get(path).text
        assert "Erased file" in text
        assert "anna.txt" not in text
    gone = henri.get(f"{base}{kept.pk}/")
    assert gone.status_code == 410
    assert "fingerprint" in gone.text


def test_an_erased_comment_is_a_tombstone_on_the_page(cast_company, assessed, remark):
    page = f"/en/initiatives/{assessed.ref}/comments/{remark.pk}/erase/"
    otto, lena = client_of(cast_company.otto), client_of(cast_company.lena)
    otto.post(page, {"reason": REASON, "once": "a"})
    assert lena.post(page, {"once": "b"}).status_code == 302

    text = otto.get(assessed.get_absolute_url()).text

    assert "Erased by two people" in text
    assert "Muster" not in text
    assert Comment.objects.get(pk=remark.pk).erased_by == cast_company.lena
