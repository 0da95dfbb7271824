"""Where notices may be posted, and the secret that signs them."""

import hmac
import ipaddress
import re
import secrets
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid

TLS_PORT = 443


class Address(NamedTuple):
    """The parts of an address that was found to be allowed."""

    host: str
    port: int
    path: str


def allowed(host: str) -> bool:
    """Whether an administrator of the machine has named this host.

    `.example.com` in the list allows every host under it, not the name itself.
    """
    return any(
        host == entry or (entry.startswith(".") and host.endswith(entry))
        for entry in settings.WEBHOOK_HOSTS
    )


def parse(address: str) -> Address:
    """The parts of an address; an Invalid error says in a sentence what is wrong."""
    try:
        parts = urlsplit(address)
        port = parts.port or TLS_PORT
        host = (parts.hostname or "").rstrip(".")
        host = host.encode("idna").decode().lower() if host else ""
    except (ValueError, UnicodeError) as error:
        raise _wrong(_("This is no address.")) from error
    if any(ord(char) <= 32 or ord(char) > 126 for char in address):
        raise _wrong(_("An address has no blanks and only plain letters."))
    if parts.scheme != "https" or not host:
        raise _wrong(_("The address must begin with https://."))
    if parts.username is not None or parts.password is not None:
        raise _wrong(_("The address must not carry a name or a password."))
    if port != TLS_PORT:
        raise _wrong(_("The address must not name a port: only 443 is used."))
    if _is_number(host):
        raise _wrong(_("The address must name a host, not a number."))
    if not allowed(host):
        raise _wrong(
            _(
                "Notices may not go to %(host)s. Whoever runs the machine can allow it"
                " in MAILLON_WEBHOOK_HOSTS."
            )
            % {"host": host}
        )
    path = parts.path or "/"
    return Address(host, port, f"{path}?{parts.query}" if parts.query else path)


def new_salt() -> tuple[str, str]:
    """A fresh salt, and the id of the key with which the secret is derived from it."""
    return secrets.token_hex(16), _key_id(settings.SECRET_KEY)


def secret_of(webhook) -> str:
    """The secret that signs what goes to a webhook; empty when its key is gone.

    It is derived, not stored: a copy of the database alone cannot sign.
    """
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if _key_id(key) == webhook.key_id:
            return hmac.new(
                key.encode(), f"webhook/{webhook.salt}".encode(), sha256
            ).hexdigest()
    return ""


def _is_number(host: str) -> bool:
    """Whether a host is an IP address, in any notation that a resolver would read."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(re.fullmatch(r"(0x[0-9a-f]*|[0-9.])+", host))
    return True


def _key_id(key: str) -> str:
    return sha256(f"webhook/{key}".encode()).hexdigest()[:8]


def _wrong(sentence):
    return Invalid(sentence, field="address")
