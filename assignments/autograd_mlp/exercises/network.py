"""`Neuronio`, `Camada`, `MLP`: one neuron's sum, how layers are joined, what is a parameter."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from grader.adapt.scalar import Scalars
from grader.claim import BY_NAME, Answer, Claims, Judgement, Said, claim, said
from grader.exercise import Case, Line
from grader.lessons import printed_mlp as lesson
from grader.lessons.scalar_mlp import draw_layers, read_layers, sigmoid
from grader.measure.rows import numbers, row, same, table, unstopped
from grader.measure.values import Array, Unfit
from grader.model import Text

from .network_asking import ALONE, ask, glance, is_law


class Answered(Answer):
    """What a neuron and a network answered, and what the network is made of."""

    @cached_property
    def is_law(self) -> bool:
        return is_law(self.case, self.values)

    @cached_property
    def neuron(self) -> Any:
        """What one neuron answered; None where that is no row. Raises Unfit."""
        if not same(self.get("weights"), self.case.layers[0][0]):
            raise Unfit(Text("mlp.unseen"))
        return row(unstopped(self.get("neuron"), "Neuronio"), len(self.case.x))

    @cached_property
    def sums(self) -> tuple[Array, float]:
        """What it has to sum for each input, and its bias."""
        *weights, bias = self.case.layers[0][0]
        return np.asarray(self.case.x) @ weights, bias

    @cached_property
    def own_sig(self) -> tuple[Any, Any]:
        """The student's own sig of the sums, with the bias and without it."""
        own = self.get("own_sig")
        every = _flat(own) if isinstance(own, list) and len(own) == 2 else None
        # a sig that gives the same whatever it is given says nothing of what it was given
        if every is None or len(np.unique(every.round(9))) < len(every):
            return None, None
        return own[0], own[1]

    @cached_property
    def computes(self) -> bool:
        """Whether a neuron answers by its inputs and by its own numbers, rightly or not."""
        steady = row(self.get("steady"), len(self.case.x))
        refilled = row([self.get("refilled")], 1)
        if self.is_law or steady is None or refilled is None:
            return self.is_law
        return _tells_apart(steady.tolist()) and not same(refilled, steady[:1])

    @cached_property
    def is_sig_of_a_sum(self) -> bool:
        """Whether a neuron is sig of something that grows evenly with its inputs."""
        found = row(self.get("line"), 4)
        if found is None or not self.computes or (found <= 0).any() or (found >= 1).any():
            return False
        z = np.log(found / (1 - found))
        rises = np.diff(z)
        return bool(
            np.abs(rises).min() > 0 and np.abs(np.diff(rises)).max() < 1e-6 * np.abs(z).max()
        )

    @cached_property
    def begin_alike(self) -> bool:
        """Whether the neurons of each layer begin with the same weights. Raises Unfit."""
        layers = read_layers(self.get("drawn"), self.case.layers)
        wide = [layer[:, :-1] for layer in layers if len(layer) > 1]
        return bool(wide) and all((layer == layer[0]).all() for layer in wide)

    @cached_property
    def drawn_together(self) -> str:
        """Which numbers are the same of those that should each be drawn; "" for none.

        Raises Unfit.
        """
        layers = read_layers(self.get("drawn"), self.case.layers)
        weights = [layer[:, :-1] for layer in layers if layer.shape[1] > 2]
        if weights and all((one == one[:, :1]).all() for one in weights):
            return "mlp.drawn_once"
        twice = [layer for layer, after in pairwise(layers) if np.array_equal(layer, after)]
        return "mlp.drawn_again" if twice else ""

    @cached_property
    def biases_begin_alike(self) -> bool:
        """Whether all biases begin at one number, other than 0. Raises Unfit."""
        layers = read_layers(self.get("drawn"), self.case.layers)
        biases = np.concatenate([layer[:, -1] for layer in layers])
        return bool(biases[0] != 0 and (biases == biases[0]).all())

    @cached_property
    def computes_or_stops(self) -> bool:
        """Of neurons that stop or are blank, their making can be told; of made-up answers not."""
        return isinstance(self.get("neuron"), str) or self.computes

    @cached_property
    def is_joined(self) -> bool:
        """Whether the network is its neurons, layer after layer. Raises Unfit for other sizes."""
        self._sized()
        given, chain = self.get("answers"), self.get("by_neurons")
        if self.is_law or not isinstance(given, list) or not isinstance(chain, list):
            return self.is_law
        pairs = zip(given, chain, strict=False)
        joined = all(same(_as_list(one), _as_list(right)) for one, right in pairs)
        # neurons that compute nothing are joined in any way; those that leave out an input have
        # nothing to tell by where there is no other
        tells = _tells_apart(given) or (self.case.asked == "narrow" and not _tells_apart(chain))
        return joined and len(given) == len(self.case.x) and self.computes and tells

    @property
    def stops_at_a_bare_scalar(self) -> bool:
        """Whether the network stops where its first layer answers with a scalar alone."""
        answers, bare = self.get("answers"), self.get("bare")
        stops = isinstance(answers, str) and answers == "TypeError"
        return stops and isinstance(bare, list) and len(bare) == 1 and bare[0] is True

    def _sized(self) -> None:
        """Raise Unfit where layers have not the sizes that were asked for, or cannot be seen."""
        found = self.get("layers")
        try:
            read_layers(found, self.case.layers)
        except Unfit as unfit:
            is_size = unfit.text.key == "shape_differs"
            raise Unfit(Text("mlp.sizes")) if is_size else unfit from None

    @cached_property
    def repeats(self) -> bool:
        """Whether what is right for the first input is the answer to all of them."""
        given, chain = self.get("answers"), self.get("by_neurons")
        if self.is_law or not isinstance(given, list) or not isinstance(chain, list) or not given:
            return False
        is_one = all(same(_as_list(one), _as_list(given[0])) for one in given)
        return is_one and _tells_apart(chain) and same(_as_list(given[0]), _as_list(chain[0]))

    def reached(self, key: str) -> Judgement:
        """Tell whether a gradient arrives at every number; None where that is not known."""
        found = self.get(key)
        found = row(found, len(found)) if isinstance(found, list) else None
        if found is None or found.all():
            return None if found is None else True
        carried = row(self.get("carried"), 4)
        return False if carried is not None and carried.all() else None

    def listed(self, kind: str) -> Any:
        """Return how many parameters there are of a kind.

        Raises Unfit where the network's own are not seen: nothing is known of the list then.
        """
        counts = table(unstopped(self.get("parameters"), "parametros()"))
        own, found = (row([counts.get(key)], 1) for key in ("neurons", kind))
        if own is None or not own.all():
            raise Unfit(Text("mlp.unseen"))
        return found


