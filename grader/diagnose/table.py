"""Compare an answer with what known mistakes answer: a quick sieve first, then every number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.diagnose.leaves import Leaf, leaves
from grader.exercise import TOLD, UNTOLD
from grader.frozen import frozen

RTOL, ATOL = 1e-6, 1e-9
FAR = 1e3
"""How many tolerances a mistake must be away from the reference for agreement to tell anything."""
RAISED = "!"
"""The path of the leaf that says whether, and by which exception, a call was ended."""
_SIEVES = 3

Leaves = Mapping[str, Leaf]
Places = NDArray[np.intp]


def answer_leaves(value: Any, raised: str) -> Leaves:
    """Return the leaves of an answer; `raised` is the exception's name, empty when none was."""
    told = value[TOLD] if isinstance(value, dict) and TOLD in value else value
    return {RAISED: raised} if raised else {RAISED: "", **leaves(told)}


@frozen
class Told:
    """One variant's answer to one case, and what it tells the variant from the reference by."""

    leaves: Leaves
    telling: frozenset[str]
    """Paths of leaves that are far from every right answer's."""
    known: frozenset[str]
    """Paths that a right answer or this variant has."""

    def agrees(self, got: Leaves) -> bool:
        """Tell whether an answer is this one.

        A leaf that the answer lacks is passed over, for an intermediate value may be left out; so
        is one that nobody but the student has. Some leaf must be in both.
        """
        if not got.keys() & (self.leaves.keys() - {RAISED} or {RAISED}):
            return False
        here, there = [], []
        for path, leaf in got.items():
            mine = self.leaves.get(path)
            if (mine is None and path not in self.known) or _is_untold(mine) or _is_untold(leaf):
                continue
            if isinstance(mine, str) or isinstance(leaf, str) or mine is None:
                if mine is None or isinstance(mine, str) != isinstance(leaf, str) or mine != leaf:
                    return False
            elif mine.shape != leaf.shape:
                return False
            else:
                here.append(mine.ravel())
                there.append(leaf.ravel())
        if not here:
            return True
        return bool(_close(np.concatenate(here), np.concatenate(there), 1.0).all())

    def explained(self, got: Leaves) -> frozenset[str]:
        """Return the leaves that are wrong as this variant's are, and as no right answer's is."""
        return frozenset(
            path
            for path in self.telling & got.keys()
            if not _is_untold(got[path]) and near(got[path], self.leaves[path], tolerances=1.0)
        )


def told(rights: Sequence[Leaves], variant: Leaves) -> Told:
    """Hold a variant's answer against right ones."""
    telling = {
        path
        for path, leaf in variant.items()
        if not any(near(leaf, right.get(path)) for right in rights)
    }
    known = {path for found in (*rights, variant) for path in found}
    return Told(variant, frozenset(telling), frozenset(known))


class Sieve:
    """The leaves of one case in which most variants differ, stacked to be compared at once."""

    def __init__(self, variants: Sequence[Leaves]) -> None:
        self._size = len(variants)
        paths = dict.fromkeys(path for found in variants for path in found)
        columns = {path: [found.get(path) for found in variants] for path in paths}
        ranked = sorted(columns, key=lambda path: (-_distinct(columns[path]), path))
        self._tables = {path: _Stacked(columns[path]) for path in ranked[:_SIEVES]}

    def left_by(self, got: Leaves) -> Places:
        """Return the variants that may have given this answer."""
        alive = np.arange(self._size)
        for path, table in self._tables.items():
            if path in got and alive.size:
                alive = table.left_by(got[path], alive)
        return alive


class _Stacked:
    """One leaf of all variants: arrays by shape, words by what they say."""

    def __init__(self, found: Sequence[Leaf | None]) -> None:
        self._words: dict[str, list[int]] = {}
        self._stacks: dict[tuple[int, ...], tuple[Places, NDArray[np.float64]]] = {}
        by_shape: dict[tuple[int, ...], list[int]] = {}
        for place, leaf in enumerate(found):
            if isinstance(leaf, str):
                self._words.setdefault(leaf, []).append(place)
            elif leaf is not None:
                by_shape.setdefault(leaf.shape, []).append(place)
        for shape, places in by_shape.items():
            stack = np.stack([np.asarray(found[place]) for place in places])
            self._stacks[shape] = np.array(places), stack

    def left_by(self, leaf: Leaf, alive: Places) -> Places:
        if _is_untold(leaf):
            return alive
        untold = self._words.get(UNTOLD, [])
        return np.intersect1d(alive, [*self._like(leaf, alive), *untold])

    def _like(self, leaf: Leaf, alive: Places) -> Iterable[int]:
        if isinstance(leaf, str):
            return self._words.get(leaf, [])
        if leaf.shape not in self._stacks:
            return ()
        places, stack = self._stacks[leaf.shape]
        asked = np.isin(places, alive)
        close = _close(stack[asked], leaf, 1.0)
        found: list[int] = places[asked][close.all(axis=tuple(range(1, close.ndim)))].tolist()
        return found


def _distinct(column: Sequence[Leaf | None]) -> int:
    """Count the answers in a column that are not alike to single precision."""
    with np.errstate(all="ignore"):
        return len(
            {
                leaf.astype(np.float32).tobytes() if isinstance(leaf, np.ndarray) else leaf
                for leaf in column
            }
        )


def near(leaf: Leaf, reference: Leaf | None, tolerances: float = FAR) -> bool:
    """Tell whether two leaves are alike, within so many tolerances."""
    if _is_untold(leaf) or _is_untold(reference):
        return True
    if isinstance(leaf, str) or isinstance(reference, str) or reference is None:
        return isinstance(leaf, str) and isinstance(reference, str) and leaf == reference
    return leaf.shape == reference.shape and bool(_close(reference, leaf, tolerances).all())


def _is_untold(leaf: Leaf | None) -> bool:
    return isinstance(leaf, str) and leaf == UNTOLD


def _close(one: NDArray[np.float64], other: NDArray[np.float64], tolerances: float) -> Any:
    """Compare entry by entry; NaN agrees with NaN, and infinity with infinity of its sign."""
    with np.errstate(all="ignore"):
        close = np.abs(one - other) <= tolerances * (ATOL + RTOL * np.abs(one))
        close &= np.isfinite(one)  # whose tolerance is infinite, too
        if not close.all():
            close |= (one == other) | (np.isnan(one) & np.isnan(other))
    return close
