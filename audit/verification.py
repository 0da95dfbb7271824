"""Verify the whole record of this installation: chain, seals, end and triggers."""

from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from audit import chain, keys, triggers
from audit.models import Entry, Head


class Result(NamedTuple):
    """Whether the record is unbroken, up to which entry, and what is wrong if not."""

    is_sound: bool
    seq: int
    problem: str = ""


def verify() -> Result:
    """Read every entry once, in bounded memory, up to the head as it is now."""
    head = Head.objects.get(pk=Head.THE_ONE)
    found = chain.verify(Entry.objects.in_batches(until=head.seq), keys.ring())
    if isinstance(found, chain.Break):
        return Result(False, found.seq, found.kind)
    seq, linked = found
    if (seq, linked) != (head.seq, head.hash):
        return Result(False, seq + 1, "end")
    if Entry.objects.after(head.seq).exists() and not Head.objects.filter(
        seq__gt=head.seq
    ):
        return Result(False, head.seq + 1, "beyond the head")
    absent = triggers.missing(connection)
    if absent:
        return Result(False, seq, f"triggers missing: {', '.join(absent)}")
    return Result(True, seq)


def sentence(result: Result) -> str:
    """The result in words."""
    if result.is_sound:
        return _("The record is unbroken: %(n)d entries verified.") % {"n": result.seq}
    return _("The record is broken at entry %(seq)d: %(problem)s.") % {
        "seq": result.seq,
        "problem": result.problem,
    }
