"""The lists between the functions: initiatives, what waits, what is past its limit."""

from django.utils.translation import gettext as _

from audit import clock
from governance import (
    filters,
    obligations,
    portfolio,
    presenters,
    querysets,
    stalled,
)
from governance.models import Handoff
from initiatives.models import STATUS_LABELS, Stay
from initiatives.stages import Stage
from organisation.functions import Function
from organisation.models import Notification
from organisation.sheets import Column, Listing


def initiatives(person, asked) -> Listing:
    """The table of the pipeline; what was expected and planned is estimated."""
    found = filters.pipeline(person, asked)
    rows = filters.sorted_rows(
        found.rows.select_related("unit"), asked.get("sort", "-ref")
    )
    now = clock.now()

    def with_owners(block):
        leads = querysets.leads_of(block)
        for row in block:
            owner = leads.get((row.pk, row.holder_function))
            row.owner = owner.name if owner else ""
        return block

    return Listing(
        _("Initiatives"),
        rows,
        (
            Column(_("Reference"), lambda i: i.ref, 12),
            Column(_("Initiative"), lambda i: i.title, 36),
            Column(_("Unit"), lambda i: i.unit.name, 24),
            Column(_("Stage"), lambda i: Stage(i.stage).label, 24),
            Column(_("State"), lambda i: STATUS_LABELS[i.status]),
            Column(_("Held by"), lambda i: _label(i.holder_function)),
            Column(_("Owner"), lambda i: i.owner, 24),
            Column(_("Since"), lambda i: i.waiting_since),
            Column(_("Days"), lambda i: presenters.days_since(i.waiting_since, now)),
            Column(_("Until"), lambda i: i.due_at),
            Column(_("Past the limit"), lambda i: _is_late(i, now)),
            Column(_("In this stage since"), lambda i: i.stage_since),
            Column(_("Intent"), lambda i: i.get_intent_display()),
            Column(_("Hours expected a year"), lambda i: i.hours_expected),
            Column(_("How sure the hours are"), lambda i: _guess(i.hours_expected)),
            Column(_("Budget"), lambda i: i.budget),
            Column(_("Currency"), lambda i: i.currency if i.budget else ""),
            Column(_("How sure the budget is"), lambda i: _guess(i.budget)),
            Column(_("Confidential"), lambda i: i.is_confidential),
        ),
        found.words(),
        with_owners,
    )


def _label(function) -> str:
    return Function(function).label if function else ""


def _guess(value) -> str:
    """The certainty of what a proposal says: nobody has measured it."""
    return "" if value is None else _("Estimated")


def _is_late(initiative, now) -> bool:
    return bool(initiative.due_at and initiative.due_at <= now) or bool(
        initiative.stall_rule
    )


def waiting(person, asked) -> Listing:
    """What waits for this person, as on their first page."""
    now = clock.now()
    return Listing(
        _("Waiting for me"),
        obligations.waiting_for(person),
        (
            Column(_("To do"), lambda o: o.verb.label),
            Column(_("Reference"), lambda o: o.initiative.ref if o.initiative else ""),
            Column(_("Initiative"), lambda o: o.title, 36),
            Column(_("What"), lambda o: o.sentence, 60),
            Column(_("Function"), lambda o: _label(o.function)),
            Column(_("Since"), lambda o: o.since),
            Column(_("Until"), lambda o: o.due_at),
            Column(_("Past the limit"), lambda o: bool(o.due_at and o.due_at <= now)),
        ),
    )


