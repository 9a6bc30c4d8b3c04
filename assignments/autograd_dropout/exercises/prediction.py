"""Rates 0 and 1, where nothing is left to chance: the plain network, and sig of the last bias."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from grader.adapt.asking import as_row, attempted, tried
from grader.adapt.dropout import Droppable
from grader.adapt.network import Network
from grader.adapt.neurons import ALMOST, Neurons
from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case, Line
from grader.lessons import printed_mlp as lesson
from grader.lessons.scalar_dropout import OFF, off_values
from grader.lessons.scalar_mlp import answer, as_arrays, draw_layers, sigmoid
from grader.measure.rows import numbers, row, same, table, unstopped
from grader.model import Text
from grader.remote.value import plain

from . import asking, glance

_CALLS = 12
_NEAR = 1e-6
_NARROW = [1, 1]
"""Sizes of a network with a hidden layer of one neuron."""


_BLAMELESS = {("wrong draws", ""): "predict.draws", ("another value", "rate_1"): "predict.value"}
"""What neurons are that are paid for elsewhere, and the rates that it is so at -> what is said."""


class Rates(Answer):
    """What the network answered at the rates 0 and 1, and whether it ever drops."""

    @cached_property
    def right(self) -> dict[str, Any]:
        layers = as_arrays(self.case.layers)
        whole = answer(layers, np.asarray(self.case.x))[:, 0]
        rests = np.full(len(whole), sigmoid(layers[-1][0, -1]))
        always = np.full(_CALLS, whole[0])
        return {
            "rate_0": whole, "again": whole, "no_rate": always, "rate_1": rests, "after": whole,
        }  # fmt: skip

    @property
    def drops(self) -> bool:
        """Whether a rate between makes any difference, in the network or in a neuron of it."""
        return self.flag("varies") or self.word("neurons") != ""

    def is_right(self, key: str) -> Said:
        """Judge the network's answers; where its neurons' draws are at fault, with right ones."""
        right = self.right[key]
        found = row(unstopped(self.get(key), "MLP"), len(right))
        blameless = _BLAMELESS.get((self.word("neurons"), key), "")
        blameless = blameless or _BLAMELESS.get((self.word("neurons"), ""), "")
        if blameless and not same(found, right) and same(self.get(f"{key} behind"), right):
            return Said(True, message=Text(blameless))
        return said(same(found, right), detail=numbers(right, "?" if found is None else found))

    def is_as_at_0(self, key: str) -> bool:
        """Tell whether answers to the first sample are all what the network answered at rate 0."""
        at_0, found = row(self.get("rate_0"), len(self.case.x)), row(self.get(key), _CALLS)
        return at_0 is not None and same(found, np.full(_CALLS, at_0[0]))


class Prediction(Claims):
    """Earned only where there is dropout at all: at a rate between, answers must vary."""

    name = "prever"
    answered = "MLP"
    asks = ("Valor", "MLP")
    asked_twice = False
    is_glanced_at = True
    reads = Rates
    shown = ("rate_0", "rate_1")
    advice = ("predict.narrow",)

    def examples(self) -> Iterator[Case]:
        yield Case(
            "lesson", features=lesson.FEATURES, sizes=lesson.SIZES, layers=lesson.PARAMETERS,
            x=lesson.X, between=0.6,
        )  # fmt: skip

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        layers = draw_layers(rng, 2, [4, 3, 2, 1])
        x: list[list[float]] = rng.uniform(-1.5, 1.5, (3, 2)).tolist()
        yield Case("drawn", features=2, sizes=[4, 3, 2, 1], layers=layers, x=x, between=0.7)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    def glance(self, student: Any, case: Case) -> bool:
        return asking.with_networks(
            student, lambda networks: glance.may_drop(networks, case, case.between)
        )

    @claim(
        "predict.zero", item="zero", parts={"rate_0": "", "again": ""},
        rests_on="drops", later="predict.later",
    )  # fmt: skip
    def zero(self, got: Rates, key: str) -> Said:
        judged = got.is_right(key)
        if judged.ok and got.word("narrow") == "stops":
            # that is paid for in the lesson of the network: here it is worth a word
            return Said(True, message=Text("predict.narrow"))
        return judged

    @claim("predict.no_rate", item="zero", rests_on="drops", later="predict.later")
    def without_a_rate(self, got: Rates) -> Said | None:
        """Hold a call without a rate to the signature that is given: 0 where it is left out."""
        if got.get("no_rate") is None:
            return None
        judged = got.is_right("no_rate")
        if not judged.ok and not got.is_right("rate_0").ok and got.is_as_at_0("no_rate"):
            return None  # what is wrong at rate 0 is said of that
        return replace(judged, detail=None)

    @claim("predict.after", item="zero", rests_on="drops", later="predict.later")
    def after_dropout(self, got: Rates) -> Said | None:
        """Hold an answer at rate 0 to what it is, whatever was asked of the network before."""
        if got.get("after") is None or not (got.is_right("rate_0").ok and got.is_right("again").ok):
            return None
        return replace(got.is_right("after"), detail=None)

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
    between = asking.network(networks, case, case.between)
    parts = asking.parts_of(networks, between, case)
    student = networks.scalars.student
    student.seed(asking.seed_of(case))
    found = _asked(networks, case)
    if case.name == "lesson":
        found["narrow"] = _narrow(networks, case)
    if parts is None:
        varies = _varies(networks, case, between, found.get("rate_0"))
        parts = asking.silent_of(networks, between, case) if varies else None
        if parts is None:
            return {**found, "varies": varies}
        state = "another value"
    else:
        state = _state(parts, case)
    found["neurons"] = state
    if state in ("wrong draws", "another value"):
        behind = asking.elsewhere(student, lambda apart: _with_right_neurons(apart, case, parts))
        found |= {f"{key} behind": value for key, value in behind.items()}
    return found


def _narrow(networks: Droppable, case: Case) -> str:
    """Tell whether a network with a hidden layer of one neuron "stops" where the others do not."""
    layers = draw_layers(np.random.default_rng(0), case.features, _NARROW)
    made = networks.plain(case.features, _NARROW, layers)
    student = networks.scalars.student
    found = attempted(student, lambda: asking.numbers(networks, made, case.x[0], 0.0))
    return "stops" if isinstance(found, str) else ""


def _with_right_neurons(networks: Droppable, case: Case, like: Neurons) -> dict[str, Any]:
    parts = like.of_another(asking.network(networks, case, case.between), networks)
    networks.scalars.student.seed(asking.seed_of(case))
    with parts.replaced():
        return _asked(networks, case)


def _asked(networks: Droppable, case: Case) -> dict[str, Any]:
    predicting = networks.plain(case.features, case.sizes, case.layers)
    without = asking.network(networks, case, 0.0)
    student = networks.scalars.student
    asked = {
        "rate_0": as_row(tried(student, lambda: _answers(networks, predicting, case, 0.0))),
        "again": as_row(tried(student, lambda: _answers(networks, without, case, 0.0))),
    }
    # one that holds its rate may have no way to predict; one that stops has been asked nothing
    after = _after_dropout(networks, case) if networks.in_call else None
    if after is not None:
        asked["after"] = as_row(tried(student, lambda: _answers(networks, after, case, 0.0)))
    if networks.may_leave_out_the_rate:
        once = partial(asking.unasked_numbers, networks, predicting, case.x[0])
        asked["no_rate"] = as_row(
            tried(student, lambda: [once()[0] for _ in range(_CALLS)])
        )  # fmt: skip
    return {**plain(asked), "rate_1": _all_off(networks, case)}


def _varies(networks: Droppable, case: Case, between: Network, whole: Any) -> bool:
    """Tell whether an answer at a rate between is ever another than the whole network's."""
    student = networks.scalars.student

    def once() -> Any:
        return asking.numbers(networks, between, case.x[0], case.between)[0]

    found = row(plain(tried(student, lambda: student.repeated(_CALLS, once))), _CALLS)
    right = row(whole, len(case.x))
    return found is not None and (right is None or not same(found, np.full(_CALLS, right[0])))


