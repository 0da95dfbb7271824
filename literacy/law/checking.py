"""Whether the text of a rule can be worked with, and what is wrong in sentences."""

import json
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from literacy.law.kinds import TIMED, Mode, RightKind, Trigger
from organisation.models import Body

LONGEST_MONTHS = 24
LONGEST_DAYS = 730
TEXTS = ("title", "body", "on_expiry")
LISTS = ("basis", "handover", "gate_pass", "triggers", "blocked", "sources")


def problems(body: dict) -> list:
    """What is wrong with the text of a rule, as sentences; nothing when it is sound."""
    if not isinstance(body, dict):
        return [_("A rule is a set of named fields.")]
    found = []
    for name in TEXTS:
        if not isinstance(body.get(name), str) or not body[name].strip():
            found.append(format_lazy(_("Write something in “{field}”."), field=name))
    for name in LISTS:
        value = body.get(name)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            found.append(format_lazy(_("“{field}” is a list of texts."), field=name))
    if "\\u0000" in json.dumps(body):
        found.append(_("There is a character in it that no database keeps."))
    for name in ("blocking", "time_may_pass"):
        if not isinstance(body.get(name), bool):
            found.append(format_lazy(_("“{field}” is yes or no."), field=name))
    if found:
        return found
    kind = body.get("right_kind")
    if kind not in RightKind.values:
        return [
            format_lazy(_("“{value}” is no kind of right that is known."), value=kind)
        ]
    unknown = [code for code in body["triggers"] if code not in Trigger.values]
    if unknown:
        found.append(
            format_lazy(
                _("“{value}” is nothing that the triage asks."), value=unknown[0]
            )
        )
    if not body["triggers"]:
        found.append(_("Say what sets this rule in motion: at least one thing."))
    if not body["gate_pass"]:
        found.append(_("Say what passes this rule: at least one outcome."))
    if body["time_may_pass"] and kind not in TIMED:
        found.append(
            _("Time alone can pass only a consultation, never consent or negotiation.")
        )
    return found + _machine_problems(body) + _clock_problems(body)


def _machine_problems(body):
    """What the triage reads without showing it."""
    found = []
    kinds = body.get("body_kinds", [])
    if not isinstance(kinds, list) or not set(map(str, kinds)) <= set(Body.Kind.values):
        found.append(
            format_lazy(
                _("“body_kinds” is a list of some of: {all}."),
                all=", ".join(Body.Kind.values),
            )
        )
    for name, known in (
        ("body_choice", ("all", "first")),
        ("gate_pass_needs", ("any", "all")),
    ):
        if body.get(name, known[0]) not in known:
            found.append(
                format_lazy(
                    _("“{field}” is one of: {all}."), field=name, all=", ".join(known)
                )
            )
    lighter = body.get("inform_only_triggers", [])
    if not isinstance(lighter, list) or not set(map(str, lighter)) <= set(
        body["triggers"]
    ):
        found.append(_("“inform_only_triggers” are some of the triggers of the rule."))
    threshold = body.get("threshold", {})
    numbers = threshold.values() if isinstance(threshold, dict) else [None]
    if not all(
        isinstance(value, str)
        or (isinstance(value, int) and not isinstance(value, bool) and value > 0)
        for value in numbers
    ):
        found.append(_("“threshold” holds numbers of people, and notes."))
    elif threshold.get("eu_eea_employees_min") and not {
        "per_state_min",
        "states",
    } <= set(threshold):
        found.append(
            _("A threshold across countries says how many people in how many of them.")
        )
    return found


def _clock_problems(body):
    terms = body.get("clock")
    if not isinstance(terms, dict):
        return [_("A rule says how its term runs, if only that there is none.")]
    if terms.get("mode") not in Mode.values:
        return [_("Choose how the term runs.")]
    found = []
    for name, most in (
        ("months", LONGEST_MONTHS),
        ("standstill_months", LONGEST_MONTHS),
        ("authority_months", LONGEST_MONTHS),
        ("days", LONGEST_DAYS),
    ):
        value = terms.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            found.append(format_lazy(_("“{field}” is a whole number."), field=name))
        elif not 1 <= value <= most:
            found.append(
                format_lazy(
                    _("“{field}” is between 1 and {most}."), field=name, most=most
                )
            )
    mode = terms["mode"]
    length = terms.get("months") or terms.get("days")
    if mode == Mode.ELAPSE and not length:
        found.append(_("A term that runs needs its length in months or days."))
    if mode == Mode.LEAD_TIME and not terms.get("months"):
        found.append(_("A lead time needs its length in months."))
    if mode == Mode.STANDSTILL and not terms.get("standstill_months"):
        found.append(_("A standstill needs its length in months."))
    if mode == Mode.NONE and body["time_may_pass"]:
        found.append(_("Without a term, time alone passes nothing."))
    if terms.get("months") and terms.get("days"):
        found.append(_("A term is in months or in days, not in both."))
    extensions = terms.get("ext", [])
    if not isinstance(extensions, list) or not all(
        isinstance(row, dict)
        and isinstance(row.get("months"), int)
        and not isinstance(row["months"], bool)
        and 1 <= row["months"] <= LONGEST_MONTHS
        and isinstance(row.get("if_"), str)
        for row in extensions
    ):
        return [*found, _("An extension says when it applies and how many months.")]
    found += [
        _("An extension cannot be shorter than the term itself.")
        for row in extensions
        if row["months"] < (terms.get("months") or 0)
    ][:1]
    try:
        date.fromisoformat(terms.get("applies_from", "2027-12-02"))
    except (TypeError, ValueError):
        found.append(_("“applies_from” is a day, as 2027-12-02."))
    subs = terms.get("sub", [])
    if not isinstance(subs, list) or not all(
        isinstance(row, dict)
        and isinstance(row.get("code"), str)
        and isinstance(row.get("anchor"), str)
        and isinstance(row.get("days"), int)
        for row in subs
    ):
        found.append(
            _("A date inside a term says from which day it counts, and how many days.")
        )
    return found
