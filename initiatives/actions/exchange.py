"""What people put beside an initiative: comments, files, links to others."""

from hashlib import sha256
from secrets import token_hex

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from audit.actions import audited, record
from audit.errors import DomainError, Duplicate, Invalid
from initiatives import rules, scanning, uploads
from initiatives.models import Attachment, Comment, Link
from initiatives.people import mentioned
from organisation import access
from organisation.notices import tell
from organisation.rows import check, save

LONGEST_COMMENT = 5_000
MOST_FILES = 200
MOST_BYTES = 500 * 1024 * 1024


@audited
def comment(initiative, *, by, text):
    """Say something on the initiative's page; people named with @ are told.

    Only those who may see the initiative are told, so that a mention never reveals it.
    """
    now = rules.held(initiative)
    rules.require_sight(by, now)
    access.require(by, "initiatives.comment", of=now)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_("Write something first."), field="text")
    if len(text) > LONGEST_COMMENT:
        raise Invalid(_("A comment has 5,000 characters at most."), field="text")
    told = [p for p in mentioned(text) if p != by and rules.sees(p, now)]
    salt = token_hex(16)
    row = save(
        Comment(
            initiative=now,
            text=text,
            salt=salt,
            sha256=sha256(f"{salt}{text}".encode()).hexdigest(),
            written_by=by,
            mentions=sorted(str(p.pk) for p in told),
        )
    )
    record("initiatives.commented", row, by=by, initiative=now, mentions=row.mentions)
    tell(
        told,
        "mentioned",
        initiative=now,
        by=by,
        url=f"{now.get_absolute_url()}#comment-{row.pk}",
    )
    return row


@audited
def attach(initiative, *, by, upload, note=""):
    """Keep a file with an initiative, as it is, under the hash of its bytes."""
    is_draft = rules.is_draft_of(by, initiative)
    now = rules.held(initiative) if is_draft else rules.require_open(initiative)
    rules.require_sight(by, now)
    access.require(by, "initiatives.attach", of=now)
    return _keep(now, by, upload, note)


@audited
def file_paper(initiative, *, by, upload, note="", is_traced=False):
    """Keep a paper that belongs to an act; that act has asked whether they may.

    A traced one is read only where each reading is noted.
    """
    return _keep(rules.held(initiative), by, upload, note, is_traced=is_traced)


@audited
def link(initiative, *, by, kind, other):
    """Say that an initiative needs or feeds another."""
    now = rules.held(initiative)
    rules.require(rules.may_edit(by, now, fresh=True))
    rules.require_sight(by, other)
    if other.pk == now.pk:
        raise Invalid(_("Choose another initiative."), field="other")
    if now.links.filter(kind=kind, other=other).exists():
        raise Duplicate(_("This link is there already."))
    row = save(Link(initiative=now, kind=kind, other=other))
    record("initiatives.linked", now, by=by, initiative=now, kind=kind, other=other.pk)
    return row


@audited
def unlink(initiative, *, by, row):
    """Take a link away."""
    now = rules.held(initiative)
    rules.require(rules.may_edit(by, now, fresh=True))
    if row.initiative_id != now.pk:
        raise DomainError(_("This link belongs to another initiative."))
    kind, other = row.kind, row.other_id
    row.delete()
    record("initiatives.unlinked", now, by=by, initiative=now, kind=kind, other=other)
    return now


def _keep(now, by, upload, note, *, is_traced=False):
    sizes = list(
        now.attachments.filter(erased_at__isnull=True).values_list("size", flat=True)
    )
    if len(sizes) >= MOST_FILES or sum(sizes) > MOST_BYTES:
        raise DomainError(
            _("This initiative has as many files as it may have. Link to a folder.")
        )
    accepted = uploads.accept(upload)
    scanning.scan(accepted.content)
    row = Attachment(
        initiative=now,
        name=accepted.name,
        kind=accepted.kind,
        content_type=accepted.content_type,
        size=len(accepted.content),
        sha256=accepted.sha256,
        note=note,
        is_traced=is_traced,
        added_by=by,
    )
    check(row)
    row.file.save(accepted.name, ContentFile(accepted.content), save=False)
    try:
        row.save(force_insert=True)
    except BaseException:
        row.file.delete(save=False)
        raise
    record(
        "initiatives.file_attached",
        row,
        by=by,
        initiative=now,
        kind=row.kind,
        size=row.size,
        sha256=row.sha256,
    )
    return row
