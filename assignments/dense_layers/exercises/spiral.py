"""`spiral_data`: one arm per class, drawn with a little noise."""

import math
from collections.abc import Iterator
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np

from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case, Line
from grader.measure.law import SIGMAS
from grader.measure.normal import bell_shaped, centred, deviates_by, unrelated_turned
from grader.measure.rows import table
from grader.measure.values import Array, Unfit, array
from grader.model import Text
from grader.remote.value import called, plain

from .layer_lines import line

NOISE = 0.2
_CORRELATED = 0.7
"""Between a coordinate and its wave without the noise: 0.88, less what chance takes."""
_TELLING = 20
"""Points of an arm that tell whether it goes around."""
_FEW = 5
"""Rows shown of an example."""


class Points(Answer):
    """Points and labels, and what of a spiral they are. Its readers raise Unfit."""

    @cached_property
    def pair(self) -> tuple[Array, Array]:
        if self.get("y") is None:
            raise Unfit(Text("spiral.pair"))
        return self.array("X"), self.array("y")

    @cached_property
    def arms(self) -> list[Array]:
        return _arms(*self.pair, self.case.classes)

    @cached_property
    def grows(self) -> bool:
        return all(_grows(arm) for arm in self.arms)

    @cached_property
    def goes_around(self) -> bool:
        return all(_goes_around(arm) for arm in self.arms if len(arm) >= _TELLING)

    @cached_property
    def noise(self) -> list[Array]:
        """Return what is added to t, arm by arm, if the sine comes first."""
        return _noise(self.arms, 0, in_order=not self.grows)

    @cached_property
    def other_noise(self) -> list[Array]:
        """Return what is added to t, arm by arm, if the cosine comes first."""
        return _noise(self.arms, 1, in_order=not self.grows)

    @property
    def is_spiral(self) -> bool:
        turns = any(_turns(noise) for noise in (self.noise, self.other_noise))
        return (self.grows and self.goes_around) or turns or _is_nearly(self.arms)


class Spiral(Claims):
    """Judged by radius, angle and noise of each arm, in whatever order the rows come."""

    name = "spiral_data"
    answered = "X, y"
    shown = ("rows",)
    reads = Points

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", samples=100, classes=3, seed=0)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        numbers = rng.integers(1 << 31, size=2)
        few, many = int(rng.integers(60, 70)), int(rng.integers(600, 700))
        yield Case("few", samples=few, classes=int(rng.integers(4, 6)), seed=int(numbers[0]))
        yield Case("many", samples=many, classes=int(rng.integers(3, 6)), seed=int(numbers[1]))

    def run(self, student: Any, case: Case) -> Any:
        student.seed(case.seed)
        given = case.samples, case.classes
        found = plain(called(student.spiral_data, *given, names=("samples", "classes")))
        pair = isinstance(found, tuple | list) and len(found) == 2
        X, y = found if pair else (found, None)
        again = plain(called(student.spiral_data, *given, names=("samples", "classes")))
        twice = pair and isinstance(again, tuple | list) and _is_the_same(again[0], X)
        rows = X[:_FEW] if isinstance(X, np.ndarray) else X
        return {"X": X, "y": y, "twice": twice, "rows": rows}

    @claim("spiral.rows", item="rows", rests_on="is_spiral")
    def rows(self, got: Points) -> bool:
        """Rows are samples, as many of each class, and labels are class numbers."""
        (X, y), samples, classes = got.pair, got.case.samples, got.case.classes
        if X.shape != (samples * classes, 2) or y.shape != (samples * classes,):
            return False
        return np.array_equal(np.sort(y), np.repeat(np.arange(classes), samples))

    @claim("spiral.radius", item="radius", rests_on="goes_around")
    def radius(self, got: Points) -> bool:
        return got.grows

    @claim("spiral.angle", item="angle")
    def angle(self, got: Points) -> Said:
        """Tell apart what is wrong about it: the order of the coordinates, or what is drawn."""
        if _turns(got.other_noise):
            return said(False, "spiral.swapped")
        if _is_noise(np.concatenate(got.noise)) and not _is_of_each(got.noise):
            return said(False, "spiral.shared")
        if got.get("twice") is True and _turns(got.noise):
            return said(False, "spiral.again")
        return said(_turns(got.noise))

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        for arm in Points(case, table(got), None).arms[:1]:
            radii = np.sort(np.hypot(arm[:, 0], arm[:, 1]))
            yield line("r", radii, np.linspace(0, 1, len(arm)))


def _is_the_same(one: Any, other: Any) -> bool:
    arrays = isinstance(one, np.ndarray) and isinstance(other, np.ndarray)
    return arrays and np.array_equal(one, other)


