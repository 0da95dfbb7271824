"""The database itself keeps a ledger as it was written, whoever writes to it."""

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from audit import triggers, verification
from audit.models import Entry, Head, Ledger
from tests.audit.conftest import rename

VENDOR = connection.vendor


def run(sql, *values):
    """Raw SQL, as somebody with a console would write it."""
    with transaction.atomic(), connection.cursor() as cursor:
        if VENDOR == "postgresql":
            # What the test itself has pending would be refused first.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql, values)


def copied(**changes):
    """The insertion of a row like the last one, some columns changed."""
    names = [field.column for field in Entry._meta.local_concrete_fields]
    chosen = ", ".join(
        f"'{changes[name]}'" if name in changes else name for name in names
    )
    return (
        f"INTO audit_entry ({', '.join(names)}) SELECT {chosen} FROM audit_entry "
        "WHERE seq = 6"
    )


ATTACKS = {
    "update": "UPDATE audit_entry SET action = 'governance.signed' WHERE seq = 2",
    "update of all": "UPDATE audit_entry SET at = written_at",
    "delete": "DELETE FROM audit_entry WHERE seq = 6",
    "delete of all": "DELETE FROM audit_entry",
    "second genesis": "INSERT " + copied(seq=1, prev="0" * 64, hash="1" * 64),
    "gap": "INSERT " + copied(seq=8, hash="1" * 64),
    "fork": "INSERT " + copied(seq=7, prev="2" * 64, hash="1" * 64),
    "head back": "UPDATE audit_head SET seq = 3",
    "head standing": "UPDATE audit_head SET hash = 'x'",
    "head deleted": "DELETE FROM audit_head",
    "second head": "INSERT INTO audit_head (id, seq, hash) VALUES (2, 0, 'x')",
}
if VENDOR == "sqlite":
    ATTACKS |= {
        "replace": "REPLACE " + copied(body="{}"),
        "replace by hash": "REPLACE " + copied(seq=7),
        "upsert": "INSERT OR REPLACE " + copied(seq=3),
        "update or replace": "UPDATE OR REPLACE audit_entry SET seq = 5 WHERE seq = 6",
        "head replaced": "REPLACE INTO audit_head (id, seq, hash) VALUES (1, 0, 'x')",
    }
else:
    ATTACKS |= {
        "truncate": "TRUNCATE audit_entry",
        "truncate head": "TRUNCATE audit_head",
        "truncate in passing": "TRUNCATE organisation_unit CASCADE",
        "upsert": "INSERT "
        + copied(seq=3)
        + " ON CONFLICT (seq) DO UPDATE SET body = '{}'",
    }


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_raw_sql_cannot_change_the_record(renamed, attack):
    if "organisation_unit" in attack and not _is_ledger_below_units():
        pytest.skip("no ledger refers to a unit, at any remove")

    with pytest.raises(IntegrityError):
        run(attack)

    assert verification.verify().is_sound


@pytest.mark.skipif(VENDOR != "sqlite", reason="a pragma of SQLite")
def test_replace_is_refused_without_recursive_triggers_too(renamed):
    run("PRAGMA recursive_triggers = OFF")
    try:
        for attack in (copied(body="{}"), copied(seq=7)):
            with pytest.raises(IntegrityError):
                run(f"REPLACE {attack}")
    finally:
        run("PRAGMA recursive_triggers = ON")

    assert verification.verify().is_sound


