"""How long a statement may take where somebody waits for it: web, worker and clock.

Commands that an operator starts, such as a migration or a backup, have no such limit.
"""

from django.db.backends.signals import connection_created

SECONDS = {
    "statement_timeout": 15,
    "lock_timeout": 5,
    "idle_in_transaction_session_timeout": 60,
}


def apply() -> None:
    """From here on, each new connection of this process is limited."""
    connection_created.connect(_limit, dispatch_uid="governance.limits")


def _limit(sender, connection, **signal):
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for name, seconds in SECONDS.items():
            cursor.execute(f"SET {name} = '{seconds}s'")
