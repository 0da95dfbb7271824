"""Which entries of the record an address asks for, and who may read them."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.errors import Refused
from audit.forms import RecordFilter
from audit.models import Entry

NOBODY = UUID(int=0)


def auditors_only(person):
    """Stop who is no auditor, with the reason."""
    if not getattr(person, "is_auditor", False):
        raise Refused(
            _("Only an auditor reads the record. Ask the administrator."),
            fixed_by=_("The administrator names auditors."),
        )


def filtered(data):
    """The form and what it leaves of the record; nothing where it is wrong."""
    form = RecordFilter(data)
    rows = Entry.objects.all()
    if not form.is_valid():
        return form, rows.none()
    chosen = form.cleaned_data
    if chosen["person"]:
        rows = rows.done_by(person_id(chosen["person"]))
    if chosen["initiative"]:
        rows = rows.about(initiative_id(chosen["initiative"]))
    if chosen["action"]:
        rows = rows.filter(action=chosen["action"])
    if chosen["thing"]:
        rows = rows.of_type(chosen["thing"])
    if chosen["since"]:
        rows = rows.filter(at__gte=_midnight(chosen["since"]))
    if chosen["until"]:
        rows = rows.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    return form, rows


def person_id(email):
    """Whose e-mail it is; an id that nobody has, where it is nobody's."""
    people = get_user_model().objects.filter(email__iexact=email)
    return people.values_list("pk", flat=True).first() or NOBODY


def initiative_id(ref):
    """The initiative with this reference; an id that none has, where there is none."""
    # By name: the record stands below the initiatives, and only shows their numbers.
    rows = apps.get_model("initiatives.Initiative").objects.filter(ref__iexact=ref)
    return rows.values_list("pk", flat=True).first() or NOBODY


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
