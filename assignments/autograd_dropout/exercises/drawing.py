"""How draws are asked for: at two rates together, in rounds, until it is certain what they are.

Where neurons are handed the rate they are listened to; else the masks are read out of the network's
answers. What comes of either is the law, in words.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.dropout import Droppable
from grader.adapt.neurons import ALMOST, Neurons, takes_a_rate
from grader.exercise import Case
from grader.lessons.scalar_dropout import TwoLayers
from grader.lessons.scalar_mlp import as_arrays
from grader.measure.layers import Round
from grader.remote.value import plain

from . import asking, neurons
from .law import AGAIN, Law

_SHARING = 2
"""Networks that share a round at one rate: who seeds with each network shows in two of them."""
_MOST = 60
"""Times as many calls as at first, at the most: draws that a layer shares are enough then, too."""

_TRIES = 8
"""Times that a round is asked where every output was off: at high rates that happens."""

_LOOKS = 8
"""Calls of each network that tell whether the rate is handed on."""

Words = dict[str, str]
"""What a case's answers show, in words; or the name of an exception, as "stopped"."""


@dataclass(frozen=True)
class _Read:
    """One layer at one rate in one network: its masks, and in which way they were read."""

    masks: Any
    off: str
    scale: str
    is_scalar: bool = True


class _Stopped(Exception):
    """The student's code raised an exception of this name."""


def ask(networks: Droppable, case: Case) -> Words:
    """Ask in rounds until it is certain by which law neurons are off.

    Where the same draws come again, or nothing is off, a seed may stand inside: then how often
    neurons are off is asked once more, with seeds of no effect.
    """
    found = _by_law(networks, case)
    if found["draws"] not in (*AGAIN, "none"):
        return found
    student = networks.scalars.student
    end = student.beside("unseeded")["unseed"](student.MLP)
    try:
        unseeded = _by_law(networks, case)
    finally:
        end()
    if unseeded["stopped"] or unseeded["draws"] in (*AGAIN, "none", "unread"):
        return found
    # a seed of which everything is on, always
    draws = "one" if found["draws"] == "none" else found["draws"]
    return {**found, "draws": draws, "frequency": unseeded["frequency"]}


def _by_law(networks: Droppable, case: Case) -> Words:
    """Ask as the submission is.

    Neurons that layers hand the rate to are listened to; those of layers that do what cannot be
    read, which is asked for elsewhere, are called by themselves.
    """
    parts = _parts(networks, case)
    networks.scalars.student.seed(asking.seed_of(case))
    if parts is None:
        return _asked(lambda: _of_network(networks, case))
    listening = _Listening(networks, case, parts)
    state = listening.state()
    if state == "handed":
        found = _asked(lambda: _told(case, listening.ask, parts))
    else:
        student = networks.scalars.student
        found = _asked(lambda: asking.elsewhere(student, lambda apart: _behind(apart, case)))
    if state != "apart" and found["draws"] in ("none", "unread"):
        return _asked(lambda: _told(case, _Alone(networks, case, parts).ask, parts))
    return found


def _asked(ask_all: Callable[[], Words]) -> Words:
    try:
        return ask_all()
    except _Stopped as stopped:
        return _words(stopped=str(stopped))


_Parts = Mapping[tuple[int, float], Neurons]
"""The neurons of each network that shares a round, at each rate."""


def _parts(networks: Droppable, case: Case) -> _Parts | None:
    found: dict[tuple[int, float], Neurons] = {}
    for place, rate in product(range(_SHARING), _rates(case)):
        if takes_a_rate(networks) and (place, case.rate) in found:
            found[place, rate] = found[place, case.rate]  # one is asked at any rate
            continue
        one = asking.parts_of(networks, asking.network(networks, case, rate, place), case)
        if one is None:
            return None
        found[place, rate] = one
    return found


def _rates(case: Case) -> tuple[float, float]:
    return case.rate, case.other_rate


def _rounds(case: Case) -> Iterator[int]:
    """Yield how many calls a round has at each rate: then a quarter of all so far."""
    times, asked = int(case.calls), 0
    while asked < _MOST * case.calls:
        yield times
        asked += times
        times = asked // (4 * _SHARING) * _SHARING


_Ask = Callable[[int, float, int], Sequence[_Read] | None]
"""Asks a network at a rate so many times: its layers; None where they cannot be read."""


