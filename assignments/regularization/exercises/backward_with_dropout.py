"""`backward_propagation_with_dropout`: the same units off, the same factor, on the way back.

What is asked, and of which inputs, stands in `assignment.toml`.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import testCases

from grader.claim import Answer, Judgement, Said, claim, said
from grader.declared.exercise import TABLE, Declared
from grader.exercise import Case, Line
from grader.lessons.relu_network import DROPOUT_CACHE
from grader.measure.compare import agree, equals
from grader.measure.rows import table
from grader.measure.values import Array
from grader.remote.errors import StudentError
from grader.remote.value import plain

from .asking import GRADIENTS, named
from .gradient_lines import backward_lines, plain_weights
from .judging import factors_of, is_multiple, own
from .own_forward import OwnForward

HIDDEN = ("dA2", "dA1")
OF_NUMBERS = ("number_masks", "decimal_masks")
DRAWN = (TABLE, *OF_NUMBERS)


class Back(Answer):
    """A pass back, each line beside what follows from the student's own line before it."""

    def __init__(self, case: Case, values: Mapping[str, Any], want: Any) -> None:
        super().__init__(case, values, want)
        self.given = {**named(DROPOUT_CACHE, case.cache), "A0": case.X}
        error, m = self.given["A3"] - case.Y, case.X.shape[1]
        # 1/m may be carried from the start: then dW and db do not divide again
        early = equals(m * own(values, "dZ3", error), error)
        self.first: int = m if early else 1
        self.later: int = 1 if early else m
        self.error = error / self.first
        self.layers = {f"dA{n}": Layer(self, n) for n in (2, 1)}

    def dZ(self, n: int) -> Array:
        right = self.error if n == 3 else self.want[f"dZ{n}"] / self.first
        return own(self.values, f"dZ{n}", right)

    @property
    def follows(self) -> dict[str, bool]:
        """Tell whether kept units have a multiple of the error; a mask is 0 in the same places."""
        return {name: layer.in_dZ or layer.is_multiple for name, layer in self.layers.items()}

    def is_cut_off(self, name: str) -> bool:
        """Whether nothing arrives at a layer, for the mask above is turned round."""
        return self.layers["dA2"].is_turned and not self.layers[name].arrives.any()

    def wrong(self) -> Iterator[str]:
        """Name the other lines that do not follow from the one before."""
        if self.get("dZ3") is not None and not equals(self.get("dZ3"), self.error):
            yield "dZ3"
        for n, layer in zip((2, 1), self.layers.values(), strict=True):
            if not any(equals(self.dZ(n), dA * layer.gate) for dA in (layer.dA, layer.right)):
                yield f"dZ{n}"
            kept = layer.dA[layer.lives]
            # one number for all: every line after it would hold
            if (kept == kept[0]).all() and not self.is_cut_off(f"dA{n}"):
                yield f"dA{n}"
        for n in (3, 2, 1):
            dZ = self.dZ(n) / self.later
            right = {"dW": dZ @ self.given[f"A{n - 1}"].T, "db": dZ.sum(axis=1, keepdims=True)}
            yield from (f"{d}{n}" for d in right if not equals(self.get(f"{d}{n}"), right[d]))


class Layer:
    """A hidden layer on the way back: the error that arrives there, and what becomes of it."""

    def __init__(self, back: Back, n: int) -> None:
        self.D, self.gate = back.given[f"D{n}"] != 0, back.given[f"A{n}"] > 0
        self.error = back.given[f"W{n + 1}"].T @ back.dZ(n + 1)
        self.right = self.error * self.D / back.case.keep_prob
        self.arrives = np.abs(self.error) > 1e-12
        self.kept = self.D & self.arrives
        self.dA = own(back.values, f"dA{n}", self.error)
        self.is_multiple = is_multiple(*(np.where(self.kept, A, 0) for A in (self.dA, self.error)))
        turned = ((self.dA != 0) == ~self.D)[self.arrives]
        # without a dropped unit, zeros alone would be such a mask
        both = self.kept.any() and (~self.D & self.arrives).any()
        self.is_turned = bool(both and turned.all())
        """Whether the mask is turned round: that costs once, and nothing arrives below it."""
        self.lives = ~self.D if self.is_turned else self.D
        # mask and factor may be applied to dZ instead; dA is then the error as it arrived
        in_dZ = equals(back.get(f"dZ{n}"), self.right * self.gate) and self.arrives.any()
        self.in_dZ = bool(in_dZ) and equals(back.get(f"dA{n}"), self.error)


