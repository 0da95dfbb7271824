"""The pages of stage 4: the dashboard, an initiative's page, and its forms."""

from decimal import Decimal
from functools import partial

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from audit import clock
from initiatives.doors import one_form, visible
from organisation import access, doors
from organisation.sheets import workbook
from organisation.templatetags.ui import hours as written_hours
from organisation.templatetags.ui import money, written_day
from value import (
    actions,
    dashboard,
    figures,
    forms,
    imports,
    kpis,
    pages,
    papers,
    whatif,
)
from value import records as records_of
from value.accounts import account_of
from value.models import (
    Allocation,
    ClosedPeriod,
    FreedHours,
    Idea,
    InternalRate,
    Investment,
    RealisedAmount,
    Scenario,
)

PAGE = 50
_form = partial(one_form, room="value")


@require_safe
def index(request):
    """The dashboard: from money put in to money in the accounts."""
    scope, form = _scope(request)
    found = dashboard.listed(scope)
    shown = Paginator(found.values_list("pk", flat=True), PAGE).get_page(
        request.GET.get("page")
    )
    rows = dashboard.rows_of(shown.object_list)
    for row in rows:
        row["next"] = pages.next_step(row)
    context = {
        **dashboard.context(scope),
        "filter": form,
        "is_filtered": any(form.cleaned_data.values()) if form.is_bound else False,
        "query": dashboard.query_of(scope),
        "shown": shown,
        "rows": rows,
        "idle": pages.idle(scope),
        "waiting": pages.waiting(scope),
        "may_rate": access.may(request.user, "value.set_rate"),
        "may_import": access.may(request.user, "value.invest"),
    }
    return render(request, "value/index.html", context)


@require_safe
def records(request, code):
    """The rows behind a figure of the dashboard; they add up to it."""
    if code not in records_of.CODES:
        raise Http404
    scope, _asked = _scope(request)
    found = figures.read(scope)
    rows = records_of.rows_of(code, scope, found.currency)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    totals = {
        "invested": money(found.invested, found.currency),
        "freed": written_hours(found.hours("verified"), "year"),
        "unallocated": written_hours(found.hours("unallocated"), "year"),
        "given": written_hours(found.given(), "year"),
        "realised": money(found.confirmed, found.currency),
    }
    context = {
        "title": records_of.title_of(code),
        "lead": _("Together: %(total)s.") % {"total": totals[code]},
        "rows": [records_of.written(code, row) for row in shown.object_list],
        "shown": shown,
        "query": dashboard.query_of(scope),
        "kpi": records_of.KPIS[code],
        "list": f"value-{code}",
    }
    return render(request, "value/records.html", context)


@require_safe
def dictionary(request):
    """What each figure means, with its formula, its source and an example."""
    scope, _asked = _scope(request)
    found = figures.read(scope)
    context = {
        "title": _("What the figures mean"),
        "lead": _(
            "Each figure with its formula, where it comes from, and an example worked "
            "from the sample company."
        ),
        "rows": kpis.dictionary(found),
    }
    return render(request, "value/kpis.html", context)


@require_safe
def export(request, kind):
    """All figures and all initiatives of the dashboard as one workbook."""
    scope, _asked = _scope(request)
    name = f"value-{clock.today():%Y-%m-%d}.{kind}"
    if kind != "xlsx":
        raise Http404
    found = figures.read(scope)
    file = workbook(dashboard.tables(scope, found))
    return FileResponse(file, as_attachment=True, filename=name)


@require_safe
def paper(request):
    """The dashboard to be printed, for a board."""
    scope, _asked = _scope(request)
    return render(request, "value/paper.html", papers.board(scope))


@require_safe
def page(request, ref):
    """Hours, destinations, amounts and outcome of one initiative."""
    initiative = visible(request, ref)
    return render(request, "value/page.html", pages.page(initiative, request.user))


