"""`treinar`: the training loop with dropout, in a function or a loop of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np

from grader.adapt.asking import attempted, tried
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.scalar import Scalars
from grader.adapt.stand_in import StandIn
from grader.adapt.training import Data, Trained, given, slope, squared_error, train
from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case, Line, Picture
from grader.lessons import lasting
from grader.lessons import printed_mlp as lesson
from grader.lessons.lasting import Course
from grader.lessons.scalar_mlp import as_arrays, draw_layers, flat, gradient
from grader.measure.rows import along, row, same, table, unstopped
from grader.measure.values import Array
from grader.model import Text
from grader.remote.value import plain

from . import asking, epochs, glance
from .trainee import Trainee

_MANY = 25
"""Epochs after which the loss must have fallen."""


_PARTLY = {"some samples": "training.some_samples", "same": "training.same_draws"}
"""Draws that are there, and not for each prediction."""


class Epochs(Answer):
    """Where epochs of training led."""

    def rows(self, first: str, *others: str) -> list[Any]:
        """Return rows as long as the first one is; None for each that is none."""
        found = self.get(first)
        size = len(found) if isinstance(found, list) else 0
        return [row(self.get(key), size) for key in (first, *others)]

    @cached_property
    def step(self) -> tuple[Array, Array] | None:
        """What an epoch took from the parameters, and the slope there; None where not known."""
        start, one, slope_ = self.rows("start", "one", "slope")
        is_known = start is not None and one is not None and slope_ is not None and slope_.any()
        return (start - one, slope_) if is_known else None

    @cached_property
    def trains(self) -> bool:
        """Whether an epoch without dropout trains: most simply, whether it goes down the slope.

        Another way must be one that can be repeated and that other data change: noise and decay go
        theirs whatever the data are.
        """
        found = self.get("without")
        found = found if isinstance(found, list) else []
        if len(found) == 1:
            return _goes_down(self.case, found[0])
        size = len(found[0]) if len(found) == 3 and isinstance(found[0], list) else 0
        one, again, other = (row(part, size) for part in found) if size else (None, None, None)
        return one is not None and other is not None and same(one, again) and not same(one, other)

    @property
    def step_without(self) -> float | None:
        """How much of its slope an epoch without dropout goes; None unless it goes down."""
        found = self.get("without")
        if not isinstance(found, list) or len(found) != 1 or not self.trains:
            return None
        start, slope_ = _true_slope(self.case)
        return epochs.step_of(start, row(found[0], len(start)), slope_)


class Training(Claims):
    """Without dropout held to the student's own gradient; with it, to chance and to a trend."""

    name = "treinar"
    asks = ("Valor", "MLP", "treinar")
    upstream = ("Valor", "MLP")
    asked_twice = False
    is_glanced_at = True
    reads = Epochs
    shown = ("losses",)

    def examples(self) -> Iterator[Case]:
        given_ = {"features": lesson.FEATURES, "sizes": lesson.SIZES, "layers": lesson.PARAMETERS}
        yield Case("without_dropout", asked="plain", **given_, x=lesson.X, y=lesson.Y, step=0.3)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        # before what is trained with dropout: after a case that never ends none is asked
        yield Case("to_the_end", asked="lasts", step=0.4, **lasting.draw_inputs(rng))
        # an output bias that is far off: whatever is dropped, the loss has a long way to fall
        layers = draw_layers(rng, 2, [4, 3, 1])
        layers[-1][0][-1] = 2.5
        x: list[list[float]] = rng.uniform(-1.5, 1.5, (3, 2)).tolist()
        y: list[float] = rng.uniform(0.05, 0.35, 3).tolist()
        rate = round(float(rng.uniform(0.2, 0.35)), 3)
        yield Case("with_dropout", asked="dropout", features=2, sizes=[4, 3, 1], layers=layers,
                   x=x, y=y, step=0.4, rate=rate)  # fmt: skip

    def run(self, student: Any, case: Case) -> Any:
        student = student.apart()  # a right network may be lent to it
        student.seed(asking.seed_of(case))
        if case.asked == "lasts":
            return asking.with_networks(student, lambda n: _lasts(student, n, case))
        if case.asked == "dropout":
            return plain(asking.with_networks(student, lambda n: _with_dropout(student, n, case)))
        found = plain(asking.with_networks(student, lambda n: _without(student, n, case)))
        own = Droppable(Scalars(student), student.MLP)
        return {**found, "by itself": _by_itself(Trainee(student, own, case), case)}

    def glance(self, student: Any, case: Case) -> bool:
        if case.asked == "lasts":
            return True
        return asking.with_networks(student, lambda networks: _glance(networks, case))

    @claim("training.step", item="step", on="plain")
    def goes_down(self, got: Epochs) -> bool:
        return got.step is not None and along(*got.step)

    @claim("training.rate", item="step", on="plain")
    def uses_the_rate(self, got: Epochs) -> bool | None:
        """Hold a step at twice the rate to one that is twice as far."""
        start, one, doubled = got.rows("start", "one", "doubled")
        if not self.goes_down(got) or doubled is None:
            return None
        return same(start - doubled, 2 * (start - one))

    @claim("training.valor", item="step", on="plain")
    def trains_with_the_given_class(self, got: Epochs) -> bool | None:
        """Hold it to a class whose way back begins by itself, as the given one does."""
        return False if self.goes_down(got) and got.word("by itself") == "stays" else None

    @claim("training.losses", item="step", on="plain")
    def gives_the_losses(self, got: Epochs) -> bool | None:
        """Of what was returned as a list: a loss for each epoch."""
        series, right = got.get("series"), row(got.get("losses"), 3)
        if not isinstance(series, list) or not series or right is None or not self.goes_down(got):
            return None
        rows_ = [row(one, 2) for one in series]
        return any(
            one is not None and (along(one, right[:2]) or along(one, right[1:])) for one in rows_
        )

    @claim("training.fresh", item="step", on="plain")
    def starts_afresh(self, got: Epochs) -> bool:
        """Hold a second epoch to one that begins with the parameters that the first one left."""
        _, one, two, again = got.rows("start", "one", "two", "again")
        return got.step is not None and not same(two, one) and same(two, again)

    @claim("training.lasts", item="step", on="lasts")
    def lasts(self, got: Epochs) -> Said:
        """Hold many epochs, small losses and rising ones to what the first epochs are."""
        found = got.word("lasts")
        others = {lasting.RATE: "training.keeps_rate", lasting.ASTRAY: "training.step"}
        return said(found == lasting.WHOLE, others.get(found, ""))

    @claim("training.drops", item="drops", on="dropout")
    def drops(self, got: Epochs) -> Said:
        unstopped(got.get("one_seed"), "treinar")
        one, another = got.rows("one_seed", "another")
        if one is not None and not got.trains:
            return Said(False, message=Text("training.no_data"))
        if got.word("epochs") == "some":
            return said(False, "training.some_epochs")
        if one is not None and got.flag("shared"):
            return said(False, "training.shared")
        if one is not None and got.word("epochs") in _PARTLY:
            return said(False, _PARTLY[got.word("epochs")])
        if got.step_without is not None and got.get("hands on") is False:
            return said(False, "training.other_rate")
        return said(one is not None and another is not None and not same(one, another))

    @claim("training.same_step", item="drops", on="dropout")
    def steps_as_far(self, got: Epochs) -> bool | None:
        """Hold a step with dropout to one without: as much of the slope."""
        without = got.step_without
        if without is None or got.get("step at rest") is None:
            return None
        return epochs.alike(got.number("step at rest"), without)

    @claim("training.falls", item="falls", on="dropout")
    def falls(self, got: Epochs) -> bool:
        errors = row(got.get("errors"), 2)
        return got.trains and errors is not None and errors[1] < 0.95 * errors[0]

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        if case.asked == "plain":
            yield from _lines(Epochs(case, table(got), None))

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"taxa": case.step, "len(x)": len(case.x)}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("losses", "curve", table(got).get("losses"))


