"""The impact assessment: its page, its forms, its paper, two versions side by side."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.errors import Refused, Stale
from initiatives.doors import visible
from initiatives.forms import ConfirmForm
from literacy import actions, forms, impact, impact_pages, papers
from literacy.models import Assessment, Dimension, Prevention
from literacy.views.common import FORM, of_initiative
from organisation import doors

MOST_OFFERED = 2_000
"""How much text an address brings into a form."""


@require_http_methods(["GET"])
def show_impact(request, ref, version=None):
    """What the AI system changes in the work, in the newest or in one version."""
    initiative = visible(request, ref)
    page = impact_pages.page(initiative, request.user, version)
    if page is None:
        raise Http404
    return render(request, "literacy/impact.html", page)


@require_http_methods(["GET", "POST"])
def open_impact(request, ref):
    """Open the first version, or a new one that starts from the last."""
    initiative = visible(request, ref)
    return _form(
        request,
        initiative,
        ConfirmForm(request.POST or None),
        lambda form: actions.open_assessment(initiative, by=request.user),
        title=_("Open a version of the assessment"),
        lead=_(
            "It starts with the answers of the last version. That one counts until "
            "the new one is complete; then what was signed before must be signed anew."
        ),
        submit=_("Open the version"),
        done=_("The version is open: answer dimension by dimension."),
    )


@require_http_methods(["GET", "POST"])
def answer_dimension(request, ref, version, dimension):
    """Say what changes in one dimension, and for whom."""
    initiative = visible(request, ref)
    assessment = _version(initiative, version)
    if dimension not in Dimension.values:
        raise Http404
    if closed := _closed(request, assessment):
        return closed
    dimension = Dimension(dimension)
    reading = impact.read(assessment)
    form = forms.FindingForm(
        request.POST or None,
        places=reading.populations,
        initial=_known(request, reading, dimension),
    )
    return _form(
        request,
        initiative,
        form,
        lambda form: actions.answer_dimensions(
            assessment, by=request.user, dimensions=[dimension], **form.values
        ),
        title=dimension.label,
        lead=impact.ASKS[dimension],
        submit=_("Save this answer"),
        done=_("The answer is saved."),
        part=f"d-{dimension.value}",
        newest=impact_pages.newest_answer(reading),
    )


@require_http_methods(["GET", "POST"])
def nothing_changes(request, ref, version):
    """Say for several dimensions at once that nothing changes, and why."""
    initiative = visible(request, ref)
    assessment = _version(initiative, version)
    if closed := _closed(request, assessment):
        return closed
    reading = impact.read(assessment)
    newest = impact_pages.newest_answer(reading)
    form = forms.NothingChangesForm(
        request.POST or None, places=reading.populations, initial={"seen": newest}
    )
    return _form(
        request,
        initiative,
        form,
        lambda form: actions.answer_dimensions(
            assessment, by=request.user, is_affected=False, **form.values
        ),
        title=_("Where nothing changes"),
        lead=_("Only where you looked. A dimension is never left out in silence."),
        submit=_("Save these answers"),
        done=_("The answers are saved."),
        newest=newest,
    )


@require_http_methods(["GET", "POST"])
def complete_impact(request, ref, version):
    """Finish a version."""
    initiative = visible(request, ref)
    assessment = _version(initiative, version)
    if closed := _closed(request, assessment):
        return closed
    newest = impact_pages.newest_answer(impact.read(assessment, []))
    return _form(
        request,
        initiative,
        forms.CompleteForm(request.POST or None, initial={"seen": newest}),
        lambda form: actions.complete_assessment(
            assessment, by=request.user, **form.cleaned_data
        ),
        title=_("Complete version %(n)d") % {"n": assessment.version},
        lead=_(
            "It counts at the gate from then on, and nobody can change it any more. "
            "Signatures on what was signed before end."
        ),
        submit=_("Complete this version"),
        done=_("The version is complete."),
        newest=newest,
    )


@require_http_methods(["GET", "POST"])
def write_view(request, ref, version):
    """Write the view of the representatives of a site: nobody else can."""
    initiative = visible(request, ref)
    assessment = _version(initiative, version)
    sites = impact_pages.seats_here(initiative, request.user)
    if not sites:
        raise Refused(
            _(
                "Only a representative who sits at this site writes this view. Ask the "
                "body of the site."
            )
        )
    return _form(
        request,
        initiative,
        forms.ViewForm(request.POST or None, sites=sites),
        lambda form: actions.write_view(
            assessment, by=request.user, **form.cleaned_data
        ),
        title=_("The view of the representatives"),
        lead=_("It is yours alone: the employer's side can read it, never write it."),
        submit=_("Save this view"),
        done=_("Your view is saved."),
        part="views",
    )


@require_http_methods(["GET"])
def impact_paper(request, ref, version):
    """One version on paper."""
    page = papers.impact_for(request.user, ref, version)
    return render(request, "literacy/impact_paper.html", page)


@require_http_methods(["GET"])
def compare_impact(request, ref):
    """Two versions, side by side; the last two unless the address names others."""
    initiative = visible(request, ref)
    versions = {row.version: row for row in impact.versions_of(initiative)}
    form = forms.CompareForm(request.GET or None, versions=sorted(versions))
    newest = sorted(versions)[-2:] or [0]
    chosen = newest[0], newest[-1]
    if form.is_valid():
        chosen = form.cleaned_data["old"], form.cleaned_data["new"]
    else:
        form.initial |= {"old": chosen[0], "new": chosen[1]}
    page = {
        "initiative": initiative,
        "tab": "literacy",
        "title": _("Compare two versions"),
        "form": form,
        "lead": _("There is only one version, or none: nothing to compare yet."),
    }
    if len(versions) > 1:
        old, new = (versions[n] for n in chosen)
        found = impact_pages.compare(old, new, impact.populations(initiative))
        page |= {
            "old": old,
            "new": new,
            "found": found,
            "lead": impact_pages.compare_sentence(old, new, found),
        }
    return render(request, "literacy/impact_compare.html", page)


# Prevention


@require_http_methods(["GET", "POST"])
def plan_prevention(request, ref):
    """Plan a measure that keeps harm away."""
    initiative = visible(request, ref)
    form = forms.PreventionForm(
        request.POST or None,
        initiative=initiative,
        initial={"dimension": request.GET.get("dimension", "")},
    )
    return _form(
        request,
        initiative,
        form,
        lambda form: actions.plan_prevention(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Plan a prevention measure"),
        lead=_("A person and a day: it is followed until it is in place."),
        submit=_("Plan this measure"),
        done=_("The measure is planned."),
        part="plan",
    )


@require_http_methods(["GET", "POST"])
def change_prevention(request, ref, pk):
    """Give a measure another owner, day or wording, or give it up."""
    initiative = visible(request, ref)
    row = of_initiative(
        Prevention.objects.standing().select_related("owner"), initiative, pk
    )
    form = forms.ChangePreventionForm(
        request.POST or None,
        initiative=initiative,
        initial={
            "text": row.text,
            "indicator": row.indicator,
            "owner": row.owner,
            "due_on": row.due_on,
        },
    )
    return _form(
        request,
        initiative,
        form,
        lambda form: actions.change_prevention(
            row, by=request.user, **form.cleaned_data
        ),
        title=_("Change a prevention measure"),
        lead=_("How it was planned first stays in the history."),
        submit=_("Save the change"),
        done=_("The measure is changed."),
        part="plan",
    )


@require_http_methods(["GET", "POST"])
def finish_prevention(request, ref, pk):
    """Show that a measure is in place."""
    initiative = visible(request, ref)
    row = of_initiative(Prevention.objects.standing(), initiative, pk)
    return _form(
        request,
        initiative,
        forms.DonePreventionForm(request.POST or None),
        lambda form: actions.finish_prevention(
            row, by=request.user, **form.cleaned_data
        ),
        title=_("Is this measure in place?"),
        lead=row.text,
        submit=_("Yes, it is in place"),
        done=_("The measure is in place."),
        part="plan",
    )


def _version(initiative, version):
    return get_object_or_404(
        Assessment.objects.select_related("completion", "initiative__unit"),
        initiative=initiative,
        version=version,
    )


def _closed(request, assessment):
    """Where to go when nobody writes in this version any more, before anybody types."""
    if request.method != "GET" or not assessment.is_complete:
        return None
    messages.info(
        request,
        _(
            "Version {n} is complete and stays as it is. Open a new version to change "
            "it."
        ).format(n=assessment.version),
    )
    ref = assessment.initiative.ref
    return HttpResponseRedirect(
        reverse("literacy:impact-version", args=[ref, assessment.version])
    )


def _known(request, reading, dimension) -> dict:
    """What is answered already where one population is chosen, else nothing."""
    asked = request.GET.get("place", "")
    chosen = [p for p in reading.populations if str(p.pk) == asked]
    known = {
        "seen": impact_pages.newest_answer(reading),
        "places": [place.pk for place in chosen],
    }
    row = reading.at(dimension, chosen[0]) if chosen else None
    if row is None:
        # What another page has found already is offered, for the person to change.
        offered = ("before", "after", "evidence")
        return known | {
            name: request.GET[name][:MOST_OFFERED]
            for name in offered
            if name in request.GET
        }
    return (
        known
        | {
            name: getattr(row, name)
            for name in impact_pages.SAID
            if name != "is_affected"
        }
        | {"is_affected": "yes" if row.is_affected else "no"}
    )


def _form(
    request, initiative, form, act, *, title, lead, submit, done, part="", newest=None
):
    """A page with one form of the assessment; afterwards its page.

    Where somebody else answered in the meantime, the next press has seen that: the
    page says so and shows both.
    """
    back = reverse("literacy:impact", args=[initiative.ref])
    back = f"{back}#{part}" if part else back
    if doors.sent(request, form, lambda: act(form)):
        return doors.done(request, done, back)
    if newest is not None and isinstance(getattr(form, "problem", None), Stale):
        form.data = form.data.copy()
        form.data["seen"] = newest
    page = {
        "initiative": initiative,
        "tab": "literacy",
        "title": title,
        "lead": lead,
        "submit": submit,
        "cancel_url": back,
    }
    return doors.answer(request, FORM, form, page)
