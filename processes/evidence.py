"""What the gate of appropriation (G2) asks, and what it puts under a signature."""

from dataclasses import replace
from datetime import timedelta

from django.db.models.fields.json import KeyTransform
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
from organisation.templatetags.ui import written_day, written_number
from processes.comparison import days_in_use, in_use_since, pairs, situation_of
from processes.models import (
    Bottleneck,
    Certainty,
    Effect,
    ExpectedEffect,
    Fact,
    MapKind,
    MapVersion,
    Measurement,
    Note,
    NoteKind,
)
from processes.verified import bottleneck_in, verified_hours

CODES = (
    "owner",
    "maps",
    "managers",
    "bottleneck",
    "load",
    "red_signs",
    "checking",
    "baseline",
    "after",
    "in_use",
)

__all__ = ["contributors", "criteria", "in_use_until", "signed", "verified_hours"]

SIGNED_FIELDS = {
    "processes.processmap": ("kind",),
    "processes.mapversion": ("title", "sha256"),
    "processes.fact": ("subject", "key", "what", "value", "text", "unit", "source"),
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
        "number",
        "open_questions",
        "bottleneck",
        "capacity",
        "throughput",
        "lead",
        "findings",
        "picture",
    ),
    "processes.mapversion": (
        "id",
        "map",
        "number",
        "source",
        "attachment",
        "graph",
        "report",
        "open_questions",
        "note",
        "saved_at",
        "saved_by",
    ),
    "processes.mapdraft": (
        "id",
        "initiative",
        "kind",
        "way",
        "base",
        "content",
        "kept_at",
        "kept_by",
    ),
    "processes.fact": (
        "id",
        "version",
        "label",
        "has_home",
        "basis",
        "carried_from",
        "stated_at",
        "stated_by",
    ),
    "processes.expectedeffect": (
        "id",
        "version",
        "step",
        "step_name",
        "cut",
        "checking",
        "checked_by",
        "errors",
        "touch_change",
        "capacity_change",
        "hours_a_year",
        "kept_at",
        "kept_by",
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
        "due_on",
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

MOST_NAMED = 3
"""How many steps a fact names."""

_day = lazy(written_day, str)


def criteria(initiative) -> list[Criterion]:
    """Owner, maps, managers, bottleneck, load, signs, checking, before, after, use."""
    page = reverse("processes:page", args=[initiative.ref])
    now = situation_of(initiative)
    maps = _maps_of(initiative)
    held_up = bottleneck_in(maps, now)
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
            bool(held_up.name),
            _how_sure(held_up),
            Function.OPERATIONS,
            f"{page}#bottleneck",
        ),
        Criterion(
            "load",
            _("The to-be process does not raise the load on the bottleneck"),
            bool(held_up.effect) and held_up.effect != Effect.HIGHER,
            _effect(held_up),
            Function.OPERATIONS,
            f"{page}#bottleneck",
        ),
        _red_signs(initiative, maps, notes.get(NoteKind.RED_SIGN), f"{page}#notes"),
        _checking(maps, notes.get(NoteKind.CHECKING), f"{page}#notes"),
        _baseline(compared, _roles_on(maps), f"{page}#measurements"),
        _after(compared, f"{page}#measurements"),
        _in_use(
            since,
            number(initiative, "in_use"),
            reverse("literacy:page", args=[initiative.ref]) + "#use",
        ),
    ]


