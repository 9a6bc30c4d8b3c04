"""What a teacher is told of who handed in: people, what is left out, and mistakes of their own."""

import csv
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import Result
from command_line import run, write
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.language import LANGUAGES, built_in
from grader.model import Text

OTHER = "def standardise(x):\n    return x\n"


def grade(handed_in: Path, out: Path, *options: str, slug: str = "double") -> Result:
    return run("grade", slug, handed_in, "--out", out, "--jobs", "1", *options)


def words(text: str) -> str:
    return " ".join(text.split())


def said(key: str, language: str = "en", **values: str | int) -> str:
    return words(built_in(language).say(Text(key, values)))


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moodle_zip_of_thirty_people_with_one_file_name_is_thirty_people(
    tmp_path: Path, language: str
) -> None:
    archive = tmp_path / "class.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for n in range(30):
            name = f"Person {n}_{1000 + n}_assignsubmission_file/lab.ipynb"
            file.writestr(name, notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))
    result = grade(archive, tmp_path / "out", "--lang", language)
    assert result.exit_code == 0
    rows = csv.DictReader((tmp_path / "out" / "gradebook.csv").read_text("utf-8").splitlines())
    assert {row["student"]: row["score"] for row in rows} == {
        f"Person {n}_{1000 + n}": "10" for n in range(30)
    }
    sure = built_in(language).word("intake.sure.certain")
    seen = said("intake.layout", language, n=30, layout="moodle", sure=sure, told=30, of=30)
    assert seen in words(result.output)
    assert "!" not in result.output
    people = json.loads((tmp_path / "out" / "run.json").read_bytes())["people"]
    assert {
        "student": "Person 7_1007", "name": "Person 7", "ids": {"moodle": "1007"},
        "file": "Person 7_1007_assignsubmission_file/lab.ipynb", "attempt": 1, "layout": "moodle",
    } in people  # fmt: skip


def test_run_json_says_what_the_platform_says_of_time_and_attempt(tmp_path: Path) -> None:
    for name in ("doejane_12_900_lab", "doejane_12_901_lab-1", "roejo_LATE_13_902_lab"):
        write(tmp_path / "in" / f"{name}.ipynb")
    assert grade(tmp_path / "in", tmp_path / "out").exit_code == 0
    jane, jo = json.loads((tmp_path / "out" / "run.json").read_bytes())["people"]
    assert (jane["file"], jane["attempt"], jane["late"]) == ("doejane_12_901_lab-1.ipynb", 2, False)
    assert (jo["attempt"], jo["late"], jo["ids"]) == (1, True, {"canvas": "13"})


# ---------------------------------------------------------------- loudly


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_most_of_which_is_set_aside_is_told_so(tmp_path: Path, language: str) -> None:
    write(tmp_path / "in" / "ana.ipynb")
    for name in ("bia.pdf", "caio.pdf", "davi.zip"):
        (tmp_path / "in" / name).write_bytes(b"x")
    printed = words(grade(tmp_path / "in", tmp_path / "out", "--lang", language).output)
    assert "! " + said("intake.most_aside", language, n=3, all=4) in printed
    assert "2 " + said("aside.pdf", language) in printed


def test_what_nobody_would_look_for_is_not_counted(tmp_path: Path) -> None:
    write(tmp_path / "in" / "ana.ipynb")
    for n in range(9):
        (tmp_path / "in" / f".hidden-{n}").write_bytes(b"x")
    assert "!" not in grade(tmp_path / "in", tmp_path / "out").output


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_reached_is_named_on_the_terminal_and_the_page(
    tmp_path: Path, language: str
) -> None:
    for name in ("ana", "bia", "caio"):
        write(tmp_path / "in" / f"{name}.ipynb")
    (tmp_path / "in" / "da\u200bvi.ipynb").symlink_to("nowhere")
    result = grade(tmp_path / "in", tmp_path / "out", "--lang", language)
    assert result.exit_code == 0
    why = said("aside.broken_link", language)
    assert f"! da<U+200B>vi.ipynb: {why}" in words(result.output)
    assert "da&lt;U+200B&gt;vi.ipynb" in (tmp_path / "out" / "index.html").read_text("utf-8")


