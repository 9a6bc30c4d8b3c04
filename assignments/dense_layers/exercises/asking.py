"""Ask classes and functions that are written in many ways: find the method, feed it, read it.

The lesson itself calls the weights `weight` here and `weights` there; notebooks in Portuguese and
Spanish have names of their own. A result may be stored, returned, or both. What a notebook of the
lesson's own names answers is asked at once; only where that fails is another way looked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from grader.check.network import Array
from grader.check.values import Unfit, array
from grader.remote.errors import StudentError
from grader.remote.value import (
    asked,
    can_be_called,
    first_of,
    is_class,
    parts,
    plain,
    session_of,
)

from .judging import is_changed

FORWARD = ("forward", "propagar", "propaga", "frente", "avancar", "avançar", "adelante")
OUTPUTS = ("output", "outputs", "saida", "saída", "saidas", "salida", "out")
CALCULATE = ("calculate", "calcular", "calcula", "calc")
LOSSES = ("loss", "perda", "perdida", "pérdida", *OUTPUTS)
LABELS = ("y_true", "true", "y", "labels", "label", "targets", "target", "y_verdadeiro", "y_real",
          "rotulos", "rótulos", "etiquetas", "alvos", "alvo")  # fmt: skip

Answer = TypeVar("Answer")
Ways = TypeVar("Ways")


@dataclass(frozen=True, slots=True)
class Way:
    """How something is asked, as the lesson has it unless another way was found."""

    is_class: bool = True
    method: str | None = "forward"
    """None where the thing itself is called."""
    result: str | None = "output"
    """The attribute that keeps the result; None where it is returned."""
    labels_first: bool = False

    def made(self, target: Any, *sizes: int) -> Any:
        """Return an object of a class; a function, or an object, as it is."""
        return target(*sizes) if self.is_class else target

    def asked(self, thing: Any, *given: Any) -> Any:
        """Ask an object; return its result, as later calls will not change it."""
        return asked(thing, self.method, self.result, *given)


USUAL = Way()


def usually(ask: Callable[[Ways], Answer], look: Callable[[], Ways], usual: Ways) -> Answer:
    """Ask in the lesson's way; where that raises or gives nothing, in the one that `look` finds.

    `ask` gives a tree of values in which a result that is not there is None.
    """
    try:
        found = ask(usual)
        if not _lacks(found):
            return found
    except StudentError:
        way = look()
        if way == usual:
            raise
        return ask(way)
    way = look()
    return found if way == usual else ask(way)


def _lacks(tree: Any) -> bool:
    if isinstance(tree, dict):
        return any(map(_lacks, tree.values()))
    return any(map(_lacks, tree)) if type(tree) in (list, tuple) else tree is None


def way_of(target: Any, batch: Any, *sizes: int) -> Way:
    """Find out how a class or function that takes a batch is asked, by asking it."""
    way = Way(is_class(target))
    thing = way.made(target, *sizes)
    way = replace(way, method=_method(thing, FORWARD))
    before = parts(thing)
    returned = plain(replace(way, result=None).asked(thing, batch))
    kept = first_of(thing, OUTPUTS, is_set=True)
    if kept is None and returned is None:
        kept = _newest(before, parts(thing), batch)
    return replace(way, result=kept)


def _method(thing: Any, names: tuple[str, ...]) -> str | None:
    """Return the first of these names that an object has; None where it can be called itself."""
    found = first_of(thing, names)
    return found if found is not None or can_be_called(thing) else names[0]


def _newest(before: dict[str, Any], after: dict[str, Any], batch: Any) -> str | None:
    """Return the name of the student's own under which something was stored last."""
    new = [
        name
        for name, value in after.items()
        if _equal(value, value) and not _equal(value, batch) and not _equal(value, before.get(name))
    ]
    return new[-1] if new else None


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

    def ask(way: Way) -> tuple[list[Any], Any]:
        thing, first = way.made(target), student.hold(batches[0])
        outputs, held = plain(([way.asked(thing, one) for one in (first, *batches[1:])], first))
        return outputs, held

    outputs, after = usually(ask, lambda: way_of(target, batches[0]), USUAL)
    return outputs, is_changed(after, batches[0])


# ---------------------------------------------------------------- losses


class AskedLoss:
    """A loss, class or function, that is asked for predictions and labels in its own order."""

    def __init__(self, target: Any) -> None:
        """One object answers all that is asked; in the lesson's way, until that fails."""
        self._target = target
        self._way = Way(method=CALCULATE[0], result=None)
        self._thing = self._way.made(target)

    def losses(self, pairs: Sequence[tuple[Any, Any]], *held: Any) -> tuple[list[Any], Any]:
        """Return what each pair of predictions and labels costs, and what became of `held`."""
        before = self._way
        try:
            signature, found, became = plain((self._signature(), self._asked(pairs), held))
            self._way = replace(before, labels_first=_labels_come_first(signature))
        except StudentError:
            self._look()
            if self._way == before:
                raise
        if self._way != before:
            found, became = plain((self._asked(pairs), held))
        if any(loss is None for loss in found):
            kept = first_of(self._thing, LOSSES, is_set=True)
            self._way = replace(self._way, result=kept)
            found = plain(self._asked(pairs))
        return found, became

    def _look(self) -> None:
        way = Way(is_class(self._target), result=None)
        if way.is_class != self._way.is_class:
            self._thing = way.made(self._target)
        names = CALCULATE if first_of(self._thing, CALCULATE) is not None else FORWARD
        self._way = replace(way, method=_method(self._thing, names))
        is_turned = _labels_come_first(plain(self._signature()))
        self._way = replace(self._way, labels_first=is_turned)

    def _signature(self) -> Any:
        method = self._way.method
        function = self._thing if method is None else getattr(self._thing, method)
        return session_of(function).record("signature", function)

    def _asked(self, pairs: Sequence[tuple[Any, Any]]) -> list[Any]:
        way, thing = self._way, self._thing
        return [way.asked(thing, *(pair[::-1] if way.labels_first else pair)) for pair in pairs]


def _labels_come_first(signature: Any) -> bool:
    """Tell by the first parameter's name, from what the student's side says of a signature."""
    first = signature[0] if isinstance(signature, list) and signature else None
    name = first[0] if isinstance(first, list) and first else None
    return isinstance(name, str) and name.lower() in LABELS
