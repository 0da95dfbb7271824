"""The calendar of what is due, and the feed that a calendar program fetches."""

from itertools import groupby
from secrets import compare_digest
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from literacy import actions
from literacy.due import due_items, places_of
from literacy.law.clock import today_at
from literacy.law.feed import as_calendar, key_hash
from literacy.law.triage import iso
from literacy.models import CalendarFeed
from literacy.views.law import readers_only
from organisation import access, doors
from organisation.calendar import country_name
from organisation.forms import NothingForm
from organisation.models import Body, Site

LONGEST_KEY = 100
PAGE = 100


@require_safe
def calendar(request):
    """What is due to whom by when, by month; filtered by what the address says."""
    readers_only(request)
    person = request.user
    chosen = {name: request.GET.get(name, "") for name in ("country", "site", "body")}
    items = due_items(
        person,
        country=chosen["country"][:2].upper(),
        site=_id(chosen["site"]),
        body=_id(chosen["body"]),
    )
    places = places_of(person)
    sites = Site.objects.order_by("name")
    bodies = Body.objects.filter(is_active=True).order_by("name")
    if places is not None:
        sites = sites.filter(pk__in=places)
        bodies = bodies.filter(sites__in=places).distinct()
    sites = list(sites)
    countries = sorted(
        {iso(site.country) for site in sites}, key=lambda code: str(country_name(code))
    )
    shown = Paginator(items, PAGE).get_page(request.GET.get("page"))
    dated = [item for item in shown if item.on is not None]
    context = {
        "lead": finding(items),
        "shown": shown,
        "query": "".join(
            f"{urlencode({name: value})}&" for name, value in chosen.items() if value
        ),
        "months": [
            {"first": group[0].on.replace(day=1), "items": group}
            for group in (
                list(rows)
                for _month, rows in groupby(
                    dated, key=lambda item: (item.on.year, item.on.month)
                )
            )
        ],
        "undated": [item for item in shown if item.on is None],
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "countries": [(code, country_name(code)) for code in countries],
        "sites": sites,
        "bodies": bodies,
        "feed": CalendarFeed.objects.filter(person=person).first(),
    }
    return render(request, "literacy/calendar.html", context)


def finding(items) -> str:
    """The sentence on top of the calendar."""
    if not items:
        return _("Nothing is due.")
    dated = [item for item in items if item.on is not None]
    late = sum(item.is_late for item in dated)
    coming = next((item for item in dated if not item.is_over), None)
    parts = []
    if late:
        parts.append(
            ngettext(
                "%(n)d due date has passed without an answer.",
                "%(n)d due dates have passed without an answer.",
                late,
            )
            % {"n": late}
        )
    if coming is not None:
        days = (coming.on - today_at(coming.site)).days
        when = (
            _("today")
            if not days
            else ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
        )
        parts.append(
            _("Next, %(when)s: %(what)s, %(site)s.")
            % {"when": when, "what": coming.what, "site": coming.site}
        )
    if not parts:
        parts.append(_("No term runs: nothing has a day."))
    return " ".join(parts)


@require_http_methods(["GET", "POST"])
def renew_feed(request):
    """A new address for one's own feed, shown once on the page that answers."""
    readers_only(request)
    form = NothingForm(request.POST if request.method == "POST" else None)
    back = reverse("literacy:calendar")
    has_feed = CalendarFeed.objects.filter(person=request.user).exists()
    if request.method == "POST" and form.is_valid():
        if "close" in request.POST:
            done = doors.attempt(
                request, form, lambda: actions.close_feed(by=request.user)
            )
            if done is not None:
                return doors.done(request, _("The feed is closed."), back)
        else:
            key = doors.attempt(
                request, form, lambda: actions.renew_feed(by=request.user)
            )
            if key is True:
                return redirect(back)
            if key is not None:
                address = f"{settings.BASE_URL}{reverse('literacy:feed')}?key={key}"
                return render(request, "literacy/feed.html", {"address": address})
    return doors.answer(
        request, "literacy/feed_form.html", form, {"has_feed": has_feed, "back": back}
    )


# A calendar program cannot sign in: the secret key says whose calendar it reads.
@login_not_required
@require_safe
def feed(request):
    """What is due, for a calendar program that knows the secret key.

    The key stands in the query, which no log keeps. Rights are asked anew each time;
    a wrong key, and one of a person who has left, find nothing.
    """
    key = request.GET.get("key", "")[:LONGEST_KEY]
    hashed = key_hash(key)
    row = CalendarFeed.objects.select_related("person").filter(key_hash=hashed).first()
    if row is None or not compare_digest(row.key_hash, hashed):
        raise Http404
    person = row.person
    if not access.is_present(person, clock.today()):
        raise Http404
    response = HttpResponse(
        as_calendar(due_items(person), settings.BASE_URL),
        content_type="text/calendar; charset=utf-8",
    )
    response.headers["Content-Disposition"] = 'attachment; filename="maillon.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _id(text) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
