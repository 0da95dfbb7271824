"""What stage 1 shows on every page of an initiative."""

from django import template

from initiatives.models import Initiative
from literacy.models import Override
from organisation import access

register = template.Library()


@register.inclusion_tag("literacy/_overrides.html")
def exceptions(initiative):
    """Exceptions to the block that are in force: everybody sees them everywhere.

    Of the one initiative of a page or paper; where it is of none, there are none.
    """
    if not isinstance(initiative, Initiative) or initiative.status == "draft":
        return {"overrides": Override.objects.none()}
    return {
        "overrides": Override.objects.confirmed()
        .filter(initiative=initiative)
        .select_related("site", "asked_by", "answered_by")
    }


@register.simple_tag(takes_context=True)
def places(context) -> dict:
    """Which pages of dialogue are open to who reads the page, beside those for all.

    consultations: calendar and law    concerns: what waits for its reader    sits: on
    a body that represents employees
    """
    person = context["request"].user
    sits = bool(access.current_seats(person))
    return {
        "consultations": bool(access.may(person, "organisation.see")),
        "concerns": sits or bool(access.may(person, "literacy.read_concerns")),
        "sits": sits,
    }
