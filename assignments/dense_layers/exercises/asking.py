"""Ask classes and functions that are written in many ways: find the method, feed it, read it.

The lesson itself calls the weights `weight` here and `weights` there; notebooks in Portuguese and
Spanish have names of their own. A result may be stored, returned, or both.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.measure.values import Array, Unfit, array
from grader.remote.errors import StudentError
from grader.remote.handle import session_of
from grader.remote.value import asked, kept, made, parts, plain

from .judging import is_changed
from .layer_form import new_layer

FORWARD = ("forward", "propagar", "propaga", "frente", "avancar", "avançar", "adelante")
OUTPUTS = ("output", "outputs", "saida", "saída", "saidas", "salida", "out")
CALCULATE = ("calculate", "calcular", "calcula", "calc")
LOSSES = ("loss", "perda", "perdida", "pérdida", *OUTPUTS)
LABELS = ("y_true", "true", "y", "labels", "label", "targets", "target", "y_verdadeiro", "y_real",
          "rotulos", "rótulos", "etiquetas", "alvos", "alvo")  # fmt: skip

FLAGS = (
    "training", "is_training", "train", "is_train", "train_mode", "mode", "modo", "fase", "phase",
    "treino", "treinando", "treinamento", "em_treino", "entrenamiento", "entrenando", "verbose",
)  # fmt: skip
"""What `forward` wants besides in other courses; in lower case."""

Names = tuple[str, ...]


def output(thing: Any, batch: Any, names: Names = OUTPUTS) -> Any:
    """Feed a batch forward; return a handle of what is stored by these names, or returned."""
    return asked(thing, FORWARD, names, batch, names=("inputs",), flags=FLAGS)


def own_names(target: Any, batch: Any, *sizes: int) -> Names:
    """Return the names of results; the student's own, where a batch comes out under no other."""
    thing = new_layer(target, *sizes) if sizes else made(target)
    before = parts(thing)
    if plain(output(thing, batch)) is not None:
        return OUTPUTS
    new = [
        name
        for name, value in parts(thing).items()
        if _equal(value, value) and not _equal(value, batch) and not _equal(value, before.get(name))
    ]
    return tuple(new[-1:]) or OUTPUTS


def _equal(one: Any, other: Any) -> bool:
    """Tell whether both can be read as numbers, and are the same ones."""
    try:
        a, b = array(one, "value"), array(other, "value")
    except Unfit:
        return False
    return np.array_equal(a, b, equal_nan=True)


def fed(student: Any, target: Any, batches: Sequence[Array]) -> tuple[list[Any], bool]:
    """Feed batches to one object; return its outputs, and whether the first batch was changed.

    That is told here, by the array that comes back.
    """

    def ask(names: Names) -> tuple[list[Any], Any]:
        thing, first = made(target), student.hold(batches[0])
        outputs, held = plain(([output(thing, one, names) for one in (first, *batches[1:])], first))
        return outputs, held

    outputs, after = ask(OUTPUTS)
    if any(one is None for one in outputs):
        names = own_names(target, batches[0])
        outputs, after = (outputs, after) if names is OUTPUTS else ask(names)
    return outputs, is_changed(after, batches[0])


def in_turn(
    ask: Callable[[Sequence[Names]], dict[str, Any]],
    look: Callable[[], Sequence[Names]],
    steps: int,
) -> dict[str, Any]:
    """Ask so many objects that are fed one after the other, for their `outputs` among the rest.

    `ask` is given the names of their results. An object that keeps its result under a name of its
    own leaves the next one nothing to go on with; then `look` finds the names.
    """
    usual = [OUTPUTS] * steps
    try:
        found = ask(usual)
    except StudentError as error:
        names = _looked(look, error)
        if names == usual:
            raise
        return ask(names)
    if all(one is not None for one in found["outputs"]):
        return found
    names = list(look())
    return found if names == usual else ask(names)


def _looked(look: Callable[[], Sequence[Names]], error: StudentError) -> Sequence[Names]:
    try:
        return list(look())
    except StudentError:
        raise error from None


# ---------------------------------------------------------------- losses


class AskedLoss:
    """A loss, class or function, that is asked for predictions and labels in its own order."""

    def __init__(self, target: Any) -> None:
        """Ask a new object each time: predictions come first, until it tells."""
        self._target = target
        self._thing = made(target)
        self._labels_first = False
        self._names: Names = ()

    def losses(self, pairs: Sequence[tuple[Any, Any]], *held: Any) -> tuple[list[Any], Any]:
        """Return what each pair of predictions and labels costs, and what became of `held`."""
        was_first = self._labels_first
        try:
            signatures, found, became = plain((self._signatures(), self._asked(pairs), held))
            self._labels_first = _labels_come_first(signatures)
        except StudentError:
            self._labels_first = _labels_come_first(plain(self._signatures()))
            if self._labels_first == was_first:
                raise
        if self._labels_first != was_first:
            found, became = plain((self._asked(pairs), held))
        if any(loss is None for loss in found) and not self._names:
            self._names = LOSSES
            found = plain(self._asked(pairs))
        return found, became

    def _signatures(self) -> list[Any]:
        method = kept(self._thing, (*CALCULATE, *FORWARD))
        record = session_of(self._thing).record
        return [record("signature", method), record("signature", self._thing)]

    def of_one(self, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
        """Return what pairs cost that one object is asked about, one after the other."""
        thing = made(self._target)
        return list(plain(self._asked(pairs, lambda: thing)))

    def forward_alone(self, pair: tuple[Any, Any]) -> Any:
        """Return what `forward` gives where `calculate` is another method; None where not."""
        both = plain([kept(self._thing, names) for names in (CALCULATE, FORWARD)])
        if any(method is None for method in both):
            return None
        try:
            return plain(self._asked([pair], methods=FORWARD))[0]
        except StudentError:  # what stops is told by the loss that needs it
            return None

    def _asked(
        self,
        pairs: Sequence[tuple[Any, Any]],
        one: Callable[[], Any] | None = None,
        methods: Names = (*CALCULATE, *FORWARD),
    ) -> Any:
        one = one or (lambda: made(self._target))
        turn = -1 if self._labels_first else 1
        names = ("y_pred", "y_true")[::turn]
        return [
            asked(one(), methods, self._names, *pair[::turn], names=names, flags=FLAGS)
            for pair in pairs
        ]


def _labels_come_first(signatures: Any) -> bool:
    """Tell by the first parameter's name, from what the student's side says of signatures."""
    told = [one for one in signatures if isinstance(one, list) and one]
    first = told[0][0] if told else None
    name = first[0] if isinstance(first, list) and first else None
    return isinstance(name, str) and name.lower() in LABELS
