"""The executives' dashboard: the sentence, the figures, the drawings and their tables.

Everything here is made from `figures.Figures`; the page, the CSV and XLSX, the API and
the paper show the same numbers because none of them computes any.
"""

from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives.models import Conversion, Initiative
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import millions, money, written_number
from value import figures as sums
from value.accounts import accounts
from value.charts import CHANGE, TOTAL, Step, flow, paint, share, waterfall
from value.models import (
    CONTRACTION,
    GROWTH,
    Allocation,
    CostKind,
    EconomicReview,
    Investment,
    RealisedAmount,
)

ZERO = Decimal(0)
SOURCES = 5
"""Units that the flow shows by name; the rest stand together."""
MILLION = 1_000_000


def scope_of(person, chosen) -> sums.Scope:
    """The scope that the address of the dashboard asks for."""
    start, end = chosen.get("start", ""), chosen.get("end", "")
    return sums.Scope(
        person=person,
        unit=chosen.get("unit"),
        function=chosen.get("function", ""),
        start=sums.bounds(*_quarter(start))[0] if start else None,
        end=sums.bounds(*_quarter(end))[1] if end else None,
    )


def _quarter(text) -> tuple[int, int]:
    year, quarter = text.split("Q")
    return int(year), int(quarter)


def functions(person) -> list[str]:
    """The lines of work that a person's initiatives name."""
    rows = Initiative.objects.visible_to(person).exclude(process_family="")
    return list(
        rows.order_by("process_family")
        .values_list("process_family", flat=True)
        .distinct()[:300]
    )


def context(scope) -> dict:
    """What the dashboard says, except the table of initiatives."""
    found = sums.read(scope)
    return {
        "figures": found,
        "lead": finding(found),
        "cards": cards(found),
        "in_money": not found.unrated and found.minutes("verified") > 0,
        "in_millions": is_large(found),
        "mean_rate": found.mean_rate,
        "steps": waterfall(steps(found)) if found.minutes("verified") else [],
        "flow": flow_of(found),
        "quarters": quarter_rows(found),
        "ages": age_rows(found),
        "balance": growth_rows(found),
        "columns": columns(found),
    }


# the sentence


def finding(found) -> str:
    """What the figures say, in one breath."""
    if not found.minutes("verified"):
        if found.estimated and not found.invested:
            return _("%(hours)s are estimated; none is measured yet.") % {
                "hours": written_hours(found.estimated, "year")
            }
        if found.invested:
            return _("%(amount)s is invested; no freed hours are measured yet.") % {
                "amount": short(found.invested, found)
            }
        return _("No freed hours are recorded yet.")
    freed = _("We have freed %(hours)s.") % {
        "hours": written_hours(found.freed, "year")
    }
    return f"{freed} {_without(found)} {_arrived(found)}"


def _without(found) -> str:
    rest = found.hours("unallocated")
    if not rest:
        return _("All of them have a destination.")
    if not found.given():
        return _("None of them has a destination.")
    return _("%(share)s%% of them have no destination.") % {
        "share": max(whole(100 * rest / found.freed), 1)
    }


def _arrived(found) -> str:
    if not found.confirmed:
        return _("Nothing has reached the accounts yet.")
    if not found.invested:
        return _("Finance has confirmed %(amount)s.") % {
            "amount": short(found.confirmed, found)
        }
    return _("%(amount)s has reached the accounts against %(invested)s invested.") % {
        "amount": short(found.confirmed, found),
        "invested": short(found.invested, found),
    }


# four figures with what they are held against


def cards(found) -> list[dict]:
    """The four figures: a label, a number, what it is held against, how sure it is."""
    return [
        {
            "code": "invested",
            "label": _("Invested to date"),
            "big": short(found.invested, found),
            "certainty": "confirmed",
            "against": _against_plan(found.invested, found.planned, found, over=True),
        },
        {
            "code": "freed",
            "label": _("Capacity freed"),
            "big": written_number(found.freed),
            "unit": _("hours a year"),
            "certainty": "measured",
            "against": _posts(found),
        },
        {
            "code": "given",
            "label": _("Given a destination"),
            "big": part(found.allocation_rate),
            "certainty": "measured",
            "against": _shares(found),
        },
        {
            "code": "realised",
            "label": _("Value realised"),
            "big": short(found.confirmed, found),
            "certainty": "confirmed",
            "against": _against_plan(found.confirmed, found.plan, found, over=False),
        },
    ]