@require_http_methods(["GET", "POST"])
def record_hours(request, ref):
    """Record freed hours."""
    initiative = visible(request, ref)
    form = forms.HoursForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.record_hours(initiative, by=request.user, **form.cleaned_data),
        title=_("Record freed hours"),
        lead=pages.verified_sentence(initiative),
        submit=_("Record the hours"),
        done=_("The hours are recorded."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def reverse_hours(request, ref, pk):
    """Take freed hours back."""
    initiative = visible(request, ref)
    row = _mine(FreedHours.objects.standing(), initiative, pk)
    form = forms.ReasonForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.reverse_hours(row, by=request.user, **form.cleaned_data),
        title=_("Take freed hours back"),
        lead=_("%(hours)s are taken back. The row and the reason stay on record.")
        % {"hours": written_hours(row.hours, "year")},
        submit=_("Take them back"),
        done=_("The hours are taken back."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def plan_reception(request, ref):
    """Write a receiving plan."""
    initiative = visible(request, ref)
    form = forms.PlanForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.plan_reception(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Write a receiving plan"),
        lead=_("Say who receives the people whose time is freed, and for what."),
        submit=_("Save the plan"),
        done=_("The plan is kept."),
        part="hours",
    )


@require_http_methods(["GET", "POST"])
def allocate(request, ref):
    """Give freed hours a destination."""
    initiative = visible(request, ref)
    rest = account_of(initiative).rest
    form = forms.AllocationForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.allocate(initiative, by=request.user, **form.cleaned_data),
        title=_("Give freed hours a destination"),
        lead=_("Without a destination: %(hours)s.")
        % {"hours": written_hours(rest, "year")},
        submit=_("Give the destination"),
        done=_("The hours have a destination."),
        part="destinations",
    )


@require_http_methods(["GET", "POST"])
def reverse_allocation(request, ref, pk):
    """Take a destination back."""
    initiative = visible(request, ref)
    row = _mine(Allocation.objects.standing(), initiative, pk)
    form = forms.ReasonForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.reverse_allocation(row, by=request.user, **form.cleaned_data),
        title=_("Take a destination back"),
        lead=_("%(hours)s for %(team)s have no destination any more.")
        % {"hours": written_hours(row.hours, "year"), "team": row.team},
        submit=_("Take it back"),
        done=_("The destination is taken back."),
        part="destinations",
    )


@require_http_methods(["GET", "POST"])
def report_amount(request, ref):
    """Report a realised amount."""
    initiative = visible(request, ref)
    form = forms.AmountForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.report_amount(initiative, by=request.user, **form.cleaned_data),
        title=_("Report a realised amount"),
        lead=_("It counts when Finance has found it in the accounts."),
        submit=_("Report the amount"),
        done=_("The amount is reported. Finance answers within 15 working days."),
        part="amounts",
    )


@require_http_methods(["GET", "POST"])
def answer_amount(request, ref, pk):
    """Confirm or refuse a realised amount."""
    initiative = visible(request, ref)
    row = _mine(RealisedAmount.objects.select_related("reported_by"), initiative, pk)
    form = forms.ConfirmationForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.answer_amount(row, by=request.user, **form.cleaned_data),
        title=_("Confirm or refuse an amount"),
        lead=_("%(name)s reports %(amount)s: %(source)s")
        % {
            "name": row.reported_by,
            "amount": money(row.amount, row.currency),
            "source": row.source,
        },
        submit=_("Save the answer"),
        done=_("The answer is kept."),
        part="amounts",
    )


@require_http_methods(["GET", "POST"])
def review(request, ref):
    """Write the economic review."""
    initiative = visible(request, ref)
    form = forms.ReviewForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.review(initiative, by=request.user, **form.cleaned_data),
        title=_("Write the economic review"),
        lead=_("The newest review says how the initiative ended."),
        submit=_("Save the review"),
        done=_("The review is kept. Employees are told next."),
        part="outcome",
    )