def _told(case: Case, ask_one: _Ask, parts: _Parts | None = None) -> Words:
    """Ask in rounds, and tell what the layers show."""
    layers: list[list[list[Round]]] = []
    seen: list[_Read] = []
    law = Law(_rates(case), layers)
    for times in _rounds(case):
        for place, rate in enumerate(_rates(case)):
            found = [ask_one(n, rate, times // _SHARING) for n in range(_SHARING)]
            known = [one for one in found if one is not None]
            if len(known) < len(found):
                return _words(draws="unread")
            layers = layers or [[[], []] for _ in known[0]]
            for n, of_rates in enumerate(layers):
                of_rates[place].append([one[n].masks for one in known])
            seen += [layer for one in known for layer in one]
        law = Law(_rates(case), layers)
        if not law.undecided:
            break
    words = _words(frequency=law.frequency, draws=law.draws)
    dropping = [one for one in seen if not one.masks.all()] or _at_rest(case, parts)
    if not dropping:
        return words
    words["off"] = _most([(one.off, (~one.masks).sum()) for one in dropping])
    if words["off"] != neurons.MISSING and not all(one.is_scalar for one in dropping):
        words["off"] = "plain"
    words["scale"] = _most([(one.scale, one.masks.sum()) for one in seen])
    return words


def _words(**told: str) -> Words:
    """Return words for everything, so that answers can be held to each other."""
    return {**dict.fromkeys(("stopped", "frequency", "draws", "off", "scale"), ""), **told}


def _most(ways: Sequence[tuple[str, int]]) -> str:
    """Return the way that most entries were read in; "none" where there are no entries."""
    counts: Counter[str] = Counter()
    for way, entries in ways:
        counts[way] += int(entries)
    [(way, entries)] = counts.most_common(1) or [("none", 0)]
    return way if entries else "none"


def _at_rest(case: Case, parts: _Parts | None) -> list[_Read]:
    """Ask the neurons alone at a rate at which all are off, where none was off by itself."""
    if not parts:
        return []
    found = plain(parts[0, case.rate].alone(0, case.x[0], ALMOST, 4))
    outputs, are_scalars = np.asarray(found[0]), found[1]
    one = neurons.read(
        outputs, np.tile(case.x[0], (len(outputs), 1)), as_arrays(case.layers)[0], ALMOST
    )
    return [] if one is None or not one.drops else [
        _Read(one.kept, one.off, one.scale, bool(are_scalars))
    ]  # fmt: skip


# ---------------------------------------------------------------- neurons that are handed the rate


class _Listening:
    """Asks networks, and listens to their neurons."""

    def __init__(self, networks: Droppable, case: Case, parts: _Parts) -> None:
        self._networks, self._case, self._parts = networks, case, parts
        self._noted: dict[int, Any] = {}
        self._answered: dict[int, Any] = {}
        self._layers = [as_arrays(asking.layers(case, place)) for place in range(_SHARING)]

    def state(self) -> str:
        """Tell whether the rate is "handed" on, or dropout is drawn "behind" the neurons' backs.

        It is handed on where in every call each hidden neuron is called once, at the rate or always
        at 0. What the network answers must be what its last neurons do: else they stand "apart"
        from it.
        """
        try:
            tables = [self._calls(place, self._case.rate, _LOOKS) for place in range(_SHARING)]
        except _Stopped:
            return "apart"
        if not all(self._comes_from_neurons(place) for place in range(_SHARING)):
            return "apart"
        if any(table is None for table in tables):
            return "behind"
        found = np.concatenate(tables)
        rates = found[:, :, 0]
        is_rate, is_none = np.isclose(rates, self._case.rate), rates == 0
        if not is_rate.any() or not (is_rate.all(axis=0) | is_none.all(axis=0)).all():
            return "behind"
        return "handed"

    def _comes_from_neurons(self, place: int) -> bool:
        """Tell of the last calls whether the network answered what its last neurons did."""
        table, answers = self._noted[place], self._answered[place]
        hidden = sum(self._case.sizes[:2])
        last = table[table[:, 0] >= hidden]
        if len(last) != answers.size:
            return False
        calls = last.reshape(*answers.shape, -1)
        places = np.argsort(calls[:, :, :1], axis=1)
        calls = np.take_along_axis(calls, places, axis=1)
        return bool(np.allclose(calls[:, :, 3], answers, rtol=1e-6, atol=0))

    def ask(self, place: int, rate: float, times: int) -> list[_Read] | None:
        """Ask one of the networks; the layers that were handed the rate."""
        table = self._calls(place, rate, times)
        if table is None:
            return None
        sizes = self._case.sizes[:2]
        numbers = np.split(table[:, :, 1], [sizes[0]], axis=1)
        layers = self._layers[place]
        found = neurons.read_both(numbers, self._case.x[0], layers, rate)
        if found is None:
            return None
        scalars = np.split(table[:, :, 2] == 1, [sizes[0]], axis=1)
        return [
            _Read(one.kept, one.off, one.scale, bool(is_scalar[~one.kept].all()))
            for one, is_scalar in zip(found, scalars, strict=True)
        ]

    def _calls(self, place: int, rate: float, times: int) -> Any:
        """Return calls by hidden neurons: rate, number, is it a scalar; None where some lack."""
        case, student = self._case, self._networks.scalars.student
        parts = self._parts[place, rate]
        put_back, _ = asking.restoring(parts.network)

        def once() -> Any:
            put_back()
            return asking.numbers(self._networks, parts.network, case.x[0], rate)

        def some() -> Any:
            with parts.heard() as noted:
                return student.repeated(times, once), noted()

        found = attempted(student, some)
        if isinstance(found, str):
            raise _Stopped(found)
        try:
            self._answered[place] = np.array(found[0], dtype=float).reshape(times, -1)
            self._noted[place] = np.asarray(found[1], dtype=float).reshape(-1, 5)
        except (TypeError, ValueError):
            raise _Stopped("ValueError") from None
        return _by_neurons(self._noted[place], times, sum(case.sizes[:2]))


def _by_neurons(table: Any, times: int, hidden: int) -> Any:
    """Arrange what was heard as calls by hidden neurons; None unless each was called once."""
    if not isinstance(table, np.ndarray) or table.ndim != 2 or table.shape[1] != 5:
        return None
    table = table[table[:, 0] < hidden]
    if len(table) != times * hidden:
        return None
    calls = table.reshape(times, hidden, 5)
    calls = np.take_along_axis(calls, np.argsort(calls[:, :, :1], axis=1), axis=1)
    in_order = (calls[:, :, 0] == np.arange(hidden)).all()
    return calls[:, :, [1, 3, 4]] if in_order else None


class _Alone:
    """Asks neurons that no layer hands the rate to."""

    def __init__(self, networks: Droppable, case: Case, parts: _Parts) -> None:
        self._student = networks.scalars.student
        self._case, self._parts = case, parts

    def ask(self, place: int, rate: float, times: int) -> list[_Read] | None:
        """Ask the first layer of one of the networks."""
        x, layer = self._case.x[0], as_arrays(self._case.layers)[0]
        told = attempted(self._student, lambda: self._parts[place, rate].alone(0, x, rate, times))
        if isinstance(told, str):
            raise _Stopped(told)
        numbers, are_scalars = told
        one = neurons.read(np.asarray(numbers), np.tile(x, (times, 1)), layer, rate)
        if one is None:
            return None
        return [_Read(one.kept, one.off, one.scale, bool(are_scalars))]


# ---------------------------------------------------------------- draws of layers and networks


def _behind(networks: Droppable, case: Case) -> Words:
    """Read masks that are drawn behind the neurons' backs: right ones answer, and draw nothing."""
    parts = _parts(networks, case)
    networks.scalars.student.seed(asking.seed_of(case))
    return _of_network(networks, case, parts)


def _of_network(networks: Droppable, case: Case, parts: _Parts | None = None) -> Words:
    """Read masks out of the network's answers; with right neurons, where there are `parts`."""

    def ask_one(place: int, rate: float, times: int) -> list[_Read] | None:
        shift = asking.apart(_SHARING, _SHARING)[place]
        answers: list[Any] = []
        for _ in range(_TRIES):
            found = _answers(networks, case, place, rate, times, parts)
            if isinstance(found, str):
                raise _Stopped(found)
            answers += list(found)
            with np.errstate(all="ignore"):
                told = asking.explained(answers, case, rate, np.full(len(answers), shift))
            if told is not None or np.any(answers):
                break
        return None if told is None else _masks(told)

    return _told(case, ask_one)


def _answers(
    networks: Droppable, case: Case, place: int, rate: float, times: int, parts: _Parts | None
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


def _masks(found: TwoLayers) -> list[_Read]:
    """Return each layer's masks where they could be read."""
    first, second = found.first, found.second
    # where outputs were dropped too, few calls show a whole mask
    if second.read.sum() >= len(second.read) / 2:
        behind = second.kept[second.read]
    else:
        behind = second.kept[found.known][:, np.newaxis]
    return [
        _Read(first.kept[first.read], first.off, first.scale),
        _Read(behind, second.off, second.scale),
    ]
