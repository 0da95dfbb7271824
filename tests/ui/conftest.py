"""What the tests of pages and components share: a person, the shell, a language."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation


@pytest.fixture(params=["en", "fr"])
def language(request):
    """Each test that asks for it runs in English and in French."""
    with translation.override(request.param):
        yield request.param


@pytest.fixture(autouse=True)
def _own_addresses(settings):
    settings.ROOT_URLCONF = "tests.ui.addresses"


@pytest.fixture
def person():
    """Somebody signed in, with every right that the account menu looks at."""
    return SimpleNamespace(
        is_authenticated=True,
        name="Claire Morel",
        email="claire@corvelle.example",
        is_administrator=True,
        is_auditor=True,
        single_keys=True,
    )


@pytest.fixture
def draw(person):
    """Render a page inside the shell."""

    def _draw(template, context=None, **shell):
        page = {
            "user": person,
            "csrf_token": "token",
            "shell": {"waiting_count": 7, "waiting_late": True, **shell},
        }
        return render_to_string(template, page | (context or {}))

    return _draw
