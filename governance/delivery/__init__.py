"""Sending what waits in the ledger of notifications.

Routing decides for each new notice whether, when and where it goes. Mails and posts
are then claimed by a lease, sent outside any transaction, and marked. A run that dies
between the two leaves its row to the next one, which sends it again under the same
message id; nothing is ever marked before it was sent.
"""

import logging

from governance.delivery import mail, posts, routing

log = logging.getLogger(__name__)


def deliver() -> dict:
    """Send what is due; the counts of what was sent, put off, dropped and given up.

    Runs may overlap, be repeated or come days late. One part that fails does not keep
    the others back; its error is raised at the end.
    """
    counts = {"sent": 0, "put_off": 0, "dropped": 0, "given_up": 0}
    failed = None
    for part in (routing.route, mail.send_due, posts.send_due):
        try:
            for outcome in part():
                counts[outcome] += 1
        except Exception as error:
            log.error("%s failed: %s", part.__module__, type(error).__name__)
            failed = failed or error
    if failed is not None:
        raise failed
    return counts
