"""Sending: claimed by lease, sent, then marked; asked again at the last moment."""

import hmac
import json
import socket
import ssl
import subprocess
import threading
import time as machine_time
from contextlib import contextmanager, suppress
from datetime import date, datetime, timedelta
from hashlib import sha256

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import clock
from audit.models import Entry
from governance import actions as governance
from governance.delivery import claims, deliver, mail, outgoing, posts, routing
from governance.delivery.relevance import STILL
from governance.models import Stall
from governance.presenters import UPDATES
from initiatives import actions as initiatives
from organisation import actions, notices, webhooks
from organisation.models import (
    Delivery,
    Mandate,
    NoticeSettings,
    Notification,
    Webhook,
)
from tests.cast import NOW, build_company, fresh, offer, propose

MORNING = datetime.fromisoformat("2026-11-25T07:00:00+00:00")
"""Eight o'clock in Paris, on the day after the cast's."""


@pytest.fixture(autouse=True)
def _allowed(settings):
    settings.WEBHOOK_HOSTS = ["chat.example"]


@pytest.fixture
def quiet_company(cast_company):
    """The company in which a proposal was offered, and nobody was told of it yet."""
    cast_company.handoff = offer(cast_company, propose(cast_company))
    cast_company.initiative = cast_company.handoff.initiative
    Notification.objects.all().delete()
    return cast_company


def ask(company, *people, kind="asked_sign", key="", **facts):
    """Tell people that a function must sign."""
    notices.tell(
        people or [company.hana],
        kind,
        initiative=company.initiative,
        by=None,
        url=f"/en/initiatives/{company.initiative.ref}/",
        key=key,
        **({"function": "hr"} if kind.startswith("asked_") else {}) | facts,
    )


def sent_to():
    return [message.to[0] for message in outbox.outbox]


# The queue


def test_an_offer_reaches_who_must_sign_by_mail(cast_company):
    offer(cast_company, propose(cast_company))

    assert deliver()["sent"] > 0
    assert deliver()["sent"] == 0
    assert "hana@example.org" in sent_to()
    assert len(sent_to()) == len(set(sent_to())), "one mail for each person"


def test_several_waiting_notices_of_one_person_are_one_mail(quiet_company):
    ask(quiet_company)
    ask(quiet_company, kind="mentioned")
    ask(quiet_company, kind="shared")

    assert deliver()["sent"] == 1
    body = outbox.outbox[0].body
    assert "waits for the signature of HR" in body
    assert "mentions you" in body
    assert Notification.objects.filter(mail="sent").count() == 3


def test_the_mail_says_what_is_due_and_leads_there(quiet_company):
    ask(quiet_company)
    deliver()

    message = outbox.outbox[0]
    ref = quiet_company.initiative.ref
    assert message.subject == f"[Maillon] {ref}: waits for the signature of HR"
    assert f"{ref} Reply Assist: waits for the signature of HR, by 1 December" in (
        message.body
    )
    assert f"http://127.0.0.1:8000/en/initiatives/{ref}/" in message.body
    html = message.alternatives[0].content
    assert f'href="http://127.0.0.1:8000/en/initiatives/{ref}/"' in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["List-Id"] == "Maillon <notices.127.0.0.1>"
    assert "Message-ID" in message.extra_headers


def test_the_mail_speaks_the_language_of_its_reader(quiet_company):
    quiet_company.hana.language = "fr"
    quiet_company.hana.save()
    ask(quiet_company)
    deliver()

    assert "/fr/initiatives/" in outbox.outbox[0].body
    assert 'lang="fr"' in outbox.outbox[0].alternatives[0].content


def test_nothing_of_a_confidential_initiative_but_its_reference(quiet_company):
    initiative = fresh(quiet_company.initiative)
    initiatives.set_confidential(initiative, by=quiet_company.lena, confidential=True)
    Notification.objects.all().delete()
    ask(quiet_company, kind="mentioned")
    ask(quiet_company)
    deliver()

    (message,) = outbox.outbox
    whole = message.subject + message.body + message.alternatives[0].content
    assert initiative.ref in whole
    assert "something needs you" in whole
    for told in (initiative.title, "signature", "HR", "December"):
        assert told not in whole, told


