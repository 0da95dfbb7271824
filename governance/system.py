"""How the installation is doing: what administrators and auditors look at."""

import platform
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from smtplib import SMTPException

import django
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit import clock, triggers, verification
from governance.models import JobRun
from governance.schedule import JOBS
from organisation import access
from organisation.models import Delivery, Notification

LATE_PERIODS = 3
MOST_APART = 2
"""Seconds by which the clocks of two machines may differ before it is said."""

NAMES = {
    "sweep": gettext_lazy("Look for what stalls"),
    "deliver": gettext_lazy("Send what waits"),
    "papers": gettext_lazy("Make the papers that were asked for"),
    "erased": gettext_lazy("Write down what was erased, outside the database"),
    "tidy": gettext_lazy("Take away old sessions and sign-in logs"),
}


@dataclass(frozen=True)
class Heartbeat:
    """One background job: when it ran, and whether that is as it should be."""

    name: object
    run: JobRun | None
    sentence: str
    is_well: bool


def heartbeats() -> list[Heartbeat]:
    """Each job of the schedule, in true time, whatever the clock of the sample says."""
    rows = JobRun.objects.in_bulk([job.name for job in JOBS])
    return [_heartbeat(job, rows.get(job.name)) for job in JOBS]


def _heartbeat(job, row) -> Heartbeat:
    name = NAMES.get(job.name, job.name)
    if row is None:
        return Heartbeat(name, None, _("It has never run."), False)
    silent = clock.true_now() - row.started_at
    if silent > timedelta(seconds=job.period * LATE_PERIODS):
        said = _(
            "It has not started for %(silent)s; it should every %(period)s. The clock "
            "or the worker has stopped: the operator starts it again."
        ) % {
            "silent": _span(silent.total_seconds()),
            "period": _span(job.period),
        }
        return Heartbeat(name, row, said, False)
    if row.failures:
        said = ngettext(
            "The last run failed (%(error)s); the log says more.",
            "The last %(n)s runs failed (%(error)s); the log says more.",
            row.failures,
        ) % {"n": row.failures, "error": row.error}
        return Heartbeat(name, row, said, False)
    said = _("It runs every %(period)s.") % {"period": _span(job.period)}
    return Heartbeat(name, row, said, True)


def _span(seconds) -> str:
    """A time in its largest whole unit."""
    seconds = int(seconds)
    if seconds < 120:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    minutes = seconds // 60
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    days = hours // 24
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def queue() -> list[tuple[object, int]]:
    """How many messages stand where, for the states in which there are any."""
    found = dict(Delivery.objects.order_by().values_list("state").annotate(Count("pk")))
    new = Notification.objects.filter(mail=Notification.Mail.NEW).count()
    rows = [(Notification.Mail.NEW.label, new)] if new else []
    return rows + [
        (state.label, found[state]) for state in Delivery.State if found.get(state)
    ]


def checks() -> list[tuple[object, str, bool]]:
    """What stands under the product: term, sentence, and whether it is well."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    absent = len(triggers.missing(connection))
    record = verification.glance([])
    return [
        (_("Database"), database(), True),
        (
            _("Migrations"),
            ngettext(
                "%(n)s is not applied: the operator runs “manage.py migrate”.",
                "%(n)s are not applied: the operator runs “manage.py migrate”.",
                pending,
            )
            % {"n": pending}
            if pending
            else _("All applied."),
            not pending,
        ),
        (
            _("Protection of the ledgers"),
            ngettext(
                "%(n)s trigger is missing: the operator runs “manage.py migrate”.",
                "%(n)s triggers are missing: the operator runs “manage.py migrate”.",
                absent,
            )
            % {"n": absent}
            if absent
            else _("Every trigger is in place."),
            not absent,
        ),
        (
            _("End of the record"),
            record.head if record.is_sound else verification.broken(record),
            record.is_sound,
        ),
        *clocks(apart()),
        # A folder is what one machine is meant to do; production refuses to start so.
        (_("Mail"), mail_route(), True),
    ]


def apart() -> float | None:
    """Seconds between the clocks of this machine and of the database, if it has one."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    return abs((clock.true_now() - there).total_seconds())


def clocks(seconds: float | None) -> list[tuple[object, str, bool]]:
    """Whether two clocks agree: what is due is reckoned by that of the web server."""
    if seconds is None:
        return []
    if seconds <= MOST_APART:
        said = _("This machine and the database agree on the time.")
    else:
        said = _(
            "This machine and the database are %(apart)s apart: the operator sets "
            "their clocks right."
        ) % {"apart": _span(seconds)}
    return [(_("Clock"), said, seconds <= MOST_APART)]


def database() -> str:
    """Which database this is, and its version."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return f"PostgreSQL {cursor.fetchone()[0]}"
    return f"SQLite {connection.Database.sqlite_version}"


def mail_route() -> str:
    """Where mail goes."""
    if not settings.EMAIL_HOST:
        return _("No mail server is named: mail is kept in a folder on this machine.")
    return _("Goes to %(host)s, port %(port)s.") % {
        "host": settings.EMAIL_HOST,
        "port": settings.EMAIL_PORT,
    }


@cache
def versions() -> list[tuple[str, str]]:
    """What runs here."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        own = tomllib.load(file)["project"]["version"]
    return [
        ("Maillon", own),
        ("Django", django.get_version()),
        ("Python", platform.python_version()),
    ]


def send_test_mail(person) -> tuple[bool, str]:
    """Send a mail to the one who asks; whether the server took it, in a sentence.

    The answer of a mail server may quote addresses: only its kind is told.
    """
    access.require(person, "organisation.manage")
    message = EmailMessage(
        _("A test of the mail of Maillon"),
        _("This mail was asked for on the page “System”. Nothing is to be done."),
        to=[person.email],
    )
    try:
        message.send()
    except TimeoutError:
        return False, _("The mail server did not answer in time.")
    except SMTPException as error:
        return False, _("The mail server refused the mail (%(kind)s).") % {
            "kind": type(error).__name__
        }
    except OSError as error:
        return False, _("The mail server cannot be reached (%(kind)s).") % {
            "kind": error.strerror or type(error).__name__
        }
    if not settings.EMAIL_HOST:
        return True, _(
            "No mail server is named here, so the test mail was kept on this machine."
        )
    return True, _("The mail server took the test mail. Look into your mailbox.")
