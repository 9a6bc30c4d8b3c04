"""The twelve checks in the form that each peer asks for, all made of `peers/checks.py`."""

import ast
import textwrap
from pathlib import Path

from peer_notebooks import DATA

TEXT = (DATA / "checks.py").read_text(encoding="utf-8")
FUNCTIONS = [node for node in ast.parse(TEXT).body if isinstance(node, ast.FunctionDef)]
NAMES = [function.name for function in FUNCTIONS]
_OTTER = """OK_FORMAT = False
from otter.test_files import test_case
import numpy as np
import testCases

name = "{name}"
points = 1


@test_case(points=1)
def test({asked}):
{body}
"""


def as_cells() -> dict[str, str]:
    """Return each check as a cell, by its name."""
    return {f.name: textwrap.dedent(_body(f)) for f in FUNCTIONS}


def as_otter_tests(folder: Path) -> None:
    """Write a file of Otter's for each check; what it asks for are its parameters."""
    folder.mkdir()
    for function in FUNCTIONS:
        text = _OTTER.format(
            name=function.name, asked=", ".join(_asked(function)), body=_body(function)
        )
        (folder / f"{function.name}.py").write_text(text, encoding="utf-8")


def _body(function: ast.FunctionDef) -> str:
    lines = TEXT.splitlines()
    return "\n".join(lines[function.body[0].lineno - 1 : function.end_lineno])


def _asked(function: ast.FunctionDef) -> list[str]:
    """Return the names of the notebook that a check uses."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    used = {node.id for node in names} - made - {"np", "testCases", "range"}
    return sorted(used)
