"""Put functions of the author's own to every case, in this process, and see what they lose.

For the reference, known mistakes and alternatives: trusted code, so no sandbox is needed, and many
of them can be tried in a second.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.alone import silently
from grader.frozen import frozen
from grader.load import importable, load_module, load_provided
from grader.measure.values import Unfit, entries, is_complex, outline
from grader.model import Raised, Status
from grader.prepare import Prepared, PreparedCase, findings_of

_MISSING = "MissingName"
"""What stands in the place of an exception's name where a variant lacks what is asked for."""

_RTOL, _ATOL = 1e-7, 1e-9
_PLAIN = (bool, int, float)
_UNORDERED = (set, frozenset)


@frozen
class Answer:
    """What a variant gave for one case, and the (item, part) pairs that it lost there."""

    value: Any
    """The value; None when an exception was raised."""
    lost: frozenset[tuple[str, str]]
    raised: str = ""
    """The name of the exception that was raised."""
    message: str = ""
    """What it said."""


class Bench:
    """The author's own code, loaded once, with the modules that answer its imports."""

    def __init__(self, folder: Path, solutions: Path) -> None:
        with silently():
            self._provided = load_provided(folder / "provided")
        self._solutions = solutions

    def load(self, name: str) -> ModuleType:
        """Load a file of the solutions. Lets whatever it raises through."""
        with importable(self._provided), silently():
            return load_module(self._solutions / f"{name}.py", name)

    def execute(self, name: str, source: str) -> ModuleType:
        """Load a file of the solutions in other words. Lets whatever it raises through."""
        module = ModuleType(name)
        with importable({**self._provided, name: module}), silently():
            exec(compile(source, name, "exec"), vars(module))  # noqa: S102  (the author's own)
        return module

    def try_out(
        self,
        functions: Mapping[str, Callable[..., Any]],
        prepared: Prepared,
        cases: Sequence[PreparedCase],
    ) -> tuple[Answer, ...]:
        """Ask every case of the functions; an exception of theirs is an answer too."""
        from grader.sandbox.bare import own_main_module  # not for a kit: see `grader.prepare`

        with (
            importable(self._provided), own_main_module(), silently(), np.errstate(all="ignore"),
        ):  # fmt: skip
            return tuple(_answer(functions, prepared, case) for case in cases)


def _answer(
    functions: Mapping[str, Callable[..., Any]], prepared: Prepared, case: PreparedCase
) -> Answer:
    from grader.sandbox.bare import put_to_functions

    q = case.question
    outcome = put_to_functions(q, functions)
    if outcome.status is not Status.PASSED:
        told = outcome.raised or Raised(_MISSING, "")
        return Answer(None, case.counted, told.type, told.message)
    value = outcome.value
    try:
        found = findings_of(prepared.assignment, q, value, case.want)
    except Unfit:
        return Answer(value, case.counted)
    lost = {
        (item, part)
        for item, part in case.counted
        if not _holds([f.ok for f in found if f.item == item and f.part in (part, "")])
    }
    return Answer(value, frozenset(lost))


def _holds(about: list[bool]) -> bool:
    return bool(about) and all(about)


def plain(answers: Sequence[Answer]) -> list[list[Any]]:
    """Return answers as plain values, to be kept."""
    return [[a.value, [*map(list, sorted(a.lost))], a.raised, a.message] for a in answers]


def read_plain(content: Any) -> tuple[Answer, ...]:
    """Return answers from plain values. Raises ValueError or TypeError when they are not such."""
    answers = tuple(
        Answer(value, frozenset((item, part) for item, part in lost), raised, message)
        for value, lost, raised, message in content
    )
    if not all(isinstance(text, str) for a in answers for text in (a.raised, a.message)):
        raise TypeError("not the name of an exception and what it said")
    return answers


def same_answer(one: Answer, other: Answer) -> bool:
    """Whether two variants answered a case alike."""
    return one.raised == other.raised and same(one.value, other.value)


def same(one: Any, other: Any) -> bool:
    """Whether two answers are equal: the same tree, numbers within rounding, NaN equal to NaN."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return type(one) is type(other) and bool(one == other)
    if isinstance(one, _PLAIN) and isinstance(other, _PLAIN):
        return _near(one, other)
    if isinstance(one, _UNORDERED) or isinstance(other, _UNORDERED):
        return bool(one == other)
    if outline(one) != outline(other):  # nothing is converted that need not be
        return False
    if any(isinstance(value, list | tuple) and entries(value) is None for value in (one, other)):
        return False
    kind = np.complex128 if is_complex(one) or is_complex(other) else np.float64
    try:
        a, b = np.asarray(one, dtype=kind), np.asarray(other, dtype=kind)
    except (TypeError, ValueError, OverflowError):
        return type(one) is type(other)
    return bool(np.allclose(a, b, rtol=_RTOL, atol=_ATOL, equal_nan=True))


def _near(one: float, other: float) -> bool:
    """Tell of two numbers what `np.allclose` would, in a hundredth of its time."""
    try:
        if one == other:
            return True
        a, b = float(one), float(other)
    except OverflowError:  # whole numbers beyond every float: numpy's do not even compare
        return False
    if math.isnan(a) and math.isnan(b):
        return True
    return abs(a - b) <= _ATOL + _RTOL * abs(b) < math.inf
