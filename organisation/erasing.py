"""Emptying the row of a person; called inside actions that erase them."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from audit import clock
from organisation.models import NoticeSettings
from organisation.rows import save

ERASED = (
    "name",
    "email",
    "job",
    "unit",
    "site",
    "is_active",
    "is_administrator",
    "is_auditor",
)


def blank(person) -> None:
    """Name, address, job, place and the logs of signing in are gone; the id stays."""
    for log in (AccessAttempt, AccessFailureLog, AccessLog):
        log.objects.filter(username__iexact=person.email).delete()
    person.name = f"#{person.pk.hex[:8]}"
    person.email = f"{person.pk.hex}@erased.invalid"
    person.job, person.unit, person.site = "", None, None
    person.is_active = person.is_administrator = person.is_auditor = False
    person.erased_at = clock.now()
    person.set_unusable_password()
    save(person, [*ERASED, "password", "erased_at"])
    NoticeSettings.objects.filter(person=person).delete()
