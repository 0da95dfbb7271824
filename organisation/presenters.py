"""What the pages of this room find, in a sentence."""

from django.utils.formats import number_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organisation import access
from organisation.coverage import Gap, Holdings
from organisation.functions import Function
from organisation.templatetags.ui import written_day

NAMED = 3
"""How many names a sentence carries before it says how many more there are."""


def day(value) -> str:
    """A day as people write it."""
    return written_day(value)


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


def notices(row) -> str:
    """How a person is told now."""
    if row.owed == "product":
        first = _("What you must do comes by mail once a day where it cannot be muted.")
    else:
        first = {
            "now": _("What you must do comes by mail at once."),
            "daily": _("What you must do comes by mail once a day."),
        }[row.owed]
    if row.quiet_from is None:
        return first
    return f"{first} " + _("No mail from %(begin)s to %(end)s.") % {
        "begin": time_format(row.quiet_from, "H:i"),
        "end": time_format(row.quiet_to, "H:i"),
    }


def outgoing(waiting, given_up, hooks) -> str:
    """What goes out, and what does not."""
    parts = [
        ngettext("%(n)s mail waits.", "%(n)s mails wait.", waiting)
        % {"n": _number(waiting)}
        if waiting
        else _("No mail waits.")
    ]
    if given_up:
        parts.append(
            ngettext(
                "%(n)s message was given up.", "%(n)s messages were given up.", given_up
            )
            % {"n": _number(given_up)}
        )
    off = [hook.name for hook in hooks if hook.switched_off_at]
    if off:
        parts.append(
            _("Switched off after failures: %(names)s.") % {"names": _some(off)}
        )
    return " ".join(parts)


def webhook(row) -> str:
    """Whether a webhook works."""
    if row.switched_off_at:
        return ngettext(
            "Switched off on %(day)s after %(n)s failure in a row. Mend the address,"
            " then switch it on again.",
            "Switched off on %(day)s after %(n)s failures in a row. Mend the address,"
            " then switch it on again.",
            row.failures,
        ) % {"day": day(localtime(row.switched_off_at)), "n": _number(row.failures)}
    if not row.is_active:
        return _("Switched off.")
    if row.failures:
        return ngettext(
            "The last post failed.", "The last %(n)s posts failed.", row.failures
        ) % {"n": _number(row.failures)}
    return _("Switched on.")


def functions(values) -> str:
    """Functions by their names."""
    known = [Function(v).label for v in values if v in Function.values]
    return ", ".join(str(label) for label in known)


def delivery_error(code) -> str:
    """What became of a message, in a sentence; the codes are ours."""
    kind, _blank, number = code.partition(" ")
    if kind == "smtp":
        if number.startswith("5"):
            return _("The mail server refused this address for good (%(code)s).") % {
                "code": number
            }
        return _("The mail server put it off (%(code)s).") % {"code": number}
    if kind == "http":
        return _("The other end answered %(code)s.") % {"code": number}
    known = {
        "": _("Accepted."),
        "quiet": _("It waits for the end of quiet hours."),
        "not allowed": _("This host is not allowed any more."),
        "no such host": _("There is no such host."),
        "private address": _("The host leads to an address inside a private network."),
        "secret lost": _("Its secret cannot be derived any more. Make a new one."),
        "timeout": _("It took longer than 5 seconds."),
        "tls": _("The certificate of the other end is not good."),
        "no answer": _("No answer came."),
        "left": _("The person has left."),
        "unseen": _("The person may not see it any more."),
        "no_right": _("The person does not hold the function any more."),
        "done": _("What it asked for was done meanwhile."),
        "read": _("It was read in Maillon before."),
        "overtaken": _("A later notice says more."),
        "old": _("It was too old to be news."),
        "confidential": _("The initiative is confidential."),
    }
    return known.get(code) or _("It failed (%(code)s).") % {"code": code}
