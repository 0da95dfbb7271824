"""The text that searches look in."""


def searchable(initiative) -> str:
    """Reference, names and texts in one casefolded string; kept by the actions."""
    parts = (
        initiative.ref,
        initiative.title,
        initiative.purpose,
        initiative.problem,
        initiative.process_family,
        initiative.ai_system,
        initiative.unit.name,
        initiative.source,
    )
    return "\n".join(part for part in parts if part).casefold()
