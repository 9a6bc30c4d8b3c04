"""A declaration of a function from its calls: inputs, what is asked, outputs, public examples."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from grader.author.alike import keys_are_given, passed
from grader.author.describe import NotDescribed, describe, examples_fit
from grader.author.recording import Call, Instance, Large, Named, Opaque
from grader.author.sizes import Shared
from grader.declared.tables import Declaration, ExampleTable, InputTable, OutputTable
from grader.frozen import frozen

Guess = Literal["free", "spelt", "places", "wide", "apart", "real", "called", "fixed", "constant"]
GUESSES: tuple[Guess, ...] = (
    "free", "spelt", "places", "wide", "apart", "real", "called", "fixed", "constant",
)  # fmt: skip
"""How inputs may be guessed at, the best first: drawn with shared sizes; with texts of the same
letters; with whole numbers that are places in the arrays; with other whole numbers about those of
the examples; with sizes in the order of the examples'; with real numbers for whole ones, which hang
together too easily; arrays too where they come of calls; with the very sizes of the examples; as
they were, which is to be described by the author."""
_DEEPEST = 3
MOST_EXAMPLES = 3


@frozen
class Function:
    """A function of the notebook that is to be an exercise."""

    name: str
    cell: int
    node: ast.FunctionDef

    @property
    def parameters(self) -> tuple[str, ...]:
        """Return the names of its parameters, in order."""
        given = self.node.args
        return tuple(one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs))

    @property
    def takes_any(self) -> bool:
        """Tell whether it takes any number of arguments."""
        return bool(self.node.args.vararg or self.node.args.kwarg)


def declare(
    function: Function, calls: Sequence[Call], every: Sequence[Call], guess: Guess
) -> Declaration:
    """Return a declaration by one way of guessing. Raises NotDescribed."""
    if function.takes_any:
        raise NotDescribed("*")
    in_order = [name for name in function.parameters if name in passed(calls[0])]
    making = _Making(calls, every, guess)
    for name in in_order:
        making.add(name, name, [call.given[name] for call in calls], calls[0])
    return Declaration(
        inputs=making.inputs,
        sizes=making.shared.ranges,
        ask=_ask(function, in_order, making.inputs),
        outputs=_outputs(function, calls[0]),
        # of a function without arguments the example would be the answer
        examples=_examples(calls, making.inputs, in_order) if in_order else (),
    )


class _Making:
    """The inputs of an exercise, as they are described one after the other."""

    def __init__(self, calls: Sequence[Call], every: Sequence[Call], guess: Guess) -> None:
        self.inputs: dict[str, InputTable] = {}
        self._every, self._guess = every, guess
        self._values: dict[str, Any] = {}
        given = [call.given for call in calls]
        self.shared = Shared.guessed(given, guess)

    def add(
        self, name: str, parameter: str, seen: Sequence[Any], call: Call, depth: int = 0
    ) -> None:
        """Describe one more input, and what it comes of."""
        self._values[name] = seen[0]
        table = self._called(name, parameter, seen, call, depth)
        self.inputs[name] = table or self._described(parameter, seen)

    def _described(self, parameter: str, seen: Sequence[Any]) -> InputTable:
        if self._guess != "constant":
            return describe(f".{parameter}", seen, self.shared)
        if not examples_fit({"": seen[0]}):
            raise NotDescribed(type(seen[0]).__name__)
        return as_it_was(seen[0])

    def _called(
        self, name: str, parameter: str, seen: Sequence[Any], call: Call, depth: int
    ) -> InputTable | None:
        """Return an input that is what another function gave; None where it is better drawn."""
        origin = call.origins.get(parameter)
        is_array = isinstance(seen[0], np.ndarray | Large)
        if origin is None or depth >= _DEEPEST or (is_array and self._guess != "called"):
            return None
        if not 0 <= origin.number < len(self._every):
            return None
        maker = self._every[origin.number]
        if maker.name != origin.name:
            return None
        given = []
        for one, value in maker.given.items():
            if value is None:
                return None
            given.append(self._met(one, value, maker, depth))
        return InputTable(call=f"{maker.name}({', '.join(given)}){origin.path}")

    def _met(self, parameter: str, value: Any, maker: Call, depth: int) -> str:
        """Return the input that a maker was given, described now where it is another one."""
        if parameter in self._values and same_value(self._values[parameter], value):
            return parameter
        name = parameter if parameter not in self._values else f"{maker.name}_{parameter}"
        self.add(name, parameter, [value], maker, depth + 1)
        return name


def same_value(one: Any, other: Any) -> bool:
    """Tell whether two recorded values are one."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and bool(np.array_equal(one, other))
    if isinstance(one, Large) and isinstance(other, Large):
        return one.shape == other.shape and bool(np.array_equal(one.part, other.part))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_value(one[k], other[k]) for k in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same_value, one, other))
    return type(one) is type(other) and bool(one == other)


