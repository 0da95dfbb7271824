"""Triggers that keep ledgers as they were written, on SQLite and on PostgreSQL.

They are built from the models, installed after each migration (a table rebuild on
SQLite drops them without a word), and checked at start. A trigger's name ends in the
digest of its definition, so that an outdated one is replaced.
"""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, models, transaction
from django.db.models.fields.files import FileField

from audit.models import GENESIS, Entry, Guard, Head, Ledger

PREFIX = "ledger_"
# The name of the installation, as an advisory lock on PostgreSQL.
INSTALLING = 0x6D61696C
# Every function name starts so; their text is compared as well.
POSTGRES_FUNCTIONS = {
    "ledger_refuse": """
BEGIN
  RAISE EXCEPTION '% on % is refused: this is a ledger', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END""",
    # Arguments are column:way. Comparing rows as JSON binds the trigger to no column,
    # so that a later migration may still alter or drop one.
    "ledger_refuse_change": """
DECLARE
  was jsonb := to_jsonb(OLD);
  is_now jsonb := to_jsonb(NEW);
  col text;
  way text;
BEGIN
  FOR i IN 0 .. TG_NARGS - 1 LOOP
    col := split_part(TG_ARGV[i], ':', 1);
    way := split_part(TG_ARGV[i], ':', 2);
    IF was->col IS NOT DISTINCT FROM is_now->col
       OR (way = 'down' AND is_now->col = 'false'::jsonb)
       OR (way = 'once' AND was->col = 'null'::jsonb)
       OR (way = 'empty' AND is_now->col IN ('""'::jsonb, 'null'::jsonb)) THEN
      was := was - col;
      is_now := is_now - col;
    END IF;
  END LOOP;
  IF was IS DISTINCT FROM is_now THEN
    RAISE EXCEPTION 'UPDATE on % is refused: this is a ledger', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END""",
    "ledger_refuse_unlinked": f"""
DECLARE
  last_seq bigint := 0;
  last_hash text := '{GENESIS}';
BEGIN
  SELECT seq, hash INTO last_seq, last_hash
    FROM {Entry._meta.db_table} ORDER BY seq DESC LIMIT 1;
  IF NOT FOUND THEN
    last_seq := 0;
    last_hash := '{GENESIS}';
  END IF;
  IF NEW.seq <> last_seq + 1 OR NEW.prev <> last_hash THEN
    RAISE EXCEPTION 'this entry does not follow the last one of the chain'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END""",
    # Arguments: key here, other table, key there, column there, value that closes not.
    "ledger_refuse_closed": """
DECLARE
  is_closed boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %I = $1 AND %I::text <> $2)',
                 TG_ARGV[1], TG_ARGV[2], TG_ARGV[3])
    INTO is_closed USING (to_jsonb(NEW)->>TG_ARGV[0])::bigint, TG_ARGV[4];
  IF is_closed THEN
    RAISE EXCEPTION 'INSERT on % is refused: % has closed it', TG_TABLE_NAME, TG_ARGV[1]
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END""",
    # Arguments: the day, the key, the column that allows an earlier day.
    "ledger_refuse_earlier": """
DECLARE
  fresh jsonb := to_jsonb(NEW);
  last_day date;
BEGIN
  IF fresh->>TG_ARGV[2] IS NULL THEN
    EXECUTE format('SELECT %I FROM %I WHERE %I = $1 ORDER BY id DESC LIMIT 1',
                   TG_ARGV[0], TG_TABLE_NAME, TG_ARGV[1])
      INTO last_day USING (fresh->>TG_ARGV[1])::bigint;
    IF (fresh->>TG_ARGV[0])::date < last_day THEN
      RAISE EXCEPTION 'INSERT on % is refused: the day gets earlier', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END""",
    "ledger_refuse_backwards": """
BEGIN
  IF NEW.seq <= OLD.seq THEN
    RAISE EXCEPTION 'the head of the chain only goes forward'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END""",
}


@dataclass(frozen=True)
class Trigger:
    """A trigger as it must be: its table, its name, what creates it, what it reads."""

    table: str
    name: str
    sql: str
    reads: tuple[str, ...] = ()

    def fits(self, tables) -> bool:
        """Whether all that it is about is there already."""
        return self.table in tables and set(self.reads) <= tables


