"""Bringing an inventory in: what comes in, what is left out, what stays as it is."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.errors import Invalid, Refused
from audit.models import Entry
from initiatives import actions
from initiatives.imports.mapping import from_json
from initiatives.imports.running import Inventory, Outcome
from initiatives.models import Initiative
from initiatives.stages import Kind, Stage
from organisation.models import Mandate, Unit

INVENTORY = settings.BASE_DIR.parent / "shared" / "data" / "inventory_2024.csv"
HEAD = "Title;Unit;Stage;Purpose"


def inventory(*rows, head=HEAD, **mapping):
    """An inventory that was read from these rows."""
    content = "\n".join((head, *rows)).encode()
    return Inventory(content, "list.csv", from_json(mapping) if mapping else None)


def bring_in(*rows, by, **options):
    """Bring these rows in, and what came of it."""
    outcome = Outcome()
    for _done in inventory(*rows, **options).run(outcome, by=by):
        pass
    return outcome


def test_rows_come_in_at_their_real_stage_as_taken_over(company, lena):
    bring_in(
        "Sort claims;Service;In production;Fast", "Plan shifts;Group;Idea;", by=lena
    )

    first, second = Initiative.objects.order_by("number")
    assert (first.stage, second.stage) == (Stage.VALUE, Stage.LITERACY)
    assert (first.unit, second.unit) == (company.service, company.root)
    assert first.status == "taken_over"
    assert first.taken_over_stage == Stage.VALUE
    assert first.proposed_at is None
    stay = first.stays.get()
    assert (stay.kind, stay.requirement, stay.left_at) == (Kind.TAKEN_OVER, None, None)
    assert "sort claims" in first.search_text


def test_a_block_of_rows_is_one_entry_of_the_record_with_its_fingerprint(company, lena):
    bring_in("A;Group;Pilot;x", "B;Group;Pilot;y", by=lena)

    entry = Entry.objects.get(action="initiatives.rows_taken_over")
    facts = json.loads(entry.body)["facts"]
    assert (facts["rows"], facts["first"], facts["last"]) == (2, "AI-001", "AI-002")
    assert len(facts["sha256"]) == 64


def test_what_was_retired_enters_learning_as_stopped(company, lena):
    bring_in(
        "A;Retired;",
        "B;In production;2024-05-01",
        "C;In production;2030-01-01",
        "D;In production;N/A",
        by=lena,
        head="Title;Stage;Date retired",
    )

    assert [
        (i.title, i.stage, i.status) for i in Initiative.objects.order_by("number")
    ] == [
        ("A", "learning", "stopped"),
        ("B", "learning", "stopped"),
        ("C", "value", "taken_over"),
        ("D", "value", "taken_over"),
    ]


def test_a_wrong_row_is_left_out_alone_and_says_where(company, lena):
    outcome = bring_in(
        "A;Group;Pilot;x", ";Group;Blue;y", "B;Group;Pilot;z;more", by=lena
    )

    assert outcome.read == 3
    assert (outcome.counts["created"], outcome.counts["rejected"]) == (1, 2)
    found = [(e["line"], e["column"], e["cell"]) for e in outcome.as_json()["errors"]]
    assert found == [(3, "Title", ""), (3, "Stage", "Blue"), (4, "#5", "more")]


def test_an_empty_stage_comes_in_at_literacy_and_is_counted(company, lena):
    outcome = bring_in("A;Group;;x", by=lena)

    assert Initiative.objects.get().stage == Stage.LITERACY
    assert outcome.warnings["stage_missing"] == 1


def test_the_same_file_again_changes_nothing(company, lena):
    rows = ("A;Group;Pilot;x", "A;Group;Pilot;x", "B;Service;Idea;y")
    bring_in(*rows, by=lena)
    entries = Entry.objects.count()

    outcome = bring_in(*rows, by=lena)

    assert outcome.counts == {"unchanged": 3}
    assert Initiative.objects.count() == 3
    assert Entry.objects.count() == entries


def test_a_changed_file_updates_texts_and_never_moves_a_stage(company, lena):
    head = "ID;Title;Stage;Purpose"
    bring_in("1;A;Pilot;old", "2;B;Pilot;same", by=lena, head=head)

    outcome = bring_in(
        "1;A better;Production;new", "2;B;Production;same", by=lena, head=head
    )

    first = Initiative.objects.get(external_key="id:1")
    assert (first.title, first.purpose, first.version) == ("A better", "new", 2)
    assert first.stage == Stage.LEARNING
    assert "a better" in first.search_text
    assert outcome.counts == {"updated": 1, "unchanged": 1}
    assert outcome.warnings["stage_differs"] == 2


def test_what_was_edited_here_is_kept(company, lena):
    head = "ID;Title;Purpose"
    bring_in("1;A;old", by=lena, head=head)
    row = Initiative.objects.get()
    actions.edit(row, by=lena, version=1, purpose="Written here")

    outcome = bring_in("1;A new;changed", by=lena, head=head)

    row.refresh_from_db()
    assert (row.title, row.purpose) == ("A new", "Written here")
    assert outcome.warnings["edited_here"] == 1


def test_the_same_id_twice_in_a_file_is_an_error_of_the_second(company, lena):
    outcome = bring_in(
        "1;A",
        "1;B",
        by=lena,
        columns={"id": "ID", "title": "Title"},
        head="ID;Title",
    )

    assert outcome.counts == {"created": 1, "rejected": 1}
    assert "Line 2" in str(outcome.errors[0].sentence)


def test_nobody_takes_over_what_was_proposed_here(company, initiative, lena):
    outcome = bring_in("AI-900;Mine", "X-1;Other", by=lena, head="ID;Title")

    assert outcome.counts == {"created": 1, "rejected": 1}
    initiative.refresh_from_db()
    assert (initiative.title, initiative.taken_over_at) == ("Sort claims", None)


def test_people_come_by_e_mail_and_must_hold_what_they_are_named_for(
    company, lena, otto
):
    head = "Title;Sponsor e-mail;Owner"
    outcome = bring_in(
        "A;lena@example.org;OTTO@example.org",
        "B;otto@example.org;otto@example.org",
        "C;gone@example.org;emma@example.org",
        by=lena,
        head=head,
    )

    row = Initiative.objects.get()
    assert (row.sponsor, row.continuity_holder) == (lena, otto)
    assert [(e.line, e.column) for e in outcome.errors] == [
        (3, "Sponsor e-mail"),
        (4, "Sponsor e-mail"),
        (4, "Owner"),
    ]


def test_leads_come_by_e_mail_too(company, lena, hana):
    columns = {"title": "Title", "lead_hr": "HR lead"}
    bring_in("A;hana@example.org", by=lena, head="Title;HR lead", columns=columns)

    assert Initiative.objects.get().leads.get().person == hana


def test_unknown_units_go_to_the_root_or_are_created(company, lena):
    outcome = bring_in("A;Claims;Pilot;x", by=lena)
    assert Initiative.objects.get().unit == company.root
    assert Initiative.objects.get().source == "Claims"
    assert outcome.warnings["unit_unknown"] == 1

    bring_in("B;Claims;Pilot;x", "C;CLAIMS;Pilot;y", by=lena, create_units=True)
    claims = Unit.objects.get(name="Claims")
    assert claims.parent == company.root
    assert set(
        Initiative.objects.filter(unit=claims).values_list("title", flat=True)
    ) == {
        "B",
        "C",
    }


def test_a_title_that_is_too_long_goes_on_in_the_purpose(company, lena):
    bring_in(f"{'word ' * 60};Group;Pilot;Why", by=lena)

    row = Initiative.objects.get()
    assert len(row.title) <= 200
    assert row.title.endswith("…")
    assert row.purpose.endswith("\n\nWhy")
    assert "word " * 59 in row.purpose


def test_a_mapping_says_what_columns_and_stages_mean(company, lena):
    bring_in(
        "x;Sort;Blue",
        "y;Plan;Red",
        by=lena,
        head="a;b;c",
        columns={"title": "b", "stage": "c"},
        stages={"blue": "appropriation", "Red": "retired"},
    )

    assert set(Initiative.objects.values_list("title", "stage")) == {
        ("Sort", "appropriation"),
        ("Plan", "learning"),
    }


def test_a_check_writes_nothing(company, lena):
    outcome = inventory("A;Claims;Pilot;x", create_units=True).check(by=lena)

    assert +outcome.counts == {"created": 1}
    assert not Initiative.objects.exists()
    assert Unit.objects.count() == 2


def test_only_leadership_takes_over(company, hana, auda, adam):
    for person in (hana, auda, adam):
        outcome = bring_in("A;Group;Pilot;x", by=person)
        assert outcome.counts == {"rejected": 1}
        with pytest.raises(Refused):
            actions.take_over(
                by=person, unit=company.root, title="A", stage=Stage.VALUE
            )


def test_leadership_of_a_part_takes_over_for_that_part(company, otto):
    Mandate.objects.create(
        person=otto, function="leadership", unit=company.service, starts_on="2020-01-01"
    )

    outcome = bring_in("A;Service;Pilot;x", "B;Group;Pilot;y", by=otto)

    assert outcome.counts == {"created": 1, "rejected": 1}


def test_an_initiative_is_taken_over_at_one_of_the_four_stages(company, lena):
    for stage in (Stage.PROPOSED, Stage.CLOSED):
        with pytest.raises(Invalid):
            actions.take_over(by=lena, unit=company.root, title="A", stage=stage)
    with pytest.raises(Invalid):
        actions.take_over(
            by=lena, unit=company.root, title="A", stage="value", stopped=True
        )


def test_an_import_goes_on_where_it_stopped(company, lena, monkeypatch):
    monkeypatch.setattr("initiatives.imports.running.BLOCK", 2)
    rows = [f"A;Group;Pilot;{n}" for n in range(5)]
    outcome = Outcome()
    done = next(inventory(*rows).run(outcome, by=lena))

    assert (done, Initiative.objects.count()) == (2, 2)
    for _done in inventory(*rows).run(outcome, by=lena, skip=done):
        pass
    assert outcome.counts == {"created": 5}
    assert Initiative.objects.count() == 5


def test_queries_do_not_grow_with_the_rows(company, lena):
    def queries(rows):
        with CaptureQueriesContext(connection) as found:
            bring_in(*rows, by=lena)
        return len(found)

    queries(["warm;Group;Pilot;x"])
    few = queries(["a;Group;Pilot;x"])
    many = queries([f"b{n};Group;Pilot;x" for n in range(300)])

    assert many - few <= 20  # SQLite takes a bounded number of values a statement


def run(*args, **options):
    """Run the command, and what it printed."""
    out = StringIO()
    call_command("import_initiatives", *args, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_the_command_ends_with_one_json_line(company, lena, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(f"{HEAD}\nA;Group;Pilot;x\nB;Group;Blue;y\n")

    dry = json.loads(run(str(file), json=True, dry_run=True).splitlines()[-1])
    assert not Initiative.objects.exists()
    wet = json.loads(run(str(file), json=True).splitlines()[-1])

    assert dry == wet
    assert wet["errors"][0]["line"] == 3
    assert {k: wet[k] for k in ("read", "created", "rejected")} == {
        "read": 2,
        "created": 1,
        "rejected": 1,
    }
    assert Initiative.objects.get().proposer == lena


def test_the_command_says_what_is_wrong(company, lena, tmp_path):
    file = tmp_path / "list.csv"
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(file))
    file.write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="not a table"):
        run(str(file))
    file.write_text("Title\nA\n")
    with pytest.raises(CommandError, match="Nobody has an account"):
        run(str(file), by="who@example.org")
    with pytest.raises(CommandError, match="no unit"):
        run(str(file), unit="moon")
    Mandate.objects.filter(function="leadership").delete()
    with pytest.raises(CommandError, match="--by EMAIL"):
        run(str(file))


@pytest.mark.skipif(
    not INVENTORY.exists(), reason="the real inventory is not beside the project"
)
def test_the_real_inventory_comes_in_whole(company, lena):
    found = json.loads(run(str(INVENTORY), json=True).splitlines()[-1])
    again = json.loads(run(str(INVENTORY), json=True).splitlines()[-1])

    assert (found["read"], found["created"], found["rejected"]) == (2133, 2133, 0)
    assert (again["unchanged"], again["created"], again["updated"]) == (2133, 0, 0)
    assert not Initiative.objects.filter(title__contains="\ufffd").exists()
    assert Initiative.objects.filter(purpose__contains="’").exists()
    stages = dict.fromkeys(Stage.values, 0)
    for stage in Initiative.objects.values_list("stage", flat=True):
        stages[stage] += 1
    assert stages["proposed"] == stages["closed"] == 0
    assert min(stages[s] for s in ("literacy", "appropriation", "value")) > 300
    assert Initiative.objects.filter(stopped_at__isnull=False).count() >= 142
