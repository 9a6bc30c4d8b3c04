"""Inputs of the loss on which right and wrong answers differ."""

import numpy as np

from grader.exercise import Case
from grader.lessons.relu_network import draw_until
from grader.measure.values import Array


def drawn(name: str, asked: str, rng: np.random.Generator, samples: int, classes: int) -> Case:
    """Draw a batch, one that keeps the right classes' probabilities alone, and other labels."""
    labels = draw_until(lambda: rng.integers(classes, size=samples), _differ)
    elsewhere = draw_until(
        lambda: (labels + rng.integers(1, classes, size=samples)) % classes, _differ
    )
    each = np.arange(samples)

    def draw() -> dict[str, Array]:
        first, second = rng.uniform(0.05, 1, (2, samples, classes))
        probabilities = first / first.sum(axis=1, keepdims=True)
        kept = probabilities[each, labels]
        second[each, labels] = 0
        others = second / second.sum(axis=1, keepdims=True) * (1 - kept)[:, None]
        others[each, labels] = kept
        return {"probabilities": probabilities, "others": others}

    def tells(found: dict[str, Array]) -> bool:
        likeliest, before = (-np.log(p.max(axis=1)).mean() for p in reversed(found.values()))
        p = found["probabilities"]
        # without the logarithm labels and samples differ too, and where too much is clipped
        for costs in (-np.log(p), -np.log(np.clip(p, 0.1, 0.9)), 5 * p):
            first, *rest = costs[each, labels]
            told = costs[each, elsewhere].mean() - costs[each, labels].mean()
            if min(abs(told), abs(first - np.mean(rest))) < 0.05:
                return False
        # through a second softmax the other probabilities show
        spread, others = (np.log(np.exp(p).sum(axis=1)).mean() for p in found.values())
        return bool(abs(likeliest - before) > 0.05 and abs(spread - others) > 0.002)

    return Case(
        name, asked=asked, **draw_until(draw, tells),
        labels=labels, elsewhere=elsewhere, classes=classes,
        sure=[float(p) for p in rng.uniform((0.52, 0.7), (0.65, 0.88))],
    )  # fmt: skip


def _differ(labels: Array) -> bool:
    return bool(np.ptp(labels) > 0)


def rows_near_zero(rng: np.random.Generator) -> list[Array]:
    """Draw a row in which the right class, 1, has probability 0, and one in which it has little."""
    even, uneven = rng.uniform(0.45, 0.5), rng.uniform(0.7, 0.8)
    return [np.array([[even, 0.0, 1 - even]]), np.array([[uneven, 0.001, 0.999 - uneven]])]
