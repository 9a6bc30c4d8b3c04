"""The annotated copy as a notebook: valid, the student's own cells whole, feedback in its place."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from annotate_samples import CELLS, TEXTS, again, cells_of, handed_in, students_cells
from course_fixture import notebook_bytes
from hypothesis import given, settings
from hypothesis import strategies as st
from json_values import json_values
from report_samples import full_marks, mixed

from grader.annotate.annotated import Annotated
from grader.annotate.document import is_feedback
from grader.annotate.insert import annotated
from grader.errors import UnreadableNotebook
from grader.language import LANGUAGES
from grader.model import Submission
from grader.notebook import read
from grader.notebook.encoding import plain_newlines

REPORT = mixed("en")
NAMES = [exercise.name for exercise in REPORT.exercises]
DATA = Path(__file__).parents[1] / "data/notebooks"


def titles(copy: Annotated) -> list[str]:
    """Return one word for each cell: an exercise's title where it is feedback on one."""
    told = {f"Feedback · {e.title}": e.title for e in REPORT.exercises}
    return [
        told.get(cell["source"].split("\n")[0].lstrip("># "), "opening")
        if is_feedback(cell)
        else cell["source"]
        for cell in cells_of(copy)
    ]


def code(*sources: str) -> Submission:
    return Submission("ana", "ana.ipynb", notebook_bytes(*sources))


@settings(max_examples=80, deadline=None)
@given(CELLS, st.dictionaries(st.sampled_from(NAMES), st.integers(1, 7)))
def test_any_notebook_keeps_its_cells_and_gets_feedback_where_it_belongs(
    cells: list[Any], places: dict[str, int]
) -> None:
    copy = annotated(handed_in(cells), REPORT, places)
    nbformat.validate(nbformat.reads(copy.notebook.decode(), as_version=4))
    assert students_cells(copy) == cells
    found = cells_of(copy)
    assert [is_feedback(cell) for cell in found].count(True) == 1 + len(NAMES)
    assert is_feedback(found[0])
    count = 0
    about: dict[str, int] = {}
    for cell in found[1:]:
        if not is_feedback(cell):
            count += cell["cell_type"] == "code"
            continue
        title = cell["source"].split("\n")[0].removeprefix("> ### Feedback · ")
        about[title] = count
    end = sum(cell["cell_type"] == "code" for cell in cells)
    assert about == {
        e.title: place if (place := places.get(e.name, end)) <= end else end
        for e in REPORT.exercises
    }


@settings(max_examples=40, deadline=None)
@given(CELLS, st.dictionaries(st.sampled_from(NAMES), st.integers(1, 7)))
def test_annotating_again_replaces_the_old_feedback(
    cells: list[Any], places: dict[str, int]
) -> None:
    first = annotated(handed_in(cells), REPORT, places)
    second = annotated(again(first), REPORT, places)
    assert second.notebook == first.notebook


def test_old_feedback_gives_way_to_new() -> None:
    first = annotated(code("x = 1"), REPORT, {})
    second = annotated(again(first), full_marks("en"), {})
    text = second.notebook.decode()
    assert students_cells(second) == students_cells(first)
    assert "Full marks" in text and "stopped with an error" not in text


def test_only_cells_of_text_are_ever_taken_for_feedback() -> None:
    mark = {"grader": {"feedback": True}}
    forged = {"cell_type": "code", "metadata": mark, "source": "x = 1", "outputs": [],
              "execution_count": None}  # fmt: skip
    copy = annotated(handed_in([forged, {**forged, "cell_type": "raw"}]), REPORT, {})
    assert [cell["source"] for cell in students_cells(copy)] == ["x = 1", "x = 1"]


def test_feedback_comes_after_its_cell_in_the_order_of_the_exercises() -> None:
    copy = annotated(code("a", "b", "c"), REPORT, {NAMES[2]: 1, NAMES[1]: 1, NAMES[0]: 3})
    first, second, third, *others = [e.title for e in REPORT.exercises]
    expected = ["opening", "a", second, third, "b", "c", first, *others]
    assert titles(copy) == expected


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(
                ["cell_type", "source", "metadata", "outputs", "id", "attachments", "input",
                 "execution_count"]
            ),
            json_values | st.sampled_from(["code", "markdown", "raw", "heading", "html"]),
        )
        | json_values,
        max_size=4,
    ),
    st.sampled_from(["cells", "worksheets"]),
    json_values,
)  # fmt: skip
def test_any_json_under_the_right_keys_becomes_a_valid_notebook(
    cells: list[Any], key: str, metadata: Any
) -> None:
    content = {key: cells if key == "cells" else [{"cells": cells}], "metadata": metadata}
    _is_annotated(Submission("ana", "ana.ipynb", json.dumps(content).encode()))


OUTPUT_KEYS = ["output_type", "data", "metadata", "text", "name", "stream", "png", "traceback"]
KINDS = ["stream", "display_data", "execute_result", "error", "pyout", "pyerr", "application/json"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(OUTPUT_KEYS), st.sampled_from(KINDS) | json_values)
        | json_values,
        max_size=3,
    ),
    st.sampled_from(["cells", "worksheets"]),
)
def test_any_outputs_become_valid_ones(outputs: list[Any], key: str) -> None:
    cells = [{"cell_type": "code", "source": "x", "input": "x", "outputs": outputs}]
    content = {key: cells if key == "cells" else [{"cells": cells}]}
    _is_annotated(Submission("ana", "ana.ipynb", json.dumps(content).encode()))


