"""Samples of many laws, judged as normal ones: how often each test refuses them."""

from collections.abc import Callable, Mapping

import numpy as np

from grader.measure.normal import bell_shaped, centred, deviates_by

Draw = Callable[[np.random.Generator, int], np.ndarray]

LAWS: Mapping[str, Draw] = {
    "normal": lambda rng, n: rng.normal(size=n),
    "mean off by 0.25": lambda rng, n: rng.normal(0.25, 1, n),
    "deviation off by 10 %": lambda rng, n: rng.normal(0, 1.1, n),
    "deviation off by 20 %": lambda rng, n: rng.normal(0, 1.2, n),
    "deviation off by 0.1 %": lambda rng, n: rng.normal(0, 1.001, n),
    "uniform, same deviation": lambda rng, n: rng.uniform(-1, 1, n) * 3**0.5,
    "uniform in 0..1": lambda rng, n: rng.random(n),
    "two values": lambda rng, n: rng.choice([-1.0, 1.0], n),
    "Laplace, same deviation": lambda rng, n: rng.laplace(size=n) / 2**0.5,
    "triangular, same deviation": lambda rng, n: rng.triangular(-1, 0, 1, n) * 6**0.5,
}

TESTS = {
    "mean": lambda draws: centred(draws, 1.0),
    "own mean": centred,
    "deviation": lambda draws: deviates_by(draws, 1.0),
    "shape": bell_shaped,
}
"""The first needs the deviation; the second goes by that of the draws."""


def refused(n: int, times: int, seed: int) -> dict[str, dict[str, float]]:
    """Return how often each test refuses samples of `n` numbers of each law."""
    found = {}
    for law, draw in LAWS.items():
        samples = [draw(np.random.default_rng([seed, k]), n) for k in range(times)]
        found[law] = {
            name: sum(not test(one) for one in samples) / times for name, test in TESTS.items()
        }
    return found


def furthest(n: int, times: int, seed: int) -> tuple[float, float]:
    """Return the deviation and the furthest of normal samples' shape, in deviations it is held to.

    The shape's test is the only one that has no bound; its statistic is near a normal law's.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(times):
        draws = rng.normal(size=n)
        share = float((abs(draws - draws.mean()) < draws.std()).mean())
        found.append((share - 0.6826895) * n**0.5 / 0.3154)
    return float(np.std(found)), float(np.abs(found).max())
