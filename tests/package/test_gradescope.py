"""An autograder for Gradescope, in the folders that Gradescope gives: results, whatever happens."""

import json
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from command_line import run, write
from course_fixture import DOUBLE, GOOD_COUNTER, GOOD_DOUBLE
from course_fixture import SOLUTIONS as DOUBLE_SOLUTIONS
from diagnosing import SOLUTIONS, STANDARDISE
from gradescope_container import Container, unpacked
from page_reader import PageReader
from seeing import has_landlock

from grader.language import LANGUAGES, built_in
from grader.package.autograder_settings import SETTINGS

REFERENCE = (SOLUTIONS / "reference.py").read_text("utf-8")
WRONG = REFERENCE.replace("np.std(x, ", "np.std(x, ddof=1, ")
LOOP = "def double(x):\n    while True:\n        pass\n"
MARKUP = (
    "def double(x):\n    raise ValueError('<script>a(1)</script><img src=x onerror=y> \\x1b[1m')\n"
)
SEED = "ab" * 32


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "seed"
    path.write_text(f"{SEED}\n")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory, seed: Path) -> Path:
    return packed(DOUBLE, tmp_path_factory.mktemp("packed") / "double.zip", seed)


def packed(assignment: Path, out: Path, seed: Path, *more: str) -> Path:
    done = run("package", "gradescope", assignment, "--out", out, "--seed-file", seed, *more)
    assert done.exit_code == 0, done.output
    return out


@pytest.fixture
def container(double: Path, tmp_path: Path) -> Container:
    return unpacked(double, tmp_path / "autograder")


# ---------------------------------------------------------------- what comes of a submission


def right(folder: Path) -> None:
    write(folder / "my notebook.ipynb")


def wrong(folder: Path) -> None:
    write(folder / "a.ipynb", GOOD_DOUBLE.replace("2 * x", "3 * x"), GOOD_COUNTER)


def empty(folder: Path) -> None:
    (folder / "notes.txt").write_text("nothing here")
    (folder / "work.pdf").write_bytes(b"%PDF-1.7")


def unreadable(folder: Path) -> None:
    (folder / "a.ipynb").write_bytes(b'{"cells": [')


def endless(folder: Path) -> None:
    write(folder / "a.ipynb", LOOP, GOOD_COUNTER)


def two(folder: Path) -> None:
    write(folder / "a.ipynb", "print('a first try')")
    write(folder / "zzz <b>.ipynb")


def within_a_zip(folder: Path) -> None:
    written = write(folder / "a.ipynb")
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.write(written, "deep/a.ipynb")
    written.unlink()


def markup(folder: Path) -> None:
    write(folder / "a.ipynb", MARKUP, GOOD_COUNTER)


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize(
    ("hand_in", "score", "status", "of_items", "said"),
    [
        (right, 10.0, "graded", ["passed", "passed", "passed"], ""),
        (wrong, 1.0, "graded", ["failed", "failed", "passed"], ""),
        (empty, 0.0, "nothing_to_grade", [], "There is no notebook (.ipynb or .py) in what you"),
        (unreadable, 0.0, "unreadable", [], built_in("en").word("headline.unreadable")),
        (endless, 1.0, "graded", ["failed", "failed", "passed"], ""),
        (two, 10.0, "graded", ["passed", "passed", "passed"], "zzz &lt;b&gt;.ipynb"),
        (within_a_zip, 10.0, "graded", ["passed", "passed", "passed"], ""),
        (markup, 1.0, "graded", ["failed", "failed", "passed"], "&lt;script&gt;"),
    ],
)
def test_what_is_handed_in_gets_the_results_it_must(
    container: Container,
    hand_in: Callable[[Path], None],
    score: float,
    status: str,
    of_items: list[str],
    said: str,
) -> None:
    by_script = hand_in in (right, endless)
    hand_in(container.submission)
    made = container.ran() if by_script else container.marked()
    assert (made["score"], made["extra_data"]["grader"]["status"]) == (score, status)
    items = [test for test in made["tests"] if "max_score" in test]
    assert [test["status"] for test in items] == of_items
    assert said in made["output"]
    if items:
        assert [test["number"] for test in items] == ["1.1", "1.2", "2.1"]
        assert sum(test["score"] for test in items) == score
        assert {test["visibility"] for test in items} == {"visible"}
    assert_is_safe(made)


