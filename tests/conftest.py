"""The ground that every test stands on: database, files, clock of hashing, browser.

The cast (hana, otto, mara, lena, nobody) is in tests/cast.py.
"""

import gc
import os
import re
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation
from playwright.sync_api import sync_playwright

try:
    from audit import triggers
except ImportError:
    triggers = None
from governance import frontend, messages
from governance.hashers import TunedArgon2
from governance.management.commands.test import CHROMIUM

if (Path(__file__).parent / "cast.py").exists():
    pytest_plugins = ["tests.cast"]

DRAWN = re.compile(r"(?<!every)_pages?(_|$|\[)|_costs?_the_same_")
RARELY = 50_000
"""New objects between two looks for garbage; 700 of them are few for a query or two."""
PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"
CHROMIUM_OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
]


# Database


def pytest_collection_modifyitems(config, items):
    """Run each test where it proves something.

    A race on SQLite proves nothing; what touches no database is not run again on
    PostgreSQL, nor is what tells by its name that it looks at pages or counts queries.
    """
    for item in items:
        if item.path.name.endswith("pages.py") or DRAWN.search(item.name):
            item.add_marker(pytest.mark.drawn)
    if django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        away = [item for item in items if not uses_database(item)]
    else:
        away = [item for item in items if item.get_closest_marker("postgres")]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]


class LongestFirst:
    """Begin what takes longest, so that no worker waits for it alone at the end."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        """After the order was shuffled, the heavy ones come first."""
        items.sort(key=seconds, reverse=True)


def pytest_configure(config):
    """Put the order of the tests last of all hooks."""
    config.pluginmanager.register(LongestFirst())


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Seek garbage rarely, and never among what was loaded before the first test."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(RARELY)
        gc.enable()


def seconds(item) -> int:
    """About how long a test takes, as `slow(seconds=...)` or `lasts(seconds)` says."""
    slow = [mark.kwargs.get("seconds", 5) for mark in item.iter_markers("slow")]
    return max(
        [*slow, *(mark.args[0] for mark in item.iter_markers("lasts"))], default=0
    )


def uses_database(item) -> bool:
    """Whether a test asks for the database, by mark or through a fixture."""
    return bool(
        item.get_closest_marker("django_db")
        or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    )


_flush = TransactionTestCase._fixture_teardown


def _flush_with_triggers_lifted(self):
    """Empty the tables after a transactional test, the append-only ones too."""
    with triggers.lifted(connection) if triggers else nullcontext():
        _flush(self)


TransactionTestCase._fixture_teardown = _flush_with_triggers_lifted


# Files and secrets


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashing_and_words():
    """Hash with the real algorithm at its lowest price; have French at hand."""
    TunedArgon2.time_cost, TunedArgon2.memory_cost = 1, 8
    messages.compile_all()


@pytest.fixture(autouse=True)
def _english():
    """A page in French leaves its language behind; the next test begins in English."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _no_badge_of_another_test(request, settings):
    """Badges are kept between two entries of the record; each test has its own.

    A test that says what a page costs counts it whole, with its badge.
    """
    caches["badges"].clear()
    if "cost" in request.node.name:
        settings.CACHES = django_settings.CACHES | {
            "badges": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
        }


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    """Uploads of a test go to a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASED_FOLDER = tmp_path / "erased"


# Browser


def leave_out(reason):
    """Skip what this machine cannot run, and say why; in CI nothing is left out."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture(scope="session")
def browser():
    """Chromium as the system has it."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not path:
        leave_out("Chromium is not installed")
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would refuse to work
        # beside it, though nothing here is asynchronous.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        chromium = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_OPTIONS
        )
        yield chromium
        chromium.close()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def new_page(browser, live_server):
    """Open a page as a person: `new_page(hana, locale="fr", color_scheme="dark")`.

    Every breach of the content security policy and every script error fails the test.
    """
    contexts, problems = [], []

    def open_page(person=None, *, width=1440, height=900, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            **options,
        )
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person, backend=PASSWORD_BACKEND)
            name = django_settings.SESSION_COOKIE_NAME
            context.add_cookies(
                [
                    {
                        "name": name,
                        "value": client.cookies[name].value,
                        "url": live_server.url,
                    }
                ]
            )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on(
            "console",
            lambda message: (
                problems.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems


@pytest.fixture
def axe():
    """What axe-core finds wrong on a page: a list of (rule, impact, targets)."""
    source = frontend.node_modules() / frontend.AXE
    if not source.exists():
        leave_out("axe-core is not installed")
    script = source.read_text()

    def run(page):
        page.evaluate(script)
        found = page.evaluate("async () => (await axe.run()).violations")
        return [
            (rule["id"], rule["impact"], [node["target"] for node in rule["nodes"]])
            for rule in found
        ]

    return run
