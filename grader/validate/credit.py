"""Can the credit that the rubric gives back be earned? Named mistakes, and follow-through."""

from collections.abc import Iterator, Mapping

from grader.assignment import Assignment, Item
from grader.exercise import Exercise
from grader.trial import Bench
from grader.validate.flaw import Flaw, Row


def examine_credit(assignment: Assignment, bench: Bench) -> Row:
    """Compare `partial` with the known mistakes, and `follow_through` with the exercises."""
    path = str(assignment.folder / "assignment.toml")
    mistakes = _exercises_of_mistakes(bench)
    faults = []
    partial = followed = 0
    for number, rubric in enumerate(assignment.rubrics):
        for place, item in enumerate(rubric.items):
            partial += len(item.partial)
            followed += item.follow_through > 0
            found = [
                *(() if mistakes is None else _unknown(item, rubric.name, mistakes)),
                *_unfounded(item, assignment.exercises[rubric.name]),
            ]
            where = f"exercises[{number}].items[{place}]"
            faults += [Flaw(path, f"{where}.{key}", sentence) for key, sentence in found]
    return Row("credit", f"{partial} partial, {followed} follow-through", tuple(faults))


def _exercises_of_mistakes(bench: Bench) -> dict[str, str] | None:
    """Return each known mistake's exercise; None when they cannot be loaded (said elsewhere)."""
    try:
        return {mistake.id: mistake.exercise for mistake in bench.load("mistakes").MISTAKES}
    except Exception:  # an author's file may raise anything
        return None


def _unknown(item: Item, exercise: str, mistakes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name in item.partial:
        if name not in mistakes:
            yield f"partial.{name}", "is not the id of a mistake in mistakes.py"
        elif mistakes[name] != exercise:
            yield f"partial.{name}", f"is a mistake of {mistakes[name]}, not of {exercise}"


def _unfounded(item: Item, exercise: Exercise) -> Iterator[tuple[str, str]]:
    has_own_cases = type(exercise).own_cases is not Exercise.own_cases
    if item.follow_through and not exercise.upstream and not has_own_cases:
        yield "follow_through", f"is never paid: {exercise.name} has neither upstream nor own_cases"
