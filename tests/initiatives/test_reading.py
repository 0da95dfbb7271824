"""Files as they come: encodings, delimiters, spreadsheets, and what is no table."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from audit.errors import Invalid
from initiatives.imports import mapping as mapping_of
from initiatives.imports import reading, words
from initiatives.imports.words import RETIRED, stage_of
from initiatives.stages import Stage

TEXT = (
    "Nom;Service;Étape\r\n"
    "« Tri » des réclamations – 1re étape;Réseau Île-de-France;En production\r\n"
    "Relève à l’hôpital;Cœur de métier;Prévu\r\n"
)


def table(text, name="inventory.csv", encoding="utf-8"):
    """A table that is read from a text."""
    return reading.read(text.encode(encoding), name)


def sheet(rows, **cells):
    """The bytes of a workbook with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_letters_come_out_right_whatever_the_encoding(encoding):
    found = table(TEXT, encoding=encoding)

    assert found.delimiter == ";"
    assert found.lines[1].cells[0] == "« Tri » des réclamations – 1re étape"
    assert found.lines[2].cells == ["Relève à l’hôpital", "Cœur de métier", "Prévu"]


def test_cyrillic_is_not_taken_for_windows_western():
    text = "Название;Отдел\nСортировка документов клиентов;Отдел обслуживания\n" * 3

    assert table(text, encoding="cp1251").lines[0].cells[0] == "Название"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(mark):
    rows = [["Title", "Unit", "Note"], ["A, b", "x; y", 'say "z"'], ["C", "D", ""]]
    out = io.StringIO()
    reading.csv.writer(out, delimiter=mark).writerows(rows)

    found = table(out.getvalue())

    assert found.delimiter == mark
    assert found.lines[1].cells == rows[1]


def test_line_breaks_in_fields_keep_the_row_and_its_line_number():
    found = table('Title,Purpose\nA,"one\ntwo\n\nthree"\nB,x\n')

    assert [line.number for line in found.lines] == [1, 2, 6]
    assert found.lines[1].cells[1] == "one\ntwo\n\nthree"


def test_excels_own_first_line_names_the_delimiter():
    assert table("sep=|\nTitle|Unit\nA|B\n").lines[1] == (3, ["A", "B"])


def test_a_guard_against_formulas_is_taken_off_again():
    found = table("Title,Note\n'=SUM(A1),'-1\nO'Neill,'quoted\n")

    assert found.lines[1].cells == ["=SUM(A1)", "-1"]
    assert found.lines[2].cells == ["O'Neill", "'quoted"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel"),
        (b"PK\x03\x04broken", "damaged"),
        (b"Title,Unit\n", "no rows"),
        (b'Title,Unit\nA,"open\nB,x\n', "never closed"),
        (b"Title\0,Unit\nA,B\n", "not a text file"),
        (b"Title,Unit\nA," + b"x" * 200_000, "too long"),
        (b"x," * 600 + b"\nA,B\n", "columns"),
        (b"\xff\xfeT", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(Invalid, match=sentence):
        reading.read(content, "inventory.csv")


def test_a_huge_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(Invalid, match="Split it"):
        reading.read(b"Title,Unit\nA,B\n", "inventory.csv")


def test_a_spreadsheet_gives_texts_numbers_and_days():
    content = sheet(
        [["Title", "ID", "Date retired", "Share"], ["A", 7.0, date(2024, 5, 1), 0.5]]
    )

    found = reading.read(content, "inventory.xlsx")

    assert found.lines[1].cells == ["A", "7", "2024-05-01", "0.5"]


def test_a_formula_is_never_run_and_counts_as_what_it_last_showed():
    content = sheet([["Title", "Note"], ["A", ""]], B2='=HYPERLINK("http://x")')

    assert reading.read(content, "inventory.xlsx").lines[1].cells == ["A", ""]


def test_a_packed_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 50_000_000)

    with pytest.raises(Invalid, match="unpacks"):
        reading.read(out.getvalue(), "inventory.xlsx")


def test_a_word_file_is_no_spreadsheet():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")

    with pytest.raises(Invalid, match="not a spreadsheet"):
        reading.read(out.getvalue(), "letter.docx")


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("Initiated", Stage.LITERACY),
        ("Ideation", Stage.LITERACY),
        ("Prévu", Stage.LITERACY),
        ("Acquisition and/or Development", Stage.APPROPRIATION),
        ("Phase 2: Build", Stage.APPROPRIATION),
        ("En cours de développement", Stage.APPROPRIATION),
        ("Implementation and Assessment", Stage.LEARNING),
        ("3 - Pilot", Stage.LEARNING),
        ("Operation and Maintenance", Stage.VALUE),
        ("In Production (since 2021)", Stage.VALUE),
        ("Producton", Stage.VALUE),
        ("In mission", Stage.VALUE),
        ("Déployé", Stage.VALUE),
        ("Retired", RETIRED),
        ("Abandonné", RETIRED),
        ("not in production", ""),
        ("Pre-production", ""),
        ("Blue", ""),
        ("", ""),
    ],
)
def test_stage_words_in_two_languages(word, stage):
    assert stage_of(word) == stage


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/31/2024", date(2024, 12, 31)),
        ("2024-05-01T00:00:00", date(2024, 5, 1)),
        ("2023", date(2023, 12, 31)),
        ("7/15/1905", date(2023, 12, 31)),  # Excel shows the number 2023 so
        ("N/A - merged", None),
        ("99/99/2024", None),
    ],
)
def test_messy_days(text, day):
    assert words.day(text, day_first=False) == day


