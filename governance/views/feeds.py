"""One's own calendar in another program: the address, and what it answers."""

from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from governance import feeds
from literacy import actions
from literacy.law.feed import key_hash
from literacy.models import CalendarFeed
from organisation import access, doors
from organisation.forms import NothingForm

LONGEST_KEY = 100


@require_http_methods(["GET", "POST"])
def feed(request):
    """Get an address of one's own, make it anew, or close it; it is shown once."""
    form = NothingForm(request.POST if request.method == "POST" else None)
    row = CalendarFeed.objects.filter(person=request.user).first()
    here = reverse("governance:feed")
    if "close" in request.POST:
        if doors.sent(request, form, lambda: actions.close_feed(by=request.user)):
            return doors.done(request, _("The address answers nobody any more."), here)
    else:
        key = doors.sent(request, form, lambda: actions.renew_feed(by=request.user))
        if key is True:
            return redirect(here)
        if key is not None:
            address = f"{settings.BASE_URL}{reverse('governance:calendar')}?key={key}"
            return render(
                request, "governance/feed.html", {"address": address, "row": row}
            )
    return doors.answer(request, "governance/feed.html", form, {"row": row})


# A calendar program cannot sign in: the secret key says whose calendar it reads.
@login_not_required
@require_safe
def calendar(request):
    """The calendar of who has the key; rights are asked anew each time.

    The key stands in the query, which no log keeps. A wrong one, and one of a person
    who has left, find nothing.
    """
    hashed = key_hash(request.GET.get("key", "")[:LONGEST_KEY])
    row = CalendarFeed.objects.select_related("person").filter(key_hash=hashed).first()
    if row is None or not compare_digest(row.key_hash, hashed):
        raise Http404
    if not access.is_present(row.person, clock.today()):
        raise Http404
    answer = HttpResponse(
        feeds.of(row.person), content_type="text/calendar; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="maillon.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
