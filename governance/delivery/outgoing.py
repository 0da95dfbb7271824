"""A request to an address outside, such that it cannot be turned against the inside.

Only https, only hosts that were allowed, only public addresses; connected to the very
address that was checked, so that a name cannot change its meaning in between. No
redirect is followed, five seconds in all, and of the answer only the status is used.
"""

import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPException, HTTPSConnection
from typing import NamedTuple

from audit.errors import Invalid
from organisation import webhooks

SECONDS = 5
LONGEST_ANSWER = 64 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotSent(Exception):
    """Nothing was asked, or no answer came; the text is a code of ours."""


class Destination(NamedTuple):
    """Where a request goes: the name for TLS, and the address that was checked."""

    host: str
    port: int
    path: str
    ip: str


def destination(address: str) -> Destination:
    """Look an address up and refuse what is not public; NotSent says why."""
    try:
        host, port, path = webhooks.parse(address)
    except Invalid as error:
        raise NotSent("not allowed") from error
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent("no such host") from error
    ips = [row[4][0] for row in found]
    # One bad answer among good ones is an attempt to slip through.
    if not ips or not all(is_public(ip) for ip in ips):
        raise NotSent("private address")
    return Destination(host, port, path, ips[0])


def is_public(text: str) -> bool:
    """Whether an address belongs to the public internet, however it is written."""
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip.teredo:
            inner = ip.teredo[1]
        if ip in NAT64:
            inner = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not (
        ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback
    )


class _Pinned(HTTPSConnection):
    """Connects to one address and asks for the certificate of the name."""

    def __init__(self, to: Destination, context):
        super().__init__(to.host, to.port, timeout=SECONDS, context=context)
        self._ip, self._context = to.ip, context

    def connect(self):
        plain = socket.create_connection((self._ip, self.port), self.timeout)
        self.sock = plain
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


def post(to: Destination, body: bytes, headers: dict, *, context=None) -> int:
    """Post a body and give back the status; NotSent when there was no answer.

    The whole exchange ends after a few seconds, however slowly the other end drips.
    """
    connection = _Pinned(to, context or ssl.create_default_context())
    late = threading.Event()
    timer = threading.Timer(SECONDS, _cut, [connection, late])
    timer.daemon = True
    timer.start()
    try:
        connection.request("POST", to.path, body=body, headers=headers)
        answer = connection.getresponse()
        # Read to be polite, thrown away, and never more than this.
        answer.read(LONGEST_ANSWER)
        return answer.status
    except ssl.SSLError as error:
        raise NotSent("timeout" if late.is_set() else "tls") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NotSent("timeout" if late.is_set() else "no answer") from error
    finally:
        timer.cancel()
        connection.close()


def _cut(connection, late):
    late.set()
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            # Below TLS, so that no goodbye is waited for.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
