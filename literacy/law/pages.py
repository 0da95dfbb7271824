"""What the pages of the law say: sentences and rows, computed from the rules."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives.models import Initiative
from initiatives.rules import not_open
from literacy.law import shipped
from literacy.law.clock import BOTH_LEVELS, EXPERT
from literacy.law.composing import differences
from literacy.law.kinds import Level, Mode, RightKind, Trigger
from literacy.law.triage import QUESTIONS, outcome
from literacy.law.words import EXPIRY, FIELDS, PASSES, SUB_TERMS
from literacy.models import Consultation, LawRuleVersion
from organisation import access
from organisation.calendar import country_name
from organisation.models import Body, Unit


@dataclass(frozen=True)
class Source:
    """Where a rule is explained: an address, or the name of a publication."""

    name: str
    url: str


LONGEST_NAME = 80
MOST = 50
"""Files that a page of a rule lists at most, the newest first."""


def sources(body) -> list[Source]:
    """The sources of a rule; only addresses of the web become links."""
    found = []
    for code in body.get("sources", ()):
        place = shipped.source(code)
        parts = urlsplit(place)
        is_web = parts.scheme in ("http", "https") and parts.netloc
        name = place.removeprefix(f"{parts.scheme}://").removeprefix("www.")
        name = name if is_web else place
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME - 1] + "…"
        found.append(Source(name, place if is_web else ""))
    return found


def whose(rule) -> str:
    """Whose law a rule is, in words."""
    if rule.level == Level.COUNTRY:
        return str(country_name(rule.country))
    return str(Level(rule.level).label)


def term_words(body) -> str:
    """How the term of a rule runs, in one or two sentences."""
    terms = body["clock"]
    mode = terms.get("mode")
    if mode == Mode.LEAD_TIME:
        return ngettext(
            "Work begins at the earliest %(n)d month after the information.",
            "Work begins at the earliest %(n)d months after the information.",
            terms["months"],
        ) % {"n": terms["months"]}
    if mode == Mode.STANDSTILL:
        return ngettext(
            "No fixed term for the advice. After a decision that departs from it, "
            "nothing happens for %(n)d month.",
            "No fixed term for the advice. After a decision that departs from it, "
            "nothing happens for %(n)d months.",
            terms["standstill_months"],
        ) % {"n": terms["standstill_months"]}
    if mode != Mode.ELAPSE:
        return _("The law sets no term.")
    words = [_("%(length)s from the information.") % {"length": _length(terms)}]
    for extension in terms.get("ext", ()):
        months = ngettext("%(n)d month", "%(n)d months", extension["months"]) % {
            "n": extension["months"]
        }
        if extension["if_"] == EXPERT:
            words.append(_("%(length)s with an expert.") % {"length": months})
        elif extension["if_"] == BOTH_LEVELS:
            words.append(
                _("%(length)s with experts at the centre and at the site.")
                % {"length": months}
            )
    if terms.get("agreement_may_replace"):
        words.append(_("A company agreement may set another term."))
    if terms.get("court_may_extend"):
        words.append(_("A court may extend it."))
    if terms.get("authority_months"):
        words.append(
            ngettext(
                "If the authority is asked, it has %(n)d month, and all waits.",
                "If the authority is asked, it has %(n)d months, and all waits.",
                terms["authority_months"],
            )
            % {"n": terms["authority_months"]}
        )
    return " ".join(words)


def _length(terms) -> str:
    if terms.get("months"):
        return ngettext("%(n)d month", "%(n)d months", terms["months"]) % {
            "n": terms["months"]
        }
    return ngettext("%(n)d day", "%(n)d days", terms["days"]) % {"n": terms["days"]}


def effect(version) -> str:
    """What a rule does to real work, in a sentence."""
    if not version.blocking:
        return _("Real work does not wait for it.")
    if version.may_pass_by_time:
        return _("Real work waits for it; the end of its term passes it too.")
    if version.time_may_pass:
        return _(
            "Real work waits for it. The end of its term passes it only once Legal has "
            "verified the rule."
        )
    return _("Real work waits for it, and time alone never passes it.")


# The register


def register(person, country="") -> dict:
    """All rules that count today, and what of them is verified."""
    rows = list(
        LawRuleVersion.objects.in_force(clock.today())
        .select_related("rule", "verified_by")
        .order_by("rule__level", "rule__country", "rule__code")
    )
    waiting = list(
        LawRuleVersion.objects.open()
        .select_related("rule", "proposed_by")
        .order_by("proposed_at")
    )
    countries = sorted(
        {row.rule.country for row in rows if row.rule.country},
        key=lambda code: str(country_name(code)),
    )
    shown = [row for row in rows if not country or _is_of(row.rule, country)]
    return {
        "lead": register_finding(rows),
        "rows": [
            {
                "version": row,
                "whose": whose(row.rule),
                "sources": sources(row.body),
                "effect": effect(row),
                "term": term_words(row.body),
            }
            for row in shown
        ],
        "waiting": waiting,
        "countries": [(code, country_name(code)) for code in countries],
        "chosen": country,
        "may_write": access.may(person, "literacy.write_law", of=root()),
    }


ABOVE = "EU"
"""What stands in the address for the rules above the countries."""


def _is_of(rule, country) -> bool:
    return rule.country == country or (not rule.country and country == ABOVE)


def register_finding(rows) -> str:
    """The sentence on top of the register."""
    if not rows:
        return _("No rule is known. Legal writes the first one.")
    verified = sum(row.is_verified for row in rows)
    if verified == len(rows):
        return ngettext(
            "Legal has verified the %(n)d rule.",
            "Legal has verified all %(n)d rules.",
            len(rows),
        ) % {"n": len(rows)}
    return ngettext(
        "Legal has verified %(verified)d of %(n)d rule. The others block, but time "
        "alone never passes them.",
        "Legal has verified %(verified)d of %(n)d rules. The others block, but time "
        "alone never passes them.",
        len(rows),
    ) % {"verified": verified, "n": len(rows)}


def root() -> Unit:
    """The whole company: the law is the same for all its units."""
    return Unit.objects.get(parent__isnull=True)


def rule(found, person) -> dict:
    """One rule: its text in force, its versions, and what this person may do."""
    versions = list(
        found.versions.select_related(
            "proposed_by", "confirmed_by", "verified_by"
        ).order_by("-number")
    )
    for version in versions:
        version.rule = found
    today = clock.today()
    current = next(
        (
            v
            for v in versions
            if v.agreed and (v.in_force_from is None or v.in_force_from <= today)
        ),
        None,
    )
    shown = current or versions[0]
    whole = root()
    waits = next((v for v in versions if v.is_open), None)
    return {
        "rule": found,
        "whose": whose(found),
        "shown": shown,
        "current": current,
        "waits": waits,
        "lead": rule_finding(shown, current),
        "facts": facts(shown),
        "sources": sources(shown.body),
        "passes": passes(shown.body),
        "versions": versions,
        "outdated": under_earlier(found, person),
        "may_write": access.may(person, "literacy.write_law", of=whole),
        "may_verify": access.may(person, "literacy.verify_law", of=whole),
        "may_answer": access.may(person, "literacy.confirm_law", of=whole)
        if waits is None or waits.proposed_by_id != person.pk
        else access.Access(False, _("You wrote this: another person must answer.")),
    }


def replaced_by(version, person) -> str:
    """Where the text that counts now stands beside an earlier one; "" while it counts.

    For who may read the register of law.
    """
    if not access.may(person, "organisation.see"):
        return ""
    replaced = LawRuleVersion.objects.changed_since(clock.today())
    if not replaced.filter(pk=version.pk).exists():
        return ""
    now = LawRuleVersion.objects.in_force(clock.today()).get(rule=version.rule)
    return (
        reverse("literacy:law-compare", args=[version.rule.code])
        + f"?old={version.number}&new={now.number}"
    )


def under_earlier(found, person) -> list[Consultation]:
    """Files that a person may open and that run under a text replaced since."""
    replaced = LawRuleVersion.objects.changed_since(clock.today()).filter(rule=found)
    seen = Initiative.objects.visible_to(person)
    return list(
        Consultation.objects.readable_by(person, seen)
        .unfinished()
        .filter(rule__in=replaced)
        .select_related("rule", "body", "site", "initiative")
        .order_by("-opened_at", "-pk")[:MOST]
    )


def rule_finding(shown, current) -> str:
    """The sentence on top of a rule's page."""
    if current is None:
        return _("This text does not count yet.")
    if current.is_verified:
        return _("%(effect)s Legal has verified the rule.") % {
            "effect": effect(current)
        }
    return _("%(effect)s Legal has not verified the rule yet.") % {
        "effect": effect(current)
    }


