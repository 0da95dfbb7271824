"""Figures and tables of steps in JSON, and figures for a map from another file.

A number alone is in the unit of its field (hours, cases a week, full-time people); an
object says more: {"value": 20, "unit": "minutes", "source": "measured"}.
"""

import json
import math
import re

from django.utils.translation import gettext_lazy as _

from processes.facts import Facts, Figure, RoleFacts, Source, StepFacts, Unit
from processes.graph import Kind, tidy
from processes.reading import limits
from processes.reading.steps import Row, build

TIMES = ("touch", "wait", "checking")
SHARES = ("rework", "right")
UNIT_WORDS = {
    "minute": Unit.MINUTES,
    "min": Unit.MINUTES,
    "hour": Unit.HOURS,
    "h": Unit.HOURS,
    "day": Unit.WORKING_DAYS,
    "days": Unit.WORKING_DAYS,
    "working days": Unit.WORKING_DAYS,
    "calendar days": Unit.CALENDAR_DAYS,
    "week": Unit.WEEKS,
}


def load(content: bytes):
    """The JSON of a file; Unreadable says what is wrong with it."""
    limits.check_size(content)
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise limits.unreadable(_("This file is not whole JSON.")) from error


def example_of(data, wanted: str = ""):
    """One example of a file that holds several; with one only, that one."""
    if not isinstance(data, dict) or "examples" not in data:
        return data
    listed = data["examples"] if isinstance(data["examples"], list) else []
    examples = [e for e in listed if isinstance(e, dict) and e.get("steps")]
    chosen = [e for e in examples if not wanted or _text(e.get("id")) == wanted]
    if len(chosen) != 1:
        raise limits.unreadable(
            _("This file holds several tables. Choose one of: {names}."),
            names=", ".join(_text(e.get("id"))[:40] for e in examples[:20]),
        )
    return chosen[0]


def read_steps(data):
    """The map and the figures of a table of steps in JSON."""
    if not isinstance(data, dict) or not isinstance(data.get("steps"), list):
        raise limits.unreadable(
            _("This JSON has no list of steps. See the example in the help.")
        )
    rows, given = [], []
    for place, item in enumerate(data["steps"], 1):
        if not isinstance(item, dict):
            raise limits.unreadable(
                _("Step {no} of this file is not an object with a name."), no=place
            )
        rows.append(
            Row(
                no=_text(item.get("no", place)),
                name=_text(item.get("name")),
                who=_text(item.get("who")),
                next=_text(item.get("next")),
                kind=_text(item.get("kind")),
                type=_text(item.get("type")),
                key=_text(item.get("id")),
                pool=_text(item.get("pool")),
                on=_text(item.get("on")),
                part_of=_text(item.get("part_of")),
                sends=_text(item.get("sends")),
                goes_on=item.get("goes_on") is True,
                repeats=item.get("repeats") is True,
                outside=item.get("outside") is True,
                process=_text(item.get("process")),
            )
        )
        given.append(item)
    graph = build(rows, _text(data.get("title")))
    steps = {
        row.key: _step(item, row.name or row.no)
        for row, item in zip(rows, given, strict=True)
    }
    shares = {}
    for row, item in zip(rows, given, strict=True):
        if graph.nodes[row.key].kind == Kind.BOUNDARY and "share" in item:
            shares[row.key] = _share(item["share"], row.name)
    return graph, _facts(data, steps, shares)


def read_facts(data, graph) -> Facts:
    """Figures for a map that was read before, by the ids or names of its parts."""
    if not isinstance(data, dict):
        raise limits.unreadable(_("These figures are not an object of JSON."))
    names = _names(graph)
    steps = {}
    given = data.get("steps", {})
    if isinstance(given, list):
        listed = [item for item in given if isinstance(item, dict)]
        given = {_text(i.get("id") or i.get("name")): i for i in listed}
    if not isinstance(given, dict):
        raise limits.unreadable(_("The steps of these figures are not a list."))
    for key, item in given.items():
        node = _found(key, names, graph.nodes)
        if not isinstance(item, dict):
            raise _wrong(item, key)
        steps[node] = _step(item, key)
    shares = _shares(data.get("shares", {}), graph, names)
    starts = {
        _found(key, names, graph.nodes): _share(value, key)
        for key, value in _pairs(data.get("starts"))
    }
    meaning = {}
    for key, value in _pairs(data.get("arrows")):
        if value not in ("all", "one"):
            raise _wrong(value, key)
        meaning[_found(key, names, graph.nodes)] = value
    waits = frozenset(_found(key, names, graph.nodes) for key in data.get("waits", ()))
    return _facts(data, steps, shares, starts=starts, meaning=meaning, waits=waits)