def _arms(X: Array, y: Array, classes: int) -> list[Array]:
    """Return the points of each class; where the labels do not tell, in the order of the rows.

    Points as columns and labels as one-hot rows are read too: they cost their own item alone.
    Raises Unfit when there are no points.
    """
    points = X.T if X.ndim == 2 and X.shape[0] == 2 != X.shape[1] else X
    points = array(points, "X", (len(points) if points.ndim else 0, 2))
    if y.ndim == 2 and y.shape == (len(points), classes):
        y = y.argmax(axis=1)
    labels = y.ravel() - y.min() if y.size == len(points) > 0 else np.zeros(len(points))
    if not np.array_equal(np.unique(labels), np.arange(classes)):
        return np.array_split(points, classes)
    return [points[labels == number] for number in range(classes)]


def _grows(arm: Array) -> bool:
    """Tell whether the distances from the centre are even steps from 0 to 1."""
    if len(arm) < 2:
        return False
    radii = np.sort(np.hypot(arm[:, 0], arm[:, 1]))
    return bool((np.abs(radii - np.linspace(0, 1, len(arm))) <= 1e-4).all())


def _goes_around(arm: Array) -> bool:
    """Tell whether an arm's points lie on three sides of the centre at least: no line does."""
    right, above = arm[:, 0] > 0, arm[:, 1] > 0
    left, below = arm[:, 0] < 0, arm[:, 1] < 0
    sides = (right & above, right & below, left & above, left & below)
    return sum(bool(side.any()) for side in sides) >= 3


def _is_nearly(arms: list[Array]) -> bool:
    """Tell whether points are a spiral's but for their labels, or but for one coordinate.

    Then all radii are there, or one column goes up and down as it should.
    """
    points = np.concatenate(arms)
    steps = np.linspace(0, 1, len(arms[0]))
    radii = np.sort(np.hypot(points[:, 0], points[:, 1]))
    expected = np.sort(np.tile(steps, len(arms)))
    if radii.shape == expected.shape and bool((np.abs(radii - expected) <= 1e-4).all()):
        return _goes_around(points)
    turns = 2.5 * 4 * (np.arange(len(arms))[:, None] + steps)
    waves = [(steps * wave(turns)).ravel() for wave in (np.sin, np.cos)]
    return any(_follows(column, wave) for column in points.T for wave in waves)


def _follows(column: Array, wave: Array) -> bool:
    """Tell whether two columns are correlated as a noisy wave is with its own."""
    if column.shape != wave.shape or not np.isfinite(column).all() or not np.ptp(column) > 0:
        return False
    return bool(np.corrcoef(column, wave)[0, 1] > _CORRELATED)


def _noise(arms: list[Array], first: int, *, in_order: bool) -> list[Array]:
    """Return what angles are apart from the formula, as it was added to t, for each arm.

    The angle of a point is 2.5 t, with t = 4 (class + radius); `first` is the coordinate that has
    the sine. With `in_order` the rows tell how far along the arm a point is.
    """
    noise = []
    for number, given in enumerate(arms):
        along = np.hypot(given[:, 0], given[:, 1])
        order = np.arange(len(given)) if in_order else np.argsort(along, kind="stable")
        arm, along = given[order], along[order]
        if in_order:
            along = np.linspace(0, 1, len(arm))
        away = along > 0
        angle = np.arctan2(arm[away, first], arm[away, 1 - first])
        middle = 2.5 * 4 * (number + along[away])
        noise.append(np.angle(np.exp(1j * (angle - middle))) / 2.5)
    return noise


def _turns(noise: list[Array]) -> bool:
    """Tell whether angles follow the radius but for normal noise of deviation 0.2, arm by arm."""
    return _is_noise(np.concatenate(noise)) and _is_of_each(noise)


def _is_noise(draws: Array) -> bool:
    return centred(draws, NOISE) and deviates_by(draws, NOISE) and bell_shaped(draws)


def _is_of_each(noise: list[Array]) -> bool:
    """Tell whether no two arms have the same noise, or opposite ones, or turned ones."""
    fits = all(one.size == noise[0].size > 1 for one in noise)
    related = np.corrcoef(np.stack(noise)) if fits else np.eye(1)
    related = np.abs(related[~np.eye(len(related), dtype=bool)])
    if not (related * math.sqrt(noise[0].size) <= SIGMAS).all():
        return False
    return not fits or all(unrelated_turned(one, other) for one, other in combinations(noise, 2))


def spiral(samples: int, classes: int, rng: np.random.RandomState) -> Array:
    """Draw the points of a spiral, to be fed to a network."""
    arms = []
    for number in range(classes):
        radius = np.linspace(0, 1, samples)
        turn = np.linspace(4 * number, 4 * (number + 1), samples) + NOISE * rng.randn(samples)
        arms.append(np.column_stack([radius * np.sin(2.5 * turn), radius * np.cos(2.5 * turn)]))
    return np.vstack(arms)
