"""What governance shows on every page of an initiative."""

from django import template

from governance import stalled

register = template.Library()


@register.inclusion_tag("governance/_stalls.html", takes_context=True)
def stalls(context, initiative):
    """The open stalls of an initiative, each with its sentence and the next step."""
    found = context.get("stalls")
    return {"stalls": stalled.of_initiative(initiative) if found is None else found}
