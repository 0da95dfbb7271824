"""The pages of stage 1: the work place, an initiative's page, and its forms."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused
from initiatives.doors import deliver, visible
from initiatives.models import Initiative
from initiatives.rules import may_read_files
from initiatives.stages import Stage
from literacy import actions, forms, pages
from literacy.models import (
    Consultation,
    Information,
    Measure,
    Override,
    Statement,
    StatementKind,
    Waiver,
)
from literacy.standing import misses_consultation, standing_of, standings
from organisation import access, doors

PAGE = 50
FORM = "_components/form_page.html"


@require_http_methods(["GET"])
def index(request):
    """All initiatives in literacy that a person may see, the ones that miss first."""
    rows = (
        Initiative.objects.visible_to(request.user)
        .running()
        .filter(stage=Stage.LITERACY)
        .annotate(misses=misses_consultation())
        .select_related("unit")
        .order_by("-misses", "stage_since", "number")
    )
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = standings(shown.object_list)
    missing = rows.filter(misses=True).count()
    context = {
        "rows": pages.work_rows(shown.object_list, found),
        "shown": shown,
        "lead": pages.work_finding(shown.paginator.count, missing),
    }
    return render(request, "literacy/index.html", context)


@require_http_methods(["GET"])
def page(request, ref):
    """Measures, consultations, first use and statements of one initiative."""
    initiative = visible(request, ref)
    return render(request, "literacy/page.html", pages.page(initiative, request.user))


@require_http_methods(["GET"])
def employees(request, ref):
    """What an initiative means for the people it touches, in plain words."""
    person = request.user
    seen = Initiative.objects.visible_to(person).values("pk")
    mine = Initiative.objects.concerning(person).values("pk")
    initiative = get_object_or_404(
        Initiative.objects.filter(Q(pk__in=seen) | Q(pk__in=mine)).select_related(
            "unit"
        ),
        ref=ref.upper(),
    )
    return render(
        request, "literacy/employees.html", pages.employees(initiative, person)
    )


@require_http_methods(["GET", "POST"])
def record_measure(request, ref):
    """Record a literacy measure."""
    initiative = visible(request, ref)
    form = forms.MeasureForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.record_measure(initiative, by=request.user, **form.values),
        title=_("Record a measure"),
        lead=_("Count the people who learnt something they had not learnt before."),
        submit=_("Record the measure"),
        done=_("The measure is recorded."),
        part="measures",
    )


@require_http_methods(["GET", "POST"])
def correct_measure(request, ref, pk):
    """Put another number in the place of a measure's."""
    initiative = visible(request, ref)
    measure = _mine(Measure.objects.standing(), initiative, pk)
    form = forms.CorrectMeasureForm(
        request.POST or None, initial={"people": measure.people}
    )
    return _form(
        request,
        initiative,
        form,
        lambda: actions.correct_measure(measure, by=request.user, **form.cleaned_data),
        title=_("Correct the number of people"),
        lead=_("%(measure)s. The first number stays in the history.")
        % {"measure": measure},
        submit=_("Correct it"),
        done=_("The number is corrected."),
        part="measures",
    )


