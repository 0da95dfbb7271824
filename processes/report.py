"""An analysis as plain data: what the command prints and the API offers."""

import math

from processes.flow import questions


def of_map(graph) -> dict:
    """The counts of a map and what was read with doubt."""
    return {
        "title": graph.title,
        "source": graph.source,
        **graph.counts(),
        "pages": len(graph.pages) or 1,
        "loose_arrows": list(graph.loose),
        "warnings": [str(warning) for warning in graph.warnings],
    }


def of_analysis(analysis, chances=None) -> dict:
    """All that was found; null stands where the data do not allow an answer.

    Rates are in cases a week, times in hours, shares between 0 and 1.
    """
    roles = analysis.roles.values()
    graph = analysis.graph
    found = {
        "questions": [q.as_json() for q in questions.of(analysis)],
        "findings": [f.as_json() for f in analysis.findings],
        "provisional": analysis.is_provisional,
        "bottleneck": analysis.bottleneck,
        "constraint": analysis.constraint,
        "capacity": rounded(analysis.capacity),
        "demand": rounded(analysis.demand),
        "throughput": rounded(analysis.throughput),
        "queue_grows_per_week": rounded(analysis.queue_grows),
        "utilisation": _by_role(roles, "utilisation"),
        "capacity_per_week": _by_role(roles, "capacity"),
        "load_hours_per_case": _by_role(roles, "load"),
        "lead": rounded(analysis.lead),
        "lead_is_lower_bound": analysis.lead_is_lower_bound,
        "touch": rounded(analysis.touch),
        "wait": rounded(analysis.wait),
        "cost": rounded(analysis.cost),
        "flow_efficiency": rounded(analysis.flow_efficiency) if analysis.lead else None,
        "first_pass_yield": rounded(analysis.first_pass_yield),
        "rework_share": rounded(analysis.rework_share),
        "handoffs": rounded(analysis.handoffs),
        "work_in_progress": rounded(analysis.work_in_progress),
        "measured_share": rounded(analysis.measured_share),
        "visits": [
            {
                "id": step.id,
                "name": graph.label(step.id),
                "who": step.who,
                "visits": rounded(step.visits),
                "hours_per_case": rounded(step.load),
                "throughput_per_minute_saved": rounded(step.worth_throughput),
                "capacity_per_minute_saved": rounded(step.worth_capacity),
            }
            for step in analysis.ranked()
        ],
    }
    if chances is not None and chances.roles:
        found["bottleneck_chances"] = {
            name: rounded(share) for name, share in chances.roles.items()
        }
        found["capacity_range"] = [rounded(chances.low), rounded(chances.high)]
    return found


def rounded(value):
    """A figure for JSON: finite, and no longer than it is sure."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), 6)


def _by_role(roles, name):
    return {role.name: rounded(getattr(role, name)) for role in roles}
