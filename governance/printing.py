"""A page on paper: HTML to PDF, where the system has Pango."""

import mimetypes
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

ADDRESS = "https://paper.invalid/"
"""Where a paper believes it comes from: a name that leads nowhere (RFC 2606)."""


class CannotPrint(Exception):
    """This system lacks what makes a PDF; the print view of the browser serves."""


@cache
def printer():
    """WeasyPrint, loaded on first use; raises CannotPrint where Pango is missing."""
    try:
        # It loads Pango from the system at import, and OSError says that it is missing.
        import weasyprint
    except OSError as error:
        raise CannotPrint(str(error)) from error
    return weasyprint


def pdf(html: str) -> bytes:
    """The bytes of a PDF/UA document made of a page; only our own style is read."""
    weasyprint = printer()

    class OwnFiles(weasyprint.URLFetcher):
        """Reads static files of the product and nothing else: no network, no disk."""

        def fetch(self, url, headers=None):
            """One file below the static address, by its name."""
            prefix = ADDRESS.rstrip("/") + "/" + settings.STATIC_URL.lstrip("/")
            if not url.startswith(prefix):
                raise ValueError(f"A paper reads nothing from outside: {url[:80]}")
            name = urlsplit(url.removeprefix(prefix)).path
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return weasyprint.urls.URLFetcherResponse(
                url, static_file(name), {"Content-Type": kind}
            )

    document = weasyprint.HTML(
        string=html, base_url=ADDRESS, url_fetcher=OwnFiles(allowed_protocols=())
    )
    return document.write_pdf(pdf_variant="pdf/ua-1")


def static_file(name: str) -> bytes:
    """The content of a static file: as collected, or as it lies in the tree."""
    if settings.STATIC_IS_COLLECTED:
        root = Path(staticfiles_storage.location).resolve()
        path = (root / name).resolve()
        if not path.is_relative_to(root):
            raise ValueError("A paper reads static files only.")
    else:
        path = finders.find(name)
        if path is None:
            raise ValueError(f"There is no such static file: {name[:80]}")
    return Path(path).read_bytes()
