"""Readers: what each kind of file says, and what is refused before it costs."""

import base64
import io
import zipfile
import zlib
from urllib.parse import quote

import pytest
from openpyxl import Workbook

from processes import reading
from processes.errors import Unreadable
from processes.facts import Figure, Source, Unit
from processes.flow.analysis import analyse
from processes.graph import Kind
from processes.reading import limits, steps
from processes.reading.shares import share_in

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = (
    'xmlns:d="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:c="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:i="http://www.omg.org/spec/DD/20100524/DI"'
)


def bpmn(body, head=""):
    return (f'{head}<definitions xmlns="{MODEL}" {DI}>{body}</definitions>').encode()


def process(body):
    return bpmn(f'<process id="p">{body}</process>')


def read(content, name="map"):
    return reading.read(content, name)[0]


def refused(content, name="map"):
    with pytest.raises(Unreadable) as error:
        reading.read(content, name)
    assert error.value.field == "upload"
    return str(error.value)


# BPMN


def test_arrows_may_come_before_their_steps_and_prefixes_do_not_matter():
    content = (
        f'<x:definitions xmlns:x="{MODEL}"><x:process id="p">'
        '<x:sequenceFlow id="f" sourceRef="a" targetRef="b"/>'
        '<x:userTask id="a" name=" Key  in\n data "/><x:endEvent id="b"/>'
        "</x:process></x:definitions>"
    ).encode()
    graph = read(content)

    assert graph.nodes["a"].name == "Key in data"
    assert graph.nodes["a"].type == "user"
    assert [(f.source, f.target) for f in graph.flows.values()] == [("a", "b")]


def test_pools_lanes_sub_processes_and_boundary_events_are_read():
    graph = read(
        bpmn(
            '<collaboration><participant id="P" name="Bank" processRef="p"/>'
            '<participant id="Q" name="Customer"/>'
            '<messageFlow id="m" sourceRef="Q" targetRef="s"/></collaboration>'
            '<process id="p"><laneSet><lane id="L" name="Desk">'
            "<flowNodeRef>s</flowNodeRef><flowNodeRef>u</flowNodeRef></lane></laneSet>"
            '<startEvent id="s"><messageEventDefinition/></startEvent>'
            '<subProcess id="u" name="Do it"><task id="t">'
            "<standardLoopCharacteristics/></task></subProcess>"
            '<boundaryEvent id="b" attachedToRef="u" cancelActivity="false">'
            "<timerEventDefinition/></boundaryEvent>"
            '<subProcess id="v" triggeredByEvent="true"/>'
            '<task id="w" isForCompensation="true"/></process>'
        )
    )
    nodes = graph.nodes

    assert graph.pools["Q"].is_empty
    assert not graph.pools["P"].is_empty
    assert (nodes["s"].type, nodes["s"].pool, nodes["s"].lane) == ("message", "P", "L")
    assert (nodes["t"].parent, nodes["t"].lane, nodes["t"].repeats) == ("u", "L", True)
    assert (nodes["b"].host, nodes["b"].interrupting, nodes["b"].type) == (
        "u",
        False,
        "timer",
    )
    assert nodes["v"].by_event
    assert nodes["w"].compensation
    assert graph.messages["m"].target == "s"
    assert graph.who(nodes["t"]) == "Desk"


def test_a_lane_without_members_takes_what_is_drawn_in_it():
    graph = read(
        bpmn(
            '<process id="p"><laneSet><lane id="L" name="Desk"/></laneSet>'
            '<task id="t"/></process><d:BPMNDiagram><d:BPMNPlane>'
            '<d:BPMNShape bpmnElement="L"><c:Bounds x="0" y="0" width="300"'
            ' height="100"/></d:BPMNShape><d:BPMNShape bpmnElement="t">'
            '<c:Bounds x="50" y="20" width="90" height="60"/><d:BPMNLabel>'
            '<c:Bounds x="0" y="0" width="1" height="1"/></d:BPMNLabel></d:BPMNShape>'
            "</d:BPMNPlane></d:BPMNDiagram>"
        )
    )

    assert graph.nodes["t"].lane == "L"
    assert graph.nodes["t"].box.width == 90


