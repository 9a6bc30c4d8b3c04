"""Values that nothing reads are told, and calls whose result is not kept; and only those."""

import pytest

from grader.advise.definition import Definitions
from grader.advise.unread import unread
from grader.model import Chunk, Extraction

TOLD = {
    "never read": ("def f(a):\n    b = a + 1\n    return a", "b", 2),
    "never read, of numpy": ("def f(a):\n    b = np.clip(a, 0, 1)\n    return a", "b", 2),
    "overwritten": ("def f(a):\n    b = a + 1\n    b = a + 2\n    return b", "b", 2),
    "overwritten, a call": ("def f(a):\n    b = g(a)\n    b = h(a)\n    return b", "b", 2),
    "a loop's own": ("def f(a):\n    for p in a:\n        p = p - 1\n    return a", "p", 3),
    "one of a loop's own": (
        "def f(a):\n    for p, g in a:\n        p = p - g\n    return a", "p", 3,
    ),
    "of a method": ("class f:\n    def go(self, a):\n        b = a + 1\n        return a", "b", 3),
    "not kept": ("def f(a):\n    np.clip(a, 0, 1)\n    return a", "np.clip", 2),
}  # fmt: skip
LEFT_ALONE = {
    "read": "def f(a):\n    b = a + 1\n    return b",
    "read by itself": "def f(a):\n    b = a + 1\n    b = b + 2\n    return b",
    "read inside": "def f(a):\n    b = a + 1\n    def g():\n        return b\n    return g()",
    "read by name": "def f(a):\n    b = a + 1\n    return locals()",
    "said to be spare": "def f(a):\n    _ = a + 1\n    return a",
    "unpacked": "def f(a):\n    b, c = a\n    return b",
    "looked up": 'def f(a):\n    b = a["b"]\n    return a',
    "called for": "def f(a):\n    cost = compute_cost(a)\n    return a",
    "begun": "def f(a):\n    b = 0\n    b = a + 1\n    return b",
    "decided": "def f(a):\n    b = a + 1\n    if a:\n        b = a + 2\n    return b",
    "outer": "def f(a):\n    global b\n    b = a + 1\n    return a",
    "in place": "def f(a):\n    for p in a:\n        p -= 1\n    return a",
    "read in the loop": "def f(a):\n    for p in a:\n        p = p - 1\n        print(p)",
    "read after the loop": "def f(a):\n    for p in a:\n        p = p - 1\n    return p",
    "an attribute": "def f(a):\n    for p in a:\n        p.data = p.data - 1\n    return a",
    "told where to": "def f(a):\n    np.clip(a, 0, 1, out=a)\n    return a",
    "a method that changes": "def f(a):\n    a.sort()\n    np.random.shuffle(a)\n    return a",
    "kept and changing": "def f(a):\n    b = np.exp(a, out=a)\n    return a",
    "a text": 'def f(a):\n    """Say."""\n    return a',
}


def told(source: str) -> list[object]:
    extraction = Extraction((Chunk(4, 11, source),), {"f": "f"})
    return [text.values for one in Definitions(extraction).asked for text in unread(one)]


@pytest.mark.parametrize("case", TOLD)
def test_what_nothing_reads_is_told_at_its_line(case: str) -> None:
    source, what, line = TOLD[case]
    [values] = told(source)
    assert isinstance(values, dict)
    assert (values["what"], values["cell"], values["line"]) == (what, "4", str(10 + line))


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_what_is_read_or_does_something_is_left_alone(case: str) -> None:
    assert told(LEFT_ALONE[case]) == []
