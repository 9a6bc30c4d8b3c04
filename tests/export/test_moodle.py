"""Moodle: rows that are filled and rows that are left, and the zip of feedback."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from class_exported import TABLES, edit_people, exported, refused

PORTUGUESE = next(t for t in TABLES if t.id == "moodle-pt-BR").text
ENGLISH = next(t for t in TABLES if t.id == "moodle-en").text
ENCODING = "utf-8"


@pytest.fixture
def worksheet(tmp_path: Path) -> Path:
    return tmp_path / "Notas-IA-4711.csv"


def write(path: Path, text: str, **cells: str) -> bytes:
    """Write a worksheet with these cells in the first person's row."""
    for number in ("1", "2"):
        text = text.replace(f"<{number}>", cells.get("mark", "") if number == "1" else "")
        text = text.replace(f"<c{number}>", cells.get("comment", "") if number == "1" else "")
    path.write_bytes(text.encode(ENCODING))
    return text.encode(ENCODING)


def result(out: Path, path: Path) -> str:
    return (out / "export" / f"{path.stem}-filled.csv").read_bytes().decode(ENCODING)


def pages(out: Path) -> dict[str, str]:
    with zipfile.ZipFile(out / "export" / "moodle-feedback.zip") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_feedback_lies_in_the_very_folders_of_the_hand_ins(out: Path, worksheet: Path) -> None:
    flat = 'Participante4714,"Íris Noé",i@uni.br,"Enviado",-,,"10,00",Sim,-,-,\n'
    team = "".join(
        f'Participante{number},"{name}",t@uni.br,"Enviado","Equipe Azul",,"10,00",Sim,-,-,\n'
        for number, name in ((5001, "Tom_Reis"), (5002, "Léa/Sá"))
    )
    write(worksheet, PORTUGUESE + flat + team)
    said = exported(out, "--moodle", worksheet, "--lang", "en")
    found = pages(out)
    assert [*found] == [
        "Ana Souza_4711_assignsubmission_file/feedback.html",
        "João D'Ávila_4712_assignsubmission_file_/feedback.html",
        "Íris Noé_4714_assignsubmission_file_feedback.html",
        "Tom Reis_5001_assignsubmission_file/feedback.html",
        "Léa Sá_5002_assignsubmission_file/feedback.html",
    ]
    own = out / "students" / "Ana Souza_4711" / "report.html"
    first, second = [*found.values()][:2]
    assert first == own.read_bytes().decode()
    assert "Double an array" in second and second != first
    assert "Tom_Reis (Participante5001): of the group Equipe Azul_88" in said
    assert "moodle: 5 marks" in said
    assert result(out, worksheet).count('"Equipe Azul","1,00"') == 2


def test_each_part_of_a_name_is_where_moodle_looks_for_it(out: Path, worksheet: Path) -> None:
    """`mod/assign/feedback/file/importziplib.php` splits at underscores, five parts at most."""
    write(worksheet, PORTUGUESE)
    exported(out, "--moodle", worksheet)
    for name in pages(out):
        _, number, kind, plugin, *_ = name.split("_", 4)
        assert number.isdigit() and kind == "assignsubmission" and plugin.startswith("file")


def test_a_mark_with_a_scale_or_a_penalty_stands_in_the_page_as_its_own_lines(
    out: Path, worksheet: Path
) -> None:
    write(worksheet, PORTUGUESE.replace('"10,00"', '"20,00"'))
    edit_people(out, lambda people: people["Ana Souza_4711"].update(late_seconds=90000))
    said = exported(out, "--moodle", worksheet, "--late", "10%/day, max 50%", "--lang", "en")
    page = pages(out)["Ana Souza_4711_assignsubmission_file/feedback.html"]
    for words in ("For the work", "20.00 / 20", "1 day 1 hour: −20 % (−4.00)", "16.00 / 20"):
        assert words in page
    assert "<strong>10</strong>" in page, "the points of the report stay what they are"
    assert '"16,00"' in result(out, worksheet)
    assert "late: 10 % of the mark for each day begun, 50 % at most" in said
    assert "João D'Ávila (Participante4712): when it was handed in is not known" in said


def test_a_locked_row_and_a_person_of_another_name_are_left(out: Path, worksheet: Path) -> None:
    text = PORTUGUESE.replace('"10,00",Sim', '"10,00",Não', 1)
    before = write(worksheet, text.replace("João D'Ávila", "Maria Outra") + FLAT)
    said = exported(out, "--moodle", worksheet, "--lang", "en")
    assert "Ana Souza (Participante4711): locked on the platform" in said
    assert "Maria Outra (Participante4712): the id is that of somebody called João D'Ávila" in said
    after = result(out, worksheet)
    assert after.splitlines()[:-1] == before.decode().splitlines()[:-1]
    assert [*pages(out)] == ["Íris Noé_4714_assignsubmission_file_feedback.html"]


FLAT = 'Participante4714,"Íris Noé",i@uni.br,"Enviado",-,,"10,00",Sim,-,-,\n'


def test_a_name_may_be_written_otherwise(out: Path, worksheet: Path) -> None:
    write(worksheet, PORTUGUESE.replace("João D'Ávila", "D'AVILA, Joao Carlos"))
    assert "moodle: 2 marks\n" in exported(out, "--moodle", worksheet)


