"""Declare every function that can be, by the first guess that its solution answers."""

import re
from collections.abc import Iterator, Mapping, Sequence

from grader.author.declare import GUESSES, Function, calls_of, declare
from grader.author.describe import NotDescribed
from grader.author.recording import Call, Recording
from grader.author.taken import Taken
from grader.author.trying import Solution, Tried, try_out
from grader.author.worth import USUAL, Worth, identifier
from grader.declared.exercise import Declared
from grader.model import Text


def declare_all(
    taken: Taken, functions: Mapping[str, Function], recording: Recording, solution: Solution
) -> None:
    """Declare every function that can be, by the first guess that its solution answers."""
    for name, function in functions.items():
        calls = calls_of(function, recording.calls)
        if not calls:
            taken.left.append(Text("author.uncalled", {"name": name, "cell": function.cell}))
            continue
        worth = taken.course.worth.get(name) or Worth(identifier(name), USUAL)
        if not _guessed(taken, function, calls, recording.calls, worth, solution):
            continue
        taken.worth[name] = worth


def _guessed(
    taken: Taken,
    function: Function,
    calls: Sequence[Call],
    every: Sequence[Call],
    worth: Worth,
    solution: Solution,
) -> bool:
    name, problem = function.name, ""
    for guess in GUESSES:
        try:
            declared = declare(function, calls, every, guess)
        except NotDescribed as error:
            kind = error.kind
            problem = problem or f"? {kind}"
            continue
        exercise = Declared(name, declared, (worth.id,))
        tried = try_out(exercise, solution)
        if not tried.problem:
            taken.exercises[name] = declared
            taken.tried[name] = exercise, tried
            taken.left += _doubts(function, guess, tried)
            return True
        problem = tried.problem if problem in ("", f"? {problem[2:]}") else problem
    taken.left.append(_why_not(function, problem))
    return False


_LACKING = re.compile(r"NameError: name '(\w+)' is not defined")


def _why_not(function: Function, problem: str) -> Text:
    words: dict[str, str | int | float | Text] = {"name": function.name, "cell": function.cell}
    if problem.startswith("? "):
        return Text("author.undescribed", {**words, "kind": problem[2:]})
    if lacking := _LACKING.match(problem):
        return Text("author.global", {**words, "global": lacking[1]})
    return Text("author.undrawn", {**words, "why": problem})


def _doubts(function: Function, guess: str, tried: Tried) -> Iterator[Text]:
    words: dict[str, str | int | float | Text] = {"name": function.name, "cell": function.cell}
    if guess == "constant":
        yield Text("author.as_it_was", words)
    if tried.draws:
        yield Text("author.draws", words)
    elif tried.constant and guess != "constant":
        yield Text("author.constant", words)
