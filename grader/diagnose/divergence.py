"""Name the first quantity at which a calculation goes wrong, and those before it that are right."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from grader.diagnose.relation.leaves import is_right, read
from grader.diagnosis import Diagnosis
from grader.exercise import Case, Exercise, Line
from grader.measure.values import Unfit
from grader.model import Text

_MOST_LINES = 100
_MOST_NAMES = 8


def lines_of(exercise: Exercise, case: Case, got: Any, want: Any) -> tuple[Line, ...]:
    """Return an answer's lines; where a line's `right` is None, the reference's takes its place.

    `want` is the reference's answer to the case.
    """
    own = _read(exercise, case, got)
    if all(line.right is not None for line in own):
        return tuple(own)
    known = {line.name: line.got for line in _read(exercise, case, want)}
    return tuple(_filled(own, known))


def _read(exercise: Exercise, case: Case, answer: Any) -> list[Line]:
    """Return the lines of an answer, up to where it cannot be read."""
    found: list[Line] = []
    with suppress(Unfit), np.errstate(all="ignore"):
        for line in islice(exercise.lines(case, answer), _MOST_LINES):
            found.append(line)
    return found


def diverges(lines_per_case: Iterable[Sequence[Line]]) -> Diagnosis | None:
    """Name the first wrong quantity, if it is the same in every case in which something is wrong.

    Each case gives its lines in the order of the calculation. A single line has no before and
    after, so nothing is said of it.
    """
    found = [_first_wrong(lines) for lines in lines_per_case if len(lines) > 1]
    wrong = [one for one in found if one is not None]
    if not wrong or any(name != wrong[0][0] for name, _ in wrong):
        return None
    name, before = wrong[0]
    right = [one for one in before if all(one in others for _, others in wrong)]
    words = {"what": name, "right": _listed(right)} if right else {"what": name}
    return Diagnosis(
        "divergence",
        certainty="observed",
        where=Text("evidence.where", {"what": name}),
        text=Text("diverges.after.text" if right else "diverges.at_once.text", words),
        hint=Text("diverges.after.hint" if right else "diverges.at_once.hint", {"what": name}),
    )


def _filled(lines: Iterable[Line], known: dict[str, Any]) -> Iterator[Line]:
    for line in lines:
        if line.right is not None:
            yield line
        elif known.get(line.name) is not None:
            yield replace(line, right=known[line.name])


def _first_wrong(lines: Sequence[Line]) -> tuple[str, list[str]] | None:
    """Return the first wrong quantity's name and the names before it, or None."""
    before: list[str] = []
    with np.errstate(all="ignore"):
        for line in lines:
            got, right = read(line.got), read(line.right)
            if got is None or right is None:
                continue
            if right.ndim == 0 and got.size == 1:
                got = got.reshape(())
            if not is_right(got, right):
                return line.name, before
            before.append(line.name)
    return None


def _listed(names: Sequence[str]) -> str:
    """Join names; of many the last, which lead up to the wrong one."""
    return ", ".join([*(["…"] if len(names) > _MOST_NAMES else []), *names[-_MOST_NAMES:]])
