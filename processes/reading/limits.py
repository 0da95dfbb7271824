"""What a file may cost before it is refused, and the bounded parser of XML.

The limits are those of the security design: size first, then depth and number of
elements while the file streams by. A document type is refused whatever it holds, so
no entity is ever expanded and nothing outside the file is fetched.
"""

import zlib
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext_lazy as _

from processes.errors import Unreadable
from processes.wording import said

MB = 1024 * 1024
MOST_XML_BYTES = 5 * MB
MOST_BYTES = 10 * MB
MOST_ELEMENTS = 100_000
MOST_DEPTH = 128
MOST_MEMBERS = 2_000
MOST_SHAPES = 10_000
MOST_LANES = 500
MOST_HOLDERS = 64
"""How many shapes one may stand in, one inside the other."""
MOST_MEMBER_BYTES = 8 * MB
MOST_UNPACKED_BYTES = 64 * MB
"""What all parts of a packed file may have together, as its table of contents says;
no part is read beyond what is said of it there."""
LONGEST_VALUE = 1 * MB
CHUNK = 64 * 1024
ASIDE = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"))
"""How what is no element begins and ends."""


def unreadable(sentence, **facts):
    """The refusal with its sentence; `no` is the row of a table that it is about."""
    return Unreadable(
        said(sentence, **facts) if facts else sentence,
        details={"row": str(facts["no"])} if "no" in facts else None,
    )


def check_size(content, most=MOST_BYTES):
    """Refuse what is empty or larger than it may be."""
    if not content.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise unreadable(_("This file is empty."))
    if len(content) > most:
        raise unreadable(
            _("This file has {size} MB. A map may have {limit} MB at most."),
            size=-(-len(content) // MB),
            limit=most // MB,
        )


def too_large():
    """The refusal of what has too many elements or levels."""
    return unreadable(
        _(
            "This map is too deep or too large to be read: {elements} elements and "
            "{depth} levels are the most."
        ),
        elements=MOST_ELEMENTS,
        depth=MOST_DEPTH,
    )


def check_shapes(shapes, lanes=0):
    """Refuse a drawing of more shapes or lanes than anybody can read."""
    if shapes > MOST_SHAPES or lanes > MOST_LANES:
        raise unreadable(
            _(
                "This drawing has too much on it: {shapes} shapes and {lanes} lanes "
                "are the most."
            ),
            shapes=MOST_SHAPES,
            lanes=MOST_LANES,
        )


class Target:
    """What the parser calls: counts, bounds, and hands each element on.

    A subclass says what to do in `opened` and `closed`; `text` is collected between
    `keep()` and the end of that element only, so that a large file stays cheap.
    """

    def __init__(self):
        self.depth = self.count = 0
        self._text = None
        self._letters = 0

    def start(self, tag, attributes):
        """An element opens."""
        self.depth += 1
        self.count += 1
        if self.depth > MOST_DEPTH or self.count > MOST_ELEMENTS:
            raise too_large()
        self.opened(tag, attributes)

    def end(self, tag):
        """An element closes."""
        self.depth -= 1
        self.closed(tag)

    def keep(self):
        """Collect the text from here on."""
        self._text, self._letters = [], 0

    def data(self, text):
        """Text between elements."""
        if self._text is None:
            return
        self._letters += len(text)
        if self._letters <= LONGEST_VALUE * 8:
            self._text.append(text)

    def taken(self) -> str:
        """The text that was collected, and no more of it."""
        text = "".join(self._text or ())
        self._text = None
        return text

    def pi(self, target, data=None):
        """A processing instruction has no place in a map."""
        raise unreadable(_("This map has processing instructions inside."))

    def close(self):
        """The document ends."""

    def opened(self, tag, attributes):
        """Hook: an element opens."""

    def closed(self, tag):
        """Hook: an element closes."""


def parse(content: bytes, make) -> tuple[Target, bool]:
    """Run the bytes through a target; `make` gives a new one.

    Returns the target, and whether the bytes had to be taken as Windows-1252: some
    tools declare UTF-8 and write something else.
    """
    if _has_too_many(content):
        raise too_large()
    try:
        return _parse(content, make, None), False
    except ParseError as error:
        if _is_utf8(content):
            raise _damaged(error) from error
    try:
        recoded = content.decode("cp1252", "replace").encode()
        return _parse(recoded, make, "utf-8"), True
    except ParseError as error:
        raise _damaged(error) from error


def _has_too_many(content) -> bool:
    """Whether a count of "<" shows too many elements, so that none need be read.

    What stands in a comment or in CDATA opens nothing; it is passed over and counts as
    one. From a document type on, or letters of two bytes, nothing is counted: there the
    parser decides.
    """
    if b"\0" in content[:64]:
        return False
    found = place = 0
    while found <= MOST_ELEMENTS:
        start = content.find(b"<!", place)
        found += _elements(content, place, len(content) if start < 0 else start)
        closing = next((c for o, c in ASIDE if content.startswith(o, start)), None)
        if start < 0 or closing is None:
            break
        end = content.find(closing, start)
        if end < 0:
            break
        place, found = end + len(closing), found + 1
    return found > MOST_ELEMENTS


def _elements(content, start, end) -> int:
    every = content.count(b"<", start, end)
    return every - content.count(b"</", start, end) - content.count(b"<?", start, end)


def _parse(content, make, encoding):
    target = make()
    try:
        parser = DefusedXMLParser(target=target, encoding=encoding, forbid_dtd=True)
        for start in range(0, len(content), CHUNK):
            parser.feed(content[start : start + CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise unreadable(
            _("This map declares a document type or entities. Export it again.")
        ) from error
    except (ValueError, LookupError) as error:
        raise unreadable(_("The letters of this file cannot be read.")) from error
    return target


def _is_utf8(content) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return b"\0" in content[:64]
    return True


def _damaged(error):
    line, column = getattr(error, "position", (0, 0))
    return unreadable(
        _("This file is damaged at line {line}, column {column}: it is no whole XML."),
        line=line,
        column=column,
    )


def inflate(packed: bytes, most=MOST_MEMBER_BYTES) -> bytes:
    """Raw deflate, unpacked to a bounded size."""
    try:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        plain = unpacker.decompress(packed, most + 1)
    except zlib.error as error:
        raise unreadable(_("A page of this drawing is damaged.")) from error
    if len(plain) > most or unpacker.unconsumed_tail:
        raise _unpacks_to_too_much()
    if not unpacker.eof:
        raise unreadable(_("A page of this drawing is damaged."))
    return plain


def member(archive, name) -> bytes:
    """One part of a packed file, read to a bounded size."""
    try:
        with archive.open(name) as part:
            plain = part.read(MOST_MEMBER_BYTES + 1)
    except (KeyError, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _broken_archive() from error
    except Exception as error:  # zipfile.BadZipFile and zlib.error have no common root
        raise _broken_archive() from error
    if len(plain) > MOST_MEMBER_BYTES:
        raise _unpacks_to_too_much()
    return plain


def check_unpacked(members):
    """Refuse a packed file whose parts have too much in them, before one is read."""
    total = sum(part.file_size for part in members)
    if total > MOST_UNPACKED_BYTES:
        raise unreadable(
            _(
                "The parts of this file have {size} MB together when unpacked; {limit} "
                "MB are the most."
            ),
            size=-(-total // MB),
            limit=MOST_UNPACKED_BYTES // MB,
        )


def _unpacks_to_too_much():
    return unreadable(
        _("This file unpacks to far more than its size. Make it smaller.")
    )


def _broken_archive():
    return unreadable(_("This file is damaged and cannot be opened."))
