"""The pages of stage 4: the work place, an initiative's page, and its forms."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from initiatives.doors import visible


@require_safe
def index(request):
    """Freed hours, where they go, and what has reached the accounts."""
    return render(request, "value/index.html", {})


@require_safe
def page(request, ref):
    """Hours, destinations, amounts and outcome of one initiative."""
    initiative = visible(request, ref)
    return render(
        request, "value/page.html", {"initiative": initiative, "tab": "value"}
    )