def ledgers() -> list[type[Ledger]]:
    """Every model whose rows stay as they were written."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Ledger) and model._meta.managed and not model._meta.proxy
    ]


def expected(vendor: str) -> list[Trigger]:
    """The triggers that must stand on an engine."""
    build = {"sqlite": _sqlite, "postgresql": _postgresql}.get(vendor)
    if build is None:
        raise ImproperlyConfigured(
            f"The record cannot be protected on {vendor}: use SQLite or PostgreSQL."
        )
    found = [trigger for model in [*ledgers(), Head] for trigger in build(model)]
    return found + [
        _guarding(guard, *way, vendor) for guard in guards() for way in guard.ways
    ]


def guards() -> list[Guard]:
    """What the models of every room guard in tables of lower floors."""
    return [g for model in apps.get_models() for g in getattr(model, "guards", ())]


def _functions() -> dict[str, str]:
    """Every function on PostgreSQL by name, with its text; each guard has its own."""
    return POSTGRES_FUNCTIONS | {
        f"{PREFIX}guard_{name}": f"""
BEGIN
  IF {refused} THEN
    RAISE EXCEPTION '{statement} on % is refused: {name}', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END"""
        for guard in guards()
        for name, statement, refused in guard.ways
    }


def _guarding(guard, name, statement, refused, vendor) -> Trigger:
    table = apps.get_model(guard.on)._meta.db_table
    reads = tuple(apps.get_model(label)._meta.db_table for label in guard.reads)
    if vendor == "sqlite":
        body = (
            f'BEFORE {statement} ON "{table}" FOR EACH ROW WHEN {refused} '
            f"BEGIN SELECT RAISE(ABORT, '{statement} on {table} is refused: "
            f"{name}'); END"
        )
        named = _named(table, "guard", body)
        return Trigger(table, named, f'CREATE TRIGGER "{named}" {body}', reads)
    body = (
        f'BEFORE {statement} ON "{table}" FOR EACH ROW '
        f"EXECUTE FUNCTION {PREFIX}guard_{name}()"
    )
    named = _named(table, "guard", body)
    sql = f'DROP TRIGGER IF EXISTS "{named}" ON "{table}"; CREATE TRIGGER "{named}" '
    return Trigger(table, named, sql + body, reads)


def missing(connection) -> list[str]:
    """What protection is absent, switched off or altered, for tables that exist."""
    tables = set(connection.introspection.table_names())
    wanted = [t for t in expected(connection.vendor) if t.fits(tables)]
    standing = _standing(connection)
    absent = [t.name for t in wanted if not _stands(t, standing)]
    if connection.vendor == "postgresql" and wanted:
        absent += sorted(set(_functions()) - _sound(connection))
    return absent


def install(connection):
    """Create what is missing and drop what is outdated; the head of the chain too."""
    tables = set(connection.introspection.table_names())
    wanted = [t for t in expected(connection.vendor) if t.fits(tables)]
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and wanted:
            # Two replicas may migrate at once; the second one finds the work done.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [INSTALLING])
            functions = _functions()
            for name in sorted(set(functions) - _sound(connection)):
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger "
                    f"LANGUAGE plpgsql AS $body${functions[name]}$body$"
                )
        standing = _standing(connection)
        kept = {t.name for t in wanted if _stands(t, standing)}
        for name, (table, _text) in standing.items():
            if name not in kept:
                _drop(cursor, connection, name, table)
        for trigger in wanted:
            if trigger.name not in kept:
                cursor.execute(trigger.sql)
        if Head._meta.db_table in tables:
            Head.objects.using(connection.alias).get_or_create(pk=Head.THE_ONE)


def uninstall(connection):
    """Drop every trigger of the ledgers; only `lifted` and a migration may."""
    with connection.cursor() as cursor:
        for name, (table, _text) in _standing(connection).items():
            _drop(cursor, connection, name, table)


def lift(_apps, schema_editor):
    """First operation of a migration that drops or rewrites a column of a ledger.

    Used as `migrations.RunPython(triggers.lift, triggers.lift)`; the triggers are
    installed again at the end of the same `migrate`.
    """
    uninstall(schema_editor.connection)


@contextmanager
def lifted(connection):
    """Without triggers inside: for the emptying of tables between tests, only."""
    uninstall(connection)
    try:
        yield
    finally:
        install(connection)


def verify_installed(alias="default"):
    """Refuse to start while a ledger could be changed unnoticed."""
    absent = missing(connections[alias])
    if absent:
        raise ImproperlyConfigured(
            f"{len(absent)} triggers that protect the record are missing "
            f"({', '.join(absent[:3])}…). Run `manage.py migrate` to install them."
        )


def drop_before_migrate(*, using, **_signal):
    """Before each migration on SQLite: a guard reads tables that may be rebuilt."""
    connection = connections[using]
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name, (table, _text) in _standing(connection).items():
            if f"{table[:36]}_guard_" in name:
                _drop(cursor, connection, name, table)


def install_after_migrate(*, using, **_signal):
    """After each migration, put back what it dropped."""
    install(connections[using])


def check_installed(*, databases=None, **_kwargs):
    """System check: a warning, since `migrate` itself mends what it reports."""
    return [
        checks.Warning(
            f"The trigger {name} that protects the record is missing on {alias!r}.",
            hint="Run `manage.py migrate`: it installs what is missing.",
            id="audit.W001",
        )
        for alias in databases or []
        for name in missing(connections[alias])
    ]


def _columns(model):
    return [field.column for field in model._meta.local_concrete_fields]


def _ways(model) -> dict[str, str]:
    """The columns of a ledger that may change, and which way."""
    if not issubclass(model, Ledger):
        return {}
    fields = {}
    for field in model._meta.local_concrete_fields:
        fields |= {field.name: field, field.attname: field, field.column: field}
    ways = {}
    for name in model.may_change:
        field = fields[name]
        if isinstance(field, models.BooleanField) and not field.null:
            ways[field.column] = "down"
        elif field.null:
            ways[field.column] = "once"
        elif isinstance(field, models.CharField | models.TextField | FileField):
            ways[field.column] = "empty"
        else:
            raise ImproperlyConfigured(
                f"{model._meta.label}.{name} may not change: only a boolean, "
                "an empty value or a text can, one way."
            )
    return ways


def _closings(model) -> list[tuple[str, str, str, str, str]]:
    """For each `closed_by`: key here, other table, key there, column, spared value."""
    found = []
    for row in getattr(model, "closed_by", ()):
        other = apps.get_model(row.by)
        there = other._meta.get_field(row.key).column
        column, value = (
            (other._meta.get_field(row.unless[0]).column, row.unless[1])
            if row.unless
            else (there, "")
        )
        here = model._meta.get_field(row.key).column
        found.append((here, other._meta.db_table, there, column, value))
    return found


def _days(model) -> list[tuple[str, str, str]]:
    """For each `never_earlier`: the day, the key, the column that allows it."""
    return [
        tuple(model._meta.get_field(name).column for name in row)
        for row in getattr(model, "never_earlier", ())
    ]


def _named(table, purpose, definition) -> str:
    digest = hashlib.sha256(definition.encode()).hexdigest()[:8]
    return f"{PREFIX}{table[:36]}_{purpose}_{digest}"


def _sqlite(model) -> list[Trigger]:
    table = model._meta.db_table
    rules = {"no_delete": ("DELETE", "")}
    if model is Head:
        rules["forward"] = ("UPDATE", "NEW.seq <= OLD.seq OR NEW.id <> OLD.id")
    else:
        rules["no_update"] = ("UPDATE", _sqlite_change(model))
        rules["no_replace"] = ("INSERT", _sqlite_present(model))
    if model is Entry:
        last = f'FROM "{table}" ORDER BY seq DESC LIMIT 1'
        rules["linked"] = (
            "INSERT",
            f"NEW.seq IS NOT COALESCE((SELECT seq {last}), 0) + 1 OR "
            f"NEW.prev IS NOT COALESCE((SELECT hash {last}), '{GENESIS}')",
        )
    if model is Head:
        rules["no_replace"] = ("INSERT", f'EXISTS (SELECT 1 FROM "{table}")')
    for number, (here, other, there, column, value) in enumerate(_closings(model)):
        rules[f"closed{number}"] = (
            "INSERT",
            f'EXISTS (SELECT 1 FROM "{other}" o WHERE o."{there}" = NEW."{here}" '
            f"AND o.\"{column}\" <> '{value}')",
        )
    for number, (day, key, unless) in enumerate(_days(model)):
        rules[f"later{number}"] = (
            "INSERT",
            f'NEW."{unless}" IS NULL AND NEW."{day}" < (SELECT t."{day}" FROM "{table}"'
            f' t WHERE t."{key}" = NEW."{key}" ORDER BY t.id DESC LIMIT 1)',
        )
    made = []
    for purpose, (event, when) in rules.items():
        body = (
            f'BEFORE {event} ON "{table}" FOR EACH ROW '
            + (f"WHEN {when} " if when else "")
            + f"BEGIN SELECT RAISE(ABORT, '{event} on {table} is refused: "
            "this is a ledger'); END"
        )
        name = _named(table, purpose, body)
        made.append(Trigger(table, name, f'CREATE TRIGGER "{name}" {body}'))
    return made


def _sqlite_change(model) -> str:
    ways = _ways(model)
    allowed = {
        "down": "NEW.{0} = 0",
        "once": "OLD.{0} IS NULL",
        "empty": "COALESCE(NEW.{0}, '') = ''",
    }
    changed = []
    for column in _columns(model):
        quoted = f'"{column}"'
        differs = f"NEW.{quoted} IS NOT OLD.{quoted}"
        if column in ways:
            rule = allowed[ways[column]].format(quoted)
            differs = f"({differs} AND NOT ({rule}))"
        changed.append(differs)
    return " OR ".join(changed)


def _sqlite_present(model) -> str:
    """An insert would collide, so REPLACE would delete a row.

    Partial unique indexes are left to `recursive_triggers=ON`, which every connection
    of the product sets: with it REPLACE meets the DELETE trigger.
    """
    table = model._meta.db_table
    alone = [f.column for f in model._meta.local_concrete_fields if f.unique]
    sets = [[column] for column in alone] + [
        [model._meta.get_field(name).column for name in constraint.fields]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        and constraint.fields
        and constraint.condition is None
    ]
    found = (" AND ".join(f't."{c}" = NEW."{c}"' for c in columns) for columns in sets)
    return " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" t WHERE {match})' for match in found
    )


def _postgresql(model) -> list[Trigger]:
    table = model._meta.db_table
    rules = {
        "no_delete": ("DELETE", "ROW", "ledger_refuse", ()),
        "no_truncate": ("TRUNCATE", "STATEMENT", "ledger_refuse", ()),
    }
    if model is Head:
        rules["forward"] = ("UPDATE", "ROW", "ledger_refuse_backwards", ())
    else:
        ways = [f"{column}:{way}" for column, way in sorted(_ways(model).items())]
        rules["no_update"] = ("UPDATE", "ROW", "ledger_refuse_change", ways)
    if model is Entry:
        rules["linked"] = ("INSERT", "ROW", "ledger_refuse_unlinked", ())
    for number, arguments in enumerate(_closings(model)):
        rules[f"closed{number}"] = ("INSERT", "ROW", "ledger_refuse_closed", arguments)
    for number, arguments in enumerate(_days(model)):
        rules[f"later{number}"] = ("INSERT", "ROW", "ledger_refuse_earlier", arguments)
    made = []
    for purpose, (event, each, function, arguments) in rules.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        body = (
            f'BEFORE {event} ON "{table}" FOR EACH {each} '
            f"EXECUTE FUNCTION {function}({given})"
        )
        name = _named(table, purpose, body)
        made.append(
            Trigger(
                table,
                name,
                f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"; '
                f'CREATE TRIGGER "{name}" {body}',
            )
        )
    return made


def _standing(connection) -> dict[str, tuple[str, str]]:
    """Triggers of ledgers that are in force: name -> table and, on SQLite, text."""
    pattern = PREFIX.replace("_", r"\_") + "%"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname, '' FROM pg_trigger t "
                "JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
                "AND t.tgname LIKE %s AND pg_table_is_visible(c.oid)",
                [pattern],
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name, sql FROM sqlite_master "
                r"WHERE type = 'trigger' AND name LIKE %s ESCAPE '\'",
                [pattern],
            )
        return {name: (table, text) for name, table, text in cursor.fetchall()}


def _stands(trigger, standing) -> bool:
    if trigger.name not in standing:
        return False
    table, text = standing[trigger.name]
    return table == trigger.table and text in ("", trigger.sql)


def _sound(connection) -> set[str]:
    """The functions on PostgreSQL whose text is what it must be."""
    functions = _functions()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc "
            "WHERE proname = ANY(%s) AND pg_function_is_visible(oid)",
            [list(functions)],
        )
        return {name for name, source in cursor.fetchall() if source == functions[name]}


def _drop(cursor, connection, name, table):
    if connection.vendor == "postgresql":
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
    else:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
