"""What a teacher sees of ids that collide: terminal, class page, gradebook, run.json."""

import csv
import json
from pathlib import Path

import pytest
from class_samples import class_page
from click.testing import CliRunner, Result
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from page_reader import PageReader

from grader.cli import main
from grader.language import LANGUAGES, built_in

HIDDEN = "ali\u200bce"
POSING = "\u0430lice"


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.chdir(tmp_path)


def write(path: Path, *, right: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook_bytes(GOOD_DOUBLE if right else "x = 1", GOOD_COUNTER))


def grade(handed_in: Path, out: Path, *options: str) -> Result:
    given = ["grade", "double", str(handed_in), "--out", str(out), "--jobs", "1", *options]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """Alice's work is right, Bob's too; Eve would like to be either, or at least in their way."""
    folder = tmp_path / "in"
    for name in ("alice.ipynb", "bob.ipynb", "carol/notebook.ipynb"):
        write(folder / name, right=True)
    for name in (f"{HIDDEN}.ipynb", f"{POSING}.ipynb", "eve/BOB.ipynb", "eve/notebook.ipynb"):
        write(folder / name, right=False)
    return folder


def test_everybody_keeps_their_own_points_and_row(handed_in: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(handed_in, out)
    rows = list(csv.DictReader((out / "gradebook.csv").read_text("utf-8").splitlines()))
    points = {row["student"]: float(row["score"]) for row in rows}
    assert len(points) == len(rows) == 7
    right = {student for student, score in points.items() if score == 10}
    assert right == {"alice", "bob", "carol/notebook"}
    for name in ("alice", "bob"):
        report = json.loads((out / "students" / name / "report.json").read_bytes())
        assert (report["student"], report["score"]) == (name, 10)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_and_the_class_page_list_every_collision(
    handed_in: Path, tmp_path: Path, language: str
) -> None:
    out = tmp_path / "out"
    said = " ".join(grade(handed_in, out, "--lang", language).output.split())
    page = (out / "index.html").read_text("utf-8")
    assert built_in(language).word("class.collisions") in page
    every = json.loads((out / "run.json").read_bytes())["collisions"]
    facts = [one for one in every if one["rule"] != "same_file"]
    assert (len(facts), len(every)) == (4, 6)
    for collision in facts:
        assert f"! {collision['what']}" in said
        for member in collision["members"]:
            assert f"{member['student']} <- {member['file']}" in said
            assert member["file"].replace("<", "&lt;").replace(">", "&gt;") in page
    assert "<U+200B>" in said and "<U+0430>" in said, "what nobody sees is written out"
    assert "eve/BOB" in said
    assert not {"\u200b", "{", "}"} & set(said)


def test_a_class_without_collisions_is_not_bothered(tmp_path: Path) -> None:
    write(tmp_path / "in" / "ana.ipynb", right=True)
    write(tmp_path / "in" / "bia.ipynb", right=False)
    said = grade(tmp_path / "in", tmp_path / "out", "--lang", "en").output
    assert "!" not in said
    assert built_in("en").word("class.collisions") not in (tmp_path / "out/index.html").read_text()


def test_a_long_list_is_cut_on_the_terminal_and_whole_on_the_page(tmp_path: Path) -> None:
    for number in range(13):
        write(tmp_path / "in" / f"person-{number}" / "notebook.ipynb", right=True)
    said = grade(tmp_path / "in", tmp_path / "out").output
    assert said.count("<-") == 10
    assert "... +3: index.html" in said
    page = (tmp_path / "out" / "index.html").read_text()
    assert all(f"person-{number}/notebook.ipynb" in page for number in range(13))


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_are_shown_as_text(language: str) -> None:
    found = PageReader(class_page(language))
    assert found.faults == []
    assert "ana<U+200B>.py" in found.words
    assert built_in(language).word("class.not_graded") in found.words


def test_attempts_are_told_and_only_the_last_has_a_row(tmp_path: Path) -> None:
    write(tmp_path / "in" / "tentativa-1" / "ana.ipynb", right=True)
    write(tmp_path / "in" / "tentativa-2" / "ana.ipynb", right=False)
    said = " ".join(grade(tmp_path / "in", tmp_path / "out", "--lang", "en").output.split())
    assert "! 2 attempts by ana, in folders of attempts." in said
    assert "not graded <- tentativa-1/ana.ipynb ana <- tentativa-2/ana.ipynb" in said
    assert (tmp_path / "out" / "gradebook.csv").read_text().splitlines()[1].startswith("ana,1,")
