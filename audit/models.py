"""The record: what was done, by whom and when, in a chain that shows any change."""

import json
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import querysets

GENESIS = "0" * 64


class ClosedBy(NamedTuple):
    """No row is added any more once another ledger has one with the same key.

    `by` is the label of the other model, `key` the foreign key that both have.
    `unless` is a field of the other model with the value that does not close.
    """

    by: str
    key: str
    unless: tuple[str, str] | None = None


class NeverEarlier(NamedTuple):
    """A day is never earlier than in the row written before it for the same key.

    `unless` is a field of the row: where it has a value, the day may be earlier.
    """

    field: str
    key: str
    unless: str


class Guard(NamedTuple):
    """A change that rows of another table do not make while something is missing.

    A model of a higher floor names it in `guards`: only it knows what must be there.
    `on` is the label of the table's model, `refused` the condition in SQL that both
    engines read, over OLD and NEW; `reads` the labels of what it looks into. `added`
    is the condition, over NEW alone, under which no row is added; empty for none.
    """

    on: str
    name: str
    refused: str
    reads: tuple[str, ...]
    added: str = ""

    @property
    def ways(self) -> tuple[tuple[str, str, str], ...]:
        """A name, the statement and the condition for each trigger that it takes."""
        changed = (self.name, "UPDATE", self.refused)
        added = (f"{self.name}_added", "INSERT", self.added)
        return (changed, added) if self.added else (changed,)


class Ledger(models.Model):
    """A row that stays as it was written; every room's immutable rows extend this.

    `may_change` names the fields that may still change, one way: a boolean from true
    to false, an empty value once to a value, a text or file to empty (erasure).
    `closed_by` and `never_earlier` say which rows may not be added.
    Triggers on both engines hold it; see `audit.triggers`.
    """

    may_change: tuple[str, ...] = ()
    closed_by: tuple[ClosedBy, ...] = ()
    never_earlier: tuple[NeverEarlier, ...] = ()

    class Meta:
        abstract = True


class Entry(Ledger):
    """One thing that was done. The body is the truth; the columns repeat it to find it.

    `at` is the product's clock; `written_at` is the machine's, and differs in samples.
    """

    class Actor(models.TextChoices):
        """Who acts: a person with an account, or the product by itself."""

        PERSON = "person", _("Person")
        SYSTEM = "system", _("Maillon")

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    written_at = models.DateTimeField()
    txid = models.UUIDField()
    actor_ref = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=6, choices=Actor.choices)
    on_behalf_of = models.UUIDField(null=True)
    action = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    initiative_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    body = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    key_id = models.CharField(max_length=32)
    mac = models.CharField(max_length=64)

    objects = querysets.EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["-seq"]
        indexes = [
            models.Index(
                fields=["initiative_id", "-seq"], name="entries_of_initiative"
            ),
            models.Index(fields=["actor_ref", "-seq"], name="entries_by_actor"),
            models.Index(
                fields=["on_behalf_of", "-seq"],
                name="entries_for_principal",
                condition=Q(on_behalf_of__isnull=False),
            ),
            models.Index(fields=["at", "seq"], name="entries_by_day"),
            models.Index(
                fields=["object_type", "object_id", "-seq"], name="entries_by_object"
            ),
            models.Index(fields=["action", "-seq"], name="entries_by_action"),
        ]
        constraints = [
            # Not `unique` on the field: that would keep a second index of each, for
            # searches by beginning that nobody makes of a hash.
            models.UniqueConstraint(fields=["prev"], name="entry_follows_one_entry"),
            models.UniqueConstraint(fields=["hash"], name="entry_has_its_own_hash"),
            models.CheckConstraint(name="entry_seq_from_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(
                name="entry_actor_is_known",
                condition=Q(actor_kind="person", actor_ref__isnull=False)
                | Q(actor_kind="system", actor_ref__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.seq} {self.action}"

    @property
    def facts(self) -> dict:
        """The ids, numbers and dates that the action noted."""
        return json.loads(self.body).get("facts", {})


class Head(models.Model):
    """The end of the chain: its last `seq` and hash, in one row that is locked last."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        verbose_name = _("head of the chain")
        constraints = [
            models.CheckConstraint(name="one_head", condition=Q(id=1)),
        ]

    def __str__(self):
        return f"{self.seq}:{self.hash}"
