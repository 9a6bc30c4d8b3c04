"""Is this gradient descent? Steps held to slopes, epochs to a fresh start, losses to errors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.check.compare import states
from grader.check.rows import along, numbers, row, same, table, written
from grader.exercise import Case, Line
from grader.model import Finding, Text

from .by_law import descended, descent, true_slope

Findings = Iterator[Finding]
Answers = Mapping[str, Any]


def falls(case: Case, answers: Answers) -> Findings:
    """Judge that many epochs bring the errors down."""
    if _by_law(case, answers, case.epochs) is not None:
        yield states(True, "training.falls", item="falls")
        return
    found = row(answers.get("errors"), 2)
    _reached, losses = descent(case, case.epochs, case.rate)
    before, after = losses[0], losses[-1]
    fell = found is not None and found[1] <= found[0] - (before - after) / 50
    yield states(
        fell and _follows_data(answers), "training.falls",
        item="falls", detail=numbers([before, after], "?" if found is None else found),
    )  # fmt: skip


def step_lines(case: Case, answers: Answers) -> Iterator[Line]:
    """Yield what one epoch takes from the parameters, and what a second one takes from there."""
    known = _by_law(case, answers, 2)
    if known is not None:
        yield Line("taxa * p.grad (epocas=2)", np.asarray(answers["end"]), known[0][-1])
    size = len(answers["start"]) if isinstance(answers.get("start"), list) else 0
    start, one, two, again = (row(answers.get(key), size) for key in _REACHED)
    slopes = _listed_slopes(case, answers, size)
    if start is not None and one is not None and slopes:
        step = start - one
        rates = [case.rate, *_numbers_of(answers.get("rates"))[:_MOST_RATES]]
        ok = any(same(step, rate * slope) for rate in rates for slope in slopes)
        yield Line("taxa * p.grad", step, step if ok else case.rate * slopes[0])
        if two is not None and again is not None:
            yield Line("taxa * p.grad (epocas=2)", one - two, one - again)


def _listed_slopes(case: Case, answers: Answers, size: int) -> list[Any]:
    """Return the slopes by the student's own gradient and by the true one, where they are known.

    What is not in the list of parameters cannot move: that is paid for elsewhere.
    """
    listed = row(answers.get("listed"), size)
    right = [_row(answers, "slope", size), true_slope(case, size)]
    return [slope * listed for slope in right if slope is not None and listed is not None]


_MOST_RATES = 20
_REACHED = ("start", "one", "two", "again")


def steps(case: Case, answers: Answers) -> Findings:
    """Judge two epochs by where they end; else the first step by the gradient, and so on."""
    known = _by_law(case, answers, 2)
    if known is None:
        yield from _step_by_step(case, answers)
        return
    for item in ("direction", "size"):
        yield states(True, f"training.{item}", item=item)
    yield states(True, "training.fresh", item="zeroing")
    yield _losses(case, answers, known[1])


def _by_law(case: Case, answers: Answers, epochs: int) -> Any:
    """Return the descent that ends where the training did, by mathematics; None of any other."""
    return descended(case, epochs, answers.get("end"), _numbers_of(answers.get("rates")))


def _step_by_step(case: Case, answers: Answers) -> Findings:
    """Judge the first step by the gradient, the second by a fresh start from where it begins."""
    size = len(answers["start"]) if isinstance(answers.get("start"), list) else 0
    start, one, two, again = (row(answers.get(key), size) for key in _REACHED)
    if not size or start is None or one is None:
        for item in ("direction", "size", "zeroing", "losses"):
            yield states(False, "training.runs", item=item)
        return
    slopes = _listed_slopes(case, answers, size)
    if not _follows_data(answers):  # the student's own slope is none
        slopes = slopes[1:] if len(slopes) == 2 else []
    piled_up = [_row(answers, "slope_twice", size)]
    yield _direction(answers, start - one, slopes, piled_up)
    rates = [case.rate, *_numbers_of(answers.get("rates"))]
    tried = [rate * slope for rate in rates for slope in [*slopes, *piled_up] if slope is not None]
    step = start - one
    sized = step.any() and any(same(step, right) or same(-step, right) for right in tried)
    yield states(sized, "training.size", item="size")
    if not step.any() or _follows_data(answers):
        yield _fresh(answers, rates, start, one, two, again)
        yield _losses(case, answers, row(answers.get("errors"), 3))
        return
    for item in ("zeroing", "losses"):
        yield Finding(item, False, Text("training.no_data"))


def _follows_data(answers: Answers) -> bool:
    """Tell whether an epoch with the same draws goes elsewhere where the data are others.

    Where it goes down, that was not asked.
    """
    if "moved" not in answers:
        return True
    found = answers.get("moved")
    other, usual = found if isinstance(found, list) and len(found) == 2 else (None, None)
    size = len(usual) if isinstance(usual, list) else 0
    one, two = row(other, size), row(usual, size)
    return one is not None and two is not None and not same(one, two)


def _direction(
    answers: Answers, step: Any, slopes: Sequence[Any], piled_up: Sequence[Any]
) -> Finding:
    """Judge that the step goes straight down; tell the step of two passes without zeroing."""
    down = any(along(step, slope) for slope in slopes)
    if not down and any(slope is not None and along(step, slope) for slope in piled_up):
        found = row(answers.get("errors"), 3)
        detail = None if found is None else Text("training.figure", {"got": written(found[1])})
        return Finding("direction", False, Text("training.twice"), detail)
    if not step.any():
        return Finding("direction", False, Text(_why_still(table(answers.get("left")))))
    return states(down, "training.direction", item="direction")


def _why_still(left: Answers) -> str:
    """Tell by the gradients that were left why no parameter moved."""
    if left.get("parameters") is True:
        return "training.not_updated"
    return "training.zeroed_late" if left.get("outputs") is True else "training.detached"


def _fresh(
    answers: Answers, rates: Sequence[float], start: Any, one: Any, two: Any, again: Any
) -> Finding:
    """Judge that an epoch leaves nothing to the next but the parameters."""
    moves = two is not None and not same(one, start) and not same(two, one)
    if moves and not same(two, again):
        known = [_row(answers, key, len(start)) for key in ("slope", "slope_after")]
        known = [slope for slope in known if slope is not None]
        if len(known) == 2 and any(same(one - two, rate * sum(known)) for rate in rates):
            return Finding("zeroing", False, Text("training.piled_up"))
    return states(moves and same(two, again), "training.fresh", item="zeroing")


def _losses(case: Case, answers: Answers, errors: Any) -> Finding:
    """Judge that one loss is kept for each epoch, from before its update, in one constant scale."""
    scales = (1, 2, len(case.x), 2 * len(case.x))
    scaled = [] if errors is None else [errors[:2] / by for by in scales]
    series = answers.get("series")
    found = [row(one, 2) for one in series] if isinstance(series, list) else []
    kept = any(one is not None and _are_losses(one, scaled) for one in found)
    # a loop need not keep a list: its last loss is still there
    numbers_ = _numbers_of(answers.get("scalars"))
    single = any(same(number, losses[1]) for number in numbers_ for losses in scaled)
    return states(kept or single, "training.losses", item="losses")


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


def _row(answers: Answers, key: str, size: int) -> Any:
    found = row(answers.get(key), size)
    return found if found is not None and found.any() else None


def _numbers_of(value: Any) -> list[float]:
    found = value if isinstance(value, list) else []
    return [float(one) for one in found if isinstance(one, float) and np.isfinite(one)]
