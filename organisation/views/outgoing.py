"""How I am told; and for administrators, what goes out and where."""

from urllib.parse import urlsplit

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organisation import actions, doors, presenters, webhooks
from organisation.forms import NothingForm
from organisation.models import Delivery, NoticeSettings, Webhook
from organisation.notice_forms import NoticesForm, WebhookEditForm, WebhookForm
from organisation.views.frame import (
    context,
    form_page,
    managed,
    managers_only,
    posted,
)

SHOWN = 50
LAST_ANSWERS = 10


@require_http_methods(["GET", "POST"])
def notices(request):
    """By which way and when I am told."""
    person = request.user
    row = NoticeSettings.objects.filter(person=person).first()
    row = row or NoticeSettings(person=person)
    form = NoticesForm(posted(request), row=row)
    return form_page(
        request,
        form,
        lambda: actions.set_notices(person, by=person, **form.changes()),
        said=_("Saved."),
        to=reverse("organisation:notices"),
        title=_("How I am told"),
        lead=presenters.notices(row),
        submit=_("Save"),
        cancel_url=reverse("organisation:profile"),
    )


@require_safe
def outgoing(request):
    """What waits to go out, what was given up, and the webhooks."""
    managers_only(request)
    mails = Delivery.objects.filter(channel=Delivery.Channel.MAIL)
    given_up = list(
        Delivery.objects.filter(state=Delivery.State.GIVEN_UP)
        .select_related("person", "webhook")
        .order_by("-ended_at")[: SHOWN + 1]
    )
    page = {
        "waiting": mails.open().count(),
        "oldest": mails.open().order_by("made_at").first(),
        "last": mails.filter(state=Delivery.State.SENT).order_by("-ended_at").first(),
        "given_up": given_up[:SHOWN],
        "more": len(given_up) > SHOWN,
        "reasons": presenters.delivery_error,
        "hooks": [_hook(row) for row in Webhook.objects.all()],
        "has_server": bool(settings.EMAIL_HOST),
        "hosts": settings.WEBHOOK_HOSTS,
    }
    for row in page["given_up"]:
        row.said = presenters.delivery_error(row.error)
    return render(
        request,
        "organisation/outgoing.html",
        context(
            request,
            "outgoing",
            lead=presenters.outgoing(page["waiting"], len(given_up), page["hooks"]),
            **page,
        ),
    )


@require_http_methods(["GET", "POST"])
def try_again(request, pk):
    """A message that was given up goes into the queue once more."""
    row = managed(request, Delivery.objects.select_related("person", "webhook"), pk)
    return form_page(
        request,
        NothingForm(posted(request)),
        lambda: actions.try_again(row, by=request.user),
        said=_("It is on its way again."),
        to=reverse("organisation:outgoing"),
        tab="outgoing",
        title=_("Send it again"),
        lead=_("To %(whom)s. %(reason)s")
        % {
            "whom": row.person or row.webhook,
            "reason": presenters.delivery_error(row.error),
        },
        submit=_("Send again"),
    )


@require_http_methods(["GET", "POST"])
def add_webhook(request):
    """A new webhook; its secret is shown once, on the page that answers."""
    managers_only(request)
    form = WebhookForm(posted(request))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        row = doors.attempt(
            request, form, lambda: actions.add_webhook(by=request.user, **values)
        )
        if row is True:
            return redirect("organisation:outgoing")
        if row is not None:
            return _secret(request, row)
    lead = (
        _("Allowed are: %(hosts)s.") % {"hosts": ", ".join(settings.WEBHOOK_HOSTS)}
        if settings.WEBHOOK_HOSTS
        else _(
            "No host is allowed yet. Whoever runs the machine names them in"
            " MAILLON_WEBHOOK_HOSTS."
        )
    )
    page = {
        "title": _("Add a webhook"),
        "lead": lead,
        "submit": _("Add"),
        "cancel_url": reverse("organisation:outgoing"),
    }
    return doors.answer(
        request, "organisation/form.html", form, context(request, "outgoing", **page)
    )


@require_safe
def webhook(request, pk):
    """One webhook: where it goes, and what came of the last posts."""
    row = managed(request, Webhook.objects.all(), pk)
    answers = list(row.deliveries.exclude(tried_at=None).order_by("-tried_at", "-pk"))
    for one in answers[:LAST_ANSWERS]:
        one.said = presenters.delivery_error(one.error)
    return render(
        request,
        "organisation/webhook.html",
        context(
            request,
            "outgoing",
            hook=_hook(row),
            answers=answers[:LAST_ANSWERS],
            lead=presenters.webhook(row),
        ),
    )


@require_http_methods(["GET", "POST"])
def edit_webhook(request, pk):
    """Another name, address or function; on or off."""
    row = managed(request, Webhook.objects.all(), pk)
    form = WebhookEditForm(posted(request), row=row)
    return form_page(
        request,
        form,
        lambda: actions.edit_webhook(row, by=request.user, **form.changes()),
        said=_("Saved."),
        to=reverse("organisation:webhook", args=[row.pk]),
        tab="outgoing",
        title=_("Change %(name)s") % {"name": row.name},
        lead=presenters.webhook(row),
        submit=_("Save"),
    )


@require_http_methods(["GET", "POST"])
def try_webhook(request, pk):
    """A test message, sent by the clock like any other."""
    row = managed(request, Webhook.objects.all(), pk)
    return form_page(
        request,
        NothingForm(posted(request)),
        lambda: actions.try_webhook(row, by=request.user),
        said=_("The test leaves within a minute. Its answer will stand here."),
        to=reverse("organisation:webhook", args=[row.pk]),
        tab="outgoing",
        title=_("Test %(name)s") % {"name": row.name},
        lead=_("A message goes there that says that it is a test, and nothing else."),
        submit=_("Send a test"),
    )


@require_http_methods(["GET", "POST"])
def renew_secret(request, pk):
    """A new secret, shown once on the page that answers."""
    row = managed(request, Webhook.objects.all(), pk)
    form = NothingForm(posted(request))
    if request.method == "POST":
        done = doors.attempt(
            request, form, lambda: actions.renew_webhook_secret(row, by=request.user)
        )
        if done is True:
            return redirect("organisation:webhook", pk=row.pk)
        if done is not None:
            return _secret(request, done)
    page = {
        "title": _("A new secret for %(name)s") % {"name": row.name},
        "lead": _(
            "The old one stops working: whoever checks signatures needs the new."
        ),
        "submit": _("Make a new secret"),
        "cancel_url": reverse("organisation:webhook", args=[row.pk]),
    }
    return doors.answer(
        request, "organisation/form.html", form, context(request, "outgoing", **page)
    )


def _secret(request, row):
    return render(
        request,
        "organisation/secret.html",
        context(request, "outgoing", hook=row, secret=webhooks.secret_of(row)),
    )


def _hook(row):
    """A webhook for the page: its address is a secret, so only the host is shown."""
    row.host = urlsplit(row.address).hostname
    row.function_labels = presenters.functions(row.functions)
    row.said = presenters.webhook(row)
    return row