def as_it_was(value: Any) -> InputTable:
    """Return an input that is always this value."""
    if isinstance(value, np.ndarray):
        kinds: Mapping[str, Any] = {"b": "bool", "i": "int", "u": "int"}
        dtype = kinds.get(value.dtype.kind, "float")
        return InputTable(value=value.tolist(), shape=tuple(value.shape), dtype=dtype)
    if isinstance(value, dict):
        return InputTable(fields={key: as_it_was(one) for key, one in value.items()})
    if isinstance(value, tuple):
        return InputTable(items=tuple(map(as_it_was, value)))
    return InputTable(value=value)


def _ask(function: Function, named: Sequence[str], inputs: Mapping[str, InputTable]) -> str:
    """Return what is asked; "" where it is the function with every input in order, if any."""
    positional = [one.arg for one in (*function.node.args.posonlyargs, *function.node.args.args)]
    is_in_order = named == positional[: len(named)]
    if named and is_in_order and list(inputs) == list(named):
        return ""
    given = [
        name if name in positional[: place + 1] and named[: place + 1] == positional[: place + 1]
        else f"{name}={name}"
        for place, name in enumerate(named)
    ]  # fmt: skip
    return f"{function.name}({', '.join(given)})"


def _outputs(function: Function, call: Call) -> dict[str, OutputTable]:
    """Return what is returned, and the arguments that are changed in place."""
    altered = {
        name: OutputTable(of=name) for name in call.altered if not _is_opaque(call.given[name])
    }
    if call.result is None:
        if not altered:
            raise NotDescribed("None")
        return altered
    if isinstance(call.result, Opaque | Instance | Named):
        raise NotDescribed(call.result.kind)
    returned = _returned_outputs(function, call)
    if not altered:
        return returned
    return {**(returned or {function.name: OutputTable()}), **altered}


def _returned_outputs(function: Function, call: Call) -> dict[str, OutputTable]:
    """Return the entries of a tuple; none of what is one output, under the function's name."""
    result = call.result
    if not isinstance(result, tuple):
        is_only = keys_are_given(result, call)
        return {function.name: OutputTable(only=True)} if is_only else {}
    names = _returned(function.node, len(result))
    plain = {
        name: OutputTable(of=f"returned[{place}]", only=keys_are_given(one, call))
        for place, (name, one) in enumerate(zip(names, result, strict=True))
        if not _is_opaque(one)
    }
    if not plain:
        raise NotDescribed("tuple")
    return plain


def _is_opaque(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_is_opaque, value))
    if isinstance(value, dict):
        return any(map(_is_opaque, value.values()))
    return isinstance(value, Opaque | Instance | Named)


def _returned(node: ast.FunctionDef, length: int) -> list[str]:
    """Return what the last `return` calls its entries, where it names them all."""
    usual = [f"{node.name}_{place}" for place in range(length)]
    for one in reversed(list(ast.walk(node))):
        if isinstance(one, ast.Return) and isinstance(one.value, ast.Tuple):
            names = [entry.id for entry in one.value.elts if isinstance(entry, ast.Name)]
            return names if len(names) == length == len(set(names)) else usual
    return usual


def _examples(
    calls: Sequence[Call], inputs: Mapping[str, InputTable], named: Sequence[str]
) -> tuple[ExampleTable, ...]:
    """Return the notebook's own calls that fit a table, those that students see."""
    found: list[Mapping[str, Any]] = []
    for call in calls:
        given = {name: call.given[name] for name in named if not inputs[name].call}
        others = [name for name in inputs if name not in named and not inputs[name].call]
        if call.hidden or others or not examples_fit(given):
            continue
        if not any(same_value(dict(given), dict(one)) for one in found):
            found.append(given)
    return tuple(
        ExampleTable(f"example_{number}", {name: as_toml(v) for name, v in given.items()})
        for number, given in enumerate(found[:MOST_EXAMPLES], 1)
    )


def as_toml(value: Any) -> Any:
    """Return a value as a table of an example holds it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: as_toml(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_toml(one) for one in value]
    return value