class BackwardWithDropout(Declared, OwnForward):
    """Judged on a right cache, each line by the student's own line before it: a slip costs once."""

    name = "backward_propagation_with_dropout"
    shown = ("dA1", "dA2")
    upstream = ("forward_propagation_with_dropout",)
    reads = Back

    def examples(self) -> Iterator[Case]:
        X, Y, cache = testCases.backward_propagation_with_dropout_test_case()
        yield Case("lesson", X=X, Y=Y, cache=cache, keep_prob=0.8)

    def run(self, student: Any, case: Case) -> Any:
        """Ask; with masks of numbers where these tell what masks of truth values do not.

        The lesson's are truth values: whoever needs that, for `~D2`, is right.
        """
        if case.asked not in OF_NUMBERS:
            return super().run(student, case)
        try:
            found = plain(super().run(student, _with_truth(case)))
        except StudentError:
            return super().run(student, case)
        with suppress(StudentError):
            of_numbers = plain(super().run(student, case))
            if all(equals(found.get(name), of_numbers.get(name)) for name in GRADIENTS):
                return of_numbers
        return {**found, "cache": _as_given(found.get("cache"), case)}

    @claim("backward.same_units", item="same_units", parts=HIDDEN, rests_on="follows", on=DRAWN)
    def same_units(self, got: Back, name: str) -> Judgement:
        if got.is_cut_off(name):
            return None
        layer = got.layers[name]
        off = got.array(name, layer.error.shape) == 0
        same = layer.kept.any() and (off != layer.D)[layer.arrives].all()
        return said(layer.in_dZ or same, name=name, mask=f"D{name[-1]}")

    @claim("backward.scaled", item="scaling", parts=HIDDEN, on=DRAWN)
    def scaled(self, got: Back, name: str) -> Said:
        layer = got.layers[name]
        right = agree(got.array(name, layer.error.shape), layer.error / got.case.keep_prob)
        lives = layer.lives & layer.arrives
        is_right = layer.in_dZ or (layer.kept.any() and right[lives].all())
        # where nothing arrives nothing can be told, and the mask has cost already
        return said(is_right or got.is_cut_off(name), name=name)

    @claim("backward.rest", item="rest", on=DRAWN)
    def rest(self, got: Back) -> Said:
        wrong = {*got.wrong()}
        return said(not wrong, names=", ".join(name for name in GRADIENTS if name in wrong))

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        given = {**named(DROPOUT_CACHE, case.cache), "A0": case.X}
        answers = table(got)

        def hidden(n: int, arrives: Array) -> Array:
            return np.asarray(arrives * (given[f"D{n}"] != 0) / case.keep_prob)

        yield from backward_lines(answers, given, case.Y, hidden, plain_weights(answers))

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)


def _as_given(cache: Any, case: Case) -> Any:
    """Return what became of a cache with masks of truth values, of numbers as the case has them."""
    if not isinstance(cache, list | tuple) or len(cache) != len(case.cache):
        return cache
    return tuple(
        value.astype(given.dtype) if _is_truth(value) else value
        for value, given in zip(cache, case.cache, strict=True)
    )


def _is_truth(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.bool_


def _with_truth(case: Case) -> Case:
    """Return the same with the lesson's kind of masks."""
    named_so = zip(DROPOUT_CACHE, case.cache, strict=True)
    cache = tuple(value != 0 if name in ("D1", "D2") else value for name, value in named_so)
    return Case(case.name, asked=case.asked, **{**case.inputs, "cache": cache})
