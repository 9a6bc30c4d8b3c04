"""A definition that goes on calling an earlier one of its name by another: both are taken."""

import pytest
from notebook_samples import cells

from grader.extract import extract
from grader.model import Ask

ASKS = [Ask("f")]
FIRST = "def f(x):\n    return x + 1"
WRONG = "def f(x):\n    return x - 1"
TAKEN = {
    "by another name": ([FIRST, "a = f\ndef f(x):\n    return a(x)"], ["def f", "a = f", "def f"]),
    "twice": (
        [FIRST, "a = f\ndef f(x):\n    return a(x)", "b = f\ndef f(x):\n    return b(x)"],
        ["def f", "a = f", "def f", "b = f", "def f"],
    ),
    "the last before": (
        [WRONG, FIRST, "a = f\ndef f(x):\n    return a(x)"], ["def f", "a = f", "def f"],
    ),
    "a name that is not used": ([WRONG, "a = f", FIRST], ["def f"]),
    "a name that comes after": ([WRONG, FIRST, "a = f"], ["def f"]),
}  # fmt: skip


@pytest.mark.parametrize("case", TAKEN)
def test_what_the_last_definition_calls_is_taken_with_it(case: str) -> None:
    sources, begins = TAKEN[case]
    found = extract(cells(*sources), ASKS)
    pairs = zip(found.chunks, begins, strict=True)
    assert [chunk.source[: len(begin)] for chunk, begin in pairs] == begins
    namespace: dict[str, object] = {}
    exec("\n".join(chunk.source for chunk in found.chunks), namespace)
    assert namespace["f"](1) == 2  # type: ignore[operator]


def test_of_definitions_that_are_all_called_none_is_said_to_be_one_too_many() -> None:
    sources, _ = TAKEN["twice"]
    assert extract(cells(*sources), ASKS).problems == ()
    sources, _ = TAKEN["the last before"]
    assert [p.message.key for p in extract(cells(*sources), ASKS).problems] == ["defined_again"]
