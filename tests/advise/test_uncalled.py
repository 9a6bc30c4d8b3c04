"""A function that stands inside of another and that nothing uses is told, and only that."""

import pytest

from grader.advise.definition import Definitions
from grader.advise.uncalled import uncalled
from grader.model import Chunk, Extraction

TOLD = {
    "called by itself alone": (
        "def f(x):\n    seen = []\n    def visit(v):\n        seen.append(v)\n        visit(v)\n"
        "        return seen\n",
        ("f", "visit"),
    ),
    "of a method": (
        "class f:\n    def go(self, out):\n        def step():\n            self.grad += 1\n"
        "        return out\n",
        ("f.go", "step"),
    ),
    "inside of a choice": (
        "def f(x):\n    if x:\n        def g():\n            return 1\n    return x\n",
        ("f", "g"),
    ),
}
LEFT_ALONE = {
    "called": "def f(x):\n    def g():\n        return 1\n    return g()\n",
    "handed on": "def f(out):\n    def step():\n        out.x = 1\n    out.step = step\n",
    "returned": "def f(x):\n    def g():\n        return x\n    return g\n",
    "called by its neighbour": (
        "def f(x):\n    def g():\n        return x\n"
        "    def h():\n        return g()\n    return h\n"
    ),
    "decorated": "def f(x):\n    @x.register\n    def g():\n        return 1\n    return x\n",
    "written twice": (
        "def f(x):\n    if x:\n        def g(): return 1\n    else:\n        def g(): return 2\n"
        "    return x\n"
    ),
    "of the notebook": "def f(x):\n    global g\n    def g():\n        return 1\n",
    "used by name": "def f(x):\n    def g():\n        return 1\n    return eval('g()')\n",
    "a function apart": "def f(x):\n    return x\n",
}


def told(source: str) -> list[tuple[object, ...]]:
    extraction = Extraction((Chunk(4, 11, source),), {"f": "f"})
    values = [text.values for one in Definitions(extraction).asked for text in uncalled(one)]
    return [(one["name"], one["inner"], one["line"]) for one in values]


@pytest.mark.parametrize("case", TOLD)
def test_what_nothing_uses_is_named_where_it_stands(case: str) -> None:
    source, (name, inner) = TOLD[case]
    lines = source.splitlines()
    line = next(n for n, text in enumerate(lines, 11) if f"def {inner}(" in text)
    assert told(source) == [(name, inner, str(line))]


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_what_is_used_is_not(case: str) -> None:
    assert told(LEFT_ALONE[case]) == []
