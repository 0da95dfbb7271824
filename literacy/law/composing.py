"""The text of a rule taken apart for a form, and put together from its answers."""

import json

from literacy.law.clock import BOTH_LEVELS, EXPERT
from literacy.law.kinds import Mode

LINES = ("basis", "handover", "blocked", "sanctions", "sources")
CLOCK_NUMBERS = ("months", "days", "standstill_months", "authority_months")
CLOCK_FLAGS = ("agreement_may_replace", "court_may_extend")
SIMPLE = (
    "title",
    "body",
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
THRESHOLDS = ("undertaking_employees_min", "establishment_employees_min")


def taken_apart(body: dict) -> dict:
    """The answers that stand in the form, and the rest as JSON under `raw`."""
    rest = json.loads(json.dumps(body))
    rest.pop("id", None)
    answers = {name: rest.pop(name, None) for name in SIMPLE}
    for name in LINES:
        answers[name] = "\n".join(rest.pop(name, ()))
    terms = rest.pop("clock", {})
    answers["mode"] = terms.pop("mode", Mode.NONE.value)
    answers["roll"] = terms.pop("roll", "none")
    for name in CLOCK_NUMBERS:
        answers[name] = terms.pop(name, None)
    for name in CLOCK_FLAGS:
        answers[name] = bool(terms.pop(name, False))
    extensions = {row["if_"]: row["months"] for row in terms.pop("ext", ())}
    answers["expert_months"] = extensions.get(EXPERT)
    answers["both_months"] = extensions.get(BOTH_LEVELS)
    threshold = rest.pop("threshold", {})
    for name in THRESHOLDS:
        answers[name] = threshold.pop(name, None)
    if terms:
        rest["clock"] = terms
    if threshold:
        rest["threshold"] = threshold
    answers["raw"] = json.dumps(rest, ensure_ascii=False, indent=1)
    return answers


def put_together(answers: dict) -> dict:
    """The text of a rule from the answers of the form; `raw` is a dict here."""
    rest = dict(answers["raw"])
    terms = {
        "mode": answers["mode"],
        **{n: answers[n] for n in CLOCK_NUMBERS if answers[n] is not None},
        **{n: True for n in CLOCK_FLAGS if answers[n]},
        "roll": answers["roll"],
    }
    extensions = [
        {"if_": code, "months": answers[name]}
        for code, name in ((EXPERT, "expert_months"), (BOTH_LEVELS, "both_months"))
        if answers[name] is not None
    ]
    if extensions:
        terms["ext"] = extensions
    threshold = {n: answers[n] for n in THRESHOLDS if answers[n] is not None}
    return {
        **rest,
        **{name: answers[name] for name in SIMPLE},
        **{name: lines(answers[name]) for name in LINES},
        "clock": {**_part(rest, "clock"), **terms},
        "threshold": {**_part(rest, "threshold"), **threshold},
    }


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _part(rest, name) -> dict:
    part = rest.get(name, {})
    return part if isinstance(part, dict) else {}


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
