"""What the pages of stage 2 say: sentences, maps side by side, before against after."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import Exposure
from initiatives.rules import not_open, number
from initiatives.stages import Stage
from organisation import access
from organisation.functions import Function
from organisation.templatetags.ui import MINUS, written_day, written_number
from processes import map_pages
from processes.comparison import (
    Pair,
    days_in_use,
    pairs,
    situation_of,
    situations,
)
from processes.models import (
    Bottleneck,
    Certainty,
    Effect,
    MapKind,
    Measurement,
    Note,
    NoteKind,
    ProcessMap,
    ProcessOwner,
)
from processes.verified import (
    bottleneck_in,
    constraints,
    hours_in,
    total,
)

MAPS = {"as-is": MapKind.AS_IS, "to-be": MapKind.TO_BE}
"""The kinds of map by the word that stands in the address."""

SLUGS = {kind.value: slug for slug, kind in MAPS.items()}

NOTES = {
    "managers": NoteKind.MANAGERS,
    "checking": NoteKind.CHECKING,
    "red-sign": NoteKind.RED_SIGN,
}
"""The notes by the word that stands in the address."""

PERMISSIONS = {
    "owner": ("processes.name_owner", None),
    "map": ("processes.attach_map", None),
    "figures": ("processes.state_facts", None),
    "bottleneck": ("processes.name_bottleneck", None),
    "measure": ("processes.measure", None),
    "managers": ("processes.write_note", None),
    "checking": ("processes.write_note", None),
    "red-sign": ("processes.write_note", Function.OPERATIONS),
}


@dataclass(frozen=True)
class Compared:
    """A baseline and what was measured after, as two bars and a change in words."""

    pair: Pair

    def _width(self, measurement) -> str:
        most = max(
            self.pair.baseline.minutes,
            self.pair.after.minutes if self.pair.after else Decimal(0),
        )
        share = measurement.minutes / most if most else Decimal(0)
        return f"{99 * share:.2f}%"

    @property
    def earlier(self) -> list[Measurement]:
        """What was measured after before the last time, the newest first."""
        return list(reversed(self.pair.afters[:-1]))

    @property
    def before_width(self) -> str:
        """The width of the bar of the baseline."""
        return self._width(self.pair.baseline)

    @property
    def after_width(self) -> str:
        """The width of the bar of what was measured after."""
        return self._width(self.pair.after) if self.pair.after else "0%"

    @property
    def change(self) -> str:
        """−18%, +4% or nothing."""
        return signed_per_cent(self.pair.change)

    @property
    def certainty(self) -> str:
        """How sure the change is."""
        return self.pair.certainty


INK = {Certainty.ESTIMATED: "est", Certainty.MEASURED: "mes"}


def signed_per_cent(change) -> str:
    """A change in per cent with its sign, rounded to whole per cents."""
    if change is None:
        return ""
    whole = int(change.to_integral_value())
    sign = "+" if whole > 0 else ""
    return _("%(n)s%%") % {"n": f"{sign}{written_number(whole)}"}


def page(initiative, person) -> dict:
    """All that an initiative's page of its process shows."""
    now = situation_of(initiative)
    rows = list(
        Measurement.objects.standing()
        .filter(initiative=initiative)
        .select_related("measured_by", "supersedes", "site")
    )
    compared = [Compared(pair) for pair in pairs(rows, now.uses)]
    maps = map_pages.maps_of(initiative, MAPS)
    bottleneck = (
        Bottleneck.objects.filter(initiative=initiative)
        .select_related("named_by")
        .last()
    )
    held_up = bottleneck_in(
        {item["kind"]: item["row"] for item in maps if item["row"]}, now
    )
    notes = Note.objects.select_related("written_by").newest_of(initiative)
    may = allowed(initiative, person)
    return {
        "initiative": initiative,
        "tab": "processes",
        "lead": finding(held_up, compared),
        "held_up": held_up,
        "sure": round(held_up.sure * 100) if held_up.sure is not None else None,
        "effect": Effect(held_up.effect).label if held_up.effect else "",
        "has_both": all(item["row"] and item["row"].is_drawn for item in maps),
        "owner": ProcessOwner.objects.filter(initiative=initiative)
        .select_related("person__unit", "named_by")
        .last(),
        "bottleneck": bottleneck,
        "otherwise": map_pages.named_otherwise(bottleneck, maps),
        "maps": maps,
        "compared": compared,
        "notes": [
            {"slug": slug, "kind": kind, "row": notes.get(kind), "may": may[slug]}
            for slug, kind in NOTES.items()
        ],
        "in_use_since": now.in_use_since,
        "days_in_use": days_in_use(now.in_use_since),
        "days_asked": number(initiative, "in_use"),
        "first_day": written_day(now.in_use_since) if now.in_use_since else "",
        "can_add_baseline": not now.in_use_since or _unused_sites(initiative, now),
        **verified_part(compared, held_up),
        "may": may,
        "reads_files": bool(access.current_holdings(person) or person.is_auditor),
    }


