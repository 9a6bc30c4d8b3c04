"""The twelve checks, with the inputs that the peers' checks have; what is right the reference says."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import testCases
from reg_utils import compute_cost, forward_propagation

from grader.claim import Answer, Claims, claim
from grader.exercise import Case

DRAWS = 100


class Cost(Claims):
    """The cost under three strengths of the penalty."""

    name = "compute_cost_with_regularization"

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Yield the lesson's example."""
        A3, Y, parameters = testCases.compute_cost_with_regularization_test_case()
        yield Case("example", A3=A3, Y=Y, parameters=parameters)

    def run(self, student: Any, case: Case) -> Any:
        """Ask for three costs."""
        ask, given = student.compute_cost_with_regularization, (case.A3, case.Y, case.parameters)
        return {name: ask(*given, lambd) for name, lambd in (("plain", 0), ("one", 0.1), ("two", 2.0))}

    @claim(item="cost")
    def cost(self, got: Answer) -> Any:
        """Hold the example's cost against the reference's."""
        return got.close_number("one", got.want["one"], rtol=1e-5)

    @claim(item="without_penalty")
    def without_penalty(self, got: Answer) -> Any:
        """Hold the plain cost against the reference's."""
        return got.close_number("plain", got.want["plain"], rtol=1e-5)

    @claim(item="with_more")
    def with_more(self, got: Answer) -> Any:
        """Hold a larger penalty's cost against the reference's."""
        return got.close_number("two", got.want["two"], rtol=1e-5)


class Gradients(Claims):
    """The gradients of one backward pass, each an item of its own."""

    name = "backward_propagation_with_regularization"

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Yield the lesson's example."""
        X, Y, cache = testCases.backward_propagation_with_regularization_test_case()
        yield Case("example", X=X, Y=Y, cache=cache)

    def run(self, student: Any, case: Case) -> Any:
        """Ask for all gradients."""
        return student.backward_propagation_with_regularization(case.X, case.Y, case.cache, 0.7)

    @claim(item="dW1")
    def dW1(self, got: Answer) -> Any:
        """Hold it against the reference's."""
        return got.close("dW1", got.want["dW1"], rtol=1e-5)

    @claim(item="dW2")
    def dW2(self, got: Answer) -> Any:
        """Hold it against the reference's."""
        return got.close("dW2", got.want["dW2"], rtol=1e-5)

    @claim(item="dW3")
    def dW3(self, got: Answer) -> Any:
        """Hold it against the reference's."""
        return got.close("dW3", got.want["dW3"], rtol=1e-5)

    @claim(item="db1")
    def db1(self, got: Answer) -> Any:
        """Hold it against the reference's."""
        return got.close("db1", got.want["db1"], rtol=1e-5)


class Masks(Claims):
    """A hundred draws of the first mask, and what becomes of what it keeps."""

    name = "forward_propagation_with_dropout"

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Yield the lesson's example."""
        X, parameters = testCases.forward_propagation_with_dropout_test_case()
        yield Case("example", X=X, parameters=parameters)

    def run(self, student: Any, case: Case) -> Any:
        """Ask a hundred times."""
        student.seed(2)
        ask = student.forward_propagation_with_dropout
        cache = ask(case.X, case.parameters, 0.7)[1]
        first = {"Z1": cache[0], "mask": cache[1], "A1": cache[2]}
        more = student.repeated(DRAWS - 1, lambda: ask(case.X, case.parameters, 0.7)[1][1])
        return {**first, "more": more}

    @claim(item="mask")
    def keeps(self, got: Answer) -> Any:
        """Count what is kept."""
        masks = [got.array("mask", (2, 5)), *got.arrays("more", DRAWS - 1, (2, 5))]
        return abs(np.mean(masks) - 0.7) < 0.06

    @claim(item="scaling")
    def scales(self, got: Answer) -> Any:
        """Hold the activation against the student's own mask."""
        kept = np.maximum(0, got.array("Z1", (2, 5))) * got.array("mask", (2, 5))
        return got.close("A1", kept / 0.7, rtol=1e-5)


class Backward(Claims):
    """The backward pass through both masks."""

    name = "backward_propagation_with_dropout"

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Yield the lesson's example."""
        X, Y, cache = testCases.backward_propagation_with_dropout_test_case()
        yield Case("example", X=X, Y=Y, cache=cache)

    def run(self, student: Any, case: Case) -> Any:
        """Ask for all gradients."""
        return student.backward_propagation_with_dropout(case.X, case.Y, case.cache, 0.8)

    @claim(item="dA1")
    def dA1(self, got: Answer) -> Any:
        """Hold it against the reference's."""
        return got.close("dA1", got.want["dA1"], rtol=1e-5)

    @claim(item="dA2")
    def dA2(self, got: Answer) -> Any:
        """Hold it against the reference's."""
        return got.close("dA2", got.want["dA2"], rtol=1e-5)


class Training(Claims):
    """Forty iterations."""

    name = "model"

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Yield the lesson's example."""
        X, Y = testCases.model_test_case()
        yield Case("example", X=X, Y=Y)

    def run(self, student: Any, case: Case) -> Any:
        """Ask for the trained parameters."""
        return student.model(case.X, case.Y, 0.5, 40, False)

    @claim(item="trained")
    def trained(self, got: Answer) -> Any:
        """Hold the cost that the parameters give against the reference's."""
        names = ("W1", "b1", "W2", "b2", "W3", "b3")
        there = {name: got.array(name, got.want[name].shape) for name in names}
        costs = [
            compute_cost(forward_propagation(got.case.X, parameters)[0], got.case.Y)
            for parameters in (there, got.want)
        ]
        return bool(np.isclose(*costs, rtol=1e-5))