def _against_plan(value, plan, found, *, over) -> str:
    if not plan:
        return _("No plan is entered")
    plain = _("Plan %(plan)s.") % {"plan": short(plan, found)}
    gap = value - plan
    if not gap:
        return f"{plain} " + _("As planned")
    if over:
        words = _("%(n)s over") if gap > 0 else _("%(n)s under")
    else:
        words = _("%(n)s ahead") if gap > 0 else _("%(n)s short")
    return f"{plain} " + words % {"n": short(abs(gap), found)}


def _posts(found) -> str:
    posts = _("About %(n)s full-time posts.") % {"n": written_number(found.posts, 1)}
    recent = sums.in_hours(found.recent)
    if not recent:
        return posts + " " + _("None in the last 90 days")
    words = _("%(n)s more in the last 90 days")
    if recent < 0:
        words = _("%(n)s less in the last 90 days")
    return posts + " " + words % {"n": written_number(abs(recent))}


def _shares(found) -> str:
    growth = sums.ratio(found.given(*GROWTH), found.hours("verified"))
    less = sums.ratio(found.given(*CONTRACTION), found.hours("verified"))
    return _("%(growth)s to growth, %(less)s to contraction") % {
        "growth": part(growth),
        "less": part(less),
    }


# the leak


def steps(found) -> list[Step]:
    """From money put in to money in the accounts; in hours where a rate is missing."""
    return _money_steps(found) if not found.unrated else _hour_steps(found)


def _money_steps(found) -> list[Step]:
    worth, large = found.worth, is_large(found)
    freed = worth(lambda u: u.pools["verified"])
    hoped = max(worth(lambda u: u.estimated), freed)
    idle = worth(lambda u: u.pools["unallocated"])
    gone = worth(lambda u: u.pools["evaporated"])
    less = worth(lambda u: u.given(*CONTRACTION))
    kept = worth(lambda u: u.given(Conversion.G))
    released = worth(lambda u: u.given(Conversion.E))
    # by subtraction, so that the steps add up to the cent
    growth = freed - idle - gone - less - kept - released
    early = worth(lambda u: sum(u.types[t]["allocated"] for t in "ABC" if t in u.types))
    idle_count = ngettext(
        "%(hours)s in %(n)d initiative", "%(hours)s in %(n)d initiatives", found.idle
    ) % {"hours": written_hours(found.hours("unallocated")), "n": found.idle}

    def step(code, label, note, value, kind, tone, certainty="measured", move=""):
        return Step(
            label,
            note,
            value,
            kind,
            tone,
            move,
            certainty,
            text=written_number(Decimal(value) / MILLION, 2)
            if large
            else written_number(value),
            url=records_url(code, found) if code else "",
        )

    rows = [
        step(
            "invested",
            _("Investment to date"),
            _kinds(found),
            -found.invested,
            TOTAL,
            "ink",
            "confirmed",
        ),
        step(
            "",
            _("Productivity gain"),
            _("Time saved for each task, valued"),
            hoped,
            TOTAL,
            "gain",
            "estimated",
        ),
        step(
            "",
            _("Stays inside the process"),
            _("Estimated, not found when it was measured"),
            freed - hoped,
            CHANGE,
            "leak",
            move=_("Operations: measure, redesign") if hoped > freed else "",
        ),
        step(
            "freed",
            _("Freed capacity"),
            written_hours(found.hours("verified"), "year"),
            freed,
            TOTAL,
            "gain",
        ),
        step(
            "unallocated",
            _("No destination yet"),
            idle_count,
            -idle,
            CHANGE,
            "leak",
            move=_("Marketing: give them a destination") if idle else "",
        ),
    ]
    if gone:
        rows.append(
            step(
                "",
                _("Evaporated"),
                _("Not found on a new measurement"),
                -gone,
                CHANGE,
                "leak",
                move=_("Operations: say why"),
            )
        )
    rows.append(
        step(
            "",
            _("Contraction"),
            _("Types D and F: labour cost"),
            -less,
            CHANGE,
            "loss",
            move=_("HR and Leadership: consult before it is decided") if less else "",
        )
    )
    if kept:
        rows.append(
            step(
                "",
                _("Kept on purpose"),
                _("Type G: slack, in writing"),
                -kept,
                CHANGE,
                "mute",
            )
        )
    if released:
        rows.append(
            step(
                "",
                _("Costs released"),
                _("Type E: stock, licences, suppliers"),
                -released,
                CHANGE,
                "mute",
            )
        )
    rows += [
        step(
            "given",
            _("Allocated to growth"),
            _("Types A, B and C: %(hours)s")
            % {"hours": written_hours(found.given(*GROWTH))},
            growth,
            TOTAL,
            "good",
        ),
        step(
            "",
            _("Not in the accounts yet"),
            _("Hours at work without a confirmed return"),
            -early,
            CHANGE,
            "leak",
            certainty="estimated",
            move=_("Marketing: report; Finance: confirm") if early else "",
        ),
        step(
            "realised",
            _("Value realised"),
            _("Confirmed by Finance, after margin; all types"),
            found.confirmed,
            TOTAL,
            "good",
            "confirmed",
        ),
    ]
    return rows


