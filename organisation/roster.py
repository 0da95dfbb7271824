"""Who holds what on one day, read once, for jobs that ask for many initiatives."""

from collections import defaultdict
from datetime import date
from functools import cached_property

from audit import clock
from organisation.functions import Function
from organisation.models import Deputy, Mandate


class Roster:
    """All mandates and deputies in force on a day. Persons are given by their id.

    `path` is the path of a unit; a mandate reaches the units below its own.
    """

    def __init__(self, on: date | None = None):
        self.on = on or clock.today()

    @cached_property
    def _held(self):
        held = defaultdict(list)
        rows = Mandate.objects.effective(self.on).values_list(
            "function", "unit__path", "person_id", "is_head"
        )
        for function, path, person, is_head in rows:
            held[function, path].append((person, is_head))
        return held

    @cached_property
    def _deputies(self):
        found = defaultdict(set)
        rows = Deputy.objects.in_force(self.on).values_list("principal_id", "deputy_id")
        for principal, deputy in rows:
            found[principal].add(deputy)
        return found

    def holders(self, function: str, path: str) -> set:
        """Who holds a function for a unit: those of the nearest mandates only."""
        for at in _upwards(path):
            if found := self._held.get((function, at)):
                return {person for person, _head in found}
        return set()

    def heads(self, function: str, path: str) -> set:
        """The nearest head of a function for a unit, else who holds it at the top."""
        highest = set()
        for at in _upwards(path):
            found = self._held.get((function, at), ())
            if heads := {person for person, is_head in found if is_head}:
                return heads
            highest = {person for person, _head in found} or highest
        return highest

    def deputies(self, people) -> set:
        """Those who act for these people now."""
        return set().union(*(self._deputies.get(person, ()) for person in people))

    def committee(self, path: str) -> set:
        """Leadership of the company: the root unit above this one."""
        root = "/" + path.strip("/").split("/")[0] + "/"
        found = self._held.get((Function.LEADERSHIP.value, root), ())
        return {person for person, _head in found}

    def chairs(self) -> set:
        """The committee's chair: the head of Leadership of the company, else all."""
        found = [
            holder
            for (function, path), held in self._held.items()
            if function == Function.LEADERSHIP and path.strip("/").isdigit()
            for holder in held
        ]
        heads = {person for person, is_head in found if is_head}
        return heads or {person for person, _head in found}


def _upwards(path: str):
    """The path of a unit and of all units above it, the nearest first."""
    parts = path.strip("/").split("/")
    for end in range(len(parts), 0, -1):
        yield "/" + "/".join(parts[:end]) + "/"
