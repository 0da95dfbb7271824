"""Mail: one message for each person, with everything that waits for them."""

import logging
import smtplib
import time
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from audit import clock
from governance.delivery import claims, relevance, routing, wording
from governance.meetings import invitations
from literacy.councils import told_of
from organisation import quiet
from organisation.models import Delivery, Installation

log = logging.getLogger(__name__)

MOST_ITEMS = 50
"""Lines of one mail; the rest stands in the product."""

LONGEST_SUBJECT = 150
SERVER_WAIT = timedelta(minutes=15)
"""The longest pause after the server could not be reached."""

REFUSALS = 3
"""For good (5xx): given up after so many."""

DELAYS = 40
"""For the time being (4xx), or broken off: given up after so many, about 36 hours."""

BREAKDOWNS = 5
"""A message that we cannot even write: given up after so many."""


LONGEST_RUN = 60
"""Seconds after which a run leaves the rest to the next one."""

MOST_BROKEN = 3
"""Lines in a row that broke off: then the server is not well, and the run ends."""

BROKEN_OFF = "broken_off"


class ServerDown(Exception):
    """The mail server cannot be reached or takes nothing: it is not this message."""


class Post:
    """One connection for a run, opened when there is something to send."""

    def __init__(self):
        self.connection = None

    def send(self, message):
        """Hand a message over; ServerDown when nothing was said about it at all."""
        if self.connection is None:
            try:
                connection = get_connection()
                connection.open()
            except (OSError, smtplib.SMTPException, ImproperlyConfigured) as error:
                raise ServerDown(_code(error)) from error
            self.connection = connection
        try:
            self.connection.send_messages([message])
        except smtplib.SMTPSenderRefused as error:
            self.close()
            raise ServerDown(_code(error)) from error
        except BaseException:
            self.close()
            raise

    def close(self):
        """Hang up, whatever state the line is in."""
        connection, self.connection = self.connection, None
        if connection is None:
            return
        try:
            connection.close()
        except (OSError, smtplib.SMTPException) as error:
            log.info("The mail server broke off: %s", type(error).__name__)


def send_due():
    """Send the mails that are due, at most at the configured rate."""
    budget = _left_this_minute()
    routing.gather(budget)
    due = Delivery.objects.due(clock.now()).filter(channel=Delivery.Channel.MAIL)
    post, began, broken = Post(), time.monotonic(), 0
    try:
        for pk in list(due.values_list("pk", flat=True)[:budget]):
            if time.monotonic() - began > LONGEST_RUN or broken >= MOST_BROKEN:
                break
            row = claims.claim(pk)
            if row is None:
                continue
            try:
                outcome = _send(row, post)
            except ServerDown as error:
                _pause(row, str(error))
                yield "put_off"
                break
            broken = broken + 1 if outcome == BROKEN_OFF else 0
            yield "put_off" if outcome == BROKEN_OFF else outcome
    finally:
        post.close()


def _left_this_minute() -> int:
    tried = Delivery.objects.filter(
        channel=Delivery.Channel.MAIL, tried_at__gt=clock.now() - timedelta(minutes=1)
    ).count()
    return max(0, settings.EMAIL_PER_MINUTE - tried)


def _pause(row, code):
    """The server is down: this mail and all that are due wait for the same time."""
    until = clock.now() + claims.backoff(row.attempts, SERVER_WAIT)
    claims.put_off(row, until, code)
    Delivery.objects.due(clock.now()).filter(
        channel=Delivery.Channel.MAIL
    ).order_by().update(next_at=until)