def test_what_extensions_hold_is_passed_by():
    graph = read(
        process(
            '<task id="t"><extensionElements><task id="evil"/>'
            "<script>x</script></extensionElements></task>"
        )
    )

    assert list(graph.nodes) == ["t"]


def test_arrows_with_a_loose_end_are_listed():
    graph = read(
        process('<task id="a"/><sequenceFlow id="f" name="to" sourceRef="a"/>')
    )

    assert (graph.flows, graph.loose) == ({}, ["to"])
    assert "loose" in [f.code for f in analyse(graph, reading.Facts()).findings]


def test_an_id_that_stands_twice_is_kept_twice_with_a_word():
    graph = read(process('<task id="a" name="one"/><task id="a" name="two"/>'))

    assert [n.name for n in graph.nodes.values()] == ["one", "two"]
    assert "stands twice" in str(graph.warnings[0])


def test_letters_that_are_not_what_was_declared_are_read_with_a_word():
    content = process('<task id="a" name="Prüfen"/>').replace(
        "ü".encode(), "ü".encode("cp1252")
    )
    graph = read(b'<?xml version="1.0" encoding="UTF-8"?>' + content)

    assert graph.nodes["a"].name == "Prüfen"
    assert "accents" in str(graph.warnings[0])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_any_declared_encoding_is_read(encoding):
    text = process('<task id="a" name="Prüfen"/>').decode()
    name = encoding.replace("-sig", "").replace("cp", "windows-")
    head = f'<?xml version="1.0" encoding="{name}"?>'
    graph = read((head + text).encode(encoding))

    assert graph.nodes["a"].name == "Prüfen"


def test_a_share_that_an_arrow_states_is_used():
    graph = read(
        process(
            '<exclusiveGateway id="x"/><task id="a"/><task id="b"/>'
            '<sequenceFlow id="f" sourceRef="x" targetRef="a" name="yes (70 %)"/>'
            '<sequenceFlow id="g" sourceRef="x" targetRef="b" name="no"/>'
        )
    )

    assert graph.flows["f"].share == 0.7
    assert analyse(graph, reading.Facts()).visits["b"] == pytest.approx(0.3)


def test_a_share_is_only_read_where_it_is_meant():
    assert share_in("30 %") == 0.3
    assert share_in("2,5%") == 0.025
    for text in ("10-20 %", "> 5 %", "5 % of 30 %", "120 %", "", "yes"):
        assert share_in(text) is None, text


def test_a_map_without_steps_is_read_and_says_so():
    assert "no steps" in str(read(process("")).warnings[0])


# Attacks


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        "<!DOCTYPE d>",
    ],
    ids=["external entity", "external type", "billion laughs", "empty type"],
)
def test_a_document_type_is_refused_whatever_it_holds(head):
    assert "document type" in refused(bpmn("", head))
    utf16 = f'<?xml version="1.0" encoding="utf-16"?>{head}{bpmn("").decode()}'
    assert "document type" in refused(utf16.encode("utf-16"))


def test_a_map_nested_too_deep_is_refused_at_that_depth():
    assert "too deep" in refused(process("<subProcess>" * 100_000))
    assert read(process("<subProcess>" * 100 + "</subProcess>" * 100)).nodes


def test_a_map_with_too_many_elements_is_refused():
    many = "<task/>" * limits.MOST_ELEMENTS

    assert "too large" in refused(process(many))
    # what the parser would stumble over first shows that the count refused it unread
    for aside in ("", "<!-- aside -->", "<![CDATA[ <aside> ]]>", "<!---->" * 9):
        assert "too large" in refused(process(f"</oops>{aside}{many}{aside}"))
    remarks = f"<!-- {many} --><![CDATA[ {many} ]]>"
    assert len(read(process(f'{remarks}<task id="a"/>{remarks}')).nodes) == 1
    assert "damaged" in refused(process(f"<!-- open {many}"))
    assert "damaged" in refused(process(f"<!ELEMENT {many}"))


