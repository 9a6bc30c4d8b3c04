"""`Neuronio`, `Camada`, `MLP`: one neuron's sum, how layers are joined, what is a parameter."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.adapt.scalar import Scalars
from grader.check.compare import refused, states
from grader.check.rows import numbers, row, same, stopped, table
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise, Line
from grader.lessons.scalar_mlp import draw_layers, read_layers, sigmoid
from grader.model import Finding

from . import lesson
from .network_asking import ALONE, ask, is_law

Findings = Iterator[Finding]


class NetworkOfNeurons(Exercise):
    """A neuron is held to its sum; a network to the student's own neurons, one after the other."""

    name = "mlp"
    asks = ("Valor", "Neuronio", "Camada", "MLP")
    upstream = ("Valor",)
    shown = ("y_pred", "loss")
    meant = ("equal_layers",)

    def examples(self) -> Iterator[Case]:
        given = {"features": lesson.FEATURES, "sizes": lesson.SIZES, "layers": lesson.PARAMETERS}
        yield Case("lesson", **given, x=lesson.X, y=lesson.Y)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("different_sizes", rng, 4, [3, 2, 1])
        yield _case("several_outputs", rng, 2, [4, 3])
        yield _case("equal_layers", rng, 3, [3, 3, 1])
        yield _case("narrow_layer", rng, 3, [1, 2])

    def run(self, student: Any, case: Case) -> Any:
        s = Scalars(student)
        with s.mended():
            return ask(student, s, case)

    def check(self, case: Case, got: Any, want: Any) -> Findings:
        answers = mapping(got, "MLP", ())
        with np.errstate(all="ignore"):
            findings = list(_judge(case, answers))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        answers = table(got)
        weights, x = np.asarray(case.layers[0][0]), np.asarray(case.x)
        out, own = row(answers.get("neuron"), len(x)), answers.get("own_sig")
        if out is not None and same(row(answers.get("weights"), len(weights)), weights):
            z = x @ weights[:-1] + weights[-1]
            usual = (sigmoid(z), np.tanh(z), np.maximum(z, 0), z, *_first_of(own))
            yield Line("Neuronio(x)", out, out if any(same(out, a) for a in usual) else usual[0])
        given, chain = (_flat(answers.get(key)) for key in ("answers", "by_neurons"))
        if given is not None and chain is not None:
            yield Line("MLP(x)", given, chain)


def _first_of(value: Any) -> list[Any]:
    return value[:1] if isinstance(value, list) else []


def _flat(value: Any) -> Any:
    """Return lists of outputs, or single outputs, in one row; None where that cannot be done."""
    outputs = [one for x in value for one in _as_list(x)] if isinstance(value, list) else []
    return row(outputs, len(outputs)) if outputs else None


def _case(name: str, rng: np.random.Generator, features: int, sizes: list[int]) -> Case:
    layers = draw_layers(rng, features, sizes)
    x: list[list[float]] = rng.uniform(-2, 2, (3, features)).tolist()
    return Case(name, features=features, sizes=sizes, layers=layers, x=x)


# ---------------------------------------------------------------- judging


def _judge(case: Case, answers: Mapping[str, Any]) -> Findings:
    yield from _neuron(case, answers)
    narrow = case.name == "narrow_layer"
    yield from _joined(case, answers, item="narrow" if narrow else "layers")
    yield from _parameters(answers)
    if not narrow:
        inputs, neurons = ALONE
        right = ([neurons] + [inputs] * neurons, [inputs] + [neurons] * inputs)
        made = any(same(answers.get("alone"), one) for one in right)
        # of neurons that stop or are blank, their making can be told; of made-up answers nothing
        made = made and (_computes(case, answers) or isinstance(answers.get("neuron"), str))
        yield states(made, "mlp.alone", item="layers", part="alone")


