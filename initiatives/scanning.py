"""The company's own virus scanner, asked about each file before it is kept."""

import subprocess
import tempfile

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from audit.errors import Invalid
from initiatives.errors import Unavailable

CLEAN, FOUND = 0, 1


def scan(content: bytes, *, field="upload"):
    """Stop a file that the scanner refuses, or that it cannot look at now.

    The command gets the path of a copy as its last argument: 0 says clean, 1 says
    refused, as clamdscan does. Any other end is no answer, and no answer is a no.
    """
    if not settings.SCAN_COMMAND:
        return
    with tempfile.NamedTemporaryFile(prefix="scan-") as copy:
        copy.write(content)
        copy.flush()
        try:
            code = subprocess.run(
                [*settings.SCAN_COMMAND, copy.name],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=settings.SCAN_SECONDS,
                check=False,
            ).returncode
        except (OSError, subprocess.TimeoutExpired):
            code = None
    if code == FOUND:
        raise Invalid(
            _("The virus scanner refuses this file. Do not send it to anybody."),
            field=field,
        )
    if code != CLEAN:
        raise Unavailable(
            _(
                "The virus scanner does not answer, so nothing was kept. "
                "Try again in some minutes, or tell the administrator."
            )
        )
