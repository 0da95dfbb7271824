"""The lease: who sends a message now, and what became of it.

Every step is one conditional UPDATE, the same on SQLite and PostgreSQL. `attempts` is
the ticket: whoever lost the lease meanwhile marks nothing.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from audit import clock
from organisation.models import Delivery, Notification

SHORTEST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)

Mail = Notification.Mail
State = Delivery.State


def claim(pk: int) -> Delivery | None:
    """Take a message for the time of the lease; None when another was faster."""
    now = clock.now()
    row = Delivery.objects.due(now).filter(pk=pk).first()
    if row is None:
        return None
    won = (
        Delivery.objects.due(now)
        .filter(pk=pk, attempts=row.attempts)
        .order_by()
        .update(
            state=State.SENDING,
            lease_until=now + timedelta(seconds=settings.DELIVERY_LEASE),
            attempts=F("attempts") + 1,
            tried_at=now,
        )
    )
    if won != 1:
        return None
    return Delivery.objects.select_related(
        "person__unit", "webhook", "notification"
    ).get(pk=pk)


def backoff(attempts: int, longest: timedelta = LONGEST_WAIT) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, to a cap."""
    return min(longest, SHORTEST_WAIT * 2 ** min(max(attempts, 1) - 1, 20))


def sent(row: Delivery, notices=()) -> bool:
    """It was accepted at the other end; False when the lease was lost meanwhile."""
    with transaction.atomic():
        if not _mark(row, state=State.SENT, ended_at=clock.now(), error=""):
            return False
        _settle(notices, Mail.SENT)
    return True


def dropped(row: Delivery, reason: str) -> bool:
    """There is nothing left in it that is of use to anybody."""
    return _mark(row, state=State.DROPPED, ended_at=clock.now(), error=reason)


def given_up(row: Delivery, error: str) -> bool:
    """It will not be tried again by itself; administrators see it."""
    with transaction.atomic():
        if not _mark(row, state=State.GIVEN_UP, ended_at=clock.now(), error=error):
            return False
        row.notices.filter(mail=Mail.BOUND).update(mail=Mail.GIVEN_UP)
    return True


def put_off(row: Delivery, until: datetime, error: str, *, refused: bool = False):
    """It certainly has not left: it waits, and takes in what comes meanwhile."""
    fields = {
        "next_at": until,
        "error": error,
        "refusals": F("refusals") + int(refused),
    }
    try:
        with transaction.atomic():
            _mark(row, state=State.WAITING, **fields)
    except IntegrityError:
        # A younger mail for this person waits already; this one stays as it is.
        _mark(row, state=State.SENDING, **fields)


def hold(row: Delivery, until: datetime, error: str):
    """It may have left: it is tried again, but its content and id stay as they are."""
    _mark(
        row,
        state=State.SENDING,
        next_at=until,
        error=error,
        refusals=F("refusals") + 1,
    )


def drop_notice(notice: Notification, reason: str):
    """One notice is of no use any more; the mail may go without it."""
    Notification.objects.filter(pk=notice.pk, mail=Mail.BOUND).update(
        mail=Mail.DROPPED, mail_reason=reason
    )


def _mark(row, **fields) -> bool:
    marked = Delivery.objects.filter(
        pk=row.pk, state=State.SENDING, attempts=row.attempts
    ).update(lease_until=None, **fields)
    return marked == 1


def _settle(notices, mail):
    ids = [notice.pk for notice in notices]
    Notification.objects.filter(pk__in=ids, mail=Mail.BOUND).update(mail=mail)
