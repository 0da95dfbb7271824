"""The form of an answer: what an answer asks for is not called optional."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import sign_all


@pytest.mark.django_db
def test_what_an_answer_asks_for_is_not_called_optional(cast_company, handoff):
    handoff = sign_all(cast_company, handoff)
    client = Client()
    client.force_login(cast_company.hana)
    url = reverse("governance:handoff", args=[handoff.initiative.ref, handoff.pk])

    fresh = client.get(url)
    empty = client.post(url, {"answer": "accept", "function": "hr", "digest": "x"})

    assert "Who takes it on in your function?" in fresh.text
    assert "(optional)" not in fresh.text
    assert empty.status_code == 422
    assert "Choose who takes it on" in empty.text
