"""Freed hours, where they go, what reaches the accounts, and how it ended."""

from value.models.ending import ENDINGS, STRATEGIES, EconomicReview, OutcomeNote
from value.models.hours import (
    USABLE_MINUTES,
    WORKING_DAYS,
    Allocation,
    Entry,
    FreedHours,
    Idea,
    ReceivingPlan,
)
from value.models.kinds import (
    CONSULT_FIRST,
    CONTRACTION,
    GROWTH,
    MINUTES,
    WEIGHTS,
    CostKind,
    Evidence,
    Method,
    Pool,
)
from value.models.ledger import Balance, Movement, UseBalance, in_hours, in_minutes
from value.models.money import (
    ClosedPeriod,
    Confirmation,
    InternalRate,
    Investment,
    RealisedAmount,
)
from value.models.scenario import Scenario

__all__ = [
    "CONSULT_FIRST",
    "CONTRACTION",
    "ENDINGS",
    "GROWTH",
    "MINUTES",
    "STRATEGIES",
    "USABLE_MINUTES",
    "WEIGHTS",
    "WORKING_DAYS",
    "Allocation",
    "Balance",
    "ClosedPeriod",
    "Confirmation",
    "CostKind",
    "EconomicReview",
    "Entry",
    "Evidence",
    "FreedHours",
    "Idea",
    "InternalRate",
    "Investment",
    "Method",
    "Movement",
    "OutcomeNote",
    "Pool",
    "RealisedAmount",
    "ReceivingPlan",
    "Scenario",
    "UseBalance",
    "in_hours",
    "in_minutes",
]
