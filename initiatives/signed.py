"""What a signature covers: the signed fields of the initiative, and the rest.

Every concrete field stands in one of the two lists of its model; a test fails for a
field that stands in neither.
"""

SIGNED_FIELDS = {
    "initiatives.initiative": (
        "title",
        "problem",
        "purpose",
        "process_family",
        "ai_system",
        "unit",
        "intent",
        "promise",
        "hypothesis",
        "hypothesis_proof",
        "hours_expected",
        "budget",
        "currency",
        "screening",
        "screening_answers",
        "screening_note",
    ),
    "initiatives.exposure": ("unit", "site", "people", "overseers", "in_scope"),
}

UNSIGNED_FIELDS = {
    "initiatives.initiative": (
        "id",
        "number",
        "ref",
        "version",
        "proposer",
        "sponsor",
        "continuity_holder",
        "is_confidential",
        "stage",
        "stage_since",
        "created_at",
        "changed_at",
        "proposed_at",
        "withdrawn_at",
        "stopped_at",
        "stop_reason",
        "taken_over_at",
        "taken_over_stage",
        "accepted_at",
        "outcome",
        "origin",
        "cycle",
        "source",
        "external_key",
        "external_digest",
        "search_text",
        "screening_law",
    ),
    "initiatives.exposure": ("id", "initiative"),
}


def fields_of(obj, names) -> dict:
    """The named fields of a row as plain text, for a digest; references by key."""
    values = {}
    for name in names:
        field = obj._meta.get_field(name)
        value = getattr(obj, field.attname)
        values[name] = None if value is None else str(value)
    return values


def content(initiative) -> dict:
    """What the initiative itself puts under a signature."""
    return {
        "initiative": fields_of(initiative, SIGNED_FIELDS["initiatives.initiative"]),
        "exposures": [
            fields_of(row, SIGNED_FIELDS["initiatives.exposure"])
            for row in sorted(
                initiative.exposures.all(), key=lambda row: (row.unit_id, row.site_id)
            )
        ],
    }
