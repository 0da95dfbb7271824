"""What people owe in stage 2: nothing beyond what the lead of the stage prepares."""

from initiatives.obligations import Owed


def owed(person) -> list[Owed]:
    """Nothing of its own: the gate tells the lead what is missing."""
    return []
