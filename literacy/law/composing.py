"""The text of a rule taken apart for a form, and put together from its answers."""

import json
from datetime import date

from django.utils.translation import gettext

from literacy.law.clock import BOTH_LEVELS, EXPERT
from literacy.law.kinds import Mode

LINES = ("basis", "handover", "blocked", "sanctions", "sources")
LINES_IF_ANY = ("not_blocked",)
WORDS = ("title", "body")
WORDS_IF_ANY = ("settled", "note", "expert", "after")
SIMPLE = (
    "right_kind",
    "blocking",
    "blocks_without_real_work",
    "time_may_pass",
    "needs_body",
    "triggers",
    "gate_pass",
    "gate_pass_needs",
    "on_expiry",
)
LISTS_IF_ANY = ("body_kinds", "inform_only_triggers")
CLOCK_NUMBERS = ("standstill_months", "authority_months")
CLOCK_FLAGS = ("agreement_may_replace", "court_may_extend")
CLOCK_WORDS = {"clock_start": "start", "clock_note": "note"}
THRESHOLDS = (
    "undertaking_employees_min",
    "establishment_employees_min",
    "eu_eea_employees_min",
    "per_state_min",
    "states",
)
SUB_ANCHORS = {
    "site_opinions": ("due", -1),
    "expert_asks": ("expert_appointed", 1),
    "employer_answers": ("expert_asked", 1),
    "expert_costs": ("expert_appointed", 1),
    "employer_contests": ("expert_appointed", 1),
    "expert_report": ("due", -1),
    "judge_rules": ("court_asked", 1),
}
"""The dates inside a term: from which day each counts, forwards or backwards."""
MONTHS, DAYS = "months", "days"


def taken_apart(body: dict) -> dict:
    """The answers that stand in the form: in words that a lay person reads.

    What came with the product stands in the language of who reads.
    """
    terms = body.get("clock", {})
    threshold = body.get("threshold", {})
    answers = {name: body.get(name) for name in (*SIMPLE, *LISTS_IF_ANY)}
    answers["body_choice"] = body.get("body_choice", "all")
    answers["only_without_national"] = bool(body.get("only_without_national"))
    for name in (*WORDS, *WORDS_IF_ANY):
        answers[name] = _shown(body.get(name) or "")
    for name in (*LINES, *LINES_IF_ANY):
        rows = body.get(name) or ()
        answers[name] = "\n".join(
            rows if name == "sources" else [_shown(row) for row in rows]
        )
    answers["mode"] = terms.get("mode", Mode.NONE.value)
    answers["roll"] = terms.get("roll", "none")
    answers["length"] = terms.get(MONTHS) or terms.get(DAYS)
    answers["length_unit"] = DAYS if terms.get(DAYS) else MONTHS
    for name in CLOCK_NUMBERS:
        answers[name] = terms.get(name)
    for name in CLOCK_FLAGS:
        answers[name] = bool(terms.get(name))
    for name, key in CLOCK_WORDS.items():
        answers[name] = _shown(terms.get(key) or "")
    answers["applies_from"] = (
        date.fromisoformat(terms["applies_from"]) if terms.get("applies_from") else None
    )
    extensions = {row["if_"]: row["months"] for row in terms.get("ext", ())}
    answers["expert_months"] = extensions.get(EXPERT)
    answers["both_months"] = extensions.get(BOTH_LEVELS)
    inside = {row["code"]: row for row in terms.get("sub", ())}
    for code in SUB_ANCHORS:
        answers[f"sub_{code}"] = abs(inside[code]["days"]) if code in inside else None
    for name in THRESHOLDS:
        answers[name] = threshold.get(name)
    answers["threshold_note"] = _shown(threshold.get("note") or "")
    return answers


