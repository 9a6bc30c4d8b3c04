"""How draws are asked for: at two rates together, in rounds, until it is certain what they are.

Where neurons are handed the rate they are listened to; else the masks are read out of the network's
answers. What comes of either is the law, in words.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np

from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.neurons import ALMOST, Neurons, takes_a_rate
from grader.exercise import Case
from grader.lessons.scalar_mlp import as_arrays
from grader.measure.layers import Round
from grader.remote.value import plain

from . import asking, neurons
from .arrival import ON_THE_WAY
from .law import AGAIN, Law
from .listening import Alone, Listening, State
from .of_network import OfEachNew, OfNetwork
from .read_masks import SHARING, Parts, Read, Stopped

_MOST = 60
"""Times as many calls as at first, at the most: draws that a layer shares are enough then, too."""

Finder = Callable[[Droppable, Network, Case], Neurons | None]
"""Finds the neurons of a network that can be asked, or answered for."""
HANDED = "handed another"
"""How often neurons are off that draw as they should, and are not called at the rate."""

Words = dict[str, str]
"""What a case's answers show, in words; or the name of an exception, as "stopped"."""


def ask(networks: Droppable, case: Case) -> Words:
    """Ask in rounds until it is certain by which law neurons are off.

    Where the same draws come again, or nothing is off, a seed may stand inside: then how often
    neurons are off is asked once more, with seeds of no effect; or a network may keep its mask:
    then it is asked of a new one at each call.
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
        return _of_each_new(networks, case, found)
    # a seed of which everything is on, always
    draws = "one" if found["draws"] == "none" else found["draws"]
    return {**found, "draws": draws, "frequency": unseeded["frequency"]}


def _of_each_new(networks: Droppable, case: Case, found: Words) -> Words:
    """Tell of masks that stay in a network what they are in new ones, if they are draws there."""
    new = OfEachNew(networks, case)
    if not all(map(new.stays, _rates(case))):
        return found
    anew = _asked(lambda: _told(case, new.ask))
    if anew["stopped"] or anew["draws"] in (*AGAIN, "none", "unread"):
        return found
    return {**anew, "draws": "again"}


def _by_law(networks: Droppable, case: Case) -> Words:
    """Ask as the submission is.

    Neurons that layers hand the rate to are listened to; those of layers that do what cannot be
    read, which is asked for elsewhere, are called by themselves.
    """
    parts = _parts(networks, case)
    networks.scalars.student.seed(asking.seed_of(case))
    if parts is None:
        found = _asked(lambda: _told(case, OfNetwork(networks, case).ask))
        is_read = found["draws"] != "unread"
        return found if is_read else _elsewhere(networks, case, asking.silent_of)
    listening = Listening(networks, case, parts)
    state = listening.state()
    if state is State.HANDED:
        found = _asked(lambda: _told(case, listening.ask, parts))
    else:
        found = _elsewhere(networks, case, asking.parts_of)
    if state is not State.APART and found["draws"] == "none":
        found = _of_each_new(networks, case, found)
    # neurons that are called at the rate and are all on may be so by a seed that is set before
    is_none = state is State.HANDED and found["draws"] == "none"
    if state is State.APART or is_none or found["draws"] not in ("none", "unread"):
        return found
    alone = _asked(lambda: _told(case, Alone(networks, case, parts).ask, parts))
    return _as_called(case, listening, state, alone, parts)


def _as_called(case: Case, listening: Listening, state: State, alone: Words, parts: Parts) -> Words:
    """Tell of neurons whose own draws are known, `alone`, how they are called in the network."""
    if state in (State.HANDED, State.BEHIND, State.STOPPED):
        return alone
    if state is State.NOT_HERE:
        return {**alone, "frequency": HANDED}
    arrived = _asked(lambda: _told(case, listening.ask, parts))
    if arrived["stopped"] or arrived["draws"] in ("none", "unread"):
        return alone
    if state is State.AGAIN:
        return {**alone, "frequency": arrived["frequency"], "draws": arrived["draws"]}
    if state is State.ONE_OTHER and arrived["frequency"] == "rate":
        return arrived  # what neurons are handed, a probability to keep say, is theirs to choose
    frequency = "inverted" if arrived["frequency"] == "inverted" else HANDED
    return {**alone, "frequency": frequency}


def _elsewhere(networks: Droppable, case: Case, find: Finder) -> Words:
    """Read masks with right neurons in the place of those that `find` finds."""
    student = networks.scalars.student
    return _asked(lambda: asking.elsewhere(student, lambda apart: _behind(apart, case, find)))


def _behind(networks: Droppable, case: Case, find: Finder) -> Words:
    """Read masks that are drawn behind the neurons' backs: right ones answer, and draw nothing."""
    parts = _parts(networks, case, find)
    networks.scalars.student.seed(asking.seed_of(case))
    return _told(case, OfNetwork(networks, case, parts).ask)


def _asked(ask_all: Callable[[], Words]) -> Words:
    try:
        return ask_all()
    except Stopped as stopped:
        return _words(stopped=str(stopped))


def _parts(networks: Droppable, case: Case, find: Finder = asking.parts_of) -> Parts | None:
    found: dict[tuple[int, float], Neurons] = {}
    for place, rate in product(range(SHARING), _rates(case)):
        if takes_a_rate(networks) and (place, case.rate) in found:
            found[place, rate] = found[place, case.rate]  # one is asked at any rate
            continue
        one = find(networks, asking.network(networks, case, rate, place), case)
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
        times = asked // (4 * SHARING) * SHARING


_Ask = Callable[[int, float, int], Sequence[Read] | None]
"""Asks a network at a rate so many times: its layers; None where they cannot be read."""


def _told(case: Case, ask_one: _Ask, parts: Parts | None = None) -> Words:
    """Ask in rounds, and tell what the layers show."""
    layers: list[list[list[Round]]] = []
    seen: list[Read] = []
    law = Law(_rates(case), layers)
    for times in _rounds(case):
        for place, rate in enumerate(_rates(case)):
            found = [ask_one(n, rate, times // SHARING) for n in range(SHARING)]
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
    if any(one.scale == ON_THE_WAY for one in seen):
        words["scale"] = ON_THE_WAY
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


def _at_rest(case: Case, parts: Parts | None) -> list[Read]:
    """Ask the neurons alone at a rate at which all are off, where none was off by itself."""
    if not parts:
        return []
    found = plain(parts[0, case.rate].alone(0, case.x[0], ALMOST, 4))
    outputs, are_scalars = np.asarray(found[0]), found[1]
    one = neurons.read(
        outputs, np.tile(case.x[0], (len(outputs), 1)), as_arrays(case.layers)[0], ALMOST
    )
    return [] if one is None or not one.drops else [
        Read(one.kept, one.off, one.scale, bool(are_scalars))
    ]  # fmt: skip