class NetworkOfNeurons(Claims):
    """A neuron is held to its sum; a network to the student's own neurons, one after the other."""

    name = "mlp"
    answered = "MLP"
    asks = ("Valor", "Neuronio", "Camada", "MLP")
    upstream = ("Valor",)
    is_glanced_at = True
    shown = ("y_pred", "loss")
    reads = Answered
    meant = ("equal_layers",)

    def examples(self) -> Iterator[Case]:
        yield Case(
            "lesson", asked="wide", features=lesson.FEATURES, sizes=lesson.SIZES,
            layers=lesson.PARAMETERS, x=lesson.X, y=lesson.Y,
        )  # fmt: skip

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("different_sizes", "wide", rng, 4, [3, 2, 1])
        yield _case("several_outputs", "wide", rng, 2, [4, 3])
        yield _case("equal_layers", "wide", rng, 3, [3, 3, 3, 1])
        yield _case("narrow_layer", "narrow", rng, 3, [1, 2])

    def run(self, student: Any, case: Case) -> Any:
        s = Scalars(student)
        with s.mended():
            return ask(student, s, case)

    def glance(self, student: Any, case: Case) -> bool:
        s = Scalars(student)
        with s.mended():
            return glance(student, s, case)

    @claim("mlp.sum", item="neuron")
    def weighted_sum(self, got: Answered) -> Said:
        """Under any usual activation."""
        out, (without, bias) = got.neuron, got.sums
        z = without + bias
        usual = (sigmoid(z), got.own_sig[0], np.tanh(z), np.maximum(z, 0), z)
        detail = numbers(usual[0], "?" if out is None else out)
        return said(any(same(out, right) for right in usual), detail=detail)

    @claim("mlp.flows", item="neuron", rests_on="weighted_sum", later=None)
    def flows(self, got: Answered) -> Judgement:
        """Hold a neuron to handing its gradient on to every number that it sums."""
        return got.reached("arrives")

    @claim("mlp.activation", item="activation")
    def activation(self, got: Answered) -> bool:
        # where the bias went wrong, the activation may still be right
        without, bias = got.sums
        laws = (sigmoid(without + bias), sigmoid(without), sigmoid(without) + bias)
        return got.is_sig_of_a_sum or any(
            same(got.neuron, right) for right in (*laws, *got.own_sig)
        )

    @claim("mlp.joined", item="layers", part=BY_NAME, on="wide")
    def joined(self, got: Answered) -> Said:
        unstopped(got.get("answers"), "MLP")
        return said(got.is_joined, "mlp.repeats" if not got.is_joined and got.repeats else "")

    @claim("mlp.passes", item="layers", part=BY_NAME, on="wide", rests_on="joined", later=None)
    def passes(self, got: Answered) -> Judgement:
        """Hold layers to handing on the gradient that their neurons do."""
        # what answers wrongly is told elsewhere, and may have no use for some of its numbers
        return got.reached("arrives at first") if got.is_law and got.reached("arrives") else None

    @claim("mlp.narrow", item="narrow", on="narrow")
    def narrow(self, got: Answered) -> Said:
        unstopped(got.get("neuron"), "Neuronio")
        # one that answers the first input for ever pays for that among the others
        if got.is_joined or got.repeats:
            return said(True)
        if not got.stops_at_a_bare_scalar:
            unstopped(got.get("answers"), "MLP")
            return said(False, "mlp.narrow_differs")
        return said(False)

    @claim("mlp.outputs", item="outputs", rests_on="computes", later="mlp.outputs.fails", on="wide")
    def outputs(self, got: Answered) -> bool:
        """One comes as a scalar, several as a list of them."""
        found, size = unstopped(got.get("answers"), "MLP"), got.case.sizes[-1]
        if not isinstance(found, list):
            return False
        return all(isinstance(x, float) if size == 1 else row(x, size) is not None for x in found)

    @claim("mlp.complete", item="parameters")
    def complete(self, got: Answered) -> bool:
        own = got.listed("neurons")
        return same(got.listed("shared"), own) and same(got.listed("listed"), own)

    @claim("mlp.distinct", item="parameters")
    def distinct(self, got: Answered) -> bool:
        return same(got.listed("distinct"), got.listed("listed"))

    @claim("mlp.steady", item="parameters")
    def steady(self, got: Answered) -> bool:
        """Hold a second call to giving as many as the first."""
        return same(got.listed("again"), got.listed("listed"))

    @claim("mlp.scalars", item="parameters")
    def scalars(self, got: Answered) -> bool:
        return same(got.listed("scalars"), got.listed("listed"))

    @claim("mlp.drawn", item="parameters", on="wide")
    def drawn(self, got: Answered) -> Judgement:
        try:
            if got.begin_alike:
                return False
            return said(not got.drawn_together, got.drawn_together)
        except Unfit:  # whether the numbers are there is told elsewhere
            return None

    @claim("mlp.biases", item="layers", part="alone", on="wide")
    def biases(self, got: Answered) -> bool:
        try:
            return got.begin_alike or not got.biases_begin_alike
        except Unfit:
            return got.computes_or_stops

    @claim(
        "mlp.alone", item="layers", part="alone",
        rests_on="computes_or_stops", later="mlp.alone.fails", on="wide",
    )  # fmt: skip
    def alone(self, got: Answered) -> bool:
        inputs, neurons = ALONE
        right = ([neurons] + [inputs] * neurons, [inputs] + [neurons] * inputs)
        return any(same(got.get("alone"), one) for one in right)

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


def _case(name: str, asked: str, rng: np.random.Generator, features: int, sizes: list[int]) -> Case:
    layers = draw_layers(rng, features, sizes)
    x: list[list[float]] = rng.uniform(-2, 2, (3, features)).tolist()
    return Case(name, asked=asked, features=features, sizes=sizes, layers=layers, x=x)


def _tells_apart(found: Any) -> bool:
    """Tell whether different inputs have different answers."""
    return isinstance(found, list) and any(not same(one, found[0]) for one in found[1:])


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
