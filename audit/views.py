"""The auditor's page: the whole record, filtered, verified and exported."""

import csv
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from audit import verification
from audit.actions import note_export, note_verification
from audit.filtering import auditors_only, filtered, initiative_id, person_id
from audit.models import Entry, Head
from audit.presenters import line

PAGE = 50
MOST_VERIFIED_IN_A_PAGE = 50_000
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@require_safe
def entries(request):
    """A page of the record, the newest first."""
    auditors_only(request.user)
    form, rows = filtered(request.GET)
    found, is_older, is_newer = _page(
        rows, _number(request.GET.get("before")), _number(request.GET.get("after"))
    )
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    query = {name: value for name, value in query.items() if value}
    return render(
        request,
        "audit/entries.html",
        {
            "title": _("The record"),
            "lead": _lead(found),
            "form": form,
            "rows": _rows(found),
            "query": urlencode(query),
            "older_url": found and is_older and _at(query, before=found[-1].seq),
            "newer_url": found and is_newer and _at(query, after=found[0].seq),
        },
    )


@require_POST
def verify(request):
    """Verify the chain now, and say what was found."""
    auditors_only(request.user)
    if Head.objects.filter(seq__gt=MOST_VERIFIED_IN_A_PAGE).exists():
        messages.warning(
            request,
            _(
                "The record is too long for a page: the operator runs “manage.py "
                "verify_audit” on the server."
            ),
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
    auditors_only(request.user)
    form, rows = filtered(request.GET)
    # The record keeps ids, never an e-mail, so that a person can be erased.
    note_export(by=request.user, **_noted(form))
    response = StreamingHttpResponse(
        _lines(rows.order_by("seq")), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="record.csv"'
    return response


def _noted(form) -> dict:
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    if "person" in chosen:
        chosen["person"] = person_id(chosen["person"])
    if "initiative" in chosen:
        chosen["initiative_filter"] = initiative_id(chosen.pop("initiative"))
    return chosen


def _page(rows, before, after):
    """The entries of a page, and whether there are older and newer ones."""
    if after is not None:
        found = list(rows.after(after)[: PAGE + 1])
        return found[:PAGE][::-1], True, len(found) > PAGE
    rows = rows.order_by("-seq") if before is None else rows.before(before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE, before is not None


def _lead(shown) -> str:
    """How long the record is and whether it is whole, as far as a page can see."""
    result = verification.glance(shown)
    if not result.is_sound:
        return verification.broken(result)
    first = Entry.objects.filter(seq=1).first()
    if first is None:
        return _("Nothing is recorded yet.")
    return ngettext(
        "%(n)s entry, unbroken since %(day)s.",
        "%(n)s entries, unbroken since %(day)s.",
        result.seq,
    ) % {
        "n": number_format(result.seq, use_l10n=True, force_grouping=True),
        "day": date_format(timezone.localtime(first.at), "j F Y", use_l10n=False),
    }


def _at(query, **place):
    return f"?{urlencode(query | place)}"


def _rows(found):
    people = get_user_model().objects.filter(
        pk__in={e.actor_ref for e in found} | {e.on_behalf_of for e in found}
    )
    names = {p.pk: p.name for p in people}
    refs = dict(
        apps.get_model("initiatives.Initiative")
        .objects.filter(pk__in={e.initiative_id for e in found})
        .values_list("pk", "ref")
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
                "object": f"{entry.object_type} {entry.object_id}".strip(),
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


def _number(text):
    """A place in the record from an address, which anybody can have altered."""
    if text and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    return None
