"""Measures, levels, changes, named lists, the heat map: pages and forms."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.errors import Refused
from initiatives.doors import deliver, visible
from initiatives.forms import ConfirmForm
from initiatives.rules import may_read_files
from literacy import actions, coverage, forms, level_map, measures
from literacy.models import (
    Measure,
    NamedListRule,
)
from literacy.views.common import of_initiative, one_form
from organisation import access, doors
from organisation.models import Unit


@require_http_methods(["GET", "POST"])
def record_measure(request, ref):
    """Record a literacy measure."""
    initiative = visible(request, ref)
    form = forms.MeasureForm(
        request.POST or None,
        request.FILES or None,
        initiative=initiative,
        keeps_names=measures.keeps_names(
            request.user, initiative.exposures.select_related("unit")
        ),
    )
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.record_act(initiative, by=request.user, **form.values),
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
    measure = of_initiative(Measure.objects.standing(), initiative, pk)
    form = forms.CorrectMeasureForm(
        request.POST or None, initial={"people": measure.people}
    )
    return one_form(
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


@require_safe
def measure_file(request, ref, pk):
    """The file of the content of a measure."""
    initiative = visible(request, ref)
    row = of_initiative(
        Measure.objects.filter(attachment__isnull=False).select_related("attachment"),
        initiative,
        pk,
    )
    allowed = may_read_files(request.user, initiative)
    if not allowed:
        raise Refused(allowed.reason)
    return deliver(row.attachment)


@require_http_methods(["GET", "POST"])
def attendees(request, ref, pk):
    """The named list of a measure, for HR of its unit; it can be erased."""
    initiative = visible(request, ref)
    measure = of_initiative(
        Measure.objects.select_related("unit", "site"), initiative, pk
    )
    allowed = access.may(request.user, "literacy.read_named_list", of=measure.unit)
    if not allowed:
        raise Refused(allowed.reason)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        erased = doors.attempt(
            request,
            form,
            lambda: actions.erase_attendees(measure, by=request.user) or True,
        )
        if erased:
            return doors.done(
                request, _("The list is erased."), measures.back_to(initiative)
            )
    people = measures.attendees(measure)
    context = {
        "initiative": initiative,
        "tab": "literacy",
        "title": _("Named list"),
        "lead": _("%(measure)s. Only HR of %(unit)s reads this list.")
        % {"measure": measure, "unit": measure.unit},
        "people": people,
        "cancel_url": measures.back_to(initiative),
    }
    return doors.answer(request, "literacy/attendees.html", form, context)


@require_http_methods(["GET", "POST"])
def call_refresh(request, ref):
    """Say that a change makes people learn again."""
    initiative = visible(request, ref)
    form = forms.RefreshForm(request.POST or None)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.call_refresh(initiative, by=request.user, **form.cleaned_data),
        title=_("Say that something changed"),
        lead=_(
            "Measures that name this change, and were held before that day, cover "
            "nobody any more."
        ),
        submit=_("Record the change"),
        done=_("The change is recorded. Coverage is counted anew."),
        part="measures",
    )


@require_http_methods(["GET", "POST"])
def declare_levels(request, ref):
    """Say how many people of a place use the system well, and how many coach."""
    initiative = visible(request, ref)
    form = forms.LevelsForm(request.POST or None, initiative=initiative)
    return one_form(
        request,
        initiative,
        form,
        lambda: actions.declare_levels(initiative, by=request.user, **form.values),
        title=_("Declare the levels reached"),
        lead=_(
            "Who has a dated measure is aware. Say how many of them have come further."
        ),
        submit=_("Declare the levels"),
        done=_("The levels are declared."),
        part="measures",
    )


@require_safe
def levels(request):
    """Which level people have reached, unit by unit: a table, with a tint beside."""
    unit = None
    if code := request.GET.get("unit"):
        unit = get_object_or_404(Unit, code=code[:40])
    found = level_map.heat_map(request.user, unit=unit)
    context = {
        "title": _("Levels reached"),
        "lead": measures.heat_finding(found),
        "found": found,
        "levels": [label() for label in level_map.LEVELS],
        "smallest": coverage.SMALLEST,
        "holds": bool(access.current_holdings(request.user) or request.user.is_auditor),
        "reads_lists": _reads_lists(request.user),
        "records": bool(access.may(request.user, "literacy.record_measure")),
    }
    return render(request, "literacy/coverage.html", context)


@require_http_methods(["GET", "POST"])
def named_lists(request):
    """Where attendance may be kept by name; the administrator asks here."""
    _readers_only(request)
    form = forms.NamedListsForm(request.POST or None)
    may = access.may(request.user, "organisation.manage")
    if request.method == "POST" and form.is_valid():
        asked = doors.attempt(
            request,
            form,
            lambda: actions.ask_named_lists(by=request.user, **form.cleaned_data),
        )
        if asked:
            return doors.done(
                request,
                _("HR is asked. Until it agrees, attendance is a number."),
                reverse("literacy:named-lists"),
            )
    rows = NamedListRule.objects.select_related(
        "unit", "asked_by", "answered_by", "ended_by"
    )
    in_force = sum(row.is_in_force for row in rows)
    context = {
        "title": _("Named lists of attendance"),
        "lead": _("Attendance is kept as a number everywhere.")
        if not in_force
        else _("Attendance may be kept by name in %(n)d places.") % {"n": in_force},
        "rows": rows,
        "may": may,
    }
    return doors.answer(request, "literacy/named_lists.html", form, context)


@require_http_methods(["GET", "POST"])
def answer_named_lists(request, pk):
    """HR agrees or refuses that attendance is kept by name there."""
    _readers_only(request)
    row = get_object_or_404(
        NamedListRule.objects.select_related("unit", "asked_by"),
        pk=pk,
        agreed__isnull=True,
        ended_at__isnull=True,
    )
    form = forms.NamedListAnswerForm(request.POST or None)
    return _rule_form(
        request,
        form,
        lambda: actions.answer_named_lists(row, by=request.user, **form.cleaned_data),
        title=_("Named lists for %(where)s") % {"where": row},
        lead=_("%(name)s writes: %(reason)s")
        % {"name": row.asked_by, "reason": row.ground},
        submit=_("Answer"),
        done=_("Your answer is recorded."),
    )


@require_http_methods(["GET", "POST"])
def end_named_lists(request, pk):
    """End a permission for named lists, and erase the lists."""
    _readers_only(request)
    row = get_object_or_404(
        NamedListRule.objects.select_related("unit"), pk=pk, ended_at__isnull=True
    )
    form = ConfirmForm(request.POST or None)
    return _rule_form(
        request,
        form,
        lambda: actions.end_named_lists(row, by=request.user),
        title=_("End named lists for %(where)s") % {"where": row},
        lead=_("The lists that were kept there are erased. The numbers stay."),
        submit=_("End and erase"),
        done=_("It has ended, and the lists are erased."),
    )


def _rule_form(request, form, act, *, title, lead, submit, done):
    back = reverse("literacy:named-lists")
    if doors.sent(request, form, act):
        return doors.done(request, done, back)
    context = {"title": title, "lead": lead, "submit": submit, "cancel_url": back}
    return doors.answer(request, "literacy/rule_form.html", form, context)


def _readers_only(request):
    if not _reads_lists(request.user):
        raise Refused(access.refusal("literacy.allow_named_lists"))


def _reads_lists(person) -> bool:
    return bool(
        access.may(person, "organisation.manage")
        or access.may(person, "literacy.allow_named_lists")
        or person.is_auditor
    )
