"""Behaviour worth a word, told from the code alone: advice, never points. Nothing is run.

What the lesson's own handout does in the same place is not the student's habit, and is not said.
"""

from collections.abc import Iterable, Iterator

from grader.advise import in_place, loops, outside, removed, seed
from grader.advise.definition import Definition, Definitions, Habit
from grader.assignment import Assignment
from grader.extract.remarks import clip, listed
from grader.model import Text
from grader.prepare import Prepared
from grader.sandbox.removed_names import REMOVED

_MOST = 3
"""Most that is said about one exercise."""
_RANK = (in_place.KEY, outside.KEY, seed.KEY, removed.KEY, loops.KEY)
"""What may cost a right answer elsewhere is said before what is a matter of style."""

Found = tuple[Definition, Habit]
Mark = tuple[str, str, str]
"""What makes a habit the same as one of the handout's: asked name, key, argument or variable."""


def habits(definitions: Definitions, prepared: Prepared) -> dict[str, tuple[Text, ...]]:
    """Return advice by exercise; exercises about which there is nothing to say are left out."""
    found = list(_found(definitions, prepared.assignment))
    if not found:
        return {}
    lessons_own = prepared.once(_lessons_own)
    owners = _owners(prepared.assignment)
    by_exercise: dict[str, list[Found]] = {}
    for one in sorted(found, key=_order):
        exercise = owners.get(one[0].asked)
        if exercise and _mark(one) not in lessons_own:
            by_exercise.setdefault(exercise, []).append(one)
    return {name: tuple(_texts(some))[:_MOST] for name, some in by_exercise.items()}


def _lessons_own(prepared: Prepared) -> frozenset[Mark]:
    """Return the habits of the handout itself."""
    found = _found(Definitions(prepared.handed_out), prepared.assignment)
    return frozenset(map(_mark, found))


def _owners(assignment: Assignment) -> dict[str, str]:
    """Return the exercise that speaks of each asked name: its own, else the first that asks it."""
    asked_by = {
        rubric.name: assignment.exercises[rubric.name].asks or (rubric.name,)
        for rubric in assignment.rubrics
    }
    owners = {name: name for name, asked in asked_by.items() if name in asked}
    for exercise, asked in asked_by.items():
        for name in asked:
            owners.setdefault(name, exercise)
    return owners


def _found(definitions: Definitions, assignment: Assignment) -> Iterator[Found]:
    variables = outside.outer_variables(definitions.extraction.chunks)
    for definition in definitions.asked:
        for habit in _of_one(definition, variables, definition.asked in assignment.vectorised):
            yield definition, habit


def _of_one(
    definition: Definition, variables: outside.Variables, vectorised: bool
) -> Iterator[Habit]:
    yield from in_place.changed_arguments(definition)
    yield from outside.outside(definition, variables)
    yield from seed.seeds(definition)
    yield from removed.removed(definition)
    if vectorised:
        yield from loops.loops(definition)


def _mark(found: Found) -> Mark:
    definition, habit = found
    return definition.asked, habit.key, habit.what


def _order(found: Found) -> tuple[int, int, int, str]:
    definition, habit = found
    return _RANK.index(habit.key), definition.chunk.cell, definition.in_cell(habit.line), habit.what


def _texts(found: Iterable[Found]) -> Iterator[Text]:
    """Say each habit; outer variables that one function reads are said together."""
    together: dict[tuple[str, str, str], list[Found]] = {}
    for one in found:
        _definition, habit = one
        what = "" if habit.key == outside.KEY else habit.what
        together.setdefault((habit.key, habit.inside, what), []).append(one)
    for (key, inside, what), some in together.items():
        more = {}
        if key == outside.KEY:
            more = {"names": listed(habit.what for _definition, habit in some)}
        elif key == removed.KEY:
            more = {"removed": what, "instead": REMOVED[what]}
        elif what:
            more = {"argument": clip(what)}
        definition, first = some[0]
        yield definition.said(key, inside, first.line, **more)
