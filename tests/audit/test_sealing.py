"""A sealed text opens with its own key, for its own record, and unchanged."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import keys, sealing

ABOUT = "literacy.consultation:1"


@pytest.fixture
def key():
    """A fresh data key, wrapped."""
    return dict(zip(("key_id", "wrapped"), sealing.new_key(ABOUT), strict=True))


@given(st.text(max_size=300))
def test_what_was_sealed_opens_again(text):
    key_id, wrapped = sealing.new_key(ABOUT)
    sealed = sealing.seal(text, key_id=key_id, wrapped=wrapped, about=ABOUT)
    opened = sealing.unseal(sealed, key_id=key_id, wrapped=wrapped, about=ABOUT)
    assert opened == text


def test_the_same_text_is_never_sealed_to_the_same(key):
    one, two = (sealing.seal("no", about=ABOUT, **key) for _n in range(2))
    assert one != two


def test_another_record_another_key_and_a_changed_text_do_not_open(key):
    sealed = sealing.seal("We vote no.", about=ABOUT, **key)
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, about="literacy.consultation:2", **key)
    other = dict(zip(("key_id", "wrapped"), sealing.new_key(ABOUT), strict=True))
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, about=ABOUT, **other)
    for place in (2, len(sealed) // 2, len(sealed) - 6):
        letter = "A" if sealed[place] != "A" else "B"
        broken = sealed[:place] + letter + sealed[place + 1 :]
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(broken, about=ABOUT, **key)
    for nonsense in ("", "short", "é"):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(nonsense, about=ABOUT, **key)


def test_without_the_key_file_nothing_opens(key, settings, tmp_path):
    sealed = sealing.seal("We vote no.", about=ABOUT, **key)
    other = tmp_path / "audit_keys"
    other.write_text(json.dumps({"current": "k", "keys": {"k": "ab" * 32}}))
    settings.AUDIT_KEYS_FILE = other
    assert keys.ring().current == "k"
    with pytest.raises(sealing.Unreadable, match="not in the key ring"):
        sealing.unseal(sealed, about=ABOUT, **key)