# ---------------------------------------------------------------- the wrong assignment


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_of_another_assignment_is_told_by_grade_and_check(
    tmp_path: Path, language: str
) -> None:
    write(tmp_path / "in" / "ana.ipynb", OTHER)
    write(tmp_path / "in" / "bia.ipynb")
    sentence = said("intake.none_of_names", language, n=2, slug="standardise")
    printed = words(grade(tmp_path / "in", tmp_path / "out", "--lang", language).output)
    assert f"! {sentence} ana <- ana.ipynb {said('done.page', language)}" in printed
    checked = run("check", "double", tmp_path / "in" / "ana.ipynb", "--lang", language)
    assert f"! ana.ipynb: {sentence}" in words(checked.stderr)


@pytest.mark.parametrize("source", ["x = 1", "def double(x): pass\n" + OTHER, "# def standardise"])
def test_other_blank_notebooks_are_only_blank(tmp_path: Path, source: str) -> None:
    path = write(tmp_path / "in" / "ana.ipynb", source)
    assert "!" not in grade(tmp_path / "in", tmp_path / "out").output or source.startswith("#")
    assert "standardise" not in run("check", "double", path).stderr or source.startswith("#")


@pytest.mark.sampled(thorough=4)
@pytest.mark.parametrize("interrupted", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_results_of_another_assignment_are_not_graded_over(
    tmp_path: Path, language: str, interrupted: bool
) -> None:
    write(tmp_path / "in" / "ana.ipynb")
    out = tmp_path / "out"
    assert grade(tmp_path / "in", out).exit_code == 0
    if interrupted:
        for name in ("run.json", "index.html", "gradebook.csv"):
            (out / name).unlink()
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    result = grade(tmp_path / "in", out, "--lang", language, slug="standardise")
    assert result.exit_code == 2
    values = {"out": str(out), "other": "double", "slug": "standardise"}
    assert said("intake.another_assignment", language, **values) in words(result.output)
    assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert grade(tmp_path / "in", out).exit_code == 0


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"assignment": 3}', b"[" * 9999, b"\xff"])
def test_a_run_json_of_another_making_stands_in_nobodys_way(tmp_path: Path, content: bytes) -> None:
    write(tmp_path / "in" / "ana.ipynb")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "run.json").write_bytes(content)
    assert grade(tmp_path / "in", tmp_path / "out").exit_code == 0


# ---------------------------------------------------------------- results over hand-ins, left over


@pytest.mark.parametrize("language", LANGUAGES)
def test_results_over_hand_ins_are_refused_and_nothing_is_written(
    tmp_path: Path, language: str
) -> None:
    write(tmp_path / "in" / "ana.ipynb")
    result = grade(tmp_path / "in", tmp_path / "in", "--lang", language)
    assert result.exit_code == 2
    folder = str(tmp_path / "in")
    assert said("intake.over", language, out=folder, path=folder) in words(result.output)
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["ana.ipynb"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_being_nothing_to_grade_is_said_in_the_language_of_the_reports(
    tmp_path: Path, language: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ana.pdf").write_bytes(b"x")
    result = grade(tmp_path / "in", tmp_path / "out", "--lang", language)
    assert result.exit_code == 2
    assert said("intake.nothing", language, places=str(tmp_path / "in")) in words(result.output)
    why = built_in(language).word("aside.pdf")
    assert said("intake.found", language, names="ana.pdf", why=why) in words(result.output)
    assert not (tmp_path / "out").exists()


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_of_people_who_are_gone_are_told(tmp_path: Path, language: str) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    for name in ("ana", "bia"):
        write(folder / f"{name}.ipynb")
    grade(folder, out)
    (folder / "bia.ipynb").unlink()
    printed = words(grade(folder, out, "--anew", "--lang", language).output)
    sentence = said("intake.stale", language, n=1, folder=str(out / "students"))
    assert f"! {sentence} bia {said('done.page', language)}" in printed
    assert (out / "students" / "bia" / "report.json").exists()
    shutil.rmtree(out / "students" / "bia")
    assert "!" not in grade(folder, out).output
