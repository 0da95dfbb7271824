"""Addresses at which people speak without an open name: what is left out there."""

import re

UNLINKED = re.compile(r"^/(?P<language>[a-z]{2})/anonymous/")
"""Served outside sessions and sign-in, from a request that says nothing of its sender.

Nobody has to prove anything here: these pages carry no authority, and what is sent to
them could be sent by anybody from anywhere. So they need no token against forged
requests either: a forged one gives its forger nothing that they could not do alone.
"""

UNLOGGED = re.compile(
    r"^/[a-z]{2}/(anonymous/|ask/confidential/|questions/[^/]+/too/|pulses/\d+/ballot/)"
)
"""Of requests to these no line is written: it would say when, and some of them who."""

KEPT = frozenset(
    (
        "REQUEST_METHOD",
        "PATH_INFO",
        "RAW_URI",
        "SCRIPT_NAME",
        "QUERY_STRING",
        "SERVER_NAME",
        "SERVER_PORT",
        "SERVER_PROTOCOL",
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "HTTP_HOST",
        "HTTP_X_FORWARDED_PROTO",
    )
)
"""What is needed to answer a request at all; nothing else of it is looked at."""


def strip(meta: dict) -> None:
    """Take out of a request's surroundings who sent it: address, program, cookies.

    In place, because a server's own access log reads the same dict.
    """
    for name in list(meta):
        if name not in KEPT and not name.startswith("wsgi."):
            del meta[name]