def finding(held_up, compared) -> str:
    """The sentence on top of an initiative's page of its process."""
    if not held_up.name:
        return _("The bottleneck is not named yet: nobody knows what holds it up.")
    if held_up.effect == Effect.HIGHER:
        return _(
            "The bottleneck is %(step)s, and the to-be process would load it more."
        ) % {"step": held_up.name}
    again = [c for c in compared if c.pair.after and c.change]
    if again:
        return _("The bottleneck is %(step)s. %(change)s, %(certainty)s.") % {
            "step": held_up.name,
            "change": _changed(again[0]),
            "certainty": _certainty(again[0].certainty),
        }
    if not compared:
        return _("The bottleneck is %(step)s. Nothing has been measured yet.") % {
            "step": held_up.name
        }
    return _(
        "The bottleneck is %(step)s. The baseline is frozen; nothing was measured "
        "after yet."
    ) % {"step": held_up.name}


def _changed(compared) -> str:
    named = {
        "what": compared.pair.baseline.label,
        "change": compared.change.lstrip("+" + MINUS),
    }
    if not compared.pair.change.to_integral_value():
        return _("%(what)s: unchanged") % named
    if compared.pair.change < 0:
        return _("%(what)s: down %(change)s") % named
    return _("%(what)s: up %(change)s") % named


def _certainty(certainty) -> str:
    return _("measured") if certainty == Certainty.MEASURED else _("estimated")


def prompt(kind) -> str:
    """What to write in a note, on top of its form."""
    return {
        NoteKind.MANAGERS: _(
            "Which managers were heard, what they said, and what follows from it."
        ),
        NoteKind.CHECKING: _(
            "Who checks what the AI system puts out, at which step, and how long it "
            "takes."
        ),
        NoteKind.RED_SIGN: _(
            "Why the AI system works on a step where a sign speaks against it."
        ),
    }[kind]


def verified_part(compared, constraint) -> dict:
    """What the page says of verified hours."""
    found = hours_in([item.pair for item in compared], constraint)
    return {
        "verified": found,
        "verified_sentence": verified_finding(found),
        "weeks": written_number(
            constraint.weeks, 0 if constraint.weeks % 1 == 0 else 2
        ),
    }


def verified_finding(found) -> str:
    """How many hours are freed, how many of them do not move the whole, what is due."""
    if not found:
        return _("No hours are verified yet.")
    hours = total(found)
    said = _("%(n)s hours a week are verified.") % {"n": written_number(hours, 1)}
    aside = sum(
        (row.hours_a_week for row in found if row.at_bottleneck is False), Decimal(0)
    )
    if aside > 0:
        said += " " + _(
            "%(n)s of them are not at the bottleneck: no more cases get through by "
            "them."
        ) % {"n": written_number(aside, 1)}
    due = sum(row.is_due for row in found)
    if due:
        said += " " + ngettext(
            "%(n)d role is to be measured again.",
            "%(n)d roles are to be measured again.",
            due,
        ) % {"n": due}
    return said


