"""A process map from whatever it was drawn or typed in.

`read` looks at the content, not at the name: a file is what its bytes say.
"""

from django.utils.translation import gettext_lazy as _

from processes.facts import Facts
from processes.graph import ProcessGraph, tidy
from processes.reading import bpmn, data, drawio, limits, sheet, visio

NOT_A_MAP = {
    b"%PDF-": _("a PDF"),
    b"\x89PNG": _("a picture"),
    b"\xff\xd8\xff": _("a picture"),
    b"GIF8": _("a picture"),
    b"RIFF": _("a picture"),
    b"\xd0\xcf\x11\xe0": _("an old Office file"),
    b"\x7fELF": _("a program"),
    b"MZ": _("a program"),
}


def read(
    content: bytes,
    name: str = "",
    *,
    example: str = "",
    mapping: dict | None = None,
    columns: sheet.Columns | None = None,
) -> tuple[ProcessGraph, Facts]:
    """The map of a file and the figures that it states.

    `example`, `mapping` and `columns` say which table it is and what its columns hold.

    Raises Unreadable with a sentence that says what is wrong.
    """
    limits.check_size(content)
    kind = sniff(content, name)
    if kind == "json":
        graph, facts = data.read_steps(data.example_of(data.load(content), example))
    elif kind in ("csv", "xlsx"):
        graph, facts = sheet.read(content, name, mapping, columns)
    else:
        graph = {"bpmn": bpmn, "drawio": drawio, "vsdx": visio}[kind].read(content)
        facts = Facts()
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    graph.title = graph.title or tidy(stem)
    return graph, facts


def sniff(content: bytes, name: str = "") -> str:
    """What the bytes are: bpmn, drawio, vsdx, xlsx, json or csv."""
    for magic, what in NOT_A_MAP.items():
        if content.startswith(magic):
            raise limits.unreadable(
                _("This is {what}. Attach it, and type the table of steps beside it."),
                what=what,
            )
    if content.startswith(b"PK\x03\x04"):
        return "vsdx" if b"visio/" in content else "xlsx"
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    plain = head.replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if plain.startswith(b"<"):
        is_drawing = b"<mxfile" in plain or b"<mxGraphModel" in plain
        return "drawio" if is_drawing else "bpmn"
    if plain.startswith((b"{", b"[")):
        return "json"
    return "csv"
