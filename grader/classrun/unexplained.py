"""Wrong answers that no known mistake explains: what tells them from others, and shows them.

Of draws only what the exercise tells mistakes by is looked at (`TOLD` in `grader/exercise.py`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.diagnose.answers import Answers
from grader.diagnose.leaves import Leaf
from grader.diagnose.table import RAISED, Leaves, answer_leaves, near
from grader.exercise import UNTOLD
from grader.extract.defining import Defining
from grader.prepare import PreparedCase
from grader.result import Unexplained

CODE_LINES, CODE_WIDTH = 80, 120
"""Of the definition that is kept: lines, and characters of a line."""
NUMBERS = 16
"""Different wrong numbers, as far as they are counted."""
_SHOWN = 6
"""Numbers of a wrong value that are shown."""
_LONGEST_NAME = 40
_DIGITS = 6
_NOTHING = 1e-9
"""What is nearer to 0 is rounding."""


def unexplained(
    cases: Sequence[PreparedCase], answers: Answers, definition: Defining
) -> Unexplained | None:
    """Return what is told of an exercise's answers; None where nothing in them is wrong.

    `cases` are the exercise's. Where one of them ended without an answer there is no value to tell
    of either.
    """
    answered: list[tuple[PreparedCase, Leaves]] = []
    for case in cases:
        leaves = answers.leaves(case.question.index)
        if leaves is None:
            return None
        answered.append((case, leaves))
    wrong = [(case, *one) for case, leaves in answered for one in _wrong(case, leaves)]
    if not wrong:
        return None
    numbers = {number for _case, _path, leaf in wrong for number in _numbers(leaf)}
    shown = (_said(path, leaf) for c, path, leaf in wrong if c.question.kind == "example")
    lines = definition.chunk.source.count("\n") + 1
    return Unexplained(
        digest=_digest(answered),
        numbers=min(len(numbers), NUMBERS),
        code=definition.excerpt(1, lines, CODE_LINES, CODE_WIDTH),
        shown=next(shown, ""),
    )


def _wrong(case: PreparedCase, got: Leaves) -> Iterator[tuple[str, Leaf]]:
    """Yield the leaves of an answer that the right one has otherwise; an exception is none.

    Of an answer that has nothing in common with the right one, all of them.
    """
    right = answer_leaves(case.want, "")
    own = [path for path in got if path != RAISED]
    for path in [path for path in own if path in right] or own:
        if not near(got[path], right.get(path), tolerances=1.0):
            yield path, got[path]


def _rounded(leaf: Leaf) -> NDArray[Any]:
    """Return numbers to six digits, where one answer that was computed in two ways is one."""
    numbers = np.asarray(leaf, dtype=np.float64)
    with np.errstate(all="ignore"):
        size = np.floor(np.log10(np.abs(numbers)))
        unit = 10.0 ** (size - _DIGITS + 1)
        cut = np.where(np.abs(numbers) < _NOTHING, 0.0, np.round(numbers / unit) * unit)
    return np.where(np.isfinite(cut), cut, numbers) + 0.0


def _numbers(leaf: Leaf) -> list[float]:
    """Return some of the different numbers of a leaf that say something: finite, and not 0."""
    if isinstance(leaf, str):
        return []
    found = _rounded(leaf).ravel()[: 4 * NUMBERS]
    return [n for n in found.tolist() if n and np.isfinite(n)]


def _digest(answered: Sequence[tuple[PreparedCase, Leaves]]) -> str:
    total = hashlib.blake2b(digest_size=10)
    for case, leaves in answered:
        total.update(f"\n{case.question.case.name}".encode())
        for path in sorted(leaves):
            leaf = leaves[path]
            if isinstance(leaf, str):
                said = b"" if leaf == UNTOLD else leaf.encode("utf-8", "replace")
            else:
                said = str(leaf.shape).encode() + _rounded(leaf).tobytes()
            total.update(f"\n{path}\n".encode("utf-8", "replace") + said)
    return total.hexdigest()


def _said(path: str, leaf: Leaf) -> str:
    if isinstance(leaf, str):
        return f"{path[:_LONGEST_NAME]} = {leaf[:_LONGEST_NAME]}".removeprefix(" = ")
    numbers = np.asarray(leaf, dtype=np.float64)
    first = " ".join(f"{n:.6g}" for n in numbers.ravel()[:_SHOWN].tolist())
    more = " …" if numbers.size > _SHOWN else ""
    return f"{path[:_LONGEST_NAME]} = {first}{more}".removeprefix(" = ")
