"""What is taken away by itself: sessions that have ended, old logs of signing in."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from audit import clock

LOGS_KEPT = timedelta(days=365)
"""How long it is kept who tried to sign in, and from where: twelve months."""


def tidy() -> dict:
    """Delete sessions that have ended and logs of signing in that are too old.

    In true time, whatever the clock of the sample says. Returns how many rows went:
    `{"sessions", "sign_ins"}`.
    """
    now = clock.true_now()
    gone, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    sign_ins = 0
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        old = model.objects.filter(attempt_time__lt=now - LOGS_KEPT)
        sign_ins += old.delete()[0]
    return {"sessions": gone, "sign_ins": sign_ins}
