"""Posts to webhooks: Slack, Microsoft Teams, or JSON for another system."""

import hmac
import json
import logging
import time
from collections import Counter
from hashlib import sha256

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit import clock
from audit.actions import SYSTEM
from governance.delivery import claims, outgoing, relevance, wording
from organisation import webhooks
from organisation.actions import switch_off_webhook
from organisation.functions import Function
from organisation.models import Delivery, Webhook

log = logging.getLogger(__name__)

MOST_PER_HOOK = 10
LONGEST_RUN = 30
"""Seconds after which a run leaves the rest to the next one."""

ATTEMPTS = 8
GONE = 410


def send_due():
    """Post what is due to the webhooks that are switched on."""
    began, done = time.monotonic(), Counter()
    due = Delivery.objects.due(clock.now()).filter(
        channel=Delivery.Channel.WEBHOOK, webhook__is_active=True
    )
    for pk, hook in list(due.values_list("pk", "webhook")[: 20 * MOST_PER_HOOK]):
        if done[hook] >= MOST_PER_HOOK:
            continue
        if time.monotonic() - began > LONGEST_RUN:
            break
        row = claims.claim(pk)
        if row is None:
            continue
        done[hook] += 1
        outcome = _send(row)
        if outcome == "put_off":
            # The others for this address would fail alike; they wait their turn.
            done[hook] = MOST_PER_HOOK
        yield outcome


def _send(row) -> str:
    hook = row.webhook
    try:
        with override(wording.language_of(hook.language)):
            item, reason = _item(row)
            if item is None:
                claims.dropped(row, reason)
                return "dropped"
            body = json.dumps(FORMS[hook.kind](item, row), ensure_ascii=False).encode()
        status = outgoing.post(
            outgoing.destination(hook.address), body, _headers(row, body)
        )
    except outgoing.NotSent as error:
        return _failed(row, str(error))
    except Exception as error:
        log.error("Post %s: %s", row.message_id, type(error).__name__)
        return _failed(row, type(error).__name__[:40])
    if 200 <= status < 300:
        claims.sent(row)
        Webhook.objects.filter(pk=hook.pk).update(failures=0)
        return "sent"
    return _failed(row, f"http {status}", gone=status == GONE)


def _item(row):
    if row.notification_id is None:
        test = wording.Item(
            ref="",
            title="",
            sentence=_("This is a test of Maillon. Nothing needs you."),
            due="",
            url=wording.page("governance:waiting"),
            is_owed=False,
        )
        return test, ""
    # Read once: what is asked and what is worded must be the same row.
    initiative = relevance.initiative_of(row.notification)
    use = relevance.of_use_outside(row.notification, initiative)
    if not use:
        return None, use.reason
    return wording.item(row.notification, initiative, use.due_at), ""


def _failed(row, error, *, gone=False) -> str:
    hook = row.webhook
    if row.attempts >= ATTEMPTS or gone:
        claims.given_up(row, error)
        outcome = "given_up"
    else:
        claims.put_off(row, clock.now() + claims.backoff(row.attempts), error)
        outcome = "put_off"
    Webhook.objects.filter(pk=hook.pk).update(failures=F("failures") + 1)
    most = 1 if gone else Webhook.MOST_FAILURES
    if Webhook.objects.filter(pk=hook.pk, is_active=True, failures__gte=most).exists():
        switch_off_webhook(hook, by=SYSTEM)
    return outcome


def _headers(row, body: bytes) -> dict:
    """The signature covers the time, so that an old post cannot be sent again."""
    at = str(int(clock.true_now().timestamp()))
    secret = webhooks.secret_of(row.webhook)
    if not secret:
        raise outgoing.NotSent("secret lost")
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Maillon",
        "X-Maillon-Delivery": row.message_id.strip("<>"),
        "X-Maillon-Timestamp": at,
        "X-Maillon-Signature": f"v1={mac}",
    }


# What stands in a post. People's words go in only where they cannot become markup.


def _line(item) -> str:
    head = f"{item.ref} {item.title}".strip()
    text = f"{head}: {item.sentence}" if head else item.sentence
    return f"{text} {item.due}".strip()


def generic(item, row) -> dict:
    """Plain facts for another system."""
    return {
        "id": row.message_id.strip("<>"),
        "kind": row.notification.kind if row.notification else "test",
        "ref": item.ref,
        "title": item.title,
        "function": item.function,
        "sentence": item.sentence,
        "due_at": item.due_at.isoformat() if item.due_at else None,
        "url": item.url,
    }


def slack(item, row) -> dict:
    """A plain text, which Slack does not read as markup, and a button."""
    line = _line(item)
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {
        "text": escaped,
        "blocks": [
            {
                "type": "section",
                "text": {"type": "plain_text", "text": line[:2900], "emoji": False},
            },
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "text": {"type": "plain_text", "text": _("Open in Maillon")},
                        "url": item.url,
                    }
                ],
            },
        ],
    }


def teams(item, row) -> dict:
    """An Adaptive Card for Workflows; its text runs know no markup."""
    runs = [{"type": "TextRun", "text": _line(item)}]
    if item.function in Function.values:
        label = str(Function(item.function).label)
        runs.insert(0, {"type": "TextRun", "text": f"{label} · ", "weight": "Bolder"})
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": [{"type": "RichTextBlock", "inlines": runs}],
                    "actions": [
                        {
                            "type": "Action.OpenUrl",
                            "title": _("Open in Maillon"),
                            "url": item.url,
                        }
                    ],
                },
            }
        ],
    }


FORMS = {
    Webhook.Kind.GENERIC.value: generic,
    Webhook.Kind.SLACK.value: slack,
    Webhook.Kind.TEAMS.value: teams,
}
