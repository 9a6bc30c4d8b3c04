"""Where the code shows that something is left out of it; and nowhere else."""

import pytest

from grader.advise.definition import Definitions
from grader.advise.endless import endless
from grader.advise.left_out import left_out
from grader.model import Chunk, Extraction

TOLD = {
    "an empty loop": (
        "def f(a):\n    for p in a:\n        pass\n    return a", "empty", "for p in a", 3, 3,
    ),
    "an empty loop of two": (
        "def f(a):\n    for p, q in a:\n        ...\n    return a", "empty", "for p, q in a", 3, 3,
    ),
    "an empty condition": (
        "def f(a):\n    if a is not None:\n        pass\n    return a", "empty", "if a is not None",
        3, 3,
    ),
    "an empty step": (
        "class f:\n    def __add__(self, b):\n        def step():\n            pass\n"
        "        return f(b, step)",
        "empty", "def step", 4, 4,
    ),
    "an empty side": (
        "def f(a, y):\n    if y.ndim == 1:\n        pass\n    else:\n        b = a\n    return b",
        "empty", "if y.ndim == 1", 3, 3,
    ),
    "the other side": (
        "def f(a, y):\n    if y.ndim == 1:\n        b = a\n    else:\n        pass\n    return b",
        "empty", "else", 5, 5,
    ),
    "an empty method": (
        'class f:\n    def __init__(self):\n        self.a = 1\n'
        '    def forward(self, x):\n        """Say."""\n        pass',
        "empty", "def forward", 6, 6,
    ),
    "a loop that looks at nothing": (
        "def f(a, x):\n    for layer in a:\n        x = g(x)\n    return x", "idle", "layer", 2, 3,
    ),
    "a list that is returned": (
        "def f(a):\n    rows = []\n    for p in a:\n        g(p)\n    return rows", "unfilled",
        "rows", 5, 5,
    ),
    "an order that is gone through": (
        "class f:\n    def go(self):\n        order: list = []\n        self.grad = 1\n"
        "        for v in reversed(order):\n            v.go()",
        "unfilled", "order", 5, 5,
    ),
    "an argument that is handed round": (
        "def f(v, seen, order):\n    if v not in seen:\n        seen.add(v)\n"
        "        for p in v.parents:\n            f(p, seen, order)",
        "handed_round", "order", 5, 5,
    ),
}  # fmt: skip
LEFT_ALONE = {
    "an argument for what it inherits from": (
        "class f(Base):\n    def __init__(self, p, name=None):\n"
        "        super().__init__(name)\n        self.p = p"
    ),
    "an argument for the layer inside": (
        "class f:\n    def forward(self, x):\n        return self.layer.forward(x)"
    ),
    "not begun": "def f(a):\n    pass",
    "a class that is not begun": "class f:\n    def __init__(self):\n        pass",
    "a text": 'def f(a):\n    """Say."""',
    "an other side": "def f(a):\n    if a:\n        pass\n    else:\n        a = 1\n    return a",
    "what is given before": "def f(a):\n    b = 0\n    if a:\n        pass\n"
    "    else:\n        b = 1\n    return b",
    "what is shown": "def f(a, verbose=0):\n    if verbose:\n        pass\n    return a",
    "a step to begin with": "class f:\n    def __init__(self):\n        def step():\n"
    "            pass\n        self.step = step",
    "rounds that are counted": "def f(a, n):\n    for i in range(n):\n        g(a)",
    "said to be spare": "def f(a):\n    for _ in a:\n        g()\n    return a",
    "one of two": "def f(a):\n    for p, q in a:\n        g(q)\n    return a",
    "read afterwards": "def f(a):\n    for p in a:\n        g()\n    return p",
    "filled": "def f(a):\n    rows = []\n    for p in a:\n        rows.append(p)\n    return rows",
    "added to": "def f(a):\n    rows = []\n    rows += a\n    return rows",
    "filled by its name": "def f(a):\n    rows = []\n    put = rows.append\n    return rows",
    "filled by another": "def f(a):\n    rows = []\n    fill(rows)\n    return rows",
    "an entry": "def f(a):\n    found = {}\n    found['a'] = a\n    return found",
    "under another name": "def f(a):\n    rows = []\n    own = rows\n    return rows",
    "made again": "def f(a):\n    rows = []\n    rows = g(a)\n    return rows",
    "never read": "def f(a):\n    rows = []\n    return a",
    "read before": "def f(a):\n    for i in range(2):\n        g(len(rows))\n        rows = []",
    "handed on and read": "def f(v, n):\n    return v if n < 1 else f(v, n - 1)",
}  # fmt: skip
ENDLESS = {
    "by its name": ("def f(a):\n    b = a + 1\n    return f(b)", 3),
    "as a method": ("class f:\n    def go(self, a):\n        return self.go(a) + 1", 3),
    "by its operator": ("class f:\n    def __sub__(self, b):\n        return self - -b", 3),
    "in a part": ("class f:\n    def __truediv__(self, b):\n        return self / b ** -1", 3),
    "by its sign": ("class f:\n    def __neg__(self):\n        return -self", 3),
}
ENDING = {
    "behind a condition": "def f(a):\n    if a:\n        return f(a - 1)\n    return a",
    "on one side": "def f(a):\n    return f(a - 1) if a else a",
    "after what may leave": "def f(a):\n    if not a:\n        return 1\n    return f(a - 1)",
    "where it is short": "def f(a):\n    return a and f(a - 1)",
    "in a loop": "def f(a):\n    for p in a:\n        f(p)",
    "in rows": "def f(a):\n    return [f(p) for p in a]",
    "later": "def f(a):\n    return lambda: f(a)",
    "inside": "def f(a):\n    def g():\n        return f(a)\n    return g",
    "bit by bit": "def f(a):\n    yield a\n    yield from f(a)",
    "another's": "class f:\n    def go(self, a):\n        return a.go(self)",
    "its parent's": "class f:\n    def go(self, a):\n        return super().go(a)",
    "the other way round": "class f:\n    def __rsub__(self, b):\n        return -self + b",
    "another operator": "class f:\n    def __sub__(self, b):\n        return self + -b",
    "a function of that name": "class f:\n    def exp(self):\n        return exp(self)",
    "kept": "@cache\ndef f(a):\n    return f(a)",
}


