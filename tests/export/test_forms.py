"""Forms of our own: CSV for each language's spreadsheets, a workbook, JUnit, Markdown, nbgrader."""

import csv
import io
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Xml

import openpyxl
import pytest
from class_exported import HAND_INS, edit_people, exported, refused

from grader.language import LANGUAGES
from grader.spreadsheet import locale_of

HOSTILE = '=cmd|"/C calc"!A1 <b>|x|\x1b[31m'
LATE = ("--scale", "10", "--digits", "1", "--late", "10%/day", "--due", "2026-11-29T23:59-03:00")
EVERYBODY = sum(name.endswith(".ipynb") for name in HAND_INS)


def written(out: Path, name: str, *options: str) -> bytes:
    exported(out, *options)
    return (out / "export" / name).read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_csv_is_as_the_spreadsheets_of_a_language_want_it(out: Path, language: str) -> None:
    content = written(out, "marks.csv", "--csv", "--locale", language, "--lang", language, *LATE)
    assert content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n")
    locale = locale_of(language)
    text = content.decode("utf-8-sig")
    rows = [*csv.reader(io.StringIO(text, newline=""), delimiter=locale.separator, strict=True)]
    assert len(rows) == EVERYBODY + 1 and {len(row) for row in rows} == {14}
    by_id = {row[0]: row for row in rows}
    mark = f"10{locale.decimal}0"
    assert by_id["007"][6:] == ["10", "10", mark, f"0{locale.decimal}0", mark, "10", "9", "1"]
    assert f'"007"{locale.separator}' in text, "an id is text, also to who looks at quotes"
    assert rows[0][0] == {"pt-BR": "estudante", "es": "estudiante", "en": "student"}[language]


def test_being_late_stands_in_a_column_of_its_own(out: Path) -> None:
    rows = written(out, "marks.csv", "--csv", "--lang", "en", *LATE).decode().splitlines()
    late = next(row for row in rows if row.startswith("bitdiddle"))
    assert late == "bitdiddle,,,nbgrader:bitdiddle,,graded,10,10,10.0,1.0,9.0,10,9,1"


def test_formulas_are_shown_as_text_and_ids_are_kept(out: Path) -> None:
    edit_people(out, lambda people: people["carla"].update(name=HOSTILE, ids={"sis": "-12"}))
    content = written(out, "marks.csv", "--csv", "--locale", "pt-BR").decode("utf-8-sig")
    [row] = [line for line in content.splitlines() if line.startswith('"carla"')]
    assert ";\"'=cmd|" in row and "\x1b" not in row and '"sis:-12"' in row
    edit_people(out, lambda people: people["carla"].update(email="-12"))
    content = written(out, "marks.csv", "--csv", "--locale", "pt-BR").decode("utf-8-sig")
    assert ';"-12";' in content, "what may be an id stays one"


def test_a_workbook_has_numbers_and_texts_and_no_formulas(out: Path) -> None:
    edit_people(out, lambda people: people["carla"].update(name=HOSTILE))
    content = written(out, "marks.xlsx", "--xlsx", "--lang", "en", *LATE)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Marks", "Items", "Mistakes"]
    assert {sheet.freeze_panes for sheet in book} == {"A2"}
    marks = book["Marks"]
    cells = {row[0].value: row for row in marks.iter_rows()}
    assert [c.value for c in cells["007"]][6:12] == [10, 10, 10, 0, 10, 10]
    assert {c.data_type for c in cells["007"][6:12]} == {"n"} and cells["007"][0].data_type == "s"
    assert (cells["carla"][1].data_type, cells["carla"][1].value[:5]) == ("s", "=cmd|")
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]
    items = [row for row in book["Items"].iter_rows(values_only=True) if row[0] == "carla"]
    assert [row[4:] for row in items] == [
        ("Every entry is doubled", 0, 6, None),
        ("First and last row", 0, 3, None),
        ("It counts", 1, 1, None),
    ]  # fmt: skip
    assert [c.value for c in book["Mistakes"][1]] == [
        "student", "name", "exercise", "mistake", "what it is"
    ]  # fmt: skip


