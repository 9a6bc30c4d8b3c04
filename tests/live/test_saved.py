"""`check.all()`: the saved notebook from a fresh start, and what only the kernel makes right."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from running_kernel import Kernel, Output, kernel
from standardise_cells import RIGHT, SCORE, WRONG


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Kernel]:
    with kernel(folder) as found:
        yield found


@pytest.fixture
def clean(running: Kernel) -> Kernel:
    running.run("for name in ('standardise', 'score', 'helper', 'shift'): globals().pop(name, 0)")
    return running


def saved(folder: Path, *cells: str, name: str = "mine.ipynb") -> Path:
    content = {
        "cells": [
            {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None,
             "source": source}
            for source in cells
        ],
        "metadata": {}, "nbformat": 4, "nbformat_minor": 4,
    }  # fmt: skip
    path = folder / name
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def words(output: Output) -> str:
    assert output.errors == ()
    return " ".join(output.text.split())


def test_what_is_saved_and_what_runs_are_the_same(clean: Kernel, folder: Path) -> None:
    saved(folder, RIGHT, SCORE)
    clean.run(RIGHT)
    clean.run(SCORE)
    said = words(clean.run("check.all()"))
    assert "20 of 20 points" in said
    assert "The saved notebook mine.ipynb, run from a fresh start" in said
    assert "Nothing is right only because of what was run" in said


def test_a_definition_that_was_deleted_is_told(clean: Kernel, folder: Path) -> None:
    saved(folder, RIGHT)
    clean.run(RIGHT)
    clean.run(SCORE)
    said = words(clean.run("check.all()"))
    assert "12 of 20 points" in said
    assert "`score` is in this kernel and is used, but no cell of the saved notebook" in said
    assert "`standardise` is in" not in said


def test_a_name_that_only_the_kernel_has_is_told(clean: Kernel, folder: Path) -> None:
    uses = RIGHT.replace("(x - mean)", "(x - mean + shift)")
    saved(folder, uses)
    clean.run("shift = 0")
    clean.run(uses)
    said = words(clean.run("check.all()"))
    assert "`shift` is in this kernel and is used, but no cell of the saved notebook" in said


def test_what_a_helper_uses_is_followed(clean: Kernel, folder: Path) -> None:
    uses = RIGHT.replace("(x - mean)", "helper(x, mean)")
    helper = "def helper(x, mean):\n    return x - mean + shift"
    saved(folder, helper, uses)
    for cell in ("shift = 0", helper, uses):
        clean.run(cell)
    said = words(clean.run("check.all()"))
    assert "`shift` is in this kernel" in said
    assert "`helper`" not in said


def test_a_cell_that_was_changed_since_is_told(clean: Kernel, folder: Path) -> None:
    saved(folder, "import numpy as np", WRONG)
    clean.run(RIGHT)
    number = clean.value("len(In) - 1")
    said = words(clean.run("check.all()"))
    assert "9 of 20 points" in said
    assert f"`standardise` in this kernel (In [{int(number) - 1}])" in said
    assert "is not what cell 2 of the saved notebook says" in said


def test_an_order_that_only_the_kernel_had_is_told(clean: Kernel, folder: Path) -> None:
    """The name is there, but with a value that only a second run of a cell gives."""
    uses = RIGHT.replace("(x - mean)", "(x - mean + shift)")
    saved(folder, "shift = 1", uses)
    clean.run("shift = 0")
    clean.run(uses)
    said = words(clean.run("check.all()"))
    assert "earns more in this kernel than from a fresh start" in said


def test_check_itself_may_stay_in_what_is_handed_in(clean: Kernel, folder: Path) -> None:
    asks = "from grader import check\ncheck('standardise')"
    saved(folder, asks, RIGHT, asks, SCORE, "check()", "check.hint()")
    said = words(clean.run("check.all()"))
    assert "20 of 20 points" in said
    assert "What we noticed" not in said


def test_hints_climb_on_the_saved_notebook_too(clean: Kernel, folder: Path) -> None:
    saved(folder, WRONG)
    first = words(clean.run("check.all()"))
    assert "n - 1" not in first
    assert "n - 1" in words(clean.run("check.hint()"))


def test_one_that_is_named_is_taken(clean: Kernel, folder: Path) -> None:
    path = saved(folder, RIGHT, SCORE, name="other.ipynb")
    try:
        saved(folder, WRONG)
        assert "20 of 20 points" in words(clean.run("check.all('other.ipynb')"))
        assert "cannot be told" in words(clean.run("check.all()"))
    finally:
        path.unlink()


def test_one_that_cannot_be_read_is_a_sentence(clean: Kernel, folder: Path) -> None:
    saved(folder).write_bytes(b"\x00not a notebook")
    said = words(clean.run("check.all()"))
    assert said
    assert "points" not in said
