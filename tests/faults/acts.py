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


ACTS = {f.__name__: f for f in (scene, sign, propose, job)}


def main():
    """Do the act that the command line names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    django.setup()
    name, *words = sys.argv[1:]
    print(json.dumps(ACTS[name](*words), default=str), flush=True)


if __name__ == "__main__":
    main()
