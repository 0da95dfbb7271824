"""What is answered when something under the product fails."""

import errno
import json

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory

from governance.errors import server_error


def answer(error, path="/en/"):
    """What a failure of this kind is answered with."""
    try:
        raise error
    except type(error):
        return server_error(RequestFactory().get(path))


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("database is locked"), 503, "The database is busy"),
        (InterfaceError("connection already closed"), 503, "The database is busy"),
        (OSError(errno.ENOSPC, "No space left"), 507, "The disk for files is full"),
        (OSError(errno.EIO, "Input/output error"), 500, "Nothing was half saved"),
        (ValueError("hana@example.org"), 500, "Nothing was half saved"),
    ],
)
def test_a_failure_is_a_sentence_on_a_page_and_in_the_api(error, status, words):
    page, api = answer(error), answer(error, "/api/v1/waiting/")

    assert (page.status_code, api.status_code) == (status, status)
    assert words in page.text
    assert json.loads(api.content)["detail"].startswith(words[:12])
    assert str(error) not in page.text + api.text


def test_what_passes_says_when_to_try_again():
    assert answer(OperationalError()).headers["Retry-After"] == "10"
    assert "Retry-After" not in answer(ValueError()).headers