def facts(version) -> list[tuple]:
    """The key facts of a rule: a term each, and the texts that stand beside it."""
    body = version.body
    rows = [
        (_("What the body is entitled to"), version.get_right_kind_display()),
        (_("Which body"), _words(body["body"])),
        (_("Set in motion by"), [_trigger(code) for code in body["triggers"]]),
        (_("From what size"), _threshold(body)),
        (_("Term"), term_words(body)),
        (_("When the term ends without an answer"), _expiry(body)),
        (_("What must be handed over"), version.handover),
        (_("Not before it has passed"), [_words(t) for t in body.get("blocked", ())]),
        (_("Allowed all the while"), [_words(t) for t in body.get("not_blocked", ())]),
        (_("What happens otherwise"), [_words(t) for t in body.get("sanctions", ())]),
        (_("The law"), basis(body)),
        (_("How settled it is"), _words(body.get("settled", ""))),
        (_("Note"), _words(body.get("note", ""))),
        (_("How sure the text is"), _confidence(body.get("confidence", ""))),
        (_("State of the law"), version.law_version),
    ]
    return [
        (term, value if isinstance(value, list) else [value])
        for term, value in rows
        if value
    ]


def basis(body) -> list[str]:
    """Where the law says so, in the language of who reads where it is known."""
    return [_words(text) for text in body.get("basis", ())]


