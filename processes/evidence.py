"""What the gate of appropriation (G2) asks, and what it puts under a signature."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.criteria import Criterion
from initiatives.rules import number
from initiatives.signed import fields_of
from organisation.functions import Function
from organisation.templatetags.ui import written_day
from processes.comparison import days_in_use, in_use_since, pairs, situation_of
from processes.models import (
    Bottleneck,
    Certainty,
    Effect,
    MapKind,
    Measurement,
    Note,
    NoteKind,
    ProcessMap,
)
from processes.verified import verified_hours

CODES = (
    "owner",
    "maps",
    "managers",
    "bottleneck",
    "load",
    "checking",
    "baseline",
    "after",
    "in_use",
)

__all__ = ["contributors", "criteria", "in_use_until", "signed", "verified_hours"]

SIGNED_FIELDS = {
    "processes.processmap": ("kind", "title", "attachment"),
    "processes.bottleneck": ("step", "to_be_effect"),
    "processes.measurement": (
        "what",
        "role",
        "site",
        "volume",
        "checking",
        "unit",
        "phase",
        "value",
        "sample",
        "starts_on",
        "ends_on",
        "certainty",
    ),
}

UNSIGNED_FIELDS = {
    "processes.processowner": ("id", "initiative", "person", "named_at", "named_by"),
    "processes.processmap": (
        "id",
        "initiative",
        "open_questions",
        "uploaded_at",
        "uploaded_by",
    ),
    "processes.bottleneck": (
        "id",
        "initiative",
        "how_known",
        "reason",
        "named_at",
        "named_by",
    ),
    "processes.matchanswer": (
        "id",
        "initiative",
        "before",
        "after",
        "is_refused",
        "said",
        "answered_at",
        "answered_by",
    ),
    "processes.measurement": (
        "id",
        "initiative",
        "thing",
        "supersedes",
        "reason",
        "measured_at",
        "measured_by",
    ),
    "processes.note": (
        "id",
        "initiative",
        "kind",
        "text",
        "written_at",
        "written_by",
    ),
}

_day = lazy(written_day, str)


def criteria(initiative) -> list[Criterion]:
    """Owner, maps, managers, bottleneck, load, checking, before, after, use."""
    page = reverse("processes:page", args=[initiative.ref])
    now = situation_of(initiative)
    maps = _maps_of(initiative)
    notes = Note.objects.select_related("written_by").newest_of(initiative)
    since = now.in_use_since
    compared = pairs(_measured(initiative), now.uses)
    return [
        Criterion(
            "owner",
            _("Process owner named"),
            bool(now.owner),
            now.owner or _("Nobody named yet"),
            Function.OPERATIONS,
            f"{page}#owner",
        ),
        _maps(maps, f"{page}#maps"),
        _noted(
            "managers",
            _("Managers of the exposed units heard"),
            notes.get(NoteKind.MANAGERS),
            f"{page}#notes",
        ),
        Criterion(
            "bottleneck",
            _("Bottleneck known"),
            bool(now.bottleneck),
            now.bottleneck or _("Not named yet"),
            Function.OPERATIONS,
            f"{page}#bottleneck",
        ),
        Criterion(
            "load",
            _("The to-be process does not raise the load on the bottleneck"),
            bool(now.effect) and now.effect != Effect.HIGHER,
            Effect(now.effect).label if now.effect else _("Not known yet"),
            Function.OPERATIONS,
            f"{page}#bottleneck",
        ),
        _noted(
            "checking",
            _("Checking of AI output modelled"),
            notes.get(NoteKind.CHECKING),
            f"{page}#notes",
        ),
        _baseline(compared, f"{page}#measurements"),
        _after(compared, f"{page}#measurements"),
        _in_use(
            since,
            number(initiative, "in_use"),
            reverse("literacy:page", args=[initiative.ref]) + "#use",
        ),
    ]


def signed(initiative) -> dict:
    """The newest maps by the hash of their files, the bottleneck, the figures."""
    bottleneck = Bottleneck.objects.filter(initiative=initiative).last()
    return {
        "maps": {
            kind: {"title": row.title, "sha256": row.attachment.sha256}
            for kind, row in sorted(_maps_of(initiative).items())
        },
        "bottleneck": fields_of(bottleneck, SIGNED_FIELDS["processes.bottleneck"])
        if bottleneck
        else {},
        "measurements": [
            fields_of(row, SIGNED_FIELDS["processes.measurement"])
            for row in _measured(initiative)
        ],
    }


def contributors(initiative) -> set:
    """Who attached a map, recorded a measurement or named the bottleneck."""
    people: set = set()
    for model, by in (
        (ProcessMap, "uploaded_by"),
        (Measurement, "measured_by"),
        (Bottleneck, "named_by"),
    ):
        people.update(
            model.objects.filter(initiative=initiative)
            .order_by()
            .values_list(by, flat=True)
        )
    return people


def in_use_until(initiative):
    """The day on which the use on real work has lasted long enough, or nothing.

    While it has begun and this day has not come, nobody can hurry it.
    """
    since = in_use_since(initiative)
    return since + timedelta(days=number(initiative, "in_use")) if since else None


def _maps_of(initiative):
    return ProcessMap.objects.select_related("attachment").newest_of(initiative)


def _measured(initiative):
    return list(
        Measurement.objects.standing()
        .filter(initiative=initiative)
        .select_related("site")
    )


def _maps(maps, url):
    missing = [kind for kind in MapKind if kind not in maps]
    questions = sum(row.open_questions for row in maps.values())
    if missing:
        fact = format_lazy(_("Missing: {map}"), map=missing[0].label)
        if len(missing) > 1:
            fact = _("No map attached yet")
    elif questions:
        fact = ngettext_lazy("%(n)d open question", "%(n)d open questions", "n") % {
            "n": questions
        }
    else:
        fact = _("Both attached, no open question")
    return Criterion(
        "maps",
        _("As-is and to-be maps without open questions"),
        not missing and not questions,
        fact,
        Function.OPERATIONS,
        url,
    )


def _noted(code, label, row, url):
    return Criterion(
        code,
        label,
        row is not None,
        format_lazy(
            "{name}, {day}",
            name=row.written_by.name,
            day=_day(timezone.localtime(row.written_at)),
        )
        if row
        else _("Not written yet"),
        Function.OPERATIONS,
        url,
    )


def _baseline(compared, url):
    late = [pair for pair in compared if not pair.is_frozen_before]
    corrected = [pair for pair in compared if pair.is_corrected_late]
    estimated = [p for p in compared if p.baseline.certainty == Certainty.ESTIMATED]
    if not compared:
        fact = _("Nothing measured yet")
    elif late:
        fact = format_lazy(
            _("{what} was measured after use had begun"), what=late[0].baseline.label
        )
    elif corrected:
        fact = ngettext_lazy(
            "%(n)d figure was corrected after use had begun",
            "%(n)d figures were corrected after use had begun",
            "n",
        ) % {"n": len(corrected)}
    elif estimated:
        fact = format_lazy(
            _("{n} of {total} estimated"), n=len(estimated), total=len(compared)
        )
    else:
        fact = ngettext_lazy("%(n)d figure, measured", "%(n)d figures, measured", "n")
        fact = fact % {"n": len(compared)}
    return Criterion(
        "baseline",
        _("Baseline frozen before real use"),
        bool(compared) and not late,
        fact,
        Function.OPERATIONS,
        url,
    )


def _after(compared, url):
    done = [pair for pair in compared if pair.is_measured_after]
    return Criterion(
        "after",
        _("Measured again after real use"),
        bool(compared) and len(done) == len(compared),
        format_lazy(
            _("{done} of {total} baselines measured again"),
            done=len(done),
            total=len(compared),
        )
        if compared
        else _("No baseline to compare with"),
        Function.OPERATIONS,
        url,
    )


def _in_use(since, asked, url):
    if since is None:
        fact = _("Not in use on real work yet")
    else:
        fact = format_lazy(
            _("{days} of {asked} days, since {day}"),
            days=days_in_use(since),
            asked=asked,
            day=_day(since),
        )
    return Criterion(
        "in_use",
        format_lazy(_("To-be process in use for {days} days"), days=asked),
        since is not None and days_in_use(since) >= asked,
        fact,
        Function.OPERATIONS,
        url,
    )
