"""Right layers that look different: every one of them must earn full marks.

Runs as a student's code would: it needs numpy, the lesson's own modules and `grader.mistake`.
"""

import random
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

import numpy as np
from edunn import Fase, Layer, Model, Phase

from grader.mistake import Alternative

# ---------------------------------------------------------------- other draws of the same law


def drawing(keep: Callable[[Any, float], Any]) -> type[Layer]:
    """Make a layer in the lesson's way; `keep(x, p)` says which entries stay."""

    class Dropout(Model):  # type: ignore[valid-type, misc]
        def __init__(self, p: float = 0.5, name: str | None = None) -> None:
            super().__init__(name=name)
            self.p = p

        def forward(self, x: Any) -> Any:
            u = np.ones_like(x)
            if self.phase == Phase.Training:
                u = keep(x, self.p) / (1 - self.p)
            self.set_cache(u)
            return x * u

        def backward(self, dE_dy: Any) -> Any:
            (u,) = self.get_cache()
            return dE_dy * u, {}

    return Dropout


def _one_by_one(x: Any, p: float) -> Any:
    return np.reshape([random.random() >= p for _ in range(x.size)], x.shape)  # noqa: S311


DRAWS: dict[str, Callable[[Any, float], Any]] = {
    # the lesson's own zeros, and those of the complementary mask
    "rand_ge_p": lambda x, p: (np.random.rand(*x.shape) >= p).astype(float),
    "rand_lt_keep": lambda x, p: np.random.rand(*x.shape) < 1 - p,
    "binomial": lambda x, p: np.random.binomial(1, 1 - p, size=x.shape),
    "choice": lambda x, p: np.random.choice([0, 1], size=x.shape, p=[p, 1 - p]),
    "generator": lambda x, p: np.random.default_rng().random(x.shape) > p,
    "single_precision": lambda x, p: (np.random.rand(*x.shape) >= p).astype(np.float32),
    "transposed": lambda x, p: (np.random.rand(*x.shape[::-1]) >= p).T,
    "one_by_one": _one_by_one,
}


class _WhereAndCopies:
    """No base class; a boolean mask, `where`, copies; the test phase keeps no mask at all."""

    def __init__(self, p: float) -> None:
        self.p, self.phase = p, Phase.Training
        self.keep: Any = None

    def set_phase(self, phase: Any) -> None:
        self.phase = phase

    def forward(self, x: Any) -> Any:
        if self.phase is Phase.Test:
            self.keep = None
            return x.copy()
        rng = np.random.default_rng(np.random.randint(2**31))
        self.keep = rng.random(x.shape) > self.p
        return np.where(self.keep, x, 0.0) / (1 - self.p)

    def backward(self, dE_dy: Any) -> Any:
        if self.keep is None:
            return dE_dy.copy(), {}
        return np.where(self.keep, dE_dy, 0.0) / (1 - self.p), {}


class _OwnGenerator(Layer):
    """A generator of its own, without a seed; zeros are written into a copy."""

    def __init__(self, p: float = 0.5, seed: int | None = None) -> None:
        super().__init__()
        self.p, self.rng = p, np.random.default_rng(seed)

    def forward(self, x: Any) -> Any:
        if self.phase == Phase.Test:
            return x
        self.off = self.rng.random(x.shape) < self.p
        y = x / (1 - self.p)
        y[self.off] = 0
        return y

    def backward(self, dE_dy: Any) -> Any:
        if self.phase == Phase.Test:
            return dE_dy, {}
        return np.where(self.off, 0, dE_dy) / (1 - self.p), {}


# ---------------------------------------------------------------- other ways to switch


class _Masked:
    """What the layers below share; each has its own way to know the phase."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        self.p = p

    def drop(self, x: Any, training: bool) -> Any:
        keep = np.random.rand(*x.shape) >= self.p
        self.u = keep / (1 - self.p) if training else np.ones(x.shape)
        return x * self.u

    def backward(self, dE_dy: Any) -> Any:
        return dE_dy * self.u, {}


class _InSpanish(_Masked, Layer):
    """The phases by their Spanish names."""

    def forward(self, x: Any) -> Any:
        return self.drop(x, self.phase == Fase.Entrenamiento)


class _OwnFase(Enum):
    """Phases of the student's own."""

    ENTRENAMIENTO = auto()
    PRUEBA = auto()


