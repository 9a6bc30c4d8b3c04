"""How a student's class of layers is spoken to: names, phases and results of other designs."""

from dataclasses import dataclass, replace
from typing import Any

from grader.remote.student import Student
from grader.remote.value import attribute, held_by, is_remote, plain, recorded, special, usable_of

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
FLAGS = (
    "training", "is_training", "train", "is_train", "train_flg", "train_mode",
    "entrenamiento", "entrenando", "en_entrenamiento", "es_entrenamiento",
)  # fmt: skip
PHASES = ("phase", "fase", "mode", "modo")

_FORWARD = ("forward", "adelante", "hacia_adelante", "propagar_adelante", "__call__")
_BACKWARD = ("backward", "atras", "hacia_atras", "propagar_atras", "retropropagar", "backprop")


SPELT = ("__init__", *_SWITCHES, *_FORWARD)
"""Methods whose code may mention the Enum of the phases."""


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
    members: tuple[str, str, str] | None = None
    """The attribute that holds an Enum, and the members for training and for the test phase."""
    starts_in_training: bool = False
    """Whether a new layer holds the member for training, and no other sign of its phase."""
    drops_in_training: bool | None = None
    """Whether it does in training; False when it does in the test phase. None: nobody looked."""
    comes_alone: bool = False
    """Whether `forward` was seen to return an array and nothing else."""
    hands_on: bool = False
    """Whether `forward` gives its input in every phase, though a mask is drawn for `backward`."""
    is_whole: bool = False
    """Whether each call drops all of its input, or nothing: one draw for the whole array."""
    one_shape: bool = False
    """Whether it takes arrays of the example's shape, and stops at others."""
    told_behind: bool = False
    """Whether the mask is told by the way back, and not by what `forward` gives."""
    is_tied: bool = False
    """Whether that mask is seen to be forward's own, though its values hide it."""
    own_word: str = ""
    """What the attribute of its phase must hold for it to drop, where no phase makes it: "text" or
    "flag"."""

    @property
    def asks_behind(self) -> bool:
        """Whether who was kept is asked of the way back."""
        return self.hands_on or self.told_behind

    @property
    def is_keeping(self) -> bool:
        """Whether the constructor wants the probability of keeping."""
        return self.named.lower() in _KEEPING


def designs_of(student: Student) -> list[Design]:
    """Return how the layers of the student's class are spoken to: the last is what is known now."""
    found: list[Design] = student.remembered("layer design", lambda: [_found_out(student)])
    return found


def _found_out(student: Student) -> Design:
    kind, beside = student.Dropout, student.beside("phases")
    usual = student.attempt(lambda: _asked(student, beside, kind(p=0.5)))
    signature, told = plain((recorded("signature", kind), usual))
    known = [name for name in _named(signature) if name.lower() in _DROPPING | _KEEPING]
    named = min(known, key=lambda name: name.lower() in _KEEPING, default="")
    if named != "p" or isinstance(told, str):  # what it raised, it raises again
        told = plain(_asked(student, beside, kind(**{named: 0.5}) if named else kind(0.5)))
    layer, usable, held, taken, *spellings = told
    forward = next((n for n in _FORWARD if n in usable), _FORWARD[0])
    backward = next((n for n in _BACKWARD if n in usable), _BACKWARD[0])
    if forward != _FORWARD[0] and forward in usable:
        taken = plain(recorded("signature", special(layer, forward)))
    given = _named(taken)
    switches = tuple(n for n in _SWITCHES if n in usable)
    design = Design(
        named=named,
        forward=forward,
        backward=backward,
        arguments=tuple(n for n in given if n in FLAGS or n in PHASES),
        switches=switches,
        boolean_switches=tuple(n for n in _BOOLEAN_SWITCHES if n in usable),
        is_trained={"train", "eval"} <= {*usable},
        flags=tuple(n for n, value in held.items() if isinstance(value, bool)),
        phases=tuple(
            n
            for n, value in held.items()
            if n in PHASES and not switches and value is not None and not isinstance(value, bool)
        ),
    )
    return replace(design, **_members(held, spellings, design))


def _asked(student: Student, beside: Any, layer: Any) -> tuple[Any, ...]:
    """Return handles of what a layer is: its methods, what it holds, signatures, its phases."""
    methods = (*_FORWARD, *_BACKWARD, *_SWITCHES, *_BOOLEAN_SWITCHES, "train", "eval")

    def name_of(phase: Any) -> Any:
        return student.attempt(lambda: [special(phase, "name")])

    def spelt(training: bool) -> Any:
        return name_of(beside["phase"](layer, list(PHASES), list(SPELT), training))

    taken = student.attempt(lambda: recorded("signature", special(layer, _FORWARD[0])))
    now = student.attempt(lambda: [special(attribute(layer, PHASES), "name")])
    held = held_by(layer, (*FLAGS, *PHASES))
    return layer, usable_of(layer, methods), held, taken, spelt(True), spelt(False), now


def _named(signature: Any) -> list[str]:
    """Return what may be given by name in a call; nothing where no signature is to be had."""
    found = signature if isinstance(signature, list) else []
    told = [one for one in found if isinstance(one, list) and len(one) == 3]
    return [name for name, kind, _ in told if isinstance(name, str) and kind != "POSITIONAL_ONLY"]


def _members(held: dict[str, Any], spellings: list[Any], design: Design) -> dict[str, Any]:
    """Tell the members of an Enum that a layer holds, if any, and whether it starts in training.

    Of a value that is no Enum's member, its phase has no name.
    """
    name = next((n for n in PHASES if held.get(n) is not None), "")
    training, test, now = (one[0] if isinstance(one, list) else None for one in spellings)
    if not (is_remote(held.get(name)) and isinstance(training, str) and isinstance(test, str)):
        return {}
    others = (design.boolean_switches, design.is_trained, design.flags, design.arguments)
    starts = now == training and not any(others)
    return {"members": (name, training, test), "starts_in_training": starts}
