"""What stage 1 shows on every page of an initiative."""

from django import template

from literacy.models import Override

register = template.Library()


@register.inclusion_tag("literacy/_overrides.html")
def exceptions(initiative):
    """Exceptions to the block that are in force: everybody sees them everywhere."""
    return {
        "overrides": Override.objects.confirmed()
        .filter(initiative=initiative)
        .select_related("site", "asked_by", "answered_by")
    }
