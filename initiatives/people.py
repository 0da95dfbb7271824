"""Which people are meant: who may lead for a unit, whom a text names."""

import re

from audit import clock
from organisation.functions import Function
from organisation.models import Mandate, Person

BY_EMAIL = re.compile(r"@([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5})")
BY_NAME = re.compile(r"@([^\W\d_][\w’'-]{0,40}(?: [^\W\d_][\w’'-]{0,40}){1,3})")


def candidates(unit) -> dict[str, list]:
    """Who may lead for each function in a unit, the nearest mandate first."""
    people: dict[str, dict] = {function: {} for function in Function.values}
    mandates = (
        Mandate.objects.effective(clock.today())
        .covering(unit)
        .select_related("person", "unit")
        .order_by("-unit__path", "-is_head", "person__name")
    )
    for mandate in mandates:
        people[mandate.function].setdefault(mandate.person_id, mandate.person)
    return {function: list(found.values()) for function, found in people.items()}


def mentioned(text: str) -> list[Person]:
    """The people whom a text names with @, by e-mail or by their whole name.

    A name may be followed by other words: the longest name that exists counts.
    """
    emails = {found.lower().rstrip(".") for found in BY_EMAIL.findall(text)}
    names = set()
    for found in BY_NAME.findall(text):
        words = found.split(" ")
        names |= {" ".join(words[:n]) for n in range(2, len(words) + 1)}
    present = Person.objects.present(clock.today())
    people = {}
    if emails:
        people |= {p.pk: p for p in present.filter(email__in=emails)}
    if names:
        people |= {p.pk: p for p in present.filter(name__in=names)}
    return list(people.values())
