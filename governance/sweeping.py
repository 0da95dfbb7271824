"""The sweep: what stalls is flagged, climbs, and closes by itself."""


def sweep(at=None) -> dict:
    """One sweep; the counts of what it opened, escalated, closed and notified."""
    return {"opened": 0, "escalated": 0, "closed": 0, "notified": 0}
