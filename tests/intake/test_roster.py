"""Rosters: read from any table a course has, and held against who handed in."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from handing_in import lay, told
from platform_samples import METADATA, laid

from grader.errors import NotTakenIn
from grader.intake import Intake, Terms, collect
from grader.intake.roster import read_roster


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def who(path: Path) -> list[tuple[str, str, str]]:
    return [(one.id, one.name, one.email) for one in read_roster(path).people]


ANA = ("007", "Ana Souza", "ana@example.org")
BIA = ("008", "Bia, Reis", "bia@example.org")


@pytest.mark.parametrize(
    "text",
    [
        'id,name,email\n007,Ana Souza,ana@example.org\n008,"Bia, Reis",bia@example.org\n',
        "Matrícula;Nome completo;Endereço de e-mail\r\n007;Ana Souza;ana@example.org\r\n"
        "008;Bia, Reis;bia@example.org\r\n",
        "Número de ID\tNombre completo\tDirección de correo\n007\tAna Souza\tana@example.org\n"
        "008\tBia, Reis\tbia@example.org\n",
        "sep=;\nCorreo electrónico;LEGAJO;Alumno\nana@example.org;007;Ana Souza\n"
        "bia@example.org;008;Bia, Reis\n",
        "Turma A - 2026\n\nRA,E-mail,Aluno\n'007,ana@example.org,Ana Souza\n,,\n"
        '008,bia@example.org,"Bia, Reis"\n',
        'RA,E-mail,Aluno\n\'007,ana@example.org,Ana Souza\n008.0,bia@example.org,"Bia, Reis"\n'
        ",,Média\n,,Total: 2\n,,Total de alunos: 2\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_columns_are_known_in_three_languages_and_any_dialect(
    tmp_path: Path, text: str, encoding: str
) -> None:
    assert who(written(tmp_path / "r.csv", text, encoding)) == [ANA, BIA]


def test_first_and_last_names_are_joined_and_groups_are_several(tmp_path: Path) -> None:
    text = "Sobrenome,Nome,Usuário,Grupos,Turma\nSouza,Ana,asouza,G1; G2,T1\nReis,Bia,breis,,T1\n"
    ana, bia = read_roster(written(tmp_path / "r.csv", text)).people
    assert (ana.id, ana.name, ana.groups) == ("asouza", "Ana Souza", ("G1", "G2", "T1"))
    assert (dict(ana.ids), bia.groups) == ({"username": "asouza"}, ("T1",))


def test_platforms_own_tables_are_rosters_too(tmp_path: Path) -> None:
    moodle = "Identificador,Nome completo,Estado\nParticipante 4711,Ana Souza,-\n"
    [ana] = read_roster(written(tmp_path / "m.csv", "\ufeff" + moodle)).people
    assert dict(ana.ids) == {"moodle": "4711"}
    canvas = (
        "Student,ID,SIS User ID,SIS Login ID,Section,Lab (12)\n    Points Possible,,,,,10\n"
        '"Souza, Ana",55,007,asouza,T1,\n'
    )
    [ana] = read_roster(written(tmp_path / "c.csv", canvas)).people
    assert dict(ana.ids) == {"roster": "007", "username": "asouza", "canvas": "55"}
    assert ana.name == "Souza, Ana"


def test_a_workbook_shows_its_ids_as_its_spreadsheet_does(tmp_path: Path) -> None:
    path = book(
        tmp_path / "turma.xlsx",
        Notas=[["whatever", 1]],
        Turma=[["Lista", None], ["Matrícula", "Nome", "E-mail"], [7, "Ana Souza", ANA[2]]],
    )
    workbook = openpyxl.load_workbook(path)
    workbook["Turma"]["A3"].number_format = "000"
    workbook.save(path)
    assert who(path) == [ANA]
    assert who(path.rename(tmp_path / "turma.csv")) == [ANA], "by its bytes, not by its name"


def refused(path: Path) -> str:
    with pytest.raises(NotTakenIn) as raised:
        read_roster(path)
    [text] = raised.value.texts
    assert path.name in str(raised.value)
    return text.key


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("id,name\n7,Ana\n8,Bia\n7,Caio\n", "intake.roster_twice"),
        ("id,name\nab,Ana\nAB ,Bia\n", "intake.roster_twice"),
        ("name,email\nAna,a@x\nBia,A@x\n", "intake.roster_twice"),
        ("id,matrícula,name\n7,8,Ana\n", "intake.roster_two_columns"),
        ("colour,size\nred,1\n", "intake.roster_columns"),
        ("", "intake.roster_columns"),
        ("id,name\n", "intake.roster_empty"),
        ("id,name\n,\n", "intake.roster_empty"),
        ("<html><table>", "intake.roster_kind"),
        ("%PDF-1.7", "intake.roster_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "intake.roster_kind"),
        (b"PK\x03\x04nothing", "intake.roster_damaged"),
        ("id,name\n7,\"" + "x" * 200_000 + "\n", "intake.roster_damaged"),
        ("id\n" + "1\n" * 100_001, "intake.roster_rows"),
        (b"id\n" * (6 << 20), "intake.roster_large"),
    ],
)  # fmt: skip
def test_a_roster_that_cannot_be_one_is_a_sentence(
    tmp_path: Path, content: str | bytes, key: str
) -> None:
    assert refused(written(tmp_path / "r.csv", content)) == key


def test_two_sheets_of_people_and_what_is_no_roster_are_sentences(tmp_path: Path) -> None:
    rows = [["id", "name"], [7, "Ana"]]
    assert refused(book(tmp_path / "two.xlsx", A=rows, B=rows)) == "intake.roster_sheets"
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    assert refused(written(tmp_path / "x.xlsx", content.getvalue())) == "intake.roster_columns"
    assert (
        refused(written(tmp_path / "y.xlsx", content.getvalue()[:-99])) == "intake.roster_damaged"
    )
    with pytest.raises(NotTakenIn, match="cannot be looked at"):
        read_roster(tmp_path / "nowhere.csv")


def test_without_openpyxl_a_workbook_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "r.xlsx", A=[["id"], [7]])
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    assert refused(path) == "intake.roster_lacks"


# ---------------------------------------------------------------- held against who handed in


def taken(tmp_path: Path, roster: str, *names: str, layout: str = "") -> Intake:
    lay(tmp_path / "in", *names)
    read = read_roster(written(tmp_path / "r.csv", roster))
    return collect([tmp_path / "in"], terms=Terms(layout, roster=read))


def enrolled(found: Intake) -> dict[str, str]:
    """Return the roster's id of each hand-in's person."""
    return {h.person.id: dict(h.person.ids).get("roster", "") for h in found.handed_in}


@pytest.mark.parametrize(
    ("roster", "name", "expected"),
    [
        ("Identifier,ID number\nParticipant 5,007\n", "Ana_5_assignsubmission_file/l.py", "007"),
        ("id,name\n007,SOUZA ana\n", "Ana  Souza_5_assignsubmission_file/l.py", "007"),
        ("id,name\n007,Ana-Lu Souza\n", "Turma A-Ana-Lu Souza_5_assignsubmission_file/l.py", "007"),
        ("id,name\n5,Bia\n007,Ána Souza\n", "Ana Souza_5_assignsubmission_file/l.py", "007"),
        ("id,name\n007,Ana Souza\n", "souzaana_11_901_l.py", "007"),
        ("id,name\n007,\"Souza, Ana\"\n", "submitted/007/ps1/l.py", "007"),
        ("id,username\n007,asouza\n", "Lab_asouza_attempt_2026-11-27-22-05-03_l.py", "007"),
        ("id,email\n007,asouza@x.org\n", "submitted/asouza/ps1/l.py", "007"),
        ("id,name\n20231047,Bruno\n", "20231047-bruno-lima.py", "20231047"),
        ("id,name\n007,Ana Souza\n", "ana souza.py", "007"),
        ("id,name\n007,Ana Souza\n", "Ana Sousa.py", ""),
        ("id,name\n7,Ana Souza\n", "ana7.py", ""),
    ],
)  # fmt: skip
def test_whoever_handed_in_is_known_by_what_tells_them(
    tmp_path: Path, roster: str, name: str, expected: str
) -> None:
    found = taken(tmp_path, roster, name)
    assert list(enrolled(found).values()) == [expected]
    assert (len(found.unknown) == 0) == bool(expected)


MOODLE = "Identifier,ID number,Full name,Group\n"


@pytest.mark.parametrize(
    ("row", "name", "expected"),
    [
        ("Participant 5,008,Bia Lima,", "Ana Souza_5_assignsubmission_file/l.py", ""),
        ("Participant 5,008,,", "Ana Souza_5_assignsubmission_file/l.py", "008"),
        ("Participant 5,007,Ána Maria,", "Ana Souza_5_assignsubmission_file/l.py", "007"),
        ("Participant 5,008,Bia Lima,", "Participant_5_assignsubmission_file/l.py", "008"),
        ("Participant 9,007,Ana Souza,", "Ana Souza_5_assignsubmission_file/l.py", "007"),
    ],
    ids=["another", "nameless", "one word", "blind", "by name"],
)
def test_a_number_is_nobodys_who_bears_another_name(
    tmp_path: Path, row: str, name: str, expected: str
) -> None:
    """The roster may be the worksheet of another assignment, which counts its people anew."""
    found = taken(tmp_path, f"{MOODLE}{row}\n", name)
    assert list(enrolled(found).values()) == [expected]
    assert (len(found.unknown) == 0) == bool(expected)


def test_a_teams_number_is_no_participants(tmp_path: Path) -> None:
    roster = f"{MOODLE}Participant 7,3,Caio Reis,\nParticipant 8,1,Ana Souza,Group A\n"
    [handed] = taken(tmp_path, roster, "Group A_7_assignsubmission_file/lab.py").handed_in
    assert [member.id for member in handed.person.members] == ["1"]


def test_canvas_writes_names_without_letters_between(tmp_path: Path) -> None:
    roster = 'id,name\n007,Ana da Souza\n008,"Reis Lima, Bia"\n'
    names = ("souzaanada_11_901_l.py", "dasouzaana_12_902_l.py", "reislimabia_13_903_l.py")
    found = taken(tmp_path, roster, *names)
    assert enrolled(found) == {
        "dasouzaana_12": "007", "reislimabia_13": "008", "souzaanada_11": "007",
    }  # fmt: skip
    assert ("collision.one_person", {"dasouzaana_12", "souzaanada_11"}) in told(found)


def test_who_is_missing_and_who_is_unknown_is_listed(tmp_path: Path) -> None:
    found = taken(tmp_path, "id,name\n1,Ana\n2,Bia\n3,Caio\n", "ana.py", "eve.py")
    assert [one.id for one in found.missing] == ["2", "3"]
    assert [one.id for one in found.unknown] == ["eve"]
    assert told(found) == [
        ("collision.missing", {"Bia (2)", "Caio (3)"}), ("collision.unknown", {"eve"}),
    ]  # fmt: skip


def test_of_two_people_of_one_name_nobody_is_taken_for_either(tmp_path: Path) -> None:
    found = taken(tmp_path, "id,name\n1,Ana Souza\n2,ana souza\n", "Ana Souza.py")
    assert enrolled(found) == {"Ana Souza": ""}
    assert ("collision.several_of_roster", {"Ana Souza"}) in told(found)
    assert not found.unknown


def test_one_person_with_two_ids_is_told_and_nothing_is_merged(tmp_path: Path) -> None:
    names = [f"Ana_{n}_assignsubmission_file/l.py" for n in (5, 6)]
    found = taken(tmp_path, "id,name\n007,Ana\n", *names)
    assert enrolled(found) == {"Ana_5": "007", "Ana_6": "007"}
    assert {"collision.one_person", "collision.namesakes"} <= {said for said, _ in told(found)}


def test_a_teams_one_file_is_all_its_members(tmp_path: Path) -> None:
    roster = "id,name,group\n1,Ana,Group A\n2,Bia,group a\n3,Caio,Group B\n4,Davi,Group A\n"
    found = taken(tmp_path, roster, "Group A_7_assignsubmission_file/lab.py")
    [handed] = found.handed_in
    assert [member.id for member in handed.person.members] == ["1", "2", "4"]
    assert [one.id for one in found.missing] == ["3"]
    assert told(found)[0] == ("collision.group", {"Ana (1)", "Bia (2)", "Davi (4)"})


def test_each_of_a_group_is_known(tmp_path: Path) -> None:
    lay(tmp_path / "in", *(f"e/submission_{n}/lab.py" for n in (901, 902, 903)))
    laid(tmp_path / "in", {"e/submission_metadata.yml": METADATA})
    text = "id,name,email\n001,Ana,\n,,bia@example.org\n004,Davi Lima,\n"
    roster = read_roster(written(tmp_path / "r.csv", text))
    found = collect([tmp_path / "in"], terms=Terms(roster=roster))
    group = found.handed_in[2].person
    assert [(m.id, m.name) for m in group.members] == [
        ("003", "Caio D'Ávila"),
        ("004", "Davi Lima"),
    ]
    assert (found.missing, [one.id for one in found.unknown]) == ((), ["003"])


def test_nobody_is_missing_who_handed_in_what_cannot_be_graded(tmp_path: Path) -> None:
    names = ("Ana_1_assignsubmission_file/lab.py", "Bia_2_assignsubmission_file/lab.pdf")
    found = taken(tmp_path, "id,name\n1,Ana\n2,Bia\n", *names)
    assert found.missing == ()
    assert told(found) == [("collision.ungraded", {"Bia_2"})]
