"""The reference's definitions in the place of a student's: found by whatever calls them."""

import ast
import inspect
from types import SimpleNamespace
from typing import Any

from notebook_samples import cells

from grader.extract import extract
from grader.extract.trees import parsed
from grader.extract.upstream import with_upstream
from grader.model import Ask, Chunk, Extraction
from grader.sandbox import loading

ASKS = (
    Ask("scale", aliases=("escala",)),
    Ask("Layer", "class"),
    Ask("train"),
)
UPSTREAM = ("scale", "Layer")

REFERENCE = '''
"""A module with a docstring."""

from __future__ import annotations

from math import *

FACTOR = 2


def helper(x: NotDefinedAnywhere) -> float:
    return FACTOR * x


class Layer:
    """A class with a docstring.

        >>> Layer().name
    """

    text = """two
lines"""

    def __init__(self):
        self.name = "reference"
        self.value = helper(sqrt(4))


def scale(x):
    """Scale."""
    global FACTOR
    return helper(x)
'''

STUDENT = (
    "FACTOR = 10\n",
    "def helper(x):\n    return -x\n",
    "def before():\n    return 'before'\n",
    "def escala(x):\n    return FACTOR + x\n",
    "other = escala\n",
    "class Layer:\n    name = 'student'\n",
    "def train(x):\n    return [before(), helper(x), other(x), escala(x), Layer().name, FACTOR]\n",
)


def taken(*sources: str) -> Extraction:
    return extract(cells(*sources), ASKS)


def given(*sources: str) -> Extraction:
    """Return what is taken from these cells, with the reference's upstream."""
    reference = extract(cells(REFERENCE), [ask for ask in ASKS if ask.name in UPSTREAM])
    return with_upstream(taken(*sources), reference, UPSTREAM)


def loaded(extraction: Extraction) -> Any:
    """Return what is asked for, as attributes, under its asked name."""
    found, failures = loading.load(extraction.chunks)
    assert failures == []
    own = {asked: found.namespace[name] for asked, name in extraction.names.items()}
    return SimpleNamespace(**own)


def sources_of(extraction: Extraction) -> list[str]:
    """Return the statements but for the one that was put in."""
    return [chunk.source.strip() for chunk in extraction.chunks if chunk.cell]


def test_the_reference_answers_under_the_students_names() -> None:
    someone = loaded(given(*STUDENT))
    assert someone.scale(3) == 6
    assert someone.Layer().name == "reference"
    assert someone.train(3) == ["before", -3, 6, 6, "reference", 10]


def test_neither_side_touches_the_others_names() -> None:
    someone = loaded(given(*STUDENT))
    assert someone.Layer().value == 4.0
    assert someone.train.__globals__["FACTOR"] == 10
    assert someone.train.__globals__["helper"](1) == -1
    assert "sqrt" not in someone.train.__globals__


def test_a_class_keeps_its_texts_as_they_are_written() -> None:
    layer = loaded(given(*STUDENT)).Layer
    assert layer.text == "two\nlines"
    docstring = inspect.cleandoc(layer.__doc__)  # from Python 3.13 on it is kept like that
    assert docstring == "A class with a docstring.\n\n>>> Layer().name"


def test_a_class_is_not_patched_after_all() -> None:
    """`Layer.text = ...` is a part of the student's class, which is replaced."""
    patched = (*STUDENT[:-1], "Layer.text = 'patched'\n", STUDENT[-1])
    assert any("patched" in chunk.source for chunk in taken(*patched).chunks)
    assert loaded(given(*patched)).Layer.text == "two\nlines"


def test_the_other_statements_stay_in_their_order_around_the_first_that_is_replaced() -> None:
    changed = given(*STUDENT)
    kept = [s.strip() for s in STUDENT if "def escala" not in s and "class Layer" not in s]
    assert sources_of(changed) == kept
    place = [chunk.cell for chunk in changed.chunks].index(0)
    assert [chunk.cell for chunk in changed.chunks[:place]] == [1, 2, 3]
    assert changed.names == {"scale": "escala", "Layer": "Layer", "train": "train"}


def test_what_the_student_lacks_is_added_under_the_asked_name() -> None:
    train = "def train(x):\n    return scale(x), Layer().name\n"
    lacking = taken(train)
    assert {*lacking.missing} == {*UPSTREAM}
    changed = given(train)
    assert changed.missing == {}
    assert loaded(changed).train(5) == (10, "reference")


def test_what_the_student_left_blank_is_attempted_no_more_than_the_reference() -> None:
    blank = "def scale(x):\n    # your code here\n    return None\n"
    train = "def train(x):\n    return scale(x)\n"
    assert taken(blank, train).not_attempted == {"scale"}
    changed = given(blank, train)
    assert changed.not_attempted == set()
    assert loaded(changed).train(5) == 10


def test_what_is_asked_stays_missing_where_it_is() -> None:
    changed = given(STUDENT[3])
    assert {*changed.missing} == {"train"}
    assert "train" not in changed.names


def test_statements_that_python_refuses_are_left_alone() -> None:
    kept = taken(*STUDENT)
    broken = Chunk(9, 1, "def (")
    changed = with_upstream(
        Extraction((*kept.chunks, broken), kept.names),
        extract(cells(REFERENCE), ASKS[:2]),
        UPSTREAM,
    )
    assert changed.chunks[-1] == broken


def test_what_is_parsed_once_for_everybody_stays_as_it_is() -> None:
    source = "from layers import scale, other"
    found = sources_of(given(source, "def train(x):\n    return other(scale(x))"))
    assert "from layers import other" in found
    assert ast.dump(parsed(source)) == ast.dump(ast.parse(source))
