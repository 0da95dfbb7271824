"""What tests of the whole house share."""

import pytest
from django.template.backends.django import Template


@pytest.fixture
def undrawn(monkeypatch):
    """Pages are answered without being drawn: thousands of answers, only their status.

    Whether a page can be drawn, and what it says, is read in the tests of each room.
    """
    monkeypatch.setattr(Template, "render", lambda *_args, **_kwargs: "")