def extracted(*sources: str) -> Extraction:
    chunks = tuple(Chunk(4, 11 + 100 * place, one) for place, one in enumerate(sources))
    return Extraction(chunks, {"f": "f"})


@pytest.mark.parametrize("case", TOLD)
def test_where_something_is_left_out_is_told(case: str) -> None:
    source, key, what, first, last = TOLD[case]
    [definition] = Definitions(extracted(source)).asked
    [text] = left_out(definition)
    assert text.key == f"advice.{key}"
    assert text.values["what"] == what
    assert text.values["cell"] == "4"
    assert (text.values["line"], text.values["last"]) == (str(10 + first), str(10 + last))


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_what_is_whole_is_left_alone(case: str) -> None:
    [definition] = Definitions(extracted(LEFT_ALONE[case])).asked
    assert [*left_out(definition)] == []


@pytest.mark.parametrize("case", ENDLESS)
def test_what_never_ends_is_told_at_its_line(case: str) -> None:
    source, line = ENDLESS[case]
    [definition] = Definitions(extracted(source)).asked
    [text] = endless(definition)
    assert (text.values["cell"], text.values["line"]) == ("4", str(10 + line))


@pytest.mark.parametrize("case", ENDING)
def test_what_may_end_is_left_alone(case: str) -> None:
    [definition] = Definitions(extracted(ENDING[case])).asked
    assert [*endless(definition)] == []


def test_helpers_are_come_to_by_the_names_in_what_uses_them() -> None:
    given = Definitions(extracted(
        "def f(a):\n    return g(a)", "def g(a):\n    return h(a)", "def h(a):\n    return a",
        "def k(a):\n    return a",
    ))  # fmt: skip
    found = given.reached(given.asked)
    assert [one.name for one in found] == ["f", "g", "h"]
