"""What the AI Act asks of an initiative: class, ground, checks and their dates.

Regulation (EU) 2024/1689 as amended by Regulation (EU) 2026/1744. The dates stand in
`data/ai_act.json`, a block for each version of the law; a new block re-opens what was
screened under an older one.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives import screening
from initiatives.models import Screening
from literacy.models import (
    Annex,
    Claim,
    Fria,
    LegalRole,
    RefreshCall,
    ScreeningVersion,
)

PRACTICES = tuple(q for q in screening.QUESTIONS if q.prohibits)
"""The nine questions about prohibited practices (Art. 5)."""
LOG_MONTHS = 6
"""Months for which a deployer keeps the logs at least (Art. 26(6))."""
ANNEX_FROM = {Annex.PRODUCT: "annex_i"}


NAMES = (
    _("Regulation (EU) 2024/1689"),
    _("Regulation (EU) 2024/1689 as amended by Regulation (EU) 2026/1744"),
)
"""The names that the data of the law has, so that they can be translated."""


@dataclass(frozen=True)
class Law:
    """A version of the law: its name, and from when its parts apply."""

    version: str
    in_force: date
    official_name: str
    source: str
    dates: dict

    @property
    def name(self) -> str:
        """Its name in the language of who reads."""
        return gettext(self.official_name)

    def on(self, part: str) -> date | None:
        """The day from which a part applies."""
        return self.dates.get(part)


@cache
def laws() -> tuple[Law, ...]:
    """Every version of the law that this installation knows, the oldest first."""
    text = Path(__file__).with_name("data").joinpath("ai_act.json").read_text("utf-8")
    found = [
        Law(
            row["law_version"],
            date.fromisoformat(row["in_force"]),
            row["name"],
            row["source"],
            {part: date.fromisoformat(day) for part, day in row["dates"].items()},
        )
        for row in json.loads(text)
    ]
    return tuple(sorted(found, key=lambda law: law.in_force))


def law_now() -> Law:
    """The version of the law in force today."""
    today = clock.today()
    known = laws()
    return next((law for law in reversed(known) if law.in_force <= today), known[0])


def law_of(version: str) -> Law:
    """A version by its code; the one in force for a code that is not known."""
    return next((law for law in laws() if law.version == version), law_now())


@dataclass(frozen=True)
class Class:
    """What a system is under the law, why in a sentence, and where that stands."""

    outcome: str
    label: object
    ground: object
    law: str


def is_high_risk(row) -> bool:
    """Whether a system is high-risk, by Annex I, Annex III and Art. 6(3).

    Profiling of people is always high-risk within Annex III, whatever is claimed.
    """
    if row.annex == Annex.NONE:
        return False
    if row.annex == Annex.PRODUCT or row.profiling:
        return True
    return row.claim == Claim.NONE


def outcome_of(row) -> str:
    """The value that stands on the initiative: prohibited, high-risk or clear."""
    if screening.YES in row.practices:
        return Screening.PROHIBITED
    return Screening.HIGH_RISK if is_high_risk(row) else Screening.CLEAR


def letters_of(row) -> str:
    """The same answers as the short questions of the charter keep them."""
    return row.practices + (screening.YES if is_high_risk(row) else screening.NO)


def asks_openness(row) -> bool:
    """Whether Art. 50 asks that people are told what they see or talk to."""
    return any(
        (
            row.talks_to_people,
            row.makes_content,
            row.makes_deepfakes,
            row.informs_public,
            row.reads_bodies,
        )
    )


def class_of(row) -> Class:
    """The class of a screening, with its ground as a sentence."""
    if screening.YES in row.practices:
        said = [
            q
            for q, answer in zip(PRACTICES, row.practices, strict=True)
            if answer == screening.YES
        ]
        return Class(
            Screening.PROHIBITED,
            _("Prohibited"),
            format_lazy(
                _("It does what {law} forbids. The gate stays closed, and nobody can "
                  "open it."),
                law=", ".join(q.law for q in said),
            ),
            said[0].law,
        )  # fmt: skip
    point = Annex(row.annex).label
    if is_high_risk(row):
        ground = _("It falls under: {point}.")
        if row.annex != Annex.PRODUCT and row.profiling:
            ground = _(
                "It falls under: {point}. It profiles people, which is always "
                "high-risk; Article 6(3) cannot be claimed."
            )
        return Class(
            Screening.HIGH_RISK,
            _("High-risk"),
            format_lazy(ground, point=point),
            "Art. 6(1)" if row.annex == Annex.PRODUCT else "Art. 6(2), Annex III",
        )
    if row.annex != Annex.NONE:
        ground = format_lazy(
            _("It falls under: {point}. It is claimed to be no significant risk: "
              "{claim}. The provider documents this (Article 6(4))."),
            point=point,
            claim=Claim(row.claim).label,
        )  # fmt: skip
        law = "Art. 6(3)"
    else:
        ground = _("No point of Annex I or III applies.")
        law = "Art. 6"
    if asks_openness(row):
        return Class(
            Screening.CLEAR,
            _("Transparency duties"),
            format_lazy(
                _("{ground} People must be told what they see or talk to."),
                ground=ground,
            ),
            "Art. 50",
        )
    return Class(Screening.CLEAR, _("Minimal risk"), ground, law)


@dataclass(frozen=True)
class Check:
    """What follows from a class: from when, whether it binds, and whether it is met.

    `is_mandatory` is false while the day has not come for the planned first use: then
    it is a warning with its date.
    """

    code: str
    label: object
    law: str
    applies_from: date | None
    is_mandatory: bool
    met: bool
    fact: object


def checks_of(row, *, has_measure: bool, overseers: int) -> list[Check]:
    """What the class of a screening asks, under the law it was screened under."""
    law = law_of(row.law_version)
    today = clock.today()
    checks = [
        Check(
            "art_5",
            _("No prohibited practice"),
            "Art. 5",
            law.on("art_5"),
            True,
            screening.YES not in row.practices,
            _("A practice is prohibited")
            if screening.YES in row.practices
            else _("No to all nine questions"),
        ),
        Check(
            "art_4",
            _("Measures so that people understand it"),
            "Art. 4",
            law.on("art_4"),
            True,
            has_measure,
            _("A dated measure is recorded")
            if has_measure
            else _("No measure is recorded yet"),
        ),
    ]
    if is_high_risk(row):
        starts = law.on(ANNEX_FROM.get(row.annex, "annex_iii"))
        first_use = row.go_live_on or today
        binding = first_use >= starts or today >= starts
        checks += [
            Check(code, label, place, starts, binding, met, fact)
            for code, label, place, met, fact in _deployer(row, overseers)
        ]
        if row.role != LegalRole.DEPLOYER or row.becomes_provider:
            checks.append(
                Check(
                    "provider",
                    _("The duties of a provider: conformity, documents, registration"),
                    "Art. 16, 25",
                    starts,
                    binding,
                    False,
                    _("Kept outside Maillon: Legal follows them"),
                )
            )
    elif row.claim != Claim.NONE:
        checks.append(
            Check(
                "claim",
                _("The provider's document of this claim"),
                "Art. 6(4)",
                law.on("annex_iii"),
                (row.go_live_on or today) >= law.on("annex_iii"),
                row.instructions_id is not None,
                _("A file is attached")
                if row.instructions_id
                else _("No file is attached"),
            )
        )
    return checks + _openness(row, law, today)


def _deployer(row, overseers):
    """The duties of who uses a high-risk system: (code, label, law, met, fact)."""
    months = row.logs_months
    told = row.workers_told_on and row.representatives_told_on
    yield (
        "instructions",
        _("Instructions for use at hand"),
        "Art. 26(1)",
        row.instructions_id is not None,
        _("A file is attached") if row.instructions_id else _("No file is attached"),
    )
    watched = bool(row.overseers.strip() and row.overseers_may_stop and overseers)
    yield (
        "oversight",
        _("Trained people oversee it and may stop it"),
        "Art. 26(2)",
        watched,
        _("Named, and they may stop it")
        if watched
        else _("List the overseers, and that they may stop it"),
    )
    yield (
        "incidents",
        _("Watched in use; incidents are reported"),
        "Art. 26(5)",
        bool(row.incident_contact.strip()),
        row.incident_contact or _("No contact is named"),
    )
    yield (
        "logs",
        _("Logs kept for six months at least"),
        "Art. 26(6)",
        months is not None and months >= LOG_MONTHS,
        format_lazy(_("Kept for {n} months"), n=months)
        if months is not None
        else _("Not said for how long"),
    )
    yield (
        "workers",
        _("Workers and their representatives told before use"),
        "Art. 26(7)",
        bool(told),
        _("Both were told") if told else _("Not both were told yet"),
    )
    yield (
        "dpia",
        _("Data protection impact assessment"),
        "Art. 26(9)",
        bool(row.dpia_ref.strip()),
        row.dpia_ref or _("No reference is given"),
    )
    if row.annex != Annex.PRODUCT:
        yield (
            "affected",
            _("People told on whom it helps to decide"),
            "Art. 26(11)",
            row.affected_told_on is not None,
            _("They were told") if row.affected_told_on else _("Not told yet"),
        )
    if row.fria == Fria.OWED:
        yield (
            "fria",
            _("Fundamental rights impact assessment before first use"),
            "Art. 27",
            bool(row.fria_ref.strip()),
            row.fria_ref
            or _("It may refer to the data protection assessment (Article 27(4))"),
        )


def _openness(row, law, today):
    """What people must be told (Art. 50), for each flag."""
    rules = (
        (row.talks_to_people, "talks", _("People are told that they talk to a machine"),
         "Art. 50(1)"),
        (row.makes_content, "marks", _("What it makes is marked as made by a machine"),
         "Art. 50(2)"),
        (row.reads_bodies, "reads", _("People are told that it reads their body or "
         "feelings"), "Art. 50(3)"),
        (row.makes_deepfakes, "deepfakes", _("It is said that the content is not real"),
         "Art. 50(4)"),
        (row.informs_public, "public", _("Texts for the public say that a machine "
         "wrote them, or an editor answers for them"), "Art. 50(4)"),
    )  # fmt: skip
    starts = law.on("art_50")
    return [
        Check(
            code,
            label,
            place,
            starts,
            today >= starts or (row.go_live_on or today) >= starts,
            False,
            _("To be checked in the product itself"),
        )
        for flag, code, label, place in rules
        if flag
    ]


def latest_of(initiative) -> ScreeningVersion | None:
    """The screening that counts."""
    return (
        ScreeningVersion.objects.filter(initiative=initiative)
        .select_related("screened_by", "instructions")
        .first()
    )


def reopened():
    """The newest screenings that must be looked at again, with `causes`."""
    return ScreeningVersion.objects.reopened(law_now().version, RefreshCall)


def reopened_because(row, initiative) -> list:
    """Why a screening must be looked at again, in sentences; empty while it stands."""
    reasons: list = []
    law = law_now()
    if row.law_version != law.version:
        reasons.append(
            format_lazy(_("Screened under older law: {law} applies now."), law=law.name)
        )
    if initiative.screening_answers != letters_of(row):
        reasons.append(_("The answers on the charter were changed since."))
    if initiative.ai_system.strip() != row.ai_system:
        reasons.append(_("The AI system on the charter is another one now."))
    if RefreshCall.objects.filter(
        initiative=initiative, on__gt=localdate(row.screened_at)
    ).exists():
        reasons.append(_("The system, its model or its purpose has changed since."))
    if row.next_review_on and row.next_review_on <= clock.today():
        reasons.append(_("The day of the next review has come."))
    return reasons
