"""The waterfall of freed hours: bars in table rows, drawn on the server."""

from decimal import Decimal

from django.utils.translation import gettext as _


def waterfall(estimated, measured, given, rest) -> list[dict]:
    """Where estimated hours go: measured, given a use, without a destination.

    Hours a year. Each row has the length and start of its bar in per cent as text, so
    that a French page draws the same.
    """
    top = max(estimated, measured, given + rest, Decimal(1))

    def bar(label, sub, hours, start, tone, certainty, is_total=False):
        return {
            "label": label,
            "sub": sub,
            "hours": hours,
            "x": _percent(start / top),
            "width": _percent(hours / top),
            "tone": tone,
            "certainty": certainty,
            "is_total": is_total,
        }

    return [
        bar(
            _("Estimated in charters"),
            _("what teams hoped for"),
            estimated,
            0,
            "t-gain c-est",
            "estimated",
        ),
        bar(
            _("Measured as freed"),
            _("in the process, after the change"),
            measured,
            0,
            "t-gain c-mes",
            "measured",
            True,
        ),
        bar(
            _("Given a use"),
            _("team, start, target and expiry"),
            given,
            0,
            "t-good c-mes",
            "measured",
        ),
        bar(
            _("No destination yet"),
            _("every month without one is lost"),
            rest,
            given,
            "t-leak c-mes",
            "measured",
        ),
    ]


def _percent(share) -> str:
    return (
        f"{float(share) * 98 + 1:.2f}%" if share == 0 else f"{float(share) * 98:.2f}%"
    )