def _hour_steps(found) -> list[Step]:
    """The same leak in hours, where an internal rate is missing."""
    freed = found.hours("verified")
    hoped = max(found.estimated, freed)
    rest = found.hours("unallocated")
    gone = found.hours("evaporated")
    less, kept = found.given(*CONTRACTION), found.given(Conversion.G)
    released = found.given(Conversion.E)
    rows = [
        Step(
            _("Productivity gain"),
            _("Estimated by the teams"),
            hoped,
            TOTAL,
            "gain",
            certainty="estimated",
        ),
        Step(
            _("Stays inside the process"),
            _("Estimated, not found when it was measured"),
            freed - hoped,
            CHANGE,
            "leak",
            _("Operations: measure, redesign") if hoped > freed else "",
        ),
        Step(
            _("Freed capacity"),
            _("Hours a year"),
            freed,
            TOTAL,
            "gain",
            url=records_url("freed", found),
        ),
        Step(
            _("No destination yet"),
            ngettext("%(n)d initiative", "%(n)d initiatives", found.idle)
            % {"n": found.idle},
            -rest,
            CHANGE,
            "leak",
            _("Marketing: give them a destination") if rest else "",
            url=records_url("unallocated", found),
        ),
    ]
    for value, label, note, tone in (
        (gone, _("Evaporated"), _("Not found on a new measurement"), "leak"),
        (less, _("Contraction"), _("Types D and F: labour cost"), "loss"),
        (kept, _("Kept on purpose"), _("Type G: slack, in writing"), "mute"),
        (
            released,
            _("Costs released"),
            _("Type E: stock, licences, suppliers"),
            "mute",
        ),
    ):
        if value:
            rows.append(Step(label, note, -value, CHANGE, tone))
    rows.append(
        Step(
            _("Allocated to growth"),
            _("Types A, B and C"),
            found.given(*GROWTH),
            TOTAL,
            "good",
            url=records_url("given", found),
        )
    )
    return rows


def _kinds(found) -> str:
    spent = sorted(found.by_kind.items(), key=lambda pair: -pair[1]["actual"])
    names = [str(CostKind(kind).label) for kind, row in spent if row["actual"]]
    return ", ".join(names[:3]) or _("Nothing is booked yet")


# the flow