def test_what_people_typed_never_becomes_markup_or_a_header(quiet_company):
    initiative = quiet_company.initiative
    type(initiative).objects.update(title="<b>&</b>\r\nBcc: evil@example.org")
    ask(quiet_company)
    deliver()

    (message,) = outbox.outbox
    assert message.recipients() == ["hana@example.org"]
    assert b"\nBcc:" not in message.message().as_bytes()
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in message.alternatives[0].content


def test_an_address_with_a_line_break_is_given_up_and_others_go(quiet_company):
    type(quiet_company.hana).objects.filter(pk=quiet_company.hana.pk).update(
        email="hana@example.org\nBcc: evil@example.org"
    )
    ask(quiet_company, quiet_company.hana, quiet_company.henri)
    for hour in range(12):
        with clock.at(NOW + timedelta(hours=hour)):
            deliver()

    assert sent_to() == ["henri@example.org"]
    row = Delivery.objects.get(state="given_up")
    assert (row.person_id, row.error) == (quiet_company.hana.pk, "BadHeaderError")


# Claimed by lease


def test_two_at_once_send_once(quiet_company):
    ask(quiet_company)
    routing.route()
    routing.gather(10)
    row = Delivery.objects.get()

    first, second = claims.claim(row.pk), claims.claim(row.pk)

    assert first is not None
    assert second is None
    assert deliver()["sent"] == 0
    assert claims.sent(first, first.notices.all())


def test_who_dies_between_sending_and_marking_leaves_it_with_the_same_id(
    quiet_company, settings
):
    ask(quiet_company)
    routing.route()
    routing.gather(10)
    dead = claims.claim(Delivery.objects.get().pk)
    ask(quiet_company, kind="mentioned")

    with clock.at(NOW + timedelta(seconds=settings.DELIVERY_LEASE + 1)):
        deliver()

    ids = [message.extra_headers["Message-ID"] for message in outbox.outbox]
    bodies = [
        m.body for m in outbox.outbox if dead.message_id in m.extra_headers.values()
    ]
    assert ids.count(dead.message_id) == 1
    assert len(ids) == 2, "what came meanwhile goes in a mail of its own"
    assert "mentions you" not in bodies[0]
    assert not claims.sent(dead), "who lost the lease marks nothing"


def test_a_run_repeated_five_times_sends_once(quiet_company):
    ask(quiet_company, key="once")
    for _again in range(5):
        ask(quiet_company, key="once")
        deliver()

    assert sent_to() == ["hana@example.org"]


def test_a_run_with_nothing_to_do_asks_little(quiet_company):
    ask(quiet_company)
    deliver()

    with CaptureQueriesContext(connection) as queries:
        deliver()
    assert len(queries) <= 7


def test_many_notices_cost_one_person_one_mail_and_few_queries(quiet_company):
    def cost(count):
        for number in range(count):
            ask(quiet_company, kind="mentioned", key=f"{count}/{number}")
        with CaptureQueriesContext(connection) as queries:
            assert deliver()["sent"] == 1
        return len(queries)

    assert cost(2) == cost(40)


def test_the_rate_holds(quiet_company, settings):
    settings.EMAIL_PER_MINUTE = 2
    ask(
        quiet_company,
        quiet_company.hana,
        quiet_company.henri,
        quiet_company.otto,
        kind="mentioned",
    )

    assert deliver()["sent"] == 2
    assert deliver()["sent"] == 0
    with clock.at(NOW + timedelta(seconds=61)):
        assert deliver()["sent"] == 1


# Asked again at the last moment


def why(person):
    rows = Notification.objects.filter(recipient=person)
    return set(rows.values_list("mail", "mail_reason"))


def test_who_has_left_gets_no_mail(quiet_company):
    ask(quiet_company)
    quiet_company.hana.ends_on = date(2026, 11, 20)
    quiet_company.hana.save()

    assert deliver()["dropped"] == 1
    assert why(quiet_company.hana) == {("dropped", "left")}
    assert not outbox.outbox


