"""A fresh clone builds its own environment, with the standard library and pip alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
PYTHON = getattr(sys, "_base_executable", sys.executable)
FEW = ("asgiref", "django", "sqlparse")


@pytest.fixture
def clone(tmp_path):
    """A bare copy whose lock names Django alone, so that a test takes seconds."""
    folder = tmp_path / "clone"
    (folder / "requirements").mkdir(parents=True)
    shutil.copy(BASE / "manage.py", folder)
    for name in ("run", "test"):
        lock = (BASE / "requirements" / f"{name}.txt").read_text()
        blocks = re.split(r"\n(?=[A-Za-z0-9])", lock)
        kept = [block for block in blocks if block.split("==")[0] in FEW]
        (folder / "requirements" / f"{name}.txt").write_text("\n".join(kept) + "\n")
    return folder


def begin(clone, *words):
    """Start a command of the copy as a newcomer would, outside any environment."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAILLON_", "DJANGO_", "VIRTUAL_ENV", "PYTHON"))
    }
    return subprocess.Popen(
        [PYTHON, "manage.py", *words],
        cwd=clone,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_two_first_starts_at_once_build_one_environment(clone):
    both = [begin(clone, "version") for _ in range(2)]

    said = [process.communicate(timeout=120) for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert {out.strip()[:3] for out, _err in said} == {"5.2"}
    assert "".join(err for _out, err in said).count("Preparing .venv") == 1
    assert json.loads((clone / ".venv" / "maillon.json").read_text())["set"] == "run"


@pytest.mark.slow
def test_a_changed_lock_is_seen_at_the_next_command(clone):
    begin(clone, "version").communicate(timeout=120)
    with (clone / "requirements" / "run.txt").open("a") as lock:
        lock.write("# changed\n")

    changed = begin(clone, "version").communicate(timeout=120)
    again = begin(clone, "version").communicate(timeout=120)

    assert "Preparing .venv" in changed[1]
    assert "Preparing .venv" not in again[1]


@pytest.mark.slow
def test_a_file_with_a_wrong_hash_is_not_installed(clone):
    lock = clone / "requirements" / "run.txt"
    lock.write_text(
        re.sub(r"sha256:[0-9a-f]{64}", "sha256:" + "0" * 64, lock.read_text())
    )

    process = begin(clone, "version")
    said = process.communicate(timeout=120)[1]

    assert process.returncode == 1
    assert "The packages could not be installed" in said
    assert not (clone / ".venv" / "maillon.json").exists()
