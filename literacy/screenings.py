"""What pages say of the AI Act screening: the class, its ground, what follows."""

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import clock
from initiatives import screening
from initiatives.models import Exposure, Screening
from initiatives.rules import not_open
from literacy import ai_act
from literacy.models import Measure, ScreeningVersion
from organisation import access
from organisation.templatetags.ui import written_day


def panel(initiative, person) -> dict:
    """The screening as the page of an initiative shows it."""
    may = access.may(person, "initiatives.screen", of=initiative)
    if not initiative.is_open:
        may = not_open(initiative)
    return {"screened": shown(initiative), "may_screen": may}


def shown(initiative) -> dict:
    """The newest screening with its class, its checks and why it is open again."""
    row = ai_act.latest_of(initiative)
    if row is None:
        return {"row": None, "law": ai_act.law_now()}
    overseers = (
        Exposure.objects.filter(initiative=initiative, in_scope=True).aggregate(
            all=Sum("overseers")
        )["all"]
        or 0
    )
    has_measure = (
        Measure.objects.filter(initiative=initiative, people__gt=0)
        .in_force(clock.today())
        .exists()
    )
    return {
        "row": row,
        "law": ai_act.law_of(row.law_version),
        "class": ai_act.class_of(row),
        "checks": ai_act.checks_of(row, has_measure=has_measure, overseers=overseers),
        "reopened": ai_act.reopened_because(row, initiative),
    }


def page(initiative, person) -> dict:
    """All that the page of the screening shows."""
    found = panel(initiative, person)
    return {
        **found,
        "initiative": initiative,
        "tab": "literacy",
        "title": _("AI Act screening"),
        "lead": finding(initiative, found["screened"]),
        "answers": _answers(found["screened"]["row"]),
        "versions": ScreeningVersion.objects.filter(initiative=initiative)
        .select_related("screened_by")
        .order_by("-pk"),
    }


def finding(initiative, screened) -> str:
    """The sentence on top: what it is, and what is missing."""
    if screened["row"] is None:
        if initiative.screening:
            return _(
                "The charter says: %(outcome)s. Legal has not answered the screening "
                "yet."
            ) % {"outcome": initiative.get_screening_display()}
        return _("Nobody has answered the AI Act screening yet.")
    if screened["reopened"]:
        return _("%(class)s, but the screening must be looked at again.") % {
            "class": screened["class"].label
        }
    missing = [c for c in screened["checks"] if c.is_mandatory and not c.met]
    if initiative.screening == Screening.PROHIBITED:
        return str(screened["class"].ground)
    if missing:
        return ngettext(
            "%(class)s: %(n)d duty that binds is open.",
            "%(class)s: %(n)d duties that bind are open.",
            len(missing),
        ) % {"class": screened["class"].label, "n": len(missing)}
    later = [c for c in screened["checks"] if not c.is_mandatory and not c.met]
    if later:
        return ngettext(
            "%(class)s: %(n)d duty is open and binds from %(day)s.",
            "%(class)s: %(n)d duties are open, the first binds from %(day)s.",
            len(later),
        ) % {
            "class": screened["class"].label,
            "n": len(later),
            "day": written_day(min(c.applies_from for c in later)),
        }
    return _("%(class)s, and no duty that binds is open.") % {
        "class": screened["class"].label
    }


def _answers(row) -> list:
    """The nine prohibited practices with their answers."""
    if row is None:
        return []
    return [
        {"question": q.text, "law": q.law, "yes": answer == screening.YES}
        for q, answer in zip(ai_act.PRACTICES, row.practices, strict=True)
    ]
