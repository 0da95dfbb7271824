"""What waits for me, what changed, and search."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from audit import clock
from governance import obligations, presenters
from initiatives.models import Initiative
from lessons.models import Lesson
from organisation import access
from organisation.models import Notification, Person


@require_safe
def waiting(request):
    """The home page: every open obligation of this person, the most urgent first."""
    found = obligations.waiting_for(request.user)
    groups = presenters.waiting_groups(found, request.user)
    late = sum(1 for o in found if o.due_at and o.due_at <= clock.now())
    if not found:
        lead = _("Nothing waits for you.")
    elif len(found) == obligations.MOST:
        lead = ngettext(
            "%(n)d items or more wait for you. The most urgent stand here, "
            "%(late)d of them past its limit.",
            "%(n)d items or more wait for you. The most urgent stand here, "
            "%(late)d of them past their limit.",
            late,
        ) % {"n": len(found), "late": late}
    elif late:
        lead = ngettext(
            "%(late)d of %(n)d is past its limit.",
            "%(late)d of %(n)d are past their limit.",
            late,
        ) % {"late": late, "n": len(found)}
    else:
        lead = ngettext(
            "%(n)d item waits for you, none past its limit.",
            "%(n)d items wait for you, none past its limit.",
            len(found),
        ) % {"n": len(found)}
    concerning = (
        list(Initiative.objects.concerning(request.user).order_by("-number")[:20])
        if not access.current_holdings(request.user)
        else []
    )
    return render(
        request,
        "governance/waiting.html",
        {
            "title": _("Waiting for me"),
            "lead": lead,
            "groups": groups,
            "concerning": concerning,
        },
    )


@require_http_methods(["GET", "POST"])
def updates(request):
    """What changed on what this person follows; reading is not an obligation."""
    rows = Notification.objects.filter(recipient=request.user)
    if request.method == "POST":
        rows.filter(read_at__isnull=True).update(read_at=clock.now())
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    items = presenters.updates(page.object_list, request.user)
    unread = rows.filter(read_at__isnull=True).count()
    lead = (
        ngettext(
            "%(n)d change since you last looked.",
            "%(n)d changes since you last looked.",
            unread,
        )
        % {"n": unread}
        if unread
        else _("No change since you last looked.")
    )
    return render(
        request,
        "governance/updates.html",
        {
            "title": _("Updates"),
            "lead": lead,
            "items": items,
            "page": page,
            "unread": unread,
        },
    )


@require_safe
def search(request):
    """Initiatives, lessons and people whose text contains the words."""
    query = request.GET.get("q", "").strip()[:200]
    person = request.user
    seen = Initiative.objects.visible_to(person)
    found, lessons, people = [], [], []
    if query:
        exact = seen.filter(ref__iexact=query)
        found = list(exact or seen.matching(query).select_related("unit")[:30])
        lessons = list(
            Lesson.objects.filter(initiative__in=seen.values("pk"))
            .matching(query)
            .select_related("initiative")
            .order_by("-weight", "-number")[:20]
        )
        if access.may(person, "organisation.see"):
            people = list(
                Person.objects.present(clock.today()).filter(
                    Q(name__icontains=query) | Q(email__icontains=query)
                )[:20]
            )
    total = len(found) + len(lessons) + len(people)
    if not query:
        lead = _("Type a word, a name or a reference such as AI-005.")
    else:
        lead = ngettext(
            "%(n)d result for “%(q)s”.", "%(n)d results for “%(q)s”.", total
        ) % {"n": total, "q": query}
    return render(
        request,
        "governance/search.html",
        {
            "title": _("Search"),
            "lead": lead,
            "query": query,
            "found": found,
            "lessons": lessons,
            "people": people,
        },
    )
