"""A declared exercise behind the seam of written ones: it draws, asks and judges by its table."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np

from grader.declared.draw import (
    called,
    described,
    draw_inputs,
    draw_sizes,
    equal_sizes,
    fixed_sizes,
    given,
    names_of_sizes,
)
from grader.declared.expression import Expression, read_expression
from grader.declared.judge import judged
from grader.declared.reference import Reference
from grader.declared.tables import Declaration, InputTable, OutputTable
from grader.exercise import Case, Exercise
from grader.model import Finding
from grader.remote.handle import Later

RETURNED = "returned"
"""What an `ask` that is one expression gives."""
EQUAL = "equal_sizes"
"""The case in which all sizes are one."""


class Declared(Exercise):
    """One `[[exercises]]` that describes its inputs. Nothing of it is code of the author's."""

    def __init__(self, name: str, declaration: Declaration, items: tuple[str, ...]) -> None:
        """Read the declaration. Raises ValueError with the key and a sentence."""
        self.name = name  # type: ignore[misc]  # of the table, where a class has one of its own
        self.declaration = declaration
        self.reference: Reference | None = None
        """Who answers where an input comes of a call; None where no case needs to be drawn."""
        self._inputs = declaration.inputs
        self._steps = _steps(name, declaration)
        known = {*self._inputs, *self._steps}
        spoken = [n for step in self._steps.values() for n in step.names]
        self.asks = tuple(dict.fromkeys(n for n in spoken if n not in known))  # type: ignore[misc]
        self._outputs = _outputs(name, declaration, items)
        self._of = {key: _read(out.of, f"outputs.{key}") for key, out in self._outputs.items()}
        _refuse_unknown(self._inputs, self._steps, self._of)
        told = [key for key, out in self._outputs.items() if out.kind == "same"]
        self.shown = tuple(told) or None  # type: ignore[misc]
        tables = [described(table, self._inputs) for table in self._inputs.values()]
        self._sizes, self._taken = names_of_sizes(tables), fixed_sizes(tables)
        _refuse_lacking(self._inputs, declaration)
        # whoever writes a side twice means a square
        drawn = [f"drawn_{number}" for number in range(1, declaration.cases + 1)]
        is_square = any(_is_square(table) for table in tables)
        self.meant = (EQUAL, *(drawn if is_square else ()))  # type: ignore[misc]

    def examples(self) -> Iterator[Case]:
        """Public cases, as the table has them; inputs that come of a call are called."""
        for example in self.declaration.examples:
            inputs: dict[str, Any] = {}
            for name, table in self._inputs.items():
                inputs[name] = self._example(name, described(table, self._inputs), example, inputs)
            yield Case(example.name, **inputs)

    def _example(
        self, name: str, table: InputTable, example: Any, before: Mapping[str, Any]
    ) -> Any:
        if name in example.inputs:
            return given(table, example.inputs[name])
        if table.call:
            return called(table, before, self._answering)
        return given(table, table.value)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        """Draw hidden cases: sizes that all differ, and once sizes that are all the same."""
        ranges = self.declaration.sizes
        for number in range(1, self.declaration.cases + 1):
            sizes = draw_sizes(rng, self._sizes, ranges, self._taken)
            yield Case(f"drawn_{number}", **self._drawn(rng, sizes))
        equal = equal_sizes(rng, self._sizes, ranges)
        if equal is not None:
            yield Case(EQUAL, **self._drawn(rng, equal))

    def run(self, student: Any, case: Case) -> Any:
        """Ask step by step; what became of an input is seen where an output speaks of it."""
        seen = {name for of in self._of.values() for name in of.names}
        scope: dict[str, Any] = {
            name: student.hold(value) if name in seen else value
            for name, value in case.inputs.items()
        }
        scope |= {name: getattr(student, name) for name in self.asks}
        for name, step in self._steps.items():
            scope[name] = step.value(scope)
        return {name: _output(student, of, scope) for name, of in self._of.items()}

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        """Judge each output for the item that it belongs to."""
        answers = got if isinstance(got, dict) else {}
        with np.errstate(all="ignore"):
            for name, output in self._outputs.items():
                laws = _laws(output, case)
                for found in judged(name, output, answers.get(name), want[name], laws):
                    yield replace(found, item=output.item, part=name)

    def to_all_digits(self, case: Case, got: Any, want: Any) -> Any:
        """Return the reference's outputs; draws are what they are."""
        drawn = [key for key, out in self._outputs.items() if out.kind != "same"]
        if not drawn or not isinstance(got, dict):
            return want
        return {**want, **{key: got.get(key) for key in drawn}}

    def _drawn(self, rng: np.random.Generator, sizes: Mapping[str, int]) -> dict[str, Any]:
        needs = any(table.call for table in self._inputs.values())
        reference = self._answering if needs else _NOBODY
        return draw_inputs(rng, self._inputs, sizes, reference)

    @property
    def _answering(self) -> Reference:
        if self.reference is None:
            raise LookupError(f"{self.name}: an input comes of the reference, and none is here")
        return self.reference


def _output(student: Any, of: Expression, scope: Mapping[str, Any]) -> Any:
    """Return an output; where it is not to be had, the others are judged all the same."""
    if isinstance(of.tree, ast.Name):
        return scope[of.source.strip()]
    later = student.attempt(lambda: [of.value(scope)])
    return Later(later.handle, lambda found: _or_why_not(later.fill(found)))


def _or_why_not(found: Any) -> Any:
    return f"({found})" if isinstance(found, str) else found[0]


class _Nobody:
    """A reference that no input comes of."""

    def function(self, name: str) -> Any:
        raise LookupError(name)


_NOBODY = _Nobody()


def _steps(name: str, declaration: Declaration) -> dict[str, Expression]:
    ask = declaration.ask or f"{name}({', '.join(declaration.inputs)})"
    if isinstance(ask, str):
        return {RETURNED: _read(ask, "ask")}
    return {step: _read(source, f"ask.{step}") for step, source in ask.items()}


def _outputs(name: str, declaration: Declaration, items: tuple[str, ...]) -> dict[str, OutputTable]:
    outputs = declaration.outputs or {name: OutputTable()}
    found = {}
    for key, output in outputs.items():
        if not output.item and len(items) != 1:
            raise ValueError(f"outputs.{key}: item must say which of {', '.join(items)} it is for")
        if output.item and output.item not in items:
            raise ValueError(f"outputs.{key}.item: {output.item!r} is not one of the items")
        if output.kind == "mask" and output.rate == "":
            raise ValueError(f"outputs.{key}.rate: a mask has a rate, a number or an input's name")
        found[key] = msgspec.structs.replace(output, item=output.item or items[0])
    return found


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


def _refuse_lacking(inputs: Mapping[str, InputTable], declaration: Declaration) -> None:
    for number, example in enumerate(declaration.examples):
        for name in example.inputs:
            if name not in inputs:
                raise ValueError(f"examples[{number}].inputs.{name}: is no input of the exercise")
        for name, value in example.inputs.items():
            try:
                given(described(inputs[name], inputs), value)
            except (ValueError, TypeError) as error:
                raise ValueError(f"examples[{number}].inputs.{name}: {error}") from None
        for name, table in inputs.items():
            known = name in example.inputs or table.call or table.value is not msgspec.UNSET
            if not known:
                raise ValueError(f"examples[{number}].inputs: {name} has no value")
    for name, (least, most) in declaration.sizes.items():
        if not 0 <= least <= most:
            raise ValueError(f"sizes.{name}: must be the least and the most, such as [2, 6]")


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
