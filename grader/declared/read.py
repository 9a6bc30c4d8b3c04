"""Declared exercises of an assignment, made of its tables."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from grader.declared.exercise import Declared
from grader.declared.reference import FromFile
from grader.declared.tables import Declaration
from grader.errors import BrokenAssignment
from grader.exercise import Exercise


def declared_exercises(
    folder: Path,
    solutions: Path | None,
    rubrics: Iterable[tuple[str, Declaration | None, Sequence[str]]],
    classes: Mapping[str, type[Exercise]],
) -> dict[str, Exercise]:
    """Return the exercises that are declared, by name. Raises BrokenAssignment with the key.

    `rubrics` are the exercises' names, what is declared of each, and the ids of its items;
    `classes` are those of `exercises.py`, which may go on from what is declared.
    """
    reference = FromFile(folder, solutions)
    found: dict[str, Exercise] = {}
    for number, (name, declaration, items) in enumerate(rubrics):
        kind = classes.get(name, Declared)
        if declaration is None:
            continue
        try:
            if not issubclass(kind, Declared):
                raise ValueError(f"inputs: {kind.__name__} draws its own; let it be a Declared")
            exercise = kind(name, declaration, tuple(items))
        except ValueError as error:
            where = folder / "assignment.toml"
            raise BrokenAssignment(f"{where}: exercises[{number}].{error}") from None
        exercise.reference = reference
        found[name] = exercise
    return found
