"""Training that goes on: all the steps that were asked for, each at the rate that was given.

What ends a loop early, or changes the rate on the way, waits for a cost that hardly falls, that
rises, or that is small, or for many iterations. Three courses have these: steps so small that the
cost stays as it is and each is like the first; data of which all is right soon; and steps so large
that the cost rises.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from reg_utils import (
    backward_propagation,
    compute_cost,
    draw_field,
    forward_propagation,
    initialize_parameters,
    update_parameters,
)

from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import TOLD, Case
from grader.lessons.relu_network import NAMES, Parameters, draw_until
from grader.lessons.trained import alike
from grader.measure.compare import agree
from grader.measure.rows import table
from grader.measure.values import Array, Unfit
from grader.remote.value import is_remote, plain

from .asking import asking, parameters
from .judging import is_multiple
from .training import gradients, read

LONG = "long"
"""How the case is asked."""
_STANDING = 1e-13
"""A rate at which nothing moves, so that it shows where training begins."""
_CREEP, _LONG = 1e-9, 220
"""A rate at which nothing is changed by hundreds of steps; how many are asked for."""
_SURE_RATE, _SURE = 8.0, 300
"""A rate at which the cost is below 0.0001 after so many iterations, where all labels are 1."""
_STEEP_RATE, _STEEP = 4.0, 10
_STEEPER = 10.0
"""As much larger are the positions on which steps go too far."""
_LARGE, _MOST, _LITTLE = 6.0, 100.0, 0.001
"""The largest entry of the gradients there: more than clipping would leave, and not beyond
counting; and what it never falls below, so that every step is seen.
"""
_SMALL = 0.9
"""The largest entry of the first gradients: what is cut off at 1 begins right."""
_SLACK = 1.5
"""Steps that one may be off: whether the loop runs once more or less is told elsewhere."""

_EXACT = 0.01
"""How far a number of small steps may be off, by what is lost of their digits."""


def draw_case(rng: np.random.Generator) -> Case:
    """Draw a few positions on which the lesson's own training takes steps that are too large."""
    X, Y = draw_until(lambda: draw_field(rng, 12), _rises)
    return Case("field_to_the_end", asked=LONG, X=X, Y=Y)


