"""Rates 0 and 1, where nothing is left to chance: the plain network, and sig of the last bias."""

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

import numpy as np

from grader.adapt.asking import as_row, attempted, tried
from grader.adapt.dropout import Droppable
from grader.check.rows import numbers, row, same, table, unstopped
from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case, Line
from grader.lessons.scalar_mlp import answer, as_arrays, draw_layers, sigmoid
from grader.remote.value import plain

from . import asking, lesson

_NEARLY_ONE = 1 - 1e-9
"""For networks that divide by what is kept: no neuron is kept, and nothing divides by 0."""
_CALLS = 12


class Rates(Answer):
    """What the network answered at the rates 0 and 1, and at one between."""

    @cached_property
    def right(self) -> dict[str, Any]:
        layers = as_arrays(self.case.layers)
        whole = answer(layers, np.asarray(self.case.x))[:, 0]
        rests = np.full(len(whole), sigmoid(layers[-1][0, -1]))
        return {"rate_0": whole, "again": whole, "rate_1": rests}

    @cached_property
    def drops(self) -> bool:
        """Whether an answer between is ever another than the whole network's."""
        varies = row(self.get("between"), _CALLS)
        return varies is not None and not same(varies, np.full(_CALLS, self.right["rate_0"][0]))

    def is_right(self, key: str) -> Said:
        right = self.right[key]
        found = row(unstopped(self.get(key), "MLP"), len(right))
        return said(same(found, right), detail=numbers(right, "?" if found is None else found))


class Prediction(Claims):
    """Earned only where there is dropout at all: at a rate between, answers must vary."""

    name = "prever"
    answered = "MLP"
    asks = ("Valor", "MLP")
    asked_twice = False
    reads = Rates
    shown = ("rate_0", "rate_1")

    def examples(self) -> Iterator[Case]:
        yield Case(
            "lesson", features=lesson.FEATURES, sizes=lesson.SIZES, layers=lesson.PARAMETERS,
            x=lesson.X, between=0.6,
        )  # fmt: skip

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        layers = draw_layers(rng, 2, [4, 3, 1])
        x: list[list[float]] = rng.uniform(-1.5, 1.5, (3, 2)).tolist()
        yield Case("drawn", features=2, sizes=[4, 3, 1], layers=layers, x=x, between=0.7)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    @claim(
        "predict.zero", item="zero", parts={"rate_0": "", "again": ""},
        rests_on="drops", later="predict.later",
    )  # fmt: skip
    def zero(self, got: Rates, key: str) -> Said:
        return got.is_right(key)

    @claim("predict.one", item="one", rests_on="drops", later="predict.later")
    def one(self, got: Rates) -> Said:
        return got.is_right("rate_1")

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        answers = Rates(case, table(got), None)
        for key, name in (("rate_0", "mlp(x, 0)"), ("rate_1", "mlp(x, 1)")):
            right = answers.right[key]
            found = row(answers.get(key), len(right))
            if found is not None:
                yield Line(name, found, right)


def _run(networks: Droppable, case: Case) -> dict[str, Any]:
    predicting = networks.plain(case.features, case.sizes, case.layers)
    without, between = (asking.network(networks, case, rate) for rate in (0.0, case.between))
    first, rate = case.x[0], case.between
    student = networks.scalars.student

    def again() -> Any:
        return student.repeated(_CALLS, lambda: asking.numbers(networks, between, first, rate)[0])

    found: dict[str, Any] = plain(
        {
            "rate_0": as_row(tried(student, lambda: _answers(networks, predicting, case, 0.0))),
            "again": as_row(tried(student, lambda: _answers(networks, without, case, 0.0))),
            "between": tried(student, again),
        }
    )
    return {**found, "rate_1": _all_off(networks, case)}


def _answers(networks: Droppable, made: Any, case: Case, rate: float) -> list[Any]:
    return [asking.numbers(networks, made, x, rate)[0] for x in case.x]


def _all_off(networks: Droppable, case: Case) -> Any:
    found: Any = None
    student = networks.scalars.student

    def answers(rate: float) -> Any:
        return _answers(networks, asking.network(networks, case, rate), case, rate)

    for rate in (1.0, _NEARLY_ONE):
        found = attempted(student, partial(answers, rate))
        if isinstance(found, str):
            continue
        found = np.array(found)
        if np.isfinite(found).all():
            break
    return found
