"""How everything that is done enters the record, in the transaction of the change."""

import random
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from uuid import UUID, uuid4

from django.db import OperationalError, connection, models, transaction

from audit import chain, clock, correlation, keys
from audit.models import Entry, Head

SYSTEM = "system"
ATTEMPTS = 3
BROKEN_OFF = ("40P01", "40001")
"""Deadlock and serialisation failure: the same command succeeds when repeated."""


FINISHING = {}
"""What the floors above do last in every action that noted something, given its notes,
in the same transaction: a name, and a function of a list of notes."""


@dataclass
class _Batch:
    """What one outermost action has noted so far."""

    txid: UUID = field(default_factory=uuid4)
    events: list[dict] = field(default_factory=list)


_BATCH: ContextVar[_Batch | None] = ContextVar("audit_batch", default=None)


def audited(action):
    """Make a function an action: all or nothing, and recorded with its change.

    What `record` notes inside, also in actions it calls, is written as the last
    statements of the outermost action, so that slow work never holds the head of the
    chain. An action that raises takes its own notes back. One that the database broke
    off, because two waited for each other, is done again as a whole.
    """

    @wraps(action)
    def wrapper(*args, **kwargs):
        outer = _BATCH.get()
        if outer is not None:
            mark = len(outer.events)
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except BaseException:
                del outer.events[mark:]
                raise
        for attempt in range(1, ATTEMPTS + 1):
            batch = _Batch()
            token = _BATCH.set(batch)
            try:
                with transaction.atomic():
                    result = action(*args, **kwargs)
                    _finish(batch)
                    _write(batch)
                    return result
            except OperationalError as error:
                if attempt == ATTEMPTS or not _may_go_again(error):
                    raise
            finally:
                _BATCH.reset(token)
            time.sleep(random.uniform(0.02, 0.1) * attempt)
            _read_again([*args, *kwargs.values()])

    wrapper.is_audited = True
    return wrapper


def record(action: str, obj=None, *, by, initiative=None, on_behalf_of=None, **facts):
    """Note that something was done, inside an action; written when it succeeds.

    `by` is a person or "system". Facts are ids, numbers and dates; never names or
    free text, because the record outlives the right to keep them.
    """
    batch = _BATCH.get()
    if batch is None:
        raise RuntimeError("record() is called inside a function that is @audited.")
    if getattr(by, "pk", by) is None:
        raise TypeError("An action is done by a person with an account, or the system.")
    batch.events.append(
        {
            "action": action,
            "at": clock.now(),
            "actor_kind": Entry.Actor.SYSTEM if by == SYSTEM else Entry.Actor.PERSON,
            "actor_ref": None if by == SYSTEM else _uuid(by),
            "on_behalf_of": _uuid(on_behalf_of),
            "object_type": "" if obj is None else obj._meta.label_lower,
            "object_id": "" if obj is None else str(obj.pk),
            "initiative_id": _uuid(initiative),
            "request_id": correlation.request_id.get(),
            "facts": chain.plain(facts),
        }
    )


@audited
def note_export(*, by, **filters):
    """The auditor takes entries out of the product, as a file."""
    record("audit.exported", by=by, **filters)


@audited
def note_verification(*, by, result):
    """The auditor has the whole chain verified."""
    record("audit.verified", by=by, result=result)


def _may_go_again(error) -> bool:
    """Whether the database broke the action off, and nothing around it is lost."""
    code = getattr(error.__cause__, "pgcode", None)
    return code in BROKEN_OFF and not connection.in_atomic_block


def _read_again(given):
    """Forget what the broken attempt changed in the rows that it was given."""
    for thing in given:
        if isinstance(thing, models.Model) and not thing._state.adding:
            thing.refresh_from_db()


def _finish(batch):
    """Let the floors above end what these acts have ended; they may note it here."""
    if batch.events:
        for finish in FINISHING.values():
            finish(tuple(batch.events))


def _write(batch):
    """Link, seal and insert the notes; the head is locked here and nowhere earlier."""
    if not batch.events:
        return
    ring = keys.ring()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
    head = Head.objects.select_for_update().get(pk=Head.THE_ONE)
    seq, prev = head.seq, head.hash
    entries = []
    for event in batch.events:
        seq += 1
        facts = event.pop("facts")
        columns = event | {
            "seq": seq,
            "txid": batch.txid,
            "written_at": clock.true_now(),
        }
        body = chain.canonical(columns | {"facts": facts})
        linked = chain.link(seq, prev, body)
        entries.append(
            Entry(
                **columns,
                body=body,
                prev=prev,
                hash=linked,
                key_id=ring.current,
                mac=chain.seal(ring.keys[ring.current], linked),
            )
        )
        prev = linked
    Entry.objects.bulk_create(entries)
    moved = Head.objects.filter(pk=head.pk, seq=head.seq).update(seq=seq, hash=prev)
    if moved != 1:
        raise RuntimeError("The head of the audit chain moved while it was locked.")


def _uuid(thing):
    """The id of a person or an initiative, which may be given as it is."""
    if thing is None:
        return None
    key = getattr(thing, "pk", thing)
    return key if isinstance(key, UUID) else UUID(str(key))