def signed(initiative) -> dict:
    """The newest maps by hash, with their figures, the bottleneck, the measurements."""
    maps = _maps_of(initiative)
    facts = _facts_of(maps.values())
    bottleneck = Bottleneck.objects.filter(initiative=initiative).last()
    return {
        "maps": {
            kind: {
                **fields_of(row, SIGNED_FIELDS["processes.mapversion"]),
                "facts": facts[row.pk],
            }
            for kind, row in sorted(maps.items())
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
    """Who saved a map, stated or measured a figure, or named the bottleneck."""
    people: set = set()
    for model, by, of in (
        (MapVersion, "saved_by", "map__initiative"),
        (Fact, "stated_by", "version__map__initiative"),
        (Measurement, "measured_by", "initiative"),
        (Bottleneck, "named_by", "initiative"),
    ):
        people.update(
            model.objects.filter(**{of: initiative})
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
    rows = MapVersion.objects.lean().annotate(steps=KeyTransform("steps", "report"))
    return rows.newest_of(initiative)


def _roles_on(maps) -> dict:
    """The roles that work on the as-is map, as it names them, in small letters."""
    as_is = maps.get(MapKind.AS_IS)
    loads = as_is.map.findings.get("loads", {}) if as_is else {}
    return {" ".join(name.split()).casefold(): name for name in loads if name}


def _facts_of(versions) -> dict:
    """The standing figures of each version, as they are signed, in their own order."""
    found = {version.pk: [] for version in versions}
    for row in Fact.objects.filter(version__in=list(found)).standing():
        if row.has_home:
            found[row.version_id].append(
                list(fields_of(row, SIGNED_FIELDS["processes.fact"]).values())
            )
    return {pk: sorted(rows, key=str) for pk, rows in found.items()}


def _measured(initiative):
    return list(
        Measurement.objects.standing()
        .filter(initiative=initiative)
        .select_related("site")
    )


def _maps(maps, url):
    missing = [kind for kind in MapKind if kind not in maps]
    bare = [kind for kind in MapKind if kind in maps and not maps[kind].steps]
    questions = sum(row.map.open_questions for row in maps.values())
    if missing:
        fact = format_lazy(_("Missing: {map}"), map=missing[0].label)
        if len(missing) > 1:
            fact = _("No map attached yet")
    elif bare:
        fact = format_lazy(
            _("{map}: no steps are known, type its table of steps"), map=bare[0].label
        )
    elif questions:
        fact = ngettext_lazy("%(n)d open question", "%(n)d open questions", "n") % {
            "n": questions
        }
    else:
        fact = _("Both attached, no open question")
    return Criterion(
        "maps",
        _("As-is and to-be maps without open questions"),
        not missing and not bare and not questions,
        fact,
        Function.OPERATIONS,
        url,
    )


def _how_sure(held_up):
    if not held_up.name:
        return _("Not named yet")
    if held_up.is_analysed and held_up.sure is not None:
        return format_lazy(
            _("{role}, in {percent}% of the draws of the analysis"),
            role=held_up.name,
            percent=round(held_up.sure * 100),
        )
    if held_up.is_analysed:
        return format_lazy(_("{role}, by the analysis"), role=held_up.name)
    return format_lazy(_("{role}, as Operations says"), role=held_up.name)


def _effect(held_up):
    if not held_up.effect:
        return _("Not known yet")
    if held_up.minutes is None:
        return Effect(held_up.effect).label
    before, after = held_up.minutes
    return format_lazy(
        _("{effect}: {before} minutes a case before, {after} after"),
        effect=Effect(held_up.effect).label,
        before=_one_decimal(before),
        after=_one_decimal(after),
    )


_one_decimal = lazy(lambda value: written_number(round(value, 1), 1), str)


def _red_signs(initiative, maps, note, url):
    """AI on a step that a sign speaks against has its reason in writing.

    A sign on the whole process is on each of its steps.
    """
    as_is = maps.get(MapKind.AS_IS)
    findings = as_is.map.findings if as_is else {}
    signs, whole = findings.get("signs", {}), findings.get("whole", ())
    with_ai = _with_ai(initiative, maps) if signs or whole else set()
    red = [signs[key]["name"] for key in sorted(with_ai & signs.keys())]
    if with_ai and whole:
        red.append(_("the process as a whole"))
    if note is not None:
        fact = format_lazy(
            "{name}, {day}",
            name=note.written_by.name,
            day=_day(timezone.localtime(note.written_at)),
        )
    elif red:
        fact = format_lazy(
            _("No reason yet for: {steps}"), steps=_listed(red[-MOST_NAMED:])
        )
    elif findings:
        fact = _("No AI on a step with a red sign")
    else:
        fact = _("No map is analysed that could show one")
    return Criterion(
        "red_signs",
        _("AI on a step with a red sign has a written reason"),
        not red or note is not None,
        fact,
        Function.OPERATIONS,
        url,
    )


_listed = lazy(lambda names: ", ".join(str(name) for name in names), str)


def _with_ai(initiative, maps) -> set:
    """The steps that AI works on, by their ids on the as-is map where they have one.

    Those of an expected effect, on whatever version it was kept, and those of the to-be
    map on which AI output is checked; a step is still the same when it was drawn anew.
    """
    to_be = maps.get(MapKind.TO_BE)
    findings = to_be.map.findings if to_be else {}
    checked = findings.get("checking", ())
    effects = ExpectedEffect.objects.filter(version__map__initiative=initiative)
    kept = effects.order_by().values_list("step", "step_name").distinct()
    found = {*checked, *(step for step, _name in kept)}
    origins = findings.get("origins", {})
    found |= {was for step in found for was in origins.get(step, ())}
    names = {name.casefold() for _step, name in kept if name}
    as_is = maps.get(MapKind.AS_IS)
    signs = as_is.map.findings.get("signs", {}) if as_is else {}
    return found | {k for k, s in signs.items() if s["name"].casefold() in names}


def _checking(maps, note, url):
    """Somebody says who checks, or the to-be map has the time it takes."""
    found = _noted("checking", _("Checking of AI output modelled"), note, url)
    to_be = maps.get(MapKind.TO_BE)
    steps = to_be.map.findings.get("checking", ()) if to_be else ()
    if found.met or not steps:
        return found
    fact = ngettext_lazy(
        "On %(n)d step of the to-be map", "On %(n)d steps of the to-be map", "n"
    ) % {"n": len(steps)}
    return replace(found, met=True, fact=fact)


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


def _baseline(compared, roles, url):
    """The hands-on time of a role of the as-is map stands before real use.

    Other figures may stand beside it, but say nothing of the work that is freed.
    """
    of_roles = [
        p
        for p in compared
        if " ".join(p.baseline.role.split()).casefold() in roles and p.baseline.role
    ]
    late = [pair for pair in compared if not pair.is_frozen_before]
    corrected = [pair for pair in compared if pair.is_corrected_late]
    estimated = [p for p in compared if p.baseline.certainty == Certainty.ESTIMATED]
    if not compared:
        fact = _("Nothing measured yet")
    elif not of_roles and not roles:
        fact = _("The as-is map says of no role yet what it works")
    elif not of_roles:
        fact = format_lazy(
            _("Hands-on time not measured yet of a role of the as-is map: {roles}"),
            roles=", ".join(list(roles.values())[:MOST_NAMED]),
        )
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
        bool(of_roles) and not late,
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
