"""What a process of the fault tests does: `python -m tests.faults.acts NAME ...`.

Each act prints one line of JSON.
"""

import json
import os
import sys

import django


def scene():
    """A company, with an initiative offered, and passwords to sign in with."""
    from organisation.models import Person
    from tests.cast import build_company, offer, propose
    from tests.faults.machinery import PASSWORD

    company = build_company()
    for name in ("lena", "hana", "otto", "kim", "mara", "emma", "adam", "igor"):
        person = Person.objects.get(email=f"{name}@example.org")
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    offer(company, propose(company))
    return {}


def company():
    """The people of the scene by name, as the cast has them."""
    from types import SimpleNamespace

    from organisation.models import Person, Site, Unit

    people = {p.email.partition("@")[0]: p for p in Person.objects.all()}
    return SimpleNamespace(
        **people,
        service=Unit.objects.get(code="service"),
        root=Unit.objects.get(code="group"),
        lyon=Site.objects.get(name="Lyon"),
    )


def sign(name, function):
    """One person signs the one handoff, for a function."""
    from audit.errors import DomainError
    from governance import actions
    from governance.models import Handoff
    from organisation.models import Person

    handoff = Handoff.objects.latest("pk")
    person = Person.objects.get(email=f"{name}@example.org")
    try:
        actions.sign(handoff, by=person, function=function, digest=handoff.digest)
    except DomainError as error:
        return {"refused": str(error)}
    return {"signed": function}


def erase_somebody():
    """Two people erase somebody who has left; how many lines the list has then."""
    from governance import actions, erased
    from organisation import actions as organisation

    c = company()
    organisation.end_person(c.nobody, by=c.adam, at_once=True)
    asked = actions.ask_person_erasure(c.nobody, by=c.adam, reason="They asked for it")
    actions.erase_person(asked, by=c.lena)
    return {"listed": len(erased.read(erased.place()))}


def propose(count):
    """Propose so many initiatives, one after the other; prints each that is kept."""
    from tests.cast import propose as one

    c = company()
    for number in range(int(count)):
        row = one(c, title=f"Number {number}")
        print(json.dumps({"kept": row.ref}), flush=True)
    return {}


def job(name):
    """Run one background job here, as a worker would."""
    from governance.celery import app

    app.loader.import_default_modules()
    result = app.tasks[f"governance.tasks.{name}"].apply()
    return {"state": result.state, "result": result.result}


def ring(name, expires="60", times="1"):
    """Put messages for a job on the broker, as beat does."""
    from governance.celery import app

    for _time in range(int(times)):
        app.send_task(f"governance.tasks.{name}", expires=float(expires))
    return {}


def at_another_hour(hours, name, function):
    """Sign on a machine whose clock is wrong by so many hours."""
    from datetime import UTC, datetime, timedelta

    import time_machine

    wrong = datetime.now(UTC) + timedelta(hours=float(hours))
    with time_machine.travel(wrong, tick=True):
        return sign(name, function)


def on_a_full_disk():
    """Work while the database may not grow, then once more when it may."""
    from contextlib import suppress

    from django.db import OperationalError, connection

    from audit.models import Entry
    from tests.cast import propose as one

    entries = Entry.objects.count()
    failed = None
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filler (x BLOB)")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        # What is free inside the file is used up first.
        with suppress(OperationalError):
            for _time in range(10_000):
                cursor.execute("INSERT INTO filler VALUES (randomblob(3000))")
    done = 0
    try:
        for number in range(20):
            one(company(), title=f"Number {number} {'x' * 100}")
            done += 1
    except OperationalError as error:
        failed = str(error)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1000000")
        cursor.execute("DROP TABLE filler")
    return {
        "failed": failed,
        "done": done,
        "read": entries <= Entry.objects.count(),
        "after": sign("lena", "leadership"),
    }


def attach(size):
    """Attach a text of so many bytes; what stays of it in rows and on the disk."""
    from pathlib import Path

    from django.conf import settings
    from django.core.files.uploadedfile import SimpleUploadedFile

    from initiatives import actions
    from initiatives.models import Attachment, Initiative

    initiative = Initiative.objects.select_related("unit").get()
    content = (b"line of text\n" * (int(size) // 13 + 1))[: int(size)]
    failed = None
    try:
        actions.attach(
            initiative,
            by=company().otto,
            upload=SimpleUploadedFile("note.txt", content, "text/plain"),
        )
    except OSError as error:
        failed = error.errno
    files = [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]
    return {"failed": failed, "rows": Attachment.objects.count(), "files": len(files)}


def deadlock():
    """Two actions take the same two rows in opposite order; how often each ran."""
    import threading

    from django.db import connection

    from audit.actions import audited, record
    from organisation.models import Site

    rows = list(Site.objects.order_by("pk")[:2])
    barrier, tries, problems = threading.Barrier(2), {0: 0, 1: 0}, []

    @audited
    def act(order, *, by):
        tries[order] += 1
        for number, row in enumerate(rows[:: 1 - 2 * order]):
            Site.objects.filter(pk=row.pk).update(headcount=7)
            if number == 0 and tries[order] == 1:
                barrier.wait(10)
        record("organisation.site_edited", rows[0], by=by)

    def run(order):
        try:
            act(order, by="system")
        except Exception as error:
            problems.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return {"tries": sorted(tries.values()), "problems": problems}


ACTS = {
    f.__name__: f
    for f in (
        *(scene, sign, propose, job, ring, at_another_hour, on_a_full_disk),
        *(attach, deadlock, erase_somebody),
    )
}


def main():
    """Do the act that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    django.setup()
    name, *words = sys.argv[1:]
    print(json.dumps(ACTS[name](*words), default=str), flush=True)


if __name__ == "__main__":
    main()
