"""What the gate of literacy (G1) asks, and what it puts under a signature."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from initiatives.criteria import Criterion
from initiatives.models import Screening
from initiatives.rules import number
from initiatives.signed import fields_of
from literacy import impact, reading
from literacy.models import (
    Assessment,
    AssessmentCompletion,
    Finding,
    Measure,
    Statement,
    StatementKind,
)
from literacy.pulses import gate_pulse
from literacy.standing import standing_of
from literacy.voicing import late_concerns
from organisation.functions import Function
from organisation.templatetags.ui import written_day

CODES = (
    "coverage",
    "overseers",
    "impact_assessment",
    "consultations",
    "concerns",
    "dialogue",
    "intent_published",
    "ambition",
)

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
        "attachment",
        "valid_until",
    ),
    # of the impact assessment only, by the hash of its file
    "literacy.statement": ("kind", "attachment"),
    # of the version of the assessment that counts
    "literacy.assessment": ("version",),
    "literacy.assessmentcompletion": ("contributors", "documents", "risk_document"),
    "literacy.finding": (
        "dimension",
        "unit",
        "site",
        "is_affected",
        "reason",
        "before",
        "after",
        "direction",
        "severity",
        "likelihood",
        "residual_severity",
        "residual_likelihood",
        "evidence",
    ),
    # as the version holds them; what is changed later is followed, not signed
    "literacy.prevention": ("dimension", "text", "indicator", "due_on"),
}

_ASKED = ("id", "initiative", "site", "reason", "asked_at", "asked_by")
_ANSWERED = ("agreed", "answered_at", "answered_by")
_SAID = ("id", "consultation", "text", "attachment", "recorded_at", "recorded_by")

UNSIGNED_FIELDS = {
    "literacy.measure": (
        "id",
        "initiative",
        "minutes",
        "trainer",
        "languages",
        "again_on_system",
        "again_on_model",
        "again_on_purpose",
        "note",
        "act",
        "supersedes",
        "import_key",
        "imported_people",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.refreshcall": (
        "id",
        "initiative",
        "trigger",
        "on",
        "reason",
        "called_at",
        "called_by",
    ),
    "literacy.levelcount": (
        "id",
        "initiative",
        "unit",
        "site",
        "audience",
        "able",
        "coaching",
        "ground",
        "declared_at",
        "declared_by",
    ),
    "literacy.namedlistrule": (
        "id",
        "unit",
        "country",
        "ground",
        "asked_at",
        "asked_by",
        "agreed",
        "answered_at",
        "answered_by",
        "ended_at",
        "ended_by",
    ),
    "literacy.attendee": ("id", "measure", "name", "erased_at", "erased_by"),
    "literacy.attendanceimport": (
        "id",
        "file",
        "name",
        "size",
        "sha256",
        "state",
        "mapping",
        "rows",
        "done",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "errors",
        "added_at",
        "added_by",
    ),
    # what it comes to is signed with the initiative itself, as its screening
    "literacy.screeningversion": (
        "id",
        "initiative",
        "law_version",
        "ai_system",
        "vendor",
        "model_version",
        "role",
        "becomes_provider",
        "practices",
        "annex",
        "profiling",
        "claim",
        "claim_ground",
        "talks_to_people",
        "makes_content",
        "makes_deepfakes",
        "informs_public",
        "reads_bodies",
        "affected",
        "go_live_on",
        "overseers",
        "overseers_may_stop",
        "instructions",
        "logs_months",
        "dpia_ref",
        "fria",
        "fria_ref",
        "workers_told_on",
        "representatives_told_on",
        "affected_told_on",
        "incident_contact",
        "next_review_on",
        "note",
        "outcome",
        "screened_at",
        "screened_by",
    ),
    # what is said to a body and by it is never under a signature (gates.md, "Revision")
    "literacy.consultation": (
        "id",
        "initiative",
        "site",
        "body",
        "rule",
        "right",
        "subject",
        "items",
        "talks_pass",
        "follows",
        "reason",
        "opened_at",
        "opened_by",
    ),
    "literacy.information": (*_SAID, "informed_on", "is_confidential"),
    "literacy.handeditem": ("id", "consultation", "information", "item", "on"),
    "literacy.event": (
        *_SAID,
        "kind",
        "side",
        "on",
        "months",
        "both_levels",
        "answers",
    ),
    "literacy.order": (*_SAID, "kind", "forum", "on", "until", "reference"),
    "literacy.deadline": (
        "id",
        "consultation",
        "started_on",
        "due_on",
        "agreement",
        "facts",
        "calendar_version",
        "law_version",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.opinion": (*_SAID, "outcome", "given_on"),
    "literacy.response": (*_SAID, "on", "departs", "waits_until", "facts"),
    "literacy.commitment": (
        "id",
        "consultation",
        "text",
        "owner",
        "due_on",
        "supersedes",
        "made_at",
        "made_by",
    ),
    "literacy.fulfilment": (
        "id",
        "commitment",
        "on",
        "text",
        "attachment",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.addendum": (*_SAID, "side"),
    "literacy.councilkey": ("id", "consultation", "key_id", "wrapped", "made_at"),
    "literacy.councilnote": (
        "id",
        "consultation",
        "sealed",
        "written_at",
        "written_by",
    ),
    "literacy.filereading": ("id", "information", "person", "read_at"),
    "literacy.waiver": (*_ASKED, *_ANSWERED, "rule", "earlier"),
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
    "literacy.assessment": ("id", "initiative", "opened_at", "opened_by"),
    "literacy.assessmentcompletion": (
        "id",
        "assessment",
        "completed_at",
        "completed_by",
    ),
    "literacy.finding": (
        "id",
        "initiative",
        "assessment",
        "supersedes",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.prevention": (
        "id",
        "initiative",
        "assessment",
        "owner",
        "is_follow_up",
        "is_dropped",
        "reason",
        "supersedes",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.preventiondone": (
        "id",
        "prevention",
        "done_on",
        "proof",
        "recorded_at",
        "recorded_by",
    ),
    # the other side's own words: shown beside the signatures
    "literacy.representativeview": (
        "id",
        "assessment",
        "seat",
        "site",
        "dimension",
        "text",
        "written_at",
        "written_by",
    ),
    # what was tried: learning, no promise
    "literacy.sandbox": (
        "id",
        "unit",
        "initiative",
        "idea",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.sandboxreport": (
        "id",
        "sandbox",
        "number",
        "hypothesis",
        "tool",
        "data_class",
        "personal_ground",
        "personal_confirmed",
        "tried_on",
        "result",
        "would_use",
        "time_before",
        "time_after",
        "time_unit",
        "errors_seen",
        "recorded_at",
        "recorded_by",
    ),
    "literacy.recipe": (
        "id",
        "sandbox",
        "title",
        "function",
        "tool",
        "data_class",
        "search_text",
        "shared_at",
        "shared_by",
        "retired_at",
        "retired_by",
        "retire_reason",
    ),
    "literacy.recipeversion": (
        "id",
        "recipe",
        "number",
        "prompt",
        "check_by",
        "changed_because",
        "written_at",
        "written_by",
    ),
    "literacy.recipeuse": ("id", "recipe", "token"),
    "literacy.lawrule": ("id", "code", "level", "country", "created_at"),
    "literacy.lawruleversion": (
        "id",
        "rule",
        "number",
        "law_version",
        "body",
        "right_kind",
        "blocking",
        "time_may_pass",
        "in_force_from",
        "reason",
        "recorded_at",
        "proposed_at",
        "proposed_by",
        "agreed",
        "confirmed_at",
        "confirmed_by",
        "verified_on",
        "verified_by",
    ),
    "literacy.triage": (
        "id",
        "initiative",
        "answers",
        "novelty",
        "justification",
        "earlier",
        "answered_at",
        "answered_by",
        "agreed",
        "signed_at",
        "signed_by",
    ),
    "literacy.calendarfeed": ("id", "person", "key_hash", "renewed_at"),
    # what people said stays out of every signature
    "literacy.envelope": (
        "id",
        "week",
        "release_by",
        "claim_hash",
        "sealed",
        "wrapped",
    ),
    "literacy.takenback": ("claim_hash",),
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
        "missing",
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
    "literacy.earlieranswer": (
        "id",
        "question",
        "outcome",
        "text",
        "answered_at",
        "answered_by",
        "reopened_at",
    ),
    "literacy.verdict": ("id", "concern", "round", "is_answered", "week"),
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
    """All that the gate of literacy asks."""
    page = reverse("literacy:page", args=[initiative.ref])
    standing = standing_of(initiative)
    said = Statement.objects.latest_of(initiative)
    return [
        _coverage(initiative, standing, f"{page}#measures"),
        _overseers(initiative, standing, f"{page}#measures"),
        _impact(initiative, standing, said),
        _consultations(standing, f"{page}#consultations"),
        _concerns(initiative),
        _dialogue(initiative, said, f"{page}#statements"),
        _intent(initiative, said, f"{page}#statements"),
        _written(
            said,
            StatementKind.AMBITION,
            _("What was learnt refined the ambition"),
            f"{page}#statements",
            fixed_by=Function.LEADERSHIP,
        ),
    ]


def prohibited(initiative) -> list[Criterion]:
    """What Article 5 forbids passes no gate, also where it was found after the charter.

    Nothing otherwise. What nobody can meet ends by stopping.
    """
    if initiative.screening != Screening.PROHIBITED:
        return []
    return [
        Criterion(
            "prohibited",
            _("No prohibited practice (Article 5 of the AI Act)"),
            False,
            _("Legal answered that it is one"),
            Function.LEGAL,
            reverse("literacy:screening", args=[initiative.ref]),
        )
    ]


def is_covered(covered, of, share) -> bool:
    """Whether a count reaches a share of another, in per cent, without rounding."""
    return covered * 100 >= share * of


def signed(initiative) -> dict:
    """The figures of the measures, and the impact assessment that counts."""
    names = SIGNED_FIELDS["literacy.measure"]
    measures = Measure.objects.standing().filter(initiative=initiative, people__gt=0)
    counting = Assessment.objects.counting_of(initiative)
    file = Statement.objects.latest_of(initiative).get(StatementKind.IMPACT)
    content = {
        "measures": [fields_of(row, names) for row in measures.order_by("pk")],
        "impact_assessment": file.attachment.sha256 if file and not counting else "",
    }
    if counting:
        content["assessment"] = _signed_assessment(counting)
    return content


def _signed_assessment(assessment):
    """A version with its answers and its plan, as they stood when it was complete."""
    findings = Finding.objects.as_of(assessment).order_by("dimension", "unit", "site")
    return {
        **fields_of(assessment, SIGNED_FIELDS["literacy.assessment"]),
        **fields_of(
            assessment.completion, SIGNED_FIELDS["literacy.assessmentcompletion"]
        ),
        "findings": [
            fields_of(row, SIGNED_FIELDS["literacy.finding"]) for row in findings
        ],
        "preventions": [
            fields_of(row, SIGNED_FIELDS["literacy.prevention"])
            for row in impact.plan_of(assessment).order_by("pk")
        ],
    }


def contributors(initiative) -> set:
    """Who recorded a measure, or wrote or completed the impact assessment."""
    return set(
        Measure.objects.filter(initiative=initiative)
        .order_by()
        .values_list("recorded_by", flat=True)
        .union(
            Statement.objects.filter(initiative=initiative, kind=StatementKind.IMPACT)
            .order_by()
            .values_list("written_by", flat=True),
            Finding.objects.filter(initiative=initiative)
            .order_by()
            .values_list("recorded_by", flat=True),
            AssessmentCompletion.objects.filter(assessment__initiative=initiative)
            .order_by()
            .values_list("completed_by", flat=True),
        )
    )


def _coverage(initiative, standing, url):
    share = number(initiative, "coverage")
    label = format_lazy(
        _("At least {share}% of the exposed people covered, at every site"),
        share=share,
    )
    low = [s for s in standing.in_scope if not is_covered(s.covered, s.people, share)]
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
        if not is_covered(
            s.overseers_covered, s.overseers, number(initiative, "overseers")
        )
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
    duties = [duty for site in standing.in_scope for duty in site.duties]
    if not standing.in_scope:
        fact = _("No site is in scope")
    elif missing:
        _site, body = missing[0]
        fact = format_lazy(
            _("{body}: {state}"), body=body.name, state=missing_because(body)
        )
        if len(missing) > 1:
            fact = format_lazy(_("{fact}; and {n} more"), fact=fact, n=len(missing) - 1)
    elif not bodies:
        fact = _("No body sits at the sites in scope: nobody to consult")
    elif not duties:
        fact = _("By the answers of the triage, no consultation is required")
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
    duty = body.first_missing
    if duty.body is None:
        return format_lazy(_("{rule} applies, and no body is recorded"), rule=duty.code)
    why = reading.because(duty.consultation)
    if not duty.code:
        return why
    return format_lazy("{} ({})", why, duty.code)


def _written(said, kind, label, url, fixed_by=Function.HR):
    row = said.get(kind)
    return Criterion(
        {
            StatementKind.AMBITION: "ambition",
        }[kind],
        label,
        row is not None,
        _written_on(row) if row else _("Not written yet"),
        fixed_by,
        url,
    )


def _impact(initiative, standing, said):
    """Whether the working-conditions impact assessment is complete: one truth.

    What counts is the newest complete version of the assessment, and it must answer
    every dimension for every population that is in scope today. Only where there is
    none, and the initiative was taken over, a file that was written elsewhere counts
    in its place; the first complete version ends that for good.
    """
    label = _("Working-conditions impact assessment complete")
    url = reverse("literacy:impact", args=[initiative.ref])
    places = [p for site in standing.in_scope for p in site.places if p.in_scope]
    versions = impact.versions_of(initiative)
    counting = impact.counting(versions)
    file = said.get(StatementKind.IMPACT)
    met = False
    if counting is not None:
        reading = impact.read(counting, places)
        met = reading.is_whole
        fact = _counts(counting) if met else _not_whole(reading)
    elif initiative.taken_over_at and file:
        met, fact = True, _written_on(file)
    else:
        fact = (
            _not_whole(impact.read(versions[0], places))
            if versions
            else _("Not written yet")
        )
    return Criterion("impact_assessment", label, met, fact, Function.HR, url)


def _counts(assessment):
    done = assessment.completion
    return format_lazy(
        _("Version {n}: {name}, {day}"),
        n=assessment.version,
        name=done.completed_by.name,
        day=_day(timezone.localtime(done.completed_at)),
    )


def _not_whole(reading):
    if not reading.populations:
        return _("No site is in scope")
    sites = ", ".join(
        dict.fromkeys(place.site.name for _dimension, place in reading.missing)
    )
    if reading.assessment.is_complete:
        return format_lazy(
            _("Version {n} says nothing of {sites}: a new version is due"),
            n=reading.assessment.version,
            sites=sites,
        )
    return format_lazy(
        _("Version {n}: {answered} of {asked} answers given, not complete yet"),
        n=reading.assessment.version,
        answered=reading.answered,
        asked=reading.asked,
    )


def _concerns(initiative):
    late = late_concerns(initiative)
    return Criterion(
        "concerns",
        format_lazy(
            _("No question or concern of employees waits beyond {n} working days"),
            n=number(initiative, "concern"),
        ),
        not late,
        ngettext_lazy("%(n)d waits too long", "%(n)d wait too long", "n") % {"n": late}
        if late
        else _("None is late"),
        Function.HR,
        reverse("literacy:employees", args=[initiative.ref]),
    )


def _dialogue(initiative, said, url):
    """The pulse says that people are heard, or HR writes and signs that they are."""
    label = _("People are heard: by a pulse, or by a dialogue note signed by HR")
    row = said.get(StatementKind.DIALOGUE)
    if row is not None:
        return Criterion("dialogue", label, True, _written_on(row), Function.HR, url)
    pulse = gate_pulse(initiative)
    if pulse is None:
        fact = _("No note yet, and no pulse with ten answers")
    elif pulse["is_enough"]:
        fact = format_lazy(
            _("The pulse of {day} is enough"), day=_day(pulse["pulse"].closed_at)
        )
    else:
        fact = _("No note yet, and the pulse is not enough")
    is_met = bool(pulse and pulse["is_enough"])
    return Criterion("dialogue", label, is_met, fact, Function.HR, url)


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
