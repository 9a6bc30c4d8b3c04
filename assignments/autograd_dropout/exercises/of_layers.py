"""Where there is dropout in a network whose layers change what neurons give, heard of the neurons.

Its answers show no masks then; what is changed, and how, is judged with the draws.
"""

from typing import Any

import numpy as np

from grader.exercise import Case

from . import arrival
from .read_masks import in_order

_NEAR = 1e-6


def told(case: Case, heard: Any, times: int) -> dict[str, str]:
    """Return words for the layers, the output and the input; nothing where they cannot be told.

    What arrives at each layer must come of what the neurons before it gave.
    """
    sizes, hidden = case.sizes[:2], sum(case.sizes[:2])
    calls = heard[heard[:, 0] < hidden]
    arrived = arrival.by_layers(heard, times, sizes)
    if arrived is None or len(calls) != times * hidden:
        return {}
    calls = in_order(calls.reshape(times, hidden, -1))
    layers = np.split(calls, [sizes[0]], axis=1)
    if not all(map(_comes_of, arrived, (layer[:, :, 3] for layer in layers))):
        return {}
    drops = [
        bool((layer[:, :, 1] > 0).any() or not one.kept.all())
        for layer, one in zip(layers, arrived, strict=True)
    ]
    last = heard[heard[:, 0] >= hidden]
    given = np.arange(1, len(case.x[0]) + 1) @ np.asarray(case.x[0])
    is_whole = np.allclose(calls[:, 0, 6], given, rtol=_NEAR, atol=0)
    return {
        "first": "drops" if drops[0] else "never", "last": "drops" if drops[1] else "never",
        "output": "dropped" if (last[:, 1] > 0).any() else "whole",
        "input": "whole" if is_whole else "dropped",
    }  # fmt: skip


def _comes_of(arrived: arrival.Arrived, numbers: Any) -> bool:
    """Tell whether numbers arrive multiplied, or with something added, or off where they were."""
    times = arrival.times_on_the_way(arrived, numbers)
    if np.isfinite(times):
        return abs(times) > _NEAR
    if not arrived.kept.all() and (arrived.kept == (numbers != 0)).all():
        return True
    more = arrived.whole - numbers @ np.arange(1, numbers.shape[1] + 1)
    return bool(np.isfinite(more).all() and np.allclose(more, more[0], rtol=0, atol=_NEAR))
