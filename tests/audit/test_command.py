"""The command that verifies and exports, and the verifier that stands alone."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit import triggers, verify_export
from audit.models import Entry, Head


def run(*arguments):
    """The exit code, what is said, and what is said beside it."""
    out, beside = StringIO(), StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out, stderr=beside)
    except SystemExit as end:
        return end.code, out.getvalue(), beside.getvalue()
    return 0, out.getvalue(), beside.getvalue()


def alone(*arguments):
    return subprocess.run(
        [sys.executable, "-I", verify_export.__file__, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_that_the_record_is_unbroken(renamed):
    code, out, _ = run()

    assert code == 0
    assert "The record is unbroken: 6 entries verified." in out
    assert str(Head.objects.get()) in out


def test_the_command_says_where_the_record_is_broken(renamed):
    with triggers.lifted(connection):
        Entry.objects.filter(seq=4).update(body="{}")

    code, out, _ = run("--json")

    assert code == 1
    assert json.loads(out)["seq"] == 4
    assert json.loads(out)["problem"] == "hash"


def test_an_empty_record_is_unbroken(db):
    assert run()[0] == 0


def test_an_export_is_verified_without_the_product(renamed, settings, tmp_path):
    file = tmp_path / "record.ndjson"
    code, _, beside = run("--export", str(file))

    assert code == 0
    assert "6 entries written" in beside
    assert file.stat().st_mode & 0o777 == 0o600
    end = f"--expect={Head.objects.get()}"
    sound = alone(file, "--keys", settings.AUDIT_KEYS_FILE, end)
    assert (sound.returncode, sound.stdout) == (
        0,
        "unbroken: 6 entries (links and seals)\n",
    )

    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:2] + lines[3:]))
    broken = alone(file)
    assert (broken.returncode, broken.stdout) == (1, "broken at entry 3: gap\n")

    file.write_text("".join(lines[:5]))
    assert alone(file).returncode == 0
    assert alone(file, end).returncode == 1
    assert alone(tmp_path / "absent").returncode == 2
    assert alone(file, "--keys", file).returncode == 2
    assert alone(file, "--expect", "x").returncode == 2
    assert alone().returncode == 2


def test_an_export_that_cannot_be_written_says_so(renamed, tmp_path):
    with pytest.raises(CommandError, match="Cannot write"):
        run("--export", str(tmp_path / "absent" / "record.ndjson"))


def test_the_verifier_needs_nothing_but_python():
    source = Path(verify_export.__file__).read_text()

    assert "django" not in source
    assert "from audit" not in source
