"""Exercises that ask the submission loaded apart only of what is wrong: what is right is known."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from grader.exercise import Case
from grader.extract import extract
from grader.find import find_assignment
from grader.model import Attempt, Status, Submission
from grader.notebook import read
from grader.remote.student import Student
from grader.repair.found import Bounds
from grader.repair.search import search
from grader.sandbox import policy
from grader.seed import practice_seed
from grader.session import FromReference, Session, opened

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

SLUG = "autograd_mlp"


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    folder, solutions = find_assignment(SLUG)
    assert solutions is not None
    with opened(FromReference(folder, solutions, practice_seed())) as session:
        yield session


def reference() -> str:
    _folder, solutions = find_assignment(SLUG)
    assert solutions is not None
    return (solutions / "reference.py").read_text(encoding="utf-8")


def alone(ask: Any) -> Any:
    def put(student: Student, case: Case) -> Any:
        student.alone()
        return ask(student, case)

    return put


def test_what_is_right_is_answered_without(session: Session) -> None:
    prepared = session.prepared
    cases = [
        case
        for case in prepared.cases
        if prepared.assignment.exercises[case.question.exercise].parts_what_is_wrong
    ]
    assert {case.question.exercise for case in cases} == {"valor", "propagar_tudo"}
    notebook = read(Submission("right", "right.py", reference().encode()))
    extraction = extract(notebook, prepared.assignment.asks)
    asked = [replace(case.question, ask=alone(case.question.ask)) for case in cases]
    came = session.executor.run(extraction, asked).outcomes
    for case, outcome in zip(cases, came, strict=True):
        assert outcome.status is Status.PASSED
        assert prepared.held(case, outcome.value) is None


@pytest.mark.thorough
def test_a_slip_in_a_step_back_is_found(session: Session) -> None:
    right = "self.grad += saida.grad * expoente * self.data ** (expoente - 1)"
    assert right in reference()
    slip = reference().replace(right, right.replace("- 1", "+ 1"))
    graded = session.grade(Submission("slip", "slip.py", slip.encode()))
    assert isinstance(graded.attempt, Attempt)
    found = search(
        session.prepared, session.executor, graded.attempt, "valor", bounds=Bounds(seconds=20)
    ).repaired
    assert found is not None
    assert found.edits[0].becomes == right