def test_who_may_not_see_it_any_more_gets_no_mail(quiet_company):
    ask(quiet_company, quiet_company.fred, kind="signed", function="hr")
    NoticeSettings.objects.create(person=quiet_company.fred, followed="now")
    type(quiet_company.initiative).objects.update(is_confidential=True)

    deliver()
    assert why(quiet_company.fred) == {("dropped", "unseen")}
    assert not outbox.outbox


def test_who_does_not_hold_the_function_any_more_is_not_asked(quiet_company):
    ask(quiet_company, quiet_company.henri)
    Mandate.objects.filter(person=quiet_company.henri).update(function="finance")

    deliver()
    assert why(quiet_company.henri) == {("dropped", "no_right")}


def test_what_was_done_meanwhile_is_not_asked_for(quiet_company):
    ask(quiet_company, quiet_company.henri)
    handoff = fresh(quiet_company.handoff)
    governance.sign(
        handoff, by=quiet_company.hana, function="hr", digest=handoff.digest
    )
    Notification.objects.exclude(kind="asked_sign").delete()

    deliver()
    assert why(quiet_company.henri) == {("dropped", "done")}


def stalled(company):
    """The facts of a stall that is open on the initiative."""
    stall = Stall.objects.create(
        initiative=company.initiative,
        rule="sign",
        function="hr",
        since=NOW - timedelta(days=9),
        due_at=NOW - timedelta(days=1),
        climbs_from=NOW - timedelta(days=9),
        limit=5,
        level=100,
    )
    return {"stall": str(stall.pk), "level": 100, "function": "hr", "rule": "sign"}


def test_of_one_stall_a_mail_tells_how_far_it_has_climbed_and_no_more(quiet_company):
    facts = stalled(quiet_company)
    ask(quiet_company, kind="stall_reminder", **facts | {"level": 80})
    ask(quiet_company, kind="stall_raised", **facts)

    deliver()
    assert why(quiet_company.hana) == {("dropped", "overtaken"), ("sent", "")}
    assert outbox.outbox[0].body.count("* AI-") == 1


def test_a_stall_that_has_closed_is_not_told(quiet_company):
    facts = stalled(quiet_company)
    ask(quiet_company, kind="stall_raised", **facts)
    ask(quiet_company, quiet_company.henri, kind="stall_raised", **facts)
    NoticeSettings.objects.create(person=quiet_company.henri, owed="daily")

    deliver()
    Stall.objects.update(closed_at=NOW)
    with clock.at(MORNING):
        deliver()

    assert sent_to() == ["hana@example.org"]
    assert "is past its limit with HR, was due by 23 November" in outbox.outbox[0].body
    assert why(quiet_company.henri) == {("dropped", "done")}


def test_news_that_was_read_in_the_product_is_not_mailed(quiet_company):
    ask(quiet_company, kind="mentioned")
    Notification.objects.update(read_at=NOW)

    deliver()
    assert why(quiet_company.hana) == {("dropped", "read")}


def test_news_ages_and_what_is_owed_does_not(quiet_company):
    ask(quiet_company, kind="mentioned")
    ask(quiet_company)

    with clock.at(NOW + timedelta(days=15)):
        deliver()

    assert why(quiet_company.hana) == {("dropped", "old"), ("sent", "")}


# When


def test_the_daily_mail_leaves_once_a_day(quiet_company):
    ask(quiet_company, kind="signed", function="hr")
    ask(quiet_company, kind="passed", to="literacy")
    assert deliver()["sent"] == 0
    with clock.at(MORNING):
        assert deliver()["sent"] == 1
        # One more that belongs into the digest of a day that has left already.
        ask(quiet_company, kind="stopped")
        routing.route()
        Notification.objects.filter(mail="due").update(mail_at=MORNING)
        assert deliver()["sent"] == 0
    with clock.at(MORNING + timedelta(days=1)):
        assert deliver()["sent"] == 1

    slots = Delivery.objects.order_by("slot").values_list("slot", flat=True)
    assert list(slots) == [date(2026, 11, 25), date(2026, 11, 26)]


