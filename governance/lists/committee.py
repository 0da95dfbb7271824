"""The decision log of the committee as a list."""

from django.utils.translation import gettext as _

from governance.meetings import agenda, log, minutes
from organisation.sheets import Column, Listing


def decisions(person, asked) -> Listing:
    """What was decided in meetings, the newest first; or what is due for a new look."""
    return Listing(
        _("Decisions"),
        log.listed(person, asked),
        (
            Column(_("Decision"), lambda r: r.ref, 12),
            Column(_("What"), lambda r: agenda.title(r.item), 36),
            Column(_("Initiative"), lambda r: r.initiative.ref if r.initiative else ""),
            Column(_("What was asked"), lambda r: r.question, 40),
            Column(_("What was decided"), lambda r: r.get_answer_display(), 24),
            Column(_("For the minutes"), lambda r: r.text, 48),
            Column(_("Votes"), lambda r: str(minutes.tally(r) or ""), 24),
            Column(_("When"), lambda r: r.decided_at),
            Column(_("Looked at again on"), lambda r: r.review_on),
            Column(_("Corrects"), lambda r: r.corrects.ref if r.corrects else "", 12),
            Column(_("Recorded by"), lambda r: r.decided_by.name, 24),
        ),
        [(_("Due to be looked at again"), _("yes"))] if asked.get("review") else [],
    )


LISTS = {"decisions": decisions}