def test_a_file_over_five_megabytes_is_refused_unread():
    assert "6 MB" in refused(process("<task/>" + " " * limits.MOST_XML_BYTES))


def test_processing_instructions_are_refused():
    assert "processing instructions" in refused(process("<?php echo 1 ?>"))


def test_a_very_long_name_is_cut():
    graph = read(process(f'<task id="a" name="{"x" * 1_000_000}"/>'))

    assert len(graph.nodes["a"].name) == 500


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"%PDF-1.7 x", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xd0\xcf\x11\xe0 old visio", "an old Office file"),
        (b"MZ\x90", "a program"),
        (b"<html><body/></html>", "starts with html"),
        (b"<definitions/>", "not a BPMN 2.0 map"),
        (b"<definitions", "damaged at line 1"),
        (b"PK\x03\x04 visio/ broken", "damaged"),
        (b"{", "not whole JSON"),
        (b"[1, 2]", "no list of steps"),
    ],
)
def test_what_is_no_map_is_refused_with_a_sentence(content, word):
    assert word in refused(content)


def test_coordinates_that_are_no_numbers_are_left_out():
    graph = read(
        bpmn(
            '<process id="p"><task id="t"/></process><d:BPMNPlane>'
            '<d:BPMNShape bpmnElement="t"><c:Bounds x="NaN" y="1e999" width="-5"'
            ' height="x"/></d:BPMNShape></d:BPMNPlane>'
        )
    )

    assert graph.nodes["t"].box is None


# draw.io


def cell(key, value="", style="", **attributes):
    more = " ".join(f'{k}="{v}"' for k, v in attributes.items())
    kind = 'edge="1"' if "source" in attributes or "target" in attributes else None
    kind = kind or 'vertex="1"'
    box = '<mxGeometry x="10" y="10" width="90" height="50" as="geometry"/>'
    return (
        f'<mxCell id="{key}" value="{value}" style="{style}" {kind} {more}>{box}'
        "</mxCell>"
    )


CHART = (
    '<mxGraphModel><root><mxCell id="0"/><mxCell id="1" parent="0"/>'
    + cell("s", "Start", "ellipse", parent="1")
    + cell("a", "Check &lt;b&gt;order&lt;/b&gt;", "rounded=1", parent="1")
    + cell("d", "OK?", "rhombus", parent="1")
    + cell("b", "Ship", "", parent="1")
    + cell("e", "End", "ellipse", parent="1")
    + cell("f1", parent="1", source="s", target="a")
    + cell("f2", parent="1", source="a", target="d")
    + cell("f3", "yes 80%", parent="1", source="d", target="b")
    + cell("f4", parent="1", source="d", target="a")
    + cell("l4", "no", "edgeLabel", parent="f4")
    + cell("f5", parent="1", source="b", target="e")
    + cell("f6", parent="1", source="b")
    + "</root></mxGraphModel>"
)


def packed(page):
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = deflated.compress(quote(page).encode()) + deflated.flush()
    return base64.b64encode(text).decode()


@pytest.mark.parametrize(
    "content",
    [
        CHART,
        f'<mxfile><diagram name="P">{CHART}</diagram></mxfile>',
        f'<mxfile><diagram name="P">{packed(CHART)}</diagram></mxfile>',
    ],
    ids=["model alone", "plain page", "packed page"],
)
def test_a_chart_of_draw_io_is_read_plain_or_packed(content):
    graph = read(content.encode())
    nodes = graph.nodes

    assert {k: n.kind for k, n in nodes.items()} == {
        "s": Kind.START,
        "a": Kind.TASK,
        "d": Kind.XOR,
        "b": Kind.TASK,
        "e": Kind.END,
    }
    assert nodes["a"].name == "Check order"
    assert graph.flows["f3"].share == 0.8
    assert graph.flows["f4"].name == "no"
    assert graph.loose == ["f6"]
    assert analyse(graph, reading.Facts()).visits["a"] == pytest.approx(1.25)


