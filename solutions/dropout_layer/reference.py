"""The reference solution: what every submission's values are held against."""

from typing import Any

import numpy as np
from edunn import Layer, Phase


class Dropout(Layer):
    """Inverted dropout; p is the probability of dropping an entry, 0 <= p < 1."""

    def __init__(self, p: float = 0.5, name: str | None = None) -> None:
        super().__init__(name)
        self.p = p

    def forward(self, x: Any) -> Any:
        """Return x times 0 or 1 / (1 - p) in training, x in the test phase."""
        if self.phase == Phase.Training:
            u = (np.random.rand(*x.shape) >= self.p) / (1 - self.p)
        else:
            u = np.ones(x.shape)
        self.set_cache(u)
        return x * u

    def backward(self, dE_dy: Any) -> Any:
        """Return the gradient times the last forward pass's factors; there are no parameters."""
        (u,) = self.get_cache()
        return dE_dy * u, {}
