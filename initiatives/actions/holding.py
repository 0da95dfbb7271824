"""A legal hold: Legal keeps a matter or a person from being erased, and lifts it."""

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Stale
from initiatives import holds, rules
from initiatives.models import Initiative, LegalHold
from organisation import access
from organisation.models import Unit
from organisation.rows import save


@audited
def hold(target, *, by, reason):
    """Keep everything of an initiative, or of a person, from being erased."""
    about = _require(target, by)
    if holds.hold_on(target) is not None:
        raise Duplicate(_("A legal hold lasts already."))
    row = save(
        LegalHold(reason=_said(reason), set_by=by, **holds.of(target)),
    )
    record("initiatives.hold_set", target, by=by, initiative=about, hold=row.pk)
    return row


@audited
def lift(target, *, by, reason):
    """End a legal hold: from now on erasing can be asked for and confirmed again."""
    about = _require(target, by)
    because = _said(reason)
    row = holds.hold_on(target)
    if row is None or not LegalHold.objects.filter(pk=row.pk, lifted_at=None).update(
        lifted_at=clock.now(), lifted_by=by, lifted_because=because
    ):
        raise Stale(_("No legal hold lasts any more. Look at the page again."))
    record("initiatives.hold_lifted", target, by=by, initiative=about, hold=row.pk)
    return row


def _require(target, by):
    """Refuse who may not; returns the initiative, if it is one."""
    if isinstance(target, Initiative):
        now = rules.held(target)
        rules.require_sight(by, now)
        access.require(by, "initiatives.hold", of=now)
        return now
    whole = Unit.objects.filter(parent__isnull=True).first()
    access.require(by, "initiatives.hold", of=whole)
    return None


def _said(reason) -> str:
    if not reason.strip():
        raise Invalid(_("Write the reason."), field="reason")
    return reason.strip()
