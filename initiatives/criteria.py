"""A criterion: one of the things that must be true before a gate opens."""

from dataclasses import dataclass

from organisation.functions import Function


@dataclass(frozen=True)
class Criterion:
    """What a gate asks, whether it is met, and the fact behind the answer.

    `fixed_by` is the function that can change the answer, `url` the page where.
    """

    code: str
    label: object
    met: bool
    fact: object
    fixed_by: Function
    url: str = ""
