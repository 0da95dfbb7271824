"""The installation itself: founded once, then set by administrators."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import Invalid, Refused
from organisation import access
from organisation.actions.places import plant_unit
from organisation.models import Installation, Person
from organisation.rows import save

SETTINGS = (
    "organisation",
    "currency",
    "council_en",
    "council_fr",
    "productive_hours_per_fte",
)


@audited
def found(*, by=None, name, email, password, organisation, country):
    """The first administrator opens an empty installation; this happens once.

    There is nobody yet who could do it: `by` stays empty, and the record names the
    person who is made here.
    """
    if Person.objects.exists():
        raise Refused(_("This installation has an administrator already."))
    installation = Installation(organisation=organisation)
    installation.full_clean(validate_unique=False, validate_constraints=False)
    with transaction.atomic():
        # The one row is the lock: a second founder at the same moment fails here.
        installation.save(force_insert=True)
    person = Person(
        name=name,
        email=email.strip().lower(),
        is_administrator=True,
        language=(get_language() or "en")[:2],
    )
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from error
    person.set_password(password)
    save(person)
    root = plant_unit(
        by=person,
        name=organisation,
        code=slugify(organisation)[:40] or "group",
        country=country,
    )
    person.unit = root
    save(person, ["unit"])
    record("organisation.founded", person, by=person, unit=root.pk)
    return person


@audited
def configure(*, by, **fields):
    """The company sets its name, currency, council's name and hours of a post."""
    access.require(by, "organisation.manage")
    unknown = set(fields) - set(SETTINGS)
    if unknown:
        raise TypeError(f"configure does not change {sorted(unknown)}")
    row = Installation.objects.current()
    changed = sorted(k for k, value in fields.items() if getattr(row, k) != value)
    for key in changed:
        setattr(row, key, fields[key])
    if changed:
        save(row)
        record("organisation.configured", row, by=by, fields=changed)
    return row
