"""A statement in other words, for one question: where it holds, and where it ends."""

from typing import Any

import pytest
from asking import ASSIGNMENT, LIMITS, program

from grader.exercise import Case
from grader.model import Chunk, Outcome, Status
from grader.remote.handle import plain
from grader.remote.student import Student
from grader.sandbox import policy
from grader.sandbox.executor import Question

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

OWN = "def f(): return 1", "kept = []\ndef g(): return f() + len(kept)"


def asked(*questions: Any, sources: tuple[str, ...] = OWN, seconds: float | None = None) -> Any:
    """Return what came of each question, asked one after the other of one submission."""
    ready = [
        Question(n, str(n), Case(f"case{n}"), "hidden", 7, ask, seconds=seconds)
        for n, ask in enumerate(questions)
    ]
    with Jail(ASSIGNMENT, LIMITS) as jail:
        outcomes = jail.run(program(*sources), ready).outcomes
    return [one.value if one.status is Status.PASSED else one for one in outcomes]


def as_it_is(student: Student, _case: Case) -> Any:
    return student.g()


def redefined(source: str) -> Any:
    def ask(student: Student, _case: Case) -> Any:
        student.redefine(Chunk(1, 1, source))
        return student.g()

    return ask


def test_it_holds_for_what_calls_it_and_until_the_next() -> None:
    three, raises = redefined("def f(): return 3"), redefined("def f(): return 1 / 0")
    came = asked(as_it_is, three, redefined("x = 5"), raises, three)
    assert came[:3] == [1, 3, 1]
    assert came[3].raised.type == "ZeroDivisionError"
    assert came[4] == 3


def test_what_cannot_be_compiled_raises() -> None:
    [came] = asked(redefined("def f(: return 3"))
    assert came.raised.type == "SyntaxError"


def test_names_that_another_bound_are_gone() -> None:
    came = asked(redefined("kept = [1, 2]"), redefined("def f(): return 7"))
    assert came == [3, 7]


def test_what_is_loaded_apart_is_redefined_too() -> None:
    def ask(student: Student, _case: Case) -> Any:
        student.redefine(Chunk(1, 1, "def f(): return 3"))
        return [student.g(), plain(student.apart().g())]

    assert asked(ask) == [[3, 3]]


def test_nothing_that_was_remembered_of_another_is_told() -> None:
    def ask(value: int) -> Any:
        def asking(student: Student, _case: Case) -> Any:
            student.redefine(Chunk(1, 1, "def f(): return 3"))
            return student.remembered("number", lambda: value)

        return asking

    assert asked(ask(1), ask(2)) == [1, 2]


def test_a_question_with_less_time_is_over_sooner_and_not_asked_again() -> None:
    never = redefined("def f():\n    while True: pass")
    came = asked(never, redefined("def f(): return 3"), seconds=0.3)
    assert isinstance(came[0], Outcome)
    assert (came[0].status, came[1]) == (Status.TIMED_OUT, 3)


def test_facts_of_the_code_as_it_is_are_kept_where_they_are_given() -> None:
    def ask(given: dict[str, Any] | None) -> Any:
        def put(student: Student, _case: Case) -> Any:
            student.remembered("fact", lambda: "of the code as it is")
            student.redefine(Chunk(1, 1, "def f(): return 3"), given)
            return student.remembered("fact", lambda: plain(student.g()))

        return put

    assert asked(ask(None), ask({"fact": "given"})) == [3, "given"]


def test_alone_ends_where_it_would_be_loaded_apart() -> None:
    def ask(student: Student, _case: Case) -> Any:
        student.alone()
        plain(student.g())
        return student.apart().g()

    ended, after = asked(ask, as_it_is)
    assert (ended.status, after) == (Status.FAILED, 1)
