"""The key ring outside the database."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from audit import keys


def test_the_embedded_default_makes_its_ring_once_and_privately(settings):
    first = keys.ring()

    assert settings.AUDIT_KEYS_FILE.stat().st_mode & 0o777 == 0o600
    assert len(first.keys[first.current]) == 32
    assert keys.ring() == first
    assert [p.name for p in settings.AUDIT_KEYS_FILE.parent.iterdir()] == ["audit_keys"]


def test_production_does_not_make_a_ring_by_itself(settings):
    settings.IN_PRODUCTION = True

    with pytest.raises(ImproperlyConfigured, match="no audit key file"):
        keys.ring()


def test_production_refuses_a_ring_that_everybody_can_read(settings):
    keys.ring()
    settings.AUDIT_KEYS_FILE.chmod(0o644)
    settings.IN_PRODUCTION = True

    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        keys.ring()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        json.dumps({"current": "a", "keys": {}}),
        json.dumps({"current": "a", "keys": {"a": "not hex"}}),
        json.dumps({"current": "a", "keys": {"a": "abcd"}}),
    ],
)
def test_a_file_that_is_no_ring_is_refused(settings, content):
    settings.AUDIT_KEYS_FILE.write_text(content)

    with pytest.raises(ImproperlyConfigured):
        keys.ring()
