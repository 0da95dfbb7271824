"""What was erased stays erased after a restore; a legal hold keeps what is needed."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from audit import clock
from audit.errors import DomainError, Duplicate, Refused
from audit.models import Entry
from governance import actions, erased
from governance.models import PersonErasure
from governance.obligations import summary, waiting_for
from initiatives import actions as initiatives
from initiatives.models import Comment, Erasure, LegalHold
from literacy import actions as literacy
from literacy import codes
from literacy.models import Concern, Envelope, TakenBack
from organisation import actions as organisation
from organisation.models import Person
from tests.cast import NOW, fresh, propose


@pytest.fixture
def gone(cast_company):
    """Nobody Test asked something with their name, and has left."""
    person = cast_company.nobody
    literacy.ask_by_name(by=person, theme="jobs", text="Will I be moved?")
    person.ends_on = NOW.date() - timedelta(days=1)
    person.save()
    return person


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def test_what_the_list_names_is_erased_again_and_the_rest_stays(
    cast_company, gone, django_capture_on_commit_callbacks, capsys
):
    c = cast_company
    initiative = propose(c)
    kept = initiatives.comment(initiative, by=c.hana, text="Paul is well.")
    target = initiatives.comment(initiative, by=c.hana, text="Paul was ill.")
    initiatives.ask_erasure(target, by=c.lena, reason="Health")
    actions.ask_person_erasure(gone, by=c.adam, reason="Asked for")
    code = codes.fresh()
    literacy.send_anonymously(theme="jobs", text="Fewer of us?", code=code)
    mark = Envelope.objects.get().claim_hash
    path = erased.place()
    path.parent.mkdir()
    lines = [
        f"person {gone.pk} - {c.lena.pk}",
        f"comment {target.pk} {target.sha256} {c.lou.pk}",
        f"comment {kept.pk} {'0' * 64} {c.lou.pk}",
        f"taken_back {mark} - -",
    ]
    path.write_text("\n".join([erased.FIRST_LINE, *lines]) + "\n")

    with django_capture_on_commit_callbacks(execute=True):
        call_command("erase_again")

    said = capsys.readouterr().out
    assert "1 people" in said
    assert "1 comments" in said
    assert "1 concerns that were taken back unread" in said
    assert "Nobody" not in fresh(gone).name
    assert Concern.objects.get().sealed == ""
    assert (fresh(target).text, fresh(kept).text) == ("", "Paul is well.")
    assert literacy.by_code(code) is None
    # What was asked and not answered in the backup had been answered since.
    assert not PersonErasure.objects.get().is_open
    assert not Erasure.objects.get().is_open
    assert Entry.objects.get(action="governance.erased_again").facts["comment"] == 1
    call_command("verify_audit")
    call_command("erase_again")
    assert "Nothing that was erased has come back" in capsys.readouterr().out


def test_the_list_is_only_ever_longer_and_names_nobody(cast_company, gone):
    c = cast_company
    erased.note()
    asked = actions.ask_person_erasure(gone, by=c.adam, reason="Asked for")
    actions.erase_person(asked, by=c.lena)
    code = codes.fresh()
    literacy.send_anonymously(theme="jobs", text="Fewer of us?", code=code)
    literacy.withdraw_by_code(code)
    erased.note()
    TakenBack.objects.all().delete()

    assert erased.note() == 3

    text = erased.place().read_text()
    assert {line.split()[0] for line in text.splitlines()[1:]} == {
        *("person", "concern", "taken_back")
    }
    assert "Nobody" not in text
    assert erased.place().stat().st_mode & 0o077 == 0
    erased.place().write_text("something else")
    with pytest.raises(erased.ListError):
        erased.read(erased.place())


def test_a_legal_hold_refuses_every_erasure_with_its_reason(cast_company, gone):
    c = cast_company
    initiative = propose(c)
    remark = initiatives.comment(initiative, by=c.hana, text="Paul was ill.")
    asked = initiatives.ask_erasure(remark, by=c.lena, reason="Health")
    concern = literacy.ask_by_name(
        by=c.emma, theme="jobs", text="Fewer of us?", initiative=initiative
    )
    free = literacy.ask_by_name(by=c.emma, theme="jobs", text="And elsewhere?")
    with pytest.raises(Refused):
        initiatives.hold(initiative, by=c.hana, reason="Because")
    legal = client_of(c.lou)
    where = f"/en/initiatives/{initiative.ref}/hold/"

    empty = legal.post(where, {"reason": " "})
    assert empty.status_code == 422
    legal.post(where, {"reason": "Proceedings 26/7", "once": "a"})
    organisation_page = f"/en/people/{gone.pk}/hold/"
    legal.post(organisation_page, {"reason": "Proceedings 26/8", "once": "b"})
    assert client_of(c.hana).get(organisation_page).status_code == 403

    with pytest.raises(DomainError, match="Proceedings 26/7"):
        initiatives.erase(asked, by=c.lou)
    refused = client_of(c.lou).post(
        f"/en/initiatives/{initiative.ref}/comments/{remark.pk}/erase/", {"once": "c"}
    )
    assert "Proceedings 26/7. Legal can lift it." in refused.text
    with pytest.raises(DomainError, match="legal hold"):
        literacy.withdraw_concern(concern, by=c.emma)
    with pytest.raises(DomainError, match="Proceedings 26/8"):
        actions.ask_person_erasure(gone, by=c.adam, reason="Asked for")
    with pytest.raises(Duplicate):
        initiatives.hold(initiative, by=c.lou, reason="Again")
    with clock.at(NOW + timedelta(days=900)):
        assert literacy.forget_old(by="system") == 1
    assert fresh(concern).sealed
    assert not fresh(free).sealed
    assert "it lasts" in legal.get(f"/en/initiatives/{initiative.ref}/files/").text

    legal.post(where, {"reason": "They ended", "once": "d"})

    assert "They ended" in legal.get(where).text
    initiatives.erase(asked, by=c.lou)
    assert Comment.objects.get().text == ""
    assert LegalHold.objects.filter(lifted_at__isnull=True).count() == 1


def test_a_second_person_finds_what_is_for_the_whole_among_what_waits(
    cast_company, gone
):
    c = cast_company
    actions.ask_person_erasure(gone, by=c.adam, reason="Asked for")
    organisation.ask_number(by=c.adam, code="accept", value=12, reason="Two shifts")

    def waits(person):
        person = Person.objects.get(pk=person.pk)
        found = [o.url for o in waiting_for(person) if o.initiative is None]
        assert summary(Person.objects.get(pk=person.pk))[0] >= len(found)
        return [url.split("/")[2] for url in found]

    assert sorted(waits(c.lena)) == ["people", "settings"]
    assert waits(c.lou) == ["people"]
    assert waits(c.hana) == ["concerns"]
    assert waits(c.adam) == []
    page = client_of(c.lena).get("/en/").text
    assert "12 working days is asked for" in page
    assert "Somebody who has left is to be erased" in page
    rows = client_of(c.lena).get("/api/v1/waiting/").json()
    titles = {row["title"] for row in rows if row["ref"] is None}
    assert titles == {"People", "The settings"}