@require_http_methods(["GET", "POST"])
def publish_outcome(request, ref):
    """Tell employees what became of the promise."""
    initiative = visible(request, ref)
    form = forms.OutcomeForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.publish_outcome(
            initiative, by=request.user, **form.cleaned_data
        ),
        title=_("Publish the outcome to employees"),
        lead=_("The promise was: %(promise)s") % {"promise": initiative.promise}
        if initiative.promise
        else _("Say what was intended and what became of it."),
        submit=_("Publish it"),
        done=_("The outcome is published."),
        part="outcome",
    )


@require_http_methods(["GET", "POST"])
def evaporate(request, ref):
    """Say that verified hours are gone."""
    initiative = visible(request, ref)
    form = forms.EvaporateForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.evaporate(initiative, by=request.user, **form.cleaned_data),
        title=_("Say that freed hours are gone"),
        lead=_("Without a destination: %(hours)s.")
        % {"hours": written_hours(account_of(initiative).rest, "year")},
        submit=_("Write it down"),
        done=_("The hours stand as evaporated."),
        part="hours",
    )


@require_safe
def ideas(request, ref):
    """Ideas of one initiative, side by side."""
    initiative = visible(request, ref)
    account = account_of(initiative)
    rows = pages.ideas_of(initiative)
    standing = sum(1 for row in rows if row["is_open"])
    context = {
        "initiative": initiative,
        "tab": "value",
        "title": _("Ideas for the freed hours"),
        "lead": ngettext(
            "%(n)d idea to weigh for %(hours)s without a destination.",
            "%(n)d ideas to weigh for %(hours)s without a destination.",
            standing,
        )
        % {"n": standing, "hours": written_hours(account.rest, "year")},
        "ideas": rows,
        "may": {
            "imagine": pages.may(initiative, request.user, "value.imagine"),
            "allocate": pages.may(initiative, request.user, "value.allocate"),
        },
    }
    return render(request, "value/ideas.html", context)


@require_http_methods(["GET", "POST"])
def imagine(request, ref):
    """Write an idea down."""
    initiative = visible(request, ref)
    form = forms.IdeaForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.imagine(initiative, by=request.user, **form.cleaned_data),
        title=_("Write an idea down"),
        lead=_(
            "What could these people and hours do for today’s offers, new offers or "
            "what customers value?"
        ),
        submit=_("Keep the idea"),
        done=_("The idea is kept. Weigh it beside the others."),
        back=reverse("value:ideas", args=[initiative.ref]),
    )


@require_http_methods(["GET", "POST"])
def choose_idea(request, ref, pk):
    """Give hours to an idea."""
    initiative = visible(request, ref)
    idea = get_object_or_404(Idea, initiative=initiative, pk=pk)
    form = forms.ChooseForm(request.POST or None, initial={"hours": idea.hours})
    lead = _("%(idea)s: %(team)s, from %(start)s. Without a destination: %(hours)s.")
    if idea.type == "F":
        lead = (
            _(
                "A headcount reduction is only an intention here: it has a legal "
                "procedure of its own and is never booked as decided."
            )
            + " "
            + lead
        )
    return _form(
        request,
        initiative,
        form,
        lambda: actions.choose_idea(idea, by=request.user, **form.cleaned_data),
        title=_("Choose this idea"),
        lead=lead
        % {
            "idea": idea.title,
            "team": idea.team,
            "start": written_day(idea.starts_on),
            "hours": written_hours(account_of(initiative).rest, "year"),
        },
        submit=_("Choose it"),
        done=_("The hours have a destination."),
        part="destinations",
    )


@require_http_methods(["GET", "POST"])
def set_idea_aside(request, ref, pk):
    """Set an idea aside, with a reason."""
    initiative = visible(request, ref)
    idea = get_object_or_404(Idea, initiative=initiative, pk=pk)
    form = forms.AsideForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.set_idea_aside(idea, by=request.user, **form.cleaned_data),
        title=_("Set this idea aside"),
        lead=idea.title,
        submit=_("Set it aside"),
        done=_("The idea is set aside. It stays to be read."),
        back=reverse("value:ideas", args=[initiative.ref]),
    )


