"""The law of the dropout masks: drawn on wide layers, and judged apart from all else."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.check import dropout, law
from grader.check.compare import refused, states
from grader.check.network import DROPOUT_CACHE, Array, draw_parameters
from grader.check.values import Unfit
from grader.exercise import Case
from grader.model import Finding
from grader.remote.errors import StudentError
from grader.remote.value import length_of

from .asking import pair
from .judging import as_dict, numbers

MASKS = ("D1", "D2")
_LONG, _SHORT = 4000, 3
"""Units, or examples, that tell the rate of a mask which was drawn by row or by column only."""

Evidence = Mapping[str, Any]


def draw_case(name: str, rng: np.random.Generator, keep_prob: float) -> Case:
    """Draw wide layers without a negative number: every unit is awake, and A tells who was kept."""
    n, m = int(rng.integers(48, 56)), int(rng.integers(180, 220))
    number = int(rng.integers(1 << 31))
    return Case(name, **_inputs(rng, (n, n), m), keep_prob=keep_prob, seed=number)


def run(student: Any, case: Case) -> dict[str, Any]:
    """Ask for masks; where rows or columns hang together, for many rows and columns too."""
    student.seed(case.seed)
    found: dict[str, Any] = _asked(student, case.inputs, case.keep_prob)
    if any(one and min(_draws(one["kept"]).shape) == 1 for one in found.values()):
        rng = np.random.default_rng(case.seed)
        for key, sizes, m in _STRETCHED:
            found[key] = _asked(student, _inputs(rng, sizes, m), case.keep_prob)
    return found


_STRETCHED = (
    ("many_in_first", (_LONG, _SHORT), _SHORT),
    ("many_in_second", (_SHORT, _LONG), _SHORT),
    ("many_examples", (_SHORT, _SHORT), _LONG),
)


def check(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge the share they keep, and that every entry is a draw of its own."""
    shape = (len(case.parameters["W1"]), case.X.shape[1])
    drawn = []
    for name in MASKS:
        try:
            mask = dropout.read_mask(answers.get(name), name, shape)
        except Unfit as unfit:
            yield refused(unfit, item="mask_probability", part=name)
            yield refused(unfit, item="mask_independence", part=name)
            continue
        independent = _is_mixed(mask) and law.independent(mask)
        drawn += [mask] if independent else []
        rate = _rate_of_independent if independent else _rate
        yield rate(name, mask, case.keep_prob, answers)
        yield states(
            independent, "forward.independent", item="mask_independence", part=name, name=name
        )
    apart = len(drawn) == len(MASKS) and law.unrelated(*drawn)
    yield states(apart, "forward.unrelated", item="mask_independence", part="both")


def _is_mixed(mask: Array) -> bool:
    """Tell whether enough is kept and enough is dropped for dependence to show, if there is any."""
    kept = np.count_nonzero(mask)
    return min(kept, mask.size - kept) >= _MIXED


_MIXED = 5
"""Entries: masks of the rates that are asked for have far more of each."""


def _rate_of_independent(
    name: str, mask: Array, keep_prob: float, _answers: Mapping[str, Any]
) -> Finding:
    """Judge the rate of a mask whose every entry is a draw."""
    return states(
        law.kept_fraction(mask, keep_prob), "forward.share",
        item="mask_probability", part=name, name=name, detail=numbers(keep_prob, mask.mean()),
    )  # fmt: skip


def _rate(name: str, mask: Array, keep_prob: float, answers: Mapping[str, Any]) -> Finding:
    """Judge another mask's rate by the number of draws that it is made of.

    Where rows or columns are shared, some fifty draws would do with almost any rate; there are
    thousands in the masks that were asked for then. A pattern is no draw, whatever share it keeps.
    """
    item, shown = "mask_probability", numbers(keep_prob, mask.mean())
    draws = _draws(mask)
    if draws.size == 1:  # one draw, or none, for all there is
        draws = mask
    elif min(draws.shape) == 1:
        many = "many_examples" if len(draws) == 1 else _MANY_UNITS[name]
        sizes, m = next((sizes, m) for key, sizes, m in _STRETCHED if key == many)
        evidence = as_dict(answers.get(many)).get(name)
        try:
            shape = (sizes[MASKS.index(name)], m)
            draws = _draws(dropout.read_mask(evidence, name, shape))
        except Unfit as unfit:
            return refused(unfit, item=item, part=name)
    # each entry by itself: one that hangs together with others in some other way is no draw
    ok = law.kept_fraction(draws.reshape(-1, 1), keep_prob)
    key = "forward.pattern" if ok and not _is_drawn(draws) else "forward.share"
    holds = ok and _is_drawn(draws)
    return states(holds, key, item=item, part=name, name=name, detail=shown)


_MANY_UNITS = {"D1": "many_in_first", "D2": "many_in_second"}


def _draws(mask: Array) -> Array:
    """Return a mask without the rows and columns that only repeat the first one."""
    found = np.atleast_2d(mask)
    if (found == found[:, :1]).all():
        found = found[:, :1]
    return found[:1] if (found == found[:1]).all() else found


def _is_drawn(mask: Array) -> bool:
    """Tell whether neighbours are unrelated, as they are in no simple pattern."""
    pairs = ((mask[1:], mask[:-1]), (mask[:, 1:], mask[:, :-1]))
    return all(law.unrelated(*pair) for pair in pairs if pair[0].size)


def _asked(student: Any, inputs: Mapping[str, Any], keep_prob: float) -> dict[str, Any]:
    """Return, of both masks, which entries are not 0 and whether those are alike."""

    def there() -> Any:
        X, parameters = inputs["X"], inputs["parameters"]
        return student.forward_propagation_with_dropout(X, parameters, keep_prob)

    def places() -> Any:
        cache = there()[1]
        return [length_of(cache), *(cache[place] for place in _PLACES)]

    # the masks alone: a cache of wide layers is large
    length, found = None, []
    with suppress(StudentError):
        [[length, *found]] = student.repeat(1, places)
    if length == len(DROPOUT_CACHE):
        cache: Any = [None] * length
        for place, mask in zip(_PLACES, found, strict=True):
            cache[place] = mask
    else:
        [whole] = student.repeat(1, there)
        _A3, cache = pair(whole)
    return {name: dropout.evidence(cache, name) for name in MASKS}


_PLACES = tuple(DROPOUT_CACHE.index(name) for name in MASKS)


def _inputs(rng: np.random.Generator, sizes: tuple[int, int], m: int) -> dict[str, Any]:
    parameters = draw_parameters(rng, (_SHORT, *sizes, 1))
    positive = {name: np.abs(value) for name, value in parameters.items()}
    return {"X": rng.uniform(0.1, 1.0, (_SHORT, m)), "parameters": positive}
