"""Right on the public example, wrong on every hidden case: something fits only the example.

A number in the code that is also one of the example's sizes, or one of its values, is named. The
example is public, so its numbers may be said; nothing of a hidden case is.
"""

from collections.abc import Iterator, Sequence

from grader.advise.definition import Definition, Definitions
from grader.advise.example_numbers import Numbers, numbers_of, written
from grader.extract.remarks import clip
from grader.model import JudgedCase, Status, Text
from grader.prepare import Prepared

_WRONG = frozenset({Status.FAILED, Status.RAISED, Status.BAD_VALUE})
_FEWEST = 2
"""Hidden cases that must be wrong: one alone may be a corner case."""
_MOST = 2
"""Most numbers that are named."""


def only_example(
    prepared: Prepared, definitions: Definitions, exercise: str, judged: Sequence[JudgedCase]
) -> tuple[Text, ...]:
    """Return what to say of an exercise's judged cases; nothing unless its examples are right.

    A number is named when some item is right on the examples and never on a hidden case. Without
    such a number, no hidden case may have a right item.
    """
    examples = [case for case in judged if case.kind == "example"]
    hidden = [case for case in judged if case.kind == "hidden"]
    wrong = [case for case in hidden if case.status in _WRONG]
    if not examples or any(case.status is not Status.PASSED for case in examples):
        return ()
    if len(wrong) < _FEWEST:
        return ()
    right = {item for case in hidden for item in _right_items(case)}
    shown = {item for case in examples for item in _right_items(case)}
    never_right = (shown & _counted_on_hidden(prepared, exercise)) - right
    named = tuple(_numbers_of_example(prepared, definitions, exercise)) if never_right else ()
    if named:
        return named[:_MOST]
    if right or len(wrong) < len(hidden):
        return ()
    asked = prepared.assignment.exercises[exercise].asks or (exercise,)
    name = exercise if exercise in asked else asked[-1]
    known_as = definitions.extraction.names.get(name, name)
    return (Text("advice.only_example", {"name": clip(known_as)}),)


def _right_items(case: JudgedCase) -> set[str]:
    """Return the items of which everything holds in a case."""
    wrong = {finding.item for finding in case.findings if not finding.ok}
    return {finding.item for finding in case.findings} - wrong


def _counted_on_hidden(prepared: Prepared, exercise: str) -> set[str]:
    return {
        item
        for case in prepared.cases
        if case.question.exercise == exercise and case.question.kind == "hidden"
        for item, _part in case.counted
    }


def _numbers_of_example(
    prepared: Prepared, definitions: Definitions, exercise: str
) -> Iterator[Text]:
    """Name the numbers in the code that are the example's and not the lesson's own."""
    numbers = _telling(prepared, exercise)
    asked = prepared.assignment.exercises[exercise].asks or (exercise,)
    given = {d.asked: dict(written(d)) for d in Definitions(prepared.handed_out).asked}
    for definition in definitions.of(asked):
        told = set(given.get(definition.asked, ()))
        for number, line in written(definition):
            if number in numbers and number not in told:
                told.add(number)
                yield _text(definition, number, line, numbers[number])


def _telling(prepared: Prepared, exercise: str) -> Numbers:
    """Return the examples' numbers, without those that every hidden case has as well."""
    of_examples: Numbers = {}
    of_hidden = []
    for case in prepared.cases:
        q = case.question
        if q.exercise == exercise and q.kind == "example":
            of_examples |= numbers_of(q.case.inputs)
        elif q.exercise == exercise:
            of_hidden.append(numbers_of(q.case.inputs).keys())
    return {
        number: name
        for number, name in of_examples.items()
        if not all(number in numbers for numbers in of_hidden)
    }


def _text(definition: Definition, number: str, line: int, name: str) -> Text:
    inside = definition.inside(line)
    if name:
        return definition.said("advice.example_value", inside, line, number=number, argument=name)
    return definition.said("advice.example_size", inside, line, number=number)
