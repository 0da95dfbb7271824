"""How a page of this room is answered."""

from django.urls import reverse

from organisation import doors

FORM = "_components/form_page.html"


def one_form(
    request,
    initiative,
    form,
    act,
    *,
    title,
    lead,
    submit,
    done,
    part="",
    back="",
    template=FORM,
    **more,
):
    """A page with one form, in the tab of this room; `more` goes to the template."""
    back = back or reverse("processes:page", args=[initiative.ref]) + f"#{part}"
    if doors.sent(request, form, act):
        return doors.done(request, done, back)
    context = {
        "initiative": initiative,
        "tab": "processes",
        "title": title,
        "lead": lead,
        "submit": submit,
        "cancel_url": back,
        **more,
    }
    return doors.answer(request, template, form, context)
