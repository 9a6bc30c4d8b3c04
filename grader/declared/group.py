"""Cases that are drawn, asked and judged in one way."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from grader.declared.asking import CLAIMED, UNCHANGED, Asking, is_missing, why_missing
from grader.declared.draw import (
    described,
    draw_inputs,
    draw_sizes,
    equal_sizes,
    fixed_sizes,
    names_of_sizes,
)
from grader.declared.expression import Expression, read_expression
from grader.declared.judge import judged
from grader.declared.reference import Reference
from grader.declared.tables import Declaration, InputTable, OutputTable
from grader.exercise import UNTOLD, Case
from grader.measure.values import Unfit
from grader.model import Finding, Text

RETURNED = "returned"
"""What an `ask` that is one expression gives."""
_DRAWN = ("shape", "mask", "normal")
"""Kinds of outputs that are others each time."""
_NO_KEYS = ("(TypeError)", "(IndexError)")
"""What stands in the place of an item by name that was asked of what is no dictionary."""


class Group:
    """Inputs that are described, what is asked of them, and outputs that are judged by kind."""

    def __init__(self, exercise: str, told: Declaration, items: tuple[str, ...]) -> None:
        """Read the tables. Raises ValueError with the key and a sentence."""
        steps = _steps(exercise, told)
        self.outputs = _outputs(exercise, told, items)
        of = {key: _read(out.of, f"outputs.{key}") for key, out in self.outputs.items()}
        _refuse_unknown(told.inputs, steps, of)
        for name, (least, most) in told.sizes.items():
            if not 0 <= least <= most:
                raise ValueError(f"sizes.{name}: must be the least and the most, such as [2, 6]")
        self._told = told
        kinds = {key: output.kind for key, output in self.outputs.items()}
        self._asking = Asking(tuple(told.inputs), steps, of, kinds)
        self._read_from = {key: _read_from(expression, steps) for key, expression in of.items()}
        tables = [described(table, told.inputs) for table in told.inputs.values()]
        self._sizes, self._taken = names_of_sizes(tables), fixed_sizes(tables)
        self.is_square = any(map(_is_square, tables))
        """Whether an input has two sides of one length: whoever writes it so means it."""

    @property
    def asks(self) -> tuple[str, ...]:
        """The names that a student is to define."""
        return self._asking.asks

    def drawn(self, rng: np.random.Generator, reference: Reference) -> dict[str, Any]:
        """Draw inputs, of sizes that all differ."""
        sizes = draw_sizes(rng, self._sizes, self._told.sizes, self._taken)
        return draw_inputs(rng, self._told.inputs, sizes, reference)

    def drawn_equal(self, rng: np.random.Generator, reference: Reference) -> dict[str, Any] | None:
        """Draw inputs whose sizes are all the same; None where they cannot be."""
        sizes = equal_sizes(rng, self._sizes, self._told.sizes)
        return None if sizes is None else draw_inputs(rng, self._told.inputs, sizes, reference)

    def run(self, student: Any, case: Case) -> dict[str, Any]:
        """Ask step by step."""
        return self._asking.run(student, case)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        """Judge each output for the item that it belongs to; those for claims are left to them."""
        answers = got if isinstance(got, dict) else {}
        for name, output in self.outputs.items():
            if output.kind == CLAIMED:
                continue
            right = case.inputs[output.of] if output.kind == UNCHANGED else want[name]
            value, no_keys = answers.get(name), self._no_keys(name, answers)
            if no_keys is not None:
                found = [Finding("", False, no_keys)]
            else:
                with np.errstate(all="ignore"):
                    called = output.called or name
                    found = [*judged(called, output, value, right, _laws(output, case))]
            yield from (replace(one, item=output.item, part=output.part or name) for one in found)

    def refuse(self, got: Mapping[str, Any]) -> None:
        """Raise Unfit where what claims are about cannot be read; what is left out can."""
        for name, output in self.outputs.items():
            value = got.get(name)
            if output.kind == CLAIMED and is_missing(value) and value != UNTOLD:
                raise Unfit(self._no_keys(name, got) or why_missing(name, value))

    def _no_keys(self, name: str, got: Mapping[str, Any]) -> Text | None:
        """Return what to say of an output that is an item of what is no dictionary."""
        value, source = got.get(name), self._read_from[name]
        is_so = source and isinstance(value, str) and value in _NO_KEYS
        return Text("not_a_dict", {"what": source}) if is_so else None

    def to_all_digits(self, got: Any, want: Any) -> Any:
        """Return the reference's outputs; draws are what they are."""
        drawn = [key for key, out in self.outputs.items() if out.kind in _DRAWN]
        if not drawn or not isinstance(got, dict):
            return want
        return {**want, **{key: got.get(key) for key in drawn}}


