"""Every route by every method and in every form it might answer in."""

import pytest
from django.test import Client

from audit.models import Head
from tests.architecture.test_access import PUBLIC, names, the_scene

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
WRITES_BY = {"post"}
"""The one method that changes anything."""
OF_DJANGO = {"login", "password_change"}
"""Django's own forms answer a PUT like an empty POST: with the form, or away."""


@pytest.mark.slow
@pytest.mark.django_db
def test_no_method_but_a_press_reaches_anything(noon, undrawn):
    scene = the_scene()
    client = Client()
    client.force_login(scene.company.lena)
    last, wrong = Head.objects.get().seq, []
    for name in names():
        path = scene.path(name)
        if name == "logout":
            continue
        read = client.get(path).status_code
        for method in set(METHODS) - WRITES_BY - {"get"}:
            status = getattr(client, method)(path).status_code
            if method == "head" and status not in (read, 405):
                wrong.append(f"{name}: HEAD {status}, GET {read}")
            if (
                method in ("put", "patch", "delete", "trace")
                and status < 400
                and name not in OF_DJANGO
            ):
                wrong.append(f"{name}: {method} {status}")
        if Head.objects.get().seq != last:
            wrong.append(f"{name}: something was written without a press")
            last = Head.objects.get().seq

    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_method_tells_a_stranger_of_an_initiative(noon):
    scene = the_scene()
    stranger = Client()
    stranger.force_login(scene.company.nobody)
    told = [
        f"{name}: {method}"
        for name in names()
        for method in ("get", "options")
        if scene.initiative.title in _said(getattr(stranger, method)(scene.path(name)))
    ]
    assert not told, "\n".join(told)


@pytest.mark.slow
@pytest.mark.django_db
def test_nobody_reaches_anything_by_any_method_without_signing_in(noon):
    scene = the_scene()
    client, wrong = Client(), []
    for name in set(names()) - PUBLIC:
        path = scene.path(name)
        for method in METHODS:
            status = getattr(client, method)(path).status_code
            if status not in (302, 401, 403, 405):
                wrong.append(f"{name}: {method} {status}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["html", "api", "admin", "xml", "csv", "yaml"])
def test_the_api_answers_in_no_form_but_json(noon, form):
    scene = the_scene()
    client = Client()
    client.force_login(scene.company.lena)
    for name in ("api-initiatives", "api-initiative", "api-gate", "api-history"):
        path = scene.path(name)
        asked = client.get(f"{path}?format={form}")
        assert asked.status_code in (400, 404), (name, asked.status_code)
        suffixed = client.get(f"{path.rstrip('/')}.{form}", follow=True)
        assert suffixed.status_code == 404, name
        accepted = client.get(path, headers={"Accept": "text/html"})
        assert accepted.status_code == 406 or accepted.headers[
            "Content-Type"
        ].startswith("application/json")


def _said(answer) -> str:
    """The body of an answer, of one that streams too."""
    return answer.getvalue().decode(errors="replace")
