"""A declaration by steps, from what a notebook did with objects: of a class, or of a function.

The function is one that was given such objects, or other functions.
"""

import ast
import keyword
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.author.alike import arguments_of
from grader.author.declare import (
    MOST_EXAMPLES,
    Guess,
    as_it_was,
    as_toml,
    same_value,
)
from grader.author.describe import NotDescribed, describe, examples_fit
from grader.author.recording import Call, Instance, Large, Named, Opaque
from grader.author.sizes import Shared
from grader.author.slice import OPERATORS, methods_shown, needed_for
from grader.declared.tables import Declaration, ExampleTable, InputTable, OutputTable
from grader.frozen import frozen

CLASS_GUESSES: tuple[Guess, ...] = (
    "free", "spelt", "places", "wide", "apart", "real", "fixed", "constant",
)  # fmt: skip
"""As `declare.GUESSES`: what is given to one method comes of another by the steps themselves."""
MADE = "made"
"""The item of what a class's constructor sets."""


@frozen
class Class:
    """A class of the notebook that is to be an exercise."""

    name: str
    cell: int
    node: ast.ClassDef


def methods_of(one: Class, calls: Sequence[Call]) -> list[tuple[str, int]]:
    """Return what is asked of a class, in order: the item of each method, and a call that shows it.

    What the constructor sets is judged by what methods make of it, if there are any: by itself it
    would be earned by whoever keeps an argument.
    """
    shown = methods_shown(one.name, calls)
    if len(shown) > 1:
        shown.pop("__init__", None)
    found: dict[str, int] = {}
    for number in sorted(shown.values()):
        item = MADE if calls[number].method == "__init__" else _step_name(calls[number])
        item = item.removesuffix("_result")
        while item in found:  # a method may be called as the step of an operator is
            item += "_2"
        found[item] = number
    return list(found.items())


def declare_steps(target: int, item: str, calls: Sequence[Call], guess: Guess) -> Declaration:
    """Return a declaration of one call, for its item, with all that it rests on.

    Raises NotDescribed.
    """
    numbers = needed_for(target, calls)
    steps = _Steps()
    for number in numbers:
        steps.add(number, calls[number])
    outputs = _outputs(calls[target], steps.of[target], item, steps)
    if not outputs:
        gives = calls[target].result
        raise NotDescribed("None" if gives is None else getattr(gives, "kind", calls[target].name))
    alike = _alike(target, calls) if len(numbers) == 1 else []
    inputs, sizes = _described([steps.inputs, *(inner for _, inner in alike)], guess)
    is_seen = not any(calls[number].hidden for number in numbers)
    seen = [steps.inputs] if is_seen else []
    return Declaration(
        inputs=inputs,
        sizes=sizes,
        ask=steps.asked,
        outputs=outputs,
        examples=_examples([*seen, *(inner for call, inner in alike if not call.hidden)]),
    )


def _alike(target: int, calls: Sequence[Call]) -> list[tuple[Call, Mapping[str, Any]]]:
    """Return later calls of a function with the same functions and other values of a kind.

    Each comes with its inputs, as steps name them.
    """
    steps, first = _Steps(), calls[target]
    steps.add(target, first)
    found: list[tuple[Call, Mapping[str, Any]]] = []
    for call in calls[target + 1 :]:
        if call.name != first.name or call.raised or call.depth != first.depth:
            continue
        other = _Steps()
        other.add(target, call)
        if other.asked == steps.asked and arguments_of(call) == arguments_of(first):
            found.append((call, other.inputs))
    return found


