"""Erasing a file or a comment: one person asks, a second one confirms or keeps it.

The row stays with its hash, its size and both names; only what it said is gone. What
was signed holds the hash and not the content, so that no signature falls.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import clock
from audit.actions import audited, record
from audit.errors import Duplicate, Invalid, Refused, Stale
from initiatives import files, holds, rules
from initiatives.models import Attachment, Comment, Erasure
from organisation import access
from organisation.functions import Function
from organisation.notices import tell
from organisation.rows import save

CONFIRMING = (Function.LEGAL, Function.LEADERSHIP)


@audited
def ask_erasure(target, *, by, reason):
    """Ask that a file or a comment be erased; nothing is gone before a second person.

    Those who may confirm it and see the initiative are told.
    """
    now = rules.held(target.initiative)
    rules.require_sight(by, now)
    access.require(by, "initiatives.ask_erasure", of=now)
    target = type(target).objects.get(pk=target.pk)
    _require_no_hold(target, now)
    if target.erased_at is not None:
        raise Duplicate(_("This was erased already."))
    if rules.open_erasure(target) is not None:
        raise Duplicate(_("Somebody asked for this already. A second person answers."))
    if not reason.strip():
        raise Invalid(_("Write the reason."), field="reason")
    row = save(
        Erasure(initiative=now, reason=reason.strip(), asked_by=by, **_of(target))
    )
    record("initiatives.erasure_asked", target, by=by, initiative=now, erasure=row.pk)
    holders = {
        person
        for function in CONFIRMING
        for person in access.holders_of(function, now.unit)
    }
    tell(
        [person for person in holders if rules.sees(person, now)],
        "erasure_asked",
        initiative=now,
        by=by,
        url=files.erasure_url(now, target),
    )
    return row


@audited
def erase(erasure, *, by):
    """A second person confirms: the content is gone, hash and tombstone stay."""
    erasure, now = _open(erasure, by)
    access.require(by, "initiatives.erase", of=now)
    if by.pk == erasure.asked_by_id:
        raise Refused(
            _("You asked for it. A second person of Legal or Leadership confirms it.")
        )
    _require_no_hold(erasure.attachment or erasure.comment, now)
    at = clock.now()
    facts = {}
    if erasure.attachment_id:
        target = Attachment.objects.get(pk=erasure.attachment_id)
        facts["size"] = target.size
    else:
        target = Comment.objects.get(pk=erasure.comment_id)
    erasure.leftover = files.blank(target, at=at, by=by)
    erasure.done_at, erasure.done_by = at, by
    save(erasure, ["done_at", "done_by", "leftover"])
    record(
        "initiatives.erased",
        target,
        by=by,
        initiative=now,
        erasure=erasure.pk,
        asked_by=erasure.asked_by_id,
        sha256=target.sha256,
        **facts,
    )
    # Bytes go once the row says so for certain: a rollback must not lose a file.
    transaction.on_commit(files.let_go, robust=True)
    return erasure


@audited
def keep(erasure, *, by):
    """The content stays: who asked takes it back, or a second person says no."""
    erasure, now = _open(erasure, by)
    if by.pk != erasure.asked_by_id:
        access.require(by, "initiatives.erase", of=now)
    erasure.declined_at, erasure.declined_by = clock.now(), by
    save(erasure, ["declined_at", "declined_by"])
    record(
        "initiatives.erasure_declined",
        erasure.attachment or erasure.comment,
        by=by,
        initiative=now,
        erasure=erasure.pk,
    )
    return erasure


def _require_no_hold(target, initiative):
    author = target.added_by_id if hasattr(target, "size") else target.written_by_id
    holds.require_none(initiative=initiative, person=author)


def _of(target):
    name = "attachment" if isinstance(target, Attachment) else "comment"
    return {name: target}


def _open(erasure, by):
    now = rules.held(erasure.initiative)
    rules.require_sight(by, now)
    erasure = Erasure.objects.select_related("attachment", "comment").get(pk=erasure.pk)
    if not erasure.is_open:
        raise Stale(_("This was answered already. Look at the page again."))
    return erasure, now
