"""Inputs drawn as they are described, with sizes that tell axes apart."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import numpy as np

from grader.declared.expression import read_expression
from grader.declared.reference import Reference
from grader.declared.tables import InputTable
from grader.measure.values import Array

Sizes = Mapping[str, int]
USUAL = (2, 6)
"""The least and the most of a size of which nothing is said."""
_TRIES = 100
_NEAR_ZERO = 1e-3
"""Numbers are drawn away from zero by as much: there functions have kinks."""
_TYPES: Mapping[str, type] = {
    "float": np.float64, "float32": np.float32, "int": np.int64, "bool": np.bool_,
}  # fmt: skip


def names_of_sizes(inputs: Iterable[InputTable]) -> tuple[str, ...]:
    """Return the names of the sizes that descriptions speak of, in order."""
    found: dict[str, None] = {}
    for table in inputs:
        told = [*(table.shape or ()), table.low, table.high, table.size or None]
        for one in told:
            if isinstance(one, str):
                found |= dict.fromkeys(read_expression(one).names)
        found |= dict.fromkeys(names_of_sizes([*table.fields.values(), *table.items]))
    return tuple(found)


def fixed_sizes(inputs: Iterable[InputTable]) -> frozenset[int]:
    """Return the sizes that descriptions give as numbers."""
    found: set[int] = set()
    for table in inputs:
        found |= {side for side in table.shape or () if isinstance(side, int)}
        found |= fixed_sizes([*table.fields.values(), *table.items])
    return frozenset(found)


def draw_sizes(
    rng: np.random.Generator,
    names: Iterable[str],
    ranges: Mapping[str, tuple[int, int]],
    taken: frozenset[int] = frozenset(),
) -> dict[str, int]:
    """Draw sizes, all different and none of those `taken`, where their ranges let them."""
    drawn: dict[str, int] = {}
    for _ in range(_TRIES):
        drawn = {name: int(rng.integers(*_bounds(name, ranges))) for name in names}
        if len(set(drawn.values()) - taken) == len(drawn):
            break
    return drawn


def equal_sizes(
    rng: np.random.Generator, names: Iterable[str], ranges: Mapping[str, tuple[int, int]]
) -> dict[str, int] | None:
    """Draw one size for all, at which a transposition is silent; None where they have none."""
    bounds = {name: _bounds(name, ranges) for name in names}
    low = max((least for least, _ in bounds.values()), default=0)
    high = min((most for _, most in bounds.values()), default=0)
    if len(bounds) < 2 or low >= high:
        return None
    return dict.fromkeys(bounds, int(rng.integers(low, high)))


def _bounds(name: str, ranges: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    least, most = ranges.get(name, USUAL)
    return least, most + 1


def draw_inputs(
    rng: np.random.Generator,
    inputs: Mapping[str, InputTable],
    sizes: Sizes,
    reference: Reference,
) -> dict[str, Any]:
    """Draw every input, in order: a later one may come of the earlier ones."""
    drawn: dict[str, Any] = {}
    for name, table in inputs.items():
        table = described(table, inputs)
        drawn[name] = called(table, drawn, reference) if table.call else _drawn(table, sizes, rng)
    return drawn


def described(table: InputTable, inputs: Mapping[str, InputTable]) -> InputTable:
    """Return a description with what it leaves to another input's."""
    if not table.like:
        return table
    own = {k: v for k, v in msgspec.structs.asdict(table).items() if v != _DEFAULTS[k]}
    other = described(inputs[table.like], inputs)
    return msgspec.structs.replace(other, **{**own, "like": ""})


_DEFAULTS = msgspec.structs.asdict(InputTable())


def called(table: InputTable, drawn: Mapping[str, Any], reference: Reference) -> Any:
    """Return what a call of the reference gives for the inputs before."""
    expression = read_expression(table.call)
    functions = {n: reference.function(n) for n in expression.names if n not in drawn}
    return expression.value({**drawn, **functions})


