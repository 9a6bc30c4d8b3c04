"""Reading: every form a notebook or a script comes in gives its code cells."""

import codecs
import json
from typing import Any

import nbformat
import pytest
from notebook_samples import SMALL, SMALL_CELLS, cells_of, document, submission

from grader.model import Text
from grader.notebook import read


def test_cells_are_numbered_as_jupyter_counts_them_texts_left_out() -> None:
    source = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Lesson"),
            nbformat.v4.new_code_cell("x = 1"),
            nbformat.v4.new_raw_cell("raw"),
            nbformat.v4.new_code_cell("y = 'ção'"),
            nbformat.v4.new_code_cell("  \n"),
        ]
    )
    assert cells_of(nbformat.writes(source)) == [(1, "x = 1"), (2, "y = 'ção'")]


def test_nbformat_3_is_read_across_worksheets() -> None:
    code = {"cell_type": "code", "language": "python", "outputs": []}
    sheets = [
        {"cells": [{"cell_type": "heading", "source": "A"}, {**code, "input": "x = 1"}]},
        {"cells": [{**code, "input": ["y = 2\n", "z = 3"]}]},
    ]
    content = json.dumps({"worksheets": sheets, "metadata": {"name": ""}, "nbformat": 3})
    assert cells_of(content) == [(1, "x = 1"), (2, "y = 2\nz = 3")]


@pytest.mark.parametrize(
    "content",
    [
        SMALL.encode(),
        b"\n  " + SMALL.encode(),
        codecs.BOM_UTF8 + SMALL.encode(),
        codecs.BOM_UTF16_LE + SMALL.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + SMALL.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + SMALL.encode("utf-32-le"),
        SMALL.encode("utf-16-le"),
        SMALL.encode("utf-16-be"),
        SMALL.encode() + b"\0" * 512,
        SMALL.replace('"outputs": []', '"outputs": [{"data": NaN, "x": Infinity}]').encode(),
        SMALL.replace('"outputs": []', '"outputs": [{"text": "tab\there"}]').encode(),
        SMALL.replace('"metadata": {}', '"metadata": null').encode(),
        SMALL.replace('"nbformat": 4', '"nbformat": "four"').encode(),
        SMALL.replace('"cells": [', '"cells": [').replace("y = 2\\n", "y = 2\\r\\n").encode(),
    ],
)
def test_odd_but_whole_notebooks_are_read(content: bytes) -> None:
    assert cells_of(content) == SMALL_CELLS


def test_fields_of_odd_types_cost_only_their_cell() -> None:
    odd = document("x = 1", None, ["y", 3, " = 2"], 7, "z = 3")
    odd["cells"] += [None, {"source": "w = 4"}, {"cell_type": ["code"], "source": ["v = 5"]}]
    odd["cells"][0]["cell_type"] = "code"
    found = read(submission(json.dumps(odd)))
    sources = [(c.number, c.source) for c in found.cells]
    assert sources == [(1, "x = 1"), (3, "y = 2"), (5, "z = 3"), (6, "w = 4"), (7, "v = 5")]
    assert [(p.where, p.message.key) for p in found.problems] == [
        (Text("in_cell", {"cell": 4}), "cell_without_text")
    ]


@pytest.mark.parametrize(
    "source",
    [
        [["x = 1\n", "y = 2"]],
        [["x = 1\n"], [["y = 2"]]],
        ["x = 1", [None, "y = 2"]],
        [["x = 1"], 7, ["y = 2"]],
    ],
)
def test_lists_of_lists_are_lines(source: Any) -> None:
    document = {"cells": [{"cell_type": "code", "source": source}]}
    assert cells_of(json.dumps(document)) == [(1, "x = 1\ny = 2")]


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert cells_of(SMALL.replace("x = 1", "x = '\\ud83d'")) == [(1, "x = '?'"), SMALL_CELLS[1]]


def test_latin_1_notebooks_are_read() -> None:
    content = json.dumps(document("x = 'ção'"), ensure_ascii=False).encode("latin-1")
    assert cells_of(content) == [(1, "x = 'ção'")]


def test_locked_tests_are_left_out_and_locked_helpers_are_not() -> None:
    source = document("given = 1", "assert f(1)", "def f(): pass")
    marks = [
        {"grade": False, "solution": False, "locked": True},
        {"grade": True, "solution": False, "locked": True},
        {"grade": False, "solution": True, "locked": False},
    ]
    for cell, mark in zip(source["cells"], marks, strict=True):
        cell["metadata"] = {"nbgrader": {"schema_version": 3, **mark}}
    assert [number for number, _ in cells_of(json.dumps(source))] == [1, 3]


@pytest.mark.parametrize("metadata", [[], "x", {"nbgrader": 3}, {"nbgrader": {"grade": "yes"}}])
def test_odd_nbgrader_metadata_locks_nothing(metadata: Any) -> None:
    source = document("x = 'nbgrader'")
    source["cells"][0]["metadata"] = metadata
    assert len(cells_of(json.dumps(source))) == 1


# ---------------------------------------------------------------- scripts


def test_a_python_file_is_one_cell() -> None:
    assert cells_of("import math\r\nx = 1\r", "lesson.py") == [(1, "import math\nx = 1\n")]


def test_python_text_under_a_notebook_s_name_is_read() -> None:
    assert cells_of("import math\nx = 1") == [(1, "import math\nx = 1")]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "# header\nimport a\n# %%\nx = 1\n\n# %% [markdown]\n# # Title\n# %% plots\ny = 2\n",
            [(1, "# header\nimport a\n"), (2, "x = 1\n\n"), (3, "y = 2\n")],
        ),
        ("#%%\nx = 1\n#%%\n", [(1, "x = 1\n"), (2, "")]),
        ("#!/usr/bin/env python\n\n# In[1]:\n\nx = 1\n# In[ ]:\ny = 2", None),
        ("# COMMAND ----------\nx = 1", [(1, "x = 1")]),
        ("x = '# %%'\n  # %% no marker\ny = 1", [(1, "x = '# %%'\n  # %% no marker\ny = 1")]),
    ],
)
def test_percent_scripts_are_split_into_cells(
    script: str, expected: list[tuple[int, str]] | None
) -> None:
    found = cells_of(script, "lesson.py")
    if expected is None:
        expected = [(1, "#!/usr/bin/env python\n\n"), (2, "\nx = 1\n"), (3, "y = 2")]
    assert found == expected


def test_latin_1_python_is_read_and_told() -> None:
    found = read(submission("título = 'ação'".encode("latin-1"), "lesson.py"))
    assert [c.source for c in found.cells] == ["título = 'ação'"]
    assert [p.message.key for p in found.problems] == ["file_latin1"]


def test_a_python_file_may_open_with_a_bracket() -> None:
    assert cells_of("{'cells': 1}\nx = 1", "lesson.py") == [(1, "{'cells': 1}\nx = 1")]
    assert cells_of("[1, 2]\n", "lesson.PY") == [(1, "[1, 2]\n")]
    assert cells_of(SMALL, "lesson.py") == SMALL_CELLS
