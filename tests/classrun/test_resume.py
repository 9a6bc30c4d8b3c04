"""A run keeps what an earlier one has finished, and makes anew whatever else there is."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from class_runs import contents
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE
from resuming import (
    ALL_BUT_ANA,
    PAGE,
    REPORT,
    RESULT,
    STUDENTS,
    Spoil,
    change,
    grade,
    kept,
    made_otherwise,
    mark,
    write,
)

from grader.classrun import batch
from grader.model import Attempt, Status

pytestmark = pytest.mark.usefixtures("small_course")


def test_what_is_finished_is_kept_and_the_class_page_is_that_of_a_calm_run(
    handed_in: Path, out: Path, tmp_path: Path
) -> None:
    calm = tmp_path / "calm"
    grade(handed_in, calm, "--seed-file", str(out / "seed"))
    mark(out)
    (out / "students" / "bruno" / "report.json").unlink()
    result = grade(handed_in, out)
    assert result.exit_code == 0
    assert kept(out) == {"ana", "carla"}
    assert "3 submissions graded, 2 of them in the run before" in result.output
    assert {**contents(calm), "seed": (out / "seed").read_bytes()} == contents(out)
    assert json.loads((out / "run.json").read_bytes())["timing"]["kept"] == 2


def test_with_anew_everything_is_graded_anew(handed_in: Path, out: Path) -> None:
    mark(out)
    assert "in the run before" not in grade(handed_in, out, "--anew").output
    assert kept(out) == set()


def test_with_nothing_there_it_is_an_ordinary_run(handed_in: Path, tmp_path: Path) -> None:
    out = tmp_path / "new"
    assert grade(handed_in, out).exit_code == 0
    assert {path.name for path in (out / "students").iterdir()} == set(STUDENTS)


def _remove(path: str) -> Spoil:
    return lambda _handed_in, out: (out / path).unlink()


SPOILT: dict[str, Spoil] = {
    "no report": _remove(REPORT),
    "no page": _remove(PAGE),
    "half a report": change(REPORT, lambda text: text[: len(text) // 2]),
    "an empty report": change(REPORT, lambda _text: ""),
    "no report at all but JSON": change(REPORT, lambda _text: '{"a": 1}'),
    "another's folder": lambda _in, out: [
        (out / "students" / "ana" / name).write_bytes(
            (out / "students" / "bruno" / name).read_bytes()
        )
        for name in ("report.json", "report.html")
    ],
    "another content": (
        lambda folder, _out: write(folder / "ana.ipynb", GOOD_DOUBLE, GOOD_COUNTER, "1")
    ),
    "another assignment": made_otherwise(lambda r: r["provenance"].update(assignment="0")),
    "another reference": made_otherwise(lambda r: r["provenance"].update(reference="0")),
    "another version": made_otherwise(lambda r: r["provenance"]["versions"].update(grader="0.0")),
    "another isolation": made_otherwise(lambda r: r["isolation"].update(tier="not_isolated")),
    "a fault of ours": made_otherwise(lambda r: r.update(status="grader_fault")),
    "no result": _remove(RESULT),
    "half a result": change(RESULT, lambda text: text[: len(text) // 2]),
    "a report for a result": change(RESULT, lambda text: text.replace("/result/", "/report/")),
    "a result of another's": made_otherwise(lambda r: r.update(student="bruno"), RESULT),
    "a result of another assignment": made_otherwise(
        lambda r: r["provenance"].update(assignment="0"), RESULT
    ),
    "a result of another slug": made_otherwise(lambda r: r.update(slug="other"), RESULT),
    "a result of another version": made_otherwise(
        lambda r: r["provenance"].update(grader="0.0"), RESULT
    ),
    "a result under another isolation": made_otherwise(
        lambda r: r["isolation"].update(tier="not_isolated"), RESULT
    ),
    "a result with a fault of ours": made_otherwise(
        lambda r: r.update(status="grader_fault"), RESULT
    ),
}


def _ana(out: Path) -> list[bytes]:
    return [path.read_bytes() for name in (REPORT, RESULT) if (path := out / name).exists()]


@pytest.mark.sampled(thorough=4)
@pytest.mark.parametrize("spoilt", SPOILT)
def test_whatever_is_not_what_grading_would_give_now_is_made_anew(
    handed_in: Path, out: Path, spoilt: str
) -> None:
    mark(out)
    before = _ana(out)
    SPOILT[spoilt](handed_in, out)
    if (out / REPORT).exists() and spoilt not in ("no page", "another content"):
        assert _ana(out) != before, "nothing was spoilt"
    assert grade(handed_in, out).exit_code == 0
    assert kept(out) == ALL_BUT_ANA
    assert json.loads((out / REPORT).read_bytes())["score"] == 10


def test_a_report_that_is_sealed_again_as_it_was_is_kept(handed_in: Path, out: Path) -> None:
    """What the reports that are made otherwise above differ in is what they are made anew for."""
    mark(out)
    made_otherwise(lambda report: report)(handed_in, out)
    grade(handed_in, out)
    assert kept(out) == {"ana", *ALL_BUT_ANA}


def test_with_another_seed_everything_is_made_anew(
    handed_in: Path, out: Path, tmp_path: Path
) -> None:
    mark(out)
    (tmp_path / "seed").write_text("ab" * 32)
    (tmp_path / "seed").chmod(0o600)
    result = grade(handed_in, out, "--seed-file", str(tmp_path / "seed"))
    assert result.exit_code == 0
    assert kept(out) == set()


def test_in_another_language_results_are_told_again_and_nobody_is_graded(
    handed_in: Path, out: Path
) -> None:
    mark(out)
    done = grade(handed_in, out, "--lang", "es")
    assert done.exit_code == 0
    assert "3 de ellas en la evaluación anterior" in done.output
    assert kept(out) == set()
    calm = out.parent / "calm"
    grade(handed_in, calm, "--lang", "es", "--seed-file", str(out / "seed"))
    assert contents(calm) == {n: c for n, c in contents(out).items() if n != "seed"}


def test_annotated_copies_in_another_language_are_made_anew(handed_in: Path, out: Path) -> None:
    grade(handed_in, out, "--annotate")
    done = grade(handed_in, out, "--annotate", "--lang", "es")
    assert "in the run before" not in done.output


@pytest.mark.thorough
def test_reports_with_or_without_copies_are_not_mixed(handed_in: Path, out: Path) -> None:
    (handed_in / "carla.ipynb").write_bytes(bytes(50))  # a damaged file has no copy
    grade(handed_in, out)
    mark(out)
    grade(handed_in, out, "--annotate")
    assert kept(out) == {"carla"}
    mark(out)
    (out / "students" / "bruno" / "feedback.html").unlink()
    grade(handed_in, out, "--annotate")
    assert kept(out) == {"ana", "carla"}
    grade(handed_in, out)
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
        assert grade(handed_in, out, "--anew").exit_code == 0
    facts = json.loads((out / "run.json").read_bytes())
    assert len(facts["faults"]) == 1
    assert [path.name for path in (out / "faults").iterdir()] == ["bruno.txt"]
    mark(out)
    assert grade(handed_in, out).exit_code == 0
    assert kept(out) == {"ana", "carla"}
    assert json.loads((out / "run.json").read_bytes())["faults"] == []
    assert not list((out / "faults").iterdir())


def test_results_among_the_hand_ins_are_not_handed_in(handed_in: Path, out: Path) -> None:
    within = handed_in / "out"
    grade(handed_in, within, "--annotate")
    assert grade(handed_in, within, "--annotate").exit_code == 0
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
    assert grade(handed_in, out).exit_code == 0
    assert len(kept(out)) == 4
    assert (out / "index.html").read_bytes() == page
