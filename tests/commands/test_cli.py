"""The commands as a person meets them: what they print, what they write, how they end."""

import csv
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import GOOD, run, write
from course_fixture import DOUBLE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

import grader.grade
from grader import session
from grader.classrun import batch
from grader.cli import main
from grader.model import Limits
from grader.sandbox.choose import Requirements, begin_executor
from grader.sandbox.executor import Executor


def gradebook(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((out / "gradebook.csv").read_text().splitlines()))


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """A class of six: right, wrong, blank, raising, damaged, endless."""
    folder = tmp_path / "handed in"
    write(folder / "ana.ipynb", *GOOD)
    write(folder / "bruno.ipynb", "def double(x):\n    return x + 2\n", GOOD_COUNTER)
    write(folder / "carla.ipynb", "x = 1")
    write(folder / "diego.ipynb", "def double(x):\n    return 1 / 0\n", GOOD_COUNTER)
    (folder / "eva.ipynb").write_bytes(bytes(50))
    write(folder / "fabio.ipynb", "def double(x):\n    while True:\n        pass\n", GOOD_COUNTER)
    (folder / "notes.pdf").write_bytes(b"%PDF")
    return folder


# ---------------------------------------------------------------- check


def test_check_ends_with_0_on_full_marks(tmp_path: Path) -> None:
    result = run("check", "double", write(tmp_path / "ana.ipynb", *GOOD))
    assert result.exit_code == 0
    assert "Doubling" in result.output
    assert "10" in result.output


def test_check_ends_with_1_on_less_and_says_where(tmp_path: Path) -> None:
    path = write(tmp_path / "ana.ipynb", GOOD_DOUBLE, "class Counter:\n    count = 0\n")
    result = run("check", "double", path)
    assert result.exit_code == 1
    assert "AttributeError" in result.output


def test_check_writes_json_and_html(tmp_path: Path) -> None:
    path = write(tmp_path / "ana.ipynb", *GOOD)
    report = json.loads(run("check", "double", path, "--format", "json").stdout)
    assert (report["schema"], report["score"]) == ("grader/report/1", 10.0)
    assert run("check", "double", path, "--format", "html").stdout.startswith("<!doctype html>")


def test_check_speaks_the_language_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "ana.ipynb", *GOOD)
    report = json.loads(run("check", "double", path, "--format", "json", "--lang", "es").stdout)
    assert report["assignment"]["title"] == "Duplicar"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["check", "doubel", "a.ipynb"], "did you mean double?"),
        (["check", "double", "nowhere.ipynb"], "nowhere.ipynb cannot be read"),
        (["grade", "double", "nowhere", "--out", "out"], "nowhere does not exist"),
        (["grade", "double", ".", "--out", "out"], "no notebook"),
        (["check", "double", "a.ipynb", "--seed-file", "nowhere"], "not a seed file"),
        (["grade", "double", "a.ipynb"], "Missing option '--out'"),
    ],
)
def test_wrong_use_ends_with_2_and_a_sentence(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    if "nowhere" in arguments[-1]:
        write(tmp_path / "a.ipynb", *GOOD)
    result = run(*arguments)
    assert result.exit_code == 2
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_check_of_an_unreadable_file_ends_with_2_and_a_report(tmp_path: Path) -> None:
    path = tmp_path / "ana.ipynb"
    path.write_bytes(bytes(50))
    result = run("check", "double", path)
    assert result.exit_code == 2
    assert "ana.ipynb" in result.output


def test_an_assignment_may_be_given_as_a_folder(tmp_path: Path) -> None:
    assert run("check", DOUBLE, write(tmp_path / "ana.ipynb", *GOOD)).exit_code == 0


# ---------------------------------------------------------------- grade


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_class_is_graded_whatever_its_members_hand_in(
    tmp_path: Path, handed_in: Path, jobs: str
) -> None:
    out = tmp_path / "out"
    result = run("grade", "double", handed_in, "--out", out, "--jobs", jobs)
    assert result.exit_code == 0
    rows = gradebook(out)
    assert list(rows[0]) == ["student", "score", "max_score", "status", "double", "Counter"]
    assert [(r["student"], r["score"], r["status"]) for r in rows] == [
        ("ana", "10", "graded"),
        ("bruno", "1", "graded"),
        ("carla", "0", "not_attempted"),
        ("diego", "1", "graded"),
        ("eva", "0", "unreadable"),
        ("fabio", "1", "graded"),
    ]
    for row in rows:
        folder = out / "students" / row["student"]
        report = json.loads((folder / "report.json").read_bytes())
        assert str(report["score"]).removesuffix(".0") == row["score"]
        assert row["student"] in (folder / "report.html").read_text()
    facts = json.loads((out / "run.json").read_bytes())
    assert facts["submissions"] == 6
    assert [aside["file"] for aside in facts["set_aside"]] == ["notes.pdf"]
    assert "fabio" in (out / "index.html").read_text()
    assert stat.S_IMODE((out / "seed").stat().st_mode) == 0o600
    assert not list(out.rglob(".writing-*"))


def test_a_class_s_own_process_grades_nobody_and_its_sandbox_is_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Requirements] = []

    def noted(folder: Path, limits: Limits, required: Requirements) -> Callable[[], Executor]:
        begun.append(required)
        return begin_executor(folder, limits, required)

    monkeypatch.setattr(session, "begin_executor", noted)
    ana = write(tmp_path / "in" / "ana.ipynb", *GOOD)
    assert run("grade", "double", ana, "--out", tmp_path / "out").exit_code == 0
    assert [one.sparing for one in begun] == [True]  # the worker's was begun elsewhere
    assert gradebook(tmp_path / "out")[0]["score"] == "10"