def _is_annotated(submission: Submission) -> None:
    try:
        copy = annotated(submission, REPORT, {})
    except UnreadableNotebook:
        return
    nbformat.validate(nbformat.reads(copy.notebook.decode(), as_version=4))
    json.loads(copy.notebook, parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200) | TEXTS.map(lambda t: t.encode("utf-8", "replace")),
    st.sampled_from(["a.ipynb", "a.py"]),
)
def test_any_bytes_are_annotated_or_refused(content: bytes, name: str) -> None:
    _is_annotated(Submission("ana", name, content))


@pytest.mark.parametrize(
    "content",
    [
        '{"cells": [{"cell_type": "code", "source": "x", "outputs": [' + "9" * 5000 + "]}]}",
        '{"cells": [{"cell_type": "code", "source": "x", "metadata": {"a": NaN, "b": 1e999}}]}',
        '{"cells": [{"cell_type": "code", "source": "x \\ud800"}]}',
        '{"cells": [{"source": "x", "metadata": {"a": ' + "[" * 200 + "]" * 200 + "}}]}",
        '{"cells": [{"source": "x", "metadata": {"tags": ["a", "a"], "name": "", "b": 1}}]}',
        '{"cells": [{"source": "x", "id": "a"}, {"source": "y", "id": "a"}, {"id": "cell-2"}]}',
        '{"cells": [{"source": "x"}], "metadata": {"kernelspec": 3, "title": 4, "mine": 5}}',
    ],
    ids=["digits", "infinite", "surrogate", "deep", "metadata", "ids", "notebook"],
)
def test_what_the_format_cannot_hold_is_left_out_and_the_rest_kept(content: str) -> None:
    submission = Submission("ana", "ana.ipynb", content.encode())
    _is_annotated(submission)
    copy = annotated(submission, REPORT, {})
    assert students_cells(copy)[0]["source"].startswith("x")
    whole = json.loads(copy.notebook)
    assert whole["metadata"] == ({"mine": 5} if "mine" in content else {})
    assert students_cells(copy)[0]["metadata"].get("b") == (1 if "tags" in content else None)


@pytest.mark.parametrize("path", sorted(DATA.glob("*--cells*")), ids=lambda path: path.name)
def test_every_format_that_can_be_read_can_be_annotated(path: Path) -> None:
    name = path.name.removesuffix(".txt")
    submission = Submission("ana", name, path.read_bytes())
    copy = annotated(submission, REPORT, {NAMES[0]: 1})
    nbformat.validate(nbformat.reads(copy.notebook.decode(), as_version=4))
    kept = {plain_newlines(cell["source"]) for cell in students_cells(copy)}
    assert {cell.source for cell in read(submission).cells} <= kept


def test_an_old_notebook_becomes_a_new_one_with_its_outputs() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Title"]},
        {"cell_type": "code", "language": "python", "input": ["x = 1\n", "x"], "prompt_number": 4,
         "outputs": [{"output_type": "pyout", "text": ["1"], "prompt_number": 4, "metadata": {}},
                     {"output_type": "stream", "stream": "stderr", "text": ["oh"]}]},
    ]  # fmt: skip
    content = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "old"},
               "worksheets": [{"cells": cells}]}  # fmt: skip
    submission = Submission("ana", "ana.ipynb", json.dumps(content).encode())
    copy = annotated(submission, REPORT, {NAMES[0]: 2})
    title, code = students_cells(copy)
    assert (title["cell_type"], title["source"]) == ("markdown", "## Title")
    assert (code["source"], code["execution_count"]) == ("x = 1\nx", 4)
    result, stream = code["outputs"]
    assert (result["output_type"], result["data"]) == ("execute_result", {"text/plain": "1"})
    assert (stream["name"], stream["text"]) == ("stderr", "oh")
    assert titles(copy)[3] == REPORT.exercises[0].title
    assert annotated(submission, REPORT, {NAMES[0]: 2}) == copy, "ids are not drawn at random"


def test_a_python_file_becomes_a_notebook_of_its_cells() -> None:
    submission = Submission("ana", "ana.py", b"x = 1\n# %%\ny = 2\n")
    copy = annotated(submission, REPORT, {NAMES[0]: 2})
    assert [c["source"] for c in students_cells(copy)] == ["x = 1\n", "y = 2\n"]
    assert titles(copy)[:4] == ["opening", "x = 1\n", "y = 2\n", REPORT.exercises[0].title]


@pytest.mark.parametrize("language", LANGUAGES)
def test_feedback_reads_as_it_was_approved(
    language: str, golden: Callable[[str, str], None]
) -> None:
    copy = annotated(code("x = 1"), mixed(language), {})
    told = [c["source"] for c in cells_of(copy) if is_feedback(c)]
    golden(f"annotated.{language}.md", "\n\n".join(told) + "\n")
