"""Filters kept under a name: the list, and the form that saves or changes one."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from governance import actions, filters
from governance.models import SavedFilter
from governance.querysets import readable_filters
from organisation import access, doors


@require_safe
def saved_filters(request):
    """One's own filters, and those that others share."""
    rows = list(readable_filters(request.user).select_related("owner")[:500])
    mine = [row for row in rows if row.owner_id == request.user.pk]
    return render(
        request,
        "governance/filters.html",
        {
            "title": _("Saved filters"),
            "place": "pipeline",
            "lead": _finding(len(mine), len(rows) - len(mine)),
            "mine": [_row(request.user, row) for row in mine],
            "shared": [_row(request.user, row) for row in rows if row not in mine],
        },
    )


def _finding(mine, shared) -> str:
    if not mine and not shared:
        return _("No filter is saved yet.")
    own = ngettext("You keep %(n)d filter.", "You keep %(n)d filters.", mine) % {
        "n": mine
    }
    others = ngettext(
        "%(n)d more is shared with you.", "%(n)d more are shared with you.", shared
    ) % {"n": shared}
    return f"{own} {others}" if shared else own


def _row(person, row):
    return {
        "filter": row,
        "url": f"{reverse('governance:pipeline')}?{row.query}",
        "words": filters.words_of(row.query),
        "readers": _("everyone")
        if row.for_everyone
        else ", ".join(str(f.label) for f in row.shared_with),
    }


@require_http_methods(["GET", "POST"])
def save_filter(request):
    """Keep the filters of the address under a name."""
    query = filters.kept_query(request.META.get("QUERY_STRING", ""))
    form = filters.SavedFilterForm(
        request.POST or None, may_share=bool(access.current_holdings(request.user))
    )
    if doors.sent(
        request,
        form,
        lambda: actions.save_filter(by=request.user, query=query, **form.cleaned_data),
    ):
        return doors.done(
            request,
            _("The filter is saved."),
            f"{reverse('governance:pipeline')}?{query}",
        )
    return _answer(
        request,
        form,
        title=_("Save these filters"),
        words=filters.words_of(query),
        back=f"{reverse('governance:pipeline')}?{query}",
    )


@require_http_methods(["GET", "POST"])
def change_filter(request, pk):
    """Rename a filter of one's own, share it, or let it go."""
    row = get_object_or_404(SavedFilter, pk=pk, owner=request.user)
    form = filters.SavedFilterForm(
        request.POST or None,
        may_share=bool(access.current_holdings(request.user)),
        initial={
            "name": row.name,
            "for_everyone": row.for_everyone,
            "functions": [f.value for f in row.shared_with],
        },
    )
    back = reverse("governance:filters")
    if "delete" in request.POST:
        actions.delete_filter(row, by=request.user)
        return doors.done(request, _("The filter is deleted."), back)
    if doors.sent(
        request,
        form,
        lambda: actions.change_filter(row, by=request.user, **form.cleaned_data),
    ):
        return doors.done(request, _("Saved."), back)
    return _answer(
        request,
        form,
        title=_("Change the filter “%(name)s”") % {"name": row.name},
        words=filters.words_of(row.query),
        back=back,
        row=row,
    )


def _answer(request, form, **page):
    lead = _("Whoever uses it sees only what they may see themselves.")
    page["place"] = "pipeline"
    page["may_share"] = bool(access.current_holdings(request.user))
    return doors.answer(
        request, "governance/filter_form.html", form, {"lead": lead, **page}
    )