def _facts(data, steps, shares, **more):
    roles = {}
    for name, item in _pairs(data.get("roles")):
        item = item if isinstance(item, dict) else {"fte": item}
        roles[tidy(name)] = RoleFacts(
            fte=_figure(item.get("fte"), name),
            hours=_figure(item.get("hours"), name),
            unlimited=item.get("unlimited") is True,
            cost=_figure(item.get("cost"), name),
        )
    extra = {}
    for key in ("hours_a_day", "weeks_a_year", "cv"):
        if data.get(key) is not None:
            extra[key] = _figure(data[key], key).value
    if extra.get("hours_a_day", 1) <= 0 or extra.get("hours_a_day", 1) > 24:
        raise _wrong(extra["hours_a_day"], "hours_a_day")
    return Facts(
        steps=steps,
        shares=shares,
        roles=roles,
        demand=_figure(data.get("demand"), "demand"),
        margin=_figure(data.get("margin"), "margin"),
        variants=_share(data.get("site_variants"), "site_variants"),
        **extra,
        **more,
    )


def _step(item, name) -> StepFacts:
    values = {key: _figure(item.get(key), name, is_time=True) for key in TIMES}
    values |= {key: _share(item.get(key), name) for key in SHARES}
    values |= {key: _figure(item.get(key), name) for key in ("times", "cost")}
    if item.get("who"):
        values["who"] = tidy(item["who"])
    if item.get("cv") is not None:
        values["cv"] = _figure(item["cv"], name).value
    return StepFacts(**values)


def _shares(given, graph, names):
    """Shares by arrow, by exception, by "from -> to", or by choice and target."""
    found = {}
    between = {}
    for flow in graph.flows.values():
        between.setdefault((flow.source, flow.target), flow.id)
    for key, value in _pairs(given):
        if isinstance(value, dict) and "value" not in value:
            source = _found(key, names, graph.nodes)
            for other, share in value.items():
                flow = _way(source, other, graph, names)
                found[flow] = _share(share, other)
        elif key in graph.flows:
            found[key] = _share(value, key)
        elif "->" in key or "→" in key:
            first, _sign, second = key.replace("→", "->").partition("->")
            source = _found(first.strip(), names, graph.nodes)
            found[_way(source, second.strip(), graph, names)] = _share(value, key)
        else:
            found[_found(key, names, graph.nodes)] = _share(value, key)
    return found


def _way(source, wanted, graph, names):
    """The arrow out of a node that a name means: its own, or that of its target."""
    out = [flow for flow in graph.flows.values() if flow.source == source]
    low = tidy(wanted).casefold()
    for flow in out:
        if wanted == flow.id or low == flow.name.casefold() != "":
            return flow.id
    targets = names.get(low, []) if wanted not in graph.nodes else [wanted]
    for flow in out:
        if flow.target in targets:
            return flow.id
    raise limits.unreadable(
        _("There is no way from “{source}” to “{target}” on this map."),
        source=graph.label(source),
        target=tidy(wanted)[:80],
    )


def _names(graph):
    names = {}
    for node in graph.nodes.values():
        if node.name:
            names.setdefault(node.name.casefold(), []).append(node.id)
    return names


def _found(key, names, nodes):
    if key in nodes:
        return key
    found = names.get(tidy(key).casefold(), [])
    if len(found) == 1:
        return found[0]
    sentence = (
        _("“{name}” stands {count} times on this map. Use its id.")
        if found
        else _("There is no step “{name}” on this map.")
    )
    raise limits.unreadable(sentence, name=tidy(key)[:80], count=len(found))


def _pairs(given):
    if given is None:
        return []
    if not isinstance(given, dict):
        raise _wrong(given, "")
    return given.items()


def _figure(value, name, *, is_time=False) -> Figure | None:
    """A number, alone or with its unit and source."""
    if value is None or value == "":
        return None
    source, unit = Source.ESTIMATED, Unit.HOURS
    if isinstance(value, dict):
        source = value.get("source", source)
        unit = value.get("unit", unit)
        value = value.get("value")
        if source not in set(Source):
            raise _wrong(source, name)
        if is_time:
            unit = UNIT_WORDS.get(str(unit).casefold().replace("_", " "), unit)
            if unit not in set(Unit):
                raise _wrong(unit, name)
        else:
            unit = Unit.HOURS
    number = number_in(value)
    if number is None or number < 0:
        raise _wrong(value, name)
    return Figure(number, Source(source), Unit(unit))


def number_in(value) -> float | None:
    """A finite number, also as people write it ("1,5"); None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip().replace("\u202f", "").replace(" ", "").replace(",", ".")
        if not re.fullmatch(r"-?\d{1,12}(\.\d{1,9})?", text):
            return None
        value = float(text)
    if not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if abs(value) < 1e12 else None


def _share(value, name) -> Figure | None:
    """A share: 0.3, 30 with a per cent sign, or an object with its source."""
    if value is None or value == "":
        return None
    source = Source.ESTIMATED
    if isinstance(value, dict):
        source, value = value.get("source", source), value.get("value")
        if source not in set(Source):
            raise _wrong(source, name)
    divide = 1.0
    if isinstance(value, str) and value.strip().endswith("%"):
        value, divide = value.strip()[:-1], 100.0
    number = number_in(value)
    if number is None or not 0 <= number / divide <= 1:
        raise _wrong(value, name)
    return Figure(number / divide, Source(source))


def _wrong(value, name):
    return limits.unreadable(
        _("“{value}” is no figure that “{name}” can have."),
        value=tidy(value)[:60],
        name=tidy(name)[:80],
    )


def _text(value):
    return tidy(value) if value is not None else ""
