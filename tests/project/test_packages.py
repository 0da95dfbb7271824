"""What the search for known weaknesses of packages says, and when it may say it."""

import sys
from pathlib import Path

from governance.management.commands.test import judged

ASKED = {"name": "django", "version": "5.2.19", "vulns": []}


def test_a_lock_is_clean_only_when_every_package_was_asked_of():
    unasked = {"name": "celery", "skip_reason": "not found"}

    assert judged({"dependencies": [ASKED]}) == ("clean", "")
    assert judged({"dependencies": [ASKED, unasked]}) == (
        "unknown",
        "its source knows nothing of 1 of 2 packages",
    )
    assert judged({"dependencies": []})[0] == "unknown"


def test_a_known_weakness_is_named_even_where_others_were_not_asked_of():
    weak = ASKED | {"vulns": [{"id": "CVE-2026-1"}]}

    assert judged({"dependencies": [weak, {"name": "x", "skip_reason": "?"}]}) == (
        "found",
        "django 5.2.19: CVE-2026-1",
    )


def test_the_tool_that_asks_belongs_to_the_test_set():
    assert Path(sys.executable).with_name("pip-audit").exists()
