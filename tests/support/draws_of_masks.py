"""Masks that are right, and masks that only look it: how each is drawn, a round at a time."""

from collections.abc import Callable

import numpy as np

Shape = tuple[int, ...]
Draw = Callable[[np.random.Generator, Shape, float], np.ndarray]
"""A round: calls by a mask's shape, each entry kept with the probability given."""


def right(rng: np.random.Generator, shape: Shape, p: float) -> np.ndarray:
    return rng.random(shape) < p


def shared(axis: int) -> Draw:
    """Draw once for all entries along an axis: 0 for one mask at all calls."""

    def draw(rng: np.random.Generator, shape: Shape, p: float) -> np.ndarray:
        drawn = rng.random([1 if n == axis % len(shape) else k for n, k in enumerate(shape)]) < p
        return np.broadcast_to(drawn, shape)

    return draw


def exact(rng: np.random.Generator, shape: Shape, p: float) -> np.ndarray:
    """Keep exactly round(p n) entries of each call."""
    n = int(np.prod(shape[1:]))
    ranks = rng.random((shape[0], n)).argsort(axis=1).argsort(axis=1)
    return (ranks < round(p * n)).reshape(shape)


def exact_in_each_row(rng: np.random.Generator, shape: Shape, p: float) -> np.ndarray:
    return rng.random(shape).argsort(axis=-1).argsort(axis=-1) < round(p * shape[-1])


def pairs(rng: np.random.Generator, shape: Shape, p: float) -> np.ndarray:
    """Draw every second entry, and use it twice."""
    half = rng.random((*shape[:-1], (shape[-1] + 1) // 2)) < p
    return np.repeat(half, 2, axis=-1)[..., : shape[-1]]


def mixed(how: str) -> Draw:
    """Mix, or turn, one fixed mask at each call; it is the same for each object."""

    def draw(rng: np.random.Generator, shape: Shape, p: float) -> np.ndarray:
        n = int(np.prod(shape[1:]))
        one = np.random.default_rng(0).random(n) < p
        if how == "turned":
            rows = [np.roll(one, rng.integers(n)) for _ in range(shape[0])]
        else:
            rows = [rng.permutation(one) for _ in range(shape[0])]
        return np.array(rows).reshape(shape)

    return draw


def seeded(what: str) -> Draw:
    """Draw from a generator that begins again at each call, or with each object."""

    def draw(rng: np.random.Generator, shape: Shape, p: float) -> np.ndarray:
        if what == "object":
            return np.random.default_rng(7).random(shape) < p
        return np.array([np.random.default_rng(7).random(shape[1:]) < p for _ in range(shape[0])])

    return draw


WRONG: dict[str, Draw] = {
    "one draw for a row": shared(-1),
    "one draw for a column or sample": shared(1),
    "one mask for an object's calls": shared(0),
    "each draw used twice": pairs,
    "exactly round(p n) kept, a call": exact,
    "exactly round(p n) kept, a row": exact_in_each_row,
    "a fixed mask mixed": mixed("mixed"),
    "a fixed mask turned": mixed("turned"),
    "seeded at each call": seeded("call"),
    "seeded with each object": seeded("object"),
}
"""Wrong draws of the right rate."""
