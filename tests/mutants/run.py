"""Seed one fault after the other in a copy of the tree, and see which test finds it.

Run from the root: `.venv/bin/python -m tests.mutants.run [name ...]`. It writes a table
of fault, verdict and the first test that failed; it ends with 1 when one survives.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutants.faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "var", "__pycache__", "locale", "docs"
)
SECONDS = 600


def copy_of_the_tree(folder):
    """A copy to spoil, with the same Python beside it."""
    tree = Path(folder) / "tree"
    shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
    (tree / ".venv").symlink_to((ROOT / ".venv").resolve())
    shutil.copytree(ROOT / "locale", tree / "locale")
    if (ROOT / "node_modules").exists():
        (tree / "node_modules").symlink_to(ROOT / "node_modules")
    return tree


def pytest(tree, tests):
    """Run tests in the copy until the first failure; the database is made once."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-rfE"),
            *("-p", "no:randomly", "--reuse-db", "-m", "not browser", *tests),
        ],
        cwd=tree,
        env=os.environ | {"MAILLON_NO_BOOTSTRAP": "1", "MAILLON_TEST_DATABASE": "file"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return done.returncode, failed[1] if failed else ""


def say(line):
    """A line of the table, as soon as it is known."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(chosen):
    """Try each fault; the tests must pass where nothing is spoilt."""
    faults = [f for f in FAULTS if not chosen or f.name in chosen]
    survived = []
    with tempfile.TemporaryDirectory(prefix="maillon-mutants.") as folder:
        tree = copy_of_the_tree(folder)
        everything = sorted({test for fault in faults for test in fault.tests})
        code, failed = pytest(tree, everything)
        if code:
            say(f"The tests do not pass as they are: {failed or code}")
            return 2
        for fault in faults:
            path = tree / fault.file
            sound = path.read_text()
            if sound.count(fault.old) != 1:
                say(f"{fault.name}: {sound.count(fault.old)} places")
                survived.append(fault.name)
                continue
            path.write_text(sound.replace(fault.old, fault.new))
            try:
                code, failed = pytest(tree, fault.tests)
            except subprocess.TimeoutExpired:
                code, failed = 1, "it did not end"
            path.write_text(sound)
            if not code:
                survived.append(fault.name)
            verdict = "killed" if code else "SURVIVED"
            say(f"{fault.name} | {verdict} | {failed}")
    killed = len(faults) - len(survived)
    say(f"{killed} of {len(faults)} killed; survived: {survived}")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
