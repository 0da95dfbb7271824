"""One file of a process analysed at once, and nothing kept."""

from dataclasses import replace

from audit.errors import DomainError
from processes import reading, report
from processes.flow import draws
from processes.flow.analysis import Analysis, analyse
from processes.reading import data


def analyse_file(
    content: bytes, name: str, *, figures: bytes | None = None, example: str = ""
) -> tuple[dict, Analysis]:
    """What is found in the bytes of a map, as plain data, and the analysis behind it.

    `figures` are the bytes of a file of figures beside it, `example` says which one of
    a file of many. Unreadable and Unsolvable say what is wrong.
    """
    graph, facts = reading.read(content, name, example=example)
    found = {"file": name, **report.of_map(graph)}
    try:
        if figures is not None:
            facts = merged(facts, data.read_facts(data.load(figures), graph))
        analysis = analyse(graph, facts)
    except DomainError as refusal:
        # what was counted on the map is known all the same
        refusal.details = found | refusal.details
        raise
    chances = draws.chances(graph, facts) if analysis.has_answer else None
    return found | report.of_analysis(analysis, chances), analysis


def merged(facts, more):
    """Figures of the map, with those of a second file over them."""
    return replace(
        more,
        steps={**facts.steps, **more.steps},
        shares={**facts.shares, **more.shares},
        roles={**facts.roles, **more.roles},
        demand=more.demand or facts.demand,
        margin=more.margin or facts.margin,
        variants=more.variants or facts.variants,
    )