def assert_is_safe(made: Mapping[str, Any]) -> None:
    """No page asks for or runs anything; nothing of a path of the container is told."""
    for told in (made, *made["tests"]):
        if told["output_format"] == "html":
            page = PageReader(told["output"])
            assert page.faults == []
            tags = {tag for tag, _ in page.tags}
            assert not {"script", "iframe", "link", "img", "form"} & tags
    assert "\x1b" not in json.dumps(made).replace("\\u001b", "\x1b")
    assert "source/course" not in json.dumps(made)


# ---------------------------------------------------------------- faults of ours


def no_reference(source: Path) -> None:
    (source / "course" / "solutions" / "double" / "reference.py").write_text("1 / 0\n")


def no_rubric(source: Path) -> None:
    (source / "course" / "assignments" / "double" / "assignment.toml").write_text("[")


def no_solutions(source: Path) -> None:
    shutil.rmtree(source / "course" / "solutions")


def no_seed(source: Path) -> None:
    (source / "seed").write_text("1")


def no_settings(source: Path) -> None:
    (source / SETTINGS).write_text('{"assignment": 1}')


def no_submission(source: Path) -> None:
    shutil.rmtree(source.parent / "submission")


@pytest.mark.parametrize(
    "breaks", [no_reference, no_rubric, no_solutions, no_seed, no_settings, no_submission]
)
def test_a_fault_of_ours_is_no_mark_and_says_so(
    container: Container, breaks: Callable[[Path], None]
) -> None:
    right(container.submission)
    breaks(container.source)
    done = container.graded()
    made = container.results()
    assert "The 0 that stands here is no mark" in made["output"]
    assert made["extra_data"]["grader"]["status"] == "grader_fault"
    assert done.stderr.startswith("grader: ")  # for instructors


def test_where_the_grader_does_not_start_that_is_said(container: Container, tmp_path: Path) -> None:
    right(container.submission)
    broken = tmp_path / "bin" / "grader"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\nkill -9 $$\n")
    broken.chmod(0o755)
    assert container.run(path=broken.parent).returncode == 0
    assert "is no mark" in container.results()["output"]


def test_results_of_before_do_not_stay(container: Container) -> None:
    (container.root / "results").mkdir()
    (container.root / "results" / "results.json").write_text('{"score": 10}')
    right(container.submission)
    no_seed(container.source)
    container.graded()
    assert container.results()["score"] == 0.0


def test_what_a_bug_of_ours_does_not_judge_is_told_apart(container: Container) -> None:
    """One exercise that cannot be judged: its items have no score, the others keep theirs."""
    write(container.submission / "a.ipynb", GOOD_DOUBLE, GOOD_COUNTER.replace("+= 1", "+= 2"))
    exercises = container.source / "course" / "assignments" / "double" / "exercises.py"
    text = exercises.read_text("utf-8")
    bug = "        assert got == want\n        yield close_number("
    exercises.write_text(text.replace("        yield close_number(", bug), "utf-8")
    assert container.graded().stderr == ""
    made = container.results()
    assert (made["score"], [t.get("score") for t in made["tests"]]) == (9.0, [6.0, 3.0, None])
    assert made["extra_data"]["grader"]["status"] == "grader_fault"
    assert "no final mark" in made["output"]


