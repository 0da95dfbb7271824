"""Legal answers the AI Act screening: a version of its own, and the initiative's."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import Invalid
from initiatives import screening
from initiatives.actions import attach, record_screening, require_open
from initiatives.models import Initiative
from initiatives.rules import sees
from literacy import ai_act
from literacy.models import Annex, Claim, ScreeningVersion
from literacy.rules import require_past
from organisation import access, notices
from organisation.functions import Function
from organisation.rows import save

TOLD = ("workers_told_on", "representatives_told_on", "affected_told_on")


@audited
def screen(initiative, *, by, upload=None, **answers):
    """Keep the answers of Legal under the law of today, and what they come to.

    The value on the initiative, which the gate of the charter reads, is written here
    in the same act; from then on only Legal changes it.
    """
    access.require(by, "initiatives.screen", of=initiative)
    now = require_open(initiative)
    _check(answers)
    before = ai_act.latest_of(now)
    row = ScreeningVersion(
        initiative=now,
        law_version=ai_act.law_now().version,
        screened_by=by,
        **answers,
    )
    if upload:
        row.instructions = attach(now, by=by, upload=upload, note="")
    elif before is not None:
        row.instructions = before.instructions
    row.outcome = ai_act.outcome_of(row)
    save(row)
    record_screening(
        now,
        by=by,
        answers=ai_act.letters_of(row),
        note=row.note,
        law=row.law_version,
    )
    record(
        "literacy.screened",
        row,
        by=by,
        initiative=now,
        law=row.law_version,
        outcome=row.outcome,
        annex=row.annex,
    )
    return row


@audited
def ask_again(*, by):
    """Tell Legal whose screening must be looked at again, once for each new cause.

    A step of the sweep. Returns how many screenings were told of.
    """
    rows = {
        f"screening/{row.pk}/{row.causes}": row
        for row in ai_act.reopened()
        .filter(initiative__in=Initiative.objects.running().values("pk"))
        .select_related("initiative__unit")
        .order_by("pk")
    }
    told = notices.told_already("literacy.screening_reopened", rows)
    n = 0
    for key, row in rows.items():
        if key in told:
            continue
        initiative = row.initiative
        legal = access.holders_of(Function.LEGAL, initiative.unit)
        sent = notices.tell(
            [person for person in legal if sees(person, initiative)],
            "literacy.screening_reopened",
            initiative=initiative,
            by=None,
            url=reverse("literacy:screening", args=[initiative.ref]),
            key=key,
        )
        if sent:
            record("literacy.screening_reopened", row, by=by, initiative=initiative)
            n += 1
    return n


def _check(answers):
    practices = answers.get("practices", "")
    if len(practices) != len(ai_act.PRACTICES) or set(practices) - {
        screening.YES,
        screening.NO,
    }:
        raise Invalid(
            _("Answer all nine questions about prohibited practices."),
            field="practices",
        )
    if answers["profiling"] and answers["claim"] != Claim.NONE:
        raise Invalid(
            _(
                "A system that profiles people is always high-risk: Article 6(3) "
                "cannot be claimed."
            ),
            field="claim",
        )
    if answers["claim"] != Claim.NONE:
        if answers["annex"] in (Annex.NONE, Annex.PRODUCT):
            raise Invalid(
                _("Article 6(3) can be claimed for a use of Annex III only."),
                field="claim",
            )
        if not answers.get("claim_ground", "").strip():
            raise Invalid(_("Write the ground of this claim."), field="claim_ground")
    for name in TOLD:
        if answers.get(name):
            require_past(answers[name], name)
    if not answers.get("note", "").strip():
        raise Invalid(_("Write what these answers rest on."), field="note")
