"""Ask for dropout masks, call by call, until their law is certain."""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from grader.exercise import Case
from grader.lessons import dropout_cache
from grader.lessons.relu_network import DROPOUT_CACHE, draw_parameters
from grader.measure.rate import Verdict
from grader.measure.rounds import Rounds
from grader.measure.values import Array, Unfit
from grader.remote.errors import StudentError
from grader.remote.value import length_of

from .asking import asking, pair

ASKED = "many_units"
MASKS = ("D1", "D2")
LEAST = 42
"""Calls; in so many it shows that the same number is kept at each, that a draw is used twice, or
that an entry is kept always."""
LONG = (73, 100)
"""So many units, or examples, tell the rate of a mask that was drawn by row or by column only."""
_FEW = 3
_UNITS, _ENTRIES = range(10, 15), 160
"""Units of a layer, and entries of its mask at least: rows and columns of some length each, for
rows that share their draws show in the columns, and columns that do in the rows."""
_FIRST, _MORE = 2, 6
"""Calls asked for together: until a seed inside the function shows, and once there are enough."""
_ONE_STREAM = ((100, 100), 80)
"""Units and examples that are enough in one call, where each call begins the same stream."""
_MANY = LONG[0] * LONG[1]
_STRETCHED = {
    "many_in_first": ((_MANY, _FEW), _FEW),
    "many_in_second": ((_FEW, _MANY), _FEW),
    "many_examples": ((_FEW, _FEW), _MANY),
}

Found = dict[str, Any]
"""By mask: which entries are not 0, and whether those are alike."""
Drawn = dict[str, list[Array]]
"""The masks of all calls, as far as they can be read."""


def draw_case(name: str, rng: np.random.Generator, keep_prob: float) -> Case:
    """Draw layers without a negative number: every unit is awake, and A tells who was kept.

    Of so many units that the share of them which is kept, rounded to whole ones, is no other rate.
    """
    n = min(_UNITS, key=lambda n: abs(round(keep_prob * n) / n - keep_prob))
    number = int(rng.integers(1 << 31))
    m = math.ceil(_ENTRIES / n)
    m += m == n  # so that a mask of one number for each unit is told from one for each example
    inputs = _inputs(rng, (n, n), m)
    return Case(name, asked=ASKED, **inputs, keep_prob=keep_prob, seed=number)


def run(student: Any, case: Case) -> dict[str, Any]:
    """Ask for masks; for many in one call where calls are alike, or rows or columns.

    Where a seed inside the function makes calls alike, it is asked again with seeds of no effect.
    """
    student.seed(case.seed)
    calls, drawn = _until_certain(student, case)
    again = {name: come_again(masks) for name, masks in drawn.items()}
    found: dict[str, Any] = {"again": again, "alike": _are_alike(drawn)}
    if not any(again.values()):
        return {**found, **_law_of(student, case, calls, drawn)}
    end = student.beside("unseeded")["unseed"](student.forward_propagation_with_dropout)
    try:
        return {**found, **_law_of(student, case, *_until_certain(student, case))}
    finally:
        end()


def _law_of(student: Any, case: Case, calls: list[Found], drawn: Drawn) -> dict[str, Any]:
    """Return the calls, with what else their law asks for."""
    found: dict[str, Any] = {"calls": calls}
    rng = np.random.default_rng(case.seed)
    if any(map(come_again, drawn.values())):
        found["one_stream"] = _once(student, rng, *_ONE_STREAM, case.keep_prob)
    if any(shared_axis(masks) is not None for masks in drawn.values()):
        for key, asked in _STRETCHED.items():
            found[key] = _once(student, rng, *asked, case.keep_prob)
    return found


def _are_alike(drawn: Drawn) -> bool:
    """Tell whether both layers, which are of one size, drew the same in the first call."""
    first = [masks[0] for masks in drawn.values() if masks]
    return len(first) == len(MASKS) and np.array_equal(first[0], first[1])


def one_stream_of(answers: Mapping[str, Any], name: str) -> Array:
    """Return the mask of many entries that was asked for where calls are alike. Raises Unfit."""
    sizes, m = _ONE_STREAM
    return _read(answers.get("one_stream"), name, (sizes[0], m))


def stretched_of(answers: Mapping[str, Any], name: str, axis: int) -> Array:
    """Return the mask of many units, or of many examples, for one draw each. Raises Unfit."""
    many_units = f"many_in_{'first' if name == MASKS[0] else 'second'}"
    key = "many_examples" if axis == 0 else many_units
    sizes, m = _STRETCHED[key]
    return _read(answers.get(key), name, (sizes[MASKS.index(name)], m))


