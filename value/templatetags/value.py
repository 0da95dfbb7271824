"""What stage 4 shows on the page for employees."""

from django import template

from organisation.templatetags.ui import money, written_number
from value.models import EconomicReview, OutcomeNote
from value.wording import whole

register = template.Library()


@register.filter
def about(value, currency="EUR"):
    """A plan or a computed share of a cost, to the unit of its currency."""
    return money(whole(value or 0), currency)


@register.filter
def exact(value) -> str:
    """A figure with the decimal places that it has, at most two; none where whole."""
    if value is None:
        return "–"
    return written_number(value, 2 if value % 1 else 0)


@register.inclusion_tag("value/_told.html")
def outcome_told(initiative) -> dict:
    """What employees are told at the end, the newest first, with the economic review.

    The review is published with the first of these, and not before.
    """
    notes = list(
        OutcomeNote.objects.filter(initiative=initiative)
        .select_related("published_by")
        .order_by("-published_at", "-pk")
    )
    review = None
    if notes:
        review = (
            EconomicReview.objects.filter(
                initiative=initiative, written_at__lte=notes[0].published_at
            )
            .order_by("written_at", "pk")
            .last()
        )
    intents = dict(initiative._meta.get_field("intent").choices)
    return {
        "notes": notes,
        "review": review,
        "intent": intents.get(review.intent, "") if review else "",
    }
