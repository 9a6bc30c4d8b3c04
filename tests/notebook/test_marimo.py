"""A marimo app is read as the cells that its author saw, in an order in which they run."""

import pytest

from grader.notebook.marimo import marimo_cells

HEAD = "import marimo\napp = marimo.App()\n"


def sources(body: str) -> list[str]:
    found = marimo_cells(HEAD + body)
    assert found is not None
    return [cell.source for cell in found]


CELLS = {
    "a cell": ("@app.cell\ndef _():\n    x = 1\n    return (x,)\n", ["x = 1"]),
    "a cell that hides its code": ("@app.cell(hide_code=True)\ndef _():\n    x = 1\n", ["x = 1"]),
    "an asynchronous cell": ("@app.cell\nasync def _():\n    x = 1\n    return\n", ["x = 1"]),
    "a comment that it opens with": (
        "@app.cell\ndef _():\n    # one\n    x = 1\n", ["# one\nx = 1"],
    ),
    "a cell that only hands on": ("@app.cell\ndef _(x):\n    return\nx = 1\n", []),
    "the set-up": ("with app.setup:\n    import numpy as np\n", ["import numpy as np"]),
    "a function of its own": (
        "@app.function\ndef f(x):\n    return x\n", ["def f(x):\n    return x"],
    ),
    "a function with a decorator": (
        "@app.function\n@cache\ndef f(x):\n    return x\n", ["@cache\ndef f(x):\n    return x"],
    ),
    "a class of its own": ("@app.class_definition\nclass C:\n    n = 1\n", ["class C:\n    n = 1"]),
    "what marimo could not read": (
        'app._unparsable_cell("\\n    x = (\\n    y\\n")\n', ["x = (\ny"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "cells"), CELLS.values(), ids=CELLS)
def test_what_stands_in_an_app_is_a_cell(body: str, cells: list[str]) -> None:
    other = "@app.cell\ndef _():\n    last = 2\n"
    assert sources(body + other) == [*cells, "last = 2"]


@pytest.mark.parametrize(
    "body",
    [
        "x = 1\n", "def f(x):\n    return x\n", "@cache\ndef f(x):\n    return x\n",
        "with open('a'):\n    x = 1\n", "print('x')\n", "app._unparsable_cell(x)\n",
        "app._unparsable_cell()\n", "app.run('x')\n",
    ],
)  # fmt: skip
def test_what_is_no_cell_is_left_out(body: str) -> None:
    assert sources(body + "@app.cell\ndef _():\n    y = 2\n") == ["y = 2"]


@pytest.mark.parametrize(
    "text",
    [
        "import numpy\n", "import marimo\n", "app = marimo.App()\n", HEAD, HEAD + "def (\n",
        HEAD + "#" * 10_000_000,
    ],
    ids=["no marimo", "no app", "no import", "no cells", "no Python", "too long"],
)  # fmt: skip
def test_what_is_no_app_is_none(text: str) -> None:
    assert marimo_cells(text) is None


def cell(takes: str, body: str, gives: str) -> str:
    return f"@app.cell\ndef _({takes}):\n    {body}\n    return ({gives},)\n"


def test_a_cell_comes_after_those_that_give_what_it_takes() -> None:
    body = cell("y", "z = y", "z") + cell("x", "y = x", "y") + cell("", "x = 1", "x")
    assert sources(body) == ["x = 1", "y = x", "z = y"]
    imports = cell("np", "y = np.sum(1)", "y") + cell("", "import numpy as np", "np")
    assert sources(imports) == ["import numpy as np", "y = np.sum(1)"]
    defined = cell("f", "y = f(1)", "y") + "@app.function\ndef f(x):\n    return x\n"
    assert sources(defined)[-1] == "y = f(1)"


def test_cells_keep_the_numbers_that_marimo_shows() -> None:
    found = marimo_cells(HEAD + cell("x", "y = x", "y") + cell("", "x = 1", "x"))
    assert found is not None
    assert [one.number for one in found] == [2, 1]


def test_cells_in_a_circle_stay_where_they_are() -> None:
    assert sources(cell("y", "x = y", "x") + cell("x", "y = x", "y")) == ["x = y", "y = x"]
