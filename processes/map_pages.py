"""What the page of a map says: the finding, the figures, the table, the trial."""

import re
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation.templatetags.ui import money, written_number
from processes import analysed as analysing
from processes import places
from processes.drawing import svg
from processes.errors import Unsolvable
from processes.facts import SOURCES, Source
from processes.flow import whatif
from processes.flow.analysis import MARKET
from processes.graph import Kind
from processes.known import label_of
from processes.models import SHARES, ExpectedEffect, Fact, MapVersion, Subject
from processes.tables import rows_of
from processes.trial_forms import TrialForm
from processes.typed import WORDS_OF_KINDS
from processes.wording import percent, said, spent, written

BUSY = 0.80
BARS = 99
MANY = 1_000
MOST_NODES_LISTED = 300
"""Of a larger map the page of the process shows the finding only."""
VERSIONS = 50
SAID = 40
MOST_WIDE = 1_700
"""A wider drawing is not made smaller to fit: nobody could read it."""
INK = {
    Source.MEASURED.value: "measured",
    Source.SAMPLED.value: "measured",
}
"""How a figure is drawn: what is neither measured nor sampled is estimated."""


def finding(found) -> str:
    """The sentence on top: what holds the process up, or why nobody can say it yet."""
    if found is None:
        return _(
            "Only the file is known. Type its table of steps, and the bottleneck "
            "shows itself."
        )
    if found.refusal is not None:
        return _("This map cannot be computed yet. %(why)s") % {
            "why": found.refusal.sentence
        }
    a = found.analysis
    if a.bottleneck is None:
        count = len(found.questions)
        return ngettext(
            "%(n)d question is open before the bottleneck can be named.",
            "%(n)d questions are open before the bottleneck can be named.",
            count,
        ) % {"n": count}
    facts = {
        "role": a.bottleneck,
        "capacity": written(round(a.capacity, 1)),
        "demand": "" if a.demand is None else written(round(a.demand, 1)),
    }
    if a.demand is None:
        return str(
            said(
                _(
                    "The process is held up by {role}: at most {capacity} cases a week "
                    "get through. How many come is not known."
                ),
                **facts,
            )
        )
    if a.constraint == MARKET:
        return str(
            said(
                _(
                    "All {demand} cases a week get through. {role} would hold them up "
                    "first, at {capacity} a week."
                ),
                **facts,
            )
        )
    return str(
        said(
            _(
                "The process is held up by {role}: {demand} cases a week come, "
                "{capacity} get through, the queue grows by {more} a week."
            ),
            **facts,
            more=written(round(a.queue_grows, 1)),
        )
    )