def _read_from(of: Expression, steps: Mapping[str, Expression]) -> str:
    """Return the step, as it is asked, of which an output is an item by name; "" for others."""
    tree = of.tree
    if not (isinstance(tree, ast.Subscript) and isinstance(tree.value, ast.Name)):
        return ""
    is_key = isinstance(tree.slice, ast.Constant) and isinstance(tree.slice.value, str)
    return steps[tree.value.id].source if is_key and tree.value.id in steps else ""


def _steps(exercise: str, told: Declaration) -> dict[str, Expression]:
    ask = told.ask or f"{exercise}({', '.join(told.inputs)})"
    if isinstance(ask, str):
        return {RETURNED: _read(ask, "ask")}
    return {step: _read(source, f"ask.{step}") for step, source in ask.items()}


def _outputs(exercise: str, told: Declaration, items: tuple[str, ...]) -> dict[str, OutputTable]:
    tables = told.outputs or {exercise: OutputTable()}
    every = [table.written_out(name) for name, table in tables.items()]
    outputs = [(name, output) for some in every for name, output in some.items()]
    return {name: _of_item(name, output, told, items) for name, output in outputs}


def _of_item(
    key: str, output: OutputTable, told: Declaration, items: tuple[str, ...]
) -> OutputTable:
    """Return an output with the item that it is judged for."""
    if output.kind == CLAIMED:
        if output.item:
            raise ValueError(f"outputs.{key}.item: the claims say which items it is judged for")
        return output
    if not output.item and len(items) != 1:
        raise ValueError(f"outputs.{key}: item must say which of {', '.join(items)} it is for")
    if output.item and output.item not in items:
        raise ValueError(f"outputs.{key}.item: {output.item!r} is not one of the items")
    if output.kind == "mask" and output.rate == "":
        raise ValueError(f"outputs.{key}.rate: a mask has a rate, a number or an input's name")
    if output.kind == UNCHANGED and output.of not in told.inputs:
        raise ValueError(f"outputs.{key}.of: {output.of!r} is no input that could be unchanged")
    return msgspec.structs.replace(output, item=output.item or items[0])


def _refuse_unknown(
    inputs: Mapping[str, InputTable],
    steps: Mapping[str, Expression],
    of: Mapping[str, Expression],
) -> None:
    before: list[str] = []
    for name, table in inputs.items():
        if table.like and table.like not in before:
            raise ValueError(f"inputs.{name}.like: no input {table.like!r} stands before it")
        if table.call:
            _read(table.call, f"inputs.{name}.call")
        before.append(name)
    for key, expression in of.items():
        unknown = [n for n in expression.names if n not in steps and n not in inputs]
        if unknown:
            raise ValueError(f"outputs.{key}.of: nothing that was asked is called {unknown[0]!r}")


def _is_square(table: InputTable) -> bool:
    sides = [side for side in table.shape or () if side != 1]
    inner = [*table.fields.values(), *table.items]
    return len(set(sides)) < len(sides) or any(map(_is_square, inner))


def _read(source: str, key: str) -> Expression:
    try:
        return read_expression(source)
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None


def _laws(output: OutputTable, case: Case) -> dict[str, float]:
    told = {"rate": output.rate, "mean": output.mean, "deviation": output.deviation}
    return {
        law: float(read_expression(value).value(case.inputs)) if isinstance(value, str) else value
        for law, value in told.items()
        if value != ""
    }
