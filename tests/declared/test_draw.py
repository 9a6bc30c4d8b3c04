"""Inputs are drawn as they are described, by tables that are read as an author writes them."""

import tomllib
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.declared.draw import draw_inputs, draw_sizes, equal_sizes, names_of_sizes
from grader.declared.reference import Functions
from grader.declared.tables import InputTable

SEEDS = range(20)


def test_a_text_is_as_long_as_its_side_and_of_its_letters() -> None:
    tables = {
        "word": InputTable(shape=("m",), letters="ab"),
        "words": InputTable(shape=(2, "m + 1"), letters="xyz"),
        "letter": InputTable(letters="q"),
    }
    drawn = draw_inputs(np.random.default_rng(3), tables, {"m": 5}, Functions())
    assert len(drawn["word"]) == 5 and set(drawn["word"]) == set("ab")
    assert [len(one) for one in drawn["words"]] == [6, 6] and drawn["letter"] == "q"


def drawn(toml: str, seed: int, sizes: dict[str, tuple[int, int]] | None = None) -> dict[str, Any]:
    inputs = {
        name: msgspec.convert(table, InputTable) for name, table in tomllib.loads(toml).items()
    }
    rng = np.random.default_rng(seed)
    found = draw_sizes(rng, names_of_sizes(inputs.values()), sizes or {})
    return draw_inputs(rng, inputs, found, Functions(twice=lambda x: (2 * x, None)))


@pytest.mark.parametrize("seed", SEEDS)
def test_named_sizes_are_shared_and_differ(seed: int) -> None:
    found = drawn('X = {shape = ["m", "n"]}\nY = {shape = ["n + 1", "2 * k"]}', seed)
    m, n = found["X"].shape
    assert found["Y"].shape[0] == n + 1
    assert len({m, n, found["Y"].shape[1] // 2}) == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_range_holds_for_whole_numbers_too(seed: int) -> None:
    found = drawn(
        """
        a = {shape = [50], low = -1, high = 3}
        b = {shape = [50], dtype = "int", high = "k"}
        k = {size = "k"}
        """,
        seed,
    )
    assert -1 <= found["a"].min() < 0 < found["a"].max() <= 3
    assert found["b"].dtype == np.int64
    assert set(found["b"]) <= set(range(found["k"] + 1))


@pytest.mark.parametrize("seed", SEEDS)
def test_one_entry_is_hot_along_its_axis(seed: int) -> None:
    found = drawn(
        'rows = {shape = ["m", "k"], one_hot = 1}\ncolumns = {shape = ["k", "m"], one_hot = 0}',
        seed,
    )
    assert (found["rows"].sum(axis=1) == 1).all()
    assert (found["columns"].sum(axis=0) == 1).all()
    assert set(found["rows"].ravel()) == {0, 1}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_kinds_of_values(seed: int) -> None:
    found = drawn(
        """
        shares = {shape = ["m", "k"], sums_to_one = 1}
        rising = {shape = ["m"], ordered = true, as_list = true}
        rate = {choice = [0.1, 0.3]}
        same = {value = [[1, 2]], shape = [1, 2]}
        words = {shape = ["m"], choice = ["a", "b"], as_list = true}
        pair = {items = [{dtype = "int"}, {}]}
        other = {like = "shares", deviation = 2.0}
        doubled = {call = "twice(shares)[0]"}
        """,
        seed,
    )
    assert np.allclose(found["shares"].sum(axis=1), 1)
    assert found["rising"] == sorted(found["rising"]) and isinstance(found["rising"], list)
    assert found["rate"] in (0.1, 0.3)
    assert found["same"].tolist() == [[1.0, 2.0]] and found["same"].dtype == np.float64
    assert set(found["words"]) <= {"a", "b"}
    assert [type(one) for one in found["pair"]] == [int, float]
    assert found["other"].shape == found["shares"].shape
    assert (found["doubled"] == 2 * found["shares"]).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_no_number_is_where_functions_have_kinks(seed: int) -> None:
    assert np.abs(drawn("x = {shape = [2000]}", seed)["x"]).min() > 1e-4


def test_equal_sizes_are_drawn_where_the_ranges_meet() -> None:
    rng = np.random.default_rng(0)
    found = equal_sizes(rng, ("m", "n"), {"m": (3, 5)})
    assert found is not None and found["m"] == found["n"] and 3 <= found["m"] <= 5
    assert equal_sizes(rng, ("m", "n"), {"m": (9, 12)}) is None
    assert equal_sizes(rng, ("m",), {}) is None