def test_every_page_of_a_drawing_is_read_and_the_first_is_the_process():
    content = (
        f'<mxfile><diagram name="Empty"><mxGraphModel><root/></mxGraphModel></diagram>'
        f'<diagram name="Main">{CHART}</diagram>'
        f'<diagram name="Other">{packed(CHART)}</diagram></mxfile>'
    )
    graph = read(content.encode())
    visits = analyse(graph, reading.Facts()).visits

    assert graph.pages == ["Empty", "Main", "Other"]
    assert graph.title == "Main"
    assert len(graph.nodes) == 10
    assert visits["b"] == 1
    assert visits["p2-b"] == 0
    assert "“Main”" in str(graph.warnings[0])
    assert graph.nodes["p2-a"].box.y > graph.nodes["a"].box.y


def test_lanes_of_draw_io_hold_their_steps():
    content = (
        "<mxGraphModel><root>"
        + cell("P", "Bank", "swimlane")
        + cell("L", "Desk", "swimlane", parent="P")
        + cell("a", "Check", "", parent="L")
        + cell("b", "Pay", "", parent="L")
        + cell("f", source="a", target="b")
        + "</root></mxGraphModel>"
    )
    graph = read(content.encode())

    assert graph.pools["P"].name == "Bank"
    assert graph.lanes["L"].pool == "P"
    assert graph.who(graph.nodes["a"]) == "Desk"
    assert graph.nodes["a"].box.x == 30


def test_a_page_that_unpacks_to_far_too_much_is_refused():
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = deflated.compress(b"A" * 100_000_000) + deflated.flush()
    content = b"<mxfile><diagram>" + base64.b64encode(text) + b"</diagram></mxfile>"

    assert "far more than its size" in refused(content)


def test_damaged_pages_and_too_many_shapes_are_refused():
    assert "damaged" in refused(b"<mxfile><diagram>%%%</diagram></mxfile>")
    assert "damaged" in refused(b"<mxfile><diagram>QUJD</diagram></mxfile>")
    assert "no pages" in refused(b"<mxfile/>")
    cells = "".join(f'<mxCell id="{i}" vertex="1"/>' for i in range(10_001))
    content = f"<mxGraphModel><root>{cells}</root></mxGraphModel>"
    assert "too much on it" in refused(content.encode())


def test_shapes_that_stand_in_each_other_in_a_circle_do_no_harm():
    content = (
        "<mxGraphModel><root>"
        + cell("a", "A", "", parent="b")
        + cell("b", "B", "", parent="a")
        + cell("f", source="a", target="b")
        + "</root></mxGraphModel>"
    )

    assert len(read(content.encode()).nodes) == 2


# Visio


