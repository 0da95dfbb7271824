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


def let_go():
    """Delete the stored bytes of what was erased; what fails is tried the next time.

    Called after each erasure has been written, it also lets go what an earlier
    one could not.
    """
    rows = Erasure.objects.filter(done_at__isnull=False).exclude(leftover="")
    for row in rows.only("leftover"):
        try:
            default_storage.delete(row.leftover)
        except OSError:
            continue
        Erasure.objects.filter(pk=row.pk).update(leftover="")


def erasure_url(initiative, target) -> str:
    """The page on which erasing a file or a comment is asked for and answered."""
    name = "erase-file" if isinstance(target, Attachment) else "erase-comment"
    return reverse(f"initiatives:{name}", args=[initiative.ref, target.pk])
