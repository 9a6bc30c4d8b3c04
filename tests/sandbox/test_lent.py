"""Right parts are lent to a submission that was loaded apart, and to no other."""

import ast
from pathlib import Path
from typing import Any

import pytest

from grader.adapt.right import lent
from grader.exercise import Case
from grader.model import Status
from grader.sandbox import beside
from grader.sandbox.bare import put_to_functions
from grader.sandbox.executor import Question

LENT = sorted((Path(lent.__code__.co_filename).parent).glob("[a-z]*.py"))
SANDBOX = Path(beside.__file__).parents[1]


def _asked(ask: Any) -> Any:
    question = Question(0, "lending", Case("one"), "hidden", 1, lambda student, _case: ask(student))
    return put_to_functions(question, {"double": lambda x: 2 * x})


def _lend(student: Any) -> Any:
    return lent(student, "neurons")["neuron"]


def test_it_is_lent_to_one_that_was_loaded_apart() -> None:
    assert _asked(lambda student: str(_lend(student.apart()) is not None)).status is Status.PASSED


def test_it_is_not_lent_to_one_that_answers_other_questions() -> None:
    with pytest.raises(RuntimeError, match="loaded apart"):
        _asked(_lend)


@pytest.mark.parametrize("path", LENT, ids=lambda path: path.stem)
def test_nothing_of_it_stands_in_the_sandbox(path: Path) -> None:
    """What a zygote holds is what stands below `grader/sandbox/`: no function of these.

    One of a single statement may stand anywhere: it puts back what was there.
    """
    functions = _functions(path)
    assert functions
    known = {
        ast.dump(node)
        for module in SANDBOX.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    assert not functions & known


def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {ast.dump(node) for node in found if len(node.body) > 1}
