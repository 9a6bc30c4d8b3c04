"""`treinar`: the training loop with dropout, in a function or a loop of its own."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from grader.adapt.asking import as_row, attempted, tried
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.stand_in import StandIn
from grader.adapt.training import Data, Trained, given, slope, squared_error, train
from grader.check.compare import states
from grader.check.rows import along, row, same, stopped, table
from grader.check.values import mapping
from grader.exercise import Case, Exercise, Line, Picture
from grader.lessons.scalar_mlp import as_arrays, draw_layers, flat, gradient
from grader.model import Finding, Text
from grader.remote.value import plain

from . import asking, lesson

_MANY = 25
"""Epochs after which the loss must have fallen."""


class Training(Exercise):
    """Without dropout held to the student's own gradient; with it, to chance and to a trend."""

    name = "treinar"
    asks = ("Valor", "MLP", "treinar")
    upstream = ("Valor", "MLP")
    asked_twice = False
    shown = ("losses",)

    def examples(self) -> Iterator[Case]:
        given_ = {"features": lesson.FEATURES, "sizes": lesson.SIZES, "layers": lesson.PARAMETERS}
        yield Case("without_dropout", **given_, x=lesson.X, y=lesson.Y, step=0.3)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        # an output bias that is far off: whatever is dropped, the loss has a long way to fall
        layers = draw_layers(rng, 2, [4, 3, 1])
        layers[-1][0][-1] = 2.5
        x: list[list[float]] = rng.uniform(-1.5, 1.5, (3, 2)).tolist()
        y: list[float] = rng.uniform(0.05, 0.35, 3).tolist()
        rate = round(float(rng.uniform(0.2, 0.35)), 3)
        yield Case("with_dropout", features=2, sizes=[4, 3, 1], layers=layers, x=x, y=y,
                   step=0.4, rate=rate)  # fmt: skip

    def run(self, student: Any, case: Case) -> Any:
        ask = _with_dropout if "rate" in case.inputs else _without
        return asking.with_networks(student, lambda networks: ask(student, networks, case))

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "treinar", ())
        with np.errstate(all="ignore"):
            judge = _judge_dropout if "rate" in case.inputs else _judge_plain
            findings = list(judge(case, answers))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        found: list[Line] = []
        with np.errstate(all="ignore"):
            if "rate" not in case.inputs:
                found = list(_lines(case, table(got)))
        yield from found

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"taxa": case.step, "len(x)": len(case.x)}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("losses", "curve", table(got).get("losses"))


# ---------------------------------------------------------------- asking


def _train(
    student: Any, networks: Droppable, case: Case, made: Network, *, epochs: int, rate: float
) -> Trained:
    networks.look(made, case.x[0], rate)
    data = Data(case.x, case.y)
    asked = given(made, data, epochs=epochs, rate=case.step, dropout=rate)
    return train(student, made, asked)


def _without(student: Any, networks: Droppable, case: Case) -> dict[str, Any]:
    """Train one epoch and two without dropout, and one from where one ends."""
    usual = attempted(student, lambda: _whole(networks, case))
    stopped_ = usual if isinstance(usual, str) else None

    def made(numbers_: Any) -> Network:
        if stopped_ is None:
            return networks.at(0.0, case.features, case.sizes, numbers_)
        found = StandIn(networks.scalars, case.features)
        found.fill(numbers_)
        return found

    def epochs(number: int, numbers_: Any) -> Trained:
        return _train(student, networks, case, made(numbers_), epochs=number, rate=0.0)

    start, one = made(case.layers), epochs(1, case.layers)
    middle = plain(one.network.numbers())
    two = epochs(2, case.layers)
    reached = [start, made(middle), made(plain(two.network.numbers()))]
    return {
        "start": start.flat(),
        "one": one.network.flat(),
        "two": two.network.flat(),
        "again": attempted(student, lambda: epochs(1, middle).network.flat()),
        "slope": tried(student, lambda: slope(start, _ask(networks, start), Data(case.x, case.y))),
        "losses": stopped_
        or as_row(tried(student, lambda: [_error(networks, one, case) for one in reached])),
    }


def _whole(networks: Droppable, case: Case) -> None:
    """Raise unless a network answers without dropout, twice alike."""
    made = networks.at(0.0, case.features, case.sizes, case.layers)
    one, other = plain([asking.numbers(networks, made, case.x[0], 0.0) for _ in range(2)])
    if one.tolist() != other.tolist():
        raise ValueError


