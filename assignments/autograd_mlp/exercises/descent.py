"""Is this gradient descent? Steps held to slopes, epochs to a fresh start, losses to errors."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import Answer, Claims, Judgement, Said, claim, said
from grader.exercise import Case, Line
from grader.lessons.lasting import ASTRAY, EARLY, RATE, WHOLE
from grader.measure.rows import UNRUN, along, numbers, row, same, table, written
from grader.measure.values import Unfit
from grader.model import Text

from .by_law import descended, descent, true_slope

_MOST_RATES = 20
_LITTLE = 0.001
"""Share of a loss that falls by so much in all epochs together."""


class Epochs(Answer):
    """Where epochs took the parameters, and slopes by the student's own gradient."""

    @cached_property
    def rates(self) -> list[float]:
        return [self.case.rate, *_numbers_of(self.get("rates"))]

    @cached_property
    def law(self) -> Any:
        """The descent that ends where the training did, by mathematics; None where none does."""
        epochs = self.case.inputs.get("epochs", 2)
        return descended(self.case, epochs, self.get("end"), self.rates[1:])

    @property
    def is_law(self) -> bool:
        return self.law is not None

    def row(self, key: str) -> Any:
        """Return a row of one number for each parameter; None for anything else."""
        start = self.get("start")
        return row(self.get(key), len(start) if isinstance(start, list) else 0)

    def slope(self, key: str) -> Any:
        """Return such a row where it is not zeros all over."""
        found = self.row(key)
        return found if found is not None and found.any() else None

    @cached_property
    def reached(self) -> tuple[Any, Any, Any, Any]:
        """The parameters at the start, after one epoch, after two, and after one and one more.

        Raises Unfit where the first two cannot be read.
        """
        start, one, two, again = (self.row(key) for key in ("start", "one", "two", "again"))
        if start is None or one is None or not len(start):
            raise Unfit(Text("training.runs"))
        return start, one, two, again

    @cached_property
    def step(self) -> Any:
        return self.reached[0] - self.reached[1]

    @cached_property
    def slopes(self) -> list[Any]:
        """The slopes by the student's own gradient and by mathematics, where they are known.

        What is not in the list of parameters cannot move: that is paid for elsewhere.
        """
        listed = self.row("listed")
        right = [self.slope("slope"), true_slope(self.case, len(self.reached[0]))]
        return [slope * listed for slope in right if slope is not None and listed is not None]

    @property
    def followed(self) -> list[Any]:
        """Those that a step may follow; the student's own is none where data make no difference."""
        return self.slopes if self.follows_data else self.slopes[1:]

    @cached_property
    def piled_up(self) -> list[Any]:
        """The slope of two passes without zeroing, where it was asked for."""
        slope = self.slope("slope_twice")
        return [] if slope is None else [slope]

    @cached_property
    def of_another_loss(self) -> list[Any]:
        """The gradients that were left, where they are another loss's: the direction costs that."""
        left = self.slope("gradients")
        if left is None or not self.follows_data or any(along(left, one) for one in self.slopes):
            return []
        return [left]

    @cached_property
    def follows_data(self) -> bool:
        """Whether an epoch with the same draws goes elsewhere where the data are others.

        Where it goes down, that was not asked.
        """
        if "moved" not in self.values:
            return True
        found = self.get("moved")
        other, usual = found if isinstance(found, list) and len(found) == 2 else (None, None)
        size = len(usual) if isinstance(usual, list) else 0
        one, two = row(other, size), row(usual, size)
        return one is not None and two is not None and not same(one, two)

    def refuse_made_up(self) -> None:
        """Raise Unfit where there is a step, whatever the data are: it means nothing."""
        if self.step.any() and not self.follows_data:
            raise Unfit(Text("training.no_data"))

    @cached_property
    def losses(self) -> Any:
        """The losses before the first epoch, between and after. Raises Unfit."""
        if self.is_law:
            return self.law[1]
        self.refuse_made_up()
        return row(self.get("errors"), 3)