def test_three_days_of_outage_send_one_digest(quiet_company):
    for day in range(3):
        with clock.at(NOW + timedelta(days=day)):
            ask(quiet_company, kind="signed", function="hr", key=f"day {day}")
            ask(quiet_company, key=f"asked {day}")
            routing.route()
    with clock.at(NOW + timedelta(days=4)):
        deliver()
        deliver()

    assert len(outbox.outbox) == 1


def test_quiet_hours_put_off_and_never_drop(quiet_company):
    NoticeSettings.objects.create(
        person=quiet_company.hana, quiet_from="08:00", quiet_to="12:00"
    )
    ask(quiet_company)

    assert deliver()["sent"] == 0
    with clock.at(NOW + timedelta(hours=2)):
        assert deliver()["sent"] == 1


def test_a_mail_that_was_held_up_until_quiet_hours_waits_for_their_end(quiet_company):
    ask(quiet_company)
    routing.route()
    routing.gather(10)
    NoticeSettings.objects.create(
        person=quiet_company.hana, quiet_from="20:00", quiet_to="07:00"
    )

    with clock.at(datetime.fromisoformat("2026-11-24T22:00:00+00:00")):
        assert deliver()["put_off"] == 1
    with clock.at(datetime.fromisoformat("2026-11-25T06:00:00+00:00")):
        assert deliver()["sent"] == 1


def test_what_stays_in_the_product_is_never_mailed(quiet_company):
    NoticeSettings.objects.create(person=quiet_company.hana, mentions="product")
    ask(quiet_company, kind="mentioned")

    with clock.at(NOW + timedelta(days=2)):
        deliver()

    assert why(quiet_company.hana) == {("product", "")}
    assert not outbox.outbox


# A real mail server, in all its moods


