"""The bytes of attachments: read back only as they were signed."""

from hashlib import sha256

from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.errors import DomainError
from initiatives.errors import Erased
from initiatives.models import Attachment, Erasure


def verified(attachment) -> bytes:
    """The bytes of a file, when they are still those whose hash was recorded."""
    if attachment.erased_at or not attachment.file:
        raise Erased(_("This file was erased. Its fingerprint stays in the record."))
    try:
        with attachment.file.open("rb") as stored:
            content = stored.read()
    except OSError as error:
        raise DomainError(
            _("This file is not where it was kept. Tell the administrator.")
        ) from error
    if sha256(content).hexdigest() != attachment.sha256:
        raise DomainError(
            _(
                "This file is not the one that was attached: its fingerprint differs. "
                "Tell the administrator and the auditor."
            )
        )
    return content


def blank(target, *, at, by) -> str:
    """Empty a file or a comment; called inside an action that erases it.

    Returns the name under which bytes are still stored, if there are any.
    """
    rows = type(target).objects.filter(pk=target.pk, erased_at__isnull=True)
    if isinstance(target, Attachment):
        rows.update(file="", name="", note="", erased_at=at, erased_by=by)
        return target.file.name
    rows.update(text="", salt="", erased_at=at, erased_by=by)
    return ""


def let_go() -> int:
    """Delete the stored bytes of what was erased; how many files went.

    Called after each erasure has been written and by the job that tidies up: what
    fails is tried the next time.
    """
    gone = 0
    rows = Erasure.objects.filter(done_at__isnull=False).exclude(leftover="")
    for row in rows.only("leftover"):
        try:
            default_storage.delete(row.leftover)
        except OSError:
            continue
        gone += Erasure.objects.filter(pk=row.pk).update(leftover="")
    return gone


def erasure_url(initiative, target) -> str:
    """The page on which erasing a file or a comment is asked for and answered."""
    name = "erase-file" if isinstance(target, Attachment) else "erase-comment"
    return reverse(f"initiatives:{name}", args=[initiative.ref, target.pk])