def test_where_the_sandbox_does_not_hold_nothing_is_run(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox.choose.is_enough", lambda *_: False)
    right(container.submission)
    assert "grader doctor" in container.graded().stderr
    assert container.results()["output"] == built_in("en").word("gradescope.no_sandbox")


@pytest.mark.skipif(not has_landlock(), reason="this kernel has no Landlock")
def test_nothing_that_a_student_must_not_have_is_within_reach(container: Container) -> None:
    """Full marks for whoever can read or write none of it."""
    (container.root / "submission_metadata.json").write_text("{}")
    secrets = ["source/seed", "source/autograder.json", "submission_metadata.json"]
    secrets += ["source/course/solutions/double/reference.py", "results/results.json"]
    tries = [(str(container.root / name), mode) for name in secrets for mode in ("r", "a")]
    assert all(Path(path).exists() or "results" in path for path, _ in tries)
    source = (
        "def double(x):\n    got = 0\n"
        f"    for path, mode in {tries!r}:\n"
        "        try:\n            open(path, mode).close()\n            got += 1\n"
        "        except OSError:\n            pass\n"
        "    return 2 * x + got\n"
    )
    write(container.submission / "a.ipynb", source, GOOD_COUNTER)
    container.graded()
    assert container.results()["score"] == 10.0


# ---------------------------------------------------------------- languages, hints, forms


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_said_in_the_language_that_was_asked_for(
    tmp_path: Path, seed: Path, language: str
) -> None:
    archive = packed(DOUBLE, tmp_path / "a.zip", seed, "--lang", language)
    container = unpacked(archive, tmp_path / "autograder")
    fault = json.loads((container.source / "fault.json").read_bytes())
    assert fault["output"] == built_in(language).word("gradescope.fault")
    empty(container.submission)
    made = container.marked()
    assert made["output"].startswith(built_in(language).word("gradescope.nothing"))


@pytest.mark.parametrize(
    ("hint", "later", "form"), [("1", "after_due_date", "html"), ("3", "hidden", "md")]
)
def test_what_goes_beyond_the_hints_is_seen_later(
    tmp_path: Path, seed: Path, hint: str, later: str, form: str
) -> None:
    options = ("--hint", hint, "--later", later, "--form", form, "--lang", "en")
    archive = packed(STANDARDISE, tmp_path / "a.zip", seed, *options)
    container = unpacked(archive, tmp_path / "autograder")
    write(container.submission / "a.ipynb", WRONG)
    made = container.marked()
    mistake = "divided by n - 1"
    rest = [test for test in made["tests"] if "max_score" not in test]
    assert made["output_format"] == form
    assert [test["visibility"] for test in rest] == ([later] if hint == "1" else [])
    told = [mistake in made["output"], *(mistake in test["output"] for test in rest)]
    assert told == ([False, True] if hint == "1" else [True]), made["output"]


# ---------------------------------------------------------------- what is packed


def test_the_same_things_make_the_same_bytes(double: Path, tmp_path: Path, seed: Path) -> None:
    assert packed(DOUBLE, tmp_path / "again.zip", seed).read_bytes() == double.read_bytes()


def test_the_zip_holds_what_grading_takes_and_is_its_owners(double: Path) -> None:
    assert stat.S_IMODE(double.stat().st_mode) == 0o600
    with zipfile.ZipFile(double) as archive:
        modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o100755
    assert modes["seed"] == modes["course/solutions/double/reference.py"] == 0o100600
    folders = (("assignments", DOUBLE), ("solutions", DOUBLE_SOLUTIONS))
    for kind, folder in folders:
        inside = {name for name in modes if name.startswith(f"course/{kind}/double/")}
        there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        there = {name for name in there if "__pycache__" not in name}
        assert inside == {f"course/{kind}/double/{name}" for name in there}


@pytest.mark.parametrize(
    ("requirement", "installed"),
    [
        ("", "install --no-cache-dir nngrader=="),
        ("nngrader @ https://example.org/x.whl", "'nngrader @ https://example.org/x.whl'"),
        ("$(touch bad)'; x", "'$(touch bad)'\"'\"'; x'"),
        ("a wheel.whl", "\"$source\"/wheel/'a wheel.whl'"),
    ],
)
def test_setup_installs_what_was_asked_for(
    tmp_path: Path, seed: Path, monkeypatch: pytest.MonkeyPatch, requirement: str, installed: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a wheel.whl").write_bytes(b"PK")
    archive = packed(DOUBLE, tmp_path / "a.zip", seed, "--requirement", requirement)
    container = unpacked(archive, tmp_path / "autograder")
    script = container.source / "setup.sh"
    assert installed in script.read_text("utf-8")
    assert "python3.11" in script.read_text("utf-8")
    checked = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    if requirement == "a wheel.whl":
        assert (container.source / "wheel" / requirement).read_bytes() == b"PK"


def test_a_seed_is_drawn_beside_the_zip_and_kept(tmp_path: Path) -> None:
    out = tmp_path / "new" / "a.zip"
    packings = []
    for _ in range(2):
        assert run("package", "gradescope", DOUBLE, "--out", out).exit_code == 0
        packings.append(out.read_bytes())
    assert packings[0] == packings[1]
    drawn = out.with_suffix(".seed")
    with zipfile.ZipFile(out) as archive:
        assert archive.read("seed") == drawn.read_bytes()
    drawn.write_text(f"{SEED}\n")  # somebody who wants to know the hidden cases
    refused = run("package", "gradescope", DOUBLE, "--out", out)
    assert (refused.exit_code, "--seed-file" in refused.stderr) == (2, True)


def test_a_kit_is_packed_with_its_practice_cases(tmp_path: Path) -> None:
    kit = tmp_path / "double.kit"
    assert run("release", DOUBLE, "--out", kit, "--seeds", "1").exit_code == 0
    out = tmp_path / "a.zip"
    assert run("package", "gradescope", kit, "--out", out).exit_code == 0
    container = unpacked(out, tmp_path / "autograder")
    right(container.submission)
    assert container.marked()["score"] == 10.0


def without_solutions(folder: Path) -> tuple[str, Path, str]:
    shutil.copytree(DOUBLE, folder / "assignments" / "double")
    return str(folder / "assignments" / "double"), folder / "a.zip", ""


def wrong_reference(folder: Path) -> tuple[str, Path, str]:
    assignment, out, _ = without_solutions(folder)
    shutil.copytree(DOUBLE_SOLUTIONS, folder / "solutions" / "double")
    reference = folder / "solutions" / "double" / "reference.py"
    reference.write_text(reference.read_text("utf-8") + "\ndouble = None\n", "utf-8")
    return assignment, out, ""


def no_zip(folder: Path) -> tuple[str, Path, str]:
    return str(DOUBLE), folder / "a.tar", ""


def no_wheel(folder: Path) -> tuple[str, Path, str]:
    return str(DOUBLE), folder / "a.zip", "not-there.whl"


def no_folder(folder: Path) -> tuple[str, Path, str]:
    (folder / "file").write_text("")
    return str(DOUBLE), folder / "file" / "a.zip", ""


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (without_solutions, 2, "needs the solutions"),
        (wrong_reference, 3, "reference"),
        (no_zip, 2, "ends with .zip"),
        (no_wheel, 2, "not-there.whl"),
        (no_folder, 2, "cannot be written"),
    ],
)
def test_what_cannot_be_packed_is_a_sentence(
    tmp_path: Path,
    seed: Path,
    given: Callable[[Path], tuple[str, Path, str]],
    code: int,
    said: str,
) -> None:
    assignment, out, requirement = given(tmp_path)
    refused = run(
        "package", "gradescope", assignment, "--out", out,
        "--seed-file", seed, "--requirement", requirement,
    )  # fmt: skip
    assert refused.exit_code == code, refused.output
    assert said in refused.stderr
    assert not out.exists()