def test_without_openpyxl_it_says_what_to_install(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert "pip install 'nngrader[lms]'" in refused(out, "--csv", "--xlsx", "--lang", "en")


def test_junit_says_what_holds_and_what_does_not(out: Path) -> None:
    edit_people(out, lambda people: people["carla"].update(name=HOSTILE))
    root = Xml.fromstring(written(out, "junit.xml", "--junit", *LATE))
    suites = {suite.get("name"): suite for suite in root}
    assert len(suites) == EVERYBODY
    assert {suite.get("tests") for suite in root} == {"3"}
    assert suites["007"].get("failures") == "0" and suites["carla"].get("failures") == "2"
    failure = suites["carla"].find("testcase/failure")
    assert failure is not None and "wrong values" in failure.get("message", "")
    told = {p.get("name"): p.get("value") for p in suites["bitdiddle"].iter("property")}
    assert (told["earned"], told["late_penalty"], told["mark"]) == ("10.0", "1.0", "9.0")


def test_markdown_shows_names_as_text(out: Path) -> None:
    edit_people(out, lambda people: people["carla"].update(name=HOSTILE))
    lines = written(out, "marks.md", "--markdown", "--lang", "pt-BR").decode().splitlines()
    assert lines[0] == "# Doubling" and lines[2].startswith("| estudante | nome |")
    [row] = [line for line in lines if line.startswith("| carla")]
    assert row.count("|") == lines[2].count("|") and "<b>" not in row and "1,00" in row


def test_nbgrader_gets_its_own_table_and_tree(out: Path) -> None:
    content = written(out, "nbgrader.csv", "--nbgrader", *LATE, "--locale", "pt-BR").decode()
    rows = {row["student_id"]: row for row in csv.DictReader(io.StringIO(content))}
    late = rows["bitdiddle"]
    assert late["timestamp"] == "2026-11-30 01:59:00 America/Sao_Paulo"
    assert (late["raw_score"], late["late_submission_penalty"], late["score"]) == (
        "10.0", "1.0", "9.0"
    )  # fmt: skip
    assert (rows["hacker"]["assignment"], rows["hacker"]["max_score"]) == ("double", "10")
    with zipfile.ZipFile(out / "export" / "nbgrader-feedback.zip") as archive:
        names = archive.namelist()
        page = archive.read("feedback/bitdiddle/double/double.html").decode()
    assert "2 hours: −10 % (−1.0)" in page and len(names) == len(set(names)) == EVERYBODY
    assert not [name for name in names if ".." in name or name.startswith("/")]


def test_everything_at_once_is_the_same_every_time(out: Path) -> None:
    asked = ("--csv", "--junit", "--markdown", "--nbgrader")
    exported(out, *asked)
    first = {p.name: p.read_bytes() for p in (out / "export").iterdir()}
    exported(out, *asked)
    assert {p.name: p.read_bytes() for p in (out / "export").iterdir()} == first


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_reads_what_was_written(out: Path, tmp_path: Path, language: str) -> None:
    """Ids stay text, marks are numbers: with quoted fields as text, and in the workbook."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("needs LibreOffice")
    exported(out, "--csv", "--xlsx", "--locale", language, "--lang", "en", *LATE)
    separator = ord(locale_of(language).separator)
    number = {"pt-BR": 1046, "es": 3082, "en": 1033}[language]
    read_as = f"CSV:{separator},34,76,1,,{number},true,true"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for name, extra in (("marks.csv", [f"--infilter={read_as}"]), ("marks.xlsx", [])):
        target = tmp_path / Path(name).suffix[1:]
        subprocess.run(
            [office, profile, "--headless", *extra, "--convert-to", "xlsx:Calc MS Excel 2007 XML",
             "--outdir", str(target), str(out / "export" / name)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        sheet = openpyxl.load_workbook(target / "marks.xlsx").worksheets[0]
        cells = {row[0].value: row for row in sheet.iter_rows()}
        assert [c.value for c in cells["007"]][6:12] == [10, 10, 10, 0, 10, 10]
        assert cells["bitdiddle"][10].value == 9
