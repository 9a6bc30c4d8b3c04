"""`propagar_tudo`: where it starts, how contributions add up, and in which order nodes hand on."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.scalar import Scalars
from grader.claim import Answer, Claims, Judgement, Said, claim, said
from grader.exercise import Case, Line
from grader.measure.rows import along, numbers, row, same, table, unstopped
from grader.measure.values import Unfit
from grader.model import Text

from .base import can_be_built_on, slopes_of, standing
from .propagation_asking import MADE, POWER, ZERO, are_law, ask, is_law, law

# sums of two operations of one kind: what a receives from both must add up, in either order
SUMS = {
    "a + a": "add",
    "(a + c) + (d + a)": "add",
    "(d + a) + (a + c)": "add",
    "a * a": "mul",
    "a * c + d * a": "mul",
    "d * a + a * c": "mul",
    "a ** 2 + a ** 3": "exp_pow",
    "exp(a) + a ** 2": "exp_pow",
    "a ** 2 + exp(a)": "exp_pow",
}

# operations that are made of others, or are the student's own; and what they hand on to the other
# operand while the first has a gradient already
OF_THEIR_OWN = {
    "(a - c) + (a - d)": "add",
    "(c - a) + (d - a)": "add",
    "-a + (-a)": "mul",
    "a / c + a / d": "mul",
    "c / a + d / a": "mul",
    "sig(a) + exp(a)": "exp_pow",
    "(a + c) + d * a": "add",
    "d * a + (a + c)": "add",
    "(a - c) + d * a": "add",
    "d * a + (a - c)": "add",
    "a / c + d * a": "mul",
    "d * a + a / c": "mul",
}

# graphs in which m reaches the end by two paths; the part of the item they belong to
SHAPES = {
    "m * (m + c)": "diamond",
    "(m + c) * m": "diamond",
    "m * c * c * c + m": "long_path",
    "m + m * c * c * c": "long_path",
    "(m + w) * c * c": "equal_values",
    "m * c; m + c": "again",
}


class WayBack(Answer):
    """Gradients of whole graphs, and what the student's own operations hand on in them."""

    @cached_property
    def is_law(self) -> bool:
        return are_law(self.case, self.values)

    @cached_property
    def can_be_built_on(self) -> bool:
        """Whether sums tell anything; in the place of operations that stop, right ones stand."""
        bases = table(self.get("bases"))
        found = {name: ways for name, ways in bases.items() if isinstance(ways, list)}
        slopes = slopes_of(self.case.a, self.case.c, POWER)
        return can_be_built_on(found, slopes, among=standing(found, slopes))

    @cached_property
    def arrives(self) -> bool:
        """Whether anything gets as far as the beginning, by own operations or by right ones.

        Raises Unfit where the way back stopped in every way.
        """
        ways = self.get("far")
        ways = ways if isinstance(ways, list) else []
        if ways and all(isinstance(way, str) for way in ways):
            unstopped(ways[-1], "propagar_tudo")
        rows = [found for way in ways if (found := row([way], 1)) is not None]
        return any(found.any() for found in rows)

    @cached_property
    def keeps_the_root(self) -> bool:
        """Whether a gradient that an earlier way back left at the root counts in the next one."""
        for ways in (table(self.get("right")), self.values):
            left = row(ways.get("left"), 3)
            if left is not None and is_law(self.case, ways, "start"):
                right = row(ways.get("start"), 3)
                return not same(left, right) and along(left[:2], right[:2])
        return False

    def is_right_apart(self, name: str) -> bool:
        """Tell whether a way back is right once the operations are."""
        right = table(self.get("right"))
        return self.can_be_built_on and is_law(self.case, right, name)

    def gradients(self, value: Any, length: int) -> Any:
        """Return a row to be held to the student's own slopes; None where it is none.

        Raises Unfit where these are not right enough to tell anything.
        """
        if not self.can_be_built_on:
            raise Unfit(Text("propagation.not_yet"))
        return row(unstopped(value, "propagar_tudo"), length)

    @cached_property
    def handed_on(self) -> Any:
        """Return what m hands on to a for each unit that arrives, right or wrong; None if unknown.

        Its own step tells, which the way back has no part in. Where there is none to be run alone,
        the way through the graph of that one operation does.
        """
        ways = table(self.get("bases")).get("a ** n")
        steps = [row(way, 1) for way in ways[1:]] if isinstance(ways, list) else []
        known = [step[0] for step in (*steps, row(self.get("power"), 1)) if step is not None]
        return known[0] if known else None


