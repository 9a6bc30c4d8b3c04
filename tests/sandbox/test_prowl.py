"""What is found from inside: the call of the hour, and nothing that would answer it."""

import re
from typing import Any

import numpy as np
import pytest
from asking import ASSIGNMENT, LIMITS
from course_lesson import Lesson
from prowling import betrayed, seen_by, strangers, telling

from grader.exercise import Case
from grader.prepare import Prepared, prepare
from grader.sandbox import policy
from grader.sandbox.executor import Question

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

WORK = "def f(x, word):\n    report()\n    return None\n"
MARK = "TELLTALE-"
RNG = np.random.default_rng(5)


def question(index: int, x: Any, kind: Any = "hidden") -> Question:
    word = f"{MARK}word-{index}"
    case = Case(f"{MARK}case-{index}", x=x, word=word, want=f"{MARK}want-{index}")
    return Question(index, f"{MARK}exercise-{index}", case, kind, 3, lambda s, c: s.f(c.x, c.word))


@pytest.fixture(scope="module")
def inputs() -> list[Any]:
    return [RNG.normal(size=(3, 2)) for _ in range(4)]


@pytest.fixture(scope="module")
def seen(inputs: list[Any]) -> list[dict[str, Any]]:
    asked = [question(i, x, "example" if i < 2 else "hidden") for i, x in enumerate(inputs)]
    with Jail(ASSIGNMENT, LIMITS) as jail:
        return seen_by(jail, WORK, ["f"], asked)


def test_only_the_call_server_is_there(seen: list[dict[str, Any]]) -> None:
    for one in seen:
        assert strangers(one) == []
        assert any(code.endswith("server.py:Server.perform") for code in one["codes"])


def test_of_all_cases_only_the_one_that_is_asked_is_there(
    seen: list[dict[str, Any]], inputs: list[Any]
) -> None:
    for number, one in enumerate(seen):
        found = betrayed(one)
        for place, x in enumerate(inputs):
            # a control as well: its own inputs are found
            assert bool(telling(x) & found) == (place == number - 1), (number, place)
            assert not telling(2 * x) & found


def test_no_name_of_a_case_or_an_exercise_is_there(seen: list[dict[str, Any]]) -> None:
    for number, one in enumerate(seen):
        # what was told before may linger, as the frame that told it: words end at its quotes
        words = {re.split('[\0"]', text)[0] for text in [*one["marked"], *one["memory"]]}
        kinds = {word.split("-")[1] for word in words if word.count("-") > 1}
        assert kinds <= {"word"}, words
        # what an earlier call was given may linger where it was freed; a later one's is nowhere
        numbers = {int(word.split("-")[2][0]) for word in words if word.count("-") > 1}
        assert numbers <= set(range(number))
        assert number == 0 or number - 1 in numbers


def test_nothing_opens_and_nothing_waits_to_be_read(seen: list[dict[str, Any]]) -> None:
    for one in seen:
        assert one["opened"] == []
        assert one["waiting"] == []


# ---------------------------------------------------------------- lessons

PROWLER = """
class Anything:
    data, grad = 0.0, 0.0
    def __init__(self, *given, **named):
        report()
    def propagar_tudo(self):
        report()
    def parametros(self):
        return []
    def __add__(self, other):
        return Anything()
    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __pow__ = __truediv__ = __add__
    def __call__(self, *given, **named):
        report()
        return Anything()
    forward = backward = calculate = set_phase = __call__
"""
LESSONS = ("autograd_mlp", "autograd_dropout", "regularization", "dropout_layer", "dense_layers")


def asked_of(ready: Prepared) -> list[Question]:
    """Return one example and one hidden case of each exercise."""
    chosen = {(case.question.exercise, case.question.kind): case.question for case in ready.cases}
    return sorted(chosen.values(), key=lambda q: q.index)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("slug", LESSONS)
def test_in_a_lesson_no_answer_no_exercise_and_no_other_case_is_found(slug: str) -> None:
    assignment = Lesson(slug).assignment()
    ready = prepare(assignment, bytes(32))
    names = [ask.name for ask in assignment.asks]
    source = PROWLER + "\n".join(f"{name} = Anything" for name in names)
    asked = asked_of(ready)
    with Jail(assignment.folder, LIMITS) as jail:
        seen = seen_by(jail, source, names, asked)
    wanted = {one for case in ready.cases for one in telling(case.want)}
    inputs = {case.question.index: given_by(case.question) for case in ready.cases}
    assert len(wanted) > 20
    # what earlier calls were given may linger, for the student could have kept it
    known: set[Any] = set()
    for q, one in zip([None, *asked], seen, strict=True):
        assert strangers(one) == []
        known |= set() if q is None else inputs[q.index]
        found = betrayed(one) - known
        assert not found & wanted
        assert not found & {each for other in inputs.values() for each in other}


def given_by(q: Question) -> set[Any]:
    """Return what a case's inputs would be known by: a number negated and inverted too."""
    found = telling(q.case.inputs)
    numbers = {one for one in found if type(one) is float}
    return found | {sign * way for one in numbers for sign in (1, -1) for way in (one, 1 / one)}