def _state(parts: Neurons, case: Case) -> str:
    """Tell whether neurons, called by themselves, are wrong only in when they are off.

    At rate 0 they are right, or off; and they are seen to be right, and to be off. Or whether they
    have "another value", of their numbers, and are off where they should be.
    """
    layer = as_arrays(case.layers)[0]
    asked = [parts.alone(0, case.x[0], rate, _CALLS)[0] for rate in (0.0, 0.5, ALMOST)]
    found = attempted(parts.network.scalars.student, lambda: asked)
    if isinstance(found, str):
        return "stopped"
    on = sigmoid(layer[:, :-1] @ np.asarray(case.x[0]) + layer[:, -1])
    at_none, rests = np.asarray(found[0]), (np.asarray(found[2]) == 0).all()
    is_on = np.isclose(at_none, on, rtol=0, atol=_NEAR)
    if rests and (is_on.all() or asking.usual_values(parts, case) is not None):
        return "right" if is_on.all() else "another value"
    seen_on = any(np.isclose(np.asarray(one), on, rtol=0, atol=_NEAR).any() for one in found)
    seen_off = any(_is_off(one, layer).any() for one in found)
    return (
        "wrong draws"
        if (is_on | _is_off(at_none, layer)).all() and seen_on and seen_off
        else "wrong"
    )


def _is_off(numbers_: Any, layer: Any) -> Any:
    rests = [off_values(off, layer) for off in OFF]
    return np.any([np.isclose(numbers_, rest, rtol=0, atol=_NEAR) for rest in rests], axis=0)


def _answers(networks: Droppable, made: Any, case: Case, rate: float) -> list[Any]:
    return [asking.numbers(networks, made, x, rate)[0] for x in case.x]


def _after_dropout(networks: Droppable, case: Case) -> Network | None:
    """Return a network that was asked at a rate between, with its numbers; None if it stops."""
    made = networks.plain(case.features, case.sizes, case.layers)
    put_back, _ = asking.restoring(made)

    def ask() -> Any:
        return [asking.numbers(networks, made, case.x[0], case.between) for _ in range(_CALLS)]

    if isinstance(attempted(networks.scalars.student, ask), str):
        return None
    put_back()
    return made


def _all_off(networks: Droppable, case: Case) -> Any:
    found: Any = None
    student = networks.scalars.student

    def answers(rate: float) -> Any:
        return _answers(networks, asking.network(networks, case, rate), case, rate)

    for rate in (1.0, ALMOST):
        found = attempted(student, partial(answers, rate))
        if not isinstance(found, str):
            found = np.array(found)
        # the handout asks for mlp(x, 1); of other designs nobody knows whether they take it
        if "rate" in networks.in_call or (not isinstance(found, str) and np.isfinite(found).all()):
            break
    return found