@require_http_methods(["GET", "POST"])
def invest(request, ref):
    """Book a line of money put in."""
    initiative = visible(request, ref)
    form = forms.InvestForm(request.POST or None, initiative=initiative)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.invest(initiative, by=request.user, **form.cleaned_data),
        title=_("Book money that is put in"),
        lead=_("It counts in the quarter in which its period ends."),
        submit=_("Book it"),
        done=_("The line is booked."),
        part="investment",
    )


@require_http_methods(["GET", "POST"])
def reverse_investment(request, ref, pk):
    """Take a line of money back."""
    initiative = visible(request, ref)
    row = _mine(Investment.objects.standing(), initiative, pk)
    form = forms.ReasonForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.reverse_investment(row, by=request.user, **form.cleaned_data),
        title=_("Take a line back"),
        lead=_("%(amount)s are taken back. The row and the reason stay on record.")
        % {"amount": money(row.amount, row.currency)},
        submit=_("Take it back"),
        done=_("The line is taken back."),
        part="investment",
    )


@require_http_methods(["GET", "POST"])
def import_investment(request):
    """Book lines of the accounts from a file."""
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    may = access.may(request.user, "value.invest")
    if request.method == "POST" and form.is_valid():
        counts = doors.attempt(request, form, lambda: _bring_in(request, form))
        if counts is True:
            return redirect("value:index")
        if counts:
            done = ngettext(
                "%(new)d line is booked, %(known)d were there already.",
                "%(new)d lines are booked, %(known)d were there already.",
                counts["created"],
            ) % {"new": counts["created"], "known": counts["unchanged"]}
            return doors.done(request, done, reverse("value:index"))
    context = {
        "title": _("Import lines of the accounts"),
        "lead": _("Money put in, planned and spent, for many initiatives at once."),
        "may": may,
    }
    return doors.answer(request, "value/import.html", form, context)


@require_safe
def rates(request):
    """What an hour costs each unit, and which books are closed."""
    access.require(request.user, "value.see_rates")
    context = {
        "title": _("Internal rates and closed books"),
        "lead": _rates_finding(),
        "rates": InternalRate.objects.select_related("unit", "set_by").order_by(
            "unit__path", "-valid_from", "-pk"
        ),
        "closed": ClosedPeriod.objects.select_related("set_by").order_by("-until"),
        "may_rate": access.may(request.user, "value.set_rate"),
        "may_close": access.may(request.user, "value.close_period"),
    }
    return render(request, "value/rates.html", context)


@require_http_methods(["GET", "POST"])
def set_rate(request):
    """Set what an hour of work costs a unit."""
    form = forms.RateForm(request.POST or None)
    return _house_form(
        request,
        form,
        lambda: actions.set_rate(by=request.user, **form.cleaned_data),
        title=_("Set an internal rate"),
        lead=_("It counts for the unit and those below that have none of their own."),
        submit=_("Set the rate"),
        done=_("The rate is set."),
    )


@require_http_methods(["GET", "POST"])
def close_period(request):
    """Close the books up to a day."""
    form = forms.CloseForm(request.POST or None)
    return _house_form(
        request,
        form,
        lambda: actions.close_period(by=request.user, **form.cleaned_data),
        title=_("Close the books of a period"),
        lead=_("Nothing is booked into that time any more. This is not undone."),
        submit=_("Close the books"),
        done=_("The books are closed."),
    )


