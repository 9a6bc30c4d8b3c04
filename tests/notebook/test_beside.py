"""Python files that were handed in beside a notebook are cells of it, numbered on from its last."""

import json

import pytest

from grader.model import Notebook, Submission
from grader.notebook import read
from grader.notebook.beside import MODULES

COST = b"def f(x):\r\n    return x\r\n"


def notebook_of(*sources: str, beside: dict[str, bytes]) -> Notebook:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    return read(Submission("ana", "a.ipynb", content.encode(), tuple(beside.items())))


def told(found: Notebook) -> list[tuple[object, str]]:
    return [(one.where.values["name"], one.message.key) for one in found.problems]


@pytest.mark.parametrize(
    ("uses", "instead"),
    [
        ("from cost import f", "pass"),
        ("from cost import *", "pass"),
        ("from cost import f as g", "g = f"),
        ("%run cost.py", "%run cost.py"),
        ("import cost", "cost = __import__('types').SimpleNamespace(f=f)"),
    ],
)
def test_what_is_imported_comes_before_the_notebook_s_cells(uses: str, instead: str) -> None:
    found = notebook_of(uses, "y = f(1)", beside={"cost.py": COST})
    assert [(cell.number, cell.source) for cell in found.cells] == [
        (3, "def f(x):\n    return x\n"), (1, instead), (2, "y = f(1)")
    ]  # fmt: skip
    assert told(found) == [("cost.py", "beside_read")]


def test_files_may_import_one_another() -> None:
    beside = {"deep.py": b"K = 3\n", "cost.py": b"from deep import K\n\ndef f(x):\n    return K\n"}
    found = notebook_of("from cost import f", beside=beside)
    assert [cell.source for cell in found.cells] == [
        "K = 3\n", "pass\n\ndef f(x):\n    return K\n", "pass"
    ]  # fmt: skip


def test_what_nothing_imports_is_no_cell() -> None:
    found = notebook_of("import numpy as np", beside={"cost.py": COST})
    assert [cell.number for cell in found.cells] == [1] and told(found) == []


@pytest.mark.parametrize("content", [b"\x00\x01\x02", b"\xff\xfe" + "é".encode("utf-16-le")[:1]])
def test_what_is_no_text_is_left_out_and_told(content: bytes) -> None:
    found = notebook_of("from cost import f", beside={"cost.py": content})
    assert [cell.number for cell in found.cells] == [1]
    assert told(found) == [("cost.py", "beside_unreadable")]


def test_no_more_than_a_few_are_read() -> None:
    many = {f"m{n}.py": b"x = 1" for n in range(MODULES + 5)}
    found = notebook_of(*(f"import m{n}" for n in range(MODULES + 5)), beside=many)
    assert len(found.problems) == MODULES
