"""What the pages of stage 1 say: sentences, rows and bars, computed from evidence."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.rules import not_open, number
from literacy import (
    coverage,
    impact_pages,
    measures,
    reading,
    sandbox_pages,
    screenings,
)
from literacy.evidence import (
    is_covered,
    missing_because,
)
from literacy.law import pages as law
from literacy.models import (
    OPEN_ENDED,
    Assessment,
    Consultation,
    Opinion,
    Override,
    Right,
    Statement,
    StatementKind,
    UseStart,
    Waiver,
)
from literacy.standing import standing_of
from organisation import access, numbers
from organisation.functions import Function


def bar(covered, total) -> str:
    """The width of a bar that shows a share, for an SVG attribute."""
    share = min(covered / total, 1) if total else 0
    return f"{99 * share:.2f}%"


def per_cent(covered, total) -> int:
    """A share in whole per cent, rounded down so that 100 means all."""
    return covered * 100 // total if total else 100


@dataclass(frozen=True)
class Bar:
    """A count out of another, drawn."""

    covered: int
    total: int
    share: int

    @property
    def width(self) -> str:
        """The width of the drawn bar."""
        return bar(self.covered, self.total)

    @property
    def per_cent(self) -> int:
        """The share in whole per cent."""
        return per_cent(self.covered, self.total)

    @property
    def is_enough(self) -> bool:
        """Whether it reaches what the gate asks."""
        return is_covered(self.covered, self.total, self.share)


def people_bar(of, asked: int) -> Bar:
    """The people covered at a place, a site or in all of an initiative."""
    return Bar(of.covered, of.people, asked)


def overseers_bar(of, asked: int) -> Bar:
    """The overseers trained at a place, a site or in all of an initiative."""
    return Bar(of.overseers_covered, of.overseers, asked)


def finding(initiative, standing) -> str:
    """The sentence on top of an initiative's page of literacy."""
    if not standing.in_scope:
        return _("No site is in scope yet: list the people exposed first.")
    reached = ngettext(
        "%(covered)d of %(n)d person exposed is covered",
        "%(covered)d of %(n)d people exposed are covered",
        standing.people,
    ) % {"covered": standing.covered, "n": standing.people}
    if 0 < standing.people < coverage.SMALLEST:
        reached = _("Fewer than 5 people are exposed")
    missing = standing.missing
    if missing:
        _site, body = missing[0]
        sentence = _("%(reached)s. %(body)s: %(because)s.") % {
            "reached": reached,
            "body": body.name,
            "because": missing_because(body),
        }
        if len(missing) > 1:
            sentence += " " + ngettext(
                "%(n)d other consultation is missing too.",
                "%(n)d other consultations are missing too.",
                len(missing) - 1,
            ) % {"n": len(missing) - 1}
        return sentence
    if any(site.bodies for site in standing.in_scope):
        return _("%(reached)s, and every consultation has passed.") % {
            "reached": reached
        }
    return _("%(reached)s. No body sits at these sites.") % {"reached": reached}


def page(initiative, person) -> dict:
    """All that an initiative's page of literacy shows."""
    standing = standing_of(initiative)
    may = _allowed(initiative, person)
    seats = {seat.body_id for seat in access.seats(person)}
    statements = Statement.objects.latest_of(initiative)
    found = {
        "initiative": initiative,
        "tab": "literacy",
        "lead": finding(initiative, standing),
        "standing": standing,
        **measures.panel(initiative, person, may),
        **screenings.panel(initiative, person),
        "consultations": _sorted(consultations(initiative, person, seats, may)),
        "not_opened": [
            duty
            for site in standing.sites
            for duty in site.duties
            if duty.consultation is None and not duty.is_waived
        ],
        "to_open": len(standing.to_open),
        "waivers": Waiver.objects.filter(initiative=initiative).select_related(
            "site", "asked_by", "answered_by", "rule", "earlier__initiative"
        ),
        "overrides": Override.objects.filter(initiative=initiative).select_related(
            "site", "asked_by", "answered_by"
        ),
        "uses": UseStart.objects.filter(initiative=initiative).select_related(
            "site", "recorded_by", "override"
        ),
        "statements": [
            {
                "kind": kind,
                "slug": slug,
                "row": statements.get(kind),
                "may": may[slug],
                "stale": kind == StatementKind.INTENT
                and kind in statements
                and statements[kind].intent != initiative.intent,
            }
            for slug, kind in SLUGS.items()
            # a file counts only for what was taken over; else the assessment does
            if kind != StatementKind.IMPACT
            or initiative.taken_over_at
            or kind in statements
        ],
        "impact": impact_pages.summary(initiative),
        "sandboxes": sandbox_pages.of_initiative(initiative, person),
        "triage": law.triage(initiative, person),
        "may": may,
        "reads_files": bool(access.current_holdings(person) or person.is_auditor),
    }
    return {**found, "contents": contents(found)}


