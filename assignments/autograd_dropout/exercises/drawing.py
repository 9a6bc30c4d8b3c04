"""How draws are asked for: at two rates together, in rounds, until it is certain what they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from grader.adapt.dropout import Droppable
from grader.check.layers import Drawn, Layer, Round
from grader.check.values import Unfit, array
from grader.exercise import Case
from grader.lessons.scalar_dropout import TwoLayers

from . import asking

_SHARING = 2
"""Networks that share a round at one rate: who seeds with each network shows in two of them."""
_MOST = 25
"""Times as many calls as at first, at the most: draws that a layer shares are enough then, too."""

_Told = tuple[tuple[int, ...], bytes]
"""A table's shape and its entries, by which it is known again."""


@dataclass(frozen=True)
class Answered:
    """What a case's answers show."""

    drawn: Drawn
    found: tuple[TwoLayers, TwoLayers]
    """As read at either rate."""


def ask(networks: Droppable, case: Case) -> dict[str, Any]:
    """Ask in rounds until it is certain whether the rates are right."""
    outputs: tuple[list[Any], list[Any]] = ([], [])
    for times in _rounds(case):
        answers = asking.calls(networks, case, times, _rates(case), _SHARING)
        if isinstance(answers, str):
            return {"outputs": answers, "other": answers}
        for found, more in zip(outputs, answers, strict=True):
            found += more
        told = read(case, {"outputs": outputs[0], "other": outputs[1]})
        if told is None or not told.drawn.undecided:
            break
    return {"outputs": outputs[0], "other": outputs[1]}


def _rates(case: Case) -> tuple[float, float]:
    return case.rate, case.other_rate


def _rounds(case: Case) -> Iterator[int]:
    """Yield how many calls a round has at each rate: then a quarter of all so far."""
    times, asked = int(case.calls), 0
    while asked < _MOST * case.calls:
        yield times
        asked += times
        times = asked // (4 * _SHARING) * _SHARING


def read(case: Case, answers: Mapping[str, Any]) -> Answered | None:
    """Read the masks at both rates; None where an answer is not explained by any."""
    one, other = (_told(answers.get(key)) for key in ("outputs", "other"))
    return None if one is None or other is None else _read(case, one, other)


def _told(outputs: Any) -> _Told | None:
    try:
        found = array(outputs, "outputs")
    except Unfit:
        return None
    return (found.shape, found.tobytes()) if found.ndim == 2 and found.size else None


@lru_cache(maxsize=4)
def _read(case: Case, *told: _Told) -> Answered | None:
    """Read what was asked for last; `check` judges what `run` has looked at already."""
    tables = [np.frombuffer(entries).reshape(shape) for shape, entries in told]
    rounds: list[int] = []
    for times in _rounds(case):
        if sum(rounds) >= len(tables[0]):
            break
        rounds.append(times)
    shifts = np.concatenate([asking.apart(times, _SHARING) for times in rounds])
    found = []
    for table, rate in zip(tables, _rates(case), strict=True):
        with np.errstate(all="ignore"):
            one = asking.explained(table, case, rate, shifts)
        if one is None:
            return None
        found.append(one)
    layers = zip(*(_by_rounds(one, rounds) for one in found), strict=True)
    dropping = [layer for layer in map(Layer, layers) if layer.drops]
    kept = tuple(1 - rate for rate in _rates(case))
    return Answered(Drawn(kept, dropping), (found[0], found[1]))


def _by_rounds(found: TwoLayers, rounds: list[int]) -> tuple[list[Round], list[Round]]:
    """Return each layer's masks where they could be read, by rounds and networks."""
    first, second = found.first, found.second
    # where outputs were dropped too, few calls show a whole mask
    is_whole = second.read.sum() >= len(second.read) / 2
    masks: tuple[list[Round], list[Round]] = ([], [])
    start = 0
    for times in rounds:
        networks = np.arange(start, start + times).reshape(_SHARING, -1)
        masks[0].append([first.kept[own[first.read[own]]] for own in networks])
        if is_whole:
            masks[1].append([second.kept[own[second.read[own]]] for own in networks])
        else:
            known = [second.kept[own][found.known[own]] for own in networks]
            masks[1].append([entries[:, np.newaxis] for entries in known])
        start += times
    return masks
