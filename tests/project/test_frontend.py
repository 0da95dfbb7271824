"""The files of the pages that come from npm: which are served, what is said of them."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from governance import frontend
from tests.conftest import leave_out

BASE = Path(__file__).resolve().parents[2]
LOCK = json.loads((BASE / "package-lock.json").read_text())["packages"]
EDITOR = "vendor/bpmn-js/dist/bpmn-modeler.production.min.js"


@pytest.fixture
def packages(settings, tmp_path):
    """A folder with npm packages, some of whose files may be served."""
    settings.BASE_DIR = tmp_path
    root = tmp_path / "node_modules" / "bpmn-js"
    for name in (
        "dist/bpmn-modeler.production.min.js",
        "dist/bpmn-modeler.development.js",
        "dist/assets/diagram-js.css",
        "dist/assets/bpmn-font/css/bpmn.css",
        "dist/assets/bpmn-font/css/bpmn-embedded.css",
        "dist/assets/bpmn-font/font/bpmn.woff2",
        "lib/Modeler.js",
        "package.json",
        "LICENSE",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    return root


def test_only_the_files_that_a_page_needs_are_served(packages):
    finder = frontend.NodeModulesFinder()

    listed = {f"{storage.prefix}{name}" for name, storage in finder.list([])}

    assert listed == {
        "vendor/bpmn-js/LICENSE",
        EDITOR,
        "vendor/bpmn-js/dist/assets/diagram-js.css",
        "vendor/bpmn-js/dist/assets/bpmn-font/css/bpmn.css",
        "vendor/bpmn-js/dist/assets/bpmn-font/font/bpmn.woff2",
    }
    assert all(finder.find(path) for path in listed)
    for path in (
        "dist/bpmn-modeler.development.js",
        "dist/assets/bpmn-font/css/bpmn-embedded.css",
        "lib/Modeler.js",
        "package.json",
        "dist/assets/bpmn-font/font/bpmn.../../../../../package.json",
    ):
        assert finder.find(f"vendor/bpmn-js/{path}") is None, path


def test_without_the_packages_nothing_is_served_and_nothing_breaks(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    finder = frontend.NodeModulesFinder()

    assert list(finder.list([])) == []
    assert finder.find(EDITOR) is None


def test_a_start_without_registry_says_what_is_done_without_and_keeps_what_is_there(
    settings, packages, monkeypatch, capsys
):
    base = settings.BASE_DIR
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (base / name).write_text((BASE / name).read_text())
    npm = base / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{base}:/usr/bin:/bin")

    assert frontend.install() is False

    said = capsys.readouterr().err
    assert "could not be fetched (npm answered: npm error code ENOTFOUND)" in said
    assert "maps edited in their table of steps" in said
    assert frontend.NodeModulesFinder().find(EDITOR)
    assert not (packages.parent / ".maillon").exists()


def test_the_editor_of_the_lock_lies_where_it_is_looked_for():
    if not (frontend.node_modules() / "bpmn-js").is_dir():
        leave_out("the packages of npm were not fetched")

    for path in (
        EDITOR,
        "vendor/bpmn-js/dist/assets/diagram-js.css",
        "vendor/bpmn-js/dist/assets/bpmn-js.css",
        "vendor/bpmn-js/dist/assets/bpmn-font/css/bpmn.css",
        *(
            f"vendor/bpmn-js/dist/assets/bpmn-font/font/bpmn.{kind}"
            for kind in ("eot", "svg", "ttf", "woff", "woff2")
        ),
        "vendor/bpmn-js/LICENSE",
        "vendor/source-sans-3/LICENSE",
    ):
        assert finders.find(path), path


@pytest.mark.parametrize("path", [path for path in LOCK if path])
def test_every_npm_package_stands_in_the_list_with_its_licence(path):
    name, facts = path.removeprefix("node_modules/"), LOCK[path]
    licence = "bpmn.io licence" if name == "bpmn-js" else facts["license"]
    listed = (BASE / "THIRD_PARTY.md").read_text()

    assert f"| {name} | {facts['version']} | {licence} |" in listed


def test_nothing_of_ours_names_the_watermark_of_the_editor():
    for file in (BASE / "static").rglob("*.*s"):
        assert "powered-by" not in file.read_text(), file.name
