"""What may be attached: the name, the first bytes and the content must agree.

Limits are those of the security design; each refusal is a sentence.
"""

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from audit.errors import Invalid

MB = 1024 * 1024
PIXELS = 24_000_000
ZIP_MEMBERS = 200
ZIP_TOTAL = 100 * MB
ZIP_RATIO = 100
XML_DEPTH = 128
XML_ELEMENTS = 100_000
LONGEST_NAME = 120
VISIO_MEMBERS = 2_000
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}definitions"
DRAWINGS = ("mxfile", "mxGraphModel")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# what a PDF does by itself when it is opened, or hides inside
ACTIVE_PDF = re.compile(
    rb"/(?:JavaScript|JS|OpenAction|AA|Launch|EmbeddedFiles?|RichMedia)(?![A-Za-z0-9])"
)


@dataclass(frozen=True)
class Accepted:
    """A file that passed: what is kept, and under which hash."""

    name: str
    kind: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes that are kept."""
        return sha256(self.content).hexdigest()


class Format(NamedTuple):
    """A kind of file: its media type, its limit, and the check of its content."""

    content_type: str
    limit: int
    check: object


def accept(upload, *, only=None) -> Accepted:
    """Check an uploaded file and return what is kept; Invalid says what is wrong.

    `only` narrows to some kinds, such as ("bpmn", "pdf").
    """
    name = clean_name(upload.name)
    kind = PurePosixPath(name).suffix.lstrip(".").lower()
    kind = "jpeg" if kind == "jpg" else kind
    formats = {k: f for k, f in FORMATS.items() if only is None or k in only}
    if kind not in formats:
        raise _invalid(
            _("This kind of file is not accepted. Choose one of: {kinds}."),
            kinds=", ".join(sorted(formats)),
        )
    rule = formats[kind]
    if upload.size > rule.limit:
        raise _invalid(
            _("This file is too large: {size} MB. The limit is {limit} MB."),
            size=-(-upload.size // MB),
            limit=rule.limit // MB,
        )
    upload.seek(0)
    content = upload.read(rule.limit + 1)
    if not content:
        raise _invalid(_("This file is empty."))
    return Accepted(name, kind, rule.content_type, rule.check(content))


def clean_name(name: str) -> str:
    """The name that was given, as text that harms nobody: it is never a path."""
    text = unicodedata.normalize("NFC", str(name or ""))
    text = text.replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, suffix = text.rpartition(".")
    if not dot:
        return text[:LONGEST_NAME] or "file"
    return f"{(stem or 'file')[: LONGEST_NAME - len(suffix[:10]) - 1]}.{suffix[:10]}"


def check_zip(content: bytes, *, limit=ZIP_TOTAL, most=ZIP_MEMBERS):
    """Open an Office file only when its table of contents shows nothing wrong."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _invalid(_("This file is damaged and cannot be opened.")) from error
    if len(members) > most:
        raise _invalid(_("This file has too many parts inside."))
    total = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members)
    worst = any(
        m.file_size > MB and m.file_size > ZIP_RATIO * max(m.compress_size, 1)
        for m in members
    )
    if total > limit or worst or total > ZIP_RATIO * max(packed, 1) > MB:
        raise _invalid(
            _("This file unpacks to far more than its size. Make it smaller.")
        )
    for member in members:
        _check_member(member)
    return archive


def _check_member(member):
    name = member.filename.replace("\\", "/")
    is_link = (member.external_attr >> 28) == 0xA
    if name.startswith("/") or ".." in name.split("/") or ":" in name or is_link:
        raise _invalid(_("This file points outside itself and is not opened."))
    if member.flag_bits & 0x1:
        raise _invalid(_("This file is protected by a password. Take it off first."))
    low = name.lower()
    if low.endswith("vbaproject.bin") or "/activex/" in low:
        raise _invalid(_("This file contains macros. Save it without them."))
    if "/externallinks/" in f"/{low}":
        raise _invalid(_("This file links to other files. Break the links first."))
    if low.endswith((".zip", ".7z", ".rar", ".exe", ".js", ".vbs")):
        raise _invalid(_("This file has other files packed inside."))


def _office(part, most=ZIP_MEMBERS):
    def check(content):
        if not content.startswith(b"PK\x03\x04"):
            raise _not_what_it_says()
        names = check_zip(content, most=most).namelist()
        if "[Content_Types].xml" not in names or part not in names:
            raise _not_what_it_says()
        return content

    return check


