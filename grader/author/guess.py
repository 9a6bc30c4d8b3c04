"""Declare every function that can be, by the first guess that its solution answers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from grader.author.alike import calls_of
from grader.author.declare import GUESSES, Function, Guess, declare
from grader.author.describe import NotDescribed
from grader.author.objects import CLASS_GUESSES, MADE, Class, declare_steps, methods_of
from grader.author.recording import Call, Recording
from grader.author.slice import rests_on_objects
from grader.author.taken import Taken
from grader.author.trying import Solution, Tried, try_out
from grader.author.worth import USUAL, Worth, identifier
from grader.declared.exercise import Declared
from grader.declared.tables import Declaration
from grader.frozen import frozen
from grader.model import Text


@frozen
class _Part:
    """What becomes an exercise: a function, or a method of a class."""

    exercise: str
    source: str
    """The function or class."""
    told: str
    """What people call it: `Dense.forward`."""
    cell: int
    worth: Worth
    guesses: Sequence[Guess]
    declaring: Callable[[Guess], Declaration]
    """Declares it by one way of guessing. Raises NotDescribed."""


def declare_all(
    taken: Taken,
    solved: Mapping[str, Function | Class],
    recording: Recording,
    solution: Solution,
) -> None:
    """Declare all that can be, by the first guess that the solution answers."""
    for name, one in solved.items():
        worth = taken.course.worth.get(name) or Worth(identifier(name), USUAL)
        every = recording.calls
        if isinstance(one, Class):
            parts = _methods(one, every, worth)
        else:
            parts = _function(one, every, worth)
        if not parts:
            taken.left.append(Text("author.uncalled", {"name": name, "cell": one.cell}))
        for part in parts:
            _guessed(taken, part, solution)


def _function(one: Function, every: Sequence[Call], worth: Worth) -> list[_Part]:
    calls = calls_of(one.name, every)
    if not calls:
        return []
    made = partial(_Part, one.name, one.name, one.name, one.cell, worth)
    if rests_on_objects(calls[0]):
        first = every.index(calls[0])
        return [made(CLASS_GUESSES, partial(declare_steps, first, one.name, every))]
    return [made(GUESSES, partial(declare, one, calls, every))]


def _methods(one: Class, every: Sequence[Call], worth: Worth) -> list[_Part]:
    """Return an exercise for each method: one that stops costs no other its marks."""
    methods = methods_of(one, every)
    points = shares(worth.points, len(methods))
    found = []
    for (item, number), each in zip(methods, points, strict=True):
        is_made = item == MADE
        name = one.name if is_made else f"{one.name}_{item}"
        told = one.name if is_made else every[number].name
        declaring = partial(declare_steps, number, item, every)
        worth_it = Worth(item, each)
        found.append(_Part(name, one.name, told, one.cell, worth_it, CLASS_GUESSES, declaring))
    return found


def shares(points: float, count: int) -> list[float]:
    """Return points as so many parts that sum to them: whole ones where that can be."""
    if count and points == int(points) and points >= count:
        least, more = divmod(int(points), count)
        return [float(least + (place < more)) for place in range(count)]
    each = round(points / max(count, 1), 2)
    return [*[each] * (count - 1), round(points - each * (count - 1), 2)][:count]


@frozen
class _Found:
    """A guess that the solution answers."""

    guess: Guess
    exercise: Declared
    tried: Tried

    @property
    def is_poor(self) -> bool:
        """Tell whether another guess may be better: its answers are all one, or far too large."""
        return self.tried.constant or self.tried.far


def _guessed(taken: Taken, part: _Part, solution: Solution) -> None:
    problem, poor = "", None
    for guess in part.guesses:
        if poor is not None and guess == "constant":
            break
        try:
            declared = part.declaring(guess)
            exercise = Declared(part.exercise, declared, (part.worth.id,))
        except NotDescribed as error:
            problem = problem or f"? {error.kind}"
            continue
        except ValueError as error:  # an example of a kind that its table does not hold
            problem = problem or str(error)
            continue
        tried = try_out(exercise, solution)
        found = _Found(guess, exercise, tried)
        if not tried.problem and (not found.is_poor or guess == "constant"):
            _take(taken, part, found)
            return
        if not tried.problem:
            poor = poor or found
        else:
            problem = tried.problem if problem in ("", f"? {problem[2:]}") else problem
        if declared.has_one_answer:
            break
    if poor is not None:
        _take(taken, part, poor)
    else:
        taken.left.append(_why_not(part, problem))


def _take(taken: Taken, part: _Part, found: _Found) -> None:
    taken.exercises[part.exercise] = found.exercise.declaration
    taken.tried[part.exercise] = found.exercise, found.tried
    taken.worth[part.exercise] = part.worth
    taken.sources[part.exercise] = part.source
    taken.called[part.exercise] = part.told
    taken.left += _doubts(part, found.guess, found.exercise, found.tried)


_LACKING = re.compile(r"NameError: name '(\w+)' is not defined")


def _why_not(part: _Part, problem: str) -> Text:
    words: dict[str, str | int | float | Text] = {"name": part.told, "cell": part.cell}
    if problem == "? None":
        return Text("author.gives_nothing", words)
    if problem in ("? function", "? builtin_function_or_method", "? ufunc"):
        return Text("author.nameless", words)
    if problem.startswith("? "):
        return Text("author.undescribed", {**words, "kind": problem[2:]})
    if problem.startswith(("FileNotFoundError", "PermissionError")):
        return Text("author.reads_file", words)
    if lacking := _LACKING.match(problem):
        return Text("author.global", {**words, "global": lacking[1]})
    return Text("author.undrawn", {**words, "why": problem})


def _doubts(part: _Part, guess: str, exercise: Declared, tried: Tried) -> Iterator[Text]:
    words: dict[str, str | int | float | Text] = {"name": part.told, "cell": part.cell}
    if guess == "constant":
        yield Text("author.as_it_was", words)
    if tried.draws:
        yield Text("author.draws", words)
    elif exercise.declaration.has_one_answer:
        yield Text("author.no_arguments", words)
    elif tried.constant and guess != "constant":
        yield Text("author.constant", words)
    elif tried.far:
        yield Text("author.far", words)