class MailServer:
    """A mail server of a few lines: what it answers to whom can be set."""

    def __init__(self):
        self.answers, self.taken, self.dies_after_data = {}, [], False
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                line, _peer = self.socket.accept()
            except OSError:
                return
            with line:
                try:
                    self.talk(line)
                except OSError:
                    continue

    def talk(self, line):
        file = line.makefile("rwb")

        def say(text):
            file.write(f"{text}\r\n".encode())
            file.flush()

        say("220 here")
        to = ""
        for raw in file:
            word = raw.decode().strip()
            command = word[:4].upper()
            if command == "RCPT":
                to = word.partition("<")[2].partition(">")[0]
                say(self.answers.get(to, "250 fine"))
            elif command == "DATA":
                say("354 go on")
                body = b""
                while (part := file.readline()) != b".\r\n":
                    body += part
                self.taken.append((to, body.decode()))
                if self.dies_after_data:
                    return
                say("250 taken")
            elif command == "QUIT":
                say("221 bye")
                return
            else:
                say("250 fine")

    def close(self):
        """Be gone at once, also for who waits at the door."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@pytest.fixture
def server(settings):
    """The mail server, and settings that point to it."""
    running = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    yield running
    running.close()


def test_a_recipient_refused_for_good_is_given_up_and_others_go(quiet_company, server):
    server.answers["hana@example.org"] = "550 nobody here"
    ask(quiet_company, quiet_company.hana, quiet_company.henri)

    counts = [deliver()]
    for hour in range(1, 4):
        with clock.at(NOW + timedelta(hours=hour)):
            counts.append(deliver())

    assert [to for to, _body in server.taken] == ["henri@example.org"]
    row = Delivery.objects.get(state="given_up")
    assert (row.person, row.error) == (quiet_company.hana, "smtp 550")
    assert row.attempts == mail.REFUSALS
    assert why(quiet_company.hana) == {("given_up", "")}
    assert sum(c["given_up"] for c in counts) == 1


def test_a_recipient_refused_for_the_time_being_is_tried_again(quiet_company, server):
    server.answers["hana@example.org"] = "451 later"
    ask(quiet_company)

    assert deliver()["put_off"] == 1
    row = Delivery.objects.get()
    assert (row.state, row.error) == ("waiting", "smtp 451")
    assert row.next_at == NOW + timedelta(minutes=1)
    server.answers.clear()
    ask(quiet_company, kind="mentioned")
    with clock.at(NOW + timedelta(minutes=2)):
        assert deliver()["sent"] == 1
    assert "mentions you" in server.taken[0][1], "what came meanwhile goes along"


def test_a_server_that_is_down_loses_nothing_and_is_not_hammered(
    quiet_company, server, settings
):
    server.close()
    people = [quiet_company.hana, quiet_company.henri, quiet_company.otto]
    ask(quiet_company, *people, kind="mentioned")
    tries = 0
    for minute in range(0, 6 * 60):
        with clock.at(NOW + timedelta(minutes=minute)):
            tries += deliver()["put_off"]
            if minute == 60:
                ask(quiet_company, *people, kind="shared")

    rows = Delivery.objects.all()
    assert {row.state for row in rows} == {"waiting"}
    assert {row.refusals for row in rows} == {0}
    assert tries <= 6 * 60 / 15 + 3 * 5
    again = MailServer()
    try:
        settings.EMAIL_PORT = again.port
        with clock.at(NOW + timedelta(hours=7)):
            assert deliver()["sent"] == 3
    finally:
        again.close()
    assert all("mentions you" in b and "shared with you" in b for _t, b in again.taken)


def test_a_line_that_breaks_after_the_text_repeats_the_same_message(
    quiet_company, server
):
    server.dies_after_data = True
    ask(quiet_company)
    assert deliver()["put_off"] == 1
    server.dies_after_data = False
    ask(quiet_company, kind="mentioned")
    with clock.at(NOW + timedelta(minutes=2)):
        deliver()

    ids = [
        line
        for _to, body in server.taken
        for line in body.splitlines()
        if line.startswith("Message-ID")
    ]
    assert len(ids) == 3
    assert len(set(ids)) == 2, "once doubled under the same id, and one of its own"


def test_mail_goes_into_a_folder_where_no_server_is_set(
    quiet_company, settings, tmp_path
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    ask(quiet_company)

    assert deliver()["sent"] == 1
    (file,) = (tmp_path / "mail").iterdir()
    assert "waits for the signature of HR" in file.read_text()


class Grudging(EmailBackend):
    """A way of sending that fails in a way nobody has thought of, for one person."""

    def send_messages(self, messages):
        if messages[0].to == ["hana@example.org"]:
            raise LookupError("nobody thought of this")
        return super().send_messages(messages)


def test_a_poisoned_message_never_keeps_the_others_back(quiet_company, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Grudging"
    ask(quiet_company, quiet_company.hana, quiet_company.henri)
    for hour in range(12):
        with clock.at(NOW + timedelta(hours=hour)):
            deliver()

    assert sent_to() == ["henri@example.org"]
    row = Delivery.objects.get(state="given_up")
    assert (row.error, row.attempts) == ("LookupError", mail.BREAKDOWNS)


# Webhooks


def hook(company, kind="generic", **fields):
    return actions.add_webhook(
        by=company.adam,
        name=kind,
        kind=kind,
        address="https://chat.example/in/secret?x=1",
        functions=["hr"],
        **fields,
    )


def test_one_post_for_one_occasion_however_many_were_told(quiet_company):
    row = hook(quiet_company)
    ask(quiet_company, quiet_company.hana, quiet_company.henri)
    ask(quiet_company, quiet_company.otto, kind="mentioned")
    ask(quiet_company, quiet_company.otto, kind="signed", function="hr")
    routing.route()

    assert row.deliveries.count() == 1


def test_only_what_waits_for_the_functions_that_were_chosen_goes_there(quiet_company):
    row = hook(quiet_company)
    notices.tell(
        [quiet_company.otto],
        "asked_sign",
        initiative=quiet_company.initiative,
        by=None,
        url="/",
        function="operations",
    )
    routing.route()

    assert not row.deliveries.exists()


def test_a_webhook_may_be_told_of_what_changed_and_of_what_has_no_initiative(
    quiet_company,
):
    c = quiet_company
    plain, news = hook(c), hook(c, "slack", with_changes=True)
    facts = {"initiative": c.initiative, "by": None, "url": "/"}
    notices.tell([c.hana, c.henri], "passed", **facts, to="closed")
    notices.tell([c.otto], "stopped", **facts)  # nobody of HR
    notices.tell([c.hana], "mentioned", **facts)
    notices.tell(
        [c.hana], "literacy.named_lists_asked", initiative=None, by=None, url="/"
    )
    type(c.initiative).objects.update(stage="closed", outcome="growth")
    routing.route()

    assert (plain.deliveries.count(), news.deliveries.count()) == (1, 2)
    items = [posts._item(row) for row in news.deliveries.order_by("pk")]
    assert {item and item.sentence for item, _reason in items} >= {
        "passed its last gate: it is closed"
    }


def test_nothing_confidential_goes_to_a_webhook(quiet_company):
    row = hook(quiet_company)
    ask(quiet_company)
    type(quiet_company.initiative).objects.update(is_confidential=True)
    routing.route()

    assert list(posts.send_due()) == ["dropped"]
    assert row.deliveries.get().error == "confidential"


def test_a_failing_webhook_is_switched_off_with_a_sentence(quiet_company, settings):
    row = hook(quiet_company)
    settings.WEBHOOK_HOSTS = []
    for number in range(Webhook.MOST_FAILURES):
        ask(quiet_company, key=str(number))
        with clock.at(NOW + timedelta(minutes=number)):
            routing.route()
            list(posts.send_due())

    row.refresh_from_db()
    assert (row.is_active, row.failures) == (False, Webhook.MOST_FAILURES)
    assert row.switched_off_at
    assert set(row.deliveries.values_list("error", flat=True)) <= {"not allowed", ""}
    entry = Entry.objects.get(action="organisation.webhook_switched_off")
    assert entry.actor_kind == "system"
    assert list(posts.send_due()) == []


@pytest.mark.parametrize("kind", ["generic", "slack", "teams"])
def test_what_people_typed_stays_text_in_every_form(quiet_company, kind):
    type(quiet_company.initiative).objects.update(
        title="<!channel> [pay](https://evil.example) *now* <https://evil.example|x>"
    )
    row = hook(quiet_company, kind)
    ask(quiet_company)
    routing.route()
    delivery = row.deliveries.select_related("webhook", "notification").get()
    item, _reason = posts._item(delivery)
    post = posts.FORMS[kind](item, delivery)

    if kind == "slack":
        assert "<" not in post["text"]
        assert post["blocks"][0]["text"]["type"] == "plain_text"
    if kind == "teams":
        (block,) = post["attachments"][0]["content"]["body"]
        assert block["type"] == "RichTextBlock"
        assert {run["type"] for run in block["inlines"]} == {"TextRun"}
    assert "waits for the signature of HR" in json.dumps(post)
    assert f"/initiatives/{quiet_company.initiative.ref}/" in json.dumps(post)


def test_the_signature_covers_the_time_and_the_body(quiet_company):
    row = actions.try_webhook(hook(quiet_company), by=quiet_company.adam)
    body = b'{"a": 1}'

    headers = posts._headers(row, body)

    secret = webhooks.secret_of(row.webhook).encode()
    signed = headers["X-Maillon-Timestamp"].encode() + b"." + body
    want = hmac.new(secret, signed, sha256).hexdigest()
    assert headers["X-Maillon-Signature"] == f"v1={want}"


# Addresses outside


@pytest.mark.parametrize(
    "ip",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("64:ff9b::a9fe:a9fe", "::127.0.0.1", "nonsense", ""),
    ],
)
def test_an_address_inside_is_never_public(ip):
    assert not outgoing.is_public(ip)


@pytest.mark.parametrize("ip", ["1.1.1.1", "93.184.216.34", "2606:4700::1111"])
def test_an_address_outside_is_public(ip):
    assert outgoing.is_public(ip)


def test_a_name_that_leads_inside_is_refused(settings):
    settings.WEBHOOK_HOSTS = ["localhost"]

    with pytest.raises(outgoing.NotSent, match="private address"):
        outgoing.destination("https://localhost/x")


def test_a_host_that_is_not_allowed_is_not_even_looked_up(settings):
    settings.WEBHOOK_HOSTS = []

    with pytest.raises(outgoing.NotSent, match="not allowed"):
        outgoing.destination("https://chat.example/x")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for chat.example, made here."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
            *(
                "-subj",
                "/CN=chat.example",
                "-addext",
                "subjectAltName=DNS:chat.example",
            ),
            *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return folder


@contextmanager
def chat(certificate, answer):
    """A TLS server that reads one request and answers as told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    listening = socket.create_server(("127.0.0.1", 0))
    seen = []

    def serve():
        try:
            plain, _peer = listening.accept()
            with context.wrap_socket(plain, server_side=True) as line:
                asked = b""
                while not asked.endswith(b"{}") and (part := line.recv(65536)):
                    asked += part
                seen.append(asked)
                answer(line)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], seen
    finally:
        listening.close()
        thread.join(timeout=10)


