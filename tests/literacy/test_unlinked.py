"""The door without a session: what it takes, and what it leaves behind (I-30)."""

import io
import logging
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from audit import clock
from audit.actions import SYSTEM
from audit.models import Entry
from governance import access_log, logs
from literacy import actions, codes, pacing, untraced
from literacy.models import Concern, Envelope
from organisation.models import Submission
from tests.literacy.test_voice import LATEST, release, send

ASK = "/en/anonymous/"
REPLY = "/en/anonymous/reply/"
FORM = "application/x-www-form-urlencoded"
CANARIES = {
    "HTTP_USER_AGENT": "canary-agent",
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "203.0.113.78",
    "HTTP_X_REAL_IP": "203.0.113.79",
    "HTTP_REFERER": "http://testserver/en/canary-referer/",
    "HTTP_ACCEPT_LANGUAGE": "fr-CANARY",
}
TEXT = "canary-text: will we be replaced?"


@pytest.fixture(autouse=True)
def _room():
    for bucket in (pacing.CONCERNS, pacing.CODES, pacing.BALLOTS):
        bucket.empty()


@pytest.fixture
def log():
    """All that the loggers of the product write, as in production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    names = ("maillon.request", "django", "django.request", "")
    kept = [(logging.getLogger(name), logging.getLogger(name).level) for name in names]
    for logger, _level in kept:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield stream
    for logger, level in kept:
        logger.removeHandler(handler)
        logger.setLevel(level)


def post(client, path=ASK, **data):
    data = {"theme": "jobs", "text": TEXT, "code": codes.fresh(), "about": "", **data}
    body = "&".join(f"{key}={value}" for key, value in data.items())
    return client.post(path, body, content_type=FORM, **CANARIES)


def everything():
    """Every value of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_it_takes_a_concern_from_anybody_and_shows_the_code_once(company):
    client = Client(enforce_csrf_checks=True)
    page = client.get(ASK)
    code = re.search(r'name="code" value="(\w+)"', page.text)[1]

    sent = post(client, code=code)

    assert sent.status_code == 200
    assert codes.readable(code) in sent.text
    assert Envelope.objects.filter(claim_hash=codes.digest(code)).exists()
    assert code not in client.get(ASK).text
    assert "csrfmiddlewaretoken" not in page.text


def test_a_signed_in_person_leaves_no_trace_with_an_anonymous_concern(
    company, emma, initiative, log
):
    client = Client()
    client.force_login(emma)
    client.get(f"/en/initiatives/{initiative.ref}/employees/")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    sessions = list(Session.objects.values())
    entries, submissions = Entry.objects.count(), Submission.objects.count()
    log.seek(0)
    log.truncate()

    asked = client.get(f"{ASK}?about={initiative.ref}", **CANARIES)
    code = codes.fresh()
    sent = post(client, code=code, about=initiative.ref)
    read = post(client, REPLY, code=code)

    # no cookie is set or changed, no session is touched, nothing is recorded
    for answer in (asked, sent, read):
        assert answer.status_code == 200
        assert not answer.cookies
        assert "X-Request-ID" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert emma.name not in answer.text
    assert {k: v.value for k, v in client.cookies.items()} == cookies
    assert list(Session.objects.values()) == sessions
    assert Entry.objects.count() == entries
    assert Submission.objects.count() == submissions
    # not a line of the log, and nothing of the sender in any table
    assert log.getvalue() == ""
    stored = everything()
    for canary in (*CANARIES.values(), "canary", code):
        assert canary not in stored
    # no key of the cache counts who sent
    assert not getattr(cache, "_cache", {})


def test_no_file_is_written_by_what_is_sent(company, settings, tmp_path):
    def files():
        folders = [Path(settings.MEDIA_ROOT), Path(settings.VAR_DIR) / "mail"]
        return {
            os.path.join(top, name)
            for folder in folders
            for top, _dirs, names in os.walk(folder)
            for name in names
        }

    before = files()
    post(Client())

    assert files() == before


def test_the_request_that_the_view_gets_says_nothing_of_its_sender():
    meta = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": ASK,
        "HTTP_HOST": "testserver",
        "HTTP_COOKIE": "a=b",
        "HTTP_AUTHORIZATION": "x",
        "SSL_CLIENT_CERT": "x",
        "REMOTE_PORT": "1",
        "wsgi.input": None,
        **CANARIES,
    }
    untraced.strip(meta)

    assert set(meta) == {"REQUEST_METHOD", "PATH_INFO", "HTTP_HOST", "wsgi.input"}


@pytest.mark.parametrize(
    "path",
    [
        "/fr/anonymous/reply/",
        "/en/ask/confidential/",
        "/en/questions/7a8b/too/",
        "/fr/pulses/4/ballot/",
    ],
)
def test_no_access_log_says_when_somebody_spoke(path):
    lines = []
    kept = access_log.Logger.access
    access_log.Logger.access = lambda self, *given: lines.append(given)
    try:
        quiet = access_log.Quiet.__new__(access_log.Quiet)
        quiet.access(None, None, {"PATH_INFO": path}, None)
        assert lines == []
        quiet.access(None, None, {"PATH_INFO": "/en/pipeline/"}, None)
        assert len(lines) == 1
    finally:
        access_log.Logger.access = kept


