"""Sending what waits in the ledger of notifications."""


def deliver() -> dict:
    """Send what is due; the counts of what was sent, put off and given up."""
    return {"sent": 0}
