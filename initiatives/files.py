"""The bytes of attachments: read back only as they were signed."""

from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from audit.errors import DomainError


def verified(attachment) -> bytes:
    """The bytes of a file, when they are still those whose hash was recorded."""
    if attachment.erased_at or not attachment.file:
        raise DomainError(
            _("This file was erased. Its fingerprint stays in the record.")
        )
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
