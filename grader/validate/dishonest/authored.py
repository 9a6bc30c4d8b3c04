"""The author's dishonest answers: `dishonest.py` of the solutions, read and made."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from grader.assignment import Assignment
from grader.dishonest import Allowed, Dishonest
from grader.trial import Bench
from grader.validate.dishonest.earned import Make


@dataclass(frozen=True)
class Authored:
    """What `dishonest.py` holds."""

    dishonest: tuple[Dishonest, ...]
    allowed: tuple[Allowed, ...]

    def members(self, answer: Dishonest) -> tuple[Dishonest, ...]:
        """Return what an answer is made of: itself, and what is given together with it."""
        known = {one.id: one for one in self.dishonest}
        return (answer, *(known[name] for name in answer.together))


def read(bench: Bench) -> Authored:
    """Load the file. Lets whatever it raises through."""
    module = bench.load("dishonest")
    return Authored(tuple(module.DISHONEST), tuple(getattr(module, "ALLOWED", ())))


def untrue(authored: Authored, assignment: Assignment) -> Iterator[tuple[str, str]]:
    """Yield what the file says of things that are not there: the id or item, and a sentence."""
    points = item_points(assignment)
    ids = Counter(answer.id for answer in authored.dishonest)
    for name, count in ids.items():
        if count > 1:
            yield name, "stands twice"
    exercises = {rubric.name for rubric in assignment.rubrics}
    for answer in authored.dishonest:
        for name in (answer.exercise, *answer.judged):
            if name not in exercises and name not in points:
                yield answer.id, f"{name} is neither an exercise nor an item of this assignment"
        for name in answer.together:
            if name not in ids:
                yield answer.id, f"is given together with {name}, which is not in the file"
        for item, most in limits(answer).items():
            if item not in points:
                yield answer.id, f"may_earn: {item} is not an item of this assignment"
            elif not 0 <= most <= points[item]:
                yield answer.id, f"may_earn: {item} has {points[item]:g} points, not {most:g}"
    points |= {f"{rubric.name}.*": rubric.points for rubric in assignment.rubrics}
    for one in authored.allowed:
        if one.item not in points:
            yield one.item, "ALLOWED: is not an item of this assignment"
        elif not 0 <= one.points <= points[one.item]:
            yield one.item, f"ALLOWED: has {points[one.item]:g} points, not {one.points:g}"


def item_points(assignment: Assignment) -> dict[str, float]:
    """Return every item as ``exercise.item``, with its points."""
    return {f"{r.name}.{item.id}": item.points for r in assignment.rubrics for item in r.items}


def limits(answer: Dishonest) -> dict[str, float]:
    """Return what an answer may earn, by ``exercise.item``."""
    return {
        name if "." in name else f"{answer.exercise}.{name}": most
        for name, most in answer.may_earn.items()
    }


def maker(bench: Bench, assignment: Assignment, members: Sequence[Dishonest]) -> Make:
    """Return what makes these answers' functions together.

    Slots are those of `mistakes.py`; where none is filled, the reference is what else there is.
    """
    defined = {name: value for one in members for name, value in one.defines.items()}
    slotted = [one for one in members if one.slots]

    def make(given: frozenset[str]) -> Mapping[str, Any]:
        module = bench.load("reference")
        own = {name: getattr(module, name) for name in given}
        if slotted:
            functions = bench.load("mistakes").functions(*slotted)
            return {**functions, **defined, **own}
        _put(module, {name: value for name, value in defined.items() if name not in given})
        return {ask.name: getattr(module, ask.name) for ask in assignment.asks}

    return make


def _put(module: ModuleType, defined: Mapping[str, Any]) -> None:
    for name, value in defined.items():
        setattr(module, name, value)
