"""What a web process makes sure of before it serves anybody."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from audit import triggers


def refuse_unprotected() -> None:
    """Serve no database whose record could be changed unnoticed: end with a sentence.

    The connection is closed again, since a server may start its workers as copies of
    this process, and no two of them may share one.
    """
    try:
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
