"""Declared exercises of an assignment, made of its tables."""

from collections.abc import Iterable, Sequence
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
) -> dict[str, Exercise]:
    """Return the exercises that are declared, by name. Raises BrokenAssignment with the key.

    `rubrics` are the exercises' names, what is declared of each, and the ids of its items.
    """
    reference = FromFile(folder, solutions)
    found: dict[str, Exercise] = {}
    for number, (name, declaration, items) in enumerate(rubrics):
        if declaration is None:
            continue
        try:
            exercise = Declared(name, declaration, tuple(items))
        except ValueError as error:
            where = folder / "assignment.toml"
            raise BrokenAssignment(f"{where}: exercises[{number}].{error}") from None
        exercise.reference = reference
        found[name] = exercise
    return found
