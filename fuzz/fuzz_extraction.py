"""Extraction: whatever the cells hold, the definitions taken from them hold together."""

import ast
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.extract import extract
from grader.language import built_in
from grader.model import Ask, Cell, Extraction, Notebook
from grader.notebook.limits import SOURCE_CHARACTERS

ASKS = [
    Ask("f", aliases=("h",)),
    Ask("g"),
    Ask("V", "class"),
    Ask("b", "block", calls=("f",)),
    Ask("backward_propagation_with_dropout", calls=("f|g",)),
]
BETWEEN = "\x1e"
"""Ends a cell."""
_LESSONS = Path(__file__).resolve().parent.parent / "tests" / "data" / "notebooks"


def check(data: bytes) -> None:
    """Extract from cells that `BETWEEN` sets apart."""
    text = data.decode("utf-8", "surrogateescape" if data[:1] == b"\0" else "replace")
    sources = text[:SOURCE_CHARACTERS].split(BETWEEN)
    notebook = Notebook(tuple(Cell(n, source) for n, source in enumerate(sources, 1)))
    holds_together(notebook, extract(notebook, ASKS, {"f": "0" * 32, "g": ""}), ASKS)


def holds_together(notebook: Notebook, found: Extraction, asks: Sequence[Ask]) -> None:
    """State the laws of an extraction. Raises AssertionError."""
    for chunk in [*found.chunks, *found.blocks.values()]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert len(ast.parse(chunk.source).body) == 1
        source = notebook.cells[chunk.cell - 1].source
        assert 1 <= chunk.line <= source.count("\n") + 1
    places = [(chunk.cell, chunk.line) for chunk in found.chunks]
    assert places == sorted(places)
    answered = set(found.names) | set(found.blocks)
    assert answered | set(found.missing) == {ask.name for ask in asks}
    assert answered.isdisjoint(found.missing)
    assert found.not_attempted <= answered
    for sentence in [*(p.message for p in found.problems), *found.missing.values()]:
        assert sentence.key in built_in("en")


def seeds() -> Iterator[bytes]:
    """Give small cells of every sort, and a whole lesson."""
    yield from (
        b"import numpy as np\x1edef f(x):\n    return g(x) * y\n\x1edef g(x): return x\ny = 2",
        b"class V:\n    def f(self): return 1\n\x1efor i in range(3):\n    f(i)\n",
        b"%matplotlib inline\n!ls\nx = !ls\n\x1edef f(x):\n    ???\n\x1e%%bash\nls",
        b">>> def f(x):\n...     return x\n\x1eIn [3]: g = lambda q: q\n",
        b"h = np.vectorize(g)\nx += f\nf.a[0] = z\nwith f(x) as w:\n    while g: f\n",
        b"try:\n    import q\nexcept ImportError:\n    q = f\nmatch x:\n    case [f, *g]: pass\n",
    )
    yield (_LESSONS / "percent--cells14.py.txt").read_bytes().replace(b"# %%", b"\x1e")