def _sorted(rows) -> dict:
    """The consultations that go on, those that have passed, and how many texts came."""
    return {
        "all": rows,
        "open": [item for item in rows if not item["row"].has_passed],
        "passed": [item for item in rows if item["row"].has_passed],
        "said": sum(
            bool(opinion.text) for item in rows for opinion in item["opinions"]
        ),
    }


def contents(found) -> list[dict]:
    """The parts of the page in their order, each with its state in a few words."""
    standing = found["standing"]
    asked = number(found["initiative"], "coverage")
    screened, triage = found["screened"], found["triage"]["row"]
    missing = sum(len(site.missing) for site in standing.sites)
    blocked = sum(site.is_blocked for site in standing.sites)
    assessment, tried = found["impact"]["assessment"], found["sandboxes"]
    unwritten = any(not row["row"] or row["stale"] for row in found["statements"])
    rows = [
        (
            "measures",
            _("Measures and coverage"),
            _("Fewer than 5 people")
            if 0 < standing.people < coverage.SMALLEST
            else _("%(covered)s of %(total)s")
            % {"covered": standing.covered, "total": standing.people},
            is_covered(standing.covered, standing.people, asked),
        ),
        (
            "screening",
            _("AI Act screening"),
            screened["class"].label if screened["row"] else _("Not answered"),
            bool(screened["row"]),
        ),
        (
            "triage",
            _("Which rules apply"),
            _("Questions answered") if triage else _("Not answered"),
            bool(triage),
        ),
        (
            "consultations",
            _("Consultations and opinions"),
            ngettext("%(n)s missing", "%(n)s missing", missing) % {"n": missing}
            if missing
            else _("Passed"),
            not missing,
        ),
        (
            "use",
            _("First use and the block"),
            ngettext("Blocked at %(n)d site", "Blocked at %(n)d sites", blocked)
            % {"n": blocked}
            if blocked
            else _("Real work may begin"),
            not blocked,
        ),
        (
            "impact",
            _("Working-conditions impact assessment"),
            _completeness(assessment),
            bool(assessment and assessment.is_complete),
        ),
        (
            "sandboxes",
            _("Tried in a sandbox"),
            str(len(tried)) if tried else "",
            True,
        ),
        (
            "statements",
            _("Said in writing"),
            _("Not written yet") if unwritten else _("Written"),
            not unwritten,
        ),
    ]
    return [
        {
            "part": part,
            "label": label,
            "state": state,
            "tone": "plain" if is_done else "warn",
        }
        for part, label, state, is_done in rows
    ]


def _completeness(assessment) -> str:
    if not assessment:
        return _("Not written yet")
    return _("Complete") if assessment.is_complete else _("Not complete yet")


SLUGS = {
    "impact": StatementKind.IMPACT,
    "dialogue": StatementKind.DIALOGUE,
    "intent": StatementKind.INTENT,
    "ambition": StatementKind.AMBITION,
}
"""The statements by the word that stands in the address."""

PERMISSIONS = {
    "measure": ("literacy.record_measure", None),
    "consult": ("literacy.consult", None),
    "use": ("literacy.start_use", None),
    "waive": ("literacy.waive_consultation", None),
    "ask_override": ("literacy.override_block", Function.LEADERSHIP),
    "answer_override": ("literacy.override_block", Function.LEGAL),
    "impact": ("literacy.assess_impact", None),
    "dialogue": ("literacy.write_dialogue_note", None),
    "intent": ("literacy.publish_intent", None),
    "ambition": ("literacy.refine_ambition", None),
}


def _allowed(initiative, person) -> dict:
    if not initiative.is_open:
        return dict.fromkeys(PERMISSIONS, not_open(initiative))
    return {
        name: access.may(person, permission, of=initiative, function=function)
        for name, (permission, function) in PERMISSIONS.items()
    }


def consultations(initiative, person, seats, may) -> list[dict]:
    """Each consultation that counts, with what the body answered."""
    employer = bool(
        access.current_holdings(person) or person.is_auditor or person.is_administrator
    )
    rows = list(
        Consultation.objects.filter(initiative=initiative)
        .current()
        .with_standing()
        .select_related("site", "body", "opened_by", "rule__rule", "initiative")
        .prefetch_related("opinions__recorded_by")
    )
    return [
        {
            "row": row,
            "state": row.state,
            "because": reading.because(row),
            "opinions": list(row.opinions.all()),
            "opens": employer or row.body_id in seats,
            "may_hand_over": bool(may["consult"].allowed)
            and row.outcome in ("", OPEN_ENDED),
            "may_opine": row.body_id in seats
            and row.complete_on is not None
            and row.outcome in ("", OPEN_ENDED)
            and initiative.is_open,
        }
        for row in rows
    ]


