"""Rates 0 and 1, where nothing is left to chance: the plain network, and sig of the last bias."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.adapt.asking import as_row, attempted, tried
from grader.adapt.dropout import Droppable
from grader.check.compare import states
from grader.check.rows import numbers, row, same, stopped, table
from grader.check.values import mapping
from grader.exercise import Case, Exercise, Line
from grader.lessons.scalar_mlp import answer, as_arrays, draw_layers, sigmoid
from grader.model import Finding
from grader.remote.value import plain

from . import asking, lesson

_NEARLY_ONE = 1 - 1e-9
"""For networks that divide by what is kept: no neuron is kept, and nothing divides by 0."""
_CALLS = 12


class Prediction(Exercise):
    """Earned only where there is dropout at all: at a rate between, answers must vary."""

    name = "prever"
    asks = ("Valor", "MLP")
    asked_twice = False
    shown = ("rate_0", "rate_1")

    def examples(self) -> Iterator[Case]:
        given = {"features": lesson.FEATURES, "sizes": lesson.SIZES, "layers": lesson.PARAMETERS}
        yield Case("lesson", **given, x=lesson.X, between=0.6)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        layers = draw_layers(rng, 2, [4, 3, 1])
        x: list[list[float]] = rng.uniform(-1.5, 1.5, (3, 2)).tolist()
        yield Case("drawn", features=2, sizes=[4, 3, 1], layers=layers, x=x, between=0.7)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "MLP", ())
        layers = as_arrays(case.layers)
        whole = answer(layers, np.asarray(case.x))[:, 0]
        varies = row(answers.get("between"), _CALLS)
        drops = varies is not None and not same(varies, np.full(_CALLS, whole[0]))
        rests = np.full(len(whole), sigmoid(layers[-1][0, -1]))
        judged = (("zero", "rate_0", whole), ("zero", "again", whole), ("one", "rate_1", rests))
        for item, key, right in judged:
            lost = stopped(answers.get(key), "MLP", item=item)
            found = row(answers.get(key), len(whole))
            told = numbers(right, "?" if found is None else found)
            agrees = same(found, right)
            if agrees and not drops:
                yield states(False, "predict.drops", item=item)
            else:
                yield lost or states(agrees, f"predict.{item}", item=item, detail=told)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        answers, layers = table(got), as_arrays(case.layers)
        whole = answer(layers, np.asarray(case.x))[:, 0]
        rests = np.full(len(whole), sigmoid(layers[-1][0, -1]))
        for key, name, right in (("rate_0", "mlp(x, 0)", whole), ("rate_1", "mlp(x, 1)", rests)):
            found = row(answers.get(key), len(whole))
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
    for rate in (1.0, _NEARLY_ONE):
        found = attempted(
            student,
            lambda rate=rate: _answers(networks, asking.network(networks, case, rate), case, rate),
        )
        if isinstance(found, str):
            continue
        found = np.array(found)
        if np.isfinite(found).all():
            break
    return found
