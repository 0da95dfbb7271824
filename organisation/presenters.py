"""What the pages of this room find, in a sentence."""

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation import access
from organisation.coverage import Gap, Holdings

NAMED = 3
"""How many names a sentence carries before it says how many more there are."""


def day(value) -> str:
    """A day as people write it."""
    return date_format(value, "j F Y")


def people(count, *, without, narrowed) -> str:
    """How many people there are, and how many of them hold no function."""
    found = ngettext("%(n)s person", "%(n)s people", count) % {"n": _number(count)}
    if narrowed:
        return _("%(people)s found.") % {"people": found}
    if not without:
        return _("%(people)s, each with a function or a seat.") % {"people": found}
    rest = ngettext(
        "%(n)s of them holds no function and no seat.",
        "%(n)s of them hold no function and no seat.",
        without,
    ) % {"n": _number(without)}
    return f"{found}. {rest}"


def person(report: Holdings, today) -> str:
    """Where a person stands today."""
    who = report.person
    if not access.is_present(who, today):
        if who.ends_on is None or who.ends_on >= today:
            return _("This account is closed: no access and no rights.")
        return _("Left on %(day)s: no access and no rights.") % {
            "day": day(who.ends_on)
        }
    facts = [
        _("%(function)s for %(unit)s")
        % {"function": m.get_function_display(), "unit": m.unit}
        for m in report.mandates
        if m.starts_on <= today
    ]
    facts += [str(s.body) for s in report.seats if s.starts_on <= today]
    facts += [_("auditor")] if who.is_auditor else []
    facts += [_("administrator")] if who.is_administrator else []
    if not facts:
        sentence = _("Holds no function, no seat and no duty here.")
    else:
        sentence = _("Holds: %(what)s.") % {"what": _some(facts)}
    if who.ends_on:
        sentence += " " + _("Last day: %(day)s.") % {"day": day(who.ends_on)}
    return sentence


def leaving(report: Holdings) -> str:
    """What somebody else has to take on."""
    if not report.count:
        return _("%(name)s holds nothing that somebody else must take on.") % {
            "name": report.person.name
        }
    return ngettext(
        "%(name)s holds %(n)s thing that somebody else must take on.",
        "%(name)s holds %(n)s things that somebody else must take on.",
        report.count,
    ) % {"name": report.person.name, "n": report.count}


def settings(installation) -> str:
    """What the company has set."""
    if not installation.organisation:
        return _("Nothing is set yet: these are the values that apply until you save.")
    return _(
        "%(name)s reckons in %(currency)s, with %(hours)s productive hours a post."
    ) % {
        "name": installation.organisation,
        "currency": installation.currency,
        "hours": _number(installation.productive_hours_per_fte),
    }


def mandates(found: list[Gap], units: int) -> str:
    """Which function has no holder, and for how many units."""
    if not units:
        return _("There is no unit yet, so nobody can hold a function.")
    if not found:
        return _("Each of the eight functions has a holder for every unit.")
    parts = []
    for gap in found:
        if len(gap.units) == units:
            parts.append(
                _("%(function)s has none at all") % {"function": gap.function.label}
            )
        else:
            parts.append(
                ngettext(
                    "%(function)s has none for %(n)s unit",
                    "%(function)s has none for %(n)s units",
                    len(gap.units),
                )
                % {"function": gap.function.label, "n": _number(len(gap.units))}
            )
    head = ngettext(
        "%(n)s function lacks a holder: %(what)s.",
        "%(n)s functions lack a holder: %(what)s.",
        len(found),
    )
    return head % {"n": _number(len(found)), "what": _some(parts, between="; ")}


def units(count, headcount) -> str:
    """How large the company is."""
    if not count:
        return _("There is no unit yet. The first one is the company itself.")
    return _("%(units)s, %(people)s in all.") % {
        "units": ngettext("%(n)s unit", "%(n)s units", count) % {"n": _number(count)},
        "people": ngettext("%(n)s person", "%(n)s people", headcount)
        % {"n": _number(headcount)},
    }


def sites(rows) -> str:
    """At how many sites nobody speaks for the employees."""
    if not rows:
        return _("There is no site yet. Consultations are held site by site.")
    silent = [str(site) for site in rows if not site.in_office]
    if not silent:
        return _("A body of employee representatives sits for every site.")
    return ngettext(
        "%(n)s site has no body of employee representatives: %(sites)s.",
        "%(n)s sites have no body of employee representatives: %(sites)s.",
        len(silent),
    ) % {"n": _number(len(silent)), "sites": _some(silent)}


def bodies(rows) -> str:
    """Which bodies nobody sits on."""
    if not rows:
        return _("There is no body yet. Without one, no opinion can be recorded.")
    empty = [str(body) for body in rows if body.is_active and not body.sitting]
    if not empty:
        return _("Somebody sits on every body in office.")
    return ngettext(
        "Nobody sits on %(n)s body in office: %(bodies)s.",
        "Nobody sits on %(n)s bodies in office: %(bodies)s.",
        len(empty),
    ) % {"n": _number(len(empty)), "bodies": _some(empty)}


def deputies(mine, others, today) -> str:
    """Who acts for me, and for whom I act."""
    acting = [row.deputy.name for row in mine if row.starts_on <= today]
    principals = [row.principal.name for row in others if row.starts_on <= today]
    first = (
        _("%(names)s can act for you.") % {"names": _some(acting)}
        if acting
        else _("Nobody acts for you when you are away.")
    )
    if not principals:
        return first
    return f"{first} " + _("You act for %(names)s.") % {"names": _some(principals)}


def permissions(rules) -> str:
    """How many acts the table lists, and how many rest on one holder alone."""
    alone = sum(len(rule.holders) == 1 for rule in rules)
    return _(
        "The table lists %(n)s acts; %(alone)s of them belong to one function or duty"
        " alone."
    ) % {"n": len(rules), "alone": alone}


def _some(words, between=", ") -> str:
    words = list(words)
    if len(words) <= NAMED:
        return between.join(words)
    rest = len(words) - NAMED
    more = ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": _number(rest)}
    return f"{between.join(words[:NAMED])} {more}"


def _number(value) -> str:
    return number_format(value, force_grouping=True)
