"""What the printed papers of stage 1 say."""

from django.utils.translation import gettext as _

from audit import clock
from literacy import impact, impact_pages
from literacy.models import Likelihood


def impact_paper(initiative, assessment) -> dict:
    """One version of the impact assessment on paper: as it stood, with its plan."""
    reading = impact.read(assessment)
    plan = list(impact.plan_of(assessment))
    return {
        "initiative": initiative,
        "title": _("Working-conditions impact assessment"),
        "lead": impact_pages.finding(reading, plan),
        "assessment": assessment,
        "reading": reading,
        "rows": impact_pages.rows(reading, plan),
        "heat": impact_pages.heat_of(reading),
        "likelihoods": list(Likelihood),
        "plan": plan,
        "views": impact.views_of(assessment),
        "printed_on": clock.today(),
    }
