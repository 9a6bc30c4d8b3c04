"""Drive a student's layer, whichever way it is built: the lesson's way, or another that works.

The lesson says `Dropout(p)`, `set_phase`, `forward`, `backward`. Layers of other courses name the
rate otherwise, switch by `train()` and `eval()`, by a flag, or by an argument of `forward`, and
leave their results in attributes. What they compute is judged all the same.
"""

from dataclasses import dataclass
from typing import Any

from grader.remote.student import Student
from grader.remote.value import held_by, parameters, plain, recorded, special, usable_of

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


@dataclass(frozen=True, slots=True)
class Design:
    """How a student's class of layers is spoken to: found out once, on a layer made for it."""

    named: str
    """The constructor's argument for the rate; empty where it goes by position."""
    forward: str
    backward: str
    arguments: tuple[str, ...]
    """Flags and phases among the arguments of `forward`."""
    switches: tuple[str, ...]
    boolean_switches: tuple[str, ...]
    is_trained: bool
    """Whether it has both `train()` and `eval()`."""
    flags: tuple[str, ...]
    """Attributes that hold a flag."""
    phases: tuple[str, ...]
    """Attributes that hold a phase, and can be told by nothing else."""

    @property
    def is_keeping(self) -> bool:
        """Whether the constructor wants the probability of keeping."""
        return self.named.lower() in _KEEPING


def design_of(student: Student, kind: Any) -> Design:
    """Find out how layers of a class are spoken to."""
    design: Design = student.remembered("layer design", lambda: _found_out(kind))
    return design


def _found_out(kind: Any) -> Design:
    named = [p.name for p in parameters(kind) or () if p.kind != "POSITIONAL_ONLY"]
    known = [name for name in named if name.lower() in _DROPPING | _KEEPING]
    name = min(known, key=lambda name: name.lower() in _KEEPING, default="")
    layer = kind(**{name: 0.5}) if name else kind(0.5)
    methods = (*_FORWARD, *_BACKWARD, *_SWITCHES, *_BOOLEAN_SWITCHES, "train", "eval")
    usable, held = plain((usable_of(layer, methods), held_by(layer, (*_FLAGS, *_PHASES))))
    forward = next((n for n in _FORWARD if n in usable), _FORWARD[0])
    backward = next((n for n in _BACKWARD if n in usable), _BACKWARD[0])
    taken = [p.name for p in parameters(special(layer, forward)) or ()]
    switches = tuple(n for n in _SWITCHES if n in usable)
    return Design(
        named=name,
        forward=forward,
        backward=backward,
        arguments=tuple(n for n in taken if n in _FLAGS or n in _PHASES),
        switches=switches,
        boolean_switches=tuple(n for n in _BOOLEAN_SWITCHES if n in usable),
        is_trained={"train", "eval"} <= {*usable},
        flags=tuple(n for n, value in held.items() if isinstance(value, bool)),
        phases=tuple(
            n
            for n, value in held.items()
            if n in _PHASES and not switches and value is not None and not isinstance(value, bool)
        ),
    )


class Driven:
    """A student's layer. Whatever it raises is let through."""

    def __init__(self, student: Student, p: float) -> None:
        kind = student.Dropout
        self._design = design_of(student, kind)
        self._beside = student.beside("phases")
        given = 1 - p if self._design.is_keeping else p
        named = self._design.named
        self._layer = kind(**{named: given}) if named else kind(given)
        self._forward = special(self._layer, self._design.forward)
        self._extra: dict[str, Any] = {}
        self._phases: dict[bool, Any] = {}
        self.training = True
        self.returns: Any = False
        """Whether the last `forward` returned its output, and nothing else; a handle."""

    def switch(self, *, training: bool) -> None:
        """Put the layer into the training or the test phase, by every way it offers."""
        self.training = training
        design = self._design
        for name in design.switches:
            special(self._layer, name)(self._phase(training))
        for name in design.boolean_switches:
            special(self._layer, name)(training)
        if design.is_trained:
            special(self._layer, "train" if training else "eval")()
        for name in design.flags:
            recorded("setquietly", self._layer, name, training)
        for name in design.phases:
            recorded("setquietly", self._layer, name, self._phase(training))
        self._extra = {n: training for n in design.arguments if n in _FLAGS}
        self._extra |= {n: self._phase(training) for n in design.arguments if n in _PHASES}

    def forward(self, x: Any) -> Any:
        """Return a handle of the output for `x`, from the call or from where the layer leaves it.

        It is a copy: a layer may use its array again.
        """
        returned = self._forward(x, **self._extra)
        found = self._beside["output"](returned, self._layer, list(_OUTPUTS))
        self.returns = found[1]
        return found[0]

    def backward(self, gradient: Any) -> Any:
        """Return a handle of what `backward` returns, or of the gradient left on the layer."""
        returned = special(self._layer, self._design.backward)(gradient)
        return self._beside["left_on"](returned, self._layer, list(_GRADIENTS))

    def _phase(self, training: bool) -> Any:
        """Return a handle of the value that means this phase to the layer as it is now."""
        if training not in self._phases:
            methods = ["__init__", *_SWITCHES, *_FORWARD]
            found = self._beside["phase"](self._layer, list(_PHASES), methods, training)
            self._phases[training] = found
        return self._phases[training]
