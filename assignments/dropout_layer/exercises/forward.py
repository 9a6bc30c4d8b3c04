"""`forward` in the training phase: who is dropped, and what becomes of the others."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.check import law
from grader.check.compare import states
from grader.check.rate import Verdict
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise, Line, Picture
from grader.model import Finding, Text

from .asking import (
    Array,
    draw_apart,
    draw_away_from_zero,
    draw_high,
    dropping,
    lesson_case,
    new_layer,
)
from .drawing import SHAPE, asked_for_masks
from .judging import (
    consistent,
    drawn,
    factor,
    factors_of,
    fits,
    kept_by,
    own_factor,
    read,
    right_factor,
    share_of,
)


class Forward(Exercise):
    """Judged by the zeros' law on many entries, and by the factor of those that are not zero."""

    name = "forward"
    asks = ("Dropout",)
    shown = ("y",)

    def examples(self) -> Iterator[Case]:
        yield lesson_case()
        x = draw_away_from_zero(np.random.default_rng(0), 40, 60)
        yield Case("many_units", asked="once", x=x, p=0.2, seed=5)
        x = draw_away_from_zero(np.random.default_rng(0), 18, 22, 25)
        yield Case("three_axes", asked="three_axes", x=x, p=0.3, seed=6)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        for name, p in (("low_p", draw_apart(rng)), ("high_p", draw_high(rng))):
            yield Case(name, asked="rounds", x=draw_away_from_zero(rng, *SHAPE), p=p)

    def run(self, student: Any, case: Case) -> Any:
        if case.asked == "rounds":
            return asked_for_masks(student, case)
        y = dropping(new_layer(student, case), case.x)
        return {"y" if case.asked == "lesson" else "many": y}  # only the lesson's is drawn

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "forward(x)", ())
        key = "y" if case.asked == "lesson" else "many"
        y = read(answers, key, "forward(x)", case.x.shape)
        if case.asked == "three_axes":
            yield states(
                all(law.independent(mask) for mask in _flat(y == 0)), "forward.three_axes",
                item="independence", part="three_axes",
            )  # fmt: skip
            return
        many = case.asked != "lesson"
        alike = answers.get("alike", True) is True and answers.get("drops", True) is True
        yield _scaling(case, y, alike=alike, some_must_be_off=many)
        if many:
            yield from _law(case, y) if case.asked == "once" else _certain(answers)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        key = "y" if case.asked == "lesson" else "many"
        with suppress(Unfit):
            y = read(mapping(got, "forward(x)", ()), key, "forward(x)", case.x.shape)
            yield Line("forward(x)", y, case.x * kept_by(y, case.x) * right_factor(case))

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        if case.asked != "three_axes":  # in the others y is a matrix
            key = "y" if case.asked == "lesson" else "many"
            yield from drawn("y", got, key, case.x.shape)


def _law(case: Case, y: Array) -> Iterator[Finding]:
    """Judge one answer: the example's, whose numbers are told."""
    dropped = _flat(y == 0)[0]
    yield states(
        law.kept_fraction(dropped, case.p), "forward.share",
        item="probability", detail=share_of(dropped, case.p),
    )  # fmt: skip
    yield _independence(law.independent(dropped), "two_axes")


def _certain(answers: dict[str, Any]) -> Iterator[Finding]:
    """Judge what was asked for until it was certain."""
    drops = answers.get("drops") is True  # right at the examples' shapes only is not right
    told = (answers.get(key) for key in ("rate", "independent"))
    rate, independent = (verdict if isinstance(verdict, str) else None for verdict in told)
    if rate == Verdict.MORE and independent == Verdict.REFUSE:
        yield Finding("probability", False, Text("forward.share_hidden"))
    else:
        right = drops and rate == Verdict.ACCEPT
        yield states(right, "forward.share", item="probability")
    # what no single array shows, such as that the same number is dropped each time, costs both
    for part in ("two_axes", "three_axes"):
        yield _independence(independent == Verdict.ACCEPT, part)


def _independence(holds: bool, part: str) -> Finding:
    return states(holds, "forward.independent", item="independence", part=part)


def _flat(mask: Array) -> list[Array]:
    """Return a mask as matrices: its first axis against the others, its last against the others."""
    return [mask.reshape(mask.shape[0], -1), mask.reshape(-1, mask.shape[-1])]


def _scaling(case: Case, y: Array, *, alike: bool, some_must_be_off: bool) -> Finding:
    kept = y != 0
    right = right_factor(case)
    done = alike and kept.any() and not (some_must_be_off and kept.all())
    which = fits(y, case.x * kept, right, None) if done else ""
    # who took p for the probability of keeping pays under "probability"; 1/p then is consistent
    if done and not which and some_must_be_off and law.kept_fraction(_flat(kept)[0], case.p):
        which = fits(y, case.x * kept, right, 1 / case.p)
    if which == "own":
        return consistent("scaling")
    told = factor(right, own_factor(y, case.x))
    return states(which, "forward.scaled", item="scaling", detail=told)
