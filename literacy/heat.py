"""The heat of risks: severity by likelihood, in words and figures, not ink alone."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from literacy.models import Likelihood, Severity

GRADES = ((12, "h5", _("Very high")), (8, "h4", _("High")), (4, "h2", _("Moderate")))
LOW = ("h1", _("Low"))


def grade(score: int) -> tuple[str, object]:
    """The ink and the word of severity times likelihood, 1 to 16."""
    for least, ink, word in GRADES:
        if score >= least:
            return ink, word
    return LOW


@dataclass
class Cell:
    """One severity at one likelihood: its grade, and what stands there."""

    severity: Severity
    likelihood: Likelihood
    names: list = field(default_factory=list)

    @property
    def score(self) -> int:
        """Severity times likelihood."""
        return self.severity * self.likelihood

    @property
    def ink(self) -> str:
        """The class of the cell; one without entries is plain."""
        return grade(self.score)[0] if self.names else "h0"

    @property
    def word(self):
        """Low, moderate, high or very high."""
        return grade(self.score)[1]


def heat(rated) -> list[dict]:
    """The table of (severity, likelihood, name): the worst row first."""
    cells = {(s, k): Cell(s, k) for s in reversed(Severity) for k in Likelihood}
    for severity, likelihood, name in rated:
        cells[Severity(severity), Likelihood(likelihood)].names.append(name)
    return [
        {"severity": s, "cells": [cells[s, k] for k in Likelihood]}
        for s in reversed(Severity)
    ]
