"""What a new version of a map takes over from the one before it.

Figures follow the step that they are about (processes.matching), a share the way
between the same two steps. What finds nothing there keeps its place in a list without a
home, until somebody gives it one.
"""

from processes import matching
from processes.graph import Kind
from processes.models import Fact, Subject, What


def carried(rows, was, now, version, *, typed=False) -> list[Fact]:
    """Rows of a new version from the standing ones before, not saved yet.

    `typed` says that the new version was typed as a table: what the table itself says,
    such as who does a step and which share takes a way, then stands in it.
    """
    follow = _Follow(was, now)
    found, homes = [], set()
    for row in rows:
        if row.has_home:
            key = follow.home_of(row)
            if key and _is_said_anew(row, key, was, now, typed):
                continue
        else:
            key = row.key if _is_here(row, now) else ""
        home = (row.subject, key, row.what)
        has_home = bool(key or row.subject == Subject.PROCESS) and home not in homes
        homes.add(home)
        found.append(
            Fact(
                version=version,
                subject=row.subject,
                key=key if has_home else row.key,
                label=row.label,
                has_home=has_home,
                what=row.what,
                value=row.value,
                text=row.text,
                unit=row.unit,
                source=row.source,
                basis=row.basis,
                carried_from=row,
                stated_at=row.stated_at,
                stated_by_id=row.stated_by_id,
            )
        )
    return found


def _is_here(row, now):
    """Whether what a figure without a home was about has come back."""
    node = now.nodes.get(row.key)
    return row.subject == Subject.STEP and node is not None and node.name == row.label


def _is_said_anew(row, key, was, now, typed):
    """Whether the new map says itself what a figure said, or says something else."""
    if typed and (row.subject == Subject.NODE or row.what == What.WHO):
        return True
    if row.subject != Subject.WAY or key not in now.flows:
        return False
    said = now.flows[key].share
    if said is None:
        return False
    same = abs(said - float(row.value)) < 1e-6
    if typed:
        return not same
    before = was.flows[row.key].share if row.key in was.flows else None
    return not same and (before is None or abs(said - before) > 1e-6)


class _Follow:
    """Where what a figure is about stands on the new map."""

    def __init__(self, was, now):
        self.was, self.now = was, now
        self.steps = {}
        for change in matching.compare(was, now):
            if len(change.before) == 1 and change.after:
                self.steps[change.before[0]] = change.after
        self.old = _Ways(was)
        self.new = _Ways(now)
        self.by_ends = {}
        for key, ends in self.new.ends.items():
            self.by_ends.setdefault(ends, []).append(key)

    def home_of(self, row):
        """The id on the new map, or "" where there is none."""
        if row.subject in (Subject.ROLE, Subject.PROCESS):
            return row.key
        if row.subject == Subject.STEP:
            return self.steps.get(row.key, "")
        if row.subject == Subject.WAY and row.key in self.was.flows:
            return self._way(row.key)
        return self._node(row.key)

    def _node(self, key):
        old, new = self.was.nodes.get(key), self.now.nodes.get(key)
        if old is None:
            return ""
        if key in self.steps:
            return self.steps[key]
        if new is not None and (old.kind, old.name) == (new.kind, new.name):
            return key
        alike = [
            node.id
            for node in self.now.nodes.values()
            if (node.kind, node.name) == (old.kind, old.name)
            and node.host == self.steps.get(old.host, "")
        ]
        named = old.name or old.kind in (Kind.BOUNDARY, Kind.START)
        return alike[0] if len(alike) == 1 and named else ""

    def _way(self, key):
        before, after = self.old.ends[key]
        wanted = (self.steps.get(before, before), self.steps.get(after, after))
        if key in self.now.flows and self.new.ends[key] == wanted:
            return key
        found = self.by_ends.get(wanted, [])
        return found[0] if len(found) == 1 else ""


class _Ways:
    """The arrows of choices, each by the step before it and the one it leads to."""

    def __init__(self, graph):
        self.graph = graph
        self.steps = {node.id for node in graph.steps()}
        self.comes, self.goes = graph.incoming(), graph.outgoing()
        self.ends = {
            flow.id: (
                self._nearest(flow.source, self.comes, "source"),
                self._nearest(flow.target, self.goes, "target"),
            )
            for flow in graph.flows.values()
            if len(self.goes[flow.source]) > 1 or flow.share is not None
        }
        for flow in graph.flows.values():
            self.ends.setdefault(flow.id, (flow.source, flow.target))

    def _nearest(self, key, ways, end):
        """Through gateways with one way: the step there, or what the flow ends at."""
        seen = set()
        while key not in self.steps and key not in seen:
            seen.add(key)
            arrows = ways[key]
            if not arrows:
                return str(self.graph.nodes[key].kind)
            if len(arrows) != 1:
                return key
            key = getattr(arrows[0], end)
        return key
