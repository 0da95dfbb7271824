"""What nobody can use any more goes by itself; what is of use stays."""

from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session

from audit import clock
from governance import tidying

pytestmark = pytest.mark.django_db


def test_only_what_has_ended_or_is_too_old_is_taken_away():
    now = clock.true_now()
    for name, ends in (("ended", -1), ("runs", 1)):
        Session.objects.create(
            session_key=name, session_data="", expire_date=now + timedelta(hours=ends)
        )
    for name, age in (("old", 366), ("young", 364)):
        AccessLog.objects.create(username=name)
        AccessLog.objects.filter(username=name).update(
            attempt_time=now - timedelta(days=age)
        )

    assert tidying.tidy() == {"sessions": 1, "sign_ins": 1, "files": 0}
    assert [s.session_key for s in Session.objects.all()] == ["runs"]
    assert [a.username for a in AccessLog.objects.all()] == ["young"]
    assert tidying.tidy() == {"sessions": 0, "sign_ins": 0, "files": 0}
