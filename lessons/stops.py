"""What a stop still leaves unsaid: where its cause lies, and what was spent."""

from django.utils.translation import gettext as _

from lessons.models import Stopping


def of(initiative) -> Stopping | None:
    """What was said about the stop of an initiative, if anything. One query."""
    return Stopping.objects.filter(initiative=initiative).first()


def unsaid(initiative, stopping) -> str:
    """What is missing about a stop, in a sentence; nothing where all is said."""
    if not initiative.stopped_at:
        return ""
    if stopping is None:
        return _("Nobody has said yet where the cause lies, or what was spent.")
    if stopping.spent is None:
        return _("Nobody has said yet what was spent.")
    return ""
