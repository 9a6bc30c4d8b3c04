"""Whatever the cells hold, the extraction holds together."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from fuzz_extraction import holds_together
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from notebook_samples import cells

from grader.extract import extract
from grader.language import LANGUAGES
from grader.model import Ask, Chunk, Notebook

GRADER = Path(__file__).parents[2] / "grader"
FIELD = re.compile(r"\{(\w+)\}")
LINES = [
    "import numpy as np", "from reg_utils import *", "from a import f, g as h", "x = 1",
    "y = x + z", "z = f(x)", "x, (y, *z) = g, h", "f = lambda q: x + q", "g = np.vectorize(f)",
    "x += y", "f.a[0] = z", "def f(a=x):\n    return g(a) + y", "def f():\n    pass",
    "def g(x):\n    ???", "class V(V):\n    x = x\n    def f(self): return V", "class V: pass",
    "for i in x:\n    f(i)", "with f(x) as w:\n    while g: f",
    "if x:\n    y = 2\nelse:\n    def h(): return 1", "return x",
    "try:\n    import q\nexcept ImportError:\n    q = f", "x = [f(i) for i in y]",
    "%matplotlib inline", "!ls", "w = !ls", "print(f(x))", "def f(x, x): pass",
    "x = 'á'; y = '''b\nc'''; z = x", "x = (", "    x = 1", "@f\n@g\nasync def h(): await x",
    "global x", "nonlocal x", "f: V = x", "del x", "from __future__ import annotations",
    "<<<<<<< HEAD", "x = 1 if (k := 2) else 3", "f = f(f)", "f = np.jit(f, z)", "y = np.mean(z)",
]  # fmt: skip
notebooks = st.lists(
    st.lists(st.sampled_from(LINES), max_size=5).map("\n".join) | st.text(max_size=30), max_size=6
).map(lambda sources: cells(*sources))
ASKS = [Ask("f", aliases=("h",)), Ask("g"), Ask("V", "class"), Ask("b", "block", calls=("f",))]


def whole(chunk: Chunk, notebook: Notebook) -> bool:
    """Whether a chunk stands in its cell, at its line (magics and blanks aside)."""
    lines = notebook.cells[chunk.cell - 1].source.replace("???", "...").split("\n")
    first = chunk.source.split("\n")[0]
    return first in lines[chunk.line - 1]


@settings(max_examples=200, deadline=None)
@given(notebooks)
def test_any_cells_give_an_extraction_that_holds_together(notebook: Notebook) -> None:
    extraction = extract(notebook, ASKS, {"f": "0" * 32})

    holds_together(notebook, extraction, ASKS)
    for chunk in [*extraction.chunks, *extraction.blocks.values()]:
        assert whole(chunk, notebook)


def bound_twice(sources: Iterable[str]) -> set[str]:
    """Return the plain names that more than one statement of these gives a meaning."""
    bound = Counter(
        name
        for source in sources
        for statement in ast.parse(source).body
        for name in {
            node.id
            for node in ast.walk(statement)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
    )
    return {name for name, times in bound.items() if times > 1}


@settings(max_examples=150, deadline=None)
@given(notebooks)
def test_extracting_from_what_was_extracted_keeps_all_of_it(notebook: Notebook) -> None:
    """Taken chunks, as the cells of a notebook, need nothing more and lose nothing.

    Definitions that Python refuses are not taken, and not in the way of others the second time.
    """
    assume(not any("(x, x)" in cell.source for cell in notebook.cells))
    first = extract(notebook, ASKS)
    # a variable that is needed and bears an asked name answers to it once its blank is gone
    is_variable = any(chunk.source.startswith("f: V") for chunk in first.chunks)
    assume(not (is_variable and first.names.get("f") not in (None, "f")))
    taken = [*first.chunks, *first.blocks.values()]
    taken.sort(key=lambda chunk: (chunk.cell, chunk.line))
    again = extract(cells(*[chunk.source for chunk in taken]), ASKS)

    assert again.names == first.names
    assert again.blocks.keys() == first.blocks.keys()
    # which of two meanings counts is told by the calls, and these are not taken
    if not bound_twice(chunk.source for chunk in taken):
        assert [chunk.source for chunk in again.chunks] == [chunk.source for chunk in first.chunks]


@settings(max_examples=60, deadline=None)
@given(notebooks)
def test_extraction_is_the_same_every_time(notebook: Notebook) -> None:
    assert extract(notebook, ASKS) == extract(notebook, ASKS)


def block(language: str) -> dict[str, str]:
    """Return the sentences of reading and extraction alone."""
    text = (GRADER / f"languages/{language}.toml").read_text(encoding="utf-8")
    after = text.partition("# notebook and extraction\n")[2]
    return tomllib.loads(after.partition("\n#")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_used_and_filled_in_alike(language: str) -> None:
    words = {
        node.value
        for path in (
            *GRADER.glob("notebook/*.py"),
            *GRADER.glob("extract/*.py"),
            GRADER / "grade.py",
        )
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    sentences, english = block(language), block("en")
    fields = {key: set(FIELD.findall(text)) for key, text in sentences.items()}
    assert fields == {key: set(FIELD.findall(text)) for key, text in english.items()}
    assert sentences.keys() - words == set()