V = 'xmlns="http://schemas.microsoft.com/office/visio/2012/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def vsdx(shapes, connects="", **more):
    parts = {
        "visio/pages/pages.xml": (
            f'<Pages {V} {R}><Page ID="0" Name="Flow"><Rel r:id="rId1"/></Page></Pages>'
        ),
        "visio/pages/_rels/pages.xml.rels": (
            f'<Relationships {RELS}><Relationship Id="rId1" Target="page1.xml"/>'
            "</Relationships>"
        ),
        "visio/pages/page1.xml": (
            f"<PageContents {V}><Shapes>{shapes}</Shapes>"
            f"<Connects>{connects}</Connects></PageContents>"
        ),
        "visio/masters/masters.xml": (
            f'<Masters {V}><Master ID="1" NameU="Process"/>'
            '<Master ID="2" NameU="Decision"/><Master ID="3" NameU="Start/End"/>'
            '<Master ID="4" NameU="Dynamic connector"/>'
            '<Master ID="5" NameU="Swimlane"/></Masters>'
        ),
        **more,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def shape(key, master, text="", x=1.0, y=1.0, width=1.0, height=0.5):
    cells = {"PinX": x, "PinY": y, "Width": width, "Height": height}
    inner = "".join(f'<Cell N="{k}" V="{v}"/>' for k, v in cells.items())
    return f'<Shape ID="{key}" Master="{master}">{inner}<Text>{text}</Text></Shape>'


def glued(line, source, target):
    return (
        f'<Connect FromSheet="{line}" FromCell="BeginX" ToSheet="{source}"/>'
        f'<Connect FromSheet="{line}" FromCell="EndX" ToSheet="{target}"/>'
    )


def test_a_flow_chart_of_visio_is_read_by_the_names_of_its_masters():
    lanes = shape("9", "5", "Desk", x=5, y=1, width=12, height=3)
    shapes = lanes + "".join(
        (
            shape("1", "3", "Start", x=1),
            shape("2", "1", "Check", x=3),
            shape("3", "2", "OK?", x=5),
            shape("4", "3", "Done", x=7),
            *(f'<Shape ID="{k}" Master="4"/>' for k in (11, 12, 13, 14)),
        )
    )
    connects = (
        glued("11", "1", "2")
        + glued("12", "2", "3")
        + glued("13", "3", "4")
        + glued("14", "3", "2")
    )
    graph = read(vsdx(shapes, connects))

    assert [n.kind for n in graph.nodes.values()] == [
        Kind.START,
        Kind.TASK,
        Kind.XOR,
        Kind.END,
    ]
    assert graph.title == "Flow"
    assert graph.who(graph.nodes["2"]) == "Desk"
    assert len(graph.flows) == 4
    assert analyse(graph, reading.Facts()).visits["2"] == 2.0


def test_a_line_that_is_not_glued_is_tied_to_the_shape_it_ends_on():
    line = (
        '<Shape ID="11" Master="4"><Cell N="BeginX" V="1.5"/><Cell N="BeginY" V="1"/>'
        '<Cell N="EndX" V="2.5"/><Cell N="EndY" V="1"/></Shape>'
        '<Shape ID="12" Master="4"><Cell N="BeginX" V="3.5"/><Cell N="BeginY" V="1"/>'
        '<Cell N="EndX" V="9"/><Cell N="EndY" V="9"/></Shape>'
    )
    graph = read(vsdx(shape("1", "1", "A", x=1) + shape("2", "1", "B", x=3) + line))

    assert [(f.source, f.target) for f in graph.flows.values()] == [("1", "2")]
    assert graph.loose == ["12"]


def test_packed_files_that_are_bombs_or_no_drawings_are_refused():
    bomb = vsdx("", **{"visio/pages/page1.xml": " " * 9_000_000})
    assert "far more than its size" in refused(bomb)
    # each part alone is small enough, all of them together are not
    part = " " * limits.MOST_MEMBER_BYTES
    parts = {f"visio/masters/master{n}.xml": part for n in range(9)}
    heavy = vsdx("", **parts)
    assert len(heavy) < limits.MB
    assert "73 MB together when unpacked; 64 MB are the most" in refused(heavy)
    crowd = vsdx("", **{f"visio/x{i}": "" for i in range(2_000)})
    assert "2,000 are the most" in refused(crowd)
    assert "document type" in refused(
        vsdx("", **{"visio/pages/page1.xml": "<!DOCTYPE x><x/>"})
    )
    other = vsdx("").replace(b"visio/pages/pages.xml", b"visio/pages/qages.xml")
    assert "not a Visio drawing" in refused(other)


# Spreadsheets


def test_a_sheet_of_steps_is_read_by_its_headings():
    content = (
        b"My process;;;;\n"
        b"Step no;Activity;Responsible;Next step;Touch (min);Waiting time (days)\n"
        b"1;Key in;Front desk;2 + 3;30;\n2;Check;Claims;4;45;\n"
        b"3;Estimate;Supplier;4;24;2\n4;Pay;Finance;end;15;\n"
    )
    graph, facts = reading.read(content, "steps.csv")
    found = {graph.nodes[k].name: f for k, f in facts.steps.items()}

    assert graph.title == "steps"
    assert graph.counts()["lanes"] == 4
    assert found["Key in"].touch == Figure(30, Source.ESTIMATED, Unit.MINUTES)
    assert found["Estimate"].wait == Figure(2, Source.ESTIMATED, Unit.WORKING_DAYS)
    assert analyse(graph, facts).visits.keys() >= facts.steps.keys()
    assert any(n.kind == Kind.AND for n in graph.nodes.values())


def test_a_workbook_is_read_like_a_sheet_in_french_too():
    book = Workbook()
    for row in (
        ("Numéro", "Étape", "Qui", "Suivant", "Temps de travail (heures)"),
        (1, "Saisir", "Accueil", "2", 0.5),
        (2, "Vérifier", "Sinistres", "1 10%, fin 90%", 0.75),
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    graph, facts = reading.read(out.getvalue(), "étapes.xlsx")

    assert [n.name for n in graph.steps()] == ["Saisir", "Vérifier"]
    assert {f.touch.value for f in facts.steps.values()} == {0.5, 0.75}
    assert analyse(graph, facts).visits.popitem()


def test_a_sheet_without_known_headings_can_be_mapped():
    content = b"what we do,by\nSort,Mail room\nScan,Mail room\n"
    with pytest.raises(Unreadable, match="No column of this table names the steps"):
        reading.read(content, "x.csv")
    graph, _facts = reading.read(
        content, "x.csv", mapping={"name": "What we do", "who": "by"}
    )

    assert [n.name for n in graph.steps()] == ["Sort", "Scan"]


def test_what_a_sheet_says_in_vain_and_without_a_unit_is_told():
    content = b"step;who;follower;time;notes\nSort;A;2;30;\nScan;B;end;5;\n"
    graph, _facts = reading.read(content, "x.csv")
    said = " ".join(map(str, graph.warnings))

    assert "column \u201cfollower\u201d was not read" in said
    assert "heading \u201ctime\u201d names no unit" in said
    assert "read as hours" in said
    assert "notes" not in said, "an empty column says nothing"
    french = "n°;étape;temps (min);suite\n1;Trier;5;9\n".encode()
    assert "there is no row 9 to go to" in refused(french, "x.csv")


def test_a_time_that_is_none_is_refused_with_its_line():
    content = b"step,touch\nSort,soon\n"

    assert "Line 2: “soon” is no time" in refused(content, "x.csv")


# Tables


def rows(*cells):
    return [
        steps.Row(str(n), name, who, nxt) for n, (name, who, nxt) in enumerate(cells, 1)
    ]


def test_what_follows_is_understood_as_people_write_it():
    assert steps.ways("3") == ("one", [steps.Way(("3",))])
    assert steps.ways("3 80%, 2 20%")[1] == [
        steps.Way(("3",), 0.8),
        steps.Way(("2",), 0.2),
    ]
    assert steps.ways("3 2,5 %; 4 (97.5%)")[1] == [
        steps.Way(("3",), 0.025),
        steps.Way(("4",), 0.975),
    ]
    assert steps.ways("3 + 4")[1] == [steps.Way(("3", "4"))]
    assert steps.ways("3 + 4 80%, 2 20%")[1][0] == steps.Way(("3", "4"), 0.8)
    assert steps.ways("3 60% | 4 50%") == (
        "any",
        [steps.Way(("3",), 0.6), steps.Way(("4",), 0.5)],
    )
    assert steps.ways('3 "yes, at once" 80%, 2 "no"')[1] == [
        steps.Way(("3",), 0.8, "yes, at once"),
        steps.Way(("2",), None, "no"),
    ]
    assert steps.ways("") == ("one", [])


def test_parallel_steps_of_a_table_wait_where_they_meet():
    graph = steps.build(
        rows(
            ("A", "x", "2 + 3"),
            ("B", "y", "4 50%, 5 50%"),
            ("C", "z", "5"),
            ("D", "y", "5"),
            ("E", "x", "1 20%, end 80%"),
        )
    )
    visits = analyse(graph, reading.Facts()).visits
    found = {graph.nodes[k].name: v for k, v in visits.items() if graph.nodes[k].name}

    assert found == {
        "A": pytest.approx(1.25),
        "B": pytest.approx(1.25),
        "C": pytest.approx(1.25),
        "D": pytest.approx(0.625),
        "E": pytest.approx(1.25),
    }


def test_blocks_inside_each_other_wait_each_for_their_own():
    graph = steps.build(
        rows(
            ("A", "", "2 + 3"),
            ("B", "", "4 + 5"),
            ("C", "", "6"),
            ("D", "", "6"),
            ("E", "", "6"),
            ("F", "", "end"),
        )
    )
    analysis = analyse(graph, reading.Facts())

    assert set(analysis.visits.values()) == {1.0}
    assert "no_wait" not in [f.code for f in analysis.findings]
    assert sum(n.kind == Kind.AND for n in graph.nodes.values()) == 4


@pytest.mark.parametrize(
    ("table", "word"),
    [
        (rows(("A", "", "9")), "Row 1, “A”: there is no row 9"),
        ([steps.Row("1", "A"), steps.Row("1", "B")], "number 1 stands twice"),
        ([steps.Row("1", "A", kind="dance")], "“dance” is no kind of step"),
        ([], "has no steps"),
        ([steps.Row("1", "A", kind="exception")], "which step this exception"),
        (
            [steps.Row("1", "A", key="k"), steps.Row("2", "B", key="k")],
            "are the same step",
        ),
    ],
)
def test_a_table_that_is_wrong_is_refused_by_its_row(table, word):
    with pytest.raises(Unreadable, match=word):
        steps.build(table)


def test_the_id_of_a_step_comes_from_its_name_and_not_from_its_number():
    one = steps.build(rows(("A", "x", ""), ("B", "x", "")))
    two = steps.build(rows(("New", "x", ""), ("A", "x", ""), ("B", "x", "")))
    key = {n.name: n.id for n in one.steps()}

    assert {n.name: n.id for n in two.steps()}.items() >= key.items()
    twice = steps.build(rows(("A", "x", ""), ("A", "x", "")))
    assert len({n.id for n in twice.steps()}) == 2


# JSON


def test_a_table_in_json_may_have_names_and_letters_of_any_kind():
    table = b'{"steps": [{"no": "2a", "name": 5, "next": "end"}, {"name": null}]}'
    graph, _facts = reading.read(table, "x.json")

    assert [n.name for n in graph.steps()] == ["5", ""]


@pytest.mark.parametrize(
    ("step", "word"),
    [
        ('{"name": "A", "touch": -1}', "“-1” is no figure that “A” can have"),
        ('{"name": "A", "touch": "1e999"}', "is no figure"),
        ('{"name": "A", "touch": true}', "is no figure"),
        ('{"name": "A", "touch": {"value": 1, "unit": "moons"}}', "“moons”"),
        ('{"name": "A", "touch": {"value": 1, "source": "dreamt"}}', "“dreamt”"),
        ('{"name": "A", "rework": 1.5}', "“1.5”"),
        ("5", "Step 1 of this file is not an object"),
    ],
)
def test_figures_in_json_that_cannot_be_are_refused_by_name(step, word):
    assert word in refused(f'{{"steps": [{step}]}}'.encode())


def test_numbers_that_json_should_not_hold_are_refused():
    assert "is no figure" in refused(b'{"steps": [{"name": "A", "touch": NaN}]}')
    assert "is no figure" in refused(b'{"steps": [{"name": "A"}], "demand": Infinity}')
