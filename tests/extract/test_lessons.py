"""Extraction from whole lessons, and what executing the chunks leaves."""

import warnings

import pytest
from notebook_samples import LESSON, cells, sample

from grader.extract import extract
from grader.model import Ask, Chunk, Extraction, Text


def heads(extraction: Extraction) -> list[str]:
    return [chunk.source.split("\n")[0][:24] for chunk in extraction.chunks]


@pytest.mark.parametrize("name", ["lesson-done", "crlf-and-bom", "version3", "percent", "nbgrader"])
def test_a_lesson_gives_the_same_definitions_however_it_is_stored(name: str) -> None:
    extraction = extract(sample(name), LESSON)

    assert heads(extraction) == [
        "import numpy as np",
        "import matplotlib.pyplot",
        "from reg_utils import si",
        "from reg_utils import co",
        "from testCases import *",
        "def model(X, Y, learning",
        "def compute_cost_with_re",
        "def forward_propagation_",
        "def backward_propagation",
    ]
    assert extraction.names == {ask.name: ask.name for ask in LESSON}
    assert not extraction.missing
    assert not extraction.problems


def test_chunks_name_the_cell_and_the_line_they_came_from() -> None:
    chunks = extract(sample("lesson-done"), LESSON).chunks

    assert [(c.cell, c.line) for c in chunks[4:]] == [(1, 7), (3, 1), (6, 2), (10, 1), (12, 1)]


def test_a_copy_as_one_python_text_is_extracted_too() -> None:
    extraction = extract(sample("virtual-document"), LESSON)

    assert set(extraction.names) == {ask.name for ask in LESSON}
    assert {chunk.cell for chunk in extraction.chunks} == {1}


def test_an_unclosed_bracket_costs_its_cell_and_a_later_cell_may_mend_it() -> None:
    extraction = extract(sample("unclosed"), LESSON)

    by_start = {chunk.source[:30]: chunk.cell for chunk in extraction.chunks}
    assert by_start["def compute_cost_with_regulari"] == 15
    assert [(p.where, p.message.key) for p in extraction.problems] == [
        (Text("cell_line", {"cell": 6, "line": 8}), "broken_unclosed"),
        (Text("in_cell", {"cell": 6}), "broken_costs"),
        (Text("cell_line", {"cell": 16, "line": 1}), "broken_unclosed"),
    ]


def test_executing_the_chunks_leaves_what_restart_and_run_all_would() -> None:
    notebook = cells(
        "import math\nscale = 2",
        "def g(x):\n    return x * scale\ndef f(x):\n    return 0",
        "class Value:\n    def double(self, x):\n        return g(x)",
        "class Value(Value):\n    def half(self, x):\n        return x / scale",
        "Value.name = 'v'\nscale = 3; f = lambda x: Value().double(x) + math.floor(0.5)",
    )
    extraction = extract(notebook, [Ask("f"), Ask("Value", "class")])

    names: dict[str, object] = {}
    for chunk in extraction.chunks:
        exec(chunk.source, names)
    whole: dict[str, object] = {}
    for cell in notebook.cells:
        exec(cell.source, whole)
    assert names["f"](5) == whole["f"](5) == 15  # type: ignore[operator]
    assert names["Value"]().half(6) == whole["Value"]().half(6) == 2.0  # type: ignore[operator]


def test_python_s_warnings_on_student_code_stay_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        extraction = extract(cells("def f():\n    return '\\l', 1 is 1"), [Ask("f")])
    assert extraction.names == {"f": "f"}


def test_needs_of_a_block_are_no_problem_for_the_case_binds_them() -> None:
    asks = [Ask("train", "block", calls=("step",))]
    notebook = cells(
        "class MLP: pass\nmlp = MLP()",
        "def loss():\n    return mlp",
        "while loss():\n    mlp.step()",
    )
    extraction = extract(notebook, asks)

    assert extraction.blocks == {"train": Chunk(3, 1, "while loss():\n    mlp.step()")}
    assert [p.message for p in extraction.problems] == [
        Text("need_call", {"name": "mlp", "cell": 1, "call": "MLP"})
    ]
    direct = cells("class MLP: pass\nmlp = MLP()", "while True:\n    mlp.step()")
    assert not extract(direct, asks).problems


def test_problems_beyond_what_anyone_would_read_are_counted() -> None:
    extraction = extract(cells(*["x = ("] * 100), [])

    assert len(extraction.problems) == 41
    assert extraction.problems[-1].message == Text("more_problems", {"count": 160})


def test_long_names_are_clipped_in_sentences() -> None:
    extraction = extract(cells("def " + "f" * 190 + "(:"), [])

    assert extraction.problems[1].message.values["names"] == "f" * 59 + "…"
