"""Rows into tables in bulk: COPY on PostgreSQL, one prepared INSERT on SQLite.

Triggers and constraints stay in force; nothing is switched off.
"""

import json
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

CHUNK = 20_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Table:
    """The table of a model, with a value for each column that a row leaves out."""

    def __init__(self, model, **always):
        self.model = model
        self.fields = list(model._meta.concrete_fields)
        self.names = [f.attname for f in self.fields]
        self.columns = [f.column for f in self.fields]
        self.usual = [
            always.get(f.attname, None if f.primary_key else _default(f))
            for f in self.fields
        ]
        self.places = {name: n for n, name in enumerate(self.names)}

    def row(self, **values):
        """A row as a list in the order of the columns."""
        row = list(self.usual)
        for name, value in values.items():
            row[self.places[name]] = value
        return row

    def write(self, rows) -> int:
        """Write rows, which may come one by one, and say how many there were."""
        if connection.vendor == "postgresql":
            return self._copy(rows)
        written, chunk = 0, []
        for row in rows:
            chunk.append([_bound(value) for value in row])
            if len(chunk) == CHUNK:
                written += self._insert(chunk)
                chunk = []
        return written + (self._insert(chunk) if chunk else 0)

    def _names(self):
        quote = connection.ops.quote_name
        columns = ", ".join(quote(c) for c in self.columns)
        return f"{quote(self.model._meta.db_table)} ({columns})"

    def _copy(self, rows):
        stream = _Stream(rows)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {self._names()} FROM STDIN", stream)
        return stream.count

    def _insert(self, rows):
        marks = ", ".join(["%s"] * len(self.columns))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {self._names()} VALUES ({marks})", rows)
        return len(rows)


class _Stream:
    """Rows as the text that COPY reads, made while the server writes the last ones."""

    def __init__(self, rows):
        self.rows, self.left, self.count = iter(rows), "", 0

    def read(self, size=-1):
        """The next characters, or none at the end."""
        parts, length = [self.left], len(self.left)
        while length < size:
            row = next(self.rows, None)
            if row is None:
                break
            self.count += 1
            line = "\t".join([_copied(value) for value in row]) + "\n"
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self.left = text[size:]
        return text[:size]


def count_on(models):
    """Let the database go on counting where the given keys end.

    A count never goes back: a key that was once given out is not given out again.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in models:
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(
                "SELECT setval(name, GREATEST(nextval(name), most)) FROM "
                "(SELECT pg_get_serial_sequence(%s, %s)::regclass AS name, "
                f'MAX("{key}") AS most FROM "{table}") AS counted',
                [table, key],
            )


def _default(field):
    if not field.has_default():
        return None if field.null else field.get_default()
    value = field.default
    return value() if value in (dict, list) else None if callable(value) else value


def _copied(value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict | list):
        return _json(value).translate(_ESCAPES)
    return str(value)


def _bound(value):
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    if isinstance(value, dict | list):
        return _json(value)
    if isinstance(value, Decimal):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def _json(value) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)
