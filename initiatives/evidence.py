"""What the gate of the charter (G0) asks of the initiative itself."""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.criteria import Criterion
from initiatives.models import Screening
from organisation.functions import LEADING, Function

CODES = (
    "purpose",
    "exposed",
    "leads",
    "sponsor",
    "intent",
    "hypothesis",
    "budget",
    "screening",
)


def criteria(initiative) -> list[Criterion]:
    """Purpose, people exposed, joint leadership, intent, hypothesis, budget, AI Act."""

    def edit(section):
        return reverse("initiatives:edit-section", args=[initiative.ref, section])

    people = reverse("initiatives:leads", args=[initiative.ref])
    exposed = sum(row.people for row in initiative.exposures.all() if row.in_scope)
    named = {lead.function for lead in leads_now(initiative)}
    missing = [f for f in LEADING if f not in named]
    words = len(initiative.purpose.split()) + len(initiative.problem.split())
    has_purpose = bool(initiative.purpose.strip() and initiative.problem.strip())
    return [
        Criterion(
            "purpose",
            _("Problem and purpose in plain words"),
            has_purpose,
            ngettext_lazy("%(n)d word", "%(n)d words", "n") % {"n": words}
            if has_purpose
            else _("Not written yet"),
            Function.LEADERSHIP,
            edit("what"),
        ),
        Criterion(
            "exposed",
            _("People exposed, per unit and site"),
            exposed > 0,
            ngettext_lazy("%(n)d person", "%(n)d people", "n") % {"n": exposed}
            if exposed
            else _("No unit and site listed yet"),
            Function.HR,
            edit("people"),
        ),
        Criterion(
            "leads",
            _("A named lead for each of five functions"),
            not missing,
            format_lazy(
                _("Missing: {functions}"),
                functions=_join([f.label for f in missing]),
            )
            if missing
            else _("All five are named"),
            Function.LEADERSHIP,
            people,
        ),
        Criterion(
            "sponsor",
            _("Sponsor and continuity holder"),
            bool(initiative.sponsor_id and initiative.continuity_holder_id),
            _("Both are named")
            if initiative.sponsor_id and initiative.continuity_holder_id
            else _("No sponsor yet")
            if not initiative.sponsor_id
            else _("No continuity holder yet"),
            Function.LEADERSHIP,
            people,
        ),
        Criterion(
            "intent",
            _("Declared intent and the promise made to employees"),
            bool(initiative.intent and initiative.promise.strip()),
            initiative.get_intent_display()
            if initiative.intent and initiative.promise.strip()
            else _("The promise is not written yet")
            if initiative.intent
            else _("No intent declared yet"),
            Function.LEADERSHIP,
            edit("promise"),
        ),
        Criterion(
            "hypothesis",
            _("Value hypothesis: how it would show in the accounts"),
            bool(initiative.hypothesis and initiative.hypothesis_proof.strip()),
            initiative.get_hypothesis_display()
            if initiative.hypothesis and initiative.hypothesis_proof.strip()
            else _("How it would show in the accounts is not written yet")
            if initiative.hypothesis
            else _("No type chosen yet"),
            Function.MARKETING,
            edit("value"),
        ),
        Criterion(
            "budget",
            _("Budget"),
            initiative.budget is not None,
            format_lazy(
                "{amount} {currency}, {certainty}",
                amount=initiative.budget,
                currency=initiative.currency,
                certainty=_("estimated"),
            )
            if initiative.budget is not None
            else _("No budget yet"),
            Function.LEADERSHIP,
            edit("value"),
        ),
        Criterion(
            "screening",
            _("AI Act screening"),
            initiative.screening in (Screening.CLEAR, Screening.HIGH_RISK),
            _screened(initiative),
            Function.LEGAL,
            edit("screening"),
        ),
    ]


def _screened(initiative):
    """What the screening came to, and whether Legal has answered it."""
    if not initiative.screening:
        return _("Not screened yet")
    if not initiative.screening_law:
        return initiative.get_screening_display()
    return format_lazy(
        _("{outcome}, answered by Legal"), outcome=initiative.get_screening_display()
    )


def leads_now(initiative) -> list:
    """Who leads it today, read with the initiative where a page has done so."""
    return [row for row in initiative.leads.all() if row.until is None]


def _join(words):
    text = words[0] if words else ""
    for word in words[1:]:
        text = format_lazy("{}, {}", text, word)
    return text