def given(table: InputTable, value: Any) -> Any:
    """Return a value out of TOML as the input that it is written for."""
    if table.fields and isinstance(value, Mapping):
        return {
            name: given(table.fields.get(name, InputTable()), one) for name, one in value.items()
        }
    if table.items and isinstance(value, list):
        pairs = zip(table.items, value, strict=False)
        inner = [given(one, entry) for one, entry in pairs]
        return inner if table.as_list else tuple(inner)
    if table.shape is not None and not table.as_list and isinstance(value, list | int | float):
        found: Array = np.asarray(value, dtype=_TYPES[table.dtype])
        if table.dtype == "int" and (found != np.asarray(value)).any():
            raise ValueError("holds numbers that are not whole, and its dtype is int")
        return found
    return value


def _drawn(table: InputTable, sizes: Sizes, rng: np.random.Generator) -> Any:
    if table.value is not msgspec.UNSET:
        return given(table, table.value)
    if table.fields:
        return {name: _drawn(one, sizes, rng) for name, one in table.fields.items()}
    if table.items:
        inner = [_drawn(one, sizes, rng) for one in table.items]
        return inner if table.as_list else tuple(inner)
    if table.size:
        return int(_number(table.size, sizes))
    shape = tuple(int(_number(side, sizes)) for side in table.shape or ())
    if table.choice:
        return _chosen(table, shape, rng)
    if table.letters:
        return _spelt(table.letters, shape, rng)
    numbers: Array = _numbers(table, shape, sizes, rng).astype(_TYPES[table.dtype])
    if table.ordered:
        numbers = np.sort(numbers, axis=-1)
    return numbers.tolist() if table.as_list or not table.shape else numbers


def _chosen(table: InputTable, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    picks = rng.integers(0, len(table.choice), shape)
    if not table.shape:
        return table.choice[int(picks)]
    found = [table.choice[int(pick)] for pick in picks.ravel()]
    if table.as_list:
        return found
    return np.asarray(found).reshape(shape)


def _spelt(letters: str, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    """Return a text as long as the last side, in a list for each side before it."""
    if len(shape) > 1:
        return [_spelt(letters, shape[1:], rng) for _ in range(shape[0])]
    picks = rng.integers(0, len(letters), shape or (1,))
    return "".join(letters[int(pick)] for pick in picks)


def _numbers(
    table: InputTable, shape: tuple[int, ...], sizes: Sizes, rng: np.random.Generator
) -> Array:
    if table.one_hot is not None:
        axis = table.one_hot
        places = rng.integers(0, shape[axis], shape[:axis] + shape[axis:][1:])
        return np.moveaxis(np.eye(shape[axis])[places], -1, axis)
    if table.sums_to_one is not None:
        shares = rng.uniform(0.1, 1.0, shape)
        return np.asarray(shares / shares.sum(axis=table.sums_to_one, keepdims=True))
    if table.dtype == "bool":
        return rng.random(shape) < 0.4
    low, high = (None if end is None else _number(end, sizes) for end in (table.low, table.high))
    if table.dtype == "int":
        return rng.integers(int(low or 0), int(9 if high is None else high) + 1, shape)
    if low is not None or high is not None:
        low = 0.0 if low is None else low
        drawn = rng.uniform(low, low + 1.0 if high is None else high, shape)
    else:
        drawn = rng.normal(table.mean, table.deviation, shape)
    near = np.abs(drawn) < _NEAR_ZERO * table.deviation
    return np.asarray(np.where(near, _away(table, low, high), drawn))


def _away(table: InputTable, low: float | None, high: float | None) -> float:
    """Return what stands in the place of a number that is nearly zero."""
    if low is None and high is None:
        return 0.1 * table.deviation
    return ((low or 0.0) + (1.0 if high is None else high)) / 2 or 0.1


def _number(told: int | float | str, sizes: Sizes) -> float:
    return float(read_expression(told).value(sizes)) if isinstance(told, str) else told
