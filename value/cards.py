"""The sentence of the dashboard, its four figures, and the four columns of money."""

from django.utils.translation import gettext as _

from organisation import access
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money, written_number
from value.models import CONTRACTION, GROWTH, in_hours
from value.rounding import ratio
from value.wording import part, records_url, short, whole


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
        if _sees_all(found.scope.person):
            return _("No freed hours are recorded yet.")
        return _("No freed hours are recorded in what is open to you.")
    freed = _("We have freed %(hours)s.") % {
        "hours": written_hours(found.freed, "year")
    }
    return f"{freed} {_without(found)} {_arrived(found)}"


def _sees_all(person) -> bool:
    holds = bool(access.current_holdings(person))
    return holds or person.is_auditor or person.is_administrator


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


def cards(found) -> list[dict]:
    """The four figures: a label, a number, what it is held against, how sure it is."""
    return [
        {
            "code": "invested",
            "label": _("Invested to date"),
            "big": short(found.invested, found),
            "certainty": "confirmed",
            **_against_plan(found.invested, found.planned, found, over=True),
        },
        {
            "code": "freed",
            "label": _("Capacity freed"),
            "big": written_number(found.freed),
            "unit": _("hours a year"),
            "certainty": "measured",
            **_posts(found),
        },
        {
            "code": "given",
            "label": _("Given a destination"),
            "big": part(found.allocation_rate),
            "certainty": "measured",
            **_against(_shares(found)),
        },
        {
            "code": "realised",
            "label": _("Value realised"),
            "big": short(found.confirmed, found),
            "certainty": "confirmed",
            **_against_plan(found.confirmed, found.plan, found, over=False),
        },
    ]


def _against(plain, gap="", tone="") -> dict:
    """What a figure is held against, and the gap, which is good or bad news."""
    return {
        "against": f"{plain} {gap}".strip(),
        "plain": plain,
        "gap": gap,
        "tone": tone,
    }


def _against_plan(value, plan, found, *, over) -> dict:
    if not plan:
        return _against(_("No plan is entered"))
    plain = _("Plan %(plan)s.") % {"plan": short(plan, found)}
    gap = value - plan
    if not gap:
        return _against(plain, _("As planned"))
    if over:
        # less than planned is no good news by itself: perhaps it is not done
        words, tone = (_("%(n)s over"), "down") if gap > 0 else (_("%(n)s under"), "")
    else:
        words = _("%(n)s ahead") if gap > 0 else _("%(n)s short")
        tone = "up" if gap > 0 else "down"
    return _against(plain, words % {"n": short(abs(gap), found)}, tone)


def _posts(found) -> dict:
    posts = _("About %(n)s full-time posts.") % {"n": written_number(found.posts, 1)}
    recent = in_hours(found.recent)
    if not recent:
        return _against(posts, _("None in the last 90 days"))
    words, tone = _("%(n)s more in the last 90 days"), "up"
    if recent < 0:
        words, tone = _("%(n)s less in the last 90 days"), "down"
    return _against(posts, words % {"n": written_number(abs(recent))}, tone)


def _shares(found) -> str:
    growth = ratio(found.given(*GROWTH), found.hours("verified"))
    less = ratio(found.given(*CONTRACTION), found.hours("verified"))
    return _("%(growth)s to growth, %(less)s to contraction") % {
        "growth": part(growth),
        "less": part(less),
    }


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
            "url": records_url(
                "claimed" if code in ("gross", "weighted") else "realised", found
            ),
            "certainty": certainty,
        }
        for code, label, value, certainty in rows
    ]
