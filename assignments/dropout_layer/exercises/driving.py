"""Drive a student's layer, whichever way it is built: the lesson's way, or another that works.

The lesson says `Dropout(p)`, `set_phase`, `forward`, `backward`. Layers of other courses name the
rate otherwise, switch by `train()` and `eval()`, by a flag, or by an argument of `forward`, and
leave their results in attributes. What they compute is judged all the same.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from . import spelling

_DROPPING = frozenset(
    {"p", "rate", "prob", "dropout", "ratio", "p_drop", "drop_p", "drop_prob", "drop_rate",
     "dropout_p", "dropout_prob", "dropout_rate", "dropout_ratio", "prob_dropout", "fraction",
     "tasa", "probabilidad", "taxa", "probabilidade"}
)  # fmt: skip
"""Names that a constructor gives to the probability of dropping."""
_KEEPING = frozenset({"keep", "keep_p", "p_keep", "keep_prob", "keep_rate", "q", "retain_prob"})
"""... and to the probability of keeping."""

_SWITCHES = ("set_phase", "set_fase", "fijar_fase", "cambiar_fase", "set_mode", "set_modo")
_BOOLEAN_SWITCHES = ("set_training", "set_train", "set_entrenamiento", "set_is_training")
_FLAGS = (
    "training", "is_training", "train", "is_train", "train_flg", "train_mode",
    "entrenamiento", "entrenando", "en_entrenamiento", "es_entrenamiento",
)  # fmt: skip
_PHASES = ("phase", "fase", "mode", "modo")

_FORWARD = ("forward", "adelante", "hacia_adelante", "propagar_adelante", "__call__")
_BACKWARD = ("backward", "atras", "hacia_atras", "propagar_atras", "retropropagar", "backprop")
_OUTPUTS = ("output", "outputs", "salida", "y", "out")
_GRADIENTS = ("dinputs", "dE_dx", "dx", "grad_input", "gradient", "gradiente")


class Driven:
    """A student's layer. Whatever it raises is let through."""

    def __init__(self, kind: Any, p: float) -> None:
        self._layer = _built(kind, p)
        self._forward = _method(self._layer, _FORWARD)
        self._extra: dict[str, Any] = {}
        self.training = True
        self.returns = False
        """Whether the last `forward` returned its output, and nothing else."""

    def switch(self, *, training: bool) -> None:
        """Put the layer into the training or the test phase, by every way it offers."""
        self.training = training
        self._by_methods(training)
        self._by_attributes(training)
        arguments = _parameters(self._forward)
        self._extra = {n: training for n in arguments if n in _FLAGS}
        self._extra |= {n: self._phase(arguments[n], training) for n in arguments if n in _PHASES}

    def forward(self, x: Any) -> Any:
        """Return a copy of the output for `x`, from the call or from where the layer leaves it."""
        returned = self._forward(x, **self._extra)
        y = _given(returned, self._layer, _OUTPUTS)
        if isinstance(y, tuple) and y and isinstance(y[0], np.ndarray):
            y = y[0]  # the mask came along
        self.returns = y is returned
        return y.copy() if isinstance(y, np.ndarray) else y  # a layer may use its array again

    def backward(self, gradient: Any) -> Any:
        """Return what `backward` returns, or the gradient that it leaves on the layer."""
        returned = _method(self._layer, _BACKWARD)(gradient)
        return _given(returned, self._layer, _GRADIENTS)

    def _by_methods(self, training: bool) -> None:
        for name in _SWITCHES:
            if callable(switch := getattr(self._layer, name, None)):
                switch(self._phase(self._current(), training))
        for name in _BOOLEAN_SWITCHES:
            if callable(switch := getattr(self._layer, name, None)):
                switch(training)
        train, evaluate = (getattr(self._layer, name, None) for name in ("train", "eval"))
        if callable(train) and callable(evaluate):
            (train if training else evaluate)()

    def _by_attributes(self, training: bool) -> None:
        held = {n: getattr(self._layer, n, None) for n in (*_FLAGS, *_PHASES)}
        switched = any(callable(getattr(self._layer, name, None)) for name in _SWITCHES)
        for name, value in held.items():
            if isinstance(value, bool):
                _set(self._layer, name, training)
            elif name in _PHASES and value is not None and not switched:
                _set(self._layer, name, self._phase(value, training))

    def _current(self) -> Any:
        return next((v for n in _PHASES if (v := getattr(self._layer, n, None)) is not None), None)

    def _phase(self, current: Any, training: bool) -> Any:
        """Return the value that means this phase to a layer which holds `current` now."""
        methods = [getattr(type(self._layer), n, None) for n in ("__init__", *_SWITCHES, *_FORWARD)]
        return spelling.phase(current, methods, training=training)


def _built(kind: Any, p: float) -> Any:
    """Construct with the probability of dropping: by its name if known, else by position."""
    names = [name for name in _parameters(kind) if name.lower() in _DROPPING | _KEEPING]
    for name in sorted(names, key=lambda name: name.lower() in _KEEPING):
        return kind(**{name: 1 - p if name.lower() in _KEEPING else p})
    return kind(p)


def _parameters(function: Any) -> dict[str, Any]:
    """Return the names of a function's arguments with their defaults; none when that is hidden."""
    with suppress(TypeError, ValueError):
        found = inspect.signature(function).parameters.values()
        named = [p for p in found if p.kind is not p.POSITIONAL_ONLY]
        return {p.name: None if p.default is p.empty else p.default for p in named}
    return {}


def _method(layer: Any, names: Sequence[str]) -> Callable[..., Any]:
    usable = (name for name in names if callable(getattr(layer, name, None)))
    method: Callable[..., Any] = getattr(layer, next(usable, names[0]))  # else raises, by name
    return method


def _given(returned: Any, layer: Any, attributes: Iterable[str]) -> Any:
    """Return what a method returned; when that is nothing, what it left on the layer."""
    if returned is not None:
        return returned
    found = (getattr(layer, name, None) for name in attributes)
    return next((value for value in found if value is not None), None)


def _set(layer: Any, name: str, value: Any) -> None:
    with suppress(AttributeError):  # a property that cannot be set has another way
        setattr(layer, name, value)
