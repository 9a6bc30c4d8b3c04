"""What came of ways back, and what tells why one is wrong: the operations, or how it is gone."""

from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import Answer
from grader.measure.rows import along, row, same, table, unstopped
from grader.measure.values import Unfit
from grader.model import Text

from .base import can_be_built_on, slopes_of, standing
from .propagation_asking import ONTO, POWER, STEP, UNEQUAL, are_law, is_law, law, unequal_law

PLAIN = ("m * (m + c)", "(m + c) * m", "m * c * c * c + m", "m + m * c * c * c")


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
        ways = [way for way, _longer in self._far]
        if ways and all(isinstance(way, str) for way in ways):
            unstopped(ways[-1], "propagar_tudo")
        rows = [found for way in ways if (found := row([way], 1)) is not None]
        return any(found.any() for found in rows)

    @property
    def _far(self) -> list[tuple[Any, Any]]:
        """What arrives at the beginning of a chain, and of one that is a product longer."""
        ways = self.get("far")
        pairs = ways if isinstance(ways, list) else []
        return [tuple(one) for one in pairs if isinstance(one, list) and len(one) == 2]

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

    @cached_property
    def leaves_out_the_root(self) -> bool:
        """Whether gradient 1 is at the root and nowhere else, and nodes below it do hand on."""
        below = row([self.get("below")], 1)
        return below is not None and bool(below.any()) and self.stays_at_the_root

    @cached_property
    def stays_at_the_root(self) -> bool:
        """Whether gradient 1 is at the root and nowhere else, however the way back begins."""
        return same(row(self.get("start"), 6), [0, 0, 1, 0, 0, 1])

    @cached_property
    def goes_by_steps(self) -> bool:
        """Whether nodes hand on by their own steps: what is filled in is no chain's gradient.

        Raises Unfit where the way back stopped in every way.
        """
        if not self.arrives:
            return self.leaves_out_the_root
        along = [found for pair in self._far if (found := row([*pair], 2)) is not None]
        return any(far.any() and same(far[1:], far[:1] * self.case.c) for far in along)

    @cached_property
    def is_misled_in_plain_graphs(self) -> bool:
        """Whether graphs with nothing peculiar about them are wrong, by right operations."""
        right = table(self.get("right"))
        return not all(is_law(self.case, right, name) for name in PLAIN)

    @cached_property
    def is_misled_by_equal_numbers(self) -> bool:
        """Whether it takes nodes of one number to lead the way back astray."""
        right = table(self.get("right"))
        return all(same(right.get(name), unequal_law(self.case)) for name in UNEQUAL)

    def m_gets_all(self, name: str) -> bool:
        """Tell whether m, by right operations, gets all that it should, whatever it hands on."""
        found = row(table(self.get("right")).get(name), 2)
        return found is not None and same(found[1:], law(self.case)[name][1:])

    def adds_up(self, name: str) -> bool:
        """Tell whether what arrives by both paths of a sum is what arrives by each, added up."""
        found = row(table(self.get("sums")).get(name), 3)
        return found is not None and found[0] != 0 and same(found[0], found[1] + found[2])

    def adds(self, name: str) -> bool | None:
        """Tell whether a base operation's step adds to what is there; None where it is unknown.

        One that hands on what is wrong pays for that elsewhere: it is only held to replacing none.
        """
        step, onto = self._steps(name)
        if step is None or onto is None:
            return None
        right = slopes_of(self.case.a, self.case.c, POWER)[name]
        if not same(step, STEP * np.array(right)):
            return not self.replaces(name)
        return same(onto, step + ONTO[1])

    def replaces(self, name: str) -> bool:
        """Tell whether its step replaces what is there, for some operand."""
        step, onto = self._steps(name)
        if step is None or onto is None:
            return False
        return any(same([new], [one]) for new, one in zip(onto, step, strict=True))

    def _steps(self, name: str) -> tuple[Any, Any]:
        """Return what its step hands on, and what stands there after it where something did."""
        ways = table(self.get("bases")).get(name)
        step = ways[1] if isinstance(ways, list) and len(ways) == 2 else None
        size = len(step) if isinstance(step, list) else 0
        found, onto = row(step, size), row(table(self.get("onto")).get(name), size)
        return (None if found is None or not found.all() else found * STEP), onto
