"""To how many digits answers are right: what float32 keeps is right, what was rounded is told so.

Only what is the reference's number but for its last digits is taken for that number. It is put in
the place of the student's before a check looks: differences of numbers that each lack a few digits
would seem wrong, and each by another sentence.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.measure.compare import SINGLE, agree
from grader.measure.values import Array, Unfit, array

_HALF = 4 * float(np.finfo(np.float16).eps)
"""What float16 costs, which nobody computes long in."""
_DECIMALS = range(2, 9)
_LOST = 1.1
"""By how many of its last digits a number is off that was rounded on the way, and again."""
_CARRYING, _CARRIED = 4, 10.0
"""From so many decimals on, what comes of a few cut numbers is off by so many of the last digit."""
_SMALL = 100
_FEWEST = 2
"""Different numbers that all end where they part from the right ones: no chance."""
_DEEPEST = 16

Mend = Callable[[Array, Array], bool]
"""Tells whether numbers are others but for their last digits."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How an answer's numbers were cut short: by decimals, or as float16 where there are none."""

    decimals: int | None

    def cut(self, got: Array, want: Array) -> bool:
        """Tell whether numbers are the right ones, cut so, and not whole."""
        if self.decimals is None:
            largest = np.abs(want).max(initial=0.0)
            return _is_short(got, want, np.float16) and bool(
                (np.abs(got - want) <= _HALF * largest).all()
            )
        ends = _ends(got, self.decimals) and not _ends(want, self.decimals)
        return ends and bool((np.abs(got - want) <= _LOST * 10.0**-self.decimals).all())

    def came_of(self, got: Array, want: Array) -> bool:
        """Tell whether numbers are as near to the right ones as what is computed with cut ones.

        It is asked where others were cut. Of few decimals too much comes about, and of numbers that
        are themselves as small nothing can be told.
        """
        if self.decimals is None or self.decimals < _CARRYING:
            return False
        near = _CARRIED * 10.0**-self.decimals
        is_near = np.abs(got - want) <= near * np.maximum(1, np.abs(want))
        return bool(is_near.all()) and float(np.abs(want).max(initial=0.0)) >= _SMALL * near

    def undone(self, got: Any, want: Any) -> Any:
        """Return an answer with the right numbers in the place of what was cut so."""
        return _mended(got, want, lambda g, w: self.cut(g, w) or self.came_of(g, w))


def as_single(got: Any, want: Any) -> Any:
    """Return an answer with the right numbers in the place of those that are right in float32."""
    return _mended(got, want, _is_right_in_single)


def within(got: Any, want: Any, rtol: float, atol: float) -> Any:
    """Return an answer with the right numbers in the place of those that are off by no more."""
    return _mended(got, want, lambda one, right: _is_within(one, right, rtol, atol))


def is_off_within(got: Any, want: Any, rtol: float, atol: float) -> bool:
    """Tell whether some numbers of an answer are not right, and off by no more than so much."""
    with np.errstate(all="ignore"):
        return any(
            _is_within(one, right, rtol, atol) and not np.all(agree(one, right))
            for one, right in _leaves(got, want)
        )


def _is_within(one: Array, right: Array, rtol: float, atol: float) -> bool:
    return bool((np.abs(one - right) <= atol + rtol * np.abs(right)).all())


def rounding(answers: Sequence[tuple[Any, Any]]) -> Rounding | None:
    """Return how the numbers of some answers were cut short, from (got, want); None if not."""
    found = [leaf for got, want in answers for leaf in _leaves(got, want)]
    with np.errstate(all="ignore"):
        other = [(g, w) for g, w in found if (g != w).any()]  # what is right is not cut
        some = [(g, w) for g, w in other if _ends(g, _DECIMALS[-1]) or _is_short(g, w, np.float16)]
        ways = [Rounding(None), *map(Rounding, _DECIMALS)]
        counts = [_distinct([g for g, w in some if way.cut(g, w)]) for way in ways]
    most = max(counts)
    return ways[counts.index(most)] if most >= _FEWEST else None


def _distinct(leaves: Sequence[Array]) -> int:
    return len({number for leaf in leaves for number in leaf.ravel().tolist()} - {0.0})


def _is_right_in_single(got: Array, want: Array) -> bool:
    if not _is_short(got, want, np.float32):  # first: it tells of nearly everybody
        return False
    largest = np.abs(want).max(initial=0.0)
    return bool((np.abs(got - want) <= SINGLE * largest).all())


def _is_short(got: Array, want: Array, kind: Any) -> bool:
    """Tell whether numbers hold no more than such a type keeps, where the right ones do."""
    return bool((got.astype(kind) == got).all()) and not (want.astype(kind) == want).all()


def _ends(values: Array, decimals: int) -> bool:
    """Tell whether all numbers end by this decimal, as float64 or as float32."""
    rest = np.abs(values - np.round(values, decimals))
    if bool((rest <= 1e-12 * np.maximum(1, np.abs(values))).all()):
        return True
    is_single = bool((values.astype(np.float32) == values).all())
    return is_single and bool((rest <= 1.2e-7 * np.abs(values)).all())


# ---------------------------------------------------------------- trees


def _leaves(got: Any, want: Any, depth: int = 0) -> Iterator[tuple[Array, Array]]:
    """Yield what are numbers on both sides, of one shape and finite."""
    if depth > _DEEPEST:
        return
    for one, right in _pairs(got, want):
        yield from _leaves(one, right, depth + 1)
    leaf = _leaf(got, want)
    if leaf is not None:
        yield leaf


def _mended(got: Any, want: Any, mend: Mend, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        return got
    if isinstance(got, dict) and isinstance(want, Mapping):
        return {
            key: _mended(one, want[key], mend, depth + 1) if key in want else one
            for key, one in got.items()
        }
    if _are_lists(got, want):
        return type(got)([_mended(one, right, mend, depth + 1) for one, right in _pairs(got, want)])
    leaf = _leaf(got, want)
    with np.errstate(all="ignore"):
        if leaf is None or not mend(*leaf):
            return got
    if isinstance(got, np.ndarray):
        return leaf[1].copy().reshape(got.shape)
    return leaf[1].tolist()


def _pairs(got: Any, want: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(got, dict) and isinstance(want, Mapping):
        yield from ((one, want[key]) for key, one in got.items() if key in want)
    elif _are_lists(got, want):
        yield from zip(got, want, strict=True)


def _are_lists(got: Any, want: Any) -> bool:
    return type(got) in (list, tuple) and isinstance(want, list | tuple) and len(got) == len(want)


def _leaf(got: Any, want: Any) -> tuple[Array, Array] | None:
    """Return two sides as arrays where the right one is not whole by its type; None elsewhere."""
    if isinstance(want, bool | int) or not isinstance(want, float | np.floating | np.ndarray):
        return None
    right = np.asarray(want)
    if right.dtype.kind != "f" or not right.size or isinstance(got, bool | int):
        return None
    one_number = right.ndim == 0 and isinstance(got, np.ndarray) and got.size == 1
    try:
        found = array(got, "", got.shape if one_number else right.shape)
    except Unfit:
        return None
    if one_number:
        found = found.reshape(())
    right = right.astype(np.float64)
    return (found, right) if np.isfinite(found).all() and np.isfinite(right).all() else None
