"""Known wrong variants: each function with one slot filled wrongly. Their texts: mistakes.toml."""

import numpy as np

from grader.mistake import Mistake, compose

EXERCISE = "mean_squared_error"


def functions(*mistakes):
    """Return the functions of a student who makes these mistakes; none makes none."""
    return compose({(EXERCISE,): make_mean_squared_error}, mistakes)


def make_mean_squared_error(*, error=lambda d: d**2, reduce=np.mean):
    """Make `mean_squared_error` from its two slots."""

    def mean_squared_error(y_pred, y_true):
        return reduce(error(y_pred - y_true))

    return mean_squared_error


MISTAKES = (
    Mistake("sum_not_mean", EXERCISE, {"reduce": np.sum}),
    Mistake("absolute", EXERCISE, {"error": np.abs}),
)
