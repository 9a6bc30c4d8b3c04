"""`treinar`: the training loop with dropout, in a function or a loop of its own."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.dropout import Droppable
from grader.adapt.scalar import Scalars
from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case, Line, Picture
from grader.lessons import lasting
from grader.lessons import printed_mlp as lesson
from grader.lessons.scalar_mlp import draw_layers
from grader.measure.rows import along, row, same, table, unstopped
from grader.measure.values import Array
from grader.model import Text
from grader.remote.value import plain

from . import asking, epochs, training_asking
from .trainee import Trainee, true_slope

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
            return training_asking.goes_down(self.case, found[0])
        one, again, other, *_ = self.on_other_data
        return one is not None and other is not None and same(one, again) and not same(one, other)

    @property
    def on_other_data(self) -> list[Any]:
        """Where an epoch without dropout led, again, and on other data; None where not known.

        Other data are others altogether, other only in what is asked for, and in the inputs.
        """
        found = self.get("without")
        is_told = isinstance(found, list) and len(found) == 5 and isinstance(found[0], list)
        return [row(part, len(found[0])) for part in found] if is_told else [None] * 5

    @property
    def step_without(self) -> float | None:
        """How much of its slope an epoch without dropout goes; None unless it goes down."""
        found = self.get("without")
        if not isinstance(found, list) or len(found) != 1 or not self.trains:
            return None
        start, slope_ = true_slope(self.case)
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

        def asked(what: Callable[[Any, Droppable, Case], Any]) -> Any:
            return asking.with_networks(student, lambda networks: what(student, networks, case))

        if case.asked == "lasts":
            return asked(training_asking.lasts)
        if case.asked == "dropout":
            return plain(asked(training_asking.with_dropout))
        found = plain(asked(training_asking.without))
        own = Trainee(student, Droppable(Scalars(student), student.MLP), case)
        own.more = found.get("more epochs", 0)
        return {**found, "by itself": training_asking.by_itself(own, case)}

    def glance(self, student: Any, case: Case) -> bool:
        if case.asked == "lasts":
            return True
        return asking.with_networks(
            student, lambda networks: training_asking.may_train(networks, case)
        )

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

    @claim("training.epochs", item="step", on="plain")
    def takes_all_epochs(self, got: Epochs) -> Said | None:
        """Of a training that is judged by one epoch more, or less, than it was asked for."""
        more = got.get("more epochs")
        return (
            said(False, "training.one_more" if more > 0 else "training.one_less") if more else None
        )

    @claim("training.ignores", item="step", on="dropout")
    def uses_the_data(self, got: Epochs) -> Said | None:
        """Hold an epoch on other inputs, or on other results, to leading elsewhere."""
        one, again, both, results, inputs = got.on_other_data
        if one is None or not same(one, again) or same(one, both):
            return None
        start, _ = true_slope(got.case)
        if same(one[:-1], start[:-1]):
            return None  # where hidden neurons are all off, nothing depends on the inputs
        if same(one, results):
            return said(False, "training.ignores_y")
        return said(False, "training.ignores_x") if same(one, inputs) else None

    @claim("training.valor", item="step", on="plain")
    def trains_with_the_given_class(self, got: Epochs) -> bool | None:
        """Hold it to a class whose way back begins by itself, as the given one does."""
        return False if self.goes_down(got) and got.word("by itself") == "stays" else None

    @claim("training.losses", item="step", on="plain")
    def gives_the_losses(self, got: Epochs) -> Said | None:
        """Of what was returned as a list: a loss for each epoch."""
        series, right = got.get("series"), row(got.get("losses"), 3)
        if not isinstance(series, list) or not series or right is None or not self.goes_down(got):
            return None
        if got.flag("of scalars"):
            return said(False, "training.of_scalars")
        rows_ = [row(one, 2) for one in series]
        return said(
            any(
                one is not None and (along(one, right[:2]) or along(one, right[1:]))
                for one in rows_
            )
        )

    @claim("training.fresh", item="step", on="plain")
    def starts_afresh(self, got: Epochs) -> Said | None:
        """Hold a second epoch to one that begins with the parameters that the first one left."""
        start, one, two, again = got.rows("start", "one", "two", "again")
        if not self.goes_down(got):
            return None  # of a step that is another it is not known why
        if same(two, one) and not same(two, start):
            return said(False, "training.one_step")
        return said(got.step is not None and not same(two, one) and same(two, again))

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
        differ = one is not None and another is not None and not same(one, another)
        is_drawn = one is not None and got.word("epochs") == "every"
        return said(differ, "training.seeded" if is_drawn and not differ else "")

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
        return got.trains and errors is not None and training_asking.falls(errors)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        if case.asked == "plain":
            yield from _lines(Epochs(case, table(got), None))

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"taxa": case.step, "len(x)": len(case.x)}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        yield Picture("losses", "curve", table(got).get("losses"))


def _lines(got: Epochs) -> Iterator[Line]:
    """Yield what one epoch takes from the parameters, and what a second one takes from there."""
    if got.step is None:
        return
    step, slope_ = got.step
    yield Line("taxa * p.grad", step, step if along(step, slope_) else got.case.step * slope_)
    _, one, two, again = got.rows("start", "one", "two", "again")
    if two is not None and again is not None:
        yield Line("taxa * p.grad (epocas=2)", one - two, one - again)