def stalls(person, asked) -> Listing:
    """What is past its limit, by the function that holds it."""
    rows = stalled.past(person)
    function = asked.get("function", "")
    if function in Function.values:
        rows = rows.filter(function=function)
    else:
        function = ""
    now = clock.now()

    def items(block):
        return [stalled.item(stall, now) | {"since": stall.since} for stall in block]

    return Listing(
        _("Stalls"),
        rows,
        (
            Column(_("Reference"), lambda s: s["ref"], 12),
            Column(_("Initiative"), lambda s: s["title"], 36),
            Column(_("Stall"), lambda s: s["rule"], 30),
            Column(_("Held by"), lambda s: s["function"]),
            Column(_("What"), lambda s: s["sentence"], 60),
            Column(_("Limit"), lambda s: s["limit"], 40),
            Column(_("Since"), lambda s: s["since"]),
            Column(_("Days"), lambda s: s["days"]),
            Column(_("How far it has climbed"), lambda s: s["rung"], 24),
        ),
        ((_("Held by"), _label(function)),),
        items,
    )


def handoffs(person, asked) -> Listing:
    """The handoffs of the initiatives that the pipeline shows, the newest first."""
    found = filters.pipeline(person, asked)
    rows = (
        Handoff.objects.filter(initiative__in=found.rows.order_by().values("pk"))
        .select_related("initiative__unit")
        .order_by("-offered_at", "-pk")
    )
    return Listing(
        _("Handoffs"),
        rows,
        (
            Column(_("Reference"), lambda h: h.initiative.ref, 12),
            Column(_("Initiative"), lambda h: h.initiative.title, 36),
            Column(_("Unit"), lambda h: h.initiative.unit.name, 24),
            Column(_("Gate"), lambda h: h.gate, 8),
            Column(_("From"), lambda h: _label(h.giver)),
            Column(_("To"), lambda h: _label(h.receiver) or _("close")),
            Column(_("State"), lambda h: h.get_state_display()),
            Column(_("Offered"), lambda h: h.offered_at),
            Column(_("Ended"), lambda h: h.closed_at),
        ),
        found.words(),
    )


def stays(person, asked) -> Listing:
    """The stays in stages of the initiatives that the pipeline shows: the timeline."""
    found = filters.pipeline(person, asked)
    now = clock.now()
    rows = (
        Stay.objects.filter(initiative__in=found.rows.order_by().values("pk"))
        .select_related("initiative__unit")
        .order_by("-initiative__number", "visit")
    )
    return Listing(
        _("Stays in stages"),
        rows,
        (
            Column(_("Reference"), lambda s: s.initiative.ref, 12),
            Column(_("Initiative"), lambda s: s.initiative.title, 36),
            Column(_("Unit"), lambda s: s.initiative.unit.name, 24),
            Column(_("Visit"), lambda s: s.visit, 8),
            Column(_("Stage"), lambda s: s.get_stage_display(), 24),
            Column(_("Why"), lambda s: s.get_kind_display()),
            Column(_("From"), lambda s: s.entered_at),
            Column(_("Until"), lambda s: s.left_at),
            Column(
                _("Days"),
                lambda s: presenters.days_since(s.entered_at, s.left_at or now),
            ),
        ),
        found.words(),
    )


def stage_times(person, asked) -> Listing:
    """How long stages took in the last twelve months."""
    stage = Column(_("Stage"), lambda r: r["label"], 28)
    title = _("Time in each stage")
    return _figures(person, asked, title, "stages", stage, *_times("here"))


def handoff_times(person, asked) -> Listing:
    """How long handoffs took from one function to the next, in twelve months."""
    pair = Column(_("From and to"), lambda r: r["label"], 32)
    title = _("From one function to the next")
    return _figures(person, asked, title, "pairs", pair, *_times("waiting"))


def piles(person, asked) -> Listing:
    """Where open initiatives pile up: by stage, and by the function that must act."""
    return _figures(
        person,
        asked,
        _("Where initiatives pile up"),
        "piles",
        Column(_("Stage"), lambda r: r["stage_label"], 28),
        Column(_("Function that must act"), lambda r: r["label"], 24),
        Column(_("Initiatives"), lambda r: r["n"]),
    )


