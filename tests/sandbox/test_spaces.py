"""A name that is given another meaning keeps the one that it had for what stands before."""

from typing import Any

from grader.model import Chunk
from grader.sandbox.loading import load

FIRST = Chunk(1, 1, "def sq(w):\n    return w * w\ndef f(x):\n    return sq(x), later(x), sum([x])")
OTHER = Chunk(2, 1, "def sq(a, b):\n    return a + b", apart=True)
LAST = Chunk(3, 1, "def g(x):\n    return sq(x, x)\ndef later(x):\n    return -x\nsum = 3")


def names(*chunks: Chunk) -> dict[str, Any]:
    loaded, failed = load(chunks)
    assert failed == []
    return loaded.namespace


def test_each_function_goes_on_with_what_its_names_meant() -> None:
    found = names(FIRST, OTHER, LAST)
    assert found["f"](3) == (9, -3, 3)
    assert found["g"](3) == 6


def test_without_a_word_the_last_meaning_is_everybodys() -> None:
    found = names(FIRST, Chunk(2, 1, "def sq(a):\n    return -a"), Chunk(3, 1, "later = abs"))
    assert found["f"](3) == (-3, 3, 3)


def test_a_name_that_a_star_import_gave_stays_and_one_that_it_did_not_is_lent() -> None:
    use = Chunk(2, 1, "def f(x):\n    return sqrt(x), own(x)")
    later = Chunk(3, 1, "sqrt = own = abs", apart=True)
    assert names(Chunk(1, 1, "from math import *"), use, later)["f"](4.0) == (2.0, 4.0)


def test_a_loop_meets_the_names_of_its_place() -> None:
    chunks = [Chunk(1, 1, "rate = 1"), Chunk(3, 1, "rate = 2", apart=True)]
    blocks = [Chunk(2, 1, "a = rate + more"), Chunk(4, 1, "a = rate + more")]
    loaded, _ = load(chunks, blocks)
    assert loaded.block(0, None, {"more": 10})["a"] == 11
    assert loaded.block(1, None, {"more": 10})["a"] == 12
    assert "a" not in loaded.namespace


def test_spaces_are_not_made_without_end() -> None:
    many = [Chunk(n, 1, f"x = {n}", apart=True) for n in range(1, 500)]
    loaded, failed = load([Chunk(0, 1, "def f():\n    return x"), *many])
    assert failed == []
    assert loaded.namespace["x"] == 499
