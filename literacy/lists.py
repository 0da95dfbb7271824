"""The lists of stage 1 as files: measures, consultations, what is due, questions.

Concerns and the files of a body are no list: what is said in confidence, and what a
body writes for itself, leaves the product in no file.
"""

from django.http import Http404
from django.utils.translation import gettext as _

from audit.errors import Refused
from initiatives.models import Initiative
from literacy import council_pages, sandbox_pages, voice_pages
from literacy import measures as measuring
from literacy.due import due_items
from literacy.forms import LibraryForm
from literacy.law import pages as law_pages
from literacy.models import Consultation, Measure, PublishedQuestion, Sandbox
from organisation import access
from organisation.functions import Function
from organisation.models import Body, Site
from organisation.sheets import Column, Listing


def measures(person, asked) -> Listing:
    """The dated acts of all initiatives that a person may see; no name of anybody."""
    if not (access.current_holdings(person) or person.is_auditor):
        raise Refused(access.refusal("literacy.record_measure"))
    seen = Initiative.objects.visible_to(person).values("pk")
    rows = (
        Measure.objects.standing()
        .filter(initiative__in=seen)
        .select_related("initiative", "unit", "site")
        .order_by("-held_on", "-pk")
    )
    return Listing(
        _("Measures"),
        rows,
        (
            Column(_("Reference"), lambda m: m["measure"].initiative.ref, 12),
            Column(_("Initiative"), lambda m: m["measure"].initiative.title, 36),
            Column(_("Kind"), lambda m: m["measure"].get_kind_display()),
            Column(_("For whom"), lambda m: m["measure"].get_audience_display()),
            Column(_("Unit"), lambda m: m["measure"].unit.name, 24),
            Column(_("Site"), lambda m: m["measure"].site.name),
            Column(_("Held on"), lambda m: m["measure"].held_on),
            Column(_("People newly covered"), lambda m: m["people"]),
            Column(_("AI system covered"), lambda m: m["measure"].ai_system, 30),
            Column(_("Content and its version"), lambda m: m["measure"].content, 40),
            Column(_("Minutes"), lambda m: m["measure"].minutes),
            Column(_("Valid until"), lambda m: m["measure"].valid_until),
        ),
        (),
        lambda block: measuring.listed(block, person),
    )


def due(person, asked) -> Listing:
    """What is due to whom by when, as in the calendar of consultations."""
    if not access.may(person, "organisation.see"):
        raise Http404
    country = asked.get("country", "")[:2].upper()
    site, body = _id(asked.get("site", "")), _id(asked.get("body", ""))
    found = due_items(person, country=country, site=site, body=body)
    return Listing(
        _("Calendar of consultations"),
        found,
        (
            Column(_("Day"), lambda d: d.on),
            Column(_("What"), lambda d: d.what, 40),
            Column(_("By whom"), lambda d: d.who, 28),
            Column(_("Reference"), lambda d: d.initiative.ref, 12),
            Column(_("Initiative"), lambda d: d.initiative.title, 36),
            Column(_("Site"), lambda d: d.site.name),
            Column(_("Rule"), lambda d: d.rule),
            Column(_("How the day came about"), lambda d: d.sentence, 60),
        ),
        (
            (_("Country"), country),
            (_("Site"), Site.objects.filter(pk=site).first() if site else ""),
            (_("Body"), Body.objects.filter(pk=body).first() if body else ""),
        ),
    )


def _id(text) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def consultations(person, asked) -> Listing:
    """The consultations whose file a person may open, the newest first."""
    seen = Initiative.objects.visible_to(person)
    rows = council_pages.full(Consultation.objects.readable_by(person, seen))
    return Listing(
        _("Consultations"),
        rows.order_by("-opened_at", "-pk"),
        (
            Column(_("Reference"), lambda c: c.initiative.ref, 12),
            Column(_("Initiative"), lambda c: c.initiative.title, 36),
            Column(_("Body"), lambda c: c.body.name, 24),
            Column(_("Site"), lambda c: c.site.name),
            Column(_("Subject"), lambda c: c.about, 40),
            Column(_("Right"), lambda c: c.get_right_display(), 30),
            Column(_("State"), lambda c: c.state_label, 30),
            Column(_("Opened"), lambda c: c.opened_at),
            Column(_("Information handed over"), lambda c: c.informed_on),
            Column(_("Term"), lambda c: c.due_on),
            Column(_("Opinion"), lambda c: c.get_outcome_display(), 24),
        ),
    )


