"""Where a notice goes: into the product only, into a mail, to the webhooks."""

import logging
from collections import defaultdict
from hashlib import sha256
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Min

from audit import clock
from organisation import notices, quiet
from organisation.models import Delivery, Mandate, NoticeSettings, Notification, Webhook

log = logging.getLogger(__name__)

CHUNK = 500
MOST = 20_000
"""Notices that one run looks at; the next run, seconds later, goes on."""

Mail = Notification.Mail
When = NoticeSettings.When


def route():
    """Decide for every new notice by which way and when it goes, a chunk at a time."""
    hooks = list(Webhook.objects.filter(is_active=True))
    for _chunk in range(MOST // CHUNK):
        rows = list(
            Notification.objects.filter(mail=Mail.NEW)
            .select_related("recipient__unit")
            .order_by("pk")[:CHUNK]
        )
        if not rows:
            break
        _to_webhooks(rows, hooks)
        _to_mail(rows)
    return ()


def settings_of(people: set) -> dict:
    """The settings of people, with the defaults for who has chosen nothing."""
    rows = NoticeSettings.objects.filter(person__in=people)
    found = {row.person_id: row for row in rows}
    return {pk: found.get(pk) or NoticeSettings(person_id=pk) for pk in people}


def _to_webhooks(rows, hooks):
    """One post for each webhook and occasion, however many people were told."""
    if not hooks:
        return
    posts = {}
    held = _functions_of({row.recipient_id for row in rows}, hooks)
    for row in rows:
        waits = notices.function_of(row.kind, row.facts)
        concerned = held[row.recipient_id] if row.kind in notices.CHANGES else set()
        for hook in hooks:
            told = concerned if hook.with_changes else set()
            if {waits, *told} & set(hook.functions):
                key = sha256(f"webhook/{hook.pk}/{row.occasion}".encode()).hexdigest()
                posts.setdefault(key, (hook, row))
    Delivery.objects.bulk_create(
        [
            Delivery(
                key=key,
                channel=Delivery.Channel.WEBHOOK,
                webhook=hook,
                notification=row,
                message_id=notices.message_id(key),
                next_at=clock.now(),
            )
            for key, (hook, row) in posts.items()
        ],
        ignore_conflicts=True,
    )


def _functions_of(people, hooks) -> dict[UUID, set[str]]:
    """Which functions people hold today, where a webhook asks for it."""
    held = defaultdict(set)
    if any(hook.with_changes for hook in hooks):
        rows = Mandate.objects.in_force(clock.today()).filter(person__in=people)
        for person, function in rows.values_list("person", "function"):
            held[person].add(function)
    return held


def _to_mail(rows):
    chosen = settings_of({row.recipient_id for row in rows})
    groups = defaultdict(list)
    now = clock.now()
    for row in rows:
        groups[_decide(row, chosen[row.recipient_id], now)].append(row.pk)
    for (mail, mail_at, in_digest), ids in groups.items():
        Notification.objects.filter(pk__in=ids, mail=Mail.NEW).update(
            mail=mail, mail_at=mail_at, in_digest=in_digest
        )


def _decide(row, settings, now):
    place = row.recipient.unit
    try:
        way = notices.way(row.kind, row.facts, settings)
        if way == When.PRODUCT:
            return Mail.PRODUCT, None, False
        if way == When.DAILY:
            return Mail.DUE, quiet.digest_at(now, settings, place), True
        return Mail.DUE, quiet.after_quiet(now, settings, place), False
    except Exception as error:
        # A row that cannot be read must not keep the others back, nor be lost.
        log.error("Notice %s: %s", row.pk, type(error).__name__)
        return Mail.DUE, now, False


def gather(most: int):
    """Bind the notices that are due into one mail for each person."""
    people = (
        Notification.objects.filter(mail=Mail.DUE, mail_at__lte=clock.now())
        .order_by()
        .values("recipient")
        .annotate(first=Min("mail_at"))
        .order_by("first")
        .values_list("recipient", flat=True)[:most]
    )
    people = list(people)
    chosen = settings_of(set(people))
    for person in people:
        try:
            with transaction.atomic():
                _gather(person, chosen[person])
        except IntegrityError:
            # Another worker gathers for the same person; the next run goes on.
            continue


def _gather(person, settings):
    now = clock.now()
    today = quiet.day_of(now, settings)
    due = Notification.objects.filter(
        recipient=person, mail=Mail.DUE, mail_at__lte=now
    ).order_by("pk")
    waiting = Delivery.objects.filter(
        person=person, channel=Delivery.Channel.MAIL, state=Delivery.State.WAITING
    ).first()
    slot = None
    rows = list(due.select_related("recipient__unit"))
    if any(row.in_digest for row in rows):
        taken = Delivery.objects.filter(person=person, slot=today)
        if waiting is not None:
            taken = taken.exclude(pk=waiting.pk)
        if taken.exists():
            rows = _put_off_digest(rows, settings, now)
        else:
            slot = today
    if not rows:
        return
    if waiting is None:
        waiting = _new_mail(person, rows[0], slot, now)
    # The row lock: who claims this mail meanwhile waits, and then reads all of it.
    held = Delivery.objects.filter(pk=waiting.pk, state=Delivery.State.WAITING)
    if not held.update(slot=slot or waiting.slot):
        raise IntegrityError("The mail left while it was being filled.")
    Notification.objects.filter(pk__in=[row.pk for row in rows], mail=Mail.DUE).update(
        mail=Mail.BOUND, delivery=waiting
    )


def _new_mail(person, first, slot, now):
    key = sha256(f"mail/{first.key}".encode()).hexdigest()
    return Delivery.objects.create(
        key=key,
        channel=Delivery.Channel.MAIL,
        person_id=person,
        slot=slot,
        message_id=notices.message_id(key),
        next_at=now,
    )


def _put_off_digest(rows, settings, now):
    """Today's digest has left: what belongs into one waits for the next."""
    later = [row for row in rows if row.in_digest]
    tomorrow = quiet.end_of_day(now, settings)
    at = quiet.digest_at(tomorrow, settings, later[0].recipient.unit)
    Notification.objects.filter(pk__in=[row.pk for row in later], mail=Mail.DUE).update(
        mail_at=at
    )
    return [row for row in rows if not row.in_digest]
