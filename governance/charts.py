"""Where the dots and bars of the two charts stand; the templates only draw them.

Every length leaves here as text, because a French template would write 39,9 %, and a
drawing needs 39.9 %. What is drawn is also said in words in the same answer.
"""

from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from operator import itemgetter

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.stages import FOUR, Kind, Stage
from organisation.templatetags.ui import written_day

# the axis of days shows two and a half times the limit; older dots stand at its end
AXIS_LIMITS = 2.5
AXIS_SPAN, AXIS_START = 96, 1.5
MOST_NAMES = 8
"""Names that the title of one dot holds."""


def ageing(groups, limit_days) -> dict:
    """Handoffs that wait, per pair of functions: a dot on an axis of days.

    `groups` holds pairs of a label and its handoffs, each a pair of days and name.
    Those of the same age would lie on each other, and share one dot.
    """
    top = limit_days * AXIS_LIMITS

    def x(days):
        return min(days, top) / top * AXIS_SPAN + AXIS_START

    limit_x = x(limit_days)
    return {
        "limit_x": _percent(limit_x),
        "over_width": _percent(100 - limit_x),
        "ticks": [
            {"x": _percent(x(0)), "text": "0"},
            {"x": _percent(limit_x), "text": _days(limit_days)},
            {"x": _percent(x(2 * limit_days)), "text": str(2 * limit_days)},
        ],
        "rows": [
            {
                "label": label,
                "dots": [
                    {
                        "x": _percent(x(days)),
                        "late": days > limit_days,
                        "title": f"{names}: {_days(days)}",
                    }
                    for days, names in _by_age(waits)
                ],
                "text": _waiting(waits),
            }
            for label, waits in ((label, list(waits)) for label, waits in groups)
        ],
    }


def _by_age(waits):
    for days, same in groupby(sorted(waits), key=itemgetter(0)):
        names = [name for _days, name in same]
        more = ", …" if len(names) > MOST_NAMES else ""
        yield days, ", ".join(names[:MOST_NAMES]) + more


def _waiting(waits) -> str:
    if not waits:
        return _("none waiting")
    oldest = _days(max(days for days, _name in waits))
    if len(waits) == 1:
        return _("1 waiting, %(days)s") % {"days": oldest}
    return _("%(n)s waiting, oldest %(days)s") % {"n": len(waits), "days": oldest}


def _days(count) -> str:
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


def _percent(value) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"


WIDTH, HEIGHT, MARGIN = 760, 206, 8
BAR_TOP, BAR_MIDDLE = 34, 16
SIGN_ROWS, FIRST_SIGN, SIGN_STEP = 3, 92, 32
# about the width of a letter of the 14 px type, enough to tell what fits
LETTER = 7.2
MONTH_ROOM = 110


