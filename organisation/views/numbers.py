"""The limits and shares of this installation, and how they change."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from organisation import access, actions
from organisation.forms import NumberAnswerForm, NumberForm
from organisation.models import NumberChange
from organisation.numbers import NUMBERS, current
from organisation.views.frame import (
    context,
    form_page,
    managers_only,
    posted,
    readers_only,
)


@require_safe
def numbers(request):
    """Each number as it is now, what is asked for, and every version."""
    readers_only(request)
    now = current()
    changes = list(NumberChange.objects.select_related("asked_by", "answered_by"))
    waiting = {row.code: row for row in changes if row.agreed is None}
    n = sum(now[code] != number.default for code, number in NUMBERS.items())
    lead = (
        ngettext(
            "%(n)d number differs from its default.",
            "%(n)d numbers differ from their defaults.",
            n,
        )
        % {"n": n}
        if n
        else _("Every limit and share is the default.")
    )
    return render(
        request,
        "organisation/numbers.html",
        context(
            request,
            "numbers",
            lead=lead,
            rows=[
                {
                    "code": code,
                    "number": number,
                    "value": now[code],
                    "waiting": waiting.get(code),
                }
                for code, number in NUMBERS.items()
            ],
            changes=[row for row in changes if row.code in NUMBERS],
            may_answer=access.may(request.user, "organisation.confirm_number"),
        ),
    )


@require_http_methods(["GET", "POST"])
def change_number(request, code):
    """Ask for another number."""
    readers_only(request)
    managers_only(request)
    if code not in NUMBERS:
        raise Http404
    number = NUMBERS[code]
    form = NumberForm(posted(request), number=number)
    return form_page(
        request,
        form,
        lambda: actions.ask_number(by=request.user, code=code, **form.cleaned_data),
        said=_("Leadership is asked to agree. Until then nothing changes."),
        to=reverse("organisation:numbers"),
        tab="numbers",
        title=number.label,
        lead=_(
            "Now %(n)s %(unit)s. A change needs a second person, and holds for stages "
            "that begin after it."
        )
        % {"n": current()[code], "unit": number.unit.label},
        submit=_("Ask Leadership to agree"),
    )


@require_http_methods(["GET", "POST"])
def answer_number(request, pk):
    """Agree or refuse, for Leadership of the whole."""
    readers_only(request)
    row = get_object_or_404(
        NumberChange.objects.select_related("asked_by"), pk=pk, code__in=NUMBERS
    )
    form = NumberAnswerForm(posted(request))
    return form_page(
        request,
        form,
        lambda: actions.answer_number(row, by=request.user, **form.cleaned_data),
        said=_("Your answer is recorded."),
        to=reverse("organisation:numbers"),
        tab="numbers",
        title=row.number.label,
        lead=_("%(name)s asks for %(value)s %(unit)s: %(reason)s")
        % {
            "name": row.asked_by,
            "value": row.value,
            "unit": row.number.unit.label,
            "reason": row.reason,
        },
        submit=_("Answer"),
    )
