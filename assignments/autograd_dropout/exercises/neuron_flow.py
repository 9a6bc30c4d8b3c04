"""What becomes of a neuron's gradient and parameters when it is handed a rate, asked by itself."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.neurons import ALMOST, Neurons
from grader.exercise import Case
from grader.lessons.scalar_dropout import OFF, SCALES, factor, off_values
from grader.lessons.scalar_mlp import as_arrays, flat, sigmoid
from grader.measure.rows import along, row, same
from grader.remote.value import plain, recorded

from . import asking

_FEW = 0.02
"""A rate at which even one draw that stays leaves neurons on."""
_NEAR = 1e-6
_STEP = 1e-4
"""By how much a number is moved to measure a slope."""
CUT = "cut"
"""No gradient arrives at what a neuron was given by other neurons."""
ALSO_OFF = "off too"
"""A gradient arrives at numbers of a neuron that handed on 0."""


def ask(parts: Neurons, case: Case) -> dict[str, Any]:
    """Call the neurons of the first layer; judge what each gave when it was on."""
    student = parts.network.scalars.student
    layers = as_arrays(case.layers)
    rows, neurons = layers[0], parts.of_layer(0)
    rates = [case.rate] * 8 + [_FEW, ALMOST] * 2
    found = attempted(
        student, lambda: [_called(parts, neurons[n], case, rates) for n in range(len(rows))]
    )
    if isinstance(found, str):
        return {"stopped": found, "drops": False, "untouched": False, "flows": ""}
    numbers = np.array([[_number(one[0]) for one in calls] for calls in found], dtype=float)
    usual = asking.usual_values(parts, case)
    own = _own(rows, case, usual)
    slopes = _slopes(rows, case) if usual is None else _measured(parts, case, neurons, len(rows))
    is_off = _is_off(numbers, rows) | (_is_shared(numbers) & ~_is_own(numbers, own, rates))
    is_off |= np.isnan(numbers)  # who hands on no number is not on
    stay = all(same(one[2], flat(layers)) for calls in found for one in calls)
    passes = attempted(student, lambda: _handed_back(parts, neurons, case, len(rows)))
    told = {
        _arrival(own[place], slopes[place], rates[n], numbers[place, n], found[place][n][1])
        for place, n in zip(*np.nonzero(~is_off), strict=True)
    }
    # one that hands on another number when it is off pays for that, and what follows from it
    off = [found[place][n][1] for place, n in zip(*np.nonzero(numbers == 0), strict=True)]
    if any(one is not None and one.any() for one in (row(given, _size(case)) for given in off)):
        told.add(ALSO_OFF)
    if told == {"right"} and passes is False:
        told.add(CUT)
    drops = bool(is_off.any())
    return {"stopped": "", "drops": drops, "untouched": stay, "flows": worst(told)}


def _handed_back(parts: Neurons, neurons: Any, case: Case, count: int) -> bool:
    """Tell whether a gradient arrives at what the neurons are given; scalars carry it themselves.

    Asked at the rates at which all are on, rightly or the wrong way round.
    """
    s = parts.network.scalars
    found: list[float] = []
    for rate in (0.0, ALMOST):
        given = s.new_each(case.x[0])
        s.backward(sum_of([neurons[n](given, **parts.arguments(rate)) for n in range(count)]))
        found += list(plain(s.gradients(given)))
    own: list[Any] = s.new_each(case.x[0])
    s.backward(s.sigmoid(sum_of([one * s.new(0.5) for one in own])))
    carried = plain(s.gradients(own))
    return bool(np.any(found)) or not bool(np.all(carried))


def sum_of(nodes: Sequence[Any]) -> Any:
    """Return the sum of scalars, or handles of them."""
    whole = nodes[0]
    for one in nodes[1:]:
        whole = whole + one
    return whole


def worst(told: set[str]) -> str:
    """Return what is told of several gradients."""
    return "right" if told == {"right"} else min(told - {"right"}, default="none on")


def compared(found: Any, right: Any) -> str:
    """Tell how a gradient is related to what it should be."""
    if same(found, right):
        return "right"
    if not found.any():
        return "nothing"
    return "another size" if along(found, right) else "another"


def _called(parts: Neurons, neuron: Any, case: Case, rates: Sequence[float]) -> list[Any]:
    """Call one neuron: each call's number, its gradient or an exception's name, what is left."""
    s, nodes = parts.network.scalars, parts.network.nodes()
    calls: list[Any] = []
    for rate in rates:
        s.set_gradients(nodes, 0, len(parts.network.plan.spots))
        out = neuron(list(case.x[0]), **parts.arguments(rate))
        number = s.student.attempt(partial(s.number, out))
        gradient = s.student.attempt(partial(_back, parts, out))
        calls.append((number, gradient, recorded("numbers", nodes, s.number_name)))
        parts.put_back()
    return list(plain(calls))


def _number(told: Any) -> float:
    """Return a neuron's number; NaN where it handed on none, and an exception's name is told."""
    return float("nan") if isinstance(told, str) else float(told)


def _back(parts: Neurons, out: Any) -> Any:
    s = parts.network.scalars
    s.backward(out)
    return s.gradients(parts.network.nodes())


def _is_off(numbers: Any, rows: Any) -> Any:
    rests = [off_values(off, rows) for off in OFF]
    return np.any([np.abs(numbers - rest[:, np.newaxis]) <= _NEAR for rest in rests], axis=0)


def _is_shared(numbers: Any) -> Any:
    """Tell which numbers several neurons handed on alike: their own values differ."""
    others = numbers[:, np.newaxis, :, np.newaxis] == numbers[np.newaxis, :, np.newaxis, :]
    alike = others.any(axis=3)  # neurons by others by calls; NaN is like none
    return alike.sum(axis=1) > 1


def _own(rows: Any, case: Case, usual: Any) -> Any:
    """Return each neuron's own value: its `usual` one, where that is not sig of its sum."""
    return sigmoid(rows[:, :-1] @ np.asarray(case.x[0]) + rows[:, -1]) if usual is None else usual


