"""The reference solution: every asked name."""

import numpy as np


def mean_squared_error(y_pred, y_true):
    """Return the mean of (y_pred - y_true) ** 2 over all entries."""
    return np.mean((y_pred - y_true) ** 2)