def test_days_of_a_column_are_read_in_one_order():
    assert words.day_comes_first(["3/4/2024", "25/4/2024"])
    assert not words.day_comes_first(["3/4/2024", "4/25/2024"])


def guessed(header, *rows, mark=";"):
    """The columns that are guessed for a small table."""
    found = table("\n".join((header, *rows)).replace(";", mark))
    names, lines = mapping_of.split(found)
    return mapping_of.guess(names, lines).columns


def test_an_english_inventory_is_understood():
    assert guessed(
        "Ref;Project name;Business unit;Team;Phase;Sponsor email;Objective;Problem",
        "P-1;Sort claims;Claims;North;Pilot;a@example.org;Be fast;It is slow",
    ) == {
        "id": "Ref",
        "title": "Project name",
        "unit": "Business unit",
        "subunit": "Team",
        "stage": "Phase",
        "sponsor": "Sponsor email",
        "purpose": "Objective",
        "problem": "Problem",
    }


def test_a_french_inventory_is_understood():
    assert guessed(
        "N°;Nom du cas d’usage;Description;Direction;Statut;Responsable (e-mail)",
        "1;Tri des sinistres;Trier vite;Sinistres;Actif;a@example.org",
    ) == {
        "id": "N°",
        "title": "Nom du cas d’usage",
        "purpose": "Description",
        "unit": "Direction",
        "stage": "Statut",
        "continuity_holder": "Responsable (e-mail)",
    }


def test_a_column_of_names_is_no_column_of_people():
    assert "continuity_holder" not in guessed("Title;Owner", "A;Ann Smith", "B;Bo Li")


def test_a_column_that_repeats_itself_is_no_id():
    assert "id" not in guessed("ID;Title", "1;A", "1;B")
    assert "id" in guessed("ID;Title", "1;A", "2;B")


def test_a_title_above_the_names_of_the_columns_is_passed_over():
    found = table("AI inventory 2026;\n;\nTitle;Unit\nA;B\n")
    names, lines = mapping_of.split(found)

    assert names == ["Title", "Unit"]
    assert [line.cells[0] for line in lines] == ["A"]


def test_columns_of_the_same_name_are_told_apart():
    names, _lines = mapping_of.split(table("Title;Other;Other;\nA;b;c;\n"))

    assert names == ["Title", "Other", "Other#2"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not JSON"),
        ("[]", "object"),
        ('{"colums": {}}', "object"),
        ('{"columns": {"titel": "Name"}}', "not a field"),
        ('{"stages": {"Pilot": "pilot"}}', "must be one of"),
    ],
)
def test_a_mapping_file_that_is_wrong_says_where(text, sentence):
    with pytest.raises(Invalid, match=sentence):
        mapping_of.from_json(text)


def test_a_column_that_the_file_has_not_is_named():
    mapping = mapping_of.from_json({"columns": {"title": "Nome"}})

    with pytest.raises(Invalid, match="no column “Nome”"):
        mapping_of.check_columns(mapping, ["Name", "Unit"])
    with pytest.raises(Invalid, match="title"):
        mapping_of.check_columns(mapping_of.Mapping(), ["Name"])
