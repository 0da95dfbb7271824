"""The head of every page of an initiative: the four stages and the local navigation."""

from django import template
from django.forms import ModelChoiceField
from django.utils.text import format_lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from initiatives.stages import FOUR, Kind, Stage
from organisation.templatetags.ui import written_day

register = template.Library()

TABS = (
    ("overview", "governance:initiative", _("Overview")),
    ("gate", "governance:gate", _("Gate")),
    ("literacy", "literacy:page", _("Literacy")),
    ("processes", "processes:page", _("Processes")),
    ("lessons", "lessons:page", _("Lessons")),
    ("value", "value:page", _("Value")),
)


@register.simple_tag
def tabs():
    """The pages of an initiative: name, address, words."""
    return TABS


@register.simple_tag
def steps(initiative):
    """The four stages: which were passed, when and by whom; one query."""
    stays = sorted(_stays(initiative), key=lambda row: row.visit)
    return [_step(initiative, stage, stays) for stage in FOUR]


def _stays(initiative):
    read = getattr(initiative, "_prefetched_objects_cache", {})
    if "stays" in read:
        return initiative.stays.all()
    return initiative.stays.select_related("entered_by")


def _step(initiative, stage, stays):
    visits = [n for n, stay in enumerate(stays) if stay.stage == stage]
    step = {"stage": stage.value, "label": stage.label, "state": "todo"}
    if initiative.stage == stage:
        sub = _("Stopped on {day}") if initiative.stopped_at else _("Since {day}")
        since = localtime(initiative.stage_since)
        return step | {"state": "now", "sub": _with_day(sub, since)}
    if not visits:
        reached = initiative.taken_over_stage
        if reached and stage.number < Stage(reached).number:
            return step | {"state": "taken_over", "sub": _("Taken over")}
        return step | {"sub": _("Not yet")}
    after = stays[visits[-1] + 1] if visits[-1] + 1 < len(stays) else None
    if after is None or after.kind == Kind.FORWARD:
        by = after.entered_by.name if after else ""
        when = stays[visits[-1]].left_at or initiative.stage_since
        sub = _("Passed {day}, {name}") if by else _("Passed {day}")
        return step | {"state": "done", "sub": _with_day(sub, localtime(when), by)}
    sub = _("Sent back {day}") if after.kind == Kind.BACK else _("Stopped on {day}")
    return step | {"sub": _with_day(sub, localtime(after.entered_at))}


def _with_day(sentence, when, name=""):
    return format_lazy(sentence, day=written_day(when), name=name)


@register.simple_tag
def answered(field):
    """What was answered to a question, in the words of its choices."""
    value = field.value()
    if isinstance(field.field, ModelChoiceField):
        found = field.field.queryset.filter(pk=value).first() if value else None
        return str(found or "")
    choices = dict(getattr(field.field, "choices", ()) or ())
    return str(choices.get(value, "" if value is None else value))
