"""What governance shows on every page of an initiative."""

from django import template

from governance import rules, stalled
from organisation import access

register = template.Library()


@register.inclusion_tag("governance/_stalls.html", takes_context=True)
def stalls(context, initiative):
    """The open stalls of an initiative, each with its sentence and the next step."""
    found = context.get("stalls")
    person = context["request"].user
    return {
        "stalls": stalled.of_initiative(initiative) if found is None else found,
        # the one button is for who can press on; others may look
        "held": {
            holding.function
            for holding in access.current_holdings(person)
            if holding.covers(initiative.unit)
        },
    }


@register.simple_tag
def messages_to_staff(initiative):
    """What the committee told the employees whom an initiative concerns."""
    return list(initiative.staff_messages.select_related("published_by"))


@register.inclusion_tag("initiatives/_debts.html")
def debts(initiative, is_open=False):
    """What an initiative that was taken over still owes to its earlier gates.

    `is_open` shows the list at once, as the page of the gate does. Nothing is asked
    of an initiative that was proposed here, or that has ended.
    """
    owed = rules.debts(initiative) if initiative.is_open else []
    return {"initiative": initiative, "debts": owed, "is_shown": is_open}