def _rises(drawn: tuple[Array, Array]) -> bool:
    """Tell whether the cost rises on the way and ends above its least, and gradients are large."""
    X, Y = _STEEPER * drawn[0], drawn[1]
    state = np.random.get_state()  # the lesson's start sets the seed
    p = initialize_parameters([2, 20, 3, 1])
    np.random.set_state(state)
    costs, sizes = [], []
    for _ in range(_STEEP):
        A3, cache = forward_propagation(X, p)
        costs.append(compute_cost(A3, Y))
        found = backward_propagation(X, Y, cache)
        sizes.append(max(float(np.abs(found[f"d{name}"]).max()) for name in NAMES))
        p = update_parameters(p, found, _STEEP_RATE)
    rises = any(two > one for one, two in pairwise(costs[: _STEEP // 2])) and costs[-1] > min(costs)
    grows = sizes[0] < _SMALL and _LARGE < max(sizes) < _MOST
    return rises and grows and min(sizes) > _LITTLE


def run(student: Any, case: Case) -> dict[str, Any]:
    """Train on each of the three courses; ask for more where a course is not as it should be."""
    train = asking(student, "model")

    def trained(X: Array, Y: Array, rate: float, *times: int) -> list[Any]:
        found = []
        for n in times:
            student.seed(0)
            found.append(train(X, Y, rate, n, False, 0, 1))
        return [parameters(one) for one in plain(found)]

    X, Y = case.X, case.Y
    [start] = trained(X, Y, _STANDING, 1)
    found = {"start": start, "small": trained(X, Y, _CREEP, 1, _LONG)}
    found["sure"] = trained(X, np.ones_like(Y), _SURE_RATE, _SURE)
    found["steep"] = trained(_STEEPER * X, Y, _STEEP_RATE, _STEEP)
    if any(map(is_remote, (start, *found["small"], *found["sure"], *found["steep"]))):
        return found  # no dictionaries: nothing of them can be read here
    got = Course(case, found, None)
    if got.creeping not in ("whole", "other"):
        found["shorter"] = trained(X, Y, _CREEP, max(round(got.steps_gone), 1))
    if not got.is_steep:
        found["steps"] = trained(_STEEPER * X, Y, _STEEP_RATE, *range(1, _STEEP + 1))
    got = Course(case, found, None)
    told = {"early": got.ends_early, "rate": got.changes_rate, "astray": got.astray}
    return {**found, TOLD: told}


def course(case: Case, found: Mapping[str, Any], want: Any) -> "Course":
    """Return the answers of a case. Raises Unfit where training began with no parameters."""
    read(found.get("start"), case)
    return Course(case, found, want)


class Course(Answer):
    """Where the three courses led, beside what steps against the gradient come to."""

    def _read(self, value: Any) -> Parameters | None:
        """Return parameters of a network for these data; None where there are none."""
        try:
            return read(value, self.case)
        except Unfit:
            return None

    def _ends(self, key: str) -> list[Parameters | None]:
        found = self.get(key)
        return [self._read(one) for one in found] if isinstance(found, list) else []

    @cached_property
    def _start(self) -> Parameters | None:
        return self._read(self.get("start"))

    @cached_property
    def creeping(self) -> str:
        """How small steps go on: "whole", "early", "fading"; "other" where the first is wrong."""
        start, ends = self._start, self._ends("small")
        if start is None or len(ends) != 2 or None in ends:
            return "other"
        slopes = gradients(start, self.case.X, self.case.Y)
        first, *later = (
            _steps(start, p, slopes) for p in (*ends, *self._ends("shorter")) if p is not None
        )
        if not first or any(abs(n - 1) > _EXACT for n in first):
            return "other"
        if not later[0] or np.ptp(later[0]) > _SLACK:
            return "other"
        if all(abs(n - _LONG) <= _SLACK for n in later[0]):
            return "whole"
        return "early" if len(later) > 1 and _are_as_many(*later) else "fading"

    @property
    def steps_gone(self) -> float:
        """How many small steps were gone at the end of as many as were asked for."""
        start, ends = self._start, self._ends("small")
        if start is None or len(ends) != 2 or ends[1] is None:
            return 0.0
        return max(_steps(start, ends[1], gradients(start, self.case.X, self.case.Y)), default=0.0)

    def led_to(self, key: str) -> int | None:
        """Return after how many steps training stood there; None where it never did."""
        ends = self._ends(key)
        end = ends[0] if len(ends) == 1 else None
        if self._start is None or end is None:
            return None
        points = list(_descent(self._start, *self._course(key)))
        return next((n for n in reversed(range(len(points))) if alike(end, points[n])), None)

    @cached_property
    def is_steep(self) -> bool:
        """Whether the steep course is the right one, or has one step more or less."""
        led = self.led_to("steep")
        return led is not None and abs(led - _STEEP) <= 1

    def _course(self, key: str) -> tuple[Array, Array, float, int]:
        X, Y = self.case.X, self.case.Y
        if key == "sure":
            return X, np.ones_like(Y), _SURE_RATE, _SURE
        return _STEEPER * X, Y, _STEEP_RATE, _STEEP

    @cached_property
    def _steep_steps(self) -> list[str]:
        """What each step of the steep course is: "right", "none", "scaled", or names led astray."""
        ends = [self._start, *self._ends("steps")]
        if len(ends) < 2 or any(one is None or not _fit(one, ends[0]) for one in ends):
            return []
        X, Y, rate, _ = self._course("steep")
        points = [one for one in ends if one is not None]
        # what never moves is told by the first steps
        names = [name for name in NAMES if not np.array_equal(points[0][name], points[1][name])]
        return [_kind(one, two, gradients(one, X, Y), rate, names) for one, two in pairwise(points)]

    @cached_property
    def _first_wrong(self) -> str:
        """What the first wrong step of the steep course is, where training begins right."""
        begins = self.creeping != "other" and self._steep_steps[:1] == ["right"]
        return next((one for one in self._steep_steps if one != "right"), "") if begins else ""

    @cached_property
    def ends_early(self) -> bool:
        """Whether some course ends before its last iteration, or at an earlier one.

        It was seen as training was asked for: hundreds of steps are not gone a second time.
        """
        seen = table(self.get(TOLD)).get("early")
        if isinstance(seen, bool):
            return seen
        led = self.led_to("sure")
        is_short = led is not None and 0 < led < _SURE - 1
        return self.creeping == "early" or is_short or self._first_wrong == "none"

    @cached_property
    def changes_rate(self) -> bool:
        """Whether a course that begins right goes on by steps of another size."""
        return self.creeping == "fading" or self._first_wrong == "scaled"

    @cached_property
    def astray(self) -> str:
        """Parameters that do not go against their gradient where training goes too far."""
        return "" if self._first_wrong in _KINDS else self._first_wrong


_KINDS = ("", "none", "scaled")
"""What a step that is not right may be, if it names no parameters."""


class ToTheEnd(Claims):
    """Judged by where training is once it had reason to end, or to go on by other steps."""

    @claim("model.ends", item="falls", on=LONG)
    def ends(self, got: Course) -> bool:
        return not got.ends_early

    @claim("model.keeps_rate", item="gradient", on=LONG)
    def keeps_rate(self, got: Course) -> Said:
        if got.astray and not got.changes_rate:
            return said(False, "model.gradient", names=got.astray)
        return said(not got.changes_rate)


def _descent(p: Parameters, X: Array, Y: Array, rate: float, times: int) -> Iterator[Parameters]:
    """Yield where steps lead, from the start on, and one more than was asked for."""
    for _ in range(times + 2):
        yield p
        slopes = gradients(p, X, Y)
        p = {name: p[name] - rate * slopes[f"d{name}"] for name in NAMES}


def _fit(one: Parameters, other: Parameters | None) -> bool:
    return other is not None and all(one[name].shape == other[name].shape for name in NAMES)


def _steps(start: Parameters, end: Parameters, slopes: Parameters) -> list[float]:
    """Return how many small steps each parameter went that moved; none where one went astray."""
    found = []
    for name in NAMES:
        slope = slopes[f"d{name}"]
        if end[name].shape != slope.shape or not slope.any():
            continue
        moved = start[name] - end[name]
        if moved.any() and not is_multiple(moved, slope):
            return []
        if moved.any():
            found.append(float((moved * slope).sum() / (slope * slope).sum()) / _CREEP)
    return found


def _are_as_many(some: list[float], others: list[float]) -> bool:
    """Tell whether both are the same whole numbers: who stops goes as many steps if asked for them.

    What fades out does not.
    """
    whole = np.rint(some)
    return all(
        len(one) == len(whole) and bool(np.allclose(one, whole, rtol=0, atol=_EXACT))
        for one in (some, others)
    )


def _kind(
    one: Parameters, two: Parameters, slopes: Parameters, rate: float, names: Sequence[str]
) -> str:
    """Tell what a step is, or name the parameters that do not go against their gradient."""
    moved = {name: one[name] - two[name] for name in names if slopes[f"d{name}"].any()}
    if not any(step.any() for step in moved.values()):
        return "none" if moved else "right"
    moving = [name for name, step in moved.items() if step.any()]
    astray = [name for name in moving if not is_multiple(moved[name], slopes[f"d{name}"])]
    if astray:
        return ", ".join(astray)
    right = all(bool(agree(moved[n], rate * slopes[f"d{n}"]).all()) for n in moving)
    return "right" if right else "scaled"
