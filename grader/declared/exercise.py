"""A declared exercise behind the seam of written ones: it draws, asks and judges by its table.

A class of `exercises.py` may go on from there, with claims on what was asked:

    class Backward(Declared):
        name = "backward"

        @claim("backward.along", item="direction", on=TABLE)
        def along(self, got):
            return is_multiple(got.array("dW"), got.want["dW"])
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

from grader.claim import Answer, Claims
from grader.declared.asking import is_missing
from grader.declared.draw import called, described, given
from grader.declared.group import Group
from grader.declared.reference import Reference
from grader.declared.tables import Declaration, InputTable
from grader.exercise import Case
from grader.model import Finding

EQUAL = "equal_sizes"
"""The case in which all sizes are one."""
TABLE = ""
"""How cases of the exercise's own table are asked; those of a group are by its name."""


class Declared(Claims):
    """One `[[exercises]]` that describes its inputs; a class that goes on from it adds claims."""

    def __init__(
        self, name: str = "", declaration: Declaration | None = None, items: tuple[str, ...] = ()
    ) -> None:
        """Read the declaration. Raises ValueError with the key and a sentence."""
        if declaration is None:
            raise LookupError(f"nothing is declared of {self.name} in assignment.toml")
        self.name = name  # type: ignore[misc]  # of the table, where a written class has its own
        self.declaration = declaration
        self.reference: Reference | None = None
        """Who answers where an input comes of a call; None where no case needs to be drawn."""
        self._groups = _groups(name, declaration, items)
        _refuse_lacking(declaration)
        own = self._groups[TABLE]
        asks = [one for group in self._groups.values() for one in group.asks]
        self.asks = self.asks or tuple(dict.fromkeys(asks))  # type: ignore[misc]
        told = [key for key, out in own.outputs.items() if out.kind == "same"]
        self.shown = self.shown or tuple(told) or None  # type: ignore[misc]
        drawn = _names("drawn", declaration.cases, always=True) if own.is_square else ()
        others = [one for table in declaration.groups for one in _names(table.name, table.cases)]
        self.meant = (*self.meant, EQUAL, *drawn, *others)  # type: ignore[misc]

    def examples(self) -> Iterator[Case]:
        """Public cases, as the table has them; inputs that come of a call are called."""
        tables = self.declaration.inputs
        for example in self.declaration.examples:
            inputs: dict[str, Any] = {}
            for name, table in tables.items():
                inputs[name] = self._example(name, described(table, tables), example, inputs)
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
        """Draw hidden cases: sizes that all differ, and once sizes that are all the same.

        The cases of other groups follow.
        """
        own = self._groups[TABLE]
        for name in _names("drawn", self.declaration.cases, always=True):
            yield Case(name, **own.drawn(rng, self._answering))
        equal = own.drawn_equal(rng, self._answering)
        if equal is not None:
            yield Case(EQUAL, **equal)
        for table in self.declaration.groups:
            for name in _names(table.name, table.cases):
                drawn = self._groups[table.name].drawn(rng, self._answering)
                yield Case(name, asked=table.name, **drawn)

    def run(self, student: Any, case: Case) -> Any:
        """Ask as the table says; a case of a class's own is asked by that class."""
        group = self._groups.get(case.asked)
        return super().run(student, case) if group is None else group.run(student, case)

    def read(self, case: Case, got: Any, want: Any) -> Answer:
        """Return what the claims are handed; of an output that is not there, None.

        Raises Unfit where they are about items of what is no dictionary.
        """
        group = self._groups.get(case.asked)
        if group is not None and isinstance(got, dict):
            group.refuse(got)
            got = {key: None if is_missing(value) else value for key, value in got.items()}
        return super().read(case, got, want)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        """Judge each output for the item that it belongs to, and then the claims of a class."""
        group = self._groups.get(case.asked)
        if group is not None:
            yield from group.check(case, got, want)
        if self.claims:
            yield from super().check(case, got, want)

    def to_all_digits(self, case: Case, got: Any, want: Any) -> Any:
        """Return the reference's outputs; draws are what they are."""
        group = self._groups.get(case.asked)
        return want if group is None else group.to_all_digits(got, want)

    @property
    def _answering(self) -> Reference:
        return _Nobody(self.name) if self.reference is None else self.reference


class _Nobody:
    """A reference that no input comes of."""

    def __init__(self, exercise: str) -> None:
        self._exercise = exercise

    def function(self, name: str) -> Any:
        raise LookupError(f"{self._exercise}: an input comes of {name}, and no reference is here")


def _groups(exercise: str, declaration: Declaration, items: tuple[str, ...]) -> dict[str, Group]:
    """Return what is drawn, asked and judged, by how its cases are asked."""
    found = {TABLE: Group(exercise, declaration, items)}
    for number, table in enumerate(declaration.groups):
        if not table.name or table.name in found:
            raise ValueError(f"groups[{number}].name: must be a name that no other group has")
        try:
            found[table.name] = Group(exercise, declaration.group(table), items)
        except ValueError as error:
            raise ValueError(f"groups[{number}].{error}") from None
    return found


def _names(name: str, count: int, *, always: bool = False) -> tuple[str, ...]:
    """Return the names of so many cases: with numbers where there are several."""
    if count == 1 and not always:
        return (name,)
    return tuple(f"{name}_{number}" for number in range(1, count + 1))


def _refuse_lacking(declaration: Declaration) -> None:
    inputs = declaration.inputs
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
