"""What a web process makes sure of before it serves anybody."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from audit import triggers
from audit.models import Entry


def refuse_unprotected() -> None:
    """Serve no database without a protected record: end the process with a sentence.

    The connection is closed again, since a server may start its workers as copies of
    this process, and no two of them may share one.
    """
    try:
        if Entry._meta.db_table not in connection.introspection.table_names():
            sys.exit(
                "Maillon does not start: this database holds no record yet. Run "
                "`manage.py migrate` to prepare it."
            )
        triggers.verify_installed()
    except ImproperlyConfigured as error:
        sys.exit(f"Maillon does not start: {error}")
    except DatabaseError as error:
        sys.exit(
            f"Maillon does not start: the database does not answer ({error}). "
            "Start it, or correct DATABASE_URL."
        )
    finally:
        if not connection.in_atomic_block:
            connection.close()


PR_SET_PDEATHSIG = 1


def follows_us() -> Callable | None:
    """What a process that we start does first, so that it ends when we do, however we
    end; nothing where the system has no such thing."""
    parent = os.getpid()

    def follow():
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return follow if sys.platform == "linux" else None


def web_server(bind: str) -> list[str]:
    """The words, after the Python, that start the web server as people have it."""
    return [
        *("-m", "gunicorn", "governance.wsgi"),
        *("-k", "gthread", "--workers", "2", "--threads", "4"),
        *("--bind", bind, "--preload", "--no-control-socket"),
        *("--graceful-timeout", "10", "--log-level", "warning"),
        *("--logger-class", "governance.access_log.Quiet"),
    ]
