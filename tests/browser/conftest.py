"""People who work in the browser, each with a page of their own."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.cast import build_company

FIRST_DAY = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
"""The journey begins tomorrow: browsers drop cookies that seem to be old."""


def pytest_collection_modifyitems(items):
    """Everything here drives a browser, and takes its time."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


class Walk:
    """What people do in the browser: open a page, answer its questions, press."""

    def __init__(self, open_page, options):
        self._open, self._options, self._pages = open_page, options, {}

    def page(self, person):
        """The page of a person; it is opened once."""
        if person.pk not in self._pages:
            self._pages[person.pk] = self._open(person, **self._options)
        return self._pages[person.pk]

    def leave(self):
        """Everybody closes the browser; the next act signs in anew."""
        for page in self._pages.values():
            page.close()
        self._pages = {}

    def see(self, person, path, status=200):
        """Open an address and look at what comes."""
        page = self.page(person)
        found = page.goto(path if path.startswith("/") else f"/en/{path}")
        assert found.status == status, (path, found.status, said(page))
        return page

    def press(self, page, name, status=200):
        """Press a button by its words."""
        button = page.get_by_role("button", name=name, exact=True).first
        return _sent(page, button, status)

    def answer(self, person, path, /, status=200, button=None, **answers):
        """Open a form, answer its questions by name, and send it."""
        page = self.see(person, path)
        return self.fill(page, status, button, **answers)

    def fill(self, page, /, status=200, button=None, **answers):
        """Answer the questions of an open form and send it."""
        first = next(iter(answers))
        form = page.locator("main form").filter(has=page.locator(f"[name='{first}']"))
        for name, value in answers.items():
            _give(form.locator(f"[name='{name}']"), value)
        buttons = form.locator("button[type=submit]")
        if button:
            buttons = form.get_by_role("button", name=button, exact=True)
        return _sent(page, buttons.first, status)


def _give(field, value):
    kind = field.first.evaluate("e => e.type || e.tagName")
    if kind == "radio":
        field.and_(field.page.locator(f"[value='{value}']")).check()
    elif kind == "checkbox":
        field.set_checked(value)
    elif kind == "file":
        field.set_input_files(value)
    elif kind == "select-one":
        field.select_option(str(value))
    else:
        field.fill(str(value))


def _sent(page, button, status):
    with page.expect_navigation() as sent:
        button.click()
    found = sent.value.status
    assert found == status, (page.url, found, said(page))
    return page


def said(page) -> str:
    """What the page says first: its title, its notes, what is wrong."""
    parts = page.locator("h1, .errsum, .notes, .callout").all_inner_texts()
    return re.sub(r"\s+", " ", " | ".join(parts))[:900]


@pytest.fixture
def walk(new_page):
    """Make a walk: `walk(java_script_enabled=False)`."""
    return lambda **options: Walk(new_page, options)


@pytest.fixture
def days_pass():
    """Move the clock of the whole process, the server's too: `with days_pass(31):`."""

    @contextmanager
    def pass_(days):
        with time_machine.travel(FIRST_DAY + timedelta(days=days), tick=True):
            yield

    return pass_


@pytest.fixture
def cast(transactional_db):
    """Everybody by first name: two people for each function, sites and councils."""
    return build_company()
