"""What many tests begin with is told once by the real actions, then written by rows.

The first test of a worker that asks for a scene builds it; what it wrote, rows and
files, is kept, and written back for each later test that stands on the same ground.
Nothing of the product is left out: the rows are those that it wrote.
"""

import pickle
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

KEPT = {}


def replayed(key, build, *, ground=None):
    """What `build` returns, and all that it wrote.

    `ground` tells states of the database apart that a scene was built upon: it is told
    anew for each. The result must survive pickling.
    """
    key = (connection.vendor, key, ground)
    if key not in KEPT:
        before, files = _rows(), _files()
        made = build()
        KEPT[key] = (_written(before, _rows()), _new(files), pickle.dumps(made))
        return made
    rows, files, made = KEPT[key]
    _write(rows)
    for name, content in files.items():
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return pickle.loads(made)


def _rows() -> dict:
    """Every row of every table by its key, which comes first, in the order of keys.

    The order matters: the ledger refuses an entry that does not follow the last one.
    """
    found = {}
    with connection.cursor() as cursor:
        for table, columns in _tables(connection.vendor).items():
            cursor.execute(
                f"SELECT {', '.join(map(connection.ops.quote_name, columns))} "
                f"FROM {connection.ops.quote_name(table)} ORDER BY 1"
            )
            found[table] = columns, {row[0]: row for row in cursor.fetchall()}
    return found


@cache
def _tables(vendor) -> dict:
    """The columns of every table, its key first; asked once a process."""
    found, look = {}, connection.introspection
    with connection.cursor() as cursor:
        for table in look.table_names(cursor):
            key = look.get_primary_key_column(cursor, table)
            names = [c.name for c in look.get_table_description(cursor, table)]
            found[table] = [key, *(name for name in names if name != key)]
    return found


def _written(before, after) -> list:
    """The statements that lead from one state to the other.

    What is added comes first: a row may change only once another is there.
    """
    statements, changes = [], []
    for table, (columns, rows) in after.items():
        old = before[table][1]
        names = [connection.ops.quote_name(column) for column in columns]
        into = connection.ops.quote_name(table)
        new = [row for key, row in rows.items() if key not in old]
        if new:
            holes = ", ".join(["%s"] * len(names))
            statements.append(
                (f"INSERT INTO {into} ({', '.join(names)}) VALUES ({holes})", new)
            )
        changed = [row for key, row in rows.items() if key in old and row != old[key]]
        if changed:
            places = ", ".join(f"{name} = %s" for name in names[1:])
            changes.append(
                (
                    f"UPDATE {into} SET {places} WHERE {names[0]} = %s",
                    [(*row[1:], row[0]) for row in changed],
                )
            )
        assert not old.keys() - rows.keys(), f"A scene takes rows away from {table}."
    return statements + changes


def _write(statements) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, rows in statements:
            cursor.executemany(sql, rows)


def _files() -> set:
    root = Path(settings.MEDIA_ROOT)
    return {path for path in root.rglob("*") if path.is_file()}


def _new(before) -> dict:
    root = Path(settings.MEDIA_ROOT)
    return {
        str(path.relative_to(root)): path.read_bytes() for path in _files() - before
    }
