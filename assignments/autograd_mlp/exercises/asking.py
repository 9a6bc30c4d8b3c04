"""What every `run` of this lesson does with a student's scalars: graphs told as expressions."""

import math
from typing import Any

import numpy as np


def slopes(found: Any, size: int) -> Any:
    """Return an expression's value and its gradient by each leaf, or the exception's name.

    Of a way back that stopped, gradients are NaN.
    """
    if not isinstance(found, list) or len(found) != 2:
        return found if isinstance(found, str) else None
    value, gradients = found
    stopped = isinstance(gradients, str)
    return np.array([value, *([math.nan] * size if stopped else gradients)], dtype=float)
