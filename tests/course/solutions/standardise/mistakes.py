"""Mistakes of every kind that a diagnosis must tell apart, or must not."""

import numpy as np

from grader.mistake import Mistake, compose


def functions(*mistakes):
    """Return both functions of a student who makes these mistakes."""
    return compose({("standardise",): make_standardise, ("score",): make_score}, mistakes)


def _root(centred):
    return np.sqrt(np.mean(centred**2, axis=0, keepdims=True))


def make_standardise(
    *,
    average=lambda x: np.mean(x, axis=0, keepdims=True),
    centre=lambda x, mean: x - mean,
    deviation=_root,
    divide=lambda centred, spread: centred / spread,
):
    def standardise(x):
        mean = average(x)
        centred = centre(x, mean)
        spread = deviation(centred)
        return {"mean": mean, "spread": spread, "result": divide(centred, spread)}

    return standardise


def make_score(own, *, add=0.0):
    def score(x, w):
        return own.standardise(x)["result"] @ w + add

    return score


def _refuse(x):
    raise ValueError("no mean of this")


def _one_unless_narrow(centred):
    return np.ones((1, centred.shape[1])) if centred.shape[1] > 1 else _root(centred)


_STANDARDISE = {
    "mean_of_rows": {"average": lambda x: np.mean(x, axis=1, keepdims=True)},
    "refuses": {"average": _refuse},
    "minus": {"centre": lambda x, mean: mean - x},
    "one_less": {
        "deviation": lambda c: np.sqrt(np.sum(c**2, axis=0, keepdims=True) / (len(c) - 1)),
    },
    # alike here, and not where there is one column only, as in the other exercise
    "never_divides": {"deviation": lambda centred: np.ones((1, centred.shape[1]))},
    "never_divides_many": {"deviation": _one_unless_narrow},
    # alike wherever one looks
    "times": {"divide": lambda centred, spread: centred * spread},
    "times_again": {"divide": lambda centred, spread: centred / (1 / spread)},
    # too near to what is right to be told from another way of rounding
    "nearly": {"divide": lambda centred, spread: centred / spread * (1 + 1e-4)},
}

MISTAKES = (
    *(Mistake(f"standardise.{name}", "standardise", slots) for name, slots in _STANDARDISE.items()),
    Mistake("score.plus_one", "score", {"add": 1.0}),
)
