"""How large a seeded company is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """How much of everything there is."""

    employees: int
    units: int
    users: int
    initiatives: int
    handoffs: int
    overdue: int
    signoffs: int
    attendance: int
    entries: int


GROUP = Profile(
    employees=100_000,
    units=600,
    users=3_000,
    initiatives=5_000,
    handoffs=20_000,
    overdue=500,
    signoffs=50_000,
    attendance=200_000,
    entries=1_000_000,
)
SMALL = Profile(
    employees=10_000,
    units=60,
    users=300,
    initiatives=500,
    handoffs=2_000,
    overdue=50,
    signoffs=5_000,
    attendance=20_000,
    entries=100_000,
)
TINY = Profile(
    employees=200,
    units=20,
    users=100,
    initiatives=60,
    handoffs=240,
    overdue=6,
    signoffs=600,
    attendance=240,
    entries=500,
)
"""Enough of everything to test with."""

PROFILES = {"group": GROUP, "small": SMALL, "tiny": TINY}
