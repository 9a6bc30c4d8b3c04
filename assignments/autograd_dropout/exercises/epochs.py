"""What training with dropout does epoch by epoch: does it draw in each, how large is a step.

Both are asked where nothing is left to chance: with a learning rate of 0, which leaves the network
as it is, and at a rate at which every hidden neuron is off.
"""

from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.neurons import ALMOST
from grader.exercise import Case
from grader.lessons.scalar_mlp import answer, as_arrays, flat, sigmoid
from grader.measure.rows import row, same

from .trainee import Trainee

_EPOCHS = 6
_LONG = 40
"""Of those that cost next to nothing, for hidden neurons are off in all of them."""
_SAME_RATE = 1e-10
"""The square of a rate of nearly 1 is farther from it."""
_HALF = 0.5
"""Of seven neurons and six samples none is off by chance in one epoch in 4e12."""
_STEP_RTOL = 1e-4


def twice(case: Case) -> Case:
    """Return a case with each sample twice, for what so many draws are to show beyond chance."""
    return Case(case.name, **{**case.inputs, "x": [*case.x, *case.x], "y": [*case.y, *case.y]})


def drawn(trainee: Trainee, case: Case) -> str:
    """Tell whether "every", "some" or "none" of the epochs had neurons off; "" if unknown.

    Or that only predictions of "some samples" had, or that all epochs had the "same" ones off.
    """
    found = attempted(
        trainee.student,
        lambda: trainee.trained(case.layers, rate=_HALF, epochs=_EPOCHS, step=0.0, on=case).told(),
    )
    if isinstance(found, str):
        return ""
    end, answers = found
    answers = np.asarray(answers, dtype=float)
    if not same(end, flat(as_arrays(case.layers))) or not len(answers) or len(answers) % _EPOCHS:
        return ""
    whole = answer(as_arrays(case.layers), np.asarray(case.x))[:, 0]
    is_whole = np.isclose(answers[:, np.newaxis], whole, rtol=1e-6, atol=0).any(axis=1)
    of_epochs = ~is_whole.reshape(_EPOCHS, -1)
    draws = of_epochs.any(axis=1)
    if not draws.all():
        return "some" if draws.any() else "none"
    by_epoch = answers.reshape(_EPOCHS, -1)
    if np.isclose(by_epoch, by_epoch[0], rtol=1e-9, atol=0).all():
        return "same"
    # in six epochs each sample is drawn for, unless none ever is
    in_order = by_epoch.shape[1] == len(whole) and np.isclose(by_epoch, whole, rtol=1e-6, atol=0)
    some = in_order is not False and in_order.all(axis=0).any()
    return "some samples" if some else "every"


def shared(trainee: Trainee, case: Case) -> bool:
    """Tell whether all predictions of an epoch have the same neurons off, and epochs others.

    Asked of one sample that is there several times: its answers differ as the draws do.
    """
    times = len(case.x)
    same_ = Case(case.name, **{**case.inputs, "x": case.x[:1] * times, "y": case.y[:1] * times})
    found = attempted(
        trainee.student,
        lambda: trainee.trained(case.layers, rate=_HALF, epochs=_EPOCHS, step=0.0, on=same_).told(),
    )
    if isinstance(found, str):
        return False
    answers = np.asarray(found[1], dtype=float)
    if answers.size != times * _EPOCHS or times == 1:
        return False
    by_epoch = answers.reshape(_EPOCHS, times)
    is_one = np.isclose(by_epoch, by_epoch[:, :1], rtol=1e-9, atol=0).all()
    return bool(is_one and not np.isclose(by_epoch[:, 0], by_epoch[0, 0], rtol=1e-9).all())


def hands_on(trainee: Trainee, case: Case) -> bool | None:
    """Tell whether the network is handed the very rate that the training was given.

    In every one of many epochs: the rate of a later one may be another. None where that is not
    known: no right network answers, or the training has a rate of its own.
    """
    if not trainee.is_replaced:
        return None
    done = attempted(
        trainee.student,
        lambda: trainee.trained(case.layers, rate=ALMOST, epochs=_LONG, step=0.0),
    )
    if isinstance(done, str) or done.trained.rates or not done.at_rates:
        return None
    # other predictions may stand beside those that are trained on; some train for an epoch only
    by_epoch = np.reshape(done.at_rates, (1 if len(done.at_rates) % _LONG else _LONG, -1))
    handed = np.abs(by_epoch - ALMOST) <= _SAME_RATE
    return bool((handed.sum(axis=1) >= len(case.x)).all())


def step_at_rest(trainee: Trainee, case: Case) -> float | None:
    """Return by how much of its slope the last bias moves when hidden neurons are off.

    None where they were not, or nothing is known.
    """
    found = attempted(
        trainee.student,
        lambda: trainee.trained(case.layers, rate=ALMOST, epochs=1, step=case.step).told(),
    )
    if isinstance(found, str):
        return None
    end, answers = found
    start = flat(as_arrays(case.layers))
    end = row(end, len(start))
    rest = sigmoid(start[-1])
    answers = np.asarray(answers, dtype=float)
    if end is None or not len(answers) or not np.isclose(answers, rest, rtol=1e-6, atol=0).all():
        return None
    slope = sum(2 * (rest - y) * rest * (1 - rest) for y in case.y)
    return float((start[-1] - end[-1]) / slope)


def step_of(start: Any, end: Any, slope: Any) -> float:
    """Return by how much of its slope a row of numbers moved."""
    return float((start - end) @ slope / (slope @ slope))


def alike(one: float, other: float) -> bool:
    """Tell whether two steps are as large."""
    return bool(abs(one - other) <= _STEP_RTOL * abs(other))