class Propagation(Claims):
    """Judged by two laws: contributions add up, and what a node hands on is all it received.

    Both are held to the student's own slopes, so that a wrong derivative costs nothing here.
    """

    name = "propagar_tudo"
    asks = ("Valor",)
    parts_what_is_wrong = True
    shown = tuple(SHAPES)
    reads = WayBack

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", a=2.0, c=0.5)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        a, c = (round(float(v), 3) for v in rng.uniform(0.6, 0.9, 2))
        yield Case("small_values", a=a, c=c + 0.9)
        a, c = (round(float(v), 3) for v in rng.uniform(1.1, 1.6, 2))
        yield Case("negative_values", a=-a, c=-c - 0.6)

    def run(self, student: Any, case: Case) -> Any:
        return ask(Scalars(student), case)

    @claim("propagation.start", item="start")
    def start(self, got: WayBack) -> Said:
        if got.keeps_the_root:
            return said(False, "propagation.left")
        return said(self._starts(got))

    def _starts(self, got: WayBack) -> bool:
        if got.is_law or got.is_right_apart("start"):
            return True
        found = got.gradients(got.get("start"), 6)
        # gradients that are filled in whatever arrives are the same however the way back begins
        begins = found is not None and found[:2].any() and same(found[:3], found[3:])
        return bool(begins and same(found[2], 1.0))

    @claim("propagation.sum", item="sums", parts=SUMS)
    def adds_up(self, got: WayBack, name: str) -> Said:
        if got.is_law:
            return said(True, what=name)
        if not got.arrives:
            return said(False, "propagation.unreached", what=name)
        found = got.gradients(table(got.get("sums")).get(name), 3)
        if found is not None and not found.any():
            return said(False, "propagation.nothing", what=name)
        right = found is not None and found[0] != 0 and same(found[0], found[1] + found[2])
        return said(right, what=name)

    @claim("propagation.made_by_a", item="sums", parts=OF_THEIR_OWN)
    def adds_up_in_the_rest(self, got: WayBack, name: str) -> Judgement:
        """Judge operations that may be the student's own, once those of the lesson add up."""
        made = table(got.get("made")).get(name)
        found = row(made, len(made)) if isinstance(made, list) else None
        if not got.is_law or found is None or not found[1:].all():
            return None
        key = "propagation.made_by_c" if MADE[name][0] == "c" else ""
        return said(same(found[0], found[1:].sum()), key, what=name)

    @claim("propagation.order", item="order", parts=SHAPES)
    def order(self, got: WayBack, name: str) -> Said:
        """All that m received is handed on to a."""
        key = f"propagation.{SHAPES[name]}"
        if got.is_law or got.is_right_apart(name):
            return said(True, key, what=name)
        if not got.arrives:
            return said(False, "propagation.unreached", what=name)
        found = got.gradients(got.get(name), 2)
        right = found is not None and found.all() and got.handed_on is not None
        right = right and same(found[0], found[1] * got.handed_on)
        # where right operations stand in the place of the student's, they alone tell
        right = right and unread(table(got.get("right")).get(name), 2)
        detail = numbers(got.want[name], "?" if found is None else found)
        return said(right, key, detail, what=name)

    @claim("propagation.zero", item="order", part="long_path")
    def zero(self, got: WayBack) -> Judgement:
        """Hold the way back to going on where a gradient of zero arrives by one of the paths."""
        if got.is_law:
            return True
        right = table(got.get("right"))
        found = [row(right.get(name), 2) for name in ZERO]
        ended = [a == 0 != m for a, m in (one for one in found if one is not None)]
        return not any(ended) if ended and got.arrives else None

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        answers = table(got)
        if are_law(case, answers):
            for name in (*SUMS, *SHAPES):
                yield Line(f"d({name})/da", answers[name][0], law(case)[name][0])
        way = WayBack(case, answers, None)
        sums, power = table(answers.get("sums")), row(answers.get("power"), 1)
        if not way.arrives:
            return
        for name in SUMS:
            found = row(sums.get(name), 3)
            if found is not None:
                yield Line(f"d({name})/da", found[0], float(found[1]) + float(found[2]))
        for name in SHAPES:
            found, apart = row(answers.get(name), 2), row(table(answers.get("right")).get(name), 2)
            if apart is not None:
                yield Line(f"d({name})/da", apart[0], law(case)[name][0])
            elif found is not None and power is not None:
                yield Line(f"d({name})/da", found[0], float(found[1]) * float(power[0]))

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"a": case.a, "c": case.c}


def unread(value: Any, length: int) -> bool:
    """Tell whether nothing could be asked with right operations."""
    return row(value, length) is None
