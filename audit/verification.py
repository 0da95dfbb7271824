"""Verify the whole record of this installation: chain, seals, end and triggers."""

from typing import NamedTuple

from django.db import connection
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import chain, keys, triggers
from audit.models import GENESIS, Entry, Head

PROBLEMS = {
    "gap": gettext_lazy("an entry is missing or stands twice"),
    "prev": gettext_lazy("it does not follow the entry before"),
    "body": gettext_lazy("its text is not written as the product writes it"),
    "hash": gettext_lazy("its text or its hash was changed"),
    "key": gettext_lazy("it is sealed with a key that is not on the key ring"),
    "mac": gettext_lazy("its seal is false"),
    "column": gettext_lazy("its columns do not say what its text says"),
    "end": gettext_lazy("the end of the record does not fit the last entry"),
    "triggers": gettext_lazy("triggers that protect the record are missing"),
}


class Result(NamedTuple):
    """Whether the record is unbroken, up to which entry, and what is wrong if not.

    `head` is the last entry and its hash: kept elsewhere, it shows later whether the
    end of the record was cut off.
    """

    is_sound: bool
    seq: int
    problem: str = ""
    head: str = ""


def verify() -> Result:
    """Read every entry once, in bounded memory, up to the head as it is now."""
    head = Head.objects.filter(pk=Head.THE_ONE).first()
    if head is None:
        return Result(False, 1, "end")
    found = chain.verify(Entry.objects.in_batches(until=head.seq), keys.ring())
    if isinstance(found, chain.Break):
        return Result(False, found.seq, found.kind, str(head))
    seq, linked = found
    if (seq, linked) != (head.seq, head.hash):
        return Result(False, seq + 1, "end", str(head))
    return _outside(head) or Result(True, seq, head=str(head))


def glance(shown) -> Result:
    """What a page can say without reading the record: its end, its triggers, and the
    entries that it shows, each by itself."""
    ring = keys.ring()
    head = Head.objects.filter(pk=Head.THE_ONE).first()
    if head is None:
        return Result(False, 1, "end")
    for entry in shown:
        wrong = chain.fault(entry, ring)
        if wrong:
            return Result(False, entry.seq, wrong, str(head))
    if head.seq:
        last = Entry.objects.filter(seq=head.seq).values_list("hash", flat=True).first()
    else:
        last = GENESIS
    if last != head.hash:
        return Result(False, head.seq, "end", str(head))
    return _outside(head) or Result(True, head.seq, head=str(head))


def sentence(result: Result) -> str:
    """The result in words."""
    seq = number_format(result.seq, use_l10n=True, force_grouping=True)
    if result.is_sound:
        return _("The record is unbroken: %(n)s entries verified.") % {"n": seq}
    return broken(result)


def broken(result: Result) -> str:
    """What is wrong, where, in words."""
    problem = PROBLEMS[result.problem]
    if result.problem == "triggers":
        return _(
            "The record is not protected: %(problem)s. Run “manage.py migrate”."
        ) % {"problem": problem}
    return _("The record is broken at entry %(seq)s: %(problem)s.") % {
        "seq": number_format(result.seq, use_l10n=True, force_grouping=True),
        "problem": problem,
    }


def _outside(head) -> Result | None:
    """What is wrong around the chain: entries beyond its end, absent triggers."""
    beyond = Entry.objects.after(head.seq).values_list("seq", flat=True).first()
    # The head is read again: an action may have gone on with the chain meanwhile.
    if beyond and not Head.objects.filter(seq__gte=beyond).exists():
        return Result(False, beyond, "end", str(head))
    if triggers.missing(connection):
        return Result(False, head.seq, "triggers", str(head))
    return None