@require_safe
def what_if(request, ref):
    """Change assumptions and see what comes of them; no ledger is touched."""
    initiative = visible(request, ref)
    kept = Scenario.objects.filter(initiative=initiative).select_related("saved_by")
    chosen = None
    if request.GET.get("scenario", "").isdecimal():
        chosen = get_object_or_404(kept, pk=int(request.GET["scenario"]))
    asked = request.GET if "initial" in request.GET else None
    if chosen:
        asked = {**chosen.assumptions, "name": chosen.name}
    form = forms.WhatIfForm(
        asked, initial=whatif.first_guess(initiative), initiative=initiative
    )
    given = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
    elif not form.is_bound:
        given = {name: Decimal(str(value)) for name, value in form.initial.items()}
    found = whatif.compared(initiative, given) if given else {}
    context = {
        "initiative": initiative,
        "tab": "value",
        "title": _("What if?"),
        "lead": found.get("finding", _("One of the assumptions cannot be read.")),
        "form": form,
        "found": found,
        "scenarios": list(kept[:50]),
        "may_save": pages.may(initiative, request.user, "value.save_scenario"),
    }
    return render(
        request,
        "value/whatif.html",
        context,
        status=doors.UNPROCESSABLE if form.is_bound and form.errors else 200,
    )


@require_POST
def save_scenario(request, ref):
    """Keep the assumptions of a what-if under a name."""
    initiative = visible(request, ref)
    form = forms.WhatIfForm(request.POST, initiative=initiative)
    form.fields["name"].required = True
    row = None
    if form.is_valid():
        row = doors.attempt(
            request,
            form,
            lambda: actions.save_scenario(
                initiative,
                by=request.user,
                name=form.cleaned_data["name"],
                assumptions=whatif.as_text(form.cleaned_data),
            ),
        )
    if row:
        done = _("The scenario is kept. It changes no ledger.")
        back = reverse("value:what-if", args=[initiative.ref])
        return doors.done(
            request, done, back if row is True else f"{back}?scenario={row.pk}"
        )
    context = {
        "initiative": initiative,
        "tab": "value",
        "title": _("What if?"),
        "lead": _("The scenario is not kept yet."),
        "found": {},
        "scenarios": [],
        "may_save": pages.may(initiative, request.user, "value.save_scenario"),
    }
    return doors.answer(request, "value/whatif.html", form, context)


@require_http_methods(["GET", "POST"])
def delete_scenario(request, ref, pk):
    """Delete a scenario of one's own."""
    initiative = visible(request, ref)
    row = get_object_or_404(Scenario, initiative=initiative, pk=pk)
    form = forms.NothingForm(request.POST or None)
    return _form(
        request,
        initiative,
        form,
        lambda: actions.delete_scenario(row, by=request.user),
        title=_("Delete a scenario"),
        lead=row.name,
        submit=_("Delete it"),
        done=_("The scenario is deleted."),
        back=reverse("value:what-if", args=[initiative.ref]),
    )


def _scope(request):
    """What the address asks for; what it cannot mean is left out and said."""
    form = forms.ScopeForm(
        request.GET or None, functions=dashboard.functions(request.user)
    )
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return dashboard.scope_of(request.user, chosen), form


def _bring_in(request, form):
    access.require(request.user, "value.invest")
    upload = form.cleaned_data["file"]
    lines = imports.lines_of(upload.read(), upload.name, by=request.user)
    return actions.import_investment(lines, by=request.user)


def _rates_finding() -> str:
    last = ClosedPeriod.objects.last()
    if last:
        return _("The books are closed up to %(day)s.") % {
            "day": written_day(last.until)
        }
    return _("No books are closed yet.")


def _house_form(request, form, act, *, done, **page):
    """A page with one form, of no initiative."""
    back = reverse("value:rates")
    if doors.sent(request, form, act):
        return doors.done(request, done, back)
    return doors.answer(
        request, "value/house_form.html", form, {"cancel_url": back, **page}
    )


def _mine(rows, initiative, pk):
    """A row of this initiative, or 404."""
    return get_object_or_404(rows, initiative=initiative, pk=pk)
