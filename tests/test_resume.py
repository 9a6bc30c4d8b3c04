"""`--resume` keeps what an interrupted run has finished, and makes anew whatever else there is."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from class_runs import contents
from click.testing import CliRunner, Result
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader import batch
from grader.cli import main
from grader.model import Attempt, Status

STUDENTS = ("ana", "bruno", "carla")


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder / "ana.ipynb", GOOD_DOUBLE, GOOD_COUNTER)
    write(folder / "bruno.ipynb", "def double(x):\n    return x\n", GOOD_COUNTER)
    write(folder / "carla.ipynb", "x = 1")
    return folder


@pytest.fixture
def out(tmp_path: Path, handed_in: Path) -> Path:
    """Return the folder of a run that was interrupted when everybody's report was there."""
    folder = tmp_path / "out"
    assert grade(handed_in, folder).exit_code == 0
    for name in ("index.html", "gradebook.csv", "run.json"):
        (folder / name).unlink()
    return folder


def write(path: Path, *sources: str) -> None:
    path.write_bytes(notebook_bytes(*sources))


def grade(handed_in: Path, out: Path, *options: str) -> Result:
    given = ["grade", "double", str(handed_in), "--out", str(out), "--jobs", "1", *options]
    return CliRunner().invoke(main, given)


def mark(out: Path) -> None:
    """Mark every report, so that one made anew is told from one that was kept."""
    for path in out.glob("students/*/report.json"):
        report = json.loads(path.read_bytes())
        report["timing"]["marked"] = 1
        path.write_text(json.dumps(report))


def kept(out: Path) -> set[str]:
    """Name the students whose report is still the marked one."""
    found = set()
    for path in out.glob("students/*/report.json"):
        if "marked" in json.loads(path.read_bytes())["timing"]:
            found.add(path.parent.name)
    return found


def test_what_is_finished_is_kept_and_the_class_page_is_that_of_a_calm_run(
    handed_in: Path, out: Path, tmp_path: Path
) -> None:
    calm = tmp_path / "calm"
    grade(handed_in, calm, "--seed-file", str(out / "seed"))
    mark(out)
    (out / "students" / "bruno" / "report.json").unlink()
    result = grade(handed_in, out, "--resume")
    assert result.exit_code == 0
    assert kept(out) == {"ana", "carla"}
    assert "3 submissions graded, 2 of them in the run before" in result.output
    assert {**contents(calm), "seed": (out / "seed").read_bytes()} == contents(out)
    assert json.loads((out / "run.json").read_bytes())["timing"]["kept"] == 2


def test_without_it_everything_is_graded_anew(handed_in: Path, out: Path) -> None:
    mark(out)
    assert "in the run before" not in grade(handed_in, out).output
    assert kept(out) == set()


def test_with_nothing_there_it_is_an_ordinary_run(handed_in: Path, tmp_path: Path) -> None:
    out = tmp_path / "new"
    assert grade(handed_in, out, "--resume").exit_code == 0
    assert {path.name for path in (out / "students").iterdir()} == set(STUDENTS)


def _change(path: str, change: Callable[[str], str]) -> Callable[[Path, Path], None]:
    def spoil(handed_in: Path, out: Path) -> None:
        target = out / path
        target.write_text(change(target.read_text()))

    return spoil


def _remove(path: str) -> Callable[[Path, Path], None]:
    return lambda _handed_in, out: (out / path).unlink()


