"""What the gate of literacy (G1) asks, and what it puts under a signature."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.criteria import Criterion
from initiatives.models import Screening
from initiatives.signed import fields_of
from literacy.models import Measure, Statement, StatementKind
from literacy.standing import standing_of
from organisation.functions import Function
from organisation.templatetags.ui import written_day

CODES = (
    "coverage",
    "overseers",
    "impact_assessment",
    "consultations",
    "dialogue",
    "intent_published",
    "ambition",
)

COVERAGE_SHARE = 80
"""Per cent of the exposed people of a site that measures must cover."""
OVERSEERS_SHARE = 100
"""Per cent of the overseers of a site that measures must cover."""

SIGNED_FIELDS = {
    "literacy.measure": (
        "kind",
        "audience",
        "unit",
        "site",
        "held_on",
        "people",
        "ai_system",
        "content",
    ),
    # of the impact assessment only, by the hash of its file
    "literacy.statement": ("kind", "attachment"),
}

_ASKED = ("id", "initiative", "site", "reason", "asked_at", "asked_by")
_ANSWERED = ("agreed", "answered_at", "answered_by")

UNSIGNED_FIELDS = {
    "literacy.measure": (
        "id",
        "initiative",
        "note",
        "supersedes",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.consultation": (
        "id",
        "initiative",
        "site",
        "body",
        "right",
        "subject",
        "opened_at",
        "opened_by",
    ),
    "literacy.information": (
        "id",
        "consultation",
        "informed_on",
        "text",
        "attachment",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.opinion": (
        "id",
        "consultation",
        "outcome",
        "text",
        "given_on",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.waiver": (*_ASKED, *_ANSWERED),
    "literacy.override": (*_ASKED, *_ANSWERED),
    "literacy.usestart": (
        "id",
        "initiative",
        "site",
        "on",
        "real_work",
        "override",
        "recorded_at",
        "recorded_by",
    ),
    # what people said stays out of every signature
    "literacy.envelope": (
        "id",
        "week",
        "release_by",
        "claim_hash",
        "sealed",
        "wrapped",
    ),
    "literacy.batch": ("id", "week", "received", "released_at"),
    "literacy.themeblock": ("id", "theme", "week", "concerns"),
    "literacy.publishedquestion": (
        "id",
        "initiative",
        "theme",
        "text",
        "function",
        "state",
        "since",
        "answer_by",
        "reckoning",
        "published_at",
        "published_by",
        "answer",
        "answered_at",
        "answered_by",
    ),
    "literacy.concern": (
        "id",
        "mode",
        "theme",
        "initiative",
        "batch",
        "released_at",
        "answer_by",
        "reckoning",
        "asked_by",
        "trusted",
        "who",
        "sealed",
        "wrapped",
        "claim_hash",
        "question",
        "counted_in",
        "withdrawn_at",
    ),
    "literacy.seconding": ("id", "question", "mark"),
    "literacy.concernreply": (
        "id",
        "concern",
        "from_asker",
        "place",
        "week",
        "sealed",
        "wrapped",
        "written_at",
        "written_by",
    ),
    "literacy.pulse": (
        "id",
        "initiative",
        "closes_on",
        "invited",
        "opened_at",
        "opened_by",
        "reminded_at",
        "closed_at",
    ),
    "literacy.pulsegroup": ("id", "pulse", "unit", "invited"),
    "literacy.tally": ("id", "group", "item", "value", "answers"),
    "literacy.ballot": ("id", "pulse", "person"),
    "literacy.spentballot": ("number", "pulse"),
    "literacy.statement": (
        "id",
        "initiative",
        "text",
        "intent",
        "written_at",
        "written_by",
    ),
}


def criteria(initiative) -> list[Criterion]:
    """Coverage, overseers, impact, consultations, dialogue, intent and ambition."""
    page = reverse("literacy:page", args=[initiative.ref])
    standing = standing_of(initiative)
    said = Statement.objects.latest_of(initiative)
    return [
        _coverage(standing, f"{page}#measures"),
        _overseers(initiative, standing, f"{page}#measures"),
        _written(
            said,
            StatementKind.IMPACT,
            _("Working-conditions impact assessment complete"),
            f"{page}#statements",
        ),
        _consultations(standing, f"{page}#consultations"),
        _written(
            said,
            StatementKind.DIALOGUE,
            _("Dialogue note signed by HR"),
            f"{page}#statements",
        ),
        _intent(initiative, said, f"{page}#statements"),
        _written(
            said,
            StatementKind.AMBITION,
            _("What was learnt refined the ambition"),
            f"{page}#statements",
            fixed_by=Function.LEADERSHIP,
        ),
    ]


def is_covered(covered, of, share) -> bool:
    """Whether a count reaches a share of another, in per cent, without rounding."""
    return covered * 100 >= share * of


def signed(initiative) -> dict:
    """The figures of the measures and the hash of the impact assessment."""
    names = SIGNED_FIELDS["literacy.measure"]
    measures = Measure.objects.standing().filter(initiative=initiative, people__gt=0)
    assessment = Statement.objects.latest_of(initiative).get(StatementKind.IMPACT)
    return {
        "measures": [fields_of(row, names) for row in measures.order_by("pk")],
        "impact_assessment": assessment.attachment.sha256 if assessment else "",
    }


def contributors(initiative) -> set:
    """Who recorded a measure or wrote the impact assessment."""
    return set(
        Measure.objects.filter(initiative=initiative)
        .order_by()
        .values_list("recorded_by", flat=True)
        .union(
            Statement.objects.filter(initiative=initiative, kind=StatementKind.IMPACT)
            .order_by()
            .values_list("written_by", flat=True)
        )
    )


def _coverage(standing, url):
    label = format_lazy(
        _("At least {share}% of the exposed people covered, at every site"),
        share=COVERAGE_SHARE,
    )
    low = [
        s
        for s in standing.in_scope
        if not is_covered(s.covered, s.people, COVERAGE_SHARE)
    ]
    fact = _of_people(standing.covered, standing.people)
    if not standing.in_scope:
        fact = _("No site is in scope")
    elif low:
        fact = format_lazy(
            _("{fact}; too few at {sites}"), fact=fact, sites=_sites(low)
        )
    return Criterion(
        "coverage",
        label,
        bool(standing.in_scope) and not low,
        fact,
        Function.HR,
        url,
    )


def _overseers(initiative, standing, url):
    label = _("Every overseer trained")
    if not standing.overseers:
        needed = initiative.screening == Screening.HIGH_RISK
        return Criterion(
            "overseers",
            label,
            bool(standing.in_scope) and not needed,
            _("Likely high-risk: list who oversees the AI system")
            if needed
            else _("Nobody is listed as overseer"),
            Function.HR,
            reverse("initiatives:edit", args=[initiative.ref]) if needed else url,
        )
    low = [
        s
        for s in standing.in_scope
        if not is_covered(s.overseers_covered, s.overseers, OVERSEERS_SHARE)
    ]
    return Criterion(
        "overseers",
        label,
        not low,
        format_lazy(
            _("{covered} of {total} overseers"),
            covered=standing.overseers_covered,
            total=standing.overseers,
        ),
        Function.HR,
        url,
    )


def _consultations(standing, url):
    missing = standing.missing
    bodies = sum(len(site.bodies) for site in standing.in_scope)
    if not standing.in_scope:
        fact = _("No site is in scope")
    elif missing:
        _site, body = missing[0]
        fact = format_lazy(
            _("{body}: {state}"), body=body.body.name, state=missing_because(body)
        )
        if len(missing) > 1:
            fact = format_lazy(_("{fact}; and {n} more"), fact=fact, n=len(missing) - 1)
    elif not bodies:
        fact = _("No body sits at the sites in scope: nobody to consult")
    else:
        fact = ngettext_lazy(
            "%(n)d body, honoured", "%(n)d bodies, all honoured", "n"
        ) % {"n": bodies}
    return Criterion(
        "consultations",
        _("Every consultation that applies has passed"),
        bool(standing.in_scope) and not missing,
        fact,
        Function.HR,
        url,
    )


def missing_because(body):
    """Why the right of a body is not honoured yet, in words."""
    if not body.consultations:
        return _("no consultation opened")
    row = next(row for row in body.consultations if not row.has_passed)
    if row.informed_on is None:
        return _("nothing handed over yet")
    if not row.outcome:
        return _("opinion awaited")
    return _("no consent given")


def _written(said, kind, label, url, fixed_by=Function.HR):
    row = said.get(kind)
    return Criterion(
        {
            StatementKind.IMPACT: "impact_assessment",
            StatementKind.DIALOGUE: "dialogue",
            StatementKind.AMBITION: "ambition",
        }[kind],
        label,
        row is not None,
        _written_on(row) if row else _("Not written yet"),
        fixed_by,
        url,
    )


def _intent(initiative, said, url):
    row = said.get(StatementKind.INTENT)
    is_current = row is not None and row.intent == initiative.intent
    if is_current:
        fact = _written_on(row)
    elif row:
        fact = _("The intent has changed since it was published")
    else:
        fact = _("Not published yet")
    return Criterion(
        "intent_published",
        _("Intent published to employees"),
        is_current,
        fact,
        Function.HR,
        url,
    )


def _written_on(row):
    return format_lazy(
        "{name}, {day}",
        name=row.written_by.name,
        day=_day(timezone.localtime(row.written_at)),
    )


_day = lazy(written_day, str)


def _of_people(covered, total):
    return ngettext_lazy(
        "%(covered)d of %(n)d person", "%(covered)d of %(n)d people", "n"
    ) % {"covered": covered, "n": total}


def _sites(sites):
    return ", ".join(s.site.name for s in sites)
