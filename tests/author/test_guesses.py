"""Where a first guess draws inputs that the solution cannot answer, the next one is made."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import run
from solved_notebooks import IMPORTS, code, write

from grader.assignment import read_table
from grader.author.describe import NotDescribed, describe
from grader.author.recording import Opaque
from grader.author.sizes import Shared
from grader.declared.tables import Declaration, InputTable

SOLVE = (
    "def solve(X, y):\n    return np.linalg.solve(X.T @ X, X.T @ y)\n\n"
    "solve(np.array([[1, 1], [1, 2], [2, 1]]), np.array([1, 3, 4]))"
)
CHOOSE = (
    "def choose(x, place):\n    if len(x) != 5:\n        raise ValueError('five')\n"
    "    return x[place] * 2\n\nchoose(np.array([1.5, 2.0, 3.0, 0.5, 4.0]), 2)"
)
FIXED = (
    "def only(x):\n    if list(x) != [1.5, 2.5]:\n        raise ValueError('these')\n"
    "    return x * 2\n\nonly(np.array([1.5, 2.5]))"
)


def declared(tmp_path: Path, source: str) -> tuple[Declaration, str]:
    path = write(tmp_path / "solved.ipynb", IMPORTS, code(source))
    result = run(
        "new", "lesson", "--course", tmp_path, "--from", path, "--own-code", "--lang", "en",
        "--no-mistakes",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    (rubric,) = read_table(tmp_path / "assignments" / "lesson").exercises
    assert rubric.declaration is not None
    return rubric.declaration, result.output


def test_a_matrix_that_must_be_tall_stays_so_and_is_drawn_of_real_numbers(tmp_path: Path) -> None:
    found, _ = declared(tmp_path, SOLVE)
    (tall, wide) = found.inputs["X"].shape or ()
    assert found.inputs["y"].shape == (tall,)
    assert found.sizes[str(tall)][0] > found.sizes[str(wide)][1]
    assert found.inputs["X"].dtype == "float" and found.inputs["X"].low is None


def test_sizes_that_must_be_what_they_were_are_numbers(tmp_path: Path) -> None:
    found, _ = declared(tmp_path, CHOOSE)
    assert found.inputs["x"].shape == (5,)
    assert found.inputs["place"].choice == (2,)


def test_a_text_is_drawn_of_its_letters_where_one_text_has_one_answer(tmp_path: Path) -> None:
    common = (
        "def common(one, other, kind):\n    pairs = zip(one, other)\n"
        "    return sum(a == b for a, b in pairs) * {'twice': 2}.get(kind, 1)\n\n"
        "common('abacab', 'babaca', 'once')"
    )
    found, told = declared(tmp_path, common)
    assert found.inputs["one"].letters == "abc" and "same for every input" not in told
    assert found.inputs["one"].shape == found.inputs["other"].shape
    assert found.examples[0].inputs["one"] == "abacab"


def test_whole_numbers_are_others_where_those_of_the_example_have_one_answer(
    tmp_path: Path,
) -> None:
    curve = (
        "def curve(n, turns, closed=True):\n"
        "    t = np.linspace(0, turns, n, endpoint=closed)\n    return np.cos(6 * t)\n\n"
        "curve(50, 1, False)"
    )
    found, told = declared(tmp_path, curve)
    assert (found.inputs["n"].low, found.inputs["n"].high) == (25, 75)
    assert found.inputs["closed"].choice == (True, False)
    assert "same for every input" not in told and found.examples[0].inputs["n"] == 50


def test_a_text_that_chooses_is_no_other(tmp_path: Path) -> None:
    summed = (
        "def summed(x, how):\n    return {'sum': np.sum, 'mean': np.mean}[how](x)\n\n"
        "summed(np.array([1.5, 4.0]), 'mean')\nsummed(np.array([1.5, 3.0]), 'sum')"
    )
    found, _ = declared(tmp_path, summed)
    assert found.inputs["how"].choice == ("mean", "sum")


def test_whole_numbers_that_are_places_are_drawn_within_the_array(tmp_path: Path) -> None:
    picked = (
        "def picked(X, rows, column):\n    return [X[row, column] for row in rows]\n\n"
        "X = np.arange(60.0).reshape(20, 3)\npicked(X, [0, 7, 19, 4], 2)"
    )
    found, _ = declared(tmp_path, picked)
    tall, wide = found.inputs["X"].shape or ()
    assert found.inputs["rows"].high == f"{tall} - 1"
    assert found.inputs["column"].high == f"{wide} - 1"


def test_one_description_is_made_of_calls_with_inputs_of_one_kind(tmp_path: Path) -> None:
    gap = (
        "def gap(a, b):\n    return np.sqrt(np.sum((a - b) ** 2))\n\n"
        "gap(np.array([1, 2, 3]), np.array([4, 5, 6]))\n"
        "gap(np.array([3.5, 7.0]), np.array([6.0, 0.25]))\ngap(1, 0.5)"
    )
    found, told = declared(tmp_path, gap)
    assert found.inputs["a"].shape == found.inputs["b"].shape
    assert len(found.examples) == 2 and "no inputs could be drawn" not in told


def test_a_size_bears_no_name_that_an_input_has(tmp_path: Path) -> None:
    powers = (
        "def powers(x, m):\n    return x[:, None] ** np.arange(m)\n\n"
        "powers(np.array([0.5, 2.0, 1.5, 4.0]), 3)"
    )
    found, _ = declared(tmp_path, powers)
    assert found.inputs["x"].shape == ("n",) and "m" not in found.sizes


COUNTED = {
    "words of the input": (
        "def counted(words):\n    return {one: words.count(one) for one in words}\n\n"
        "counted(['the', 'sky', 'the'])",
        True,
    ),
    "pairs of words": (
        "def counted(words):\n    pairs = list(zip(words, words[1:]))\n"
        "    return {one: pairs.count(one) for one in pairs}\n\n"
        "counted(['the', 'sky', 'the', 'sky'])",
        True,
    ),
    "names": (
        "def counted(x):\n    return {'least': x.min(), 'most': x.max()}\n\n"
        "counted(np.array([1.5, 4.0]))",
        False,
    ),
}


@pytest.mark.parametrize("name", COUNTED)
def test_a_dictionary_of_what_was_given_may_hold_no_more(name: str, tmp_path: Path) -> None:
    source, is_only = COUNTED[name]
    found, _ = declared(tmp_path, source)
    assert [out.only for out in found.outputs.values()] == ([True] if is_only else [])


def test_what_cannot_be_drawn_is_as_it_was_and_that_is_told(tmp_path: Path) -> None:
    found, told = declared(tmp_path, FIXED)
    assert found.inputs["x"].value == [1.5, 2.5]
    assert "Cell 2: no inputs could be drawn for only" in told


def test_what_is_changed_in_place_is_compared(tmp_path: Path) -> None:
    step = (
        "def step(w, grads, rate):\n    w -= rate * grads\n\n"
        "w = np.array([1.5, -2.0, 0.25])\nstep(w, np.array([1.0, 4.0, -2.0]), 0.1)"
    )
    found, _ = declared(tmp_path, step)
    assert {key: out.of for key, out in found.outputs.items()} == {"w": "w"}
    assert found.examples[0].inputs["w"] == [1.5, -2.0, 0.25]  # as it was before


ROWS = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
DESCRIBED: dict[str, tuple[Any, InputTable]] = {
    "one-hot rows": (ROWS, InputTable(shape=("m", "n"), one_hot=1)),
    "shares": (
        np.array([[0.2, 0.8, 0.0], [0.5, 0.25, 0.25]]),
        InputTable(shape=("m", "n"), sums_to_one=1),
    ),
    "rising numbers": (
        np.array([0.0, 0.5, 1.0, 1.5]), InputTable(shape=("m",), low=0.0, high=1.5, ordered=True),
    ),
    "whole numbers": (
        np.array([3, 1, 7]), InputTable(shape=("m",), dtype="int", low=1, high=7),
    ),
    "positive numbers": (
        np.array([0.25, 4.0, 1.5]), InputTable(shape=("m",), low=0.25, high=4.0),
    ),
    "numbers none of which is negative": (
        np.array([0.5, 0.0, 3.0]), InputTable(shape=("m",), low=0.0, high=3.0),
    ),
    "truth values": (np.array([True, False]), InputTable(shape=("m",), dtype="bool")),
    "a rate": (0.5, InputTable(low=0.25, high=0.75)),
    "an axis": (0, InputTable(choice=(0,))),
    "a count": (3, InputTable(dtype="int", low=1, high=6)),
    "a word": ("mean", InputTable(choice=("mean",))),
    "a list of sizes": (
        [4, 3, 2], InputTable(shape=("m",), dtype="int", low=2, high=4, as_list=True),
    ),
    "a dictionary": (
        {"W": np.array([[1.0, -1.0, 1.0, -1.0]])},
        InputTable(fields={"W": InputTable(shape=(1, "m"), deviation=1.0)}),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DESCRIBED)
def test_an_input_is_described_after_its_value(name: str) -> None:
    value, expected = DESCRIBED[name]
    assert describe(".x", [value], Shared([{"x": value}])) == expected


@pytest.mark.parametrize("value", [Opaque("function"), [], object(), {"a": Opaque("Model")}])
def test_what_no_description_draws_is_said(value: Any) -> None:
    with pytest.raises(NotDescribed):
        describe(".x", [value], Shared([{"x": value}]))


def test_sides_that_are_equal_once_and_differ_later_are_two_sizes() -> None:
    calls = [{"x": np.ones((3, 3))}, {"x": np.ones((3, 5))}]
    shared = Shared(calls)
    found = describe(".x", [call["x"] for call in calls], shared)
    assert found.shape == ("m", "n")
