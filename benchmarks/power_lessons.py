"""How the lessons ask for draws: the shape of a round, the rates, the offset that must be seen."""

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Plan:
    """How a lesson's masks are asked for."""

    lesson: str
    shape: tuple[int, ...]
    """Of a round: calls by the shape of a mask."""
    keep_probs: tuple[float, ...]
    """The ends of what the cases draw."""
    before: int
    """Entries that a case asked for before there were rounds."""
    offset: float = 0.05
    least: int = 1
    anew: bool = True
    together: tuple[int, int] = (1, 1)
    """Rounds that are asked for in one message: first, and from then on."""

    @property
    def batch(self) -> int:
        """Entries in a round."""
        size = 1
        for n in self.shape:
            size *= n
        return size

    def sent(self, rounds: int) -> int:
        """Return how many rounds were asked for where so many are needed."""
        first, more = self.together
        return first + math.ceil(max(rounds - first, 0) / more) * more

    @property
    def options(self) -> dict[str, Any]:
        """What `Rounds` is told."""
        return {"offset": self.offset, "least": self.least, "anew": self.anew}


# fresh draws are counted under `contract`, and so are no fault under `forward`
FORWARD = Plan(
    "dropout_layer forward", (1, 8, 100), (0.23, 0.34, 0.64, 0.72), 9_000,
    offset=0.02, least=10, anew=False, together=(16, 8),
)  # fmt: skip

PLANS = (
    # the lesson itself seeds inside its function: a mask that comes again is no fault
    Plan("regularization", (1, 12, 14), (0.25, 0.35, 0.65, 0.75), 10_000, least=20, anew=False),
    FORWARD,
)  # fmt: skip

# the calls of one layer, as many as are asked for in any case: no rate is judged by them
LAYER = Plan("dropout_layer contract", (2, 14, 15), (0.18, 0.34, 0.68, 0.85), 0, least=7)


@dataclass(frozen=True)
class Pair:
    """How a lesson asks for the draws of two layers at two rates together."""

    lesson: str
    keep: tuple[float, float]
    """In the middle of what the cases draw."""
    calls: int
    """Of the first round, at each rate."""
    offset: float = 0.05


PAIRS = (
    Pair("autograd_dropout few_off", (0.94, 0.745), 36),
    Pair("autograd_dropout many_off", (0.2, 0.08), 76),
)

WEIGHTS = 60 * 80
"""Weights of a dense layer that are enough for their law; 15,000 were asked for before."""
NOISE = 1800
"""Points of a spiral, at least, in the case that has many."""
