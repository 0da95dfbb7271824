"""Emptying the row of a person; called inside actions that erase them."""

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
    """Name, address, job and place are gone; the id stays."""
    person.name = f"#{person.pk.hex[:8]}"
    person.email = f"{person.pk.hex}@erased.invalid"
    person.job, person.unit, person.site = "", None, None
    person.is_active = person.is_administrator = person.is_auditor = False
    person.erased_at = clock.now()
    person.set_unusable_password()
    save(person, [*ERASED, "password", "erased_at"])
    NoticeSettings.objects.filter(person=person).delete()
