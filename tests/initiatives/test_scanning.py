"""The virus scanner of the company, and workbooks made to do harm."""

import io
import sys
import zipfile
from random import Random

import pytest
import xlsxwriter
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from openpyxl import Workbook

from audit.errors import Invalid
from governance import env
from initiatives import actions
from initiatives.errors import Unavailable
from initiatives.imports import reading
from initiatives.models import Attachment, Import


def scanner(program):
    """A scanner that is a line of Python; the path of the file is its argument."""
    return [sys.executable, "-c", f"import sys; {program}"]


REFUSES_EICAR = "sys.exit(b'EICAR' in open(sys.argv[1], 'rb').read())"


def test_a_clean_file_is_kept_and_a_refused_one_is_not(
    initiative, hana, upload, settings
):
    settings.SCAN_COMMAND = scanner(REFUSES_EICAR)

    actions.attach(initiative, by=hana, upload=upload("a.txt", b"plain"))
    with pytest.raises(Invalid, match="virus scanner"):
        actions.attach(initiative, by=hana, upload=upload("b.txt", b"EICAR"))

    assert [row.name for row in Attachment.objects.all()] == ["a.txt"]


@pytest.mark.parametrize(
    "command",
    [
        scanner("sys.exit(2)"),
        scanner("import time; time.sleep(60)"),
        ["/nowhere/scanner"],
    ],
)
def test_without_an_answer_of_the_scanner_nothing_is_kept(
    initiative, hana, lena, upload, settings, command
):
    settings.SCAN_COMMAND, settings.SCAN_SECONDS = command, 1

    with pytest.raises(Unavailable, match="does not answer"):
        actions.attach(initiative, by=hana, upload=upload("a.txt", b"plain"))
    with pytest.raises(Unavailable):
        actions.begin_import(by=lena, content=b"a", name="a.csv", mapping={}, rows=1)

    assert not Attachment.objects.exists()
    assert not Import.objects.exists()


def test_the_page_says_that_the_scanner_does_not_answer(
    initiative, hana, upload, settings
):
    settings.SCAN_COMMAND = scanner("sys.exit(2)")
    client = Client()
    client.force_login(hana)

    answer = client.post(
        f"/en/initiatives/{initiative.ref}/files/new/",
        {"upload": upload("a.txt", b"plain"), "note": "A note"},
    )

    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert "A note" in answer.text


def test_the_command_is_split_as_a_shell_does():
    name = "MAILLON_SCAN_COMMAND"

    assert env.command(name, environ={}) == []
    assert env.command(name, environ={name: "scan --to '/a b'"}) == [
        "scan",
        "--to",
        "/a b",
    ]
    with pytest.raises(ImproperlyConfigured, match=name):
        env.command(name, environ={name: "scan 'a"})


def hostile(strings):
    """A workbook whose table of texts is far larger than its one row."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Title", "Note"])
        sheet.write_row(1, 0, ["A", "B"])
    letters = Random(1)
    texts = "".join(
        f"<si><t>{letters.getrandbits(64):x}</t></si>" for _n in range(strings)
    )
    bomb = io.BytesIO()
    with (
        zipfile.ZipFile(out) as plain,
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for member in plain.infolist():
            content = plain.read(member)
            if member.filename == "xl/sharedStrings.xml":
                content = content.replace(b"</sst>", texts.encode() + b"</sst>")
            packed.writestr(member, content)
    return bomb.getvalue()


def test_a_workbook_that_takes_too_much_memory_ends_in_a_sentence(monkeypatch):
    monkeypatch.setattr(reading, "SHEET_MEMORY_MB", 60)

    with pytest.raises(Invalid, match="too much memory or time"):
        reading.read(hostile(600_000), "inventory.xlsx")


def test_a_workbook_that_takes_too_long_ends_in_a_sentence(monkeypatch):
    monkeypatch.setattr(reading, "SHEET_SECONDS", 1)

    with pytest.raises(Invalid, match="too much memory or time"):
        reading.read(hostile(600_000), "inventory.xlsx")


def test_one_long_text_in_many_cells_ends_in_a_sentence(monkeypatch):
    monkeypatch.setattr(reading, "MOST_LETTERS", 100_000)
    out = io.BytesIO()
    book = Workbook()
    for _n in range(100):
        book.active.append(["x" * 2_000])
    book.save(out)

    with pytest.raises(Invalid, match="too much memory or time"):
        reading.read(out.getvalue(), "inventory.xlsx")
