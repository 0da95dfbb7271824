"""What the repository promises: locks with hashes, a compose file that can start."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml

BASE = Path(__file__).resolve().parents[2]
LOCKS = sorted((BASE / "requirements").glob("*.txt"))
COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text())
OURS = ("web", "worker", "beat", "migrate")


def pins(lock):
    """The packages of a lock, each with the lines that belong to it."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text())
    return {b.split("==")[0].lower(): b for b in blocks if "==" in b.splitlines()[0]}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pin_of_a_lock_has_its_hashes(lock):
    found = pins(lock)

    assert found
    assert [
        name for name, block in found.items() if "--hash=sha256:" not in block
    ] == []


@pytest.mark.parametrize(
    "file",
    [*LOCKS, BASE / "package-lock.json", BASE / ".npmrc"],
    ids=lambda file: file.name,
)
def test_a_lock_names_no_registry(file):
    text = file.read_text()
    if file.name == "package-lock.json":
        assert "resolved" not in text
    else:
        assert "http" not in text


def test_the_test_lock_holds_the_run_lock_version_by_version():
    run, test = (
        pins(BASE / "requirements" / f"{name}.txt") for name in ("run", "test")
    )

    first = {name: block.split("\n")[0] for name, block in run.items()}
    second = {name: block.split("\n")[0] for name, block in test.items()}

    assert first.items() <= second.items()


def test_every_dependency_has_its_reason():
    text = (BASE / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    named = project["project"]["dependencies"] + project["dependency-groups"]["test"]
    asked = re.findall(
        r"^([A-Za-z0-9-]+)",
        (BASE / "requirements" / "run.in").read_text()
        + (BASE / "requirements" / "test.in").read_text(),
        re.M,
    )

    assert sorted(named, key=str.lower) == sorted(
        [name for name in asked if not name.startswith("-")], key=str.lower
    )
    for name in named:
        assert re.search(rf'^  "{name}", +# \w', text, re.M), name


def test_every_npm_package_has_its_hash():
    packages = json.loads((BASE / "package-lock.json").read_text())["packages"]

    assert all("integrity" in facts for path, facts in packages.items() if path)


def test_compose_runs_every_part_of_production():
    assert set(COMPOSE["services"]) == {*OURS, "postgres", "redis"}


@pytest.mark.parametrize("name", sorted(COMPOSE["services"]))
def test_a_service_says_how_it_is_well(name):
    assert "healthcheck" in COMPOSE["services"][name]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_service_starts_after_the_migrations(name):
    waits = COMPOSE["services"][name]["depends_on"]

    assert waits["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", OURS)
def test_the_command_of_a_service_exists(name):
    service = COMPOSE["services"][name]
    image = re.search(r"^CMD (\[.*?\])", (BASE / "Dockerfile").read_text(), re.M | re.S)
    command = service.get("command") or json.loads(image[1].replace("\\\n", ""))

    assert shutil.which(command[0]) or (BASE / ".venv" / "bin" / command[0]).exists()


@pytest.mark.parametrize("name", OURS)
def test_a_service_carries_no_secret_in_the_file(name):
    environment = COMPOSE["services"][name]["environment"]

    assert environment["MAILLON_SECRET_KEY"].startswith("${MAILLON_SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD" in environment["DATABASE_URL"]
    assert "${REDIS_PASSWORD" in environment["CELERY_BROKER_URL"]


def test_the_image_does_not_run_as_root():
    last_stage = (BASE / "Dockerfile").read_text().rpartition("\nFROM ")[2]

    assert "\nUSER maillon\n" in last_stage
    assert "HEALTHCHECK" in last_stage


def test_the_continuous_run_is_the_test_command():
    script = BASE / ".ci" / "run"

    assert script.stat().st_mode & 0o111
    assert "python3 manage.py test" in script.read_text()