@dataclass(frozen=True)
class Figure:
    """One figure of the process: its value in words, and how sure it is."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


def figures(found) -> list[Figure]:
    """The measures of a map that was analysed."""
    a = found.analysis
    week = _("cases a week")
    lead_note = _("at least, with work side by side") if a.lead_is_lower_bound else ""
    if a.lead is None and a.queue_grows:
        lead_note = _("no limit: the queue grows")
    rows = [
        Figure(_("Capacity"), _rate(a.capacity), week, _range(found)),
        Figure(
            _("Gets through"),
            _rate(a.throughput),
            week,
            _("of %(n)s that come") % {"n": _rate(a.demand)} if a.demand else "",
        ),
        Figure(_("Lead time"), spent(a.lead), "", lead_note),
        Figure(_("Hands-on time"), spent(a.touch), _("a case")),
        Figure(
            _("Flow efficiency"),
            percent(a.flow_efficiency) if a.lead else "–",
            "",
            _("share of the lead time that somebody works on a case"),
        ),
        Figure(_("Right first time"), percent(a.first_pass_yield)),
        Figure(_("Work done again"), percent(a.rework_share), _("of hands-on time")),
        Figure(_("Changes of hands"), written_number(a.handoffs, 1), _("a case")),
    ]
    if a.cost is not None:
        price = money(round(a.cost, 2), found.currency)
        rows.append(Figure(_("Cost"), price, _("a case"), _least_sure_cost(found)))
    return rows


def _least_sure_cost(found) -> str:
    """How the least sure of the costs is known."""
    parts = (*found.facts.steps.values(), *found.facts.roles.values())
    sources = [part.cost.source for part in parts if part.cost]
    order = list(SOURCES)
    return str(SOURCES[max(sources, key=order.index)]) if sources else ""


def how_sure(found) -> str:
    """How much of the hands-on time is measured, and whether something is assumed."""
    a = found.analysis
    if a.measured_share is None:
        return _("Nothing is measured yet.")
    sentence = _("%(share)s of the hands-on time is measured or from a sample.") % {
        "share": percent(a.measured_share)
    }
    if found.questions or any(r.source == Source.ASSUMED for r in found.rows):
        sentence += " " + _("Some figures are assumed: read the answer with care.")
    return sentence


def _rate(value):
    if value is None:
        return "–"
    rounded = round(value, 1)
    has_part = rounded < MANY and not float(rounded).is_integer()
    return written_number(rounded, 1 if has_part else 0)


def _range(found):
    chances = found.chances
    if chances.low is None:
        return ""
    return _("%(low)s to %(high)s in nine draws of ten") % {
        "low": _rate(chances.low),
        "high": _rate(chances.high),
    }


def roles(found) -> list[dict]:
    """Each role: load, capacity, how busy, how often it is the bottleneck."""
    a = found.analysis
    chances = found.chances.roles
    rows = []
    for role in a.roles.values():
        rows.append(
            {
                "name": role.name,
                "fte": role.fte,
                "hours": role.hours,
                "load": spent(role.load),
                "capacity": _rate(role.capacity),
                "busy": percent(role.utilisation),
                "width": _width(role.utilisation),
                "tone": _tone(role.utilisation, role.name == a.bottleneck),
                "ink": INK.get(role.source, "estimated"),
                "queue": spent(role.queue) if role.queue is not None else "–",
                "chance": percent(chances.get(role.name, 0.0)) if chances else "–",
                "is_bottleneck": role.name == a.bottleneck,
                "source": "" if role.fte is None else SOURCES[Source(role.source)],
            }
        )
    order = {name: number for number, name in enumerate(chances)}
    rows.sort(key=lambda r: (not r["is_bottleneck"], order.get(r["name"], len(order))))
    return rows


def _width(share):
    return f"{BARS * min(max(share or 0.0, 0.0), 1.0):.2f}%"


def _tone(share, is_bottleneck):
    if is_bottleneck:
        return "t-loss"
    return "t-leak" if (share or 0.0) > BUSY else "t-good"


def steps(found) -> list[dict]:
    """The table of steps, equal to the drawing, with what the analysis says of each."""
    a = found.analysis
    try:
        table = rows_of(found.graph, found.facts)
    except Unsolvable:
        table = rows_of(found.graph)
    most = max((s.load or 0.0 for s in a.steps.values()), default=0.0) if a else 0.0
    signs = {}
    for finding_ in a.findings if a else ():
        if finding_.level == "sign":
            for node in finding_.nodes:
                signs.setdefault(node, []).append(finding_.sentence)
    rows = []
    for row in table:
        step = a.steps.get(row.key) if a else None
        item = {"row": row, "step": step, "signs": signs.get(row.key, ())}
        item["kind_label"] = WORDS_OF_KINDS[row.kind]
        item["who"] = found.facts.step(row.key).who or row.who or row.pool
        if step is not None:
            is_hot = bool(step.who and step.who == a.bottleneck and step.load)
            is_first = is_hot and a.constraint == MARKET
            role = a.roles.get(step.who)
            item |= {
                "anchor": places.anchor(row.key),
                "visits": written_number(step.visits, 2),
                "touch": spent(step.touch),
                "wait": spent(step.wait) if step.wait else "",
                "load": spent(step.load),
                "width": _width((step.load or 0.0) / most) if most else "0%",
                "tone": _tone(role.utilisation if role else None, is_hot),
                "is_hot": is_hot and not is_first,
                "is_first": is_first,
                "is_busy": bool(role and (role.utilisation or 0) > BUSY),
                "ink": INK.get(step.source, "estimated"),
                "source": SOURCES[Source(step.source)] if step.touch else "",
                "worth": _worth(a, step, found.currency),
            }
        rows.append(item)
    return rows


def _worth(a, step, currency) -> str:
    """What one minute less at a step is worth; nothing away from the bottleneck."""
    if a.bottleneck is None:
        return "–"
    if not step.worth_capacity:
        return _("nothing")
    weeks = a.facts.weeks_a_year
    if not step.worth_throughput:
        return _("%(n)s cases a week of capacity") % {
            "n": written_number(step.worth_capacity, 2)
        }
    text = _("%(n)s cases a week") % {"n": written_number(step.worth_throughput, 2)}
    if step.worth_money:
        text += ", " + _("%(n)s a year in margin") % {
            "n": money(round(step.worth_money * weeks), currency)
        }
    return text


def numbers(table) -> dict:
    """What the table calls each step, for the drawing."""
    return {item["row"].key: item["row"].no for item in table}


def drawing(found, table, label) -> dict:
    """The map as a picture, warm where people are busy, and whether it fits a page."""
    heat = svg.heat_of(found.analysis) if found.analysis else None
    picture = svg.draw(found.graph, label=label, heat=heat, numbers=numbers(table))
    width = re.search(r' width="(\d+)', picture)
    return {"svg": picture, "fits": width is None or int(width[1]) <= MOST_WIDE}


def signs(found) -> list:
    """What should be looked at, the signs of a flawed process first."""
    a = found.analysis
    levels = {"sign": 0, "doubt": 1, "note": 2}
    return sorted(a.findings, key=lambda f: levels[f.level]) if a else []


def trial(found, form) -> dict | None:
    """What AI on a step would do; None while nothing is asked."""
    if not form.is_bound or not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        change = whatif.AiOnStep(
            data["step"],
            cut=data["cut"] or 0.0,
            checking=(data["checking"] or 0.0) / 60,
            checked_by=data["checked_by"],
            errors=data["wrong"] or 0.0,
            shares=form.shares(),
        )
        tried = whatif.try_out(found.graph, found.facts, change, found.analysis)
    except Unsolvable as refusal:
        form.add_error(None, str(refusal.sentence))
        return None
    return {
        "change": change,
        "trial": tried,
        **outcome(tried.comparison, found.currency),
    }


def outcome(comparison, currency) -> dict:
    """A comparison in words: a row for each measure, hours freed for each role."""
    unknown = {"flow_efficiency"} if comparison.before.lead is None else set()
    rows = [
        {
            "label": m.label,
            "before": measured(m.before, m.unit, currency),
            "after": measured(m.after, m.unit, currency),
            "change": "" if m.change is None else _signed(m.change),
        }
        for m in comparison.measures
        if (m.before or m.after) and m.code not in unknown
    ]
    freed = [
        {
            "name": name,
            "hours": abs(hours),
            "is_more": hours < 0,
            "is_bottleneck": name == role,
        }
        for role in [comparison.before.bottleneck]
        for name, hours in comparison.freed_hours().items()
        if abs(hours) >= 0.5
    ]
    return {
        "sentence": comparison.sentence,
        "measures": rows,
        "freed": freed,
        "was_bottleneck": comparison.before.bottleneck,
        "is_bottleneck": comparison.after.bottleneck,
        "gained_cases": comparison.gained_cases,
        "gained_margin": _whole(comparison.gained_margin),
    }


def _whole(amount):
    return None if amount is None else round(amount)


def measured(value, unit, currency) -> str:
    """A measure in words."""
    if value is None:
        return "–"
    if unit == "money":
        return money(round(value, 2), currency)
    if unit == "hours":
        return spent(value)
    if unit == "share":
        return percent(value)
    if unit == "cases_a_week":
        return f"{_rate(value)} {_('cases a week')}"
    if unit == "cases":
        return f"{written_number(value, 1)} {_('cases')}"
    return written_number(value, 1)


def _signed(change):
    if abs(change) < 0.0005:
        return _("unchanged")
    digits = 0 if abs(change) >= 0.1 else 1
    sign = "+" if change > 0 else "−"
    return f"{sign}{written_number(abs(change) * 100, digits)}%"


def said_last(version) -> list[dict]:
    """The figures that were stated last, with who said them and how they are known."""
    rows = Fact.objects.filter(version=version).select_related("stated_by")
    return [{"fact": row, "value": _told(row)} for row in rows.order_by("-pk")[:SAID]]


def _told(fact) -> str:
    if fact.is_taken_back:
        return _("taken back")
    if fact.text:
        return fact.text
    value = float(fact.value)
    if fact.what in SHARES:
        return percent(value)
    decimals = 0 if value.is_integer() else 2
    return f"{written_number(value, decimals)} {fact.get_unit_display()}".strip()


# The page of a map, and the maps on the page of the process


def versions(process_map):
    """The versions of a map, the newest first."""
    rows = process_map.versions.lean().select_related("saved_by", "attachment")
    return rows.order_by("-number")[:VERSIONS]


def current(initiative, kind) -> MapVersion | None:
    """The newest version of the map of this kind."""
    rows = MapVersion.objects.current().filter(map__initiative=initiative)
    rows = rows.filter(map__kind=kind)
    return rows.select_related("map__initiative", "attachment", "saved_by").first()


def page_of(version, data=None) -> dict:
    """All that the page of one version of a map shows; `data` asks for a trial."""
    found = analysing.analysed(version)
    context = {
        "version": version,
        "map": version.map,
        "found": found,
        "lead": finding(found),
        "is_newest": version.number == version.map.number,
        "versions": versions(version.map),
        "expected": ExpectedEffect.objects.filter(version__map=version.map)
        .select_related("version", "kept_by")
        .last(),
    }
    if found is None:
        return context
    table = steps(found)
    label = _("%(title)s, version %(n)d") % {
        "title": version.title,
        "n": version.number,
    }
    context |= {
        "said": said_last(version),
        "steps": table,
        "picture": drawing(found, table, label),
        "signs": signs(found),
        "homeless": found.homeless,
    }
    if found.analysis is None:
        return context
    context |= {
        "figures": figures(found) if found.analysis.touch is not None else [],
        "how_sure": how_sure(found),
        "roles": roles(found),
        "ranked": ranked(found),
    }
    if found.analysis.touch is not None:
        form = TrialForm(data if data and data.get("step") else None, found=found)
        context |= {"trial_form": form, "trial": trial(found, form)}
    return context


def ranked(found) -> list[dict]:
    """The steps of the bottleneck by what a saved minute is worth, and all others."""
    a = found.analysis
    return [
        {
            "step": step,
            "label": a.graph.label(step.id),
            "worth": _worth(a, step, found.currency),
            "freed": step.freed_hours,
            "signs": a.sign_codes(step.id),
        }
        for step in a.ranked()
        if step.touch
    ]


def maps_of(initiative, kinds) -> list[dict]:
    """The maps of an initiative for the page of its process: two queries."""
    found = analysing.by_kind(initiative)
    rows = []
    for slug, kind in kinds.items():
        version, read = found.get(kind, (None, None))
        item = {"slug": slug, "kind": kind, "row": version, "found": read}
        item["url"] = reverse("processes:map", args=[initiative.ref, slug])
        if version is not None:
            item["finding"] = finding(read)
        if read is not None:
            if len(read.graph.nodes) <= MOST_NODES_LISTED:
                item["steps"] = [s for s in steps(read) if s["step"]]
            item["lead"] = spent(read.analysis.lead) if read.analysis else ""
        rows.append(item)
    return rows


def named_otherwise(bottleneck, maps) -> str:
    """That the analysis names another bottleneck than the owner did, or nothing."""
    for item in maps:
        read = item["found"]
        if read is None or read.analysis is None or not read.analysis.has_answer:
            continue
        role = read.analysis.bottleneck
        if bottleneck is None:
            return _("The analysis of the map names %(role)s.") % {"role": role}
        names = {role.casefold()} | {
            read.graph.label(s.id).casefold()
            for s in read.analysis.steps.values()
            if s.who == role
        }
        if bottleneck.step.casefold() not in names:
            return _(
                "The analysis of the map names another: %(role)s. Look at both before "
                "you sign."
            ) % {"role": role}
        return ""
    return ""


def homes(graph, fact) -> list[tuple[str, str]]:
    """What on a map a figure of its kind can be about."""
    if fact.subject == Subject.STEP:
        return [(node.id, graph.label(node.id)) for node in graph.steps()]
    if fact.subject == Subject.WAY:
        out = graph.outgoing()
        return [
            (flow.id, label_of(graph, Subject.WAY, flow.id))
            for flows in out.values()
            if len(flows) > 1
            for flow in flows
        ]
    kinds = (Kind.START,) if fact.subject == Subject.START else tuple(Kind)
    return [(n.id, graph.label(n.id)) for n in graph.nodes.values() if n.kind in kinds]
