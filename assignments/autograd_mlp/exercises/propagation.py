"""`propagar_tudo`: where it starts, how contributions add up, and in which order nodes hand on."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.adapt.scalar import Scalars
from grader.claim import Claims, Judgement, Said, claim, said
from grader.exercise import Case, Line
from grader.measure.rows import numbers, row, same, table

from .propagation_asking import DEEP, MADE, ZERO, are_law, ask, is_law, law
from .way_back import WayBack

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

# the operations in them, each by itself: a half of the points is for what they do, and a half for
# what arrives
ALONE = {"a + b": "add", "a * b": "mul", "a ** n": "exp_pow", "exp(a)": "exp_pow"}
TWICE = ("a + a", "a * a")
_LEFT_OUT = "propagation.left_out"

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
        begins = self._starts(got)
        return said(begins, "propagation.stays" if got.stays_at_the_root and not begins else "")

    def _starts(self, got: WayBack) -> bool:
        if got.is_law or got.is_right_apart("start"):
            return True
        found = got.gradients(got.get("start"), 6)
        # gradients that are filled in whatever arrives are the same however the way back begins
        begins = found is not None and found[:2].any() and same(found[:3], found[3:])
        return bool(begins and same(found[2], 1.0)) or got.leaves_out_the_root

    @claim("propagation.sum", item="sums", parts=SUMS)
    def adds_up(self, got: WayBack, name: str) -> Said:
        if got.is_law:
            return said(True, what=name)
        if not got.arrives:
            return _unreached(got)
        found = got.gradients(table(got.get("sums")).get(name), 3)
        if found is not None and not found.any():
            return said(False, "propagation.nothing", what=name)
        if got.adds_up(name):
            return said(True, what=name)
        why = _why_not_summed(got, name)
        return said(False, why) if why == _LEFT_OUT else said(False, why, what=name)

    @claim(
        "propagation.alone", item="sums",
        parts={name: f"{part}_alone" for name, part in ALONE.items()},
    )  # fmt: skip
    def adds_alone(self, got: WayBack, name: str) -> Said:
        """Hold each operation to adding to what is there, wherever the way back leads."""
        if got.is_law:
            return said(True, what=name)
        if not got.goes_by_steps:
            return said(False, "propagation.filled") if got.arrives else _unreached(got)
        adds = got.adds(name) if got.can_be_built_on else None
        if adds is not None:
            return said(adds, "propagation.replaces" if got.replaces(name) else "", what=name)
        asked = [one for one, part in SUMS.items() if part == ALONE[name]]
        judged = [self.adds_up(got, one) for one in asked]
        return next((one for one in judged if not one.ok), said(True, what=name))

    @claim("propagation.made_by_a", item="sums", parts=OF_THEIR_OWN)
    def adds_up_in_the_rest(self, got: WayBack, name: str) -> Judgement:
        """Judge operations that may be the student's own, once those of the lesson add up."""
        made = table(got.get("made")).get(name)
        found = row(made, len(made)) if isinstance(made, list) else None
        if not got.is_law or found is None or not found[1:].all():
            return None
        key = "propagation.made_by_c" if MADE[name][0] == "c" else ""
        return said(same(found[0], found[1:].sum()), key, what=name)

    @claim(
        "propagation.made_by_a", item="sums",
        parts={name: f"{part}_alone" for name, part in OF_THEIR_OWN.items()},
    )  # fmt: skip
    def adds_alone_in_the_rest(self, got: WayBack, name: str) -> Judgement:
        """Count it on the operation's half too."""
        return self.adds_up_in_the_rest(got, name)

    @claim("propagation.order", item="order", parts=SHAPES)
    def order(self, got: WayBack, name: str) -> Said:
        """All that m received is handed on to a."""
        key = f"propagation.{SHAPES[name]}"
        if got.is_law or got.is_right_apart(name):
            return said(True, key, what=name)
        if not got.arrives:
            return _unreached(got)
        found = got.gradients(got.get(name), 2)
        right = found is not None and found.all() and got.handed_on is not None
        right = right and same(found[0], found[1] * got.handed_on)
        # where right operations stand in the place of the student's, they alone tell
        right = right and unread(table(got.get("right")).get(name), 2)
        shown = not same(found, got.want[name])  # by right operations they are others
        detail = numbers(got.want[name], "?" if found is None else found) if shown else None
        return said(right, key if right else _why_astray(got, name), detail, what=name)

    @claim("propagation.zero", item="order", part="long_path", rests_on="order", later=None)
    def zero(self, got: WayBack) -> Judgement:
        """Hold the way back to going on where a gradient of zero arrives by one of the paths."""
        if got.is_law:
            return True
        right = table(got.get("right"))
        found = [row(right.get(name), 2) for name in ZERO]
        ended = [a == 0 != m for a, m in (one for one in found if one is not None)]
        return not any(ended) if ended and got.arrives else None

    @claim("propagation.deep", item="order", part="long_path", rests_on="order", later=None)
    def deep(self, got: WayBack) -> Judgement:
        """Hold the way back to reaching the beginning of a long chain."""
        right = table(got.get("right"))
        if got.is_law or any(unread(right.get(name), 2) for name in DEEP):
            return got.is_law or None
        return all(is_law(got.case, right, name) for name in DEEP)

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
            # what the way back leaves out is not in the operations that are written there
            if found is not None and _is_in_the_sum(way, name):
                yield Line(f"d({name})/da", found[0], float(found[1]) + float(found[2]))
        for name in SHAPES:
            found, apart = row(answers.get(name), 2), row(table(answers.get("right")).get(name), 2)
            if apart is not None:
                yield Line(f"a.grad ({name})", apart[0], law(case)[name][0])
            elif found is not None and power is not None:
                yield Line(f"d({name})/da", found[0], float(found[1]) * float(power[0]))

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"a": case.a, "c": case.c}