def flow_of(found) -> dict:
    """Hours from units to destinations; the largest units by name."""
    ordered = sorted(
        (pair for pair in found.units.items() if pair[1].pools["verified"]),
        key=lambda pair: (-pair[1].pools["verified"], pair[1].name),
    )
    targets = [
        ("B", _("New offers"), "good", "measured"),
        ("A", _("Sell more of today’s offers"), "good", "measured"),
        ("C", _("Better service, priced in"), "good", "measured"),
        ("E", _("Costs released"), "mute", "measured"),
        ("G", _("Kept on purpose"), "mute", "measured"),
        ("", _("No destination yet"), "leak", "estimated"),
        ("D", _("Contraction"), "loss", "confirmed"),
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
                flows[at] = flows.get(at, ZERO) + sums.in_hours(minutes)
    used = {code for _source, code in flows}
    return flow(sources, [t for t in targets if t[0] in used], flows)


# quarters, ages, growth


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
        row["exposure_text"] = money(row["exposure"], found.currency)
    return rows


def growth_rows(found) -> list[dict]:
    """Growth against contraction, in hours and in confirmed money."""
    pairs = (
        (_("Growth"), found.given(*GROWTH), found.growth, "good"),
        (_("Contraction"), found.given(*CONTRACTION), found.contraction, "loss"),
        (
            _("Neither: costs released"),
            found.given(Conversion.E),
            found.neutral,
            "mute",
        ),
    )
    top_hours = max(hours for _label, hours, _m, _t in pairs)
    top_money = max(amount for _label, _h, amount, _t in pairs)
    return [
        {
            "label": label,
            "hours": hours,
            "amount": money(amount, found.currency),
            "value": amount,
            "hours_width": share(hours, top_hours),
            "money_width": share(amount, top_money),
            "hours_paint": paint(tone, "measured"),
            "money_paint": paint(tone, "confirmed"),
        }
        for label, hours, amount, tone in pairs
    ]


def columns(found) -> list[dict]:
    """The four columns of money, never one without the others."""
    rows = (
        ("gross", _("Gross estimate"), found.gross, "estimated"),
        ("weighted", _("Weighted by evidence"), found.weighted, "measured"),
        (
            "confirmed",
            _("Confirmed this year"),
            found.confirmed_this_year,
            "confirmed",
        ),
        ("run_rate", _("Run rate a year"), found.run_rate, "confirmed"),
    )
    return [
        {
            "code": code,
            "label": label,
            "value": value,
            "amount": money(value, found.currency),
            "certainty": certainty,
        }
        for code, label, value, certainty in rows
    ]


# the table of initiatives


def listed(scope):
    """Initiatives with hours or money, the most without a destination first."""
    mine = OuterRef("pk")
    return (
        scope.initiatives()
        .filter(
            Q(balance__isnull=False)
            | Exists(RealisedAmount.objects.filter(initiative=mine))
            | Exists(Investment.objects.filter(initiative=mine))
        )
        .order_by(F("balance__unallocated").desc(nulls_last=True), "number")
    )


def rows_of(keys) -> list[dict]:
    """The rows of the table for these initiatives, in their order; six queries."""
    keys = list(keys)
    known = Initiative.objects.select_related("unit").in_bulk(keys)
    found, amounts = accounts(keys), sums.money_by_initiative(keys)
    plans = _plans(keys)
    reviewed = set(
        EconomicReview.objects.filter(initiative__in=keys).values_list(
            "initiative", flat=True
        )
    )
    top = max([ZERO, *(m.confirmed for m in amounts.values()), *plans.values()])
    rows = []
    for key in keys:
        account = found.get(key)
        cash = amounts.get(key, sums.Money())
        plan = plans.get(key, ZERO)
        rows.append(
            {
                "initiative": known[key],
                "account": account,
                "money": cash,
                "plan": plan,
                "against": cash.confirmed - plan,
                "allocated": part(sums.ratio(account.given, account.verified))
                if account
                else "–",
                "width": share(cash.confirmed, top),
                "plan_x": share(plan, top) if plan else "",
                "paint": paint("good", "confirmed"),
                "is_reviewed": key in reviewed,
                "url": reverse("value:page", args=[known[key].ref]),
            }
        )
    return rows


def _plans(keys) -> dict:
    today, found = clock.today(), {}
    for row in Allocation.objects.standing().filter(
        initiative__in=keys, target_amount__gt=0, starts_on__lte=today
    ):
        days = (min(row.expires_on or today, today) - row.starts_on).days + 1
        due = row.target_amount * max(days, 0) / 365
        found[row.initiative_id] = found.get(row.initiative_id, ZERO) + due
    return {key: Decimal(round(value)) for key, value in found.items()}


# the same numbers as lists, for a spreadsheet, the API and the paper


def summary(found) -> list[tuple]:
    """(code, label, value, unit) of every figure that the dashboard shows."""
    hours, currency = _("hours a year"), found.currency
    rows = [
        ("invested", _("Invested to date"), found.invested, currency),
        ("planned", _("Planned to date"), found.planned, currency),
        ("estimated", _("Estimated"), found.estimated, hours),
        ("verified", _("Verified"), found.hours("verified"), hours),
        ("evaporated", _("Evaporated"), found.hours("evaporated"), hours),
        ("freed", _("Capacity freed"), found.freed, hours),
        ("unallocated", _("No destination yet"), found.hours("unallocated"), hours),
        ("given", _("Given a destination"), found.given(), hours),
        ("converted", _("Converted"), found.hours("converted"), hours),
        ("contracted", _("Contracted"), found.hours("contracted"), hours),
        ("growth_hours", _("Growth, hours"), found.given(*GROWTH), hours),
        (
            "contraction_hours",
            _("Contraction, hours"),
            found.given(*CONTRACTION),
            hours,
        ),
        ("realised", _("Value realised"), found.confirmed, currency),
        ("plan", _("Value planned to date"), found.plan, currency),
        ("growth", _("Growth, confirmed"), found.growth, currency),
        ("contraction", _("Contraction, confirmed"), found.contraction, currency),
        ("neutral", _("Costs released, confirmed"), found.neutral, currency),
        ("one_off", _("Cash that came once"), found.one_off, currency),
        ("gross", _("Gross estimate"), found.gross, currency),
        ("weighted", _("Weighted by evidence"), found.weighted, currency),
        (
            "confirmed_this_year",
            _("Confirmed this year"),
            found.confirmed_this_year,
            currency,
        ),
        ("run_rate", _("Run rate a year"), found.run_rate, currency),
        ("exposure", _("Contraction exposure"), found.exposure, currency),
        ("value_gap", _("Value gap"), found.value_gap, currency),
    ]
    for code, label, value in (
        ("verification_rate", _("Verification rate"), found.verification_rate),
        ("allocation_rate", _("Allocation rate"), found.allocation_rate),
        ("conversion_rate", _("Capacity conversion rate"), found.conversion_rate),
        ("growth_share", _("Growth share, money"), found.growth_share),
        (
            "growth_share_hours",
            _("Growth share, hours"),
            found.growth_share_hours,
        ),
        ("return_ratio", _("Return ratio"), found.return_ratio),
    ):
        rows.append((code, label, value, _("ratio")))
    rows.append(
        ("median_age", _("Median age of unallocated"), found.median_age, _("days"))
    )
    return rows


def tables(scope, found):
    """(name, head, rows) of each sheet of the export; initiatives as they come."""
    yield (
        _("Figures"),
        [_("Code"), _("Figure"), _("Value"), _("Unit")],
        [[code, label, value, unit] for code, label, value, unit in summary(found)],
    )
    yield (
        _("Quarters"),
        [
            _("Quarter"),
            _("Planned"),
            _("Invested"),
            _("Confirmed"),
            _("Invested so far"),
            _("Confirmed so far"),
            _("Gap"),
        ],
        [
            [
                row["label"],
                row["planned"],
                row["invested"],
                row["confirmed"],
                row["invested_so_far"],
                row["confirmed_so_far"],
                row["gap"],
            ]
            for row in quarter_rows(found)
        ],
    )
    drawn = flow_of(found)["table"]
    yield (
        _("Freed hours"),
        [_("From"), *drawn["heads"], _("Total")],
        [
            *([row["label"], *row["cells"], row["total"]] for row in drawn["rows"]),
            [_("Total"), *drawn["sums"], drawn["total"]],
        ],
    )
    yield (_("Initiatives"), heads(), initiative_cells(scope))


def heads() -> list:
    """The columns of the sheet of initiatives."""
    return [
        _("Reference"),
        _("Initiative"),
        _("Unit"),
        _("Verified"),
        _("Given a destination"),
        _("No destination yet"),
        _("Evaporated"),
        _("Invested to date"),
        _("Gross estimate"),
        _("Weighted by evidence"),
        _("Value realised"),
        _("Currency"),
    ]


def initiative_cells(scope, block=500):
    """A row for each initiative, read in blocks."""
    keys = list(listed(scope).values_list("pk", flat=True))
    for start in range(0, len(keys), block):
        for row in rows_of(keys[start : start + block]):
            account, cash = row["account"], row["money"]
            one = row["initiative"]
            yield [
                one.ref,
                one.title,
                one.unit.name,
                account.verified if account else ZERO,
                account.given if account else ZERO,
                account.rest if account else ZERO,
                account.evaporated if account else ZERO,
                cash.invested,
                cash.gross,
                cash.weighted,
                cash.confirmed,
                one.currency,
            ]


# words


def records_url(code, found) -> str:
    """Where the rows behind a figure are read, in the same scope."""
    asked = query_of(found.scope)
    return reverse("value:records", args=[code]) + (f"?{asked}" if asked else "")


def query_of(scope) -> str:
    """The scope as it stands in an address."""
    asked = {
        "unit": scope.unit.code if scope.unit else "",
        "function": scope.function,
        "start": _named(scope.start),
        "end": _named(scope.end),
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _named(day) -> str:
    return "{}Q{}".format(*sums.quarter_of(day)) if day else ""


def short(value, found) -> str:
    """An amount as an executive reads it: in millions from a hundred thousand on."""
    if abs(value) >= MILLION / 10:
        return millions(value, found.currency)
    return money(value, found.currency)


def is_large(found) -> bool:
    """Whether the waterfall counts in millions."""
    return max(found.invested, found.confirmed, _gain(found)) >= MILLION / 10


def _gain(found) -> Decimal:
    return found.worth(lambda u: max(u.estimated, u.pools["verified"]))


def part(value) -> str:
    """A ratio in per cent, or a dash."""
    if value is None:
        return "–"
    return _("%(n)s%%") % {"n": written_number(100 * value)}


def whole(value) -> int:
    """A number without its decimal places."""
    return int(Decimal(value).to_integral_value())
