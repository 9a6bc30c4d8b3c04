"""Draws of two layers, asked for as the scalar lesson does: at two rates together, in rounds."""

import numpy as np
from draws_of_masks import Draw

from grader.measure.layers import Drawn, Layer

NEURONS = (12, 3)
SHARING = 2
"""Objects that share a round at one rate."""
_MOST = 25


def asked(
    draw: Draw,
    keep: tuple[float, ...],
    calls: int,
    rng: np.random.Generator,
    drawn: tuple[float, ...] | None = None,
) -> tuple[Drawn, int]:
    """Ask until it is certain whether these rates are right; return how many draws that took.

    The first layer shows only in calls in which some neuron of the second is on.
    """
    layers: list[list[list[list[np.ndarray]]]] = [[[] for _ in keep] for _ in NEURONS]
    times, count = calls, 0
    while True:
        for place, rate in enumerate(drawn or keep):
            masks = [[draw(rng, (times // SHARING, n), rate) for n in NEURONS]
                     for _ in range(SHARING)]  # fmt: skip
            layers[0][place].append([first[second.any(axis=1)] for first, second in masks])
            layers[1][place].append([second for _first, second in masks])
        count += times
        found = Drawn(keep, [layer for layer in map(Layer, layers) if layer.drops])
        times = count // (4 * SHARING) * SHARING
        if not found.undecided or count >= _MOST * calls:
            draws = sum(mask.size for layer in found.layers for at in layer.masks for mask in at)
            return found, draws