def calls_of(answers: Mapping[str, Any], name: str, case: Case) -> list[Array]:
    """Return the masks of all calls. Raises Unfit."""
    shape = (len(case.parameters["W1"]), case.X.shape[1])
    calls = answers.get("calls")
    read = [_read(call, name, shape) for call in calls] if isinstance(calls, list) else []
    return read or [dropout_cache.read_mask(None, name, shape)]


def rounds_of(keep_prob: float, least: int = LEAST) -> Rounds:
    """Return what judges masks of this rate; the lesson seeds inside, so they may come again."""
    return Rounds(keep_prob, least=least, anew=False)


def come_again(masks: Sequence[Array]) -> bool:
    """Tell whether the second call drew what the first one drew: the function seeds inside."""
    return len(masks) > 1 and np.array_equal(masks[0], masks[1])


def shared_axis(masks: Sequence[Array]) -> int | None:
    """Return the axis along which all entries are one draw, units (0) or examples (1).

    None where there is none, and where each mask is one draw for all there is.
    """
    if not masks:
        return None
    calls = np.stack(masks)
    units = bool((calls == calls[:, :1]).all())
    examples = bool((calls == calls[:, :, :1]).all())
    return None if units == examples else int(examples)


def _until_certain(student: Any, case: Case) -> tuple[list[Found], Drawn]:
    """Ask until it is certain whether both masks keep the right share, or a seed inside is seen."""
    calls: list[Found] = []
    drawn: Drawn = {name: [] for name in MASKS}
    waiting, times = set(MASKS), _FIRST
    while waiting:
        new = _asked(student, case.inputs, case.keep_prob, times)
        calls += new
        for name in MASKS:
            drawn[name] += _masks_of(new, name, case)
        waiting = {name for name in waiting if _is_undecided(drawn[name], len(calls), case)}
        times = max(LEAST - len(calls), _MORE)
    return calls, drawn


def _is_undecided(masks: Sequence[Array], asked: int, case: Case) -> bool:
    if len(masks) < asked or come_again(masks):  # some cannot be read: more would not help
        return False
    ones = sum(int(np.count_nonzero(mask)) for mask in masks)
    size = sum(mask.size for mask in masks)
    verdict = rounds_of(case.keep_prob).test.verdict(ones, size)
    return asked < LEAST or verdict is Verdict.MORE


def _masks_of(calls: list[Found], name: str, case: Case) -> list[Array]:
    """Return the masks of some calls; none where one of them cannot be read."""
    with suppress(Unfit):
        return calls_of({"calls": calls}, name, case)
    return []


def _read(found: Any, name: str, shape: tuple[int, ...]) -> Array:
    return dropout_cache.read_mask(
        found.get(name) if isinstance(found, dict) else None, name, shape
    )


def _once(
    student: Any, rng: np.random.Generator, sizes: tuple[int, int], m: int, keep_prob: float
) -> Found:
    [found] = _asked(student, _inputs(rng, sizes, m), keep_prob, 1)
    return found


def _asked(student: Any, inputs: Mapping[str, Any], keep_prob: float, times: int) -> list[Found]:
    """Return, of both masks of each call, which entries are not 0 and whether those are alike."""

    def there() -> Any:
        X, parameters = inputs["X"], inputs["parameters"]
        return asking(student, "forward_propagation_with_dropout")(X, parameters, keep_prob)

    def places() -> Any:
        cache = there()[1]
        return [length_of(cache), *(cache[place] for place in _PLACES)]

    # the masks alone: a cache of wide layers is large
    with suppress(StudentError):
        found = student.repeat(times, places)
        told = [
            dict(zip(MASKS, map(dropout_cache.mask_evidence, masks, MASKS), strict=True))
            for _, *masks in found
        ]
        is_whole = all(length == len(DROPOUT_CACHE) for length, *_ in found)
        # what is no mask may have changed places with one
        if is_whole and all(one and one["alike"] for call in told for one in call.values()):
            return told
    return [_evidence(pair(whole)[1]) for whole in student.repeat(times, there)]


_PLACES = tuple(DROPOUT_CACHE.index(name) for name in MASKS)


def _evidence(cache: Any) -> Found:
    return {name: dropout_cache.evidence(cache, name) for name in MASKS}


def _inputs(rng: np.random.Generator, sizes: tuple[int, int], m: int) -> dict[str, Any]:
    parameters = draw_parameters(rng, (_FEW, *sizes, 1))
    positive = {name: np.abs(value) for name, value in parameters.items()}
    return {"X": rng.uniform(0.1, 1.0, (_FEW, m)), "parameters": positive}