def put_together(answers: dict, before: dict | None = None) -> dict:
    """The text of a rule from the answers of the form.

    `before` is the text that the form showed: what the form does not ask stays as it
    was there, and words that nobody changed stay in the language in which they are
    kept.
    """
    before = before or {}
    known = {_shown(text): text for text in _texts(before)}

    def kept(text):
        return known.get(text, text)

    body = {name: value for name, value in before.items() if name != "id"}
    body |= {name: answers[name] for name in SIMPLE}
    body |= {name: kept(answers[name].strip()) for name in WORDS}
    body |= {name: [kept(line) for line in lines(answers[name])] for name in LINES}
    for name in LISTS_IF_ANY:
        _put(body, name, list(answers[name] or ()))
    _put(body, "body_choice", answers["body_choice"])
    _put(body, "only_without_national", answers["only_without_national"])
    for name in WORDS_IF_ANY:
        _put(body, name, kept(answers[name].strip()))
    for name in LINES_IF_ANY:
        _put(body, name, [kept(line) for line in lines(answers[name])])
    body["clock"] = _clock(answers, before.get("clock", {}), kept)
    threshold = dict(before.get("threshold", {}))
    for name in THRESHOLDS:
        _put(threshold, name, answers[name])
    _put(threshold, "note", kept(answers["threshold_note"].strip()))
    body["threshold"] = threshold
    return body


def _clock(answers, before, kept) -> dict:
    terms = dict(before)
    terms["mode"], terms["roll"] = answers["mode"], answers["roll"]
    in_days = answers["length_unit"] == DAYS
    _put(terms, MONTHS, None if in_days else answers["length"])
    _put(terms, DAYS, answers["length"] if in_days else None)
    for name in (*CLOCK_NUMBERS, *CLOCK_FLAGS):
        _put(terms, name, answers[name])
    for name, key in CLOCK_WORDS.items():
        _put(terms, key, kept(answers[name].strip()))
    day = answers["applies_from"]
    _put(terms, "applies_from", day.isoformat() if day else None)
    extensions = [
        {"if_": code, "months": answers[name]}
        for code, name in ((EXPERT, "expert_months"), (BOTH_LEVELS, "both_months"))
        if answers[name] is not None
    ]
    known = {EXPERT, BOTH_LEVELS}
    extensions += [row for row in before.get("ext", ()) if row["if_"] not in known]
    _put(terms, "ext", extensions)
    inside = {row["code"]: row for row in before.get("sub", ())}
    dates = [row for code, row in inside.items() if code not in SUB_ANCHORS]
    for code, (anchor, sign) in SUB_ANCHORS.items():
        days = answers[f"sub_{code}"]
        if days is None:
            continue
        row = inside.get(code, {"code": code, "anchor": anchor})
        dates.append({**row, "days": sign * days})
    _put(terms, "sub", dates)
    return terms


def _put(body, name, value):
    """Write what was answered; leave out what is empty, unless it stood there empty."""
    if value or (name in body and not body[name]):
        body[name] = value or body[name]
    else:
        body.pop(name, None)


def _shown(text: str) -> str:
    return gettext(text) if text else ""


def _texts(body):
    """Every text of a rule, whatever it is part of."""
    for value in body.values() if isinstance(body, dict) else body:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield from _texts(value)


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def differences(old: dict, new: dict) -> list[tuple[str, list[str], list[str]]]:
    """Which fields of two texts differ: the name, what it said, what it says.

    Fields inside the clock and the threshold stand on their own, as `clock.months`.
    """
    before, after = dict(_flat(old)), dict(_flat(new))
    names = [*before, *(name for name in after if name not in before)]
    return [
        (name, before.get(name, []), after.get(name, []))
        for name in names
        if before.get(name, []) != after.get(name, [])
    ]


def _flat(body, under=""):
    for name, value in body.items():
        path = f"{under}{name}"
        if isinstance(value, dict):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list):
            yield path, [_text(item) for item in value]
        else:
            yield path, [] if value is None else [_text(value)]


def _text(value) -> str:
    if isinstance(value, bool | int | str):
        return str(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
