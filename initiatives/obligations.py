"""An obligation: what one person must do now. "Waiting for me" is made of these.

Each room says what a person owes as querysets, so that all rooms together are read
in one statement, and counted in one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateTimeField,
    DecimalField,
    F,
    Q,
    QuerySet,
    TextChoices,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from audit import clock
from initiatives.models import Initiative


class Verb(TextChoices):
    """The six things that can be asked of somebody."""

    ACCEPT = "accept", _("Accept or return")
    SIGN = "sign", _("Sign")
    ANSWER = "answer", _("Answer")
    CONFIRM = "confirm", _("Confirm")
    DECIDE = "decide", _("Decide")
    PREPARE = "prepare", _("Prepare")


@dataclass(frozen=True)
class Obligation:
    """One act that somebody owes: a sentence, since when, until when, and where.

    `due_at` is None where no clock runs. `initiative` is the Initiative, or None for
    what is about AI in general, or about what `about` names.
    """

    verb: Verb
    initiative: object
    sentence: object
    since: datetime
    due_at: datetime | None
    url: str
    function: str = ""
    about: object = ""


class Row(NamedTuple):
    """What is read of one obligation: enough to word it, and nothing more."""

    kind: str
    initiative_id: object
    since: datetime
    due_at: datetime | None
    key: int
    function: str
    one: str
    other: str
    figure: Decimal | None


@dataclass(frozen=True)
class Owed:
    """One kind of obligation of one person: which rows, and how a row is worded.

    The other fields say where each column of a Row is found; `is_late` is the
    condition under which a row is past its limit, else its due time tells. `word`
    makes the Obligation of a Row and its Initiative.
    """

    kind: str
    rows: QuerySet
    word: Callable
    since: object
    initiative: object = "initiative_id"
    due_at: object = None
    is_late: Q | None = None
    key: object = None
    function: object = ""
    one: object = ""
    other: object = ""
    figure: object = None

    def columns(self) -> QuerySet:
        """The rows as columns of one shape, for a union."""
        moment, text = DateTimeField(), TextField()
        amount = DecimalField(max_digits=16, decimal_places=2)
        shaped = {
            "o_kind": Cast(Value(self.kind), CharField(max_length=40)),
            "o_initiative": _at(self.initiative),
            "o_since": _at(self.since),
            "o_due_at": Cast(_at(self.due_at), moment),
            "o_key": Cast(_at(self.key), BigIntegerField()),
            "o_function": Cast(_said(self.function), text),
            "o_one": Cast(_said(self.one), text),
            "o_other": Cast(_said(self.other), text),
            "o_figure": Cast(_at(self.figure), amount),
        }
        return self.rows.order_by().annotate(**shaped).values_list(*shaped)

    def tally(self, now) -> QuerySet:
        """One row: how many there are, and how many are past their limit."""
        late = self.is_late
        if late is None and self.due_at is not None:
            late = Q(o_due_at__lte=now)
        rows = self.rows.order_by()
        if self.is_late is None and self.due_at is not None:
            rows = rows.annotate(o_due_at=_at(self.due_at))
        return (
            rows.annotate(o_all=Value(1))
            .values("o_all")
            .annotate(
                o_n=Count("pk"),
                o_late=Count("pk", filter=late) if late is not None else Value(0),
            )
            .values_list("o_n", "o_late")
        )


def _at(place):
    if place is None or not isinstance(place, str):
        return Value(None) if place is None else place
    return F(place)


def _said(text):
    return Value(text) if isinstance(text, str) else text


def read(owed: list[Owed], most: int) -> list[Obligation]:
    """The obligations of these kinds, the most urgent first; two queries for all."""
    if not owed:
        return []
    first, *others = [kind.columns() for kind in owed]
    rows = [
        Row(*row)
        for row in first.union(*others, all=True).order_by(
            F("o_due_at").asc(nulls_last=True), "o_since", "o_kind", "o_key"
        )[:most]
    ]
    initiatives = Initiative.objects.select_related("unit").in_bulk(
        {row.initiative_id for row in rows if row.initiative_id}
    )
    words = {kind.kind: kind.word for kind in owed}
    return [words[row.kind](row, initiatives.get(row.initiative_id)) for row in rows]


def count(owed: list[Owed]) -> tuple[int, int]:
    """How many obligations there are of these kinds, and how many late; one query."""
    if not owed:
        return 0, 0
    first, *others = [kind.tally(clock.now()) for kind in owed]
    tallies = list(first.union(*others, all=True))
    return sum(n for n, _late in tallies), sum(late for _n, late in tallies)