REPORT = "students/ana/report.json"
ONE = {"bruno", "carla"}
SPOILT: dict[str, tuple[Callable[[Path, Path], object], set[str]]] = {
    "no report": (_remove(REPORT), ONE),
    "no page": (_remove("students/ana/report.html"), ONE),
    "half a report": (_change(REPORT, lambda text: text[: len(text) // 2]), ONE),
    "an empty report": (_change(REPORT, lambda _text: ""), ONE),
    "no report at all but JSON": (_change(REPORT, lambda _text: '{"a": 1}'), ONE),
    "another's report": (
        lambda _in, out: (out / REPORT).write_bytes(
            (out / "students/bruno/report.json").read_bytes()
        ),
        ONE,
    ),
    "another content": (
        lambda folder, _out: write(folder / "ana.ipynb", GOOD_DOUBLE, GOOD_COUNTER, "1"), ONE,
    ),
    "another seed": (lambda _in, out: (out / "seed").write_text("ab" * 32 + "\n"), set()),
    "another assignment": (
        _change(REPORT, lambda text: text.replace('"assignment": "', '"assignment": "0')), ONE,
    ),
    "another reference": (
        _change(REPORT, lambda text: text.replace('"reference": "', '"reference": "0')), ONE,
    ),
    "another version": (
        _change(REPORT, lambda text: text.replace('"grader": "', '"grader": "0.')), ONE,
    ),
    "another isolation": (
        _change(REPORT, lambda text: text.replace('"tier": "', '"tier": "not_')), ONE,
    ),
    "a fault of ours": (
        _change(REPORT, lambda text: text.replace('"graded"', '"grader_fault"', 1)), ONE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("spoilt", SPOILT)
def test_whatever_is_not_what_grading_would_give_now_is_made_anew(
    handed_in: Path, out: Path, spoilt: str
) -> None:
    spoil, expected = SPOILT[spoilt]
    mark(out)
    before = (out / REPORT).read_bytes()
    spoil(handed_in, out)
    if (out / REPORT).exists() and spoilt not in ("no page", "another content", "another seed"):
        assert (out / REPORT).read_bytes() != before, "nothing was spoilt"
    assert grade(handed_in, out, "--resume").exit_code == 0
    assert kept(out) == expected
    assert json.loads((out / REPORT).read_bytes())["score"] == 10


def test_another_language_is_made_anew(handed_in: Path, out: Path) -> None:
    mark(out)
    assert grade(handed_in, out, "--resume", "--lang", "es").exit_code == 0
    assert kept(out) == set()


def test_reports_with_or_without_copies_are_not_mixed(handed_in: Path, out: Path) -> None:
    (handed_in / "carla.ipynb").write_bytes(bytes(50))  # a damaged file has no copy
    grade(handed_in, out)
    mark(out)
    grade(handed_in, out, "--resume", "--annotate")
    assert kept(out) == {"carla"}
    mark(out)
    (out / "students" / "bruno" / "feedback.html").unlink()
    grade(handed_in, out, "--resume", "--annotate")
    assert kept(out) == {"ana", "carla"}
    grade(handed_in, out, "--resume")
    assert kept(out) == {"carla"}
    assert not list(out.rglob("feedback.*"))


def start_without_advice(run: batch.ClassRun) -> Any:
    """Start a worker whose advice has a bug."""

    def broken(_prepared: object, _executor: object, attempt: Attempt, *_: object) -> object:
        if any(case.status is Status.FAILED for case in attempt.judged):
            raise KeyError("ours")
        return {}

    import_module("grader.advise.advise")._advise = broken  # type: ignore[attr-defined]
    return batch._start(run)


def test_what_met_a_fault_of_ours_without_losing_points_is_made_anew(
    handed_in: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(batch, "_start", start_without_advice)
        assert grade(handed_in, out).exit_code == 0
    facts = json.loads((out / "run.json").read_bytes())
    assert len(facts["faults"]) == 1
    assert [path.name for path in (out / "faults").iterdir()] == ["bruno.txt"]
    mark(out)
    assert grade(handed_in, out, "--resume").exit_code == 0
    assert kept(out) == {"ana", "carla"}
    assert json.loads((out / "run.json").read_bytes())["faults"] == []
    assert not list((out / "faults").iterdir())


def test_results_among_the_hand_ins_are_not_handed_in(handed_in: Path, out: Path) -> None:
    within = handed_in / "out"
    grade(handed_in, within, "--annotate")
    assert grade(handed_in, within, "--resume", "--annotate").exit_code == 0
    facts = json.loads((within / "run.json").read_bytes())
    assert (facts["submissions"], facts["set_aside"]) == (3, [])


def test_a_student_id_that_is_cleaned_in_the_report_is_known_again(
    handed_in: Path, tmp_path: Path
) -> None:
    out = tmp_path / "odd"
    write(handed_in / "b\u202eidi\x07.ipynb", GOOD_DOUBLE, GOOD_COUNTER)
    grade(handed_in, out)
    page = (out / "index.html").read_bytes()
    mark(out)
    assert grade(handed_in, out, "--resume").exit_code == 0
    assert len(kept(out)) == 4
    assert (out / "index.html").read_bytes() == page