# ---------------------------------------------------------------- asking


def _glance(networks: Droppable, case: Case) -> bool:
    """Tell whether an epoch without dropout goes down; and whether two with dropout differ."""
    if not _goes_down(case, glance.trained(networks, case, 0.0, 1)):
        return False
    if case.asked == "plain":
        return True
    one, other = (glance.trained(networks, case, case.rate, seed) for seed in (1, 2))
    return not same(one, other)


def _without(student: Any, networks: Droppable, case: Case) -> dict[str, Any]:
    """Train one epoch and two without dropout, and one from where one ends; one at twice the rate.

    Where a right network cannot stand in for one that cannot be asked, a small model does.
    """
    trainee = Trainee(student, networks, case)
    usual = None if trainee.is_replaced else attempted(student, lambda: _whole(networks, case))
    stopped_ = usual if isinstance(usual, str) else None

    def made(numbers_: Any) -> Network:
        if stopped_ is None:
            return trainee.made(numbers_)
        found = StandIn(networks.scalars, case.features)
        found.fill(numbers_)
        return found

    def trained(number: int, numbers_: Any, times: int = 1) -> Trained:
        network = made(numbers_)
        return trainee.train(network, rate=0.0, epochs=number, step=times * case.step).trained

    start, one = made(case.layers), trained(1, case.layers)
    middle = plain(one.network.numbers())
    two = trained(2, case.layers)
    reached = [start, made(middle), made(plain(two.network.numbers()))]
    found = {
        "start": start.flat(),
        "one": one.network.flat(),
        "two": two.network.flat(),
        "again": attempted(student, lambda: trained(1, middle).network.flat()),
        "slope": _slope(trainee, networks, start, case),
        "losses": stopped_ or _errors(trainee, networks, reached, case),
    }
    if not one.rates:  # of a loop that has its own rate no other can be asked
        found["doubled"] = attempted(student, lambda: trained(1, case.layers, 2).network.flat())
    if student.source_of("treinar") is None and two.series:
        found["series"] = [list(one) for one in two.series]
    return found