def _image(kind):
    def check(content):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                picture = Image.open(io.BytesIO(content), formats=[kind])
                if picture.width * picture.height > PIXELS:
                    raise _invalid(
                        _("This picture has more than 24 million pixels. Scale it.")
                    )
                picture.verify()
                picture = Image.open(io.BytesIO(content), formats=[kind])
                return _redrawn(picture, kind)
        except (
            OSError,
            SyntaxError,
            ValueError,
            Image.DecompressionBombError,
        ) as error:
            raise _not_what_it_says() from error

    return check


def _redrawn(picture, kind) -> bytes:
    """The picture drawn again: place, camera and hidden data do not come along."""
    picture = ImageOps.exif_transpose(picture)
    if kind == "JPEG" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    clean = Image.new(picture.mode, picture.size)
    if picture.mode == "P":
        clean.putpalette(picture.getpalette())
    clean.paste(picture)
    out = io.BytesIO()
    clean.save(out, kind, **({"quality": 92} if kind == "JPEG" else {}))
    return out.getvalue()


def _pdf(content):
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise _not_what_it_says()
    if ACTIVE_PDF.search(content):
        raise _invalid(
            _("This PDF runs something by itself or has files inside. Print it to PDF.")
        )
    if len(re.findall(rb"/Type\s*/Page(?![A-Za-z])", content)) > 500:
        raise _invalid(_("This PDF has more than 500 pages."))
    return content


def _xml(*roots):
    """An XML file without a document type whose outermost element is one of these."""

    def check(content):
        depth = count = 0
        root = None
        try:
            for event, element in iterparse(
                io.BytesIO(content), events=("start", "end", "pi"), forbid_dtd=True
            ):
                if event == "pi":
                    raise _invalid(_("This map has processing instructions inside."))
                if event == "end":
                    depth -= 1
                    element.clear()
                    continue
                depth, count = depth + 1, count + 1
                root = root or element.tag
                if depth > XML_DEPTH or count > XML_ELEMENTS:
                    raise _invalid(_("This map is too deep or too large to be read."))
        except DefusedXmlException as error:
            raise _invalid(
                _("This map declares a document type or entities. Export it again.")
            ) from error
        except (ParseError, ValueError, LookupError) as error:
            raise _not_what_it_says() from error
        if root not in roots:
            raise _not_what_it_says()
        return content

    return check


def _old_visio(content):
    if not content.startswith(OLD_OFFICE):
        raise _not_what_it_says()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _invalid(_("This file contains macros. Save it without them."))
    return content


def _text(content):
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _not_what_it_says()
    if content.startswith((b"%PDF-", b"PK\x03\x04", b"MZ", b"\x7fELF")):
        raise _not_what_it_says()
    return content


def _not_what_it_says():
    return _invalid(
        _("This file is damaged, or its content is not what its name says.")
    )


def _invalid(sentence, **facts):
    text = format_lazy(sentence, **facts) if facts else sentence
    return Invalid(text, field="upload")


OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pdf": Format("application/pdf", 25 * MB, _pdf),
    "png": Format("image/png", 10 * MB, _image("PNG")),
    "jpeg": Format("image/jpeg", 10 * MB, _image("JPEG")),
    "webp": Format("image/webp", 10 * MB, _image("WEBP")),
    "xlsx": Format(
        f"{OFFICE}.spreadsheetml.sheet", 10 * MB, _office("xl/workbook.xml")
    ),
    "docx": Format(
        f"{OFFICE}.wordprocessingml.document", 10 * MB, _office("word/document.xml")
    ),
    "csv": Format("text/csv", 10 * MB, _text),
    "txt": Format("text/plain", 5 * MB, _text),
    "bpmn": Format("application/xml", 5 * MB, _xml(BPMN)),
    "drawio": Format("application/xml", 5 * MB, _xml(*DRAWINGS)),
    "xml": Format("application/xml", 5 * MB, _xml(BPMN, *DRAWINGS)),
    "json": Format("application/json", 5 * MB, _text),
    "vsdx": Format(
        "application/vnd.ms-visio.drawing.main+xml",
        10 * MB,
        _office("visio/document.xml", VISIO_MEMBERS),
    ),
    "vsd": Format("application/vnd.visio", 10 * MB, _old_visio),
}
