"""Forward passes of the regularization lesson that do no work, and what they may earn."""

from collections.abc import Callable
from typing import Any

import numpy as np
from regularization_lesson import provided

Function = Callable[..., Any]
REG = provided()["reg_utils"]


def forward(
    mask: Callable[[Any, float], Any] = lambda A, keep_prob: np.ones(A.shape),
    apply: Callable[[Any, Any, float], Any] = lambda A, D, keep_prob: A * D / keep_prob,
) -> Function:
    """Return a pass with masks of some kind."""

    def there(X: Any, p: Any, keep_prob: float = 0.5) -> Any:
        Z1 = p["W1"] @ X + p["b1"]
        A1 = np.maximum(Z1, 0)
        D1 = mask(A1, keep_prob)
        A1 = apply(A1, D1, keep_prob)
        Z2 = p["W2"] @ A1 + p["b2"]
        A2 = np.maximum(Z2, 0)
        D2 = mask(A2, keep_prob)
        A2 = apply(A2, D2, keep_prob)
        Z3 = p["W3"] @ A2 + p["b3"]
        A3 = REG.sigmoid(Z3)
        named = (p["W1"], p["b1"]), (p["W2"], p["b2"]), (p["W3"], p["b3"])
        return A3, (Z1, D1, A1, *named[0], Z2, D2, A2, *named[1], Z3, A3, *named[2])

    return there


def made_up(mask: Callable[[Any, float], Any], Z: float) -> Function:
    """Return a pass that holds masks and nothing else: all Z alike, and A what follows from it."""

    def there(X: Any, p: Any, keep_prob: float = 0.5) -> Any:
        m, found, A = X.shape[1], [], None
        for n in (1, 2):
            A = np.full((len(p[f"W{n}"]), m), Z)
            D = mask(A, keep_prob)
            found += [A, D, A * D / keep_prob, p[f"W{n}"], p[f"b{n}"]]
        A3 = np.full((1, m), 0.5)
        return A3, (*found, np.zeros((1, m)), A3, p["W3"], p["b3"])

    return there


def rows(rate: Callable[[float], float]) -> Callable[[Any, float], Any]:
    """Return masks that keep the first rows, whatever is drawn."""

    def mask(A: Any, keep_prob: float) -> Any:
        kept = np.arange(len(A)) < len(A) * (rate(keep_prob) if keep_prob < 1 else 1)
        return np.repeat(kept[:, None], A.shape[1], 1)

    return mask


def columns(A: Any, keep_prob: float) -> Any:
    rate = keep_prob / 2 + 0.25 if keep_prob < 1 else 1
    return np.repeat((np.random.rand(A.shape[1]) < rate)[None, :], len(A), 0)


def shuffled_rows(A: Any, keep_prob: float) -> Any:
    """Keep rows of a wrong rate, in an order that looks drawn."""
    order = np.random.RandomState(3).rand(len(A))
    return np.repeat(
        (order < (keep_prob / 2 + 0.25 if keep_prob < 1 else 1))[:, None], A.shape[1], 1
    )


def pattern(A: Any, keep_prob: float) -> Any:
    """Keep the right share, evenly spread."""
    place = np.arange(A.size) * 0.6180339887498949
    return (place % 1 < keep_prob).reshape(A.shape)


def all_but_one(A: Any, keep_prob: float) -> Any:
    return np.where(np.arange(A.size).reshape(A.shape) == 0, 0, keep_prob)


def nearly_undone(A: Any, keep_prob: float) -> Any:
    """Return numbers that undo the division, none like the other."""
    return keep_prob * (1 + 0.001 * np.random.rand(*A.shape))


def nothing_kept(A: Any, keep_prob: float) -> Any:
    return np.zeros(A.shape)


def drawn(off: float) -> Callable[[Any, float], Any]:
    return lambda A, keep_prob: np.random.rand(*A.shape) < (keep_prob + off if keep_prob < 1 else 1)


def shared(off: float, times: int) -> Callable[[Any, float], Any]:
    """Return masks in which every draw is used for so many rows, far from each other."""

    def mask(A: Any, keep_prob: float) -> Any:
        own = -(-len(A) // times)
        kept = np.random.rand(own, A.shape[1]) < (keep_prob + off if keep_prob < 1 else 1)
        return kept[np.arange(len(A)) % own]

    return mask


def drawn_by_unit(off: float) -> Callable[[Any, float], Any]:
    return lambda A, keep_prob: (
        np.random.rand(len(A), 1) < (keep_prob + off if keep_prob < 1 else 1)
    ).repeat(A.shape[1], 1)


MASKS = {"mask_probability", "mask_independence"}
REST = {"scaling", "algebra", "cache"}
FORWARDS: dict[str, tuple[Function, set[str]]] = {
    "no dropout, and masks that say so": (forward(apply=lambda A, D, keep: A), set()),
    "no dropout, but divided": (forward(), set()),
    "a mask that undoes the division": (forward(all_but_one), set()),
    "numbers that undo the division": (forward(nearly_undone), set()),
    "everything dropped": (forward(nothing_kept), set()),
    "made up, all dropped": (made_up(nothing_kept, 1.0), set()),
    "made up, with the right masks": (made_up(drawn(0), 1.0), MASKS),
    "made up, with the right masks and zeros": (made_up(drawn(0), 0.0), MASKS),
    "rows of a wrong rate": (forward(rows(lambda keep: keep / 2 + 0.25)), REST),
    "shuffled rows of a wrong rate": (forward(shuffled_rows), REST),
    "columns of a wrong rate": (forward(columns), REST),
    "rows of the right rate, not drawn": (forward(rows(lambda keep: keep)), REST),
    "a pattern of the right rate": (forward(pattern), REST),
    "a rate off by 0.05": (forward(drawn(-0.05)), {"mask_independence", *REST}),
    "a rate off by 0.05, in pairs of rows": (forward(shared(0.05, 2)), REST),
    "a rate off by 0.05, in sets of five rows": (forward(shared(-0.05, 5)), REST),
    "a rate off by 0.05, by unit": (forward(drawn_by_unit(0.05)), REST),
    "the right rate, in pairs of rows": (forward(shared(0, 2)), REST),
    "the network without dropout": (
        lambda X, p, keep_prob=0.5: REG.forward_propagation(X, p), set(),
    ),
    "nothing but shapes": (
        lambda X, p, keep_prob=0.5: (np.zeros((1, X.shape[1])), (0,) * 14), set(),
    ),
}  # fmt: skip