def _lasts(student: Any, networks: Droppable, case: Case) -> dict[str, str]:
    """Tell whether training without dropout goes on as it begins."""

    def end(course: Course, epochs: int) -> Any:
        def trained() -> Any:
            made = networks.at(0.0, case.features, case.sizes, course.layers)
            data = Data(course.x, course.y)
            asked = given(made, data, epochs=epochs, rate=course.rate, dropout=0.0)
            return train(student, made, asked).network.flat()

        return row(attempted(student, trained), lasting.FEATURES + 1)

    return {"lasts": lasting.told(end, case.inputs)}


def _by_itself(trainee: Trainee, case: Case) -> str:
    """Tell whether the class of scalars trains as it is, with nothing mended."""
    start = flat(as_arrays(case.layers))
    found = attempted(
        trainee.student,
        lambda: trainee.trained(case.layers, rate=0.0, epochs=1, step=case.step).network.flat(),
    )
    end = row(found, len(start))
    return "stopped" if end is None else "stays" if same(end, start) else "moves"


def _whole(networks: Droppable, case: Case) -> None:
    """Raise unless a network answers without dropout, twice alike."""
    made = networks.at(0.0, case.features, case.sizes, case.layers)
    one, other = plain([asking.numbers(networks, made, case.x[0], 0.0) for _ in range(2)])
    if one.tolist() != other.tolist():
        raise ValueError


def _with_dropout(student: Any, networks: Droppable, case: Case) -> dict[str, Any]:
    """Train for an epoch under two seeds, and for many; and where nothing is left to chance."""
    trainee = Trainee(student, networks, case)

    def reached(seed: int, on: Case = case, rate: float = case.rate) -> Any:
        student.seed(seed)
        done = trainee.trained(case.layers, rate=rate, epochs=1, step=case.step, on=on)
        return done.network.flat()

    longer = epochs.twice(case)
    end = trainee.trained(case.layers, rate=case.rate, epochs=_MANY, step=case.step).network
    numbers_ = (case.layers, plain(end.numbers()))
    unmasked = [networks.plain(case.features, case.sizes, one) for one in numbers_]
    found = {
        "one_seed": attempted(student, lambda: reached(1, longer)),
        "another": attempted(student, lambda: reached(2, longer)),
        "without": _without_dropout(
            case, lambda on: attempted(student, lambda: reached(1, on, 0.0))
        ),
        "errors": _errors(trainee, networks, unmasked, case),
        "epochs": epochs.drawn(trainee, longer),
        "shared": epochs.shared(trainee, case),
    }
    more = {
        "step at rest": epochs.step_at_rest(trainee, case),
        "hands on": epochs.hands_on(trainee, case),
    }
    return {**found, **{key: one for key, one in more.items() if one is not None}}


def _without_dropout(case: Case, reached: Callable[[Case], Any]) -> list[Any]:
    """Train for an epoch without dropout: again, and on other data, unless it simply goes down."""
    one = reached(case)
    if _goes_down(case, one):
        return [one]
    data = {"x": [[1.5 * v - 0.4 for v in row] for row in case.x], "y": [v + 0.5 for v in case.y]}
    return [one, reached(case), reached(Case(case.name, **{**case.inputs, **data}))]


def _slope(trainee: Trainee, networks: Droppable, made: Network, case: Case) -> Any:
    with trainee.answering(made):
        data = Data(case.x, case.y)
        return plain(tried(trainee.student, lambda: slope(made, _ask(networks, made), data)))


def _ask(networks: Droppable, made: Network) -> Any:
    return lambda x: networks.ask(made, x, 0.0)[0]


def _errors(trainee: Trainee, networks: Droppable, several: Sequence[Network], case: Case) -> Any:
    """Return the error of each network's predictions as a row, or an exception's name."""
    found = []
    for made in several:
        with trainee.answering(made):
            data, ask = Data(case.x, case.y), _ask(networks, made)
            error = partial(squared_error, made, ask, data)
            found.append(plain(tried(trainee.student, error)))
    named = [one for one in found if isinstance(one, str)]
    return named[0] if named else np.array(found)


def _lines(got: Epochs) -> Iterator[Line]:
    """Yield what one epoch takes from the parameters, and what a second one takes from there."""
    if got.step is None:
        return
    step, slope_ = got.step
    yield Line("taxa * p.grad", step, step if along(step, slope_) else got.case.step * slope_)
    _, one, two, again = got.rows("start", "one", "two", "again")
    if two is not None and again is not None:
        yield Line("taxa * p.grad (epocas=2)", one - two, one - again)


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
