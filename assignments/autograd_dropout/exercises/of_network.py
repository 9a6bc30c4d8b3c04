"""Masks of draws that are behind the neurons' backs, read out of the network's answers."""

from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.exercise import Case
from grader.lessons.scalar_dropout import TwoLayers
from grader.measure.rows import same
from grader.remote.value import plain

from . import asking
from .read_masks import SHARING, Parts, Read, Stopped

TRIES = 8
"""Times that a round is asked where every output was off, as happens at high rates, or so few of
them were on that what could be read before cannot be read in so small a round."""

_NEW, _AGAIN = 12, 6
"""Networks, and calls of each, in which it shows whether a mask stays."""


class OfNetwork:
    """Reads masks out of a network's answers; with right neurons, where there are `parts`."""

    def __init__(self, networks: Droppable, case: Case, parts: Parts | None = None) -> None:
        self._networks, self._case, self._parts = networks, case, parts
        self._was_read = False

    def ask(self, place: int, rate: float, times: int) -> list[Read] | None:
        """Ask one of the networks; None where its answers do not tell who was off."""
        case, shift = self._case, asking.apart(SHARING, SHARING)[place]
        answers: list[Any] = []
        for _ in range(TRIES):
            found = self._answers(place, rate, times)
            if isinstance(found, str):
                raise Stopped(found)
            answers += list(found)
            with np.errstate(all="ignore"):
                told = asking.explained(answers, case, rate, np.full(len(answers), shift))
            if told is not None or (np.any(answers) and not self._was_read):
                break
        self._was_read = told is not None
        return None if told is None else _masks(told)

    def _answers(self, place: int, rate: float, times: int) -> Any:
        return _answers(self._networks, self._case, place, rate, times, self._parts)


class OfEachNew(OfNetwork):
    """Asks a new network at each call: a mask that is kept for ever is a draw of its own there."""

    def stays(self, rate: float) -> bool:
        """Tell whether networks answer alike in all calls, each of several in its own way or not.

        A neuron that stays off once it was off changes an answer in the first calls.
        """
        student = self._networks.scalars.student

        def once() -> Any:
            made = asking.network(self._networks, self._case, rate)
            x = self._case.x[0]
            return [asking.numbers(self._networks, made, x, rate) for _ in range(_AGAIN)]

        found = attempted(student, lambda: plain(student.repeated(_NEW, once)))
        if isinstance(found, str):
            return False
        return all(same(one, calls[0]) for calls in found for one in calls[1:])

    def _answers(self, place: int, rate: float, times: int) -> Any:
        student = self._networks.scalars.student

        def once() -> Any:
            made = asking.network(self._networks, self._case, rate, place)
            return asking.numbers(self._networks, made, self._case.x[0], rate)

        return attempted(student, lambda: plain(student.repeated(times, once)))


def _answers(
    networks: Droppable, case: Case, place: int, rate: float, times: int, parts: Parts | None
) -> Any:
    student = networks.scalars.student
    made = parts[place, rate].network if parts else asking.network(networks, case, rate, place)
    put_back, _ = asking.restoring(made)

    def once() -> Any:
        put_back()
        return asking.numbers(networks, made, case.x[0], rate)

    def some() -> Any:
        if not parts:
            return plain(student.repeated(times, once))
        with parts[place, rate].replaced("nothing"):
            return plain(student.repeated(times, once))

    return attempted(student, some)


def _masks(found: TwoLayers) -> list[Read]:
    """Return each layer's masks where they could be read."""
    first, second = found.first, found.second
    # where outputs were dropped too, few calls show a whole mask
    if second.read.sum() >= len(second.read) / 2:
        behind = second.kept[second.read]
    else:
        behind = second.kept[found.known][:, np.newaxis]
    return [
        Read(first.kept[first.read], first.off, first.scale),
        Read(behind, second.off, second.scale),
    ]
