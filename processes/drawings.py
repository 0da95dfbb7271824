"""The drawing of a map as the editor opens it.

A file of BPMN is opened as it was uploaded, so that what only the drawing knows stays
on it: remarks, documents, groups. What was typed or drawn elsewhere is written as BPMN.
"""

import codecs
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from audit.errors import DomainError
from initiatives import files
from processes import storing
from processes.drawing import bpmn
from processes.graph import Box, Kind, Node, Pool, ProcessGraph
from processes.models import MapKind, MapSource, MapVersion

MOST_BYTES = 1_500_000
"""The most that is opened in a browser, about 1,800 steps."""

MOST_SENT = 1_900_000
"""The most that a page sends back: a form may have 2 MB, and a drawing grows."""

ENCODING = re.compile(r"""\sencoding\s*=\s*["']([\w.-]+)["']""")


@dataclass(frozen=True)
class Drawing:
    """What the editor opens.

    `number` is that of the newest version, which a new one is based on; 0 before the
    first. `origin` says what `xml` is: "this" (the file of that version), "redrawn"
    (written from what was read), "as_is" (the as-is map, to begin the to-be with) or
    "new" (an empty one). `last` is the newest version, `problem` why it is not drawn.
    """

    xml: str
    number: int
    origin: str
    last: MapVersion | None = None
    problem: str = ""

    @property
    def is_too_large(self) -> bool:
        """Whether it is more than a page can send back."""
        return len(self.xml.encode()) > MOST_BYTES


def opened(initiative, kind, *, redrawn=False) -> Drawing:
    """The newest version of a map to draw on, or what one begins with.

    `redrawn` leaves the file alone and writes what was read of it.
    """
    found = MapVersion.objects.current().filter(map__initiative=initiative)
    found = found.select_related("map", "attachment", "saved_by")
    rows = {version.map.kind: version for version in found}
    last = rows.get(kind)
    number = last.number if last else 0
    if last and last.is_drawn:
        xml, is_file, problem = _drawn(last, redrawn)
        return Drawing(xml, number, "this" if is_file else "redrawn", last, problem)
    if last is None and kind == MapKind.TO_BE:
        basis = rows.get(MapKind.AS_IS)
        if basis and basis.is_drawn:
            return Drawing(_drawn(basis, redrawn)[0], 0, "as_is")
    return Drawing(empty(initiative), number, "new", last)


def empty(initiative) -> str:
    """A drawing to begin with: one pool, where a case starts."""
    pool = Pool("process", initiative.title, box=Box(0, 0, 880, 260))
    start = Node("start", _("Start"), Kind.START, pool="process")
    start.box = Box(72, 112, 36, 36)
    graph = ProcessGraph(
        title=initiative.title, pools={"process": pool}, nodes={"start": start}
    )
    return bpmn.written(graph).decode()


def _drawn(version, redrawn) -> tuple[str, bool, str]:
    """The BPMN of a version, whether that is its file, and why not where it has one."""
    graph = storing.from_data(version.graph)
    problem = ""
    has_file = version.source in (MapSource.BPMN, MapSource.EDITOR)
    if has_file and not redrawn and all(node.box for node in graph.shown()):
        try:
            return _text(files.verified(version.attachment)), True, ""
        except DomainError as error:
            problem = str(error)
    return bpmn.written(graph).decode(), False, problem


def _text(content: bytes) -> str:
    """The letters of a file of XML; it declares UTF-8 then, as a page has them."""
    text = _letters(content)
    head, mark, rest = text.partition("?>")
    if mark and head.lstrip().startswith("<?xml"):
        head = ENCODING.sub(' encoding="UTF-8"', head)
    return head + mark + rest


def _letters(content: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    declared = ENCODING.search(content[:200].decode("ascii", "replace"))
    for encoding in (declared[1] if declared else "utf-8", "utf-8"):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")