def post_to(port, certificate, host="chat.example"):
    context = ssl.create_default_context(cafile=certificate / "cert.pem")
    to = outgoing.Destination(host, port, "/in?x=1", "127.0.0.1")
    return outgoing.post(to, b"{}", {"X-Maillon-Timestamp": "1"}, context=context)


def test_it_connects_to_the_address_that_was_checked(certificate):
    # The name leads nowhere: only the checked address can have been used.
    with chat(certificate, lambda line: line.send(b"HTTP/1.1 204 No\r\n\r\n")) as (
        port,
        seen,
    ):
        assert post_to(port, certificate) == 204

    assert seen[0].startswith(b"POST /in?x=1 HTTP/1.1\r\nHost: chat.example")


def test_a_redirect_is_an_answer_and_is_not_followed(certificate):
    def redirect(line):
        line.send(b"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/\r\n\r\n")

    with chat(certificate, redirect) as (port, seen):
        assert post_to(port, certificate) == 302
    assert len(seen) == 1


def test_a_certificate_of_another_name_is_refused(certificate):
    with (
        chat(certificate, lambda line: None) as (port, seen),
        pytest.raises(outgoing.NotSent, match="tls"),
    ):
        post_to(port, certificate, host="other.example")
    assert not seen, "not a byte of the message left"