def test_a_confidential_concern_keeps_no_digest_and_no_line_with_the_name(
    company, emma, rosa, log
):
    client = Client()
    client.force_login(emma)
    entries, submissions = Entry.objects.count(), Submission.objects.count()
    path = "/en/ask/confidential/"
    code = codes.fresh()

    sent = client.post(
        path,
        {"theme": "data", "text": TEXT, "code": code, "trusted": str(rosa.pk)},
    )

    assert codes.readable(code) in sent.text
    assert Envelope.objects.count() == 1
    assert Entry.objects.count() == entries
    assert Submission.objects.count() == submissions
    assert path not in log.getvalue()
    assert "canary" not in everything()


def test_files_are_refused(company):
    client = Client()
    sent = client.post(
        ASK, {"theme": "jobs", "text": TEXT, "code": codes.fresh(), "f": io.BytesIO()}
    )

    assert sent.status_code == 415
    assert not Envelope.objects.exists()


def test_nothing_typed_is_lost_when_something_is_missing(company):
    sent = post(Client(), theme="")

    assert sent.status_code == 422
    assert TEXT in sent.text.replace("&#x27;", "'")
    assert "Error:" in sent.text


def test_too_much_at_once_is_refused_and_links_nobody(company, monkeypatch):
    client = Client()
    monkeypatch.setattr(pacing.CONCERNS, "a_minute", 0)
    while pacing.CONCERNS.take():
        pass

    sent = post(client)

    assert sent.status_code == 429
    assert TEXT in sent.text
    assert not Envelope.objects.exists()
    assert not getattr(cache, "_cache", {})


def test_codes_cannot_be_tried_without_end(company, monkeypatch):
    client = Client()
    monkeypatch.setattr(pacing.CODES, "a_minute", 0)
    monkeypatch.setattr(pacing.CODES, "holds", 3)

    tried = [post(client, REPLY, code=codes.fresh()).status_code for _n in range(5)]

    assert tried == [422, 422, 422, 429, 429]


def test_a_bucket_leaks_and_holds_no_more_than_it_can():
    bucket = pacing.Bucket(holds=2, a_minute=60)
    assert [bucket.take() for _n in range(3)] == [True, True, False]

    bucket._at -= 1.5  # a second and a half later

    assert [bucket.take() for _n in range(2)] == [True, False]


def test_the_reply_is_read_and_answered_with_the_code(company, hana):
    (code,) = send()
    client = Client()
    assert "7 December 2026" in post(client, REPLY, code=code).text
    release(LATEST)
    row = Concern.objects.get()
    with clock.at(LATEST):
        actions.reply_to_concern(row, by=hana, text="Nobody is replaced.")
        page = post(client, REPLY, code=codes.readable(code).lower())
        assert "Nobody is replaced." in page.text
        assert "Will our team get smaller?" in page.text
        added = post(client, REPLY, code=code, act="add", text="Good.")
        assert "It is added" in added.text
        gone = post(client, REPLY, code=code, act="withdraw")
        assert "taken back" in gone.text
        assert "Will our team" not in gone.text
    assert post(client, REPLY, code=codes.fresh()).status_code == 422


def test_it_is_in_french_at_its_french_address(company):
    page = Client().get("/fr/anonymous/", headers={"accept-language": "en"})

    assert 'lang="fr"' in page.text
    assert Client().get("/xx/anonymous/").status_code == 404
    assert Client().delete(ASK).status_code == 405


def test_the_form_says_before_typing_what_nobody_can_promise(company):
    page = Client().get(ASK).text

    assert page.index("way of writing") < page.index("<textarea")
    for limit in ("small team", "network of your company", "see your screen"):
        assert limit in page


def test_the_code_says_whether_the_answer_answers_it(company, hana, otto):
    code = codes.fresh()
    actions.send_anonymously(theme="jobs", text="Will we be fewer?", code=code)
    with clock.at(datetime(2026, 12, 8, 9, tzinfo=UTC)):
        actions.release_due(by=SYSTEM)
        question = actions.publish_question(
            Concern.objects.get(), by=hana, text="Fewer people?", function="operations"
        )
        browser = Client()

        def post(data):
            body = urlencode({"code": code, **data})
            return browser.post(REPLY, body, "application/x-www-form-urlencoded")

        page = post({})
        assert "Does this answer" not in page.text
        actions.answer_question(question, by=otto, outcome="answered", text="No.")
        page = post({})
        assert "Does this answer your question?" in page.text
        page = post({"act": "verdict", "answered": "no"})
        assert page.status_code in (400, 422)
        assert "Say in a sentence what is missing." in page.text
        said = {"act": "verdict", "answered": "no", "text": "Our team?"}
        page = post(said)
        assert "opened again next week" in page.text
        assert "Does this answer" not in page.text
        assert post(said).status_code == 409
        assert not browser.cookies
