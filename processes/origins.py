"""Which flawed step of the as-is map a step of the to-be map came from.

It is worked out when a map, a figure or an answer about steps is saved, and kept with
what the gate reads of the to-be map, since a drawing made anew has other ids.
"""

from processes import matching, storing
from processes.compared import answered
from processes.models import MapKind, MapVersion, MatchAnswer, ProcessMap


def refresh(initiative):
    """Keep for each step of the to-be map the steps with a sign that became it."""
    rows = ProcessMap.objects.saved().filter(initiative=initiative)
    maps = {row.kind: row for row in rows}
    to_be = maps.get(MapKind.TO_BE)
    if len(maps) < len(MapKind) or not to_be.findings:
        return
    signs = maps[MapKind.AS_IS].findings.get("signs", {})
    found = _became(initiative, signs) if signs else {}
    if to_be.findings.get("origins", {}) != found:
        to_be.findings["origins"] = found
        to_be.save(update_fields=["findings"])


def _became(initiative, signs) -> dict:
    versions = MapVersion.objects.newest_of(initiative)
    was, now = (
        storing.from_data(versions[kind].graph)
        for kind in (MapKind.AS_IS, MapKind.TO_BE)
    )
    answers = MatchAnswer.objects.filter(initiative=initiative)
    changes = matching.compare(was, now, *answered(answers))
    found = {change.after: sorted(signs.keys() & change.before) for change in changes}
    return {key: steps for key, steps in found.items() if key and steps}
