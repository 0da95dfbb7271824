"""The only code that writes `stage`: by compare-and-swap, one stay per change."""

from django.db import connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.errors import Stale
from initiatives.errors import IllegalMove
from initiatives.models import Initiative, Stay
from initiatives.stages import Kind, Stage, move_for


def lock(initiative):
    """Read the initiative again for a decision, holding its row on PostgreSQL.

    On SQLite the immediate transaction already keeps other writers out.
    """
    rows = Initiative.objects.select_related("unit")
    if connection.features.has_select_for_update:
        # "No key": rows that only refer to it, as a sweep's, need not wait.
        rows = rows.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=initiative.pk)


def enter(initiative, *, kind, by, requirement=None, reason=""):
    """Open the first stay of an initiative that was just proposed or taken over."""
    return Stay.objects.create(
        initiative=initiative,
        visit=1,
        stage=initiative.stage,
        kind=kind,
        entered_at=clock.now(),
        entered_by=by,
        requirement=requirement,
        reason=reason,
    )


def move(
    initiative, *, to, kind, by, requirement, reason="", outcome="", stopped=False
):
    """Move an initiative along MOVES and open its next stay.

    `requirement` is what the gate of the new stage asks, frozen now; it is None for
    CLOSED. Raises IllegalMove when the table has no such row, and Stale when the
    initiative left its stage in the meantime.
    """
    if move_for(initiative.stage, to, kind) is None:
        raise IllegalMove(
            format_lazy(
                _("An initiative cannot go from {origin} to {to}."),
                origin=Stage(initiative.stage).label,
                to=Stage(to).label,
            )
        )
    now = clock.now()
    values = {
        "stage": to,
        "stage_since": now,
        "changed_at": now,
        "version": initiative.version + 1,
        "outcome": outcome,
    }
    if stopped:
        values |= {"stopped_at": now, "stop_reason": reason}
    elif kind == Kind.BACK:
        values |= {"stopped_at": None}
    changed = Initiative.objects.filter(
        pk=initiative.pk, stage=initiative.stage, version=initiative.version
    ).update(**values)
    if not changed:
        raise Stale(
            _("Somebody moved or changed this initiative a moment ago. Look again.")
        )
    for name, value in values.items():
        setattr(initiative, name, value)
    last = initiative.stays.order_by("-visit").first()
    if last is not None and last.left_at is None:
        last.left_at = now
        last.save(update_fields=["left_at"])
    return Stay.objects.create(
        initiative=initiative,
        visit=last.visit + 1 if last else 1,
        stage=to,
        kind=kind,
        entered_at=now,
        entered_by=by,
        reason=reason,
        requirement=requirement,
        left_at=now if to == Stage.CLOSED else None,
    )
