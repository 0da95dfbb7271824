"""The floors: hand-written SQL for the rows of a page, and a bare template of them."""

from django.db import connection
from django.template import engines
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

_ROW = (
    "{% for r in rows %}<tr>{% for c in r %}<td>{{ c }}</td>{% endfor %}</tr>"
    "{% endfor %}"
)

LIST = """
SELECT i.ref, i.title, i.stage, u.name,
  (SELECT w.function FROM governance_wait w WHERE w.initiative_id = i.id
     AND w.ended_at IS NULL ORDER BY w.due_at, w.id LIMIT 1),
  (SELECT w.due_at FROM governance_wait w WHERE w.initiative_id = i.id
     AND w.ended_at IS NULL ORDER BY w.due_at, w.id LIMIT 1),
  i.stage_since,
  (SELECT p.name FROM initiatives_lead l JOIN organisation_person p
     ON p.id = l.person_id WHERE l.initiative_id = i.id AND l.until IS NULL LIMIT 1)
FROM initiatives_initiative i JOIN organisation_unit u ON u.id = i.unit_id
WHERE i.proposed_at IS NOT NULL AND NOT i.is_confidential AND i.stage = %s
ORDER BY i.number DESC LIMIT 50
"""
STRIP = """
SELECT h.giver, h.receiver, h.state, i.ref, w.function, w.since, w.due_at
FROM governance_handoff h JOIN initiatives_initiative i ON i.id = h.initiative_id
LEFT JOIN governance_wait w ON w.handoff_id = h.id AND w.ended_at IS NULL
WHERE h.state IN ('signing', 'receiving', 'committee') AND NOT i.is_confidential
ORDER BY h.offered_at
"""
BOARD = """
SELECT * FROM (SELECT i.ref, i.title, i.stage, u.name, i.stage_since,
  row_number() OVER (PARTITION BY i.stage ORDER BY i.stage_since) AS place,
  count(*) OVER (PARTITION BY i.stage)
FROM initiatives_initiative i JOIN organisation_unit u ON u.id = i.unit_id
WHERE i.proposed_at IS NOT NULL AND NOT i.is_confidential AND i.stage <> 'closed') t
WHERE place <= 8
"""
ONE = (
    "SELECT * FROM initiatives_initiative WHERE ref = %s",
    "SELECT s.* FROM initiatives_stay s JOIN initiatives_initiative i "
    "ON i.id = s.initiative_id WHERE i.ref = %s",
    "SELECT l.*, p.name FROM initiatives_lead l JOIN organisation_person p "
    "ON p.id = l.person_id JOIN initiatives_initiative i ON i.id = l.initiative_id "
    "WHERE i.ref = %s",
    "SELECT s.*, p.name FROM governance_signoff s JOIN governance_handoff h "
    "ON h.id = s.handoff_id JOIN organisation_person p ON p.id = s.person_id "
    "JOIN initiatives_initiative i ON i.id = h.initiative_id WHERE i.ref = %s",
    "SELECT w.* FROM governance_wait w JOIN initiatives_initiative i "
    "ON i.id = w.initiative_id WHERE w.ended_at IS NULL AND i.ref = %s",
    "SELECT e.* FROM audit_entry e JOIN initiatives_initiative i "
    "ON i.id = e.initiative_id WHERE i.ref = %s ORDER BY e.seq DESC LIMIT 8",
)
COVERAGE = """
SELECT e.initiative_id, u.name, u.path, s.name, e.people, e.overseers,
  m.everyone, m.overseers
FROM initiatives_exposure e
JOIN initiatives_initiative i ON i.id = e.initiative_id
JOIN organisation_unit u ON u.id = e.unit_id
JOIN organisation_site s ON s.id = e.site_id
LEFT JOIN (
  SELECT initiative_id, unit_id, site_id,
    SUM(CASE WHEN audience <> 'overseers' THEN people ELSE 0 END) AS everyone,
    SUM(CASE WHEN audience = 'overseers' THEN people ELSE 0 END) AS overseers
  FROM literacy_measure a
  WHERE NOT EXISTS (
    SELECT 1 FROM literacy_measure b WHERE b.supersedes_id = a.id)
  GROUP BY initiative_id, unit_id, site_id
) m ON m.initiative_id = e.initiative_id AND m.unit_id = e.unit_id
  AND m.site_id = e.site_id
WHERE e.in_scope AND NOT i.is_confidential AND i.stage <> 'closed'
  AND i.proposed_at IS NOT NULL
"""
OWED = """
SELECT i.ref, i.title, w.duty, w.function, w.since, w.due_at, h.giver
FROM governance_wait w JOIN initiatives_initiative i ON i.id = w.initiative_id
JOIN governance_handoff h ON h.id = w.handoff_id
JOIN organisation_unit u ON u.id = i.unit_id
WHERE w.ended_at IS NULL AND w.function = %s AND u.path LIKE %s
  AND NOT i.is_confidential ORDER BY w.due_at LIMIT 200
"""


def rows(*statements):
    """An act: the rows by SQL, and a bare template of them."""
    template = engines["django"].from_string(_ROW)

    def act():
        found = []
        with connection.cursor() as cursor:
            for statement, params in statements:
                cursor.execute(statement, params)
                found += cursor.fetchall()
        return template.render({"rows": found[:300]})

    return act


def listed(statement, params):
    """An act: the rows by SQL, and the framework of the API that writes them."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        names = [f"c{n}" for n, _column in enumerate(cursor.description)]
    fields = {name: serializers.CharField(allow_null=True) for name in names}
    shape = type("Floor", (serializers.Serializer,), fields)

    def act():
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return JSONRenderer().render({"results": shape(found, many=True).data})

    return act