def test_an_answer_without_end_is_cut(certificate):
    def flood(line):
        line.send(b"HTTP/1.1 200 OK\r\n\r\n")
        for _block in range(1000):
            line.send(b"x" * 65536)

    with chat(certificate, flood) as (port, _seen):
        assert post_to(port, certificate) == 200


def test_an_answer_that_drips_ends_after_the_time_that_is_allowed(
    certificate, monkeypatch
):
    monkeypatch.setattr(outgoing, "SECONDS", 1)

    def drip(line):
        for _letter in range(100):
            line.send(b"H")
            machine_time.sleep(0.2)

    with (
        chat(certificate, drip) as (port, _seen),
        pytest.raises(outgoing.NotSent, match="timeout"),
    ):
        post_to(port, certificate)


# The tables


def test_every_kind_has_its_words_and_what_is_asked_is_asked_again():
    assert set(notices.KINDS) <= set(UPDATES)
    assert set(UPDATES) <= set(notices.KINDS)
    mandatory = {kind for kind, row in notices.KINDS.items() if row.mandatory}
    assert mandatory <= set(STILL)


def test_every_word_of_a_notice_fits_facts_that_lack():
    for kind, words in UPDATES.items():
        assert str(words({})), kind


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_deliverers_at_once_send_each_mail_once(noon):
    company = build_company()
    company.handoff = offer(company, propose(company))
    company.initiative = company.handoff.initiative
    Notification.objects.all().delete()
    for number in range(20):
        ask(
            company,
            company.hana,
            company.otto,
            company.kim,
            company.mara,
            kind="mentioned",
            key=str(number),
        )
    barrier = threading.Barrier(4)
    failed = []

    def work():
        try:
            with clock.at(NOW):
                barrier.wait(10)
                for _again in range(3):
                    deliver()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert not failed
    ids = [m.extra_headers["Message-ID"] for m in outbox.outbox]
    assert len(ids) == len(set(ids))
    assert set(Notification.objects.values_list("mail", flat=True)) == {"sent"}
    lines = sum(m.body.count("mentions you") for m in outbox.outbox)
    assert lines == len(outbox.outbox), "equal lines are one"
