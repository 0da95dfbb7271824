"""Production is strict: started in a process of its own, as it would be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
GOOD = {
    "MAILLON_ENV": "production",
    "MAILLON_SECRET_KEY": "0123456789abcdef" * 4,
    "MAILLON_BASE_URL": "https://maillon.example",
    "MAILLON_EMAIL_HOST": "mail.example",
    "DATABASE_URL": "postgres://m:p@db/maillon",
}


@pytest.fixture(scope="module", autouse=True)
def keys(tmp_path_factory):
    """A file of audit keys as production wants it."""
    file = tmp_path_factory.mktemp("keys") / "audit_keys"
    file.write_text("{}")
    file.chmod(0o600)
    GOOD["MAILLON_AUDIT_KEYS_FILE"] = str(file)
    return file


def start(**environ):
    """Read the settings as a fresh process does; returns its exit code and words."""
    code = "from django.conf import settings as s; print(s.ALLOWED_HOSTS, s.DEBUG)"
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MAILLON_")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE,
        env={**clean, "DJANGO_SETTINGS_MODULE": "governance.settings", **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_production_starts_with_what_it_needs():
    code, said = start(**GOOD)

    assert (code, said.strip()) == (0, "['maillon.example'] False")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"MAILLON_SECRET_KEY": ""}, "MAILLON_SECRET_KEY is not set"),
        ({"MAILLON_SECRET_KEY": "secret"}, "at least 50 characters"),
        ({"MAILLON_ENV": "prod"}, "one of embedded, production"),
        ({"MAILLON_BASE_URL": "maillon"}, "must look like https"),
        ({"MAILLON_BASE_URL": ""}, "MAILLON_BASE_URL is not set"),
        ({"DATABASE_URL": "oracle://x"}, "must begin with sqlite:/// or postgres://"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set"),
        ({"MAILLON_DEBUG": "yes"}, "MAILLON_DEBUG shows the inside of errors"),
        ({"MAILLON_SECRET_KEY": "x" * 60}, "is a placeholder"),
        ({"MAILLON_SECRET_KEY": "django-insecure-" + "ab9d" * 15}, "is a placeholder"),
        ({"MAILLON_BASE_URL": "http://maillon.example"}, "must begin with https://"),
        ({"MAILLON_ALLOWED_HOSTS": "a.example,*"}, "must name each host"),
        ({"DATABASE_URL": "sqlite:////srv/x"}, "must be postgres:// in production"),
        ({"MAILLON_EMAIL_HOST": ""}, "MAILLON_EMAIL_HOST is not set"),
        ({"MAILLON_AUDIT_KEYS_FILE": ""}, "MAILLON_AUDIT_KEYS_FILE is not set"),
        ({"MAILLON_AUDIT_KEYS_FILE": "/nowhere/keys"}, "where no file can be read"),
    ],
)
def test_production_refuses_nonsense(change, sentence):
    code, said = start(**{**GOOD, **change})

    assert code != 0
    assert sentence in said


def test_audit_keys_that_everybody_can_read_stop_production(keys):
    keys.chmod(0o644)
    try:
        code, said = start(**GOOD)
    finally:
        keys.chmod(0o600)

    assert code != 0
    assert f"chmod 600 {keys}" in said
