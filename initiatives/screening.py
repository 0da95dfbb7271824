"""The AI Act screening: nine prohibited practices (Article 5), then Annex III.

The questions follow Regulation (EU) 2024/1689 as amended by Regulation (EU) 2026/1744.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from initiatives.models import Screening

LAW_VERSION = "2026-07-27"
YES, NO = "y", "n"


class Question(NamedTuple):
    """A question in plain words, the place in the law, and what a yes does."""

    code: str
    text: object
    law: str
    prohibits: bool = True


QUESTIONS = (
    Question(
        "manipulates",
        _("Does it steer people without their knowing it, so that they are harmed?"),
        "Art. 5(1)(a)",
    ),
    Question(
        "exploits",
        _("Does it exploit the age, a disability or the poverty of people?"),
        "Art. 5(1)(b)",
    ),
    Question(
        "intimate",
        _(
            "Can it make intimate pictures of people who did not agree, or pictures "
            "of child abuse?"
        ),
        "Art. 5(1)(ba), (bb)",
    ),
    Question(
        "scores",
        _("Does it score people for how they behave, and treat them worse elsewhere?"),
        "Art. 5(1)(c)",
    ),
    Question(
        "predicts_crime",
        _("Does it predict from a profile alone that somebody will commit a crime?"),
        "Art. 5(1)(d)",
    ),
    Question(
        "collects_faces",
        _("Does it collect faces from the internet or from cameras to recognise them?"),
        "Art. 5(1)(e)",
    ),
    Question(
        "reads_emotions",
        _(
            "Does it read the emotions of people at work or in training, other than "
            "for their health or safety?"
        ),
        "Art. 5(1)(f)",
    ),
    Question(
        "sorts_by_body",
        _(
            "Does it guess origin, opinions, union membership, religion or sexual "
            "life from the body of people?"
        ),
        "Art. 5(1)(g)",
    ),
    Question(
        "identifies_in_public",
        _("Does it identify people live in public places for law enforcement?"),
        "Art. 5(1)(h)",
    ),
    Question(
        "weighs_on_people",
        _(
            "Does it weigh on who is hired, promoted, given tasks, assessed or "
            "dismissed, or on access to a service that people need?"
        ),
        "Annex III",
        prohibits=False,
    ),
)


def result(answers: str) -> str:
    """What the answers come to; nothing while one of them is missing.

    One yes to a prohibited practice closes the gate, and nobody can open it.
    """
    if len(answers) != len(QUESTIONS) or set(answers) - {YES, NO}:
        return ""
    said_yes = [q for q, a in zip(QUESTIONS, answers, strict=True) if a == YES]
    if any(question.prohibits for question in said_yes):
        return Screening.PROHIBITED
    return Screening.HIGH_RISK if said_yes else Screening.CLEAR
