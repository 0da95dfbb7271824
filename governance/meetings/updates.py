"""What a notice about a meeting says, in words."""

from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from organisation.templatetags.ui import written_day


def _when(facts) -> str:
    try:
        begins = localtime(datetime.fromisoformat(facts["starts_at"]))
    except (KeyError, ValueError):
        return ""
    return f"{written_day(begins)}, {begins:%H:%M}"


UPDATES = {
    "meeting_planned": lambda f: (
        _("you sit on a meeting: %(when)s") % {"when": _when(f)}
    ),
    "meeting_changed": lambda f: (
        _("the meeting was changed; it is now on %(when)s") % {"when": _when(f)}
    ),
    "meeting_cancelled": lambda f: (
        _("the meeting of %(when)s was called off") % {"when": _when(f)}
    ),
    "minutes_issued": lambda f: _(
        "the minutes are there: confirm them or object within three working days"
    ),
    "minutes_objected": lambda f: _("a member objects to the minutes"),
    "duty_given": lambda f: _("the committee gave you something to do"),
}
