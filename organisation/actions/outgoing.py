"""How people are told outside the product: their own settings, and webhooks."""

from hashlib import sha256
from uuid import uuid4

from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Refused
from organisation import access, notices, webhooks
from organisation.functions import Function
from organisation.models import Delivery, NoticeSettings, Notification, Webhook
from organisation.rows import save

NOTICE_FIELDS = (
    *(group.value for group in notices.Group),
    "digest_hour",
    "quiet_from",
    "quiet_to",
    "working_days_only",
    "time_zone",
)
WEBHOOK_FIELDS = (
    *("name", "kind", "address", "functions", "with_changes", "language"),
    "is_active",
)


@audited
def set_notices(person, *, by, **fields):
    """Somebody chooses by which way and when they are told.

    What waits is looked at again, by the new choice.
    """
    if by.pk != person.pk:
        raise Refused(_("Everybody chooses these for themselves."))
    unknown = set(fields) - set(NOTICE_FIELDS)
    if unknown:
        raise TypeError(f"set_notices does not change {sorted(unknown)}")
    row = NoticeSettings.objects.filter(person=person).first()
    row = row or NoticeSettings(person=person)
    changed = sorted(k for k, value in fields.items() if getattr(row, k) != value)
    for key in changed:
        setattr(row, key, fields[key])
    if changed:
        save(row)
        Notification.objects.filter(
            recipient=person, mail=Notification.Mail.DUE
        ).update(mail=Notification.Mail.NEW, mail_at=None)
        record("organisation.notices_set", row, by=by, fields=changed)
    return row


@audited
def add_webhook(
    *, by, name, kind, address, functions, with_changes=False, language="en"
):
    """Notices of some functions go to a chat or another system from now on."""
    access.require(by, "organisation.manage")
    webhooks.parse(address)
    salt, key_id = webhooks.new_salt()
    row = Webhook(
        name=name,
        kind=kind,
        address=address,
        functions=_functions(functions),
        with_changes=with_changes,
        language=language,
        salt=salt,
        key_id=key_id,
    )
    save(row)
    record("organisation.webhook_added", row, by=by, kind=kind, functions=row.functions)
    return row


@audited
def edit_webhook(webhook, *, by, **fields):
    """A webhook is changed, switched off, or on again: then its failures are over."""
    access.require(by, "organisation.manage")
    unknown = set(fields) - set(WEBHOOK_FIELDS)
    if unknown:
        raise TypeError(f"edit_webhook does not change {sorted(unknown)}")
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if "functions" in fields:
        fields["functions"] = _functions(fields["functions"])
    changed = sorted(k for k, value in fields.items() if getattr(row, k) != value)
    for key in changed:
        setattr(row, key, fields[key])
    if not changed:
        return row
    if row.is_active:
        webhooks.parse(row.address)
        row.failures, row.switched_off_at = 0, None
    save(row)
    record("organisation.webhook_edited", row, by=by, fields=changed)
    return row


@audited
def renew_webhook_secret(webhook, *, by):
    """A new secret signs from now on; the old one is worth nothing any more."""
    access.require(by, "organisation.manage")
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    row.salt, row.key_id = webhooks.new_salt()
    save(row, ["salt", "key_id"])
    record("organisation.webhook_secret_renewed", row, by=by)
    return row


@audited
def try_webhook(webhook, *, by):
    """A message that says only that it is a test is put in the queue."""
    access.require(by, "organisation.manage")
    row = Webhook.objects.get(pk=webhook.pk)
    if not row.is_active:
        raise Invalid(_("Switch the webhook on first."))
    key = sha256(f"webhook/{row.pk}/test/{uuid4()}".encode()).hexdigest()
    delivery = save(
        Delivery(
            key=key,
            channel=Delivery.Channel.WEBHOOK,
            webhook=row,
            message_id=notices.message_id(key),
            next_at=clock.now(),
        )
    )
    record("organisation.webhook_tested", row, by=by)
    return delivery


@audited
def switch_off_webhook(webhook, *, by):
    """Too many failures in a row: nothing goes there until somebody looks at it."""
    off = Webhook.objects.filter(pk=webhook.pk, is_active=True).update(
        is_active=False, switched_off_at=clock.now()
    )
    if off:
        record("organisation.webhook_switched_off", webhook, by=by)
    return bool(off)


@audited
def try_again(delivery, *, by):
    """What was given up goes back into the queue."""
    access.require(by, "organisation.manage")
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state != Delivery.State.GIVEN_UP:
        raise Duplicate(_("This message was not given up, or is on its way again."))
    # Its content is fixed: part of it may have left before.
    row.state = Delivery.State.SENDING
    row.next_at, row.ended_at, row.lease_until = clock.now(), None, None
    row.refusals, row.error = 0, ""
    save(row)
    row.notices.filter(mail=Notification.Mail.GIVEN_UP).update(
        mail=Notification.Mail.BOUND
    )
    record("organisation.delivery_tried_again", row, by=by)
    return row


def _functions(values):
    found = sorted({str(value) for value in values})
    if not found or set(found) - set(Function.values):
        raise Invalid(_("Choose at least one function."), field="functions")
    return found
