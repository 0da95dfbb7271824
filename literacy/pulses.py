"""Whom a pulse asks, and what may be said of its answers once it is closed."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import Q, Sum
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from audit import clock
from initiatives.models import Exposure
from initiatives.rules import number
from literacy import disclosure
from literacy.models import (
    LOW,
    Item,
    Pulse,
    PulseGroup,
    Statement,
    StatementKind,
    Tally,
)
from literacy.releasing import root
from organisation import access
from organisation.models import Person

OPEN_DAYS = 14
"""Days for which a pulse that is proposed for the quarter stays open."""


def invited(initiative=None):
    """Everybody with an account, or those in the units that an initiative exposes."""
    people = Person.objects.present(clock.today())
    if initiative is None:
        return people
    paths = Exposure.objects.filter(initiative=initiative).values_list(
        "unit__path", flat=True
    )
    found = people.none()
    for path in sorted(set(paths)):
        found = found | people.filter(unit__path__startswith=path)
    return found


def group_for(pulse, person) -> PulseGroup:
    """Where the answers of a person are counted: the nearest group above their unit."""
    groups = list(pulse.groups.select_related("unit"))
    path = person.unit.path if person.unit else ""
    above = [group for group in groups if path.startswith(group.unit.path)]
    if above:
        return max(above, key=lambda group: len(group.unit.path))
    return min(groups, key=lambda group: (group.invited, group.unit.path))


def results(pulse) -> dict | None:
    """What a closed pulse says: of all, and of blocks of units; nothing while it runs.

    Computed from counters that do not change any more, so it is the same each time.
    `items` holds a row for each item, `blocks` those of the units; both are empty
    where fewer than ten people answered.
    """
    if pulse.is_open:
        return None
    groups = {
        group.pk: group
        for group in PulseGroup.objects.filter(pulse=pulse).select_related("unit")
    }
    counts: dict = {pk: {item: {} for item in Item.values} for pk in groups}
    for row in Tally.objects.filter(group__pulse=pulse):
        counts[row.group_id][row.item][row.value] = row.answers
    whole, parts = published(counts)
    answered = sum(_added(counts.values())[Item.USEFUL].values())
    return {
        "invited": pulse.invited,
        "answers": whole["answers"],
        "rate": disclosure.rate(answered, pulse.invited)
        if answered >= disclosure.ANSWERS
        else None,
        "items": whole["items"],
        "blocks": [
            {
                "units": [groups[pk].unit for pk in part["groups"]],
                "name": " + ".join(
                    _name(groups[pk].unit, groups.values()) for pk in part["groups"]
                ),
                "invited": sum(groups[pk].invited for pk in part["groups"]),
                "answers": part["answers"],
                "items": part["items"],
            }
            for part in parts
        ]
        if len(parts) > 1
        else [],
    }


def published(counts) -> tuple[dict, list[dict]]:
    """What may be said of the answers of all, and of blocks of groups.

    `counts` holds for each group how often each item was given each value. An item to
    which everybody gave one answer is published of nobody.
    """
    total = _added(counts.values())
    answered = sum(total[Item.USEFUL].values())
    items = [item for item in Item.values if disclosure.is_diverse(total[item])]

    def is_enough(block):
        cells = _added(counts[key] for key in block)
        return sum(cells[Item.USEFUL].values()) >= disclosure.ANSWERS and all(
            disclosure.is_diverse(cells[item]) for item in items
        )

    parts = []
    for block in disclosure.partition(counts, is_enough):
        cells = _added(counts[key] for key in block)
        parts.append(
            {
                "groups": block,
                "answers": disclosure.at_least(sum(cells[Item.USEFUL].values())),
                "items": _rows(cells, items),
            }
        )
    enough = answered >= disclosure.ANSWERS
    whole = {
        "answers": disclosure.at_least(answered) if enough else None,
        "items": _rows(total, items) if parts else [],
    }
    return whole, parts


def latest_pulse(person) -> dict | None:
    """The last closed pulse of everybody with its results, for the home of HR."""
    pulse = Pulse.objects.readable_by(person).closed().filter(initiative=None).first()
    return {"pulse": pulse, "results": results(pulse)} if pulse else None


def gate_pulse(initiative) -> dict | None:
    """What the last closed pulse of an initiative says to the gate of literacy.

    `is_enough` where enough of the invited answered and the mean of trust is high
    enough (both are numbers of the installation); nothing below ten answers, where
    HR's note decides.
    """
    pulse = Pulse.objects.closed().filter(initiative=initiative).first()
    if pulse is None:
        return None
    counts = dict(
        Tally.objects.filter(group__pulse=pulse, item=Item.TRUST)
        .order_by()
        .values("value")
        .annotate(n=Sum("answers"))
        .values_list("value", "n")
    )
    answered = sum(counts.values())
    trust = disclosure.mean(counts)
    if trust is None:
        return None
    return {
        "pulse": pulse,
        "trust": trust if disclosure.is_diverse(counts) else None,
        "rate": disclosure.rate(answered, pulse.invited),
        "is_enough": answered * 100
        >= number(initiative, "pulse_response") * pulse.invited
        and trust * 10 >= number(initiative, "pulse_trust"),
    }


def quarter_began() -> date:
    """The first day of the quarter that runs."""
    today = clock.today()
    return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)


def of_this_quarter():
    """The pulse of everybody that this quarter has, or that still runs from before."""
    began = datetime.combine(quarter_began(), time(), get_default_timezone())
    return Pulse.objects.filter(
        Q(opened_at__gte=began) | Q(closed_at__isnull=True), initiative__isnull=True
    )


def proposed(person) -> dict | None:
    """The pulse of everybody that a person may open this quarter, until which day."""
    if not access.may(person, "literacy.run_pulse", of=root()):
        return None
    if of_this_quarter().exists():
        return None
    return {"closes_on": clock.today() + timedelta(days=OPEN_DAYS)}


def buy_in_gap(person) -> dict | None:
    """Trust where the intent was published before the pulse, less trust where not.

    Over the last closed pulse of each initiative that holds at least ten answers; each
    side needs two such initiatives, so that a gap is never one against the rest.
    """
    last: dict = {}
    rows = Pulse.objects.readable_by(person).closed().filter(initiative__isnull=False)
    for pulse in rows.order_by("closed_at", "pk"):
        last[pulse.initiative_id] = pulse
    published: dict = {}
    for key, at in (
        Statement.objects.filter(kind=StatementKind.INTENT, initiative__in=list(last))
        .order_by("-written_at")
        .values_list("initiative", "written_at")
    ):
        published[key] = at
    counts: dict = defaultdict(lambda: defaultdict(int))
    for key, value, n in (
        Tally.objects.filter(group__pulse__in=[p.pk for p in last.values()])
        .filter(item=Item.TRUST)
        .order_by()
        .values_list("group__pulse__initiative", "value")
        .annotate(n=Sum("answers"))
    ):
        counts[key][value] += n
    sides: dict = {True: [], False: []}
    for key, pulse in last.items():
        mean = disclosure.mean(counts[key])
        if mean is not None:
            is_declared = key in published and published[key] <= pulse.opened_at
            sides[is_declared].append(mean)
    if min(len(side) for side in sides.values()) < 2:
        return None
    declared, undeclared = (sum(s) / len(s) for s in (sides[True], sides[False]))
    return {
        "declared": round(declared, 1),
        "undeclared": round(undeclared, 1),
        "gap": round(declared - undeclared, 1),
        "initiatives": len(sides[True]) + len(sides[False]),
    }


def _name(unit, groups) -> str:
    """The unit of a group; the rest of it where others below it stand on their own."""
    below = any(
        g.unit.path.startswith(unit.path) and g.unit.path != unit.path for g in groups
    )
    return _("%(unit)s, all others") % {"unit": unit.name} if below else unit.name


def _added(cells) -> dict:
    total: dict = {item: defaultdict(int) for item in Item.values}
    for cell in cells:
        for item, counts in cell.items():
            for value, n in counts.items():
                total[item][value] += n
    return total


def _rows(cells, items) -> list[dict]:
    found = []
    for item in Item:
        counts = cells[item.value]
        is_shown = item.value in items
        low = sum(n for value, n in counts.items() if value <= LOW)
        whole = sum(counts.values())
        found.append(
            {
                "item": item,
                "label": item.label,
                "mean": disclosure.mean(counts) if is_shown else None,
                "low": disclosure.band(low, whole) if is_shown else None,
            }
        )
    return found
