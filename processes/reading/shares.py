"""Shares as people write them on an arrow: "30%", "0.3", "about 30%"."""

import re

PERCENT = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,6})?)\s*%")


def share_in(text: str) -> float | None:
    """The share that a text names in per cent, between 0 and 1; None where it has none.

    Two figures ("10-20%" or "5% of 30%") name no share: somebody has to be asked.
    """
    if not text or "%" not in text or len(text) > 200:
        return None
    found = PERCENT.findall(text)
    if len(found) != 1 or re.search(r"\d\s*[-–]\s*\d", text):
        return None
    if re.search(r"[<>≤≥]", text):
        return None
    share = float(found[0].replace(",", ".")) / 100
    return share if share <= 1 else None