def _with_dropout(student: Any, networks: Droppable, case: Case) -> dict[str, Any]:
    """Train for an epoch under two seeds, and for many."""

    def made() -> Network:
        return asking.network(networks, case, case.rate)

    def reached(seed: int, on: Case = case, rate: float = case.rate) -> Any:
        student.seed(seed)
        start = networks.at(rate, case.features, case.sizes, case.layers)
        return _train(student, networks, on, start, epochs=1, rate=rate).network.flat()

    end = _train(student, networks, case, made(), epochs=_MANY, rate=case.rate).network
    numbers_ = (case.layers, plain(end.numbers()))
    unmasked = [networks.plain(case.features, case.sizes, one) for one in numbers_]
    return {
        "one_seed": attempted(student, lambda: reached(1)),
        "another": attempted(student, lambda: reached(2)),
        "without": _without_dropout(
            case, lambda on: attempted(student, lambda: reached(1, on, 0.0))
        ),
        "errors": tried(student, lambda: [_error(networks, one, case) for one in unmasked]),
    }


def _without_dropout(case: Case, reached: Callable[[Case], Any]) -> list[Any]:
    """Train for an epoch without dropout: again, and on other data, unless it simply goes down."""
    one = reached(case)
    if _goes_down(case, one):
        return [one]
    data = {"x": [[1.5 * v - 0.4 for v in row] for row in case.x], "y": [v + 0.5 for v in case.y]}
    return [one, reached(case), reached(Case(case.name, **{**case.inputs, **data}))]


def _ask(networks: Droppable, made: Network) -> Any:
    return lambda x: networks.ask(made, x, 0.0)[0]


def _error(networks: Droppable, made: Network, case: Case) -> Any:
    return squared_error(made, _ask(networks, made), Data(case.x, case.y))


# ---------------------------------------------------------------- judging


def _judge_plain(case: Case, answers: Any) -> Iterator[Finding]:
    """Judge one step by the gradient, and the next by a fresh start from where it begins."""
    size = len(answers["start"]) if isinstance(answers.get("start"), list) else 0
    start, one, two, again, right = (
        row(answers.get(key), size) for key in ("start", "one", "two", "again", "slope")
    )
    moved = start is not None and one is not None and right is not None and right.any()
    yield states(moved and along(start - one, right), "training.step", item="step")
    fresh = moved and two is not None and not same(two, one) and same(two, again)
    yield states(fresh, "training.fresh", item="step")


def _lines(case: Case, answers: Mapping[str, Any]) -> Iterator[Line]:
    """Yield what one epoch takes from the parameters, and what a second one takes from there."""
    size = len(answers["start"]) if isinstance(answers.get("start"), list) else 0
    start, one, two, again, slope_ = (
        row(answers.get(key), size) for key in ("start", "one", "two", "again", "slope")
    )
    if start is None or one is None or slope_ is None or not slope_.any():
        return
    step = start - one
    yield Line("taxa * p.grad", step, step if along(step, slope_) else case.step * slope_)
    if two is not None and again is not None:
        yield Line("taxa * p.grad (epocas=2)", one - two, one - again)


def _judge_dropout(case: Case, answers: Any) -> Iterator[Finding]:
    lost = stopped(answers.get("one_seed"), "treinar", item="drops")
    size = len(answers["one_seed"]) if isinstance(answers.get("one_seed"), list) else 0
    found, other = (row(answers.get(key), size) for key in ("one_seed", "another"))
    trains = _trains(case, answers.get("without"))
    if lost:
        yield lost
    elif found is not None and not trains:
        yield Finding("drops", False, Text("training.no_data"))
    else:
        differ = found is not None and other is not None and not same(found, other)
        yield states(size and differ, "training.drops", item="drops")
    errors = row(answers.get("errors"), 2)
    falls = trains and errors is not None and errors[1] < 0.95 * errors[0]
    yield states(falls, "training.falls", item="falls")


def _trains(case: Case, without: Any) -> bool:
    """Tell whether an epoch without dropout trains: most simply, whether it goes down the slope.

    Another way must be one that can be repeated and that other data change: noise and decay go
    theirs whatever the data are.
    """
    found = without if isinstance(without, list) else []
    if len(found) == 1:
        return _goes_down(case, found[0])
    size = len(found[0]) if len(found) == 3 and isinstance(found[0], list) else 0
    one, again, other = (row(part, size) for part in found) if size else (None, None, None)
    return one is not None and other is not None and same(one, again) and not same(one, other)


def _goes_down(case: Case, one: Any) -> bool:
    """Tell whether an epoch led along the true slope of the lesson's own network."""
    start, slope = _true_slope(case)
    end = row(one, len(start))
    return end is not None and along(start - end, slope)


@lru_cache(maxsize=64)
def _true_slope(case: Case) -> tuple[Any, Any]:
    """Return a network's numbers, and the slope of its error by each, without dropout."""
    layers = as_arrays(case.layers)
    return flat(layers), flat(gradient(layers, np.asarray(case.x), np.asarray(case.y)))
