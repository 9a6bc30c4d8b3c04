"""A module that a notebook writes and uses is code of the notebook; another one stays a text."""

import pytest

from grader.model import Cell
from grader.notebook.written import with_written

MODULE = "%%writefile cost.py\ndef f(x):\n    return x\nK = 3\n"
CODE = "\ndef f(x):\n    return x\nK = 3\n"
"""The module's code, at the lines at which it stands in its cell."""
BUNDLE = "__import__('types').SimpleNamespace(f=f, K=K)"


def sources(*cells: str) -> list[str]:
    given = [Cell(number, source) for number, source in enumerate(cells, 1)]
    return [cell.source for cell in with_written(given)]


USES = {
    "its names": ("from cost import f", "pass"),
    "all of them": ("from cost import *", "pass"),
    "a name of it by another": ("from cost import f as g, K", "g = f"),
    "the module": ("import cost", f"cost = {BUNDLE}"),
    "the module by another name": ("import cost as c", f"c = {BUNDLE}"),
    "beside another module": ("import os, cost", f"import os; cost = {BUNDLE}"),
    "beside another by a name": (
        "import numpy as np, cost", f"import numpy as np; cost = {BUNDLE}",
    ),
    "from where the notebook is": ("from . import cost", f"cost = {BUNDLE}"),
    "within a line": ("x = 1; import cost; y = 2", f"x = 1; cost = {BUNDLE}; y = 2"),
    "within a function": (
        "def g():\n    from cost import f\n    return f", "def g():\n    pass\n    return f",
    ),
    "over several lines": ("from cost import (\n    f,\n)\ny = 1", "pass\n\n\ny = 1"),
    "beside another there": (
        "from . import cost, other", f"cost = {BUNDLE}; from . import other as other",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("used", "instead"), USES.values(), ids=USES)
def test_an_import_of_it_is_what_it_does_to_names(used: str, instead: str) -> None:
    assert sources(MODULE, used) == [CODE, instead]


@pytest.mark.parametrize("ran", ["%run cost.py", "%run -i cost.py", "%load 'cost.py'", "%run cost"])
def test_what_is_run_later_is_code(ran: str) -> None:
    assert sources(MODULE, ran) == [CODE, ran]


@pytest.mark.parametrize("head", ["%%file cost.py", "%%writefile -a cost.py", '%%file "./cost.py"'])
def test_however_it_is_written_it_is_that_module(head: str) -> None:
    assert sources(f"{head}\nf = 1\n", "from cost import f") == ["\nf = 1\n", "pass"]


def test_a_module_in_a_package_is_imported_by_both_names() -> None:
    written = "%%writefile lab/cost.py\nasync def f(): pass\nclass C: pass\na.b = (c, d) = 1\n"
    bundle = "__import__('types').SimpleNamespace(f=f, C=C)"
    assert sources(written, "from lab import cost")[1] == f"cost = {bundle}"
    assert sources(written, "import lab.cost as c")[1] == f"c = {bundle}"
    assert sources(written, "from lab.cost import f as g")[1] == "g = f"


def test_what_is_written_in_two_cells_is_one_module() -> None:
    more = "%%writefile -a cost.py\nL = 4\n"
    _, _, used = sources(MODULE, more, "import cost")
    assert used == "cost = __import__('types').SimpleNamespace(f=f, K=K, L=L)"


@pytest.mark.parametrize(
    "others",
    [(), ("x = 1",), ("import other",), ("from other import cost",), ("%run other.py",)],
)
def test_a_module_that_nothing_uses_stays_a_text(others: tuple[str, ...]) -> None:
    assert sources(MODULE, *others) == [MODULE, *others]


def test_a_module_that_was_used_before_it_was_written_stays_a_text() -> None:
    assert sources("import cost", MODULE) == ["import cost", MODULE]


def test_cells_without_any_are_left_as_they_are() -> None:
    assert sources("import numpy as np", "np.sum(1)") == ["import numpy as np", "np.sum(1)"]


def test_a_cell_beside_it_that_imports_something_else_is_left() -> None:
    assert sources(MODULE, "import cost", "import numpy, os")[2] == "import numpy, os"


def test_imports_again_and_again_do_not_make_the_notebook_grow_for_ever() -> None:
    """From some length on the bundle is empty: names are bound, and nothing is copied."""
    names = "\n".join(f"name_{n} = {n}" for n in range(900))
    cells = [f"%%writefile cost.py\n{names}\n", *["import cost"] * 50]
    found = sources(*cells)
    assert len("".join(found)) < 100_000
    assert found[-1] == "cost = __import__('types').SimpleNamespace()"
