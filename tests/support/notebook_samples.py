"""Notebooks for tests: a lesson stored in many ways, and cells given as texts."""

import json
from pathlib import Path
from typing import Any

import pytest

from grader.errors import UnreadableNotebook
from grader.model import Ask, Cell, Notebook, Submission, Text
from grader.notebook import read

DATA = Path(__file__).parents[1] / "data/notebooks"
COST, FORWARD, BACKWARD = (
    "compute_cost_with_regularization",
    "forward_propagation_with_dropout",
    "backward_propagation_with_dropout",
)
LESSON = tuple(map(Ask, (COST, FORWARD, BACKWARD, "model")))
"""What is asked of the sample lesson."""


def cells(*sources: str) -> Notebook:
    return Notebook(tuple(Cell(n, source) for n, source in enumerate(sources, 1)))


def sample(name: str) -> Notebook:
    path = next(DATA.glob(f"{name}--*"))
    return read(submission(path.read_bytes(), path.name.removesuffix(".txt")))


def submission(content: bytes | str, name: str = "lesson.ipynb") -> Submission:
    return Submission("ana", name, content.encode() if isinstance(content, str) else content)


def cells_of(content: bytes | str, name: str = "lesson.ipynb") -> list[tuple[int, str]]:
    return [(cell.number, cell.source) for cell in read(submission(content, name)).cells]


def refusal(content: bytes | str, name: str = "lesson.ipynb") -> Text:
    with pytest.raises(UnreadableNotebook) as caught:
        read(submission(content, name))
    return caught.value.text


def document(*sources: Any, **metadata: Any) -> dict[str, Any]:
    """Return notebook JSON (nbformat 4) of code cells."""
    code = [{"cell_type": "code", "source": s, "metadata": {}, "outputs": []} for s in sources]
    return {"cells": code, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


SMALL = json.dumps(document("x = 1", ["y = 2\n", "z = 3"]))
SMALL_CELLS = [(1, "x = 1"), (2, "y = 2\nz = 3")]