def _neuron(case: Case, answers: Mapping[str, Any]) -> Findings:
    """Judge the sum under any usual activation, and that the activation is the student's sig."""
    weights, x = np.asarray(case.layers[0][0]), np.asarray(case.x)
    if not same(row(answers.get("weights"), len(weights)), weights):
        for item in ("neuron", "activation"):
            yield states(False, "mlp.unseen", item=item)
        return
    for item in ("neuron", "activation"):
        lost = stopped(answers.get("neuron"), "Neuronio", item=item)
        if lost:
            yield lost
    if isinstance(answers.get("neuron"), str):
        return
    out = row(answers.get("neuron"), len(x))
    own = answers.get("own_sig")
    with_bias, without_bias = own if isinstance(own, list) and len(own) == 2 else (None, None)
    if not _bends(with_bias, without_bias):
        # a sig that gives the same whatever it is given says nothing of what it was given
        with_bias = without_bias = None
    without, bias = x @ weights[:-1], weights[-1]
    z = without + bias
    usual = (sigmoid(z), with_bias, np.tanh(z), np.maximum(z, 0), z)
    yield states(
        any(same(out, right) for right in usual), "mlp.sum", item="neuron",
        detail=numbers(usual[0], "?" if out is None else out),
    )  # fmt: skip
    # where the bias went wrong, the activation may still be right
    sigmoids = (*usual[:2], sigmoid(without), without_bias, sigmoid(without) + bias)
    is_sig = any(same(out, right) for right in sigmoids)
    yield states(is_sig, "mlp.activation", item="activation")


def _bends(*rows: Any) -> bool:
    """Tell whether an activation tells all numbers apart."""
    found = [row(part, len(part)) if isinstance(part, list) else None for part in rows]
    if any(one is None for one in found):
        return False
    given = np.concatenate(found)
    return len(np.unique(given.round(9))) == len(given)


def _joined(case: Case, answers: Mapping[str, Any], *, item: str) -> Findings:
    """Judge that the network is its neurons, layer after layer, in the sizes asked for."""
    narrow = item == "narrow"
    part = "" if narrow else case.name
    given, chain = answers.get("answers"), answers.get("by_neurons")
    lost = None if narrow else stopped(given, "MLP", item=item, part=part)
    try:
        read_layers(answers.get("layers"), case.layers)
    except Unfit as unfit:
        lost = lost or refused(unfit, item=item, part=part)
    is_chain = isinstance(given, list) and isinstance(chain, list) and len(given) == len(case.x)
    joined = is_chain and all(
        same(_as_list(one), _as_list(right)) for one, right in zip(given, chain, strict=False)
    )
    # neurons that compute nothing are joined in any way
    joined = joined and _computes(case, answers) and _tells_apart(given)
    joined = joined or is_law(case, answers)
    yield lost or states(joined, "mlp.narrow" if narrow else "mlp.joined", item=item, part=part)
    if not narrow:
        outputs = case.sizes[-1]
        kinds = isinstance(given, list) and all(_is_right_kind(one, outputs) for one in given)
        yield states(kinds and _computes(case, answers), "mlp.outputs", item="outputs")


def _computes(case: Case, answers: Mapping[str, Any]) -> bool:
    """Tell whether a neuron answers by its inputs and by its own numbers, rightly or not."""
    if is_law(case, answers):
        return True
    found = row(answers.get("steady"), len(case.x))
    refilled = row([answers.get("refilled")], 1)
    if found is None or refilled is None:
        return False
    return _tells_apart(found.tolist()) and not same(refilled, found[:1])


def _tells_apart(found: Any) -> bool:
    """Tell whether different inputs have different answers."""
    return isinstance(found, list) and any(not same(one, found[0]) for one in found[1:])


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_right_kind(found: Any, outputs: int) -> bool:
    """Tell whether one output came as a scalar, several as a list of them."""
    if outputs == 1:
        return isinstance(found, float)
    return row(found, outputs) is not None


def _parameters(answers: Mapping[str, Any]) -> Findings:
    lost = stopped(answers.get("parameters"), "parametros()", item="parameters")
    if lost:
        yield lost
        return
    found = table(answers.get("parameters"))
    own, listed, distinct, shared, scalars = (
        row([found.get(key)], 1) for key in ("neurons", "listed", "distinct", "shared", "scalars")
    )
    is_known = own is not None and own.all()
    complete = is_known and same(shared, own) and same(listed, own)
    yield states(complete, "mlp.complete", item="parameters")
    yield states(is_known and same(distinct, listed), "mlp.distinct", item="parameters")
    yield states(is_known and same(scalars, listed), "mlp.scalars", item="parameters")