def unread(value: Any, length: int) -> bool:
    """Tell whether nothing could be asked with right operations."""
    return row(value, length) is None


def _unreached(got: WayBack) -> Said:
    stays = "propagation.root" if got.leaves_out_the_root else "propagation.stays"
    return said(False, stays if got.stays_at_the_root else "propagation.unreached")


def _is_in_the_sum(got: WayBack, name: str) -> bool:
    """Tell whether a sum that is wrong is so for its operations, which replace nothing."""
    replaces = any(got.replaces(one) for one, part in ALONE.items() if part == SUMS[name])
    return not replaces and (name in TWICE or not _all_add(got, name))


def _why_not_summed(got: WayBack, name: str) -> str:
    """Return what is said of a sum: of operations that replace, or that add by themselves."""
    base = [one for one, part in ALONE.items() if part == SUMS[name]]
    if any(got.replaces(one) for one in base):
        return "propagation.sum"
    others = [one for one, part in SUMS.items() if part == SUMS[name] and one not in TWICE]
    if name in TWICE and all(map(got.adds_up, others)):
        return "propagation.twice"
    return _LEFT_OUT if _all_add(got, name) else "propagation.not_sum"


def _all_add(got: WayBack, name: str) -> bool:
    """Tell whether each operation that a sum is made of adds to what is there."""
    return all(got.adds(one) for one, part in ALONE.items() if part == SUMS[name])


def _why_astray(got: WayBack, name: str) -> str:
    """Return what is said of a graph: the sentence of its shape where the values bear it out."""
    shape = SHAPES[name]
    if unread(table(got.get("right")).get(name), 2):
        return f"propagation.{shape}"
    is_it = {
        "again": not got.is_misled_in_plain_graphs,
        "equal_values": got.is_misled_by_equal_numbers,
    }
    return f"propagation.{shape if is_it.get(shape, got.m_gets_all(name)) else 'astray'}"
