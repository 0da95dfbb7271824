"""The figures of a map between the database and the analysis."""

from dataclasses import dataclass
from decimal import Decimal

from processes.facts import Facts, Figure, RoleFacts, Source, StepFacts, Unit
from processes.flow.questions import ahead
from processes.models import TIMES, Fact, Subject, What

PLACES = Decimal("1.000000000")
OF_STEP = {
    *(What.TOUCH, What.WAIT, What.CHECKING, What.REWORK, What.TIMES, What.RIGHT),
    What.COST,
}


@dataclass(frozen=True)
class Said:
    """One figure that somebody states; without value and text it takes one back."""

    subject: str
    key: str
    what: str
    value: float | Decimal | None = None
    text: str = ""
    unit: str = ""
    source: str = Source.ESTIMATED
    basis: str = ""

    def row(self, version, graph, **more) -> Fact:
        """The row of it, not saved yet."""
        value = self.value
        if value is not None:
            value = Decimal(str(value)).quantize(PLACES)
        unit = self.unit
        if value is not None and self.what in TIMES:
            unit = unit or Unit.HOURS
        return Fact(
            version=version,
            subject=self.subject,
            key=self.key,
            label=label_of(graph, self.subject, self.key),
            what=self.what,
            value=value,
            text=self.text,
            unit=unit,
            source=self.source,
            basis=self.basis,
            **more,
        )


def label_of(graph, subject, key) -> str:
    """What people call what a figure is about."""
    if subject == Subject.WAY and key in graph.flows:
        flow = graph.flows[key]
        return f"{graph.label(flow.source)} → {ahead(graph, key)}"[:500]
    if subject in (Subject.ROLE, Subject.PROCESS):
        return key
    return graph.label(key)


def is_on(graph, subject, key) -> bool:
    """Whether a map has what a figure is about."""
    if subject in (Subject.ROLE, Subject.PROCESS):
        return True
    if subject == Subject.WAY:
        return key in graph.flows or key in graph.nodes
    return key in graph.nodes


def facts_of(rows, graph) -> Facts:
    """The figures of standing rows, as the analysis takes them."""
    steps, shares, starts, roles, meaning, whole = {}, {}, {}, {}, {}, {}
    waits = set()
    for row in rows:
        if not row.has_home or not is_on(graph, row.subject, row.key):
            continue
        if row.subject == Subject.STEP:
            steps.setdefault(row.key, {})[row.what] = _of_step(row)
        elif row.subject == Subject.WAY:
            shares[row.key] = figure(row)
        elif row.subject == Subject.START:
            starts[row.key] = figure(row)
        elif row.subject == Subject.ROLE:
            roles.setdefault(row.key, {})[row.what] = (
                bool(row.value) if row.what == What.UNLIMITED else figure(row)
            )
        elif row.subject == Subject.PROCESS:
            whole[row.what] = figure(row)
        elif row.what == What.MEANING:
            meaning[row.key] = row.text
        elif row.value:
            waits.add(row.key)
    extra = {
        name: whole[what].value
        for what, name in (
            (What.CV, "cv"),
            (What.DAY, "hours_a_day"),
            (What.WEEKS, "weeks_a_year"),
        )
        if what in whole
    }
    return Facts(
        steps={key: StepFacts(**values) for key, values in steps.items()},
        shares=shares,
        starts=starts,
        roles={name: RoleFacts(**values) for name, values in roles.items()},
        demand=whole.get(What.DEMAND),
        margin=whole.get(What.MARGIN),
        variants=whole.get(What.VARIANTS),
        meaning=meaning,
        waits=frozenset(waits),
        **extra,
    )


def figure(row) -> Figure:
    """The figure of a row."""
    return Figure(float(row.value), Source(row.source), Unit(row.unit or Unit.HOURS))


def _of_step(row):
    if row.what == What.WHO:
        return row.text
    return float(row.value) if row.what == What.CV else figure(row)


def said_in(facts, graph) -> list[Said]:
    """What a file states beside its drawing."""
    found = []
    for key, step in facts.steps.items():
        for what in sorted(OF_STEP):
            given = getattr(step, what)
            if given is not None:
                found.append(_said(Subject.STEP, key, what, given))
        if step.who and step.who != graph.who(graph.nodes[key]):
            found.append(Said(Subject.STEP, key, What.WHO, text=step.who))
        if step.cv is not None:
            found.append(Said(Subject.STEP, key, What.CV, step.cv))
    found += [_said(Subject.WAY, k, What.SHARE, v) for k, v in facts.shares.items()]
    found += [_said(Subject.START, k, What.SHARE, v) for k, v in facts.starts.items()]
    for name, role in facts.roles.items():
        for what in (What.FTE, What.HOURS, What.COST):
            given = getattr(role, what)
            if given is not None:
                found.append(_said(Subject.ROLE, name, what, given))
        if role.unlimited:
            found.append(Said(Subject.ROLE, name, What.UNLIMITED, 1))
    for what in (What.DEMAND, What.MARGIN, What.VARIANTS):
        given = getattr(facts, what)
        if given is not None:
            found.append(_said(Subject.PROCESS, "", what, given))
    usual = Facts()
    for what, name in (
        (What.CV, "cv"),
        (What.DAY, "hours_a_day"),
        (What.WEEKS, "weeks_a_year"),
    ):
        if getattr(facts, name) != getattr(usual, name):
            found.append(Said(Subject.PROCESS, "", what, getattr(facts, name)))
    found += [
        Said(Subject.NODE, key, What.MEANING, text=text)
        for key, text in facts.meaning.items()
    ]
    found += [Said(Subject.NODE, key, What.WAITS, 1) for key in sorted(facts.waits)]
    return found


def _said(subject, key, what, given):
    unit = given.unit if what in TIMES else ""
    return Said(subject, key, what, given.value, unit=unit, source=given.source)
