"""The migrations lead to the tables that the models describe, and the tests use."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

BASE = settings.BASE_DIR


def described(database) -> dict:
    """Each table with its columns, and with what it holds to be true."""
    with database.cursor() as cursor:
        look = database.introspection
        tables = {}
        for table in look.table_names(cursor):
            columns = sorted(
                (column.name, column.type_code, column.null_ok)
                for column in look.get_table_description(cursor, table)
            )
            rules = sorted(
                (
                    (
                        tuple(sorted(rule["columns"] or ())),
                        rule["unique"],
                        rule["check"],
                        rule["foreign_key"],
                        "" if rule["foreign_key"] or rule["primary_key"] else name,
                    )
                    for name, rule in look.get_constraints(cursor, table).items()
                    if not name.startswith("__")
                ),
                key=repr,
            )
            tables[table] = (columns, rules)
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        triggers = sorted(name for (name,) in cursor.fetchall())
    return {"tables": tables, "triggers": triggers}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_migrations_lead_to_what_the_models_describe(tmp_path):
    file = tmp_path / "migrated.sqlite3"
    subprocess.run(
        [sys.executable, BASE / "manage.py", "migrate", "-v0"],
        cwd=BASE,
        env=os.environ
        | {"DATABASE_URL": f"sqlite:///{file}", "MAILLON_NO_BOOTSTRAP": "1"},
        check=True,
    )
    options = connections["default"].settings_dict | {"NAME": str(file)}
    migrated = DatabaseWrapper(options, alias="default")

    try:
        found, wanted = described(migrated), described(connection)
    finally:
        migrated.close()

    assert set(found["tables"]) - {"django_migrations"} == set(wanted["tables"]) - {
        "django_migrations"
    }
    for table, facts in wanted["tables"].items():
        assert found["tables"][table] == facts, table
    assert found["triggers"] == wanted["triggers"]