class Descends(Claims):
    """Right where epochs end as mathematics has it; else each is held to slopes and errors."""

    reads = Epochs

    def read(self, case: Case, got: Any, want: Any) -> Answer:
        """Read what came of training. Raises Unfit where calling the function ran nothing."""
        kind = table(got).get("unrun")
        if kind in UNRUN:
            raise Unfit(Text("training.unrun", {"kind": kind}))
        return super().read(case, got, want)

    @claim("training.direction", item="direction", on=("few", "steps"))
    def direction(self, got: Epochs) -> Judgement:
        """Straight down; the step of two passes without zeroing is told."""
        if got.is_law or any(along(got.step, slope) for slope in got.followed):
            return True
        if any(along(got.step, slope) for slope in got.piled_up):
            known = row(got.get("errors"), 3)
            detail = None if known is None else Text("training.figure", {"got": written(known[1])})
            return Said(False, message=Text("training.twice"), detail=detail)
        if not got.step.any():
            return Said(False, message=Text(_why_still(got)))
        return False

    @claim("training.size", item="size", on=("few", "steps"))
    def size(self, got: Epochs) -> bool:
        if got.is_law:
            return True
        step, slopes = got.step, [*got.followed, *got.piled_up, *got.of_another_loss]
        tried = [rate * slope for rate in got.rates for slope in slopes]
        return step.any() and any(same(step, one) or same(-step, one) for one in tried)

    @claim("training.fresh", item="zeroing", on="few")
    def fresh(self, got: Epochs) -> Judgement:
        if got.is_law:
            return True
        got.refuse_made_up()
        start, one, two, again = got.reached
        moves = two is not None and not same(one, start) and not same(two, one)
        if moves and not same(two, again) and _is_piled_up(got, one - two):
            return Said(False, message=Text("training.piled_up"))
        # a step of another size, straight down all the same, is paid for under the size
        return moves and (same(two, again) or along(one - two, one - again))

    @claim("training.losses", item="losses", on="few")
    def losses(self, got: Epochs) -> Judgement:
        """One plain loss is kept for each epoch, from before its update, in one constant scale."""
        if missed := row([got.get("missed")], 1):
            return said(False, "training.fewer" if missed > 0 else "training.more")
        if got.get("of_scalars") is True:
            return said(False, "training.of_scalars")
        errors, samples = got.losses, len(got.case.x)
        scales = (1, 2, samples, 2 * samples)
        scaled = [] if errors is None else [errors[:2] / by for by in scales]
        series = got.get("series")
        found = [row(one, 2) for one in series] if isinstance(series, list) else []
        kept = any(one is not None and _are_losses(one, scaled) for one in found)
        # a loop need not keep a list: its last loss is still there
        last = _numbers_of(got.get("scalars"))
        return kept or any(same(number, losses[1]) for number in last for losses in scaled)

    @claim("training.falls", item="falls", on="many")
    def falls(self, got: Epochs) -> Judgement:
        if got.is_law:
            return True
        found = row(got.get("errors"), 2)
        before, *_, after = descent(got.case, got.case.epochs, got.case.rate)[1]
        # a network of wrong operations may begin so near its targets that hardly anything is left
        least = 0 if found is None else min((before - after) / 50, _LITTLE * found[0])
        fell = found is not None and found[1] < found[0] - least
        detail = numbers([before, after], "?" if found is None else found)
        return said(fell and got.follows_data, detail=detail)

    @claim("training.lasts", item="falls", on="lasts")
    def lasts(self, got: Epochs) -> bool:
        return got.word("lasts") in {WHOLE, RATE, ASTRAY}

    @claim("training.direction", item="direction", on="lasts")
    def goes_on(self, got: Epochs) -> bool:
        return got.word("lasts") in {WHOLE, RATE, EARLY}

    @claim("training.keeps_rate", item="size", on="lasts")
    def keeps_rate(self, got: Epochs) -> bool:
        return got.word("lasts") in {WHOLE, EARLY, ASTRAY}


def step_lines(case: Case, got: Any) -> Iterator[Line]:
    """Yield what one epoch takes from the parameters, and what a second one takes from there."""
    answer = Epochs(case, table(got), None)
    if answer.is_law:
        end = np.asarray(answer.get("end"))
        yield Line("taxa * p.grad (epocas=2)", end, answer.law[0][-1])
    try:
        _start, one, two, again = answer.reached
    except Unfit:
        return
    if answer.slopes:
        step, right = answer.step, case.rate * answer.slopes[0]
        rates = answer.rates[: 1 + _MOST_RATES]
        ok = any(same(step, rate * slope) for rate in rates for slope in answer.slopes)
        yield Line("taxa * p.grad", step, step if ok else right)
        if two is not None and again is not None:
            yield Line("taxa * p.grad (epocas=2)", one - two, one - again)


def _why_still(got: Epochs) -> str:
    """Tell by the gradients that were left why no parameter moved."""
    left = table(got.get("left"))
    if left.get("parameters") is True:
        return "training.not_updated"
    return "training.zeroed_late" if left.get("outputs") is True else "training.detached"


def _is_piled_up(got: Epochs, step: Any) -> bool:
    """Tell whether a second step goes by the sum of both epochs' gradients."""
    slopes = got.slope("slope"), got.slope("slope_after")
    if slopes[0] is None or slopes[1] is None:
        return False
    return any(same(step, rate * (slopes[0] + slopes[1])) for rate in got.rates)


def _are_losses(found: Any, scaled: Sequence[Any]) -> bool:
    """Tell whether two numbers are two losses, given in the usual scales; in any, if they differ.

    Of a loss that stays the same any number that stays the same is a multiple.
    """
    if not scaled or not found.all():
        return False
    losses = scaled[0]
    if same(losses[1], losses[0]):
        return any(same(found, one) for one in scaled)
    return same(found / found[0], losses / losses[0])


def _numbers_of(value: Any) -> list[float]:
    found = value if isinstance(value, list) else []
    return [float(one) for one in found if isinstance(one, float) and np.isfinite(one)]
