"""Production is strict: started in a process of its own, as it would be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
GOOD = {
    "MAILLON_ENV": "production",
    "MAILLON_SECRET_KEY": "k" * 64,
    "MAILLON_BASE_URL": "https://maillon.example",
    "DATABASE_URL": "postgres://m:p@db/maillon",
}


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


def test_production_never_starts_in_debug():
    assert start(**GOOD, MAILLON_DEBUG="yes")[1].strip().endswith("False")


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
    ],
)
def test_production_refuses_nonsense(change, sentence):
    code, said = start(**{**GOOD, **change})

    assert code != 0
    assert sentence in said
