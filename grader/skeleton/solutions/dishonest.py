"""Answers that do no work, with the most that each may earn: nothing, unless it says so."""

import numpy as np

from grader.dishonest import Allowed, Dishonest

EXERCISE = "mean_squared_error"

DISHONEST = (
    Dishonest(
        "largest",
        EXERCISE,
        "gives the largest of the squared errors",
        {"reduce": np.max},
        may_earn={"zero": 2},  # a perfect prediction does cost nothing
    ),
    Dishonest(
        "of_predictions",
        EXERCISE,
        "never looks at y_true",
        defines={EXERCISE: lambda y_pred, y_true: np.mean(y_pred**2)},
    ),
)

# what answers of the generic set may earn: grader/dishonest.py
ALLOWED: tuple[Allowed, ...] = ()