def test_two_rows_of_one_person_are_both_left(out: Path, worksheet: Path) -> None:
    again = PORTUGUESE.splitlines(True)[1].replace("<1>", "").replace("<c1>", "")
    write(worksheet, PORTUGUESE + again)
    said = exported(out, "--moodle", worksheet, "--lang", "en")
    assert said.count("Ana Souza (Participante4711): two rows for one person") == 2
    assert "moodle: 1 mark\n" in said


def test_a_row_that_ends_too_early_is_left(out: Path, worksheet: Path) -> None:
    write(worksheet, f"{PORTUGUESE}{FLAT[:28]}\n")
    said = exported(out, "--moodle", worksheet, "--lang", "en")
    assert "Íris Noé (Participante4714): the row ends before the mark" in said


def test_a_teachers_own_comment_is_kept_beside_a_mark_that_is_there(
    out: Path, worksheet: Path
) -> None:
    write(worksheet, PORTUGUESE, mark='"10,00"', comment='"Parabéns!"')
    said = exported(out, "--moodle", worksheet, "--lang", "en")
    assert "moodle: 2 marks, 1 of them as it was before" in said
    assert ',"10,00","10,00",Sim,"domingo, 29 nov. 2026, 21:51",-,"Parabéns!"\n' in result(
        out, worksheet
    )


def test_a_worksheet_that_cannot_be_filled_is_refused(out: Path, worksheet: Path) -> None:
    write(worksheet, ENGLISH.replace('"Maximum Grade"', "Scale").replace("10.00", "Good"))
    assert "words of a scale" in refused(out, "--moodle", worksheet, "--lang", "en")
    write(worksheet, ENGLISH.replace("Last modified (grade)", "Modified"))
    assert "has no column last modified (grade)" in refused(
        out, "--moodle", worksheet, "--lang", "en"
    )
    write(worksheet, ENGLISH)
    said = refused(out, "--moodle", worksheet, "--scale", "20", "--lang", "en")
    assert "gives 10.00 for full points, and --scale says 20" in said
    write(worksheet, PORTUGUESE.replace('"10,00"', "10.00", 1), mark="")
    assert "Say with --locale" in refused(out, "--moodle", worksheet, "--lang", "en")


def test_a_workbook_in_its_place_is_told_as_that(out: Path, worksheet: Path) -> None:
    worksheet.write_bytes(b"PK\x03\x04")
    assert "Download it again as CSV" in refused(out, "--moodle", worksheet, "--lang", "en")
    assert "cannot be read: No such file" in refused(
        out, "--moodle", worksheet.with_name("none.csv"), "--lang", "en"
    )


def test_hostile_names_stay_text(out: Path, worksheet: Path) -> None:
    """What a student named a folder neither leaves the zip nor gets into a terminal."""
    write(worksheet, PORTUGUESE.replace("Ana Souza", "Ana \x1b[31m../../Souza"))
    edit_people(out, lambda people: people["Ana Souza_4711"].update(file="../../x_4711.ipynb"))
    said = exported(out, "--moodle", worksheet)
    assert "\x1b" not in said
    assert "Ana .. .. Souza_4711_assignsubmission_file/feedback.html" in pages(out)


def test_where_moodles_numbers_tell_nobody_e_mails_do_and_that_is_said(
    out: Path, worksheet: Path
) -> None:
    def as_handed_in_elsewhere(people: dict[str, dict[str, Any]]) -> None:
        for person in people.values():
            if "moodle" in person.pop("ids", {}):
                person["email"] = f"{person['name'].split()[0]}@uni.edu"

    write(worksheet, ENGLISH)
    assert "look whether the worksheet" not in exported(out, "--moodle", worksheet, "--lang", "en")
    edit_people(out, as_handed_in_elsewhere)
    said = " ".join(exported(out, "--moodle", worksheet, "--lang", "en").split())
    assert "moodle: 1 mark" in said and "look whether the worksheet is this assignment's" in said
    assert "ana@uni.edu,Submitted,10.00,10.00,Yes," in result(out, worksheet)


def test_what_an_instructor_wrote_is_kept_unless_it_may_be_replaced(
    out: Path, worksheet: Path
) -> None:
    write(worksheet, PORTUGUESE, comment='"Venha falar comigo,\nAna."')
    said = exported(out, "--moodle", worksheet, "--lang", "en")
    assert "Ana Souza (Participante4711): a comment is there already; kept" in said
    assert "moodle: 2 marks\n" in said
    first, second = result(out, worksheet).split("Participante4712")
    assert '"10,00"' in first and '"Venha falar comigo,\nAna."' in first
    assert "Mark: 1.00 / 10" in second
    said = exported(out, "--moodle", worksheet, "--overwrite", "--lang", "en")
    assert "comment" not in said and "Venha" not in result(out, worksheet)


def test_a_worksheet_with_two_columns_of_marks_or_nobody_in_it_is_refused(
    out: Path, worksheet: Path
) -> None:
    write(worksheet, PORTUGUESE.replace("Equipe,Nota", "Nota,Nota"))
    said = refused(out, "--moodle", worksheet, "--lang", "en")
    assert "has two columns called “Nota”" in said and worksheet.name in said
    write(worksheet, PORTUGUESE.splitlines(True)[0])
    said = refused(out, "--moodle", worksheet, "--lang", "en")
    assert f"{worksheet.name} has a header and nobody below it" in said
