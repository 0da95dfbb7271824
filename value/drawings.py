"""What the dashboard draws beside the leak: flow, quarters, ages, growth."""

from django.utils.translation import gettext as _

from initiatives.models import Conversion
from organisation.templatetags.ui import money
from value.charts import flow, paint, share
from value.models import CONTRACTION, GROWTH, in_hours
from value.rounding import ZERO
from value.wording import part, quarter_url, records_url

SOURCES = 5
"""Units that the flow shows by name; the rest stand together."""


def flow_of(found) -> dict:
    """Hours from units to destinations; the largest units by name."""
    ordered = sorted(
        (pair for pair in found.units.items() if pair[1].pools["verified"]),
        key=lambda pair: (-pair[1].pools["verified"], pair[1].name),
    )
    sure = found.sure_of
    targets = [
        ("B", _("New offers"), "good", sure("B")),
        ("A", _("Sell more of today’s offers"), "good", sure("A")),
        ("C", _("Better service, priced in"), "good", sure("C")),
        ("E", _("Costs released"), "mute", sure("E")),
        ("G", _("Kept on purpose"), "mute", sure("G")),
        ("", _("No destination yet"), "leak", "estimated"),
        ("D", _("Contraction"), "loss", sure("D", "F")),
    ]
    sources, flows = [], {}
    for place, (key, unit) in enumerate(ordered):
        source = key if place < SOURCES or len(ordered) == SOURCES + 1 else "others"
        if source not in dict(sources):
            sources.append(
                (source, unit.name if source != "others" else _("Other units"))
            )
        for code, *_rest in targets:
            if code:
                types = ("D", "F") if code == "D" else (code,)
                minutes = unit.given(*types)
            else:
                minutes = unit.pools["unallocated"]
            if minutes:
                at = (source, code)
                flows[at] = flows.get(at, ZERO) + in_hours(minutes)
    used = {code for _source, code in flows}
    return flow(sources, [t for t in targets if t[0] in used], flows)


def quarter_rows(found) -> list[dict]:
    """Cumulative invested and confirmed, quarter by quarter, with the gap."""
    top = max(
        (max(r["invested_so_far"], r["confirmed_so_far"]) for r in found.quarters),
        default=ZERO,
    )
    return [
        {
            **row,
            "label": _("Q%(quarter)s %(year)s")
            % {"quarter": row["quarter"], "year": row["year"]},
            "invested_url": quarter_url("invested", row, found),
            "confirmed_url": quarter_url("realised", row, found),
            "invested_width": share(max(row["invested_so_far"], 0), top),
            "confirmed_width": share(max(row["confirmed_so_far"], 0), top),
            "invested_paint": paint("ink", "confirmed"),
            "confirmed_paint": paint("good", "confirmed"),
        }
        for row in found.quarters
    ]


def age_rows(found) -> list[dict]:
    """Unallocated hours by age, with what is exposed."""
    rows = found.ages
    top = max((row["hours"] for row in rows), default=ZERO)
    for row in rows:
        row["label"] = (
            _("%(low)d to %(high)d days") % row
            if row["high"]
            else _("More than %(n)d days") % {"n": row["low"] - 1}
        )
        row["width"] = share(row["hours"], top)
        row["paint"] = paint("leak", "measured")
        row["factor_text"] = part(row["factor"])
        row["url"] = records_url("unallocated", found)
        row["exposure_text"] = money(row["exposure"], found.currency)
    return rows


def growth_rows(found) -> list[dict]:
    """Growth against contraction, in hours and in confirmed money."""
    pairs = (
        ("growth", _("Growth"), found.given(*GROWTH), found.growth, "good"),
        (
            "contraction",
            _("Contraction"),
            found.given(*CONTRACTION),
            found.contraction,
            "loss",
        ),
        (
            "released",
            _("Neither: costs released"),
            found.given(Conversion.E),
            found.neutral,
            "mute",
        ),
    )
    top_hours = max(hours for _code, _label, hours, _m, _t in pairs)
    top_money = max(amount for _code, _label, _h, amount, _t in pairs)
    return [
        {
            "label": label,
            "url": records_url(code, found),
            "hours": hours,
            "amount": money(amount, found.currency),
            "value": amount,
            "hours_width": share(hours, top_hours),
            "money_width": share(amount, top_money),
            "hours_paint": paint(tone, "measured"),
            "money_paint": paint(tone, "confirmed"),
        }
        for code, label, hours, amount, tone in pairs
    ]