def _send(row, post) -> str:
    """Write one mail and send it; a problem of this mail alone stays with it."""
    try:
        chosen = routing.settings_of({row.person_id})[row.person_id]
        loud = quiet.after_quiet(clock.now(), chosen, row.person.unit)
        if loud > clock.now():
            claims.put_off(row, loud, "quiet")
            return "put_off"
        message, notices = write(row)
        if message is None:
            claims.dropped(row, notices)
            return "dropped"
        post.send(message)
    except ServerDown:
        raise
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        return _refused(row, max(codes, default=550))
    except smtplib.SMTPDataError as error:
        return _refused(row, error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return _broken_off(row, _code(error))
    except Exception as error:
        log.error("Mail %s: %s", row.message_id, type(error).__name__)
        return _broken_down(row, type(error).__name__)
    claims.sent(row, notices)
    return "sent"


def _refused(row, code) -> str:
    """The server said no to this mail, for good or for the time being."""
    limit = REFUSALS if 500 <= code < 600 else DELAYS
    error = f"smtp {code}"
    if row.refusals + 1 >= limit:
        claims.given_up(row, error)
        return "given_up"
    claims.put_off(row, clock.now() + claims.backoff(row.attempts), error, refused=True)
    return "put_off"


def _broken_off(row, error) -> str:
    """Nobody knows whether the server took it: the same mail goes again later."""
    if row.refusals + 1 >= DELAYS:
        claims.given_up(row, error)
        return "given_up"
    claims.hold(row, clock.now() + claims.backoff(row.attempts), error)
    return BROKEN_OFF


def _broken_down(row, error) -> str:
    if row.refusals + 1 >= BREAKDOWNS:
        claims.given_up(row, error[:40])
        return "given_up"
    claims.put_off(
        row, clock.now() + claims.backoff(row.attempts), error[:40], refused=True
    )
    return "put_off"


def write(row: Delivery):
    """The mail and the notices in it; or None and the reason why there is none.

    Rights and use are asked here, at the last moment before it leaves.
    """
    person = row.person
    rows = list(row.notices.filter(mail="bound").order_by("created_at", "pk"))
    seen = told_of(person, rows)
    latest = {row.facts.get("stall"): row.pk for row in rows}
    kept, items, reason = [], [], relevance.DONE
    with override(wording.language_of(person.language)):
        for notice in rows:
            use = relevance.of_use(notice, person, seen)
            stall = notice.facts.get("stall")
            if stall and latest[stall] != notice.pk:
                # It has climbed since, and a later notice says how far.
                use = relevance.Use(relevance.OVERTAKEN)
            if not use:
                reason = use.reason
                claims.drop_notice(notice, reason)
                continue
            kept.append(notice)
            one = wording.item(notice, seen.get(notice.pk), use.due_at)
            one = replace(one, more=invitations.lines(notice, person))
            if one not in items:
                items.append(one)
        if not kept:
            return None, reason
        message = compose(row, person, items)
        for notice in kept:
            if part := invitations.entry(notice, person):
                message.attach(part)
        return message, kept


def compose(row, person, items) -> EmailMultiAlternatives:
    """A plain text and a simple HTML mail that say the same."""
    owed = [one for one in items if one.is_owed]
    news = [one for one in items if not one.is_owed]
    shown = [*owed, *news][:MOST_ITEMS]
    page = {
        "owed": shown[: len(owed)],
        "news": shown[len(owed) :],
        "more": len(items) - len(shown),
        "updates": wording.page("governance:updates"),
        "settings": wording.page("organisation:notices"),
        "organisation": _organisation(),
    }
    host = settings.MESSAGE_HOST
    message = EmailMultiAlternatives(
        subject=_subject(items, owed),
        body=render_to_string("email/notices.txt", page),
        to=[person.email],
        headers={
            "Message-ID": row.message_id,
            "List-Id": f"Maillon <notices.{host}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(
        render_to_string("email/notices.html", page), "text/html"
    )
    return message


def _subject(items, owed) -> str:
    if len(items) == 1:
        one = items[0]
        subject = f"{one.ref}: {one.sentence}" if one.ref else one.sentence
    elif owed:
        subject = ngettext(
            "%(n)d thing needs you", "%(n)d things need you", len(owed)
        ) % {"n": len(owed)}
    else:
        subject = ngettext(
            "%(n)d change on what you follow",
            "%(n)d changes on what you follow",
            len(items),
        ) % {"n": len(items)}
    return f"[Maillon] {subject}"[:LONGEST_SUBJECT]


def _organisation() -> str:
    return Installation.objects.current().organisation or _("your organisation")


def _code(error) -> str:
    """What went wrong, as a short code; what the server wrote is not kept."""
    code = getattr(error, "smtp_code", None)
    return f"smtp {code}" if code else type(error).__name__[:40]