def passes(body) -> str:
    """What passes a rule, in a sentence."""
    words = [str(PASSES.get(code, code)) for code in body.get("gate_pass", ())]
    if body.get("gate_pass_needs") == "all" and len(words) > 1:
        return _("All of these: %(list)s.") % {"list": _("; ").join(words)}
    if len(words) > 1:
        return _("One of these: %(list)s.") % {"list": _("; ").join(words)}
    return _("Only this: %(list)s.") % {"list": words[0]} if words else ""


def _words(text) -> str:
    return _(text).replace(UNCHECKED, _("to be checked")) if text else ""


UNCHECKED = "knowledge-verify"
"""How the rules that come with the product mark what nobody has looked up yet."""


def _confidence(text) -> str:
    if not text:
        return ""
    if text == "sourced":
        return _("From the sources below.")
    if text.startswith("sourced"):
        return _("From the sources below; parts of it must still be checked.")
    if text == UNCHECKED:
        return _("Nobody has looked it up yet: it must be checked.")
    return _words(text)


def _trigger(code) -> str:
    return str(Trigger(code).label) if code in Trigger.values else code


def _expiry(body) -> str:
    return str(EXPIRY.get(body["on_expiry"], body["on_expiry"]))


def _threshold(body) -> list[str]:
    asked = body.get("threshold", {})
    found = []
    if n := asked.get("undertaking_employees_min"):
        found.append(
            ngettext("%(n)d person in the company", "%(n)d people in the company", n)
            % {"n": n}
        )
    if n := asked.get("establishment_employees_min"):
        found.append(
            ngettext("%(n)d person at the site", "%(n)d people at the site", n)
            % {"n": n}
        )
    if n := asked.get("eu_eea_employees_min"):
        found.append(
            ngettext(
                "%(n)d person in the European Economic Area",
                "%(n)d people in the European Economic Area",
                n,
            )
            % {"n": n}
        )
    if asked.get("note"):
        found.append(_words(asked["note"]))
    return found


def comparison(old, new) -> list[dict]:
    """What differs between two versions, field by field."""
    return [
        {
            "name": str(FIELDS.get(name, name)),
            "old": [_value(name, item) for item in before],
            "new": [_value(name, item) for item in after],
        }
        for name, before, after in differences(old.body, new.body)
    ]


