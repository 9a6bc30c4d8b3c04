"""What is asked for a declared exercise: step by step, each output taken when its time has come."""

import ast
import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from grader.declared.expression import Expression
from grader.exercise import UNTOLD, Case
from grader.frozen import frozen
from grader.model import Text
from grader.remote.handle import Later
from grader.remote.value import made, snapshot

UNCHANGED, CLAIMED = "unchanged", "claimed"
"""Kinds of outputs that are asked for in a way of their own."""


class Asking:
    """The steps of an exercise, and the outputs that are taken of them."""

    def __init__(
        self,
        inputs: tuple[str, ...],
        steps: Mapping[str, Expression],
        outputs: Mapping[str, Expression],
        kinds: Mapping[str, str],
    ) -> None:
        """Gather what is needed; `inputs` are the names of what is handed over."""
        self._steps, self._outputs, self._kinds = steps, outputs, kinds
        known = {*inputs, *steps}
        spoken = [name for step in steps.values() for name in step.names]
        self.asks = tuple(dict.fromkeys(name for name in spoken if name not in known))
        """The names that a student is to define."""
        seen = {name for one in outputs.values() for name in one.names}
        watched = {n for key, one in outputs.items() if kinds[key] == UNCHANGED for n in one.names}
        others = {n for key, one in outputs.items() if kinds[key] != UNCHANGED for n in one.names}
        self._held, self._once = seen & {*inputs}, watched - others
        self._due = _due(steps, outputs)
        self._parameters = {name: _parameters(name, steps, inputs) for name in self.asks}

    def run(self, student: Any, case: Case) -> dict[str, Any]:
        """Ask step by step; what became of an input is seen where an output speaks of it.

        An output is taken at once where no other step has to do with what it speaks of: what is
        returned may be kept, and filled anew by the next call. An input that is to be left
        unchanged is seen in the first step that it is given to, and is given as it was to others.
        """
        held = {name: student.hold(case.inputs[name]) for name in self._held}
        scope: dict[str, Any] = {**case.inputs, **held}
        for name in self.asks:
            function, parameters = getattr(student, name), self._parameters[name]
            scope[name] = _Asked(function, parameters) if parameters else function
        taken: dict[str, Any] = {}
        for name, step in self._steps.items():
            scope[name] = step.value(scope)
            scope |= {one: case.inputs[one] for one in self._once if one in step.names}
            for key in self._due[name]:
                is_for_claims = self._kinds[key] == CLAIMED
                found = {**scope, **held}
                taken[key] = _output(
                    student, self._outputs[key], found, UNTOLD if is_for_claims else ""
                )
        return {name: taken[name] for name in self._outputs}


@frozen
class _Asked:
    """A function of the student's: given by name what it has in another order."""

    function: Any
    parameters: tuple[str, ...]

    def __call__(self, *given: Any, **named: Any) -> Any:
        if named or len(given) != len(self.parameters):
            return self.function(*given, **named)
        return made(self.function, *given, names=self.parameters)


def _parameters(
    name: str, steps: Mapping[str, Expression], inputs: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what a function's parameters are called: as the inputs that it is first given."""
    nodes = [node for step in steps.values() for node in ast.walk(step.tree)]
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    own = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == name]
    if len(own) < sum(isinstance(node, ast.Name) and node.id == name for node in nodes):
        return ()  # it is handed on, too
    for node in own:
        given = [one.id for one in node.args if isinstance(one, ast.Name)]
        if len(given) == len(node.args) and not node.keywords and {*given} <= {*inputs}:
            return tuple(given)
    return ()


def _due(
    steps: Mapping[str, Expression], of: Mapping[str, Expression]
) -> Mapping[str, tuple[str, ...]]:
    """Return the outputs that are taken after each step.

    At the end, but for those that come of steps which no other has to do with.
    """
    order = list(steps)
    goes_on = {name for step in steps.values() for name in step.names}
    after = dict.fromkeys(of, order[-1])
    for key, one in of.items():
        if all(name in steps and name not in goes_on for name in one.names) and one.names:
            after[key] = max(one.names, key=order.index)
    return {step: tuple(key for key in of if after[key] == step) for step in steps}


def _output(student: Any, of: Expression, scope: Mapping[str, Any], lacking: str) -> Any:
    """Return an output; where it is not to be had, the others are judged all the same.

    The exception's name then stands in its place; `lacking`, if it was just left out.
    """
    if isinstance(of.tree, ast.Name):
        return snapshot(scope[of.source.strip()])
    later = student.attempt(lambda: [snapshot(of.value(scope))])
    return Later(later.handle, lambda found: _or_why_not(later.fill(found), lacking))


def _or_why_not(found: Any, lacking: str) -> Any:
    if not isinstance(found, str):
        return found[0]
    return lacking if lacking and found in _LEFT_OUT else f"({found})"


def is_missing(value: Any) -> TypeGuard[str]:
    """Tell whether an output was not to be had: what stands in its place is no answer."""
    return isinstance(value, str) and bool(_MISSING.fullmatch(value))


def why_missing(name: str, value: str) -> Text:
    """Say of an output that it is not there; or that it cannot be read, with what that ends."""
    error = value.strip("()")
    if value == UNTOLD or error in _NOT_THERE:
        return Text("declared.missing", {"what": name})
    return Text("declared.unreadable", {"what": name, "error": error})


_LEFT_OUT = ("KeyError", "AttributeError")
_NOT_THERE = (*_LEFT_OUT, "IndexError", "TypeError")
_MISSING = re.compile(r"\(\w+\)")
"""Of exceptions, and of what tells nothing."""
