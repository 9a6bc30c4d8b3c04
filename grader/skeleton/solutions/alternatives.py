"""Right answers that look different: every one of them must earn full marks."""

import numpy as np

from grader.mistake import Alternative

EXERCISE = "mean_squared_error"


def by_a_loop(y_pred, y_true):
    """Add up one entry after the other."""
    pairs = list(zip(np.ravel(y_pred), np.ravel(y_true), strict=True))
    return sum((p - t) ** 2 for p, t in pairs) / len(pairs)


def by_a_dot_product(y_pred, y_true):
    """Take the dot product of the errors with themselves."""
    errors = np.ravel(y_pred - y_true)
    return errors @ errors / errors.size


ALTERNATIVES = (
    Alternative("by_a_loop", EXERCISE, by_a_loop, "one entry after the other"),
    Alternative("by_a_dot_product", EXERCISE, by_a_dot_product, "a dot product"),
)


def functions(alternative=None):
    """Return the functions of a student who writes it this way."""
    return {EXERCISE: alternative.function if alternative else by_a_loop}