def test_the_orm_cannot_change_the_record(renamed):
    entry = Entry.objects.get(seq=2)
    entry.body = "{}"

    for attack in (entry.save, entry.delete, Entry.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()


@pytest.fixture
def answer(db):
    """A ledger with each kind of column that may change one way."""
    with isolate_apps("audit"):

        class Answer(Ledger):
            may_change = ("is_standing", "erased_on", "text")

            number = models.IntegerField()
            is_standing = models.BooleanField(default=True)
            erased_on = models.DateField(null=True)
            text = models.TextField()

            class Meta:
                app_label = "audit"
                constraints = [
                    models.UniqueConstraint(
                        fields=["number"],
                        condition=models.Q(is_standing=True),
                        name="one_standing_answer",
                    )
                ]

        if VENDOR == "sqlite":
            build = triggers._sqlite
            for sql in _table_sql(Answer):
                run(sql)
        else:
            build = triggers._postgresql
            with connection.schema_editor() as editor:
                editor.create_model(Answer)
        for trigger in build(Answer):
            run(trigger.sql)
        yield Answer


def _table_sql(model):
    # A schema editor on SQLite works outside a transaction only; its text does not.
    editor = connection.SchemaEditorClass(connection, collect_sql=True)
    editor.deferred_sql = []
    sql, _params = editor.table_sql(model)
    return [sql, *(str(statement) for statement in editor.deferred_sql)]


def test_what_may_change_changes_one_way(answer):
    row = answer.objects.create(number=1, text="spoken")
    mine = answer.objects.filter(pk=row.pk)

    mine.update(is_standing=False)
    mine.update(erased_on="2026-11-24", text="")
    row.refresh_from_db()

    assert (row.is_standing, row.text) == (False, "")
    for change in (
        {"is_standing": True},
        {"erased_on": "2026-11-25"},
        {"erased_on": None},
        {"text": "other"},
        {"number": 2},
        {"number": 2, "is_standing": False},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**change)


def test_a_text_is_erased_but_not_rewritten(answer):
    row = answer.objects.create(number=1, text="spoken")

    with pytest.raises(IntegrityError), transaction.atomic():
        answer.objects.filter(pk=row.pk).update(text="Spoken")


@pytest.mark.skipif(VENDOR != "sqlite", reason="REPLACE is of SQLite")
def test_replace_through_a_partial_index_is_refused(answer):
    answer.objects.create(number=1, text="spoken")

    with pytest.raises(IntegrityError):
        run("REPLACE INTO audit_answer (number, is_standing, text) VALUES (1, 1, '')")

    assert answer.objects.get().text == "spoken"


@isolate_apps("audit")
def test_only_what_has_one_way_may_change():
    class Sum(Ledger):
        may_change = ("amount",)
        amount = models.IntegerField()

        class Meta:
            app_label = "audit"

    with pytest.raises(ImproperlyConfigured, match="one way"):
        triggers._ways(Sum)


def test_every_ledger_of_every_room_is_protected(db):
    assert triggers.missing(connection) == []
    assert {t.table for t in triggers.expected(VENDOR)} == {
        *(model._meta.db_table for model in triggers.ledgers()),
        Head._meta.db_table,
        "initiatives_initiative",
    }
    names = [t.name for t in triggers.expected(VENDOR)]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 63 for name in names)


def test_a_missing_trigger_is_reported_and_stops_the_start(db):
    name, (table, _text) = next(iter(triggers._standing(connection).items()))
    with connection.cursor() as cursor:
        triggers._drop(cursor, connection, name, table)

    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    assert [(warning.id, name in warning.msg) for warning in found] == [
        ("audit.W001", True)
    ]
    with pytest.raises(ImproperlyConfigured, match="migrate"):
        triggers.verify_installed()

    triggers.install(connection)
    triggers.verify_installed()


def test_an_outdated_trigger_is_replaced(db):
    trigger = triggers.expected(VENDOR)[0]
    old = f"ledger_{trigger.table}_old_00000000"
    run(trigger.sql.replace(trigger.name, old))

    triggers.install(connection)

    standing = triggers._standing(connection)
    assert old not in standing
    assert trigger.name in standing


@pytest.mark.postgres
def test_a_trigger_that_is_switched_off_or_hollowed_out_is_missing(db):
    trigger = triggers.expected(VENDOR)[0]
    run(f'ALTER TABLE "{trigger.table}" DISABLE TRIGGER "{trigger.name}"')
    run(
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql "
        "AS $$ BEGIN RETURN OLD; END $$"
    )

    assert triggers.missing(connection) == [trigger.name, "ledger_refuse"]

    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_looking_again_costs_little(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        triggers.install(connection)


@pytest.mark.django_db(transaction=True)
def test_triggers_come_back_after_a_table_is_rebuilt():
    old = Entry._meta.get_field("action")
    new = models.CharField(max_length=90)
    new.set_attributes_from_name("action")
    new.model = Entry
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, old, new)
    if VENDOR == "sqlite":
        assert triggers.missing(connection)

    call_command("migrate", verbosity=0)

    assert triggers.missing(connection) == []
    with connection.schema_editor() as editor:
        editor.alter_field(Entry, new, old)
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_drop_a_column_of_a_ledger_after_it_lifted_the_triggers():
    field = models.IntegerField(null=True)
    field.set_attributes_from_name("extra")
    field.model = Entry
    with connection.schema_editor() as editor:
        editor.add_field(Entry, field)
    with connection.schema_editor() as editor:
        triggers.lift(None, editor)
        editor.remove_field(Entry, field)

    call_command("migrate", verbosity=0)

    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_the_head_stands_again_after_tables_were_emptied(auda, unit):
    rename(unit, by=auda, to="Maison")
    with triggers.lifted(connection):
        call_command("flush", interactive=False, verbosity=0)

    assert Head.objects.get().seq == 0
    assert triggers.missing(connection) == []


def _is_ledger_below_units():
    """A TRUNCATE of units cascades to all that refers to them."""
    reached, grown = {"organisation_unit"}, True
    tables = {
        model._meta.db_table: {
            field.related_model._meta.db_table
            for field in model._meta.local_concrete_fields
            if field.is_relation
        }
        for model in triggers.apps.get_models()
    }
    while grown:
        more = {t for t, to in tables.items() if to & reached} - reached
        grown, reached = bool(more), reached | more
    return bool(reached & {m._meta.db_table for m in triggers.ledgers()})