class _Steps:
    """The steps of an exercise, each an expression of inputs and of the steps before."""

    def __init__(self) -> None:
        self.inputs: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.of: dict[int, str] = {}
        """Steps by the number of their call."""
        self.objects: dict[int, str] = {}
        """Steps by the object that they give."""

    def add(self, number: int, call: Call) -> None:
        """Write one more call down."""
        step = self._named(_step_name(call))
        self.asked[step] = self._expression(call)
        self.of[number] = step
        if call.method == "__init__" and call.object >= 0:
            self.objects.setdefault(call.object, step)
        elif isinstance(call.result, Instance):
            self.objects.setdefault(call.result.number, step)

    def _expression(self, call: Call) -> str:
        own = self.objects.get(call.object, "")
        if call.method in OPERATORS:
            given = [value for value in call.given.values() if value is not None]
            if len(given) != 1:
                raise NotDescribed(call.name)
            sides = [own, self._argument("other", given[0])]
            if call.method.startswith("__r"):
                sides.reverse()
            return f" {OPERATORS[call.method][0]} ".join(sides)
        if call.method == "__neg__":
            return f"-{own}"
        told = ", ".join(
            f"{'' if is_in_order else f'{name}='}{self._argument(name, value)}"
            for name, value, is_in_order in _in_order(call)
        )
        kind, _, method = call.name.rpartition(".")
        asked = {"__init__": kind, "__call__": own}.get(method) or (
            f"{own}.{method}" if call.object >= 0 else method
        )
        return f"{asked}({told})"

    def _argument(self, name: str, value: Any) -> str:
        """Return how an argument is written: an earlier step, a list of these, or an input."""
        if isinstance(value, Instance):
            return self.objects[value.number]
        if isinstance(value, Named):
            return value.name
        if isinstance(value, list) and value and all(isinstance(v, Instance) for v in value):
            return f"[{', '.join(self.objects[v.number] for v in value)}]"
        for known, before in self.inputs.items():
            if re.fullmatch(rf"{name}(_\d+)?", known) and same_value(before, value):
                return known
        as_input = self._named(name)
        self.inputs[as_input] = value
        return as_input

    def _named(self, wanted: str) -> str:
        """Return a name that nothing has yet."""
        taken = {*self.inputs, *self.asked}
        name, number = wanted, 2
        while name in taken or keyword.iskeyword(name):
            name, number = f"{wanted}_{number}", number + 1
        return name


def _step_name(call: Call) -> str:
    kind, _, method = call.name.rpartition(".")
    if method == "__init__":
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "_", kind).lower()
    if method in OPERATORS:
        return OPERATORS[method][1]
    return {"__call__": "called", "__neg__": "negative"}.get(method, f"{method}_result")


def _in_order(call: Call) -> list[tuple[str, Any, bool]]:
    """Return the arguments, and of each whether it may stand without its name."""
    given = [(name, value) for name, value in call.given.items() if value is not None]
    names = [name for name, _ in given]
    return [
        (name, value, names[: place + 1] == list(call.parameters[: place + 1]))
        for place, (name, value) in enumerate(given)
    ]


def _outputs(call: Call, step: str, item: str, steps: _Steps) -> dict[str, OutputTable]:
    """Return what a call gave, and attributes that it changed."""
    found: dict[str, str] = {}
    gives_itself = isinstance(call.result, Instance) and call.result.number == call.object
    for path, value in {} if gives_itself else _telling(call.gave).items():
        if _is_plain(value):
            found[f"{step}{re.sub('[^a-zA-Z0-9]+', '_', path)}"] = f"{step}{path}"
    if call.result is not None and _is_plain(call.result):
        found[f"{item}_gives" if item in steps.asked else item] = step
    new = call.result.number if isinstance(call.result, Instance) and not gives_itself else -1
    for one in call.changed:
        if one.object == new:
            continue
        owner = steps.objects.get(one.object)
        if owner is not None and _is_plain(one.value) and not _is_kept(one.value, call):
            found[f"{owner}_{one.name}"] = f"{owner}.{one.name}"
    return {key: OutputTable(of=of) for key, of in found.items()}


def _telling(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out texts, and what every object begins with: zeros beside what is none."""
    numbers = {path: value for path, value in attributes.items() if not isinstance(value, str)}
    return {path: value for path, value in numbers.items() if np.any(value)} or numbers


def _is_kept(value: Any, call: Call) -> bool:
    """Tell whether an attribute only keeps what a method was given, or what it returns."""
    held = [*call.given.values(), call.result] if call.method != "__init__" else []
    return any(same_value(one, value) for one in held)


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return not isinstance(value, Opaque | Instance | Named | Large)


def _described(
    calls: Sequence[Mapping[str, Any]], guess: Guess
) -> tuple[dict[str, InputTable], dict[str, tuple[int, int]]]:
    shared = Shared.guessed(calls, guess)
    inputs = {}
    for name, value in calls[0].items():
        if guess != "constant":
            inputs[name] = describe(f".{name}", [call[name] for call in calls], shared)
        elif examples_fit({"": value}):
            inputs[name] = as_it_was(value)
        else:
            raise NotDescribed(type(value).__name__)
    return inputs, shared.ranges


def _examples(calls: Sequence[Mapping[str, Any]]) -> tuple[ExampleTable, ...]:
    """Return what the notebook itself did as examples, as far as it fits a table."""
    found: list[dict[str, Any]] = []
    for values in calls:
        given = {name: as_toml(value) for name, value in values.items()}
        if examples_fit(values) and given not in found:
            found.append(given)
    return tuple(
        ExampleTable(f"example_{number}", given)
        for number, given in enumerate(found[:MOST_EXAMPLES], 1)
    )
