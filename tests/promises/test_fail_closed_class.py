"""Ways a submission can end in a class run, by the table in docs/threat-model.md."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from class_run_of import folder_store, run_in, worker_of
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, submission
from endings import SUBMISSIONS, Ending, ending

from grader.classrun import worker as working
from grader.classrun.worker import Worker
from grader.intake import HandIn, Person, Place
from grader.report.to_json import read_json
from grader.reported import Report
from grader.sandbox import policy

pytestmark = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    out = tmp_path / "out"
    with worker_of(run_in(folder_store(out))) as found:
        yield found


def _handed(tmp_path: Path) -> HandIn:
    path = tmp_path / "ana.ipynb"
    path.write_bytes(submission(GOOD_DOUBLE, GOOD_COUNTER).content)
    return HandIn(Person("ana"), path.name, Place(path))


def _written(tmp_path: Path) -> Ending:
    report = tmp_path / "out" / "students" / "ana" / "report.json"
    return ending(read_json(report.read_bytes()))


def test_a_file_that_vanishes_is_our_fault(worker: Worker, tmp_path: Path) -> None:
    handed = _handed(tmp_path)
    handed.place.path.unlink()
    assert "ana.ipynb cannot be read" in worker.grade(handed, "ana").faults[0]
    assert _written(tmp_path) == SUBMISSIONS["file_vanishes"]


def test_a_report_that_cannot_be_rendered_is_our_fault(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = working.render_html
    calls: list[Report] = []

    def broken(report: Report, copy: str) -> str:
        calls.append(report)
        if len(calls) == 1:
            raise ZeroDivisionError("0.123, a hidden input")
        return render(report, copy)

    monkeypatch.setattr(working, "render_html", broken)
    faults = worker.grade(_handed(tmp_path), "ana").faults
    assert _written(tmp_path) == SUBMISSIONS["report_fails"]
    assert "0.123" not in faults[0]


def test_advice_that_fails_costs_nothing_and_is_told(
    worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "grader.classrun.worker.annotate", lambda *given: given[-1]("copy: no") or None
    )
    worker.run = replace(worker.run, annotate=True)
    assert worker.grade(_handed(tmp_path), "ana").faults == ("copy: no",)
    assert _written(tmp_path) == SUBMISSIONS["advice_fails"]
    assert (tmp_path / "out" / "faults" / "ana.txt").read_text() == "copy: no"