@require_http_methods(["GET", "POST"])
def open_consultation(request, ref):
    """Open the consultation of a body."""
    initiative = visible(request, ref)
    form = forms.ConsultationForm(
        request.POST or None, standing=standing_of(initiative)
    )
    return _form(
        request,
        initiative,
        form,
        lambda: actions.open_consultation(initiative, by=request.user, **form.values),
        title=_("Open a consultation"),
        lead=_("No real work begins at a site before its bodies have been consulted."),
        submit=_("Open the consultation"),
        done=_("The consultation is open. Hand over the information next."),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def hand_over_information(request, ref, pk):
    """Hand over to a body what it must know."""
    initiative = visible(request, ref)
    row = _mine(Consultation.objects.select_related("body"), initiative, pk)
    form = forms.InformationForm(request.POST or None, request.FILES or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.hand_over_information(
            row, by=request.user, **form.cleaned_data
        ),
        title=_("Hand over the information"),
        lead=_("%(body)s can read it at once: %(subject)s.")
        % {"body": row.body, "subject": row.subject},
        submit=_("Hand it over"),
        done=_("The information is handed over."),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def give_opinion(request, ref, pk):
    """Give the opinion of a body, as one of its representatives."""
    initiative = visible(request, ref)
    row = _mine(
        Consultation.objects.with_standing().select_related("body"), initiative, pk
    )
    form = forms.OpinionForm(request.POST or None, consultation=row)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.give_opinion(row, by=request.user, **form.cleaned_data),
        title=_("Give the opinion of %(body)s") % {"body": row.body},
        lead=_("It stands beside the signatures, in your words: %(subject)s.")
        % {"subject": row.subject},
        submit=_("Give this opinion"),
        done=_("The opinion is recorded."),
        part="consultations",
    )


@require_http_methods(["GET"])
def information_file(request, ref, pk):
    """A file that was handed over, for its body and for those who hold a mandate."""
    initiative = visible(request, ref)
    row = get_object_or_404(
        Information.objects.select_related("consultation", "attachment"),
        pk=pk,
        consultation__initiative=initiative,
        attachment__isnull=False,
    )
    sits = row.consultation.body_id in {s.body_id for s in access.seats(request.user)}
    allowed = may_read_files(request.user, initiative)
    if not sits and not allowed:
        raise Refused(allowed.reason)
    return deliver(row.attachment)


@require_http_methods(["GET", "POST"])
def ask_waiver(request, ref):
    """Justify that no consultation is required at a site."""
    initiative = visible(request, ref)
    form = forms.SiteForm(request.POST or None, standing=standing_of(initiative))
    return _form(
        request,
        initiative,
        form,
        lambda: actions.ask_waiver(initiative, by=request.user, **form.cleaned_data),
        title=_("Say that no consultation is required"),
        lead=_("HR writes why, Legal confirms: it takes two people."),
        submit=_("Ask Legal to confirm"),
        done=_("Legal is asked to confirm."),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def answer_waiver(request, ref, pk):
    """Confirm or refuse that no consultation is required at a site."""
    return _answer(
        request,
        ref,
        pk,
        Waiver,
        actions.answer_waiver,
        title=_("Is no consultation required at %(site)s?"),
        part="consultations",
    )


@require_http_methods(["GET", "POST"])
def start_use(request, ref):
    """Record the first use at a site."""
    initiative = visible(request, ref)
    form = forms.UseStartForm(request.POST or None, standing=standing_of(initiative))
    return _form(
        request,
        initiative,
        form,
        lambda: actions.start_use(initiative, by=request.user, **form.cleaned_data),
        title=_("Record the first use"),
        lead=_("A pilot on real work counts as use. A sandbox does not."),
        submit=_("Record the first use"),
        done=_("The first use is recorded."),
        part="use",
    )


@require_http_methods(["GET", "POST"])
def ask_override(request, ref):
    """Ask for an exception to the block at a site."""
    initiative = visible(request, ref)
    form = forms.SiteForm(request.POST or None, standing=standing_of(initiative))
    return _form(
        request,
        initiative,
        form,
        lambda: actions.ask_override(initiative, by=request.user, **form.cleaned_data),
        title=_("Ask for an exception to the block"),
        lead=_(
            "Leadership asks, Legal confirms. Everybody sees it, and the gate stays "
            "shut until the consultation has passed."
        ),
        submit=_("Ask Legal to confirm"),
        done=_("Legal is asked to confirm."),
        part="use",
    )


@require_http_methods(["GET", "POST"])
def answer_override(request, ref, pk):
    """Confirm or refuse an exception to the block."""
    return _answer(
        request,
        ref,
        pk,
        Override,
        actions.answer_override,
        title=_("May real work begin at %(site)s before the consultation?"),
        part="use",
    )


@require_http_methods(["GET", "POST"])
def write_statement(request, ref, slug):
    """Write one of the four statements."""
    initiative = visible(request, ref)
    if slug not in pages.SLUGS:
        raise Http404
    kind = pages.SLUGS[slug]
    is_impact = kind == StatementKind.IMPACT
    form = (forms.AssessmentForm if is_impact else forms.StatementForm)(
        request.POST or None, request.FILES or None
    )
    return _form(
        request,
        initiative,
        form,
        lambda: actions.write_statement(
            initiative, by=request.user, kind=kind, **form.cleaned_data
        ),
        title=kind.label,
        lead=pages.prompt(kind),
        submit=_("Publish") if kind == StatementKind.INTENT else _("Sign and save"),
        done=_("It is written."),
        part="statements",
    )


@require_http_methods(["GET"])
def statement_file(request, ref, pk):
    """The file of an impact assessment."""
    initiative = visible(request, ref)
    row = _mine(
        Statement.objects.filter(attachment__isnull=False).select_related("attachment"),
        initiative,
        pk,
    )
    allowed = may_read_files(request.user, initiative)
    if not allowed:
        raise Refused(allowed.reason)
    return deliver(row.attachment)


def _answer(request, ref, pk, model, act, *, title, part):
    initiative = visible(request, ref)
    row = _mine(model.objects.select_related("site", "asked_by"), initiative, pk)
    form = forms.AnswerForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: act(row, by=request.user, **form.cleaned_data),
        title=title % {"site": row.site},
        lead=_("%(name)s writes: %(reason)s")
        % {"name": row.asked_by, "reason": row.reason},
        submit=_("Answer"),
        done=_("Your answer is recorded."),
        part=part,
    )


def _form(request, initiative, form, act, *, title, lead, submit, done, part):
    """A page with one form, in the tab of this room."""
    back = reverse("literacy:page", args=[initiative.ref]) + f"#{part}"
    if (
        request.method == "POST"
        and form.is_valid()
        and doors.attempt(request, form, act)
    ):
        return doors.done(request, done, back)
    context = {
        "initiative": initiative,
        "tab": "literacy",
        "title": title,
        "lead": lead,
        "submit": submit,
        "cancel_url": back,
    }
    return doors.answer(request, FORM, form, context)


def _mine(rows, initiative, pk):
    """A row of this initiative, or 404."""
    return get_object_or_404(rows, initiative=initiative, pk=pk)
