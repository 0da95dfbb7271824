"""What stage 1 shows on every page of an initiative."""

from django import template

from literacy.models import Override
from organisation import access

register = template.Library()


@register.inclusion_tag("literacy/_overrides.html")
def exceptions(initiative):
    """Exceptions to the block that are in force: everybody sees them everywhere."""
    return {
        "overrides": Override.objects.confirmed()
        .filter(initiative=initiative)
        .select_related("site", "asked_by", "answered_by")
    }


@register.simple_tag(takes_context=True)
def has_seat(context):
    """Whether who reads the page sits on a body that represents employees."""
    request = context.get("request")
    person = getattr(request, "user", None)
    return bool(person and person.is_authenticated and access.current_seats(person))
