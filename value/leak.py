"""The leak: from money put in to money in the accounts, step by step."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Conversion
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import written_number
from value.charts import CHANGE, TOTAL, Step
from value.models import CONTRACTION, GROWTH, CostKind
from value.wording import MILLION, is_large, records_url


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
            "estimated",
            _("Productivity gain"),
            _("Time saved for each task, valued"),
            hoped,
            TOTAL,
            "gain",
            "estimated",
        ),
        step(
            "estimated",
            _("Stays inside the process"),
            _("Not found when it was measured"),
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
                "evaporated",
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
            "contraction",
            _("Contraction"),
            _("Types D and F: labour cost"),
            -less,
            CHANGE,
            "loss",
            certainty=found.sure_of(*CONTRACTION) if less else "measured",
            move=_("HR and Leadership: consult first") if less else "",
        )
    )
    if kept:
        rows.append(
            step(
                "kept",
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
                "released",
                _("Costs released"),
                _("Type E: stock, licences, suppliers"),
                -released,
                CHANGE,
                "mute",
            )
        )
    rows += [
        step(
            "growth",
            _("Allocated to growth"),
            _("Types A, B and C: %(hours)s")
            % {"hours": written_hours(found.given(*GROWTH))},
            growth,
            TOTAL,
            "good",
        ),
        step(
            "at-work",
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
            url=records_url("estimated", found),
        ),
        Step(
            _("Stays inside the process"),
            _("Not found when it was measured"),
            freed - hoped,
            CHANGE,
            "leak",
            _("Operations: measure, redesign") if hoped > freed else "",
            url=records_url("estimated", found),
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
    for code, value, label, note, tone in (
        (
            "evaporated",
            gone,
            _("Evaporated"),
            _("Not found on a new measurement"),
            "leak",
        ),
        (
            "contraction",
            less,
            _("Contraction"),
            _("Types D and F: labour cost"),
            "loss",
        ),
        ("kept", kept, _("Kept on purpose"), _("Type G: slack, in writing"), "mute"),
        (
            "released",
            released,
            _("Costs released"),
            _("Type E: stock, licences, suppliers"),
            "mute",
        ),
    ):
        if value:
            rows.append(
                Step(label, note, -value, CHANGE, tone, url=records_url(code, found))
            )
    rows.append(
        Step(
            _("Allocated to growth"),
            _("Types A, B and C"),
            found.given(*GROWTH),
            TOTAL,
            "good",
            url=records_url("growth", found),
        )
    )
    return rows


def _kinds(found) -> str:
    spent = sorted(found.by_kind.items(), key=lambda pair: -pair[1]["actual"])
    names = [str(CostKind(kind).label) for kind, row in spent if row["actual"]]
    return ", ".join(names[:3]) or _("Nothing is booked yet")