def timeline(stays, signs, today) -> dict:
    """The stages of one initiative as bars, its gates as diamonds, sign-offs as dots.

    `stays` are the stays in order; `signs` hold a time, a word and whether it is
    given. The stage that comes next is drawn dashed, to the right of today.
    """
    today = _day(today)
    spans = [_span(stay, today) for stay in stays]
    start = min([first for _s, first, _l in spans], default=today)
    room = max((today - start).days, 14)
    end = today + timedelta(days=max(room // 4, 7))
    scale = (WIDTH - 2 * MARGIN) / max((end - start).days, 1)

    def x(on):
        return MARGIN + (on - start).days * scale

    bars = [_bar(stage, x(first), x(last), first, last) for stage, first, last in spans]
    following = _following(spans)
    if following:
        bars.append(_bar(following, x(today), x(end), None, None))
    gates = [
        _gate(x(_day(later.entered_at)), _day(later.entered_at))
        for _earlier, later in pairwise(stays)
        if later.kind == Kind.FORWARD
    ]
    if following:
        gates.append(_gate(x(today), None))
    late_label = x(today) > WIDTH - 60
    dots = _signs(signs, x)
    # rows without a dot would stand empty below the bars
    empty = SIGN_ROWS - len({dot["y"] for dot in dots})
    height = HEIGHT - empty * SIGN_STEP
    return {
        "width": str(WIDTH),
        "height": str(height),
        "bottom": str(height - 8),
        "months": _months(start, end, x),
        "bars": bars,
        "gates": gates,
        "signs": dots,
        "today_x": _px(x(today)),
        "today_text_x": _px(x(today) + (-5 if late_label else 5)),
        "today_before": late_label,
        "description": _description(spans),
    }


def _day(moment) -> date:
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date()
    return moment


def _span(stay, today):
    last = _day(stay.left_at) if stay.left_at else today
    return Stage(stay.stage), _day(stay.entered_at), last


def _following(spans):
    """The stage after the current one, while there is one."""
    if not spans or spans[-1][0] in (Stage.VALUE, Stage.CLOSED):
        return None
    return Stage(list(Stage)[spans[-1][0].number + 1])


def _bar(stage, left, right, first, last) -> dict:
    width = max(right - left, 2)
    label = str(stage.label)
    fits = width >= len(label) * LETTER + 30
    return {
        "number": stage.number,
        "next": first is None,
        "x": _px(left),
        "width": _px(width),
        "text_x": _px(left + 22),
        "label": label if fits else "",
        "title": label if first is None else _period(label, first, last),
    }


def _gate(middle, passed_on) -> dict:
    title = _("Gate not yet open")
    if passed_on:
        title = _("Gate passed on %(date)s") % {"date": written_day(passed_on)}
    half = BAR_MIDDLE
    return {
        "open": passed_on is None,
        "path": f"M{_px(middle)},{BAR_TOP}"
        f"l{half},{half}l-{half},{half}l-{half},-{half}z",
        "title": title,
    }


def _signs(signs, x) -> list:
    """Dots in up to three rows, so that the words below them do not meet."""
    ends = [-WIDTH] * SIGN_ROWS
    drawn = []
    for on, word, given in sorted((_day(at), str(word), ok) for at, word, ok in signs):
        half = len(word) * LETTER / 2 + 6
        middle = min(max(x(on), half), WIDTH - half)
        row = next(
            (row for row in range(SIGN_ROWS) if middle - half > ends[row]),
            min(range(SIGN_ROWS), key=ends.__getitem__),
        )
        ends[row] = middle + half
        y = FIRST_SIGN + row * SIGN_STEP
        title = f"{word}, {written_day(on)}"
        drawn.append(
            {
                "x": _px(middle),
                "y": str(y),
                "line_y": str(y - 6),
                "text_y": str(y + 19),
                "label": word,
                "done": given,
                "title": title,
            }
        )
    return drawn


def _months(start, end, x) -> list:
    """At most six lines, each on the first of a month."""
    firsts = []
    year, month = start.year, start.month + 1
    while True:
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        first = date(year, month, 1)
        if first > end:
            break
        firsts.append(first)
        month += 1
    step = -(-len(firsts) // 6) or 1
    shown = [first for first in firsts[::step] if x(first) < WIDTH - MONTH_ROOM]
    return [
        {
            "x": _px(x(first)),
            "text_x": _px(x(first) + 4),
            "label": date_format(
                # the year once, and again where it changes
                first,
                "F Y" if not place or shown[place - 1].year != first.year else "F",
                use_l10n=False,
            ),
        }
        for place, first in enumerate(shown)
    ]


def _description(spans) -> str:
    periods = [
        _period(str(stage.label), first, last)
        for stage, first, last in spans
        if stage in FOUR
    ]
    return "; ".join(periods) or _("No stage has begun yet.")


def _period(label, first, last) -> str:
    return _("%(stage)s from %(first)s to %(last)s") % {
        "stage": label,
        "first": written_day(first),
        "last": written_day(last),
    }


def _px(value) -> str:
    return f"{value:.0f}"