def holds(person, asked) -> Listing:
    """What each function holds: initiatives, clocks that run, stalls."""
    return _figures(
        person,
        asked,
        _("What each function holds"),
        "holds",
        Column(_("Function"), lambda r: r["label"], 24),
        Column(_("Initiatives"), lambda r: r["holds"]),
        Column(_("Of these past the limit"), lambda r: r["late"]),
        Column(_("Clocks that run"), lambda r: r["clocks"]),
        Column(_("Of these run out"), lambda r: r["clocks_late"]),
        Column(_("Stalls"), lambda r: r["stalls"]),
    )


def intents(person, asked) -> Listing:
    """What the initiatives intend; the hours are what proposals expect."""
    return _figures(
        person,
        asked,
        _("What they intend"),
        "intents",
        Column(_("Intent"), lambda r: r["label"], 28),
        Column(_("Initiatives"), lambda r: r["n"]),
        Column(_("Share of all, per cent"), lambda r: r["share"]),
        Column(_("Open"), lambda r: r["open"]),
        Column(_("Hours expected a year"), lambda r: r["hours"]),
        Column(_("How sure the hours are"), lambda r: _guess(r["hours"])),
    )


def _figures(person, asked, title, part, *columns) -> Listing:
    """One part of the figures of the initiatives that the pipeline shows."""
    found = filters.pipeline(person, asked)
    rows = portfolio.figures(found.rows, clock.now())[part]
    return Listing(title, rows, columns, found.words())


def _times(now) -> tuple:
    """The columns of how long something took, all measured by the product."""
    return (
        Column(_("Now"), lambda r: r[now]),
        Column(_("Longest of these, days"), lambda r: r["oldest"]),
        Column(_("Ended"), lambda r: r["n"]),
        Column(_("Median, days"), lambda r: r["median"]),
        Column(_("80th percentile, days"), lambda r: r["p80"]),
        Column(_("How sure"), lambda r: _("Measured")),
    )


def committee(person, asked) -> Listing:
    """What waits for the committee: questions at gates, then stalls on its list."""
    now = clock.now()
    questions, listed = stalled.before_committee(person)
    rows = [
        *(
            {
                "ref": one.handoff.initiative.ref,
                "title": one.handoff.initiative.title,
                "kind": _("Question at a gate"),
                "text": one.text,
                "with": _label(one.handoff.receiver),
                "since": one.asked_at,
                "rung": "",
            }
            for one in questions
        ),
        *(
            {
                "ref": one.initiative.ref,
                "title": one.initiative.title,
                "kind": one.get_rule_display(),
                "text": stalled.sentence(one, now),
                "with": _label(one.function),
                "since": one.since,
                "rung": one.get_level_display(),
            }
            for one in listed
        ),
    ]
    return Listing(
        _("Before the committee"),
        rows,
        (
            Column(_("Reference"), lambda r: r["ref"], 12),
            Column(_("Initiative"), lambda r: r["title"], 36),
            Column(_("Kind"), lambda r: r["kind"], 30),
            Column(_("What"), lambda r: r["text"], 60),
            Column(_("Held by"), lambda r: r["with"]),
            Column(_("Since"), lambda r: r["since"]),
            Column(_("Days"), lambda r: presenters.days_since(r["since"], now)),
            Column(_("How far it has climbed"), lambda r: r["rung"], 24),
        ),
    )


def updates(person, asked) -> Listing:
    """What changed on what this person follows."""
    return Listing(
        _("Updates"),
        Notification.objects.filter(recipient=person),
        (
            Column(_("When"), lambda u: u["at"]),
            Column(_("What about"), lambda u: u["title"], 40),
            Column(_("What"), lambda u: u["text"], 60),
        ),
        (),
        lambda block: presenters.updates(block, person),
    )


LISTS = {
    "initiatives": initiatives,
    "waiting": waiting,
    "stalls": stalls,
    "handoffs": handoffs,
    "stays": stays,
    "stage-times": stage_times,
    "handoff-times": handoff_times,
    "piles": piles,
    "holds": holds,
    "intents": intents,
    "committee": committee,
    "updates": updates,
}
