"""Answers that do no work, with the most that each may earn. Tried by `grader validate`.

Made by the slots of mistakes.py; what an answer may earn is what it does do right.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from edunn import Phase

from grader.dishonest import Allowed, Dishonest

FORWARD, BACKWARD, PHASES, CONTRACT = "forward", "backward", "phases", "contract"

Function = Callable[..., Any]
Slots = dict[str, Function]


# ---------------------------------------------------------------- no work anywhere


def _nowhere(
    name: str, does: str, forward: Function, backward: Function, **may_earn: float
) -> Dishonest:
    """Answer in both phases by a function of the input, and of the gradient."""
    slots: Slots = {
        "dropping": lambda phase: False,
        "rest": lambda layer, x: forward(x),
        "back": lambda layer, g: backward(g),
    }
    limits = {f"{BACKWARD}.{item}": most for item, most in may_earn.items()}
    judged = (BACKWARD, PHASES, CONTRACT)
    return Dishonest(f"idle.{name}", FORWARD, does, slots, may_earn=limits, judged=judged)


def _twos(x: Any) -> Any:
    return np.where(np.arange(x.size).reshape(x.shape) % 2, 2.0 * x, 0.0)


_NOWHERE = (
    _nowhere("zeros", "gives zeros", np.zeros_like, np.zeros_like),
    _nowhere("constant", "gives ones", np.ones_like, np.ones_like),
    _nowhere("plus_one", "adds 1 to all that comes in", lambda x: x + 1, lambda g: g + 1),
    _nowhere("doubled", "doubles all that comes in", lambda x: 2 * x, lambda g: 2 * g),
    _nowhere("noise", "draws its output", lambda x: np.random.rand(*x.shape),
             lambda g: np.random.rand(*g.shape)),
    _nowhere("every_other", "drops every other entry, in both phases", _twos, _twos,
             same_units=14, scaling=11),
    _nowhere("negative", "turns the sign", lambda x: -x, lambda g: -g),
    Dishonest(
        "idle.echo", FORWARD, "hands on whatever comes in",
        {"dropping": lambda phase: False, "back": lambda layer, g: g}, judged=(BACKWARD,),
    ),
)  # fmt: skip


# ---------------------------------------------------------------- a mask of another law


def _mask(name: str, does: str, keep: Function, **may_earn: float) -> Dishonest:
    """Keep by another law. What is never drawn is not drawn anew either."""
    limits = {"scaling": 15.0, **may_earn, "contract.fresh": 3.0}
    judged = () if may_earn else ("contract.fresh",)
    return Dishonest(f"mask.{name}", FORWARD, does, {"keep": keep}, may_earn=limits, judged=judged)


def _rate(name: str, does: str, change: Function) -> Dishonest:
    """Draw every entry by itself, with another probability."""
    keep = _drawn(lambda p: change(p) if 0 < p < 1 else p)
    return _mask(name, does, keep, independence=8)


def _drawn(change: Function) -> Function:
    return lambda x, p, layer: np.random.rand(*x.shape) >= change(p)


def _first_rows(x: Any, p: float, layer: Any) -> Any:
    """Drop the first rows, nearer to half of them than p says."""
    keep = np.ones(x.shape, dtype=bool)
    keep[: round(x.shape[0] * (0.25 + 0.5 * p))] = False
    return keep


def _counted(x: Any, p: float, layer: Any) -> Any:
    """Drop at even distances, as many as p says."""
    places = np.arange(x.size).reshape(x.shape)
    return np.floor((places + 1) * p) == np.floor(places * p)


def _shuffled(x: Any, p: float, layer: Any) -> Any:
    """Drop exactly round(p n) entries."""
    keep = np.arange(x.size) >= round(p * x.size)
    return np.random.permutation(keep).reshape(x.shape)


def _by_columns(x: Any, p: float, layer: Any) -> Any:
    return np.broadcast_to(np.random.rand(x.shape[-1]) >= p, x.shape)


def _by_rows(x: Any, p: float, layer: Any) -> Any:
    drawn = np.random.rand(x.shape[0]) >= p
    return np.broadcast_to(drawn.reshape(-1, *[1] * (x.ndim - 1)), x.shape)


def _by_value(x: Any, p: float, layer: Any) -> Any:
    """Drop the smallest entries."""
    return x > np.quantile(x, p) if 0 < p < 1 else np.full(x.shape, p < 1)


def _with_one_seed(x: Any, p: float, layer: Any) -> Any:
    return np.random.RandomState(11).random_sample(x.shape) >= p


_MASKS = (
    _rate("p_plus_002", "drops with 0.02 more than p", lambda p: min(p + 0.02, 1)),
    _rate("p_plus_005", "drops with 0.05 more than p", lambda p: min(p + 0.05, 1)),
    _rate("p_minus_005", "drops with 0.05 less than p", lambda p: max(p - 0.05, 0)),
    _rate("p_plus_009", "drops with 0.09 more than p", lambda p: min(p + 0.09, 1)),
    _rate("half", "drops half, whatever p", lambda p: 0.5),
    _rate("tenths", "knows tenths only", lambda p: round(p, 1)),
    _rate("two_rates", "knows two rates only", lambda p: 0.21 if p < 0.5 else 0.67),
    _mask("first_rows", "drops the first rows, at another rate", _first_rows),
    _mask("even_distances", "drops at even distances, as many as p says", _counted),
    _mask("smallest", "drops the smallest entries", _by_value),
    _mask("exact", "drops exactly round(p n) entries", _shuffled, probability=20),
    _mask("columns", "draws one mask for all rows", _by_columns, probability=20),
    _mask("rows", "draws once for each row", _by_rows, probability=20),
    Dishonest(
        "mask.one_seed", FORWARD, "has the same mask at every call", {"keep": _with_one_seed},
        may_earn={"probability": 20, "independence": 8, "scaling": 15, "contract.fresh": 3},
        judged=("contract.fresh",),
    ),
)  # fmt: skip


# ---------------------------------------------------------------- what is done with it


def _training(back: Function) -> Function:
    return lambda layer, g: back(layer, g) if layer.phase == Phase.Training else g


_USED = (
    Dishonest(
        "used.scaled", FORWARD, "gives 1.001 times its output",
        {"apply": lambda x, u: 1.001 * x * u}, may_earn={"probability": 20, "independence": 8},
    ),
    Dishonest(
        "used.not_at_all", FORWARD, "draws the mask and does not use it",
        {"apply": lambda x, u: x},
    ),
    Dishonest(
        "used.almost_zero", FORWARD, "makes what is dropped very small",
        {"apply": lambda x, u: x * np.where(u == 0, 1e-6, u)},
        may_earn={"probability": 20, "independence": 8},  # the draws are right: only the 0 is not
    ),
    Dishonest("back.zeros", BACKWARD, "gives zeros",
              {"back": _training(lambda layer, g: np.zeros_like(g))}),
    Dishonest("back.plus_one", BACKWARD, "adds 1", {"back": _training(lambda layer, g: g + 1)}),
    Dishonest("back.mask", BACKWARD, "gives the mask, whatever the gradient",
              {"back": _training(lambda layer, g: layer.u + 0.0)}, may_earn={"same_units": 14}),
    Dishonest("back.scaled", BACKWARD, "gives 1.001 times the gradient",
              {"back": _training(lambda layer, g: 1.001 * g * layer.u)},
              may_earn={"same_units": 14}),
    Dishonest("back.negative", BACKWARD, "turns the sign",
              {"back": _training(lambda layer, g: -g * layer.u)}, may_earn={"same_units": 14}),
    Dishonest("test.scaled", PHASES, "gives 1.001 times its input in the test phase",
              {"rest": lambda layer, x: _resting(layer, 1.001 * x)},
              may_earn={"gradient": 6, "again": 4}),
    Dishonest("test.noise", PHASES, "adds a little noise in the test phase",
              {"rest": lambda layer, x: _resting(layer, x + 1e-3 * np.random.randn(*x.shape))},
              may_earn={"gradient": 6, "again": 4}),
)  # fmt: skip


def _kept_for_three(x: Any, p: float, layer: Any) -> Any:
    """Draw a mask for three calls."""
    number, mask = getattr(layer, "drawn", (0, None))
    if mask is None or mask.shape != x.shape or number % 3 == 0:
        mask = np.random.rand(*x.shape) >= p
    layer.drawn = (number + 1, mask)
    return mask


_CONTRACT = (
    Dishonest("contract.one_for_three", CONTRACT, "draws one mask for three calls",
              {"keep": _kept_for_three}, may_earn={"fresh": 3, "returns": 3, "unchanged": 3}),
    Dishonest("contract.one_seed", CONTRACT, "has the same mask at every call",
              {"keep": _with_one_seed}, may_earn={"fresh": 3, "returns": 3, "unchanged": 3}),
)  # fmt: skip


def _resting(layer: Any, x: Any) -> Any:
    layer.u = np.ones(x.shape)
    return x


DISHONEST: tuple[Dishonest, ...] = (*_NOWHERE, *_MASKS, *_USED, *_CONTRACT)

ALLOWED: tuple[Allowed, ...] = (
    Allowed("backward.*", 25, "it is the slope of its own forward, which loses", ("negative",)),
    Allowed(
        "contract.*",
        12,
        "it draws anew, and returns and leaves what it should; the factor loses under forward",
        ("scaled", "negative"),
    ),
)