def _slopes(rows: Any, case: Case) -> Any:
    """Return the slopes of each neuron's value by all numbers of the network."""
    x, found = np.array([*case.x[0], 1.0]), np.zeros((len(rows), _size(case)))
    for place, z in enumerate(rows @ x):
        found[place, place * len(x) : (place + 1) * len(x)] = x * sigmoid(z) * (1 - sigmoid(z))
    return found


def _measured(parts: Neurons, case: Case, neurons: Any, count: int) -> Any:
    """Return the slopes of values that are the neurons' own, measured one number at a time."""
    s, nodes = parts.network.scalars, parts.network.nodes()
    start, columns = flat(as_arrays(case.layers)), []

    def values(moved: Any, rate: float) -> Any:
        s.set_numbers(nodes, moved.tolist())
        called = [neurons[n](list(case.x[0]), **parts.arguments(rate)) for n in range(count)]
        return np.asarray(plain(recorded("numbers", called, s.number_name)))

    on = 0.0 if values(start, 0.0).any() else ALMOST
    for step in _STEP * np.eye(len(start))[: count * (len(case.x[0]) + 1)]:
        columns.append((values(start + step, on) - values(start - step, on)) / (2 * _STEP))
    parts.put_back()
    found = np.zeros((count, len(start)))
    found[:, : len(columns)] = np.transpose(columns)
    return found


def _is_own(numbers: Any, own: Any, rates: Sequence[float]) -> Any:
    """Tell which numbers are a neuron's own value, scaled or not."""
    ways = [np.multiply.outer(own, [factor(scale, one) for one in rates]) for scale in SCALES]
    with np.errstate(all="ignore"):
        return np.any([np.abs(numbers - way) <= _NEAR for way in ways], axis=0)


def _size(case: Case) -> int:
    return sum(layer.size for layer in as_arrays(case.layers))


def _arrival(value: float, own: Any, rate: float, number: float, given: Any) -> str:
    """Tell how the gradient of a neuron that was on is related to its `own` slopes."""
    found = row(given, len(own))
    if found is None:
        return "none"
    for scale in SCALES:
        times = factor(scale, rate)
        if abs(number - value * times) <= _NEAR:
            return compared(found, own * times)
    # of another value all that is known is which way its slope lies, by the inputs that it took
    taken = found != 0
    lies = taken.any() and not found[own == 0].any()
    if lies and (along(found[taken], own[taken]) or along(-found[taken], own[taken])):
        return "right"
    return compared(found, own)
