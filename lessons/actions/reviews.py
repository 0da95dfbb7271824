"""Stops with their cause, reviews and who attests them."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid
from initiatives.actions import require_open
from lessons import stops
from lessons.blameless import require_roles
from lessons.evidence import review_limit
from lessons.models import (
    Experiment,
    FailureType,
    Review,
    ReviewAttestation,
    Stopping,
)
from lessons.telling import tell_of_a_repeat
from lessons.voices import require_voice
from organisation import access
from organisation.rows import save

REVIEW_TEXTS = ("expected", "happened", "why", "cause_chain", "change", "late_reason")


@audited
def note_stop(initiative, *, by, cause_layer="", spent=None):
    """Keep where the cause of a stop lies, and what was spent until then: each once.

    Called by governance, which asks who may stop.
    """
    row = stops.of(initiative)
    if row is None:
        row = save(
            Stopping(
                initiative=initiative, cause_layer=cause_layer, spent=spent, said_by=by
            )
        )
    elif cause_layer or row.spent is not None:
        raise Duplicate(
            _("This was said already about the stop, and stays. Look again.")
        )
    elif spent is None:
        raise Invalid(_("Say what was spent."), field="spent")
    else:
        row.spent = spent
        save(row, ["spent"])
    record(
        "lessons.stop_noted",
        row,
        by=by,
        initiative=initiative,
        cause=row.cause_layer,
        spent=row.spent,
    )
    tell_of_a_repeat(initiative, by)
    return row


@audited
def record_review(initiative, *, by, held_on, **fields):
    """Keep what was said in a review: expected, happened, why, what changes.

    It is blameless: it names roles, not people.
    """
    access.require(by, "lessons.review", of=initiative)
    now = require_open(initiative)
    require_roles({name: fields.get(name) for name in REVIEW_TEXTS})
    if held_on > clock.today():
        raise Invalid(_("A review is recorded after it was held."), field="held_on")
    limit = review_limit(now, Experiment.objects.of(now))
    is_late = limit is not None and limit.is_late(held_on)
    if is_late and not fields.get("late_reason", "").strip():
        raise Invalid(
            _("It was held after its limit. Say why it was held late."),
            field="late_reason",
        )
    if fields.get("cause_layer") and fields["failure_type"] == FailureType.NONE:
        raise Invalid(
            _("It was no failure: leave the place of the cause open."),
            field="cause_layer",
        )
    row = save(Review(initiative=now, held_on=held_on, recorded_by=by, **fields))
    record(
        "lessons.reviewed",
        row,
        by=by,
        initiative=now,
        held_on=row.held_on,
        failure_type=row.failure_type,
        cause=row.cause_layer,
    )
    tell_of_a_repeat(now, by)
    return row


@audited
def attest_review(review, *, by, function):
    """A function says that it took part in a review."""
    require_voice(function)
    access.require(
        by, "lessons.attest_review", of=review.initiative, function=str(function)
    )
    now = require_open(review.initiative)
    row = save(ReviewAttestation(review=review, function=function, attested_by=by))
    record(
        "lessons.attested",
        row,
        by=by,
        initiative=now,
        review=review.pk,
        function=row.function,
    )
    return row
