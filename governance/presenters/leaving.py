"""What somebody who leaves holds, and who has it afterwards."""

from django.utils.translation import gettext as _

from organisation.functions import Function
from organisation.templatetags.ui import written_day


def belongings(held) -> list[dict]:
    """What somebody holds, in groups; a title only where the reader may see it."""

    def name(initiative):
        if initiative.pk in held.seen:
            return f"{initiative.ref} {initiative.title}"
        return _("%(ref)s, confidential") % {"ref": initiative.ref}

    def text(row, initiative):
        return f"{name(initiative)}: {row.text}" if initiative.pk in held.seen else ""

    own = held.holdings
    acts_for = _("acts for %(name)s")
    acted_by = _("%(name)s acts as deputy, which ends")
    groups = [
        (_("Mandates"), [str(row) for row in own.mandates], ""),
        (
            _("Acting as deputy"),
            [acts_for % {"name": row.principal.name} for row in own.deputises_for]
            + [acted_by % {"name": row.deputy.name} for row in own.deputies],
            "",
        ),
        (
            _("Leads"),
            [f"{r.get_function_display()}: {name(r.initiative)}" for r in held.leads],
            _("A lead passes only to somebody who holds the function there."),
        ),
        (_("Sponsor"), [name(row) for row in held.sponsored], ""),
        (_("Continuity holder"), [name(row) for row in held.followed], ""),
        (
            _("Conditions"),
            [text(r, r.initiative) or name(r.initiative) for r in held.conditions],
            "",
        ),
        (
            _("Actions of the committee"),
            [
                (text(r, r.initiative) or name(r.initiative))
                if r.initiative_id
                else r.text
                for r in held.actions
            ],
            "",
        ),
        (
            _("Commitments to bodies"),
            [
                text(r, r.consultation.initiative) or name(r.consultation.initiative)
                for r in held.commitments
            ],
            "",
        ),
        (
            _("Prevention measures"),
            [text(r, r.initiative) or name(r.initiative) for r in held.preventions],
            _("A measure passes only to somebody who sees the initiative."),
        ),
        (_("Seats"), [str(row.body) for row in own.seats], ""),
        (
            _("Seats in coming meetings"),
            [f"{written_day(row.starts_at)}, {row.place}" for row in held.meetings],
            _("Leadership names another member: change the meeting before it opens."),
        ),
        (
            _("Open questions"),
            [
                text(row, row.handoff.initiative) or name(row.handoff.initiative)
                for row in held.questions
            ],
            _("Whoever holds the function goes on with them: nothing to hand over."),
        ),
    ]
    return [
        {"title": title, "items": items, "note": note}
        for title, items, note in groups
        if items
    ]


def handed_over(done, successors) -> dict:
    """What went to whom, and what did not with the reason, in sentences."""
    moved, left = done
    labels = {
        "mandates": _("Mandates: %(n)s to %(name)s"),
        "deputies": _("Acting as deputy: %(n)s to %(name)s"),
        "leads": _("Leads, sponsorships, continuity: %(n)s to %(name)s"),
        "conditions": _("Conditions: %(n)s to %(name)s"),
        "actions": _("Actions of the committee: %(n)s to %(name)s"),
        "promises": _("Commitments and measures: %(n)s to %(name)s"),
        "seats": _("Seats: %(n)s to %(name)s"),
    }
    reasons = {
        "sponsor": _("%(ref)s: %(name)s does not hold Leadership there."),
        "continuity_holder": _("%(ref)s: %(name)s holds no mandate there."),
        "unseen": _("%(ref)s: %(name)s cannot see the initiative of a measure."),
        "too_short": _("%(ref)s: %(name)s leaves before the day of what was promised."),
    }
    said = [labels[k] % {"n": n, "name": successors[k].name} for k, n in moved.items()]
    stays = []
    for initiative, key in left:
        kind = "promises" if key in ("unseen", "too_short") else "leads"
        facts = {"ref": initiative.ref, "name": successors[kind].name}
        if key in reasons:
            stays.append(reasons[key] % facts)
        else:
            facts["function"] = Function(key).label
            stays.append(
                _("%(ref)s: %(name)s does not hold %(function)s there.") % facts
            )
    return {"moved": said, "left": stays}
