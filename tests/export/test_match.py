"""Whose row is whose, where a platform's own table has other ids than its hand-ins."""

from pathlib import Path

import pytest
from class_exported import LITTLE, RIGHT, TABLES, exported, graded, refused

BRIGHTSPACE = next(table for table in TABLES if table.id == "brightspace-en")
ROSTER = "Matrícula;Nome;E-mail;Usuário\n0101;Brita Ström;brita@uni.br;bstrom\n007;Zé;z@uni.br;ze\n"
HEADER = BRIGHTSPACE.text.splitlines(True)[0]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Return a table with Brita under her organisation's ids, whom hand-ins call by a number."""
    path = tmp_path / "grades.csv"
    path.write_bytes(f"{HEADER}#0101,#bstrom,Ström,Brita,brita@uni.br,,#\r\n".encode())
    return path


def test_a_name_tells_nobody_unless_it_may(out: Path, table: Path) -> None:
    said = refused(out, "--brightspace", table, "--lang", "en")
    assert "grade with --roster" in said and "--by-name" in said
    said = exported(out, "--brightspace", table, "--by-name", "--lang", "en")
    assert "Brita Ström (#0101): told by the name alone, as Brita Ström_55" in said


def test_a_number_of_the_platform_is_no_students_number(out: Path, table: Path) -> None:
    """Brightspace calls Brita 55 in folders; an OrgDefinedId of 55 is somebody else's."""
    table.write_bytes(table.read_bytes().replace(b"#0101,#bstrom", b"#55,#55"))
    assert "another assignment" in refused(out, "--brightspace", table, "--lang", "en")


@pytest.mark.slow
def test_a_roster_tells_who_is_who(tmp_path: Path, table: Path) -> None:
    """From download to upload: the folders' number, the roster's ids, the table's ids."""
    roster = tmp_path / "turma.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    hand_ins = {
        "55-66 - Brita Ström - Nov 29, 2026 926 PM/hw.ipynb": RIGHT,
        "56-66 - Ada Lima - Nov 29, 2026 927 PM/hw.ipynb": LITTLE,
    }
    out = graded(tmp_path, hand_ins, "--roster", str(roster), "--due", "2026-11-28")
    said = exported(out, "--brightspace", table, "--late", "10%/day", "--lang", "en")
    filled = (out / "export" / "grades-filled.csv").read_bytes()
    assert b"#0101,#bstrom,Str\xc3\xb6m,Brita,brita@uni.br,9.00,#\r\n" in filled
    assert "Ada Lima (Ada Lima_56): graded, and not in the table" in said
    said = exported(out, "--csv", "--lang", "en")
    assert "Zé (007): on the roster, and nothing handed in" in said


def test_a_teams_number_is_no_participants(tmp_path: Path) -> None:
    """Moodle counts groups and participants apart: what they are called by may be one number."""
    roster, worksheet = tmp_path / "turma.csv", tmp_path / "worksheet.csv"
    roster.write_text("id,name,group\n1,Ana Souza,G1\n3,Zé Reis,G2\n", encoding="utf-8")
    people = [("1", "Ana Souza", "G1"), ("21", "Zé Reis", "G2"), ("22", "Bia Lima", "")]
    rows = "".join(f"Participant {n},{who},{team},,100.00,Yes,,\n" for n, who, team in people)
    columns = "Grade,Maximum Grade,Grade can be changed,Last modified (grade),Feedback comments"
    worksheet.write_text(f"Identifier,Full name,Group,{columns}\n{rows}", encoding="utf-8")
    hand_ins = {
        "G1_21_assignsubmission_file/hw.ipynb": RIGHT,
        "G2_22_assignsubmission_file/hw.ipynb": LITTLE,
    }
    out = graded(tmp_path, hand_ins, "--roster", str(roster))
    said = exported(out, "--moodle", worksheet, "--lang", "en")
    filled = (out / "export" / "worksheet-filled.csv").read_text(encoding="utf-8")
    marks = {row.split(",")[1]: row.split(",")[3] for row in filled.splitlines()[1:] if "," in row}
    assert (marks["Ana Souza"], marks["Bia Lima"]) == ("100.00", "")
    assert 0 < float(marks["Zé Reis"]) < 100
    assert "Zé Reis (Participant 21): of the group G2_22" in said
    assert "Bia Lima (Participant 22): nobody graded has this id" in said