def roles_of(initiative) -> list[str]:
    """The roles of the process, as the maps and the figures call them."""
    maps = ProcessMap.objects.filter(initiative=initiative).order_by("kind")
    named = Measurement.objects.filter(initiative=initiative).exclude(role="")
    found = [name for row in maps for name in row.findings.get("loads", ())]
    found += named.order_by("role").values_list("role", flat=True)
    return list({name.casefold(): name for name in found}.values())


def _unused_sites(initiative, now) -> bool:
    """Whether real work has not begun at some site in scope."""
    return (
        Exposure.objects.filter(initiative=initiative, in_scope=True)
        .exclude(site__in=[key for key in now.uses if key])
        .exists()
    )


def allowed(initiative, person) -> dict:
    if not initiative.is_open:
        return dict.fromkeys(PERMISSIONS, not_open(initiative))
    return {
        name: access.may(person, permission, of=initiative, function=function)
        for name, (permission, function) in PERMISSIONS.items()
    }


# The work place


def work_rows(initiatives) -> list[dict]:
    """A row of the work place for each initiative; a constant number of queries.

    Each initiative comes from `library.processes`.
    """
    initiatives = list(initiatives)
    ids = [initiative.pk for initiative in initiatives]
    found, held_up = situations(initiatives), constraints(ids)
    pictures = ProcessMap.objects.filter(initiative__in=ids).pictured()
    measured: dict = {key: [] for key in ids}
    rows = Measurement.objects.standing().filter(initiative__in=ids)
    for row in rows.select_related("site"):
        measured[row.initiative_id].append(row)
    return [
        _work_row(
            initiative,
            found[initiative.pk],
            held_up[initiative.pk],
            pairs(measured[initiative.pk], found[initiative.pk].uses),
            pictures.get(initiative.pk),
        )
        for initiative in initiatives
    ]


def _work_row(initiative, now, limit, side_by_side, process_map) -> dict:
    compared = [Compared(pair) for pair in side_by_side]
    hours = hours_in(side_by_side, limit)
    return {
        "initiative": initiative,
        "stage": Stage(initiative.stage).label,
        "now": now,
        "maps": initiative.has_as_is + initiative.has_to_be,
        "picture": process_map.miniature if process_map else "",
        "questions": initiative.questions,
        "held_up": limit.name,
        "sure": round(limit.sure * 100) if limit.sure is not None else None,
        "by_demand": initiative.by_demand,
        "is_raised": limit.effect == Effect.HIGHER,
        "compared": next((c for c in compared if c.pair.after), None)
        or next(iter(compared), None),
        "hours": written_number(total(hours), 1) if hours else "",
        "hours_a_week": total(hours) if hours else None,
        "url": reverse("processes:page", args=[initiative.ref]),
    }


def work_finding(rows) -> str:
    """The sentence on top of the work place, of the processes in appropriation."""
    keys = list(rows.order_by().values_list("pk", flat=True))
    held_up = constraints(keys)
    n = len(keys)
    unknown = sum(not held_up[key].name for key in keys)
    raised = sum(held_up[key].effect == Effect.HIGHER for key in keys)
    if not n:
        return _("No initiative is in Productive appropriation.")
    if raised:
        return ngettext(
            "%(raised)d of %(n)d to-be process would load its bottleneck more.",
            "%(raised)d of %(n)d to-be processes would load their bottleneck more.",
            n,
        ) % {"raised": raised, "n": n}
    if unknown:
        return ngettext(
            "%(unknown)d of %(n)d process has no bottleneck named yet.",
            "%(unknown)d of %(n)d processes have no bottleneck named yet.",
            n,
        ) % {"unknown": unknown, "n": n}
    return ngettext(
        "%(n)d process is in Productive appropriation; its bottleneck is named.",
        "%(n)d processes are in Productive appropriation; each bottleneck is named.",
        n,
    ) % {"n": n}
