"""The page that says how the installation is doing."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import clock
from governance import jobs, system
from governance.models import JobRun
from governance.schedule import JOBS
from organisation.models import Delivery

PAGE = "/en/system/"


@pytest.fixture
def page(client, cast_company):
    """What the administrator reads on the page."""
    client.force_login(cast_company.adam)

    def read():
        answer = client.get(PAGE)
        assert answer.status_code == 200
        return answer.text

    return read


def test_a_job_that_has_never_run_is_said(page):
    text = page()

    assert "It has never run." in text
    assert "Something here needs the operator." in text


def test_jobs_that_run_are_well(page, settings):
    settings.EMAIL_HOST = "mail.example"
    for job in JOBS:
        jobs.run(job.name, dict)

    text = page()

    assert "It runs every 60 seconds." in text
    assert "Everything runs as it should." in text


def test_a_job_that_is_silent_for_three_periods_is_late(cast_company):
    jobs.run("deliver", dict)
    JobRun.objects.update(started_at=clock.true_now() - timedelta(seconds=46))

    beats = {str(b.name): b for b in system.heartbeats()}

    late = beats["Send what waits"]
    assert not late.is_well
    assert late.sentence.startswith("It has not started for 46 seconds; it should")


def test_failures_in_a_row_are_counted_with_their_kind_and_no_text(page):
    def fail():
        raise ValueError("hana@example.org")

    for _time in range(2):
        with pytest.raises(ValueError, match="hana"):
            jobs.run("sweep", fail)

    text = page()

    assert "The last 2 runs failed (ValueError)" in text
    assert "hana@" not in text


def test_f_18_a_machine_whose_clock_is_wrong_is_told(page):
    wrong = "the operator sets their clocks right"
    assert wrong not in page()
    ((_term, said, well),) = system.clocks(3600.0)
    assert not well
    assert "60 minutes apart" in said
    assert system.clocks(1.9)[0][2]
    with time_machine.travel(clock.true_now() + timedelta(hours=1)):
        assert (wrong in page()) == (connection.vendor == "postgresql")


def test_the_queue_says_how_many_messages_stand_where(page, cast_company):
    Delivery.objects.create(key="k", channel="mail", person=cast_company.hana)

    text = page()

    assert "<dt>Waits</dt><dd>1</dd>" in text


def test_the_page_names_the_end_of_the_record_and_what_runs(page, proposal):
    text = page()

    assert "Every trigger is in place." in text
    assert "All applied." in text
    assert "<dt>Django</dt>" in text


def test_the_test_mail_goes_to_the_one_who_asks(page, client, cast_company, settings):
    settings.EMAIL_HOST = "mail.example"

    answer = client.post(f"{PAGE}test-mail/", follow=True)

    assert [m.to for m in mail.outbox] == [[cast_company.adam.email]]
    assert "The mail server took the test mail." in answer.text


def test_a_mail_server_out_of_reach_is_a_sentence(page, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    answer = client.post(f"{PAGE}test-mail/", follow=True)

    assert "The mail server cannot be reached (Connection refused)." in answer.text


def test_the_auditor_reads_the_page_and_sends_nothing(client, cast_company):
    client.force_login(cast_company.auda)

    assert "Send me a test mail" not in client.get(PAGE).text
    assert client.post(f"{PAGE}test-mail/").status_code == 403
    assert mail.outbox == []


def test_the_page_costs_the_same_for_many_messages(page, cast_company):
    page()
    with CaptureQueriesContext(connection) as few:
        page()
    for number, person in enumerate((cast_company.hana, cast_company.otto)):
        Delivery.objects.create(key=f"k{number}", channel="mail", person=person)
    with CaptureQueriesContext(connection) as many:
        page()

    assert len(many) == len(few)
