"""Do data flow through a step of the network? Told by what comes out for other data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.check.network import Array
from grader.check.values import Unfit, array

from .judging import alike, varies

_DISTINCT, _CHANGED = 0.75, 0.5
"""Shares of rows; a step function gives some rows twice, by chance."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one object was given and gave: to the batch, to the batch again, to another one."""

    given: Any
    output: Any
    again: Any
    elsewhere: Any

    def flows(self, *, bends: bool) -> bool:
        """Tell whether rows come out as they went in: each its own way, and alike each time.

        What `bends` is no straight line of what it was given, if that has negative entries. There
        are more rows than a choice of one class for each can tell apart.
        """
        try:
            output, again, elsewhere = (
                array(one, "output") for one in (self.output, self.again, self.elsewhere)
            )
            given = array(self.given, "inputs")
        except Unfit:
            return False
        if output.ndim != 2 or not varies(output) or elsewhere.shape != output.shape:
            return False
        rows = len(output)
        distinct = len(np.unique(output, axis=0)) >= _DISTINCT * rows
        changed = (output != elsewhere).any(axis=1).mean() >= _CHANGED
        straight = bends and given.min() < 0 and _is_straight(output, given)
        return bool(np.array_equal(output, again) and distinct and changed and not straight)


def _is_straight(output: Array, given: Array) -> bool:
    """Tell whether output is what was given times one number, plus one number."""
    if output.shape != given.shape or not varies(given):
        return False
    x, y = given - given.mean(), output - output.mean()
    slope = float((x * y).sum()) / max(float((x * x).sum()), np.finfo(float).tiny)
    return alike(y, slope * x)


def steps_of(X: Array, outputs: Any, again: Any, elsewhere: Any) -> Sequence[Step]:
    """Return the steps of a network, by what came out of each; none if some are missing."""
    chains = (outputs, again, elsewhere)
    if not all(isinstance(one, list) for one in chains) or len({*map(len, chains)}) != 1:
        return ()
    return [Step(*one) for one in zip([X, *outputs[:-1]], *chains, strict=True)]