CODES = {
    "right_kind": dict(RightKind.choices),
    "triggers": dict(Trigger.choices),
    "inform_only_triggers": dict(Trigger.choices),
    "body_kinds": dict(Body.Kind.choices),
    "gate_pass": PASSES,
    "on_expiry": EXPIRY,
    "clock.mode": dict(Mode.choices),
}


def _value(name, text) -> str:
    """What a field of a rule says, in words."""
    if text in ("True", "False"):
        return _("Yes") if text == "True" else _("No")
    if name in ("clock.sub", "clock.ext"):
        row = json.loads(text)
        if name == "clock.ext":
            months = ngettext("%(n)d month", "%(n)d months", row["months"])
            length = {"length": months % {"n": row["months"]}}
            if row["if_"] == BOTH_LEVELS:
                return (
                    _("%(length)s with experts at the centre and at the site.") % length
                )
            return _("%(length)s with an expert.") % length
        days = abs(row["days"])
        length = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        return f"{SUB_TERMS.get(row['code'], row['code'])}: {length}"
    return str(CODES.get(name, {}).get(text) or _words(text))


def comparison_finding(old, new, rows) -> str:
    """The sentence on top of a comparison."""
    if not rows:
        return _("The texts are the same.")
    return ngettext(
        "%(n)d field differs between version %(old)d and version %(new)d.",
        "%(n)d fields differ between version %(old)d and version %(new)d.",
        len(rows),
    ) % {"n": len(rows), "old": old.number, "new": new.number}


# The triage


def triage(initiative, person) -> dict:
    """The part of an initiative's page that says which rules apply, site by site."""
    found = outcome(initiative)
    closed = not_open(initiative)
    may_answer = access.may(person, "literacy.triage", of=initiative)
    may_sign = access.may(person, "literacy.sign_evolution", of=initiative)
    row = found.triage
    return {
        "row": row,
        "finding": triage_finding(found),
        "sites": [
            {
                "site": place.site,
                "rows": [_requirement(r) for r in place.requirements],
                "blocks": bool(place.blocking),
                "not_required": place.not_required,
                "law_is_known": place.law_is_known,
                "country": country_name(place.site.country),
            }
            for place in found.sites
        ],
        "answers": _answers(row),
        "unknown": found.unknown,
        "may_answer": may_answer if initiative.is_open else closed,
        "may_sign": may_sign if initiative.is_open else closed,
        "signs": row is not None
        and row.awaits_legal
        and row.answered_by_id != person.pk
        and initiative.is_open
        and may_sign.allowed,
    }


def _requirement(row) -> dict:
    version = row.rule_version
    return {
        "row": row,
        "right": RightKind(row.right_kind).label,
        "effect": _effect_now(row),
        "url": reverse("literacy:law-rule", args=[version.rule.code])
        if version
        else "",
    }


def _effect_now(row) -> str:
    if not row.blocking:
        return _("Does not block now")
    return _("Time may pass it") if row.may_pass_by_time else _("Blocks real work")


def _answers(row) -> list[tuple]:
    if row is None:
        return []
    said = {"yes": _("Yes"), "no": _("No")}
    return [
        (question, said.get(row.answers.get(code), "–"))
        for code, (question, _help, _triggers) in QUESTIONS.items()
    ]


def triage_finding(found) -> str:
    """The sentence on top of the triage."""
    if not found.sites:
        return _("No site is listed yet: the law follows from the sites.")
    if found.triage is None:
        return _(
            "HR has not answered the triage yet: until then every body of each site is "
            "consulted."
        )
    blocking = sum(len(place.blocking) for place in found.sites)
    sites = sum(bool(place.blocking) for place in found.sites)
    if not blocking:
        sentence = _("Real work waits for no consultation.")
    else:
        sentence = (
            ngettext(
                "Real work waits for %(n)d right",
                "Real work waits for %(n)d rights",
                blocking,
            )
            % {"n": blocking}
            + " "
            + ngettext("at %(n)d site.", "at %(n)d sites.", sites) % {"n": sites}
        )
    if found.triage.awaits_legal:
        sentence += " " + _(
            "HR says that it is no new technology; until Legal agrees it counts as new."
        )
    if found.unknown:
        sentence += " " + _("Legal must say what the law asks at %(sites)s.") % {
            "sites": ", ".join(site.name for site in found.unknown)
        }
    return sentence
