"""Record what people learnt, and correct the number."""

from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import Invalid, Stale
from initiatives.actions import require_open
from initiatives.models import Exposure
from literacy.models import (
    Measure,
)
from literacy.rules import require_past
from organisation import access
from organisation.rows import save


@audited
def record_measure(
    initiative,
    *,
    by,
    kind,
    audience,
    unit,
    site,
    held_on,
    people,
    ai_system,
    content,
    note="",
):
    """Note that people at a unit and site learnt about the AI system on a day."""
    access.require(by, "literacy.record_measure", of=initiative)
    now = require_open(initiative)
    require_past(held_on, "held_on")
    if not Exposure.objects.filter(initiative=now, unit=unit, site=site).exists():
        raise Invalid(
            _(
                "Nobody of this unit is listed at this site. List the people exposed "
                "first."
            ),
            field="place",
        )
    row = save(
        Measure(
            initiative=now,
            kind=kind,
            audience=audience,
            unit=unit,
            site=site,
            held_on=held_on,
            people=people,
            ai_system=ai_system,
            content=content,
            note=note,
            recorded_by=by,
        )
    )
    record(
        "literacy.measure_recorded",
        row,
        by=by,
        initiative=now,
        kind=row.kind,
        audience=row.audience,
        site=row.site_id,
        unit=row.unit_id,
        people=row.people,
        held_on=row.held_on,
    )
    return row


@audited
def correct_measure(measure, *, by, people, note):
    """Put another number in the place of a measure's; none takes the measure back."""
    initiative = measure.initiative
    access.require(by, "literacy.record_measure", of=initiative)
    now = require_open(initiative)
    if Measure.objects.filter(supersedes=measure).exists():
        raise Stale(_("This measure was corrected a moment ago. Look again."))
    if not note.strip():
        raise Invalid(_("Write why the number changes."), field="note")
    row = save(
        Measure(
            initiative=now,
            kind=measure.kind,
            audience=measure.audience,
            unit=measure.unit,
            site=measure.site,
            held_on=measure.held_on,
            people=people,
            ai_system=measure.ai_system,
            content=measure.content,
            note=note,
            supersedes=measure,
            recorded_by=by,
        )
    )
    record(
        "literacy.measure_corrected",
        row,
        by=by,
        initiative=now,
        before=measure.people,
        people=row.people,
        supersedes=measure.pk,
    )
    return row
