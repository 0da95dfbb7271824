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
from literacy.coverage import SMALLEST
from literacy.fields import SIGNED_FIELDS as SIGNED_FIELDS
from literacy.fields import UNSIGNED_FIELDS as UNSIGNED_FIELDS
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
    if 0 < standing.people < SMALLEST:
        fact = _("Fewer than 5 people exposed")
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


def _trained(standing, is_enough):
    """How many overseers are trained, without a number where they are few."""
    if standing.overseers >= SMALLEST:
        return format_lazy(
            _("{covered} of {total} overseers"),
            covered=standing.overseers_covered,
            total=standing.overseers,
        )
    if is_enough:
        return _("Fewer than 5 overseers, enough of them trained")
    return _("Fewer than 5 overseers, not enough of them trained")


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
        _trained(standing, not low),
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
