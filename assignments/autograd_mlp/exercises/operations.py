"""`Valor`: the operations' values, plain numbers on either side, and each local derivative."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.scalar import Scalars
from grader.claim import Answer, Claims, Judgement, Said, claim, said
from grader.exercise import Case, Line
from grader.measure.rows import first, numbers, row, same, table, unstopped
from grader.measure.values import Array, Unfit
from grader.model import Text

from .base import BASES, can_be_built_on, slopes_of
from .operation_lines import operation_lines
from .operations_asking import OPERATIONS, ZEROS, ask, is_left_out, zero_law

# with a number k on either side, by operation; sum() starts from the number 0
WITH_NUMBERS = {
    "a + k": "+", "k + a": "+", "sum([a, b])": "+",
    "a - k": "-", "k - a": "-",
    "a * k": "*", "k * a": "*",
    "a / k": "/", "k / a": "/",
}  # fmt: skip


class Operated(Answer):
    """Of each operation its value, and then the slopes by its operands."""

    def used(self, name: str) -> Any:
        """Return what came of an operation as a student uses it; None where that is no row."""
        return row(self.get(name), len(self.want[name]))

    def asked(self, key: str, name: str) -> Any:
        """Return the same of an operation asked in another way."""
        return row(table(self.get(key)).get(name), len(self.want[name]))

    def asked_number(self, key: str, name: str) -> Any:
        """Return the same of an operation with a number."""
        return row(table(self.get(key)).get(name), len(self.want["numbers"][name]))

    def ways(self, key: str, name: str, size: int) -> list[Array]:
        """Return the rows of an operation put together from others, those that could be had."""
        ways = table(self.get(key)).get(name)
        rows = [row(way, size) for way in ways] if isinstance(ways, list) else []
        return [way for way in rows if way is not None]

    def is_right_alone(self, name: str) -> bool:
        """Tell whether its steps are right, whatever the way through the graph does with them."""
        return any(same(self.asked(key, name), self.want[name]) for key in ("alone", "right"))

    def is_right_at_zero(self, name: str, right: list[Any]) -> bool:
        """Tell whether an operation is right with an operand of 0, by whichever way back."""
        for key in ("zeros", "zeros right"):
            found = table(self.get(key)).get(name)
            if isinstance(found, list) and all(map(same, found, right)):
                return True
        return False

    def stopped(self, name: str) -> list[Any]:
        """Return what stopped its way back, with cell and line; nothing where it did not stop."""
        found = table(self.get("stopped")).get(name)
        return found if isinstance(found, list) else []

    def stops_as_made(self, name: str) -> bool:
        """Tell whether it is stopped by what it is made of, which costs there."""
        ways = table(self.get("stopped_of")).get(name)
        return self.can_be_built_on and self.stopped(name) in (ways or [])

    @cached_property
    def can_be_built_on(self) -> bool:
        found = {name: (self.used(name), self.asked("alone", name)) for name in BASES}
        slopes = {name: [one[1:] for one in found[name] if one is not None] for name in BASES}
        return can_be_built_on(slopes, slopes_of(self.case.a, self.case.b, self.case.n))


class Operations(Claims):
    """A derivative is held to the slope alone, and in a chain to the gradient that arrives.

    What is made of other operations may hand on their slips: they are paid for there.
    """

    name = "valor"
    answered = "Valor"
    asks = ("Valor",)
    parts_what_is_wrong = True
    shown = OPERATIONS
    reads = Operated

    def examples(self) -> Iterator[Case]:
        yield Case("two_values", a=2.0, b=-4.0, n=3, k=5.0)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        a, b, c, d = (float(v) for v in rng.uniform(0.4, 1.4, 4))
        k = float(rng.uniform(2.2, 3.8))
        # any number is an exponent, and a positive base has a power of each
        yield Case("other_values", a=a, b=-b - 0.3, n=int(rng.integers(3, 5)) - 0.5, k=k)
        yield Case("negative_power", a=-c, b=d + 1.3, n=-2 * int(rng.integers(1, 3)), k=-k)

    def run(self, student: Any, case: Case) -> Any:
        return ask(Scalars(student), case)

    @claim("op.value", item="values", parts=OPERATIONS)
    def value(self, got: Operated, name: str) -> Said:
        right, found = got.want[name], first(unstopped(got.get(name), name))
        detail = numbers(right[0], "nan" if found is None else found[0])
        return said(same(found, right[:1]), detail=detail, what=name)

    @claim("op.number", item="numbers", parts=WITH_NUMBERS)
    def number(self, got: Operated, name: str) -> Judgement:
        """Numbers count as a Valor of that number, whichever side they stand on."""
        found, right = table(got.get("numbers")).get(name), got.want["numbers"][name]
        if is_left_out(name, found):
            return None
        is_value = same(first(unstopped(found, name)), right[:1])
        rows = {"twins": row(found, len(right))}
        # a way back that stops or is wrong costs there
        rows["twins right"] = got.asked_number("numbers right", name)
        as_valor = any(
            same(own, way)
            for twins, own in rows.items()
            for way in (right, *got.ways(twins, name, len(right)))
        )
        return said(is_value and as_valor, what=name)

    @claim("op.gradient", item="derivatives", parts=OPERATIONS)
    def gradient(self, got: Operated, name: str) -> Said:
        if got.is_right_alone(name):
            return said(True, what=name)
        right, found = got.want[name], got.used(name)
        if found is None:
            unstopped(got.get(name), name)
            return self._stopped(got, name)
        own = found[1:]
        # made of others, and of the right value: it hands on their slips, which cost there
        ways = got.ways("made_of", name, len(right)) if got.can_be_built_on else []
        as_made = same(found[:1], right[:1]) and own.any() and any(same(own, w[1:]) for w in ways)
        return said(same(own, right[1:]) or as_made, detail=numbers(right[1:], own), what=name)

    def _stopped(self, got: Operated, name: str) -> Said:
        """Tell what stopped the way back of an operation, and in which line."""
        stopped = got.stopped(name)
        if not stopped or got.stops_as_made(name):
            return said(bool(stopped), what=name)
        try:
            unstopped(stopped[0], name)
        except Unfit as unfit:
            place = dict(zip(("cell", "line"), stopped[1:], strict=False))
            detail = Text("op.stopped_at", place) if len(place) == 2 else None
            return Said(False, message=unfit.text, detail=detail)
        return said(False, what=name)

    @claim("op.reaches", item="derivatives", parts=OPERATIONS, rests_on="gradient", later=None)
    def reaches(self, got: Operated, name: str) -> Judgement:
        """Hold it to get farther than its operands: to keep what it was made of."""
        if "deep" not in got.values:
            return said(True, what=name)
        apart, own, used = got.asked("deep right", name), got.asked("deep", name), got.used(name)
        if same(own, got.want[name]):
            return said(True, what=name)
        if apart is None or used is None:  # nothing can be told of it apart from the way back
            return None
        ways = (got.want[name], used, got.asked("right", name))
        return said(any(same(apart[1:], one[1:]) for one in ways if one is not None), what=name)

    @claim("op.chain", item="derivatives", parts=OPERATIONS, rests_on="gradient", later=None)
    def chain(self, got: Operated, name: str) -> Judgement:
        """Inside a product, the derivative is multiplied by the gradient that arrives."""
        if got.is_right_alone(name):
            return None
        if got.used(name) is None:
            return None
        own, chain = got.used(name)[1:], got.asked("chains", name)
        if chain is None:  # the product itself went wrong, which costs there
            return said(got.can_be_built_on, what=name)
        is_taken = chain[0] not in (0, 1) and same(chain[1:], chain[0] * own)
        ways = got.ways("chains_of", name, len(chain)) if got.can_be_built_on else []
        return said(is_taken or any(same(chain, way) for way in ways), what=name)

    @claim("op.zero", item="derivatives", parts=tuple(ZEROS), rests_on="gradient", later=None)
    def zero(self, got: Operated, name: str) -> Judgement:
        """Let an operand be 0; what is made of a product hands on what that does."""
        right = zero_law(got.case, name)
        if got.is_right_at_zero(name, right):
            return said(True, what=name)
        # one that is wrong elsewhere too, for what it is made of or for the way back, costs there
        if not any(same(one, got.want[name]) for one in (got.used(name), got.asked("right", name))):
            return None
        base = "a * b"
        is_made = name == "a / b" and not got.is_right_at_zero(base, zero_law(got.case, base))
        return None if is_made else said(False, what=name)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from operation_lines(case, table(got))
