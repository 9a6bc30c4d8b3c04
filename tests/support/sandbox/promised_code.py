"""What the promises of the remote student are tried on, and how they are asked."""

from collections.abc import Callable
from typing import Any

from asking import program

from grader.exercise import Case
from grader.model import Chunk, Outcome
from grader.remote.errors import StudentError
from grader.sandbox.executor import Executor, Question

Ask = Callable[[Any], Any]

SOURCE = """
import random
import numpy as np
class Thing:
    kind = "thing"
    __slots__ = ("kept",)
    def __init__(self, number):
        self.number = number
    def __add__(self, other):
        return Thing(self.number + getattr(other, "number", other))
    __radd__ = __add__
    def __neg__(self):
        return Thing(-self.number)
    def __call__(self, x, *, times=1):
        return x * times + self.number
    def __len__(self):
        return self.number
    def __bool__(self):
        return self.number > 0
class Base: pass
class Thing(Thing, Base): pass
log = []
def note(x):
    log.append(x)
    return len(log)
def f(x):
    return x
def double(x):
    return 2 * x
def fail(x=None):
    raise ValueError(f"no {x}")
def spoil(array):
    array[0] = 99.0
    return array
def draw():
    return [random.random(), float(np.random.rand())]
def things(n):
    return [Thing(k) for k in range(n)]
def mixed():
    return {"plain": [1, (2.5, "x")], "thing": Thing(3), "many": [Thing(1), 2]}
def signed(a, b=1, *rest, c, **named): pass
def count(n):
    yield from range(n)
def large():
    return np.zeros(10 << 20)
"""
NAMES = (
    "Thing", "Base", "note", "f", "double", "fail", "spoil", "draw", "things", "mixed", "signed",
    "count", "large", "log", "undefined",
)  # fmt: skip
LOOP = Chunk(7, 3, "for i in range(1000):\n    total = total + step(i)")


def asked(executor: Executor, *asks: Ask) -> list[Outcome]:
    """Put each of these to one submission, as a question of an exercise of its own."""
    submission = program(SOURCE, blocks={"training": LOOP}, **{name: name for name in NAMES})
    questions = [numbered(index, ask) for index, ask in enumerate(asks)]
    return list(executor.run(submission, questions).outcomes)


def numbered(index: int, ask: Ask) -> Question:
    """Make a question of it."""
    return Question(
        index, f"exercise {index}", Case("case"), "hidden", 7, lambda student, _: ask(student)
    )


def caught(ask: Callable[[], Any]) -> str:
    """Return the name of what is raised by the student's side, or by ours."""
    try:
        ask()
    except StudentError as error:
        return error.raised.type
    except TypeError as error:
        return f"ours: {error}"
    return "nothing"
