"""Known wrong variants: the layer with one slot filled wrongly. Their texts: mistakes.toml.

Runs as a student's code would: it needs numpy, the lesson's own modules and `grader.mistake`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from edunn import Layer, Phase

from grader.mistake import Mistake, compose

Function = Callable[..., Any]


def functions(*mistakes: Mistake) -> dict[str, Function]:
    """Return the class of a student who makes these mistakes."""
    return compose(_MAKERS, mistakes)


# ---------------------------------------------------------------- the layer


def _keep(x: Any, p: float, layer: Any) -> Any:
    return np.random.rand(*x.shape) >= p


def _rest(layer: Any, x: Any) -> Any:
    layer.u = np.ones(x.shape)
    return x


def _take(layer: Any, p: float) -> None:
    layer.p = p


def _set_phase(layer: Any, phase: Any) -> None:
    layer.phase = phase


def _remember(layer: Any, x: Any, y: Any, u: Any) -> None:
    layer.u = u


def _use(kept: Any, p: float, factor: Function) -> Any:
    return kept * factor(p)


def make_dropout(
    *,
    begin: Function = lambda layer: Layer.__init__(layer),
    take: Function = _take,
    dropping: Function = lambda phase: phase == Phase.Training,
    keep: Function = _keep,
    factor: Function = lambda p: 1 / (1 - p),
    use: Function = _use,
    apply: Function = lambda x, u: x * u,
    remember: Function = _remember,
    rest: Function = _rest,
    output: Function = lambda layer, y: y,
    back: Function = lambda layer, g: g * layer.u,
    result: Function = lambda layer, gradient: (gradient, {}),
    set_phase: Function = _set_phase,
) -> type[Layer]:
    """Make the class `Dropout`."""
    switch = set_phase

    class Dropout(Layer):
        p: float

        def __init__(self, p: float = 0.5) -> None:
            begin(self)
            take(self, p)

        def set_phase(self, phase: Any) -> None:
            switch(self, phase)

        def forward(self, x: Any) -> Any:
            if not dropping(self.phase):
                return output(self, rest(self, x))
            u = use(keep(x, self.p, self), self.p, factor)
            y = apply(x, u)
            remember(self, x, y, u)
            return output(self, y)

        def backward(self, dE_dy: Any) -> Any:
            return result(self, back(self, dE_dy))

    return Dropout


# ---------------------------------------------------------------- forward, in training


def _exact_count(x: Any, p: float, layer: Any) -> Any:
    """Drop the same number of entries in every row."""
    ranks = np.argsort(np.random.rand(*x.shape), axis=-1).argsort(axis=-1)
    return ranks >= round(p * x.shape[-1])


def _exact_count_in_all(x: Any, p: float, layer: Any) -> Any:
    """Drop the same number of entries in every array."""
    return np.random.permutation(x.size).reshape(x.shape) >= round(p * x.size)


def _scaled_at_test(layer: Any, x: Any) -> Any:
    layer.u = np.ones(x.shape)
    return x * (1 - layer.p)


_FORWARD: dict[str, dict[str, Function]] = {
    "p_as_keep": {
        "keep": lambda x, p, layer: np.random.binomial(1, p, size=x.shape),
        "factor": lambda p: 1 / p,
    },
    "inverted_compare": {"keep": lambda x, p, layer: np.random.rand(*x.shape) < p},
    "shared_rate": {"take": lambda layer, p: setattr(type(layer), "p", p)},
    "half_mask": {"keep": lambda x, p, layer: np.random.rand(*x.shape) < 0.5},
    "hardcoded_05": {
        "keep": lambda x, p, layer: np.random.rand(*x.shape) < 0.5,
        "factor": lambda p: 2.0,
    },
    "normal_draws": {"keep": lambda x, p, layer: np.random.randn(*x.shape) > p},
    "per_feature_mask": {"keep": lambda x, p, layer: np.random.rand(1, *x.shape[1:]) >= p},
    "per_example_mask": {
        "keep": lambda x, p, layer: np.random.rand(*x.shape[:1], *[1] * (x.ndim - 1)) >= p,
    },
    "per_row_mask": {"keep": lambda x, p, layer: np.random.rand(len(x), 1) >= p},
    "one_draw": {"keep": lambda x, p, layer: np.full(x.shape, np.random.rand() >= p)},
    "exact_count": {"keep": _exact_count},
    "exact_count_in_all": {"keep": _exact_count_in_all},
    "two_axes_only": {"keep": lambda x, p, layer: np.random.rand(x.shape[0], x.shape[1]) >= p},
    "no_scale": {"factor": lambda p: 1.0},
    "scale_1_over_p": {"factor": lambda p: 1 / p},
    "multiply": {"factor": lambda p: 1 - p},
    "scale_twice": {"factor": lambda p: 1 / (1 - p) ** 2},
    "precedence": {"use": lambda kept, p, factor: kept * 1 / 1 - p},
    "adds_mask": {"apply": lambda x, u: x + u},
    "not_applied": {"apply": lambda x, u: x},
}


# ---------------------------------------------------------------- backward, in training


def _remember_output(layer: Any, x: Any, y: Any, u: Any) -> None:
    layer.u, layer.y = u, y


def _by_output(kept: Function) -> dict[str, Function]:
    """Guess the mask from the output instead of keeping it."""

    def back(layer: Any, g: Any) -> Any:
        if layer.phase == Phase.Test:
            return g
        return g * kept(layer.y) / (1 - layer.p)

    return {"remember": _remember_output, "back": back}


def _in_training(back: Function) -> Function:
    """Do something else in training only."""
    return lambda layer, g: back(layer, g) if layer.phase == Phase.Training else g


def _remember_the_first(layer: Any, x: Any, y: Any, u: Any) -> None:
    if not hasattr(layer, "u"):
        layer.u = u


def _remember_for_all(layer: Any, x: Any, y: Any, u: Any) -> None:
    type(layer).u = u


def _rest_for_all(layer: Any, x: Any) -> Any:
    type(layer).u = np.ones(x.shape)
    return x


_BACKWARD: dict[str, dict[str, Function]] = {
    "identity": {"back": lambda layer, g: g},
    "no_scale": {"back": lambda layer, g: g * (layer.u != 0)},
    "no_mask": {"back": _in_training(lambda layer, g: g / (1 - layer.p))},
    "multiply": {"back": _in_training(lambda layer, g: g * (layer.u != 0) * (1 - layer.p))},
    "scale_twice": {"back": _in_training(lambda layer, g: g * layer.u / (1 - layer.p))},
    "new_mask": {
        "back": _in_training(lambda layer, g: g * _keep(g, layer.p, layer) / (1 - layer.p)),
    },
    "mask_from_output": _by_output(lambda y: y > 0),
    "mask_from_nonzero": _by_output(lambda y: y != 0),
    "first_mask": {"remember": _remember_the_first},
    "shared_mask": {"remember": _remember_for_all, "rest": _rest_for_all},
}


# ---------------------------------------------------------------- phases


def _draw_but_do_not_use(layer: Any, x: Any) -> Any:
    layer.u = _keep(x, layer.p, layer) / (1 - layer.p)
    return x


def _p_to_zero(layer: Any, phase: Any) -> None:
    layer.phase = phase
    if phase == Phase.Test:
        layer.p = 0.0


_PHASES: dict[str, dict[str, Function]] = {
    "inverted": {"dropping": lambda phase: phase == Phase.Test},
    "ignored": {"dropping": lambda phase: True},
    "never_training": {"dropping": lambda phase: phase == "Training"},
    "scales_at_test_too": {"rest": _scaled_at_test},
    "classic": {"factor": lambda p: 1.0, "rest": _scaled_at_test},
    "test_backward_stale": {"rest": lambda layer, x: x},
    "test_backward_random": {"rest": _draw_but_do_not_use},
    "never_back": {"set_phase": _p_to_zero},
}


# ---------------------------------------------------------------- what a network relies on


def _drawn_once(x: Any, p: float, layer: Any) -> Any:
    if getattr(layer, "fixed", np.empty(0)).shape != x.shape:
        layer.fixed = _keep(x, p, layer)
    return layer.fixed


def _turned(x: Any, p: float, layer: Any) -> Any:
    layer.fixed = np.roll(_drawn_once(x, p, layer), 1)
    return layer.fixed


def _seeded(x: Any, p: float, layer: Any) -> Any:
    np.random.seed(123)
    return _keep(x, p, layer)


def _seeded_once(x: Any, p: float, layer: Any) -> Any:
    if not hasattr(layer, "u"):
        np.random.seed(123)
    return _keep(x, p, layer)


def _own_seed(x: Any, p: float, layer: Any) -> Any:
    if not hasattr(layer, "rng"):
        layer.rng = np.random.default_rng(0)
    return layer.rng.random(x.shape) >= p


def _store_y(layer: Any, y: Any) -> None:
    layer.output = y


def _store_gradient(layer: Any, gradient: Any) -> None:
    layer.dinputs = gradient


def _in_place(x: Any, u: Any) -> Any:
    x *= u
    return x


def _gradient_in_place(layer: Any, g: Any) -> Any:
    g *= layer.u
    return g


_CONTRACT: dict[str, dict[str, Function]] = {
    "fixed_mask": {"keep": _drawn_once},
    "moved_mask": {"keep": _turned},
    "seeds_inside": {"keep": _seeded},
    "seeds_at_the_start": {"keep": _seeded_once},
    "seeds_its_own": {"keep": _own_seed},
    "no_base": {"begin": lambda layer: None},
    "returns_the_mask_too": {"output": lambda layer, y: (y, layer.u)},
    "returns_only_array": {"result": lambda layer, gradient: gradient},
    "returns_none_too": {"result": lambda layer, gradient: (gradient, None)},
    "stores_y": {"output": _store_y},
    "stores_gradient": {"result": _store_gradient},
    "mutates_x": {"apply": _in_place},
    "mutates_gradient": {"back": _gradient_in_place},
}

_FAMILIES = {
    "forward": _FORWARD,
    "backward": _BACKWARD,
    "phases": _PHASES,
    "contract": _CONTRACT,
}
_MAKERS: dict[tuple[str, ...], Function] = {
    tuple(_FAMILIES): lambda **slots: {"Dropout": make_dropout(**slots)},
}

MISTAKES: tuple[Mistake, ...] = tuple(
    Mistake(f"{exercise}.{name}", exercise, slots)
    for exercise, table in _FAMILIES.items()
    for name, slots in table.items()
)
