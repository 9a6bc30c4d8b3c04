"""What a command on a graded class names: its assignment, somebody in it, an item, a result."""

import difflib

from grader.assignment import Assignment, load_assignment
from grader.classrun.store import RESULT, Store
from grader.errors import UserError
from grader.files import folder_names
from grader.find import Place
from grader.intake import Intake, Person
from grader.intake.likeness import key, visible
from grader.kit.read import FromKit
from grader.result import Result
from grader.stored import read_result


def assignment_at(place: Place) -> Assignment:
    """Load an assignment, from its folder or its kit. Raises UserError."""
    if place.is_kit:
        return FromKit(place.path).assignment
    return load_assignment(place.path, place.solutions)


def person_called(student: str, intake: Intake) -> Person:
    """Return who is meant: by the id, else by a name that one person only has. Raises UserError."""
    people = [one.person for one in intake.handed_in]
    by_id = [person for person in people if key(person.id) == key(student)]
    by_name = [person for person in people if key(person.name) == key(student)]
    for meant in (by_id, by_name):
        if len(meant) == 1:
            return meant[0]
        if meant:
            ids = ", ".join(visible(person.id) for person in meant)
            raise UserError(f"{len(meant)} people are called {student!r}; name one by id: {ids}")
    near = difflib.get_close_matches(student, [person.id for person in people], n=3)
    said = f"; did you mean {' or '.join(map(visible, near))}?" if near else ""
    raise UserError(f"nobody in this class has the id {student!r}{said}")


def item_called(given: str, assignment: Assignment) -> tuple[str, str, float]:
    """Return the exercise, the item and its points, of ``exercise.item`` or an item's own id.

    Raises UserError.
    """
    every = [(r.name, item.id, item.points) for r in assignment.rubrics for item in r.items]
    meant = [one for one in every if given in (f"{one[0]}.{one[1]}", one[1])]
    if len(meant) == 1:
        return meant[0]
    names = [f"{name}.{item}" for name, item, _points in meant or every]
    if meant:
        raise UserError(f"several items are called {given!r}; name one: {', '.join(names)}")
    near = difflib.get_close_matches(given, names, n=3, cutoff=0.4)
    said = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"
    raise UserError(f"no item is called {given!r}; {said}")


def kept_result(store: Store, intake: Intake, person: Person) -> Result:
    """Return what was found before. Raises UserError."""
    keys = folder_names(one.person.id for one in intake.handed_in)
    entry = store.finished(keys[person.id])
    if entry is None:
        raise UserError(f"there is no result of {visible(person.id)} yet; grade first")
    return read_result(entry.files[RESULT])
