"""What production refuses to start with: each a sentence that says what to change."""

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from governance import env


def require_production(environ: Mapping = os.environ) -> None:
    """Stop a production start that would be unsafe, at the first thing found."""
    for rule in RULES:
        rule(environ)


def _no_debug(environ):
    if env.flag("MAILLON_DEBUG", environ=environ):
        raise ImproperlyConfigured(
            "MAILLON_DEBUG shows the inside of errors to everybody; take it away in "
            "production."
        )


def _https(environ):
    url = env.required("MAILLON_BASE_URL", environ=environ)
    if urlsplit(url).scheme != "https":
        raise ImproperlyConfigured(
            f"MAILLON_BASE_URL must begin with https:// in production, not {url!r}: "
            "passwords and sessions would travel in the open."
        )


def _named_hosts(environ):
    if any("*" in name for name in env.words("MAILLON_ALLOWED_HOSTS", environ=environ)):
        raise ImproperlyConfigured(
            "MAILLON_ALLOWED_HOSTS must name each host; * would let anybody choose "
            "the address in our links."
        )


def _postgres(environ):
    scheme = urlsplit(env.required("DATABASE_URL", environ=environ)).scheme
    if scheme == "sqlite":
        raise ImproperlyConfigured(
            "DATABASE_URL must be postgres:// in production: several web servers "
            "cannot share one SQLite file. One machine needs `manage.py run --own`."
        )


def _mail(environ):
    if not env.text("MAILLON_EMAIL_HOST", environ=environ):
        raise ImproperlyConfigured(
            "MAILLON_EMAIL_HOST is not set: mail would go to the log and reach "
            "nobody. Name the mail server of the company."
        )


def _audit_keys(environ):
    env.private_file("MAILLON_AUDIT_KEYS_FILE", environ=environ)


RULES = (_no_debug, _https, _named_hosts, _postgres, _mail, _audit_keys)
