"""How the installation is doing, for those who run it and those who check it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit.errors import Refused
from governance import system as facts
from organisation import access
from organisation.views.frame import context


@require_safe
def system(request):
    """Heartbeats, the queue of messages, and what stands under the product."""
    seen = access.may(request.user, "governance.see_system")
    if not seen:
        raise Refused(seen.reason)
    beats = facts.heartbeats()
    checks = facts.checks()
    well = all(b.is_well for b in beats) and all(ok for _term, _said, ok in checks)
    return render(
        request,
        "governance/system.html",
        context(
            request,
            "system",
            lead=_("Everything runs as it should.")
            if well
            else _("Something here needs the operator."),
            beats=beats,
            queue=facts.queue(),
            checks=checks,
            versions=facts.versions(),
        ),
    )


@require_POST
def test_mail(request):
    """Send a mail to oneself, and say what came of it."""
    went, said = facts.send_test_mail(request.user)
    (messages.success if went else messages.error)(request, said)
    return redirect("governance:system")