def test_the_same_class_and_seed_give_the_same_files_but_for_the_time(
    tmp_path: Path, handed_in: Path
) -> None:
    (handed_in / "fabio.ipynb").unlink()
    first, second = tmp_path / "first", tmp_path / "second"
    run("grade", "double", handed_in, "--out", first, "--jobs", "1")
    seed = first / "seed"
    run("grade", "double", handed_in, "--out", second, "--seed-file", seed, "--jobs", "2")
    for path in sorted(first.rglob("*")):
        # notes say where things are, and what each run was asked for
        if path.is_file() and path.name != "seed" and path.parent.name != "notes":
            other = second / path.relative_to(first)
            assert _timeless(path) == _timeless(other), path


def test_grading_again_into_the_same_folder_keeps_its_seed(tmp_path: Path, handed_in: Path) -> None:
    out = tmp_path / "out"
    run("grade", "double", handed_in / "ana.ipynb", "--out", out)
    seed = (out / "seed").read_text()
    assert run("grade", "double", handed_in / "ana.ipynb", "--out", out).exit_code == 0
    assert (out / "seed").read_text() == seed


def test_a_zip_is_a_class_too(tmp_path: Path) -> None:
    archive = tmp_path / "class.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("turma/ana.ipynb", notebook_bytes(*GOOD))
        file.writestr("turma/bruno.py", GOOD_DOUBLE)
    out = tmp_path / "out"
    assert run("grade", "double", archive, "--out", out).exit_code == 0
    rows = gradebook(out)
    assert [(r["student"], r["score"]) for r in rows] == [("ana", "10"), ("bruno", "9")]


def test_strict_ends_with_1_unless_all_marks_are_full(tmp_path: Path, handed_in: Path) -> None:
    out = tmp_path / "out"
    ana, bruno = handed_in / "ana.ipynb", handed_in / "bruno.ipynb"
    assert run("grade", "double", ana, "--out", out, "--strict").exit_code == 0
    assert run("grade", "double", ana, bruno, "--out", out, "--strict").exit_code == 1


def start_broken(run: batch.ClassRun) -> Any:
    """Start a worker whose extraction has a bug."""

    def broken(*_: object) -> object:
        raise KeyError("ours")

    grader.grade.extract = broken
    return batch._start(run)


def test_a_class_whose_grading_met_a_fault_of_ours_ends_with_3_and_no_score(
    tmp_path: Path, handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_start", start_broken)
    out = tmp_path / "out"
    result = run("grade", "double", handed_in / "ana.ipynb", "--out", out, "--jobs", "1")
    assert result.exit_code == 3
    row = gradebook(out)[0]
    assert (row["score"], row["status"]) == ("", "grader_fault")


def test_a_check_that_is_stuck_in_our_code_ends_with_3_and_no_score(
    handed_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(*_: object) -> object:
        while True:
            pass

    monkeypatch.setattr("grader.grade.extract", stuck)
    monkeypatch.setattr(Limits, "stuck_seconds", 0.5)
    result = run("check", "double", handed_in / "ana.ipynb", "--format", "json")
    assert result.exit_code == 3
    report = json.loads(result.stdout)
    assert (report["score"], report["status"]) == (None, "grader_fault")
    assert "ana.ipynb: stuck in code of ours, and ended" in result.stderr


# ---------------------------------------------------------------- list, doctor


def test_list_names_the_assignments() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "double" in result.output
    assert "Doubling" in result.output


def test_doctor_says_what_holds() -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "isolated" in result.output
    assert "ALLOWED" not in result.output


def test_every_command_has_help() -> None:
    for name, command in main.commands.items():
        assert command.help, name
        assert run(name, "--help").exit_code == 0


def _timeless(path: Path) -> object:
    if path.suffix != ".json":
        return path.read_bytes()
    content = json.loads(path.read_bytes())
    assert content.pop("timing", None) or path.name in ("assignment.json", "insight.json")
    return content
