"""Notebooks of absurd size get a copy too, of what there is room for."""

import json
import tracemalloc
from typing import Any

import nbformat
import pytest
from annotate_samples import cells_of, handed_in, students_cells
from report_samples import mixed

from grader.annotate import assemble, document
from grader.annotate.insert import annotated

REPORT = mixed("en")
OUTPUT = {"output_type": "stream", "name": "stdout", "text": "a\nb"}


def code(source: str, outputs: int) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [OUTPUT] * outputs,
            "execution_count": None}  # fmt: skip


CELLS = [code("x = 1", 2), {"cell_type": "markdown", "metadata": {}, "source": "words"},
         code("y = 2", 3)]  # fmt: skip


def test_outputs_beyond_the_limit_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_OUTPUTS", 3)
    found = students_cells(annotated(handed_in(CELLS), REPORT, {}))
    assert [len(cell.get("outputs", [])) for cell in found] == [2, 0, 1]
    assert [cell["source"] for cell in found] == ["x = 1", "words", "y = 2"]


@pytest.mark.parametrize(("name", "limit"), [("MOST_CELLS", 2), ("DENSEST", 10)])
def test_of_far_too_much_only_the_code_is_kept_in_its_place(
    monkeypatch: pytest.MonkeyPatch, name: str, limit: int
) -> None:
    monkeypatch.setattr(document, name, limit)
    first = REPORT.exercises[0]
    copy = annotated(handed_in(CELLS), REPORT, {first.name: 1})
    assert [cell["source"] for cell in students_cells(copy)] == ["x = 1", "y = 2"]
    assert first.title in cells_of(copy)[2]["source"]


def test_very_many_lines_are_written_as_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    split = annotated(handed_in(CELLS), REPORT, {})
    monkeypatch.setattr(assemble, "_LINES", 5)
    whole = annotated(handed_in(CELLS), REPORT, {})
    assert isinstance(json.loads(split.notebook)["cells"][0]["source"], list)
    assert isinstance(json.loads(whole.notebook)["cells"][0]["source"], str)
    assert nbformat.reads(whole.notebook.decode(), 4) == nbformat.reads(split.notebook.decode(), 4)


def test_a_flood_of_lines_takes_no_flood_of_memory() -> None:
    flood = "\n" * 1_000_000
    output = {**OUTPUT, "text": flood}
    submission = handed_in([{**code("x = 1", 0), "outputs": [output]}])
    annotated(handed_in(CELLS), REPORT, {})  # imports
    tracemalloc.start()
    try:
        copy = annotated(submission, REPORT, {})
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cells_of(copy)[1]["outputs"][0]["text"] == flood
    assert peak < 20 * len(submission.content)