def questions(person, asked) -> Listing:
    """Published questions with their answers; who asked is nobody's to know."""
    rows = (
        PublishedQuestion.objects.readable_by(person)
        .with_askers()
        .select_related("initiative")
        .order_by("-published_at", "pk")
    )
    theme = asked.get("theme", "")
    if theme in voice_pages.THEMES:
        rows = rows.filter(theme=theme)
    return Listing(
        _("Questions"),
        rows,
        (
            Column(_("Question"), lambda q: q.text, 60),
            Column(_("Theme"), lambda q: q.get_theme_display()),
            Column(_("Asked by"), lambda q: voice_pages.asked_by(q.askers), 30),
            Column(_("Initiative"), lambda q: q.initiative.ref if q.initiative else ""),
            Column(_("Who answers"), lambda q: q.get_function_display()),
            Column(_("State"), lambda q: q.get_state_display(), 28),
            Column(_("Published"), lambda q: q.published_at.date()),
            Column(_("Answer by"), lambda q: q.answer_by),
            Column(_("Answer"), lambda q: q.answer, 60),
            Column(_("Answered"), lambda q: q.answered_at),
        ),
        ((_("Theme"), voice_pages.THEMES.get(theme, "")),),
    )


def sandboxes(person, asked) -> Listing:
    """What was tried outside of real work; its times are estimated."""
    rows = sandbox_pages.with_reports(Sandbox.objects.visible_to(person))
    return Listing(
        _("Sandboxes"),
        rows.order_by("-pk"),
        (
            Column(
                _("Initiative"),
                lambda s: s["initiative"].ref if s["initiative"] else "",
                12,
            ),
            Column(_("Idea"), lambda s: s["sandbox"].idea, 36),
            Column(_("Unit"), lambda s: s["sandbox"].unit.name, 24),
            Column(_("Hypothesis"), lambda s: s["report"].hypothesis, 40),
            Column(_("Tool"), lambda s: s["report"].tool),
            Column(_("Data used"), lambda s: s["report"].get_data_class_display(), 28),
            Column(_("Tried on"), lambda s: s["report"].tried_on),
            Column(_("Result"), lambda s: s["report"].result, 60),
            Column(_("Would be used"), lambda s: s["report"].get_would_use_display()),
            Column(_("Time before"), lambda s: s["report"].time_before),
            Column(_("Time after"), lambda s: s["report"].time_after),
            Column(_("Unit of time"), lambda s: s["report"].get_time_unit_display()),
            Column(
                _("How sure"),
                lambda s: _("Estimated") if s["report"].time_after is not None else "",
            ),
        ),
        (),
        lambda block: sandbox_pages.listed(block, person),
    )


def recipes(person, asked) -> Listing:
    """The shared library of recipes."""
    form = LibraryForm(asked)
    rows = form.chosen(sandbox_pages.current_recipes())
    chosen = form.cleaned_data
    return Listing(
        _("Recipes"),
        rows,
        (
            Column(_("Recipe"), lambda r: r.title, 40),
            Column(_("Function"), lambda r: r.get_function_display()),
            Column(_("Tool"), lambda r: r.tool),
            Column(_("Data"), lambda r: r.get_data_class_display(), 28),
            Column(_("Unit"), lambda r: r.sandbox.unit.name, 24),
            Column(_("Used by"), lambda r: r.used_by),
            Column(_("Shared"), lambda r: r.shared_at.date()),
            Column(_("Retired"), lambda r: r.retired_at),
        ),
        (
            (_("Words"), chosen.get("q")),
            (_("Function"), _function(chosen.get("function"))),
            (_("Tool"), chosen.get("tool")),
            (_("Retired too"), _("Yes") if chosen.get("retired") else ""),
        ),
    )


def _function(value) -> str:
    return Function(value).label if value else ""


def law(person, asked) -> Listing:
    """The register of rules that count today."""
    if not access.may(person, "organisation.see"):
        raise Http404
    country = asked.get("country", "")[:2].upper()
    found = law_pages.register(person, country)["rows"]
    return Listing(
        _("Consultation law"),
        found,
        (
            Column(_("Rule"), lambda r: r["version"].rule.code),
            Column(_("Whose law"), lambda r: r["whose"], 24),
            Column(_("Title"), lambda r: r["version"].title, 40),
            Column(_("Effect"), lambda r: r["effect"], 40),
            Column(_("Term"), lambda r: r["term"], 40),
            Column(_("State of the law"), lambda r: r["version"].law_version),
            Column(_("Verified by Legal"), lambda r: r["version"].is_verified),
        ),
        ((_("Country"), country),),
    )


LISTS = {
    "measures": measures,
    "due": due,
    "consultations": consultations,
    "questions": questions,
    "sandboxes": sandboxes,
    "recipes": recipes,
    "law": law,
}
