"""The auditor's page: the whole record, filtered, verified and exported."""

import csv
from datetime import datetime, time, timedelta

from django.apps import apps
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit import verification
from audit.actions import note_export, note_verification
from audit.errors import Refused
from audit.forms import RecordFilter
from audit.models import Entry, Head
from audit.presenters import line

PAGE = 50
MOST_VERIFIED_IN_A_PAGE = 50_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@require_safe
def entries(request):
    """A page of the record, the newest first."""
    _require_auditor(request)
    form, rows = _filtered(request)
    after = _number(request.GET.get("after"))
    before = _number(request.GET.get("before"))
    if after is not None:
        found = list(rows.after(after)[: PAGE + 1])
        more_newer, found = len(found) > PAGE, found[:PAGE][::-1]
        more_older = bool(found)
    else:
        rows = rows.before(before) if before is not None else rows.order_by("-seq")
        found = list(rows[: PAGE + 1])
        more_older, found = len(found) > PAGE, found[:PAGE]
        more_newer = before is not None
    head = Head.objects.get(pk=Head.THE_ONE)
    first = Entry.objects.filter(seq=1).first()
    if first is None:
        lead = _("Nothing is recorded yet.")
    else:
        lead = _("%(n)s entries since %(day)s, each linked to the one before.") % {
            "n": f"{head.seq:,}",
            "day": timezone.localtime(first.at).strftime("%Y-%m-%d"),
        }
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    address = query.urlencode()
    return render(
        request,
        "audit/entries.html",
        {
            "title": _("The record"),
            "lead": lead,
            "filter": form,
            "rows": _rows(found),
            "query": address,
            "older_url": f"?{address}&before={found[-1].seq}"
            if found and more_older
            else "",
            "newer_url": f"?{address}&after={found[0].seq}"
            if found and more_newer
            else "",
        },
    )


@require_POST
def verify(request):
    """Verify the chain now, and say what was found."""
    _require_auditor(request)
    if Head.objects.get(pk=Head.THE_ONE).seq > MOST_VERIFIED_IN_A_PAGE:
        messages.warning(
            request,
            _("The record is long: run “manage.py verify_audit” on the server."),
        )
    else:
        result = verification.verify()
        note_verification(by=request.user, result=result.problem or "sound")
        tell = messages.success if result.is_sound else messages.error
        tell(request, verification.sentence(result))
    return HttpResponseRedirect(reverse("audit:entries"))


@require_safe
def export(request):
    """The filtered entries as CSV, streamed; what looks like a formula is disarmed."""
    _require_auditor(request)
    _form, rows = _filtered(request)
    note_export(by=request.user, filters=request.GET.urlencode()[:500])
    response = StreamingHttpResponse(
        _lines(rows.order_by("seq")), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="record.csv"'
    return response


def _require_auditor(request):
    if not getattr(request.user, "is_auditor", False):
        raise Refused(_("Only an auditor reads the record. Ask the administrator."))


def _filtered(request):
    form = RecordFilter(request.GET or None)
    rows = Entry.objects.all()
    if not (form.is_bound and form.is_valid()):
        return form, rows
    chosen = form.cleaned_data
    if chosen["person"]:
        person = get_user_model().objects.filter(email__iexact=chosen["person"]).first()
        rows = rows.done_by(person.pk) if person else rows.none()
    if chosen["initiative"]:
        model = apps.get_model("initiatives.Initiative")
        found = model.objects.filter(ref__iexact=chosen["initiative"]).first()
        rows = rows.about(found.pk) if found else rows.none()
    if chosen["action"]:
        rows = rows.filter(action=chosen["action"])
    if chosen["since"]:
        rows = rows.filter(at__gte=_midnight(chosen["since"]))
    if chosen["until"]:
        rows = rows.filter(at__lt=_midnight(chosen["until"] + timedelta(days=1)))
    return form, rows


def _rows(found):
    people = get_user_model().objects.filter(
        pk__in={e.actor_ref for e in found} | {e.on_behalf_of for e in found}
    )
    names = {p.pk: p.name for p in people}
    model = apps.get_model("initiatives.Initiative")
    refs = dict(
        model.objects.filter(pk__in={e.initiative_id for e in found}).values_list(
            "pk", "ref"
        )
    )
    rows = []
    for entry in found:
        sentence, who, at, facts = line(entry, names)
        rows.append(
            {
                "seq": entry.seq,
                "sentence": sentence,
                "who": who,
                "at": at,
                "facts": facts,
                "ref": refs.get(entry.initiative_id, ""),
                "hash": entry.hash,
                "action": entry.action,
                "object": f"{entry.object_type} {entry.object_id}",
            }
        )
    return rows


def _lines(rows):
    class Echo:
        def write(self, text):
            return text

    writer = csv.writer(Echo())
    names = ("seq", "at", "actor_ref", "on_behalf_of", "action", "object_type")
    names += ("object_id", "initiative_id", "request_id", "body", "prev", "hash")
    yield "\ufeff" + writer.writerow(names)
    for entry in rows.iterator(chunk_size=2000):
        yield writer.writerow([_harmless(getattr(entry, name)) for name in names])


def _harmless(value):
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() else None
