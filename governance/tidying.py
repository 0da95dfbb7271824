"""What is taken away by itself: ended sessions, old logs, the bytes of erased files."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from audit import clock
from initiatives import files

LOGS_KEPT = timedelta(days=365)
"""How long it is kept who tried to sign in, and from where: twelve months."""


def tidy() -> dict:
    """Delete ended sessions, logs of signing in that are too old, and erased bytes.

    In true time, whatever the clock of the sample says. Returns how many went:
    `{"sessions", "sign_ins", "files"}`.
    """
    now = clock.true_now()
    gone, _by_model = Session.objects.filter(expire_date__lt=now).delete()
    sign_ins = 0
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        old = model.objects.filter(attempt_time__lt=now - LOGS_KEPT)
        sign_ins += old.delete()[0]
    return {"sessions": gone, "sign_ins": sign_ins, "files": files.let_go()}