class _OwnEnum(_Masked):
    """An Enum and an argument of its own; only set_phase knows the Enum."""

    def __init__(self, tasa: float) -> None:
        super().__init__(tasa)
        self.entrena = True

    def set_phase(self, fase: _OwnFase) -> None:
        self.entrena = fase == _OwnFase.ENTRENAMIENTO

    def forward(self, x: Any) -> Any:
        return self.drop(x, self.entrena)


class _PhaseAsText(_Masked):
    """The phase is one of two words; the rate is not the first argument."""

    def __init__(self, name: str = "dropout", p: float = 0.5) -> None:
        super().__init__(p)
        self.name, self.modo = name, "entrenamiento"

    def set_phase(self, modo: str) -> None:
        if modo not in ("entrenamiento", "prueba"):
            raise ValueError(modo)
        self.modo = modo

    def forward(self, x: Any) -> Any:
        return self.drop(x, self.modo != "prueba")


class _Flag(_Masked):
    """An attribute `training`, and no method to set it."""

    def __init__(self, rate: float = 0.5) -> None:
        super().__init__(rate)
        self.training = True

    def forward(self, x: Any) -> Any:
        return self.drop(x, self.training)


class _TextAttribute(_Masked):
    """An attribute that holds a word."""

    def __init__(self, drop_prob: float = 0.5) -> None:
        super().__init__(drop_prob)
        self.mode = "train"

    def forward(self, x: Any) -> Any:
        return self.drop(x, self.mode == "train")


class _BoolPhase(_Masked, Layer):
    """The phase is True or False."""

    def __init__(self, p: float = 0.5) -> None:
        super().__init__(p)
        self.phase: Any = True

    def forward(self, x: Any) -> Any:
        return self.drop(x, self.phase)


class _TrainAndEval(_Flag):
    """Methods train() and eval(), as PyTorch has them."""

    def train(self, mode: bool = True) -> "_TrainAndEval":
        self.training = mode
        return self

    def eval(self) -> "_TrainAndEval":
        return self.train(False)


class _FlagOfForward(_Masked):
    """The phase comes with each call of forward."""

    def forward(self, x: Any, train_flg: bool = True) -> Any:
        return self.drop(x, train_flg)


class _LeavesTheOutput(_Masked):
    """Called like a function; takes keep_prob; leaves its output on the layer as well."""

    def __init__(self, keep_prob: float = 0.5) -> None:
        super().__init__(1 - keep_prob)
        self.training = True

    def __call__(self, inputs: Any) -> Any:
        self.output = self.drop(inputs, self.training)
        return self.output


_SWITCHES: tuple[type, ...] = (
    _InSpanish, _OwnEnum, _PhaseAsText, _Flag, _TextAttribute, _BoolPhase, _TrainAndEval,
    _FlagOfForward, _LeavesTheOutput,
)  # fmt: skip

ALTERNATIVES: tuple[Alternative, ...] = (
    *(
        Alternative(f"draws.{name}", "forward", drawing(keep), "other draws of the same law")
        for name, keep in DRAWS.items()
    ),
    Alternative("where_and_copies", "backward", _WhereAndCopies, "no base class; where; copies"),
    Alternative("own_generator", "contract", _OwnGenerator, "its own generator"),
    *(
        Alternative(f"phases.{kind.__name__[1:]}", "phases", kind, kind.__doc__ or "")
        for kind in _SWITCHES
    ),
)


def functions(alternative: Alternative | None = None) -> dict[str, Callable[..., Any]]:
    """Return the class of a student who writes it this way."""
    return {"Dropout": alternative.function if alternative else drawing(DRAWS["rand_ge_p"])}
