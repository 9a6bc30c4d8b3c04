"""What known mistakes answer, frozen: leaves, each kept once, and which answer is made of which.

Leaves are kept in single precision where that is near enough: answers are compared to six digits.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from grader import frames
from grader.diagnose.known import Known
from grader.diagnose.learnt import RIGHT, Made
from grader.diagnose.leaves import Flat, Leaf
from grader.diagnose.table import RAISED, near
from grader.diagnose.variants import Variants
from grader.errors import BrokenKit
from grader.frozen import frozen
from grader.prepare import Prepared, PreparedCase
from grader.sandbox import wire
from grader.trial import Answer

_LARGEST = 1_500
"""Numbers that a pair of mistakes may add, and under further seeds a single one."""
_LEAVES, _ROWS = 2_000, 200
"""Of which a frame is sure to hold that many."""
_NEAR = 2e-7
"""How far, relatively, single precision may lie from what it stands for."""


def written(prepared: Prepared, known: Known, *, whole: bool) -> bytes:
    """Return what mistakes answer: of the `whole` all, pairs too, and what shows elsewhere."""
    rubrics = prepared.assignment.rubrics
    kept = {rubric.name: list(_kept(known, rubric.name, whole=whole)) for rubric in rubrics}
    exercises = {name: exercise for exercise, makes in kept.items() for (name,) in makes}
    pool = _Pool()
    rows: list[Any] = []
    together: list[Made] = []
    for exercise, alone in kept.items():
        both = list(_small_pairs(known, exercise)) if whole else []
        together += both
        near = [
            (name,) for name, its in exercises.items() if whole and exercise in known.relatives(its)
        ]
        makes = (RIGHT, *alone, *both, *near) if alone or near else ()
        rows += _rows(known, exercise, makes, pool)
    leaves, answers = _batched(pool.kept, _LEAVES), _batched(rows, _ROWS)
    sizes = [len(leaves), len(answers)]
    pairs = [list(made) for made in together]
    return frames.written(exercises, pairs, sizes, *leaves, *answers)


def _batched(values: list[Any], size: int) -> list[list[Any]]:
    """Return values in several lists: a frame holds only so much."""
    return [values[start : start + size] for start in range(0, len(values), size)]


def _rows(known: Known, exercise: str, makes: Iterable[Made], pool: "_Pool") -> Iterator[list[Any]]:
    learnt = known.checked(exercise, RIGHT).learnt
    for place, case in enumerate(learnt.cases):
        for made in makes:
            answer = learnt.answer(made, place)
            found = {p: leaf for p, leaf in learnt.leaves(made, place).items() if p != RAISED}
            yield [
                list(made), case.question.index,
                [[pool.place(path), pool.place(leaf)] for path, leaf in found.items()],
                sorted(map(list, answer.lost)), answer.raised, answer.message,
            ]  # fmt: skip


def _kept(known: Known, exercise: str, *, whole: bool) -> Iterator[Made]:
    """Yield the single mistakes; unless it is the whole, without those that answer at length."""
    single = known.single(exercise)
    for made in single.made:
        if whole or _size(single, made, [RIGHT]) <= _LARGEST:
            yield made


def _small_pairs(known: Known, exercise: str) -> Iterator[Made]:
    """Yield the pairs that compose, but those of which a kit would grow beyond its purpose."""
    single = known.single(exercise)
    for one, other in combinations(single.made, 2):
        made = (*one, *other)
        if known.compose(made) and _size(single, made, [one, other]) <= _LARGEST:
            yield made


def _size(single: Variants, made: Made, beside: Sequence[Made]) -> int:
    """Return how many numbers mistakes answer as none of those beside them does."""
    learnt = single.learnt
    return sum(
        leaf.size
        for place in range(len(learnt.cases))
        for path, leaf in learnt.leaves(made, place).items()
        if not isinstance(leaf, str)
        and not any(near(leaf, learnt.leaves(one, place).get(path), 1.0) for one in beside)
    )


class _Pool:
    """Leaves and paths, each once."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self._places: dict[Any, int] = {}

    def place(self, leaf: Leaf) -> int:
        """Return where a leaf is kept."""
        if not isinstance(leaf, str):
            leaf = _short(leaf)
        key = leaf if isinstance(leaf, str) else (leaf.shape, leaf.dtype.str, leaf.tobytes())
        if key not in self._places:
            self._places[key] = len(self.kept)
            self.kept.append(leaf)
        return self._places[key]


def _short(leaf: Any) -> Any:
    with np.errstate(all="ignore"):
        short = leaf.astype(np.float32)
    is_near = np.allclose(short, leaf, rtol=_NEAR, atol=0, equal_nan=True)
    return short if is_near else leaf


class Frozen:
    """The known mistakes of a kit under one practice seed: a `Source`.

    Nothing is unpacked until something is asked for: right work needs none of it.
    """

    def __init__(self, read: Callable[[], bytes], slug: str) -> None:
        self._read = read
        self._slug = slug

    @property
    def exercises(self) -> Mapping[str, str]:
        """The exercise that each mistake is made in, by the mistake's id."""
        return self._decoded.exercises

    def compose(self, made: Made) -> bool:
        """Tell whether two mistakes can be made at once."""
        return frozenset(made) in self._decoded.pairs

    def knows(self, made: Made, case: PreparedCase) -> bool:
        """Tell whether the answer to a case was frozen."""
        return (made, case.question.index) in self._decoded.answers

    def answer(self, made: Made, case: PreparedCase) -> Answer:
        """Return what was frozen."""
        return self._decoded.answers[made, case.question.index]

    @cached_property
    def _decoded(self) -> "_Decoded":
        try:
            exercises, pairs, sizes, *parts = frames.read(self._read())
            pool = [leaf for part in parts[: sizes[0]] for leaf in part]
            rows = [row for part in parts[sizes[0] : sum(sizes)] for row in part]
            return _Decoded(
                dict(exercises),
                frozenset(frozenset(pair) for pair in pairs),
                {
                    (tuple(made), index): Answer(
                        Flat({pool[path]: _long(pool[leaf]) for path, leaf in found}),
                        frozenset((item, part) for item, part in lost), raised, message,
                    )
                    for made, index, found, lost, raised, message in rows
                },
            )  # fmt: skip
        except (wire.WireError, ValueError, TypeError, KeyError, IndexError) as error:
            said = type(error).__name__
            raise BrokenKit(f"{self._slug}: mistakes of another form ({said})") from None


@frozen
class _Decoded:
    exercises: Mapping[str, str]
    pairs: frozenset[frozenset[str]]
    answers: Mapping[tuple[Made, int], Answer]


def _long(leaf: Any) -> Leaf:
    return leaf if isinstance(leaf, str) else np.asarray(leaf, dtype=np.float64)
