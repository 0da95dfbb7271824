"""The chain of cycles of an initiative: what it came from and what came of it."""

from django.db import connection

from initiatives.models import Initiative

# Django writes no recursive query. Nothing that anybody typed stands in the text: the
# table is the model's, the key is a parameter.
_SQL = """
WITH RECURSIVE earlier(id, origin_id) AS (
    SELECT id, origin_id FROM {table} WHERE id = %s
    UNION SELECT i.id, i.origin_id FROM {table} i JOIN earlier e ON i.id = e.origin_id
), every(id) AS (
    SELECT id FROM earlier
    UNION SELECT i.id FROM {table} i JOIN every e ON i.origin_id = e.id
)
SELECT id FROM every
"""


def chain(initiative, person) -> list[Initiative]:
    """The cycles of one chain that a person may see, the first one first.

    Two queries; a chain of one is none.
    """
    field = Initiative._meta.pk
    key = field.get_db_prep_value(initiative.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(table=Initiative._meta.db_table), [key])
        ids = [field.to_python(row[0]) for row in cursor.fetchall()]
    if len(ids) < 2:
        return []
    rows = Initiative.objects.visible_to(person).filter(pk__in=ids)
    return list(rows.order_by("cycle", "number"))