def opinions(initiative) -> list[Opinion]:
    """The opinion that counts of each body, for readers outside the function."""
    latest = {}
    for row in (
        Opinion.objects.filter(
            consultation__initiative=initiative,
            consultation__followed_by__isnull=True,
        )
        .select_related(
            "consultation__body",
            "consultation__site",
            "consultation__rule",
            "consultation__response",
        )
        .order_by("pk")
    ):
        latest[row.consultation_id] = row
    return list(latest.values())


def silences(initiative) -> list[Consultation]:
    """The consultations that ended by law because the body said nothing in its term."""
    rows = (
        Consultation.objects.filter(initiative=initiative)
        .current()
        .with_standing()
        .select_related("body", "site", "rule", "response")
    )
    return [row for row in rows if row.reading.expired]


def prompt(kind) -> str:
    """What to write in a statement, on top of its form."""
    return {
        StatementKind.IMPACT: _(
            "What the AI system changes in the work, and what is done about it."
        ),
        StatementKind.DIALOGUE: _(
            "What people asked and feared, and what was answered."
        ),
        StatementKind.INTENT: _(
            "Employees read these words on their page from now on."
        ),
        StatementKind.AMBITION: _("What was learnt, and what it changes in the aim."),
    }[kind]


# The work place


def next_step(standing, statements, initiative) -> str:
    """What comes next for an initiative in literacy, the longest wait first."""
    if not standing.in_scope:
        return _("List the people exposed")
    for _site, body in standing.missing:
        duty = body.first_missing
        row = duty.consultation
        if duty.body is None:
            return _("Say what %(rule)s asks for") % {"rule": duty.code}
        if row is None:
            return _("Open the consultation of %(body)s") % {"body": body.name}
        if row.complete_on is None:
            return _("Hand over the information to %(body)s") % {"body": body.name}
        if row.awaits_opinion:
            return _("Opinion of %(body)s") % {"body": body.name}
        if row.right in (Right.CONSENT, Right.BARGAIN):
            return _("Reach an agreement with %(body)s") % {"body": body.name}
        return _("Finish the consultation of %(body)s") % {"body": body.name}
    if any(
        not is_covered(s.covered, s.people, number(initiative, "coverage"))
        for s in standing.in_scope
    ):
        return _("Cover more people")
    if any(s.overseers_covered < s.overseers for s in standing.in_scope):
        return _("Train the overseers")
    for kind, sentence in (
        (StatementKind.IMPACT, _("Assess the impact on working conditions")),
        (StatementKind.DIALOGUE, _("Write the dialogue note")),
        (StatementKind.INTENT, _("Publish the intent")),
        (StatementKind.AMBITION, _("Refine the ambition")),
    ):
        if kind not in statements:
            return sentence
        if kind == StatementKind.INTENT and statements[kind] != initiative.intent:
            return _("Publish the intent again: it has changed")
    return _("Offer the handoff")


def work_rows(initiatives, found) -> list[dict]:
    """A row of the work place for each initiative, three more queries in all."""
    asked = numbers.current()
    said: dict = {initiative.pk: {} for initiative in initiatives}
    for row in (
        Statement.objects.filter(initiative__in=list(said))
        .order_by("pk")
        .values("initiative", "kind", "intent")
    ):
        said[row["initiative"]][row["kind"]] = row["intent"]
    assessed = set(
        Assessment.objects.complete()
        .filter(initiative__in=list(said))
        .values_list("initiative", flat=True)
    )
    for initiative in initiatives:
        if initiative.pk in assessed:
            said[initiative.pk][StatementKind.IMPACT] = ""
        elif not initiative.taken_over_at:
            said[initiative.pk].pop(StatementKind.IMPACT, None)
    return [
        {
            "initiative": initiative,
            "people": people_bar(found[initiative.pk], asked["coverage"]),
            "overseers": overseers_bar(found[initiative.pk], asked["overseers"])
            if found[initiative.pk].overseers >= coverage.SMALLEST
            else None,
            "few_people": 0 < found[initiative.pk].people < coverage.SMALLEST,
            "few_overseers": 0 < found[initiative.pk].overseers < coverage.SMALLEST,
            "missing": found[initiative.pk].missing,
            "bodies": sum(len(s.bodies) for s in found[initiative.pk].in_scope),
            "next": next_step(found[initiative.pk], said[initiative.pk], initiative),
            "url": reverse("literacy:page", args=[initiative.ref]),
        }
        for initiative in initiatives
    ]


def work_finding(total, missing) -> str:
    """The sentence on top of the work place."""
    if not total:
        return _("No initiative is in Literacy.")
    if missing:
        return ngettext(
            "%(missing)d of %(n)d initiative in Literacy misses a consultation.",
            "%(missing)d of %(n)d initiatives in Literacy miss a consultation.",
            total,
        ) % {"missing": missing, "n": total}
    return ngettext(
        "The %(n)d initiative in Literacy misses no consultation.",
        "None of %(n)d initiatives in Literacy misses a consultation.",
        total,
    ) % {"n": total}
