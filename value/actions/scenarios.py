"""What-if: a scenario is saved for its owner and changes no ledger."""

from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import DomainError, Refused
from initiatives.actions import require_open
from organisation import access
from organisation.rows import save
from value.models import Scenario

MOST = 20
"""Scenarios that one person keeps for one initiative."""


@audited
def save_scenario(initiative, *, by, name, assumptions):
    """Keep the assumptions of a what-if; no ledger is touched."""
    access.require(by, "value.save_scenario", of=initiative)
    now = require_open(initiative)
    if Scenario.objects.filter(initiative=now, saved_by=by).count() >= MOST:
        raise DomainError(_("You keep 20 scenarios here already. Delete one first."))
    row = save(
        Scenario(initiative=now, name=name, assumptions=assumptions, saved_by=by)
    )
    record("value.scenario_saved", row, by=by, initiative=now)
    return row


@audited
def delete_scenario(scenario, *, by):
    """Delete a scenario; only its owner may."""
    if scenario.saved_by_id != by.pk:
        raise Refused(_("Only the person who saved this scenario may delete it."))
    record("value.scenario_deleted", scenario, by=by, initiative=scenario.initiative)
    scenario.delete()
