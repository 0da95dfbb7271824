"""What may be attached, and what is refused with which sentence."""

import io
import zipfile

import pytest
from PIL import Image

from audit.errors import DomainError, Invalid, Refused
from initiatives import actions, files, uploads
from initiatives.models import Attachment

PDF = b"%PDF-1.7\n1 0 obj<</Type /Catalog>>endobj\ntrailer<<>>\n%%EOF\n"
BPMN = (
    b'<?xml version="1.0"?><definitions '
    b'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"/>'
    b"</definitions>"
)


def office(part="xl/workbook.xml", *, more=(), **options):
    """The bytes of a small Office file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<x/>")
        for name, content in more:
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.pdf", PDF, "pdf"),
        ("map.bpmn", BPMN, "bpmn"),
        ("figures.XLSX", office(), "xlsx"),
        ("letter.docx", office("word/document.xml"), "docx"),
        ("rows.csv", b"a;b\n1;2\n", "csv"),
        ("note.txt", "é".encode("cp1252"), "txt"),
    ],
)
def test_accepted_kinds(upload, name, content, kind):
    accepted = uploads.accept(upload(name, content))

    assert accepted.kind == kind
    assert accepted.content == content


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("run.exe", b"MZ", "not accepted"),
        ("page.html", b"<html>", "not accepted"),
        ("logo.svg", b"<svg/>", "not accepted"),
        ("plan.pdf", b"<html>", "not what its name says"),
        ("plan.pdf", PDF.replace(b"Catalog", b"Catalog /OpenAction 1"), "by itself"),
        ("plan.pdf", PDF.replace(b"Catalog", b"Catalog /JS (x)"), "by itself"),
        ("empty.pdf", b"", "empty"),
        ("photo.png", b"\x89PNG\r\n\x1a\nbroken", "not what its name says"),
        ("figures.xlsx", PDF, "not what its name says"),
        ("figures.xlsx", office("word/document.xml"), "not what its name says"),
        ("f.xlsx", office(more=[("xl/vbaProject.bin", b"x")]), "macros"),
        ("f.xlsx", office(more=[("xl/externalLinks/a.xml", b"x")]), "links to other"),
        ("f.xlsx", office(more=[("../../etc/passwd", b"x")]), "outside itself"),
        ("f.xlsx", office(more=[("inner.zip", b"x")]), "packed inside"),
        ("f.xlsx", office(more=[("xl/big.xml", b"0" * 30_000_000)]), "unpacks"),
        ("f.xlsx", office(more=[(f"p{n}", b"") for n in range(300)]), "too many parts"),
        ("map.bpmn", b"<definitions/>", "not what its name says"),
        (
            "map.bpmn",
            b'<!DOCTYPE d [<!ENTITY a "b">]>' + BPMN,
            "declares a document type",
        ),
        ("map.bpmn", b"<a>" * 200 + b"</a>" * 200, "too deep"),
        ("rows.csv", b"a\0b", "not what its name says"),
        ("rows.csv", PDF, "not what its name says"),
    ],
)
def test_refused_files_say_why(upload, name, content, words):
    with pytest.raises(Invalid, match=words) as refusal:
        uploads.accept(upload(name, content))

    assert refusal.value.field == "upload"


def test_a_picture_is_drawn_again_without_its_hidden_data(upload, picture):
    exif = Image.Exif()
    exif[0x010E] = "made at home"
    content = picture("JPEG", exif=exif)
    assert b"made at home" in content

    accepted = uploads.accept(upload("photo.jpg", content))

    assert (accepted.kind, accepted.content_type) == ("jpeg", "image/jpeg")
    assert b"made at home" not in accepted.content
    assert Image.open(io.BytesIO(accepted.content)).size == (40, 30)


def test_a_picture_of_too_many_pixels_is_refused(upload, picture):
    with pytest.raises(Invalid, match="24 million"):
        uploads.accept(upload("huge.png", picture(size=(6000, 5000))))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\plan.pdf", "plan.pdf"),
        ("evil\u202efdp.exe.pdf", "evilfdp.exe.pdf"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("a" * 200 + ".pdf", "a" * 116 + ".pdf"),
        ("", "file"),
    ],
)
def test_names_are_made_harmless(given, kept):
    assert uploads.clean_name(given) == kept


def test_a_file_is_kept_under_its_hash_and_read_back(initiative, hana, upload):
    row = actions.attach(initiative, by=hana, upload=upload("plan.pdf", PDF))

    assert files.verified(row) == PDF
    assert "plan" not in row.file.name
    with row.file.storage.open(row.file.name, "wb") as stored:
        stored.write(b"other")
    with pytest.raises(DomainError, match="fingerprint differs"):
        files.verified(row)


def test_who_may_not_attach_leaves_nothing(initiative, emma, rosa, adam, upload):
    for person in (emma, rosa, adam):
        with pytest.raises(Refused):
            actions.attach(initiative, by=person, upload=upload("plan.pdf", PDF))
    assert not Attachment.objects.exists()


def test_a_refused_file_leaves_nothing(initiative, hana, upload, settings, tmp_path):
    with pytest.raises(Invalid):
        actions.attach(initiative, by=hana, upload=upload("plan.pdf", b"x"))

    assert not Attachment.objects.exists()
    assert not list((tmp_path / "media").rglob("*.*"))
