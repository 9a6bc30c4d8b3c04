"""Canvas: the column that takes the marks, what is never replaced, the files that go back."""

import zipfile
from pathlib import Path

import pytest
from class_exported import TABLES, edit_people, exported, refused

GRADES = next(table for table in TABLES if table.id == "canvas-en").empty().decode()
OTHER = GRADES.replace("Doubling (777)", "Homework 1 (777)")


@pytest.fixture
def gradebook(tmp_path: Path) -> Path:
    return tmp_path / "grades.csv"


def result(out: Path) -> str:
    return (out / "export" / "grades-filled.csv").read_bytes().decode()


def test_files_go_back_by_the_numbers_in_their_names(out: Path, gradebook: Path) -> None:
    """Canvas takes the first two parts of a name that are digits: the user, the attachment."""
    gradebook.write_text(GRADES, encoding="utf-8")
    exported(out, "--canvas", gradebook)
    with zipfile.ZipFile(out / "export" / "canvas-feedback.zip") as archive:
        names = archive.namelist()
        assert (
            archive.read(names[0])
            == (out / "students" / "doejane_1234" / "report.html").read_bytes()
        )
    assert names == ["doejane_1234_98765_feedback.html", "roerick_LATE_1235_98766_feedback.html"]


def test_which_column_is_asked_where_it_cannot_be_told(out: Path, gradebook: Path) -> None:
    gradebook.write_text(OTHER, encoding="utf-8")
    said = refused(out, "--canvas", gradebook, "--lang", "en")
    assert "Name it with --column; there are: Other (776); Homework 1 (777)" in said
    said = refused(out, "--canvas", gradebook, "--column", "Homework 2", "--lang", "en")
    assert "Homework 2" in said


@pytest.mark.parametrize("column", ["Homework 1", "777", "Homework 1 (777)", "homework  1"])
def test_a_column_is_named_by_title_or_number(out: Path, gradebook: Path, column: str) -> None:
    gradebook.write_text(OTHER, encoding="utf-8")
    exported(out, "--canvas", gradebook, "--column", column)
    assert '"Doe, Jane",1234,S007,jane@uni.edu,"Turma ""A""",4,10.00,80\n' in result(out)


def test_who_is_excused_stays_excused(out: Path, gradebook: Path) -> None:
    gradebook.write_text(GRADES.replace("A,3.5,,", "A,3.5,EX,"), encoding="utf-8")
    said = exported(out, "--canvas", gradebook, "--overwrite", "--lang", "en")
    assert "Roe, Rick (1235): EX is there, which no mark replaces" in said
    assert ",3.5,EX,70" in result(out)


def test_people_who_are_told_by_a_login_or_by_name(out: Path, gradebook: Path) -> None:
    grades = GRADES.replace("1299,,x", "1299,007,x").replace("Student, Test", "Bond, James")
    rows = '"Dias, Carla Maria",77,S9,c@x,A,,,\n"Nobody, At All",78,S10,d@x,A,,,\n'
    gradebook.write_text(grades + rows, encoding="utf-8")
    edit_people(out, lambda people: people["carla"].update(name="Carla Maria Dias"))
    said = exported(out, "--canvas", gradebook, "--lang", "en")
    assert "canvas: 3 marks" in said and "Dias, Carla Maria (77): nobody graded has this id" in said
    assert '"Bond, James",1299,007,x,A,,10.00,\n' in result(out)
    said = exported(out, "--canvas", gradebook, "--by-name", "--lang", "en")
    assert "canvas: 4 marks" in said
    assert "Dias, Carla Maria (77): told by the name alone, as carla" in said


def test_an_id_that_two_people_have_tells_neither(out: Path, gradebook: Path) -> None:
    gradebook.write_text(GRADES.replace("1235,S008", "77,S008"), encoding="utf-8")
    for who in ("carla", "007"):
        edit_people(out, lambda people, who=who: people[who].update(ids={"sis": "S008"}))
    said = exported(out, "--canvas", gradebook, "--lang", "en")
    assert "Roe, Rick (77): may be any of 007, carla; left as it was" in said


def test_a_number_of_one_site_says_nothing_on_another(out: Path, gradebook: Path) -> None:
    """Somebody's number in Moodle may be somebody else's SIS id."""
    gradebook.write_text(GRADES.replace("1235,S008", "77,4711"), encoding="utf-8")
    said = exported(out, "--canvas", gradebook, "--lang", "en")
    assert "Roe, Rick (77): nobody graded has this id" in said


def test_a_group_gets_one_mark_in_everybodys_row(out: Path, gradebook: Path) -> None:
    gradebook.write_text(GRADES + '"Lima, Eva",79,S011,e@x,A,,,\n', encoding="utf-8")
    group = {
        "members": ["S008", "eva"],
        "who": [{"student": "S008"}, {"student": "eva", "ids": {"sis": "S011"}}],
    }
    edit_people(out, lambda people: people["007"].update(group))
    edit_people(out, lambda people: people["roerick_1235"].update(ids={}))
    exported(out, "--canvas", gradebook)
    assert '"Roe, Rick",1235,S008,rick@uni.edu,A,3.5,10.00,70\n' in result(out)
    assert '"Lima, Eva",79,S011,e@x,A,,10.00,\n' in result(out)
