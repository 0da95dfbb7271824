"""Numbers in addresses and forms, which anybody can have altered."""

LONGEST = 18
"""Digits that every database still takes as a whole number."""


def whole(text) -> int | None:
    """The whole number that a text says, or nothing."""
    if text and text.isascii() and text.isdigit() and len(text) <= LONGEST:
        return int(text)
    return None
