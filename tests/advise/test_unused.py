"""Arguments that are never used are told, and only those."""

import pytest

from grader.advise.definition import Definitions
from grader.advise.unused import unused
from grader.model import Chunk, Extraction

TOLD = {
    "one": ("def f(a, b):\n    return a", "b"),
    "two": ("def f(a, b, *, c=1):\n    return b", "a, c"),
    "one that is only written": ("def f(a, b):\n    x = 1\n    return a", "b"),
    "of a lambda": ("f = lambda a, b: a + 1", "b"),
    "of a method": ("class f:\n    def go(self, a, b):\n        return self.x + a", "b"),
}
LEFT_ALONE = {
    "all used": "def f(a, b):\n    return a + b",
    "used inside": "def f(a):\n    def g():\n        return a\n    return g()",
    "used by name": "def f(a, b):\n    return sum(locals().values())",
    "said to be unused": "def f(a, _b):\n    return a",
    "a blank": 'def f(a):\n    """Say."""\n    pass',
    "not written yet": "def f(a):\n    raise NotImplementedError",
    "the object itself": "class f:\n    def go(self, a):\n        return a",
    "what is to be shown": "def f(a, print_cost=True, verbose=0):\n    return a",
    "taken as they come": "def f(*args, **named):\n    return 1",
}


def told(source: str) -> list[object]:
    extraction = Extraction((Chunk(4, 11, source),), {"f": "f"})
    return [text.values for one in Definitions(extraction).asked for text in unused(one)]


@pytest.mark.parametrize("case", TOLD)
def test_what_is_never_used_is_named_at_its_function(case: str) -> None:
    source, names = TOLD[case]
    [values] = told(source)
    assert isinstance(values, dict)
    line = "12" if "class" in source else "11"
    assert (values["names"], values["cell"], values["line"]) == (names, "4", line)


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_what_is_used_or_empty_is_left_alone(case: str) -> None:
    assert told(LEFT_ALONE[case]) == []
