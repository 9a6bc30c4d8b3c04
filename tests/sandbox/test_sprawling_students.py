"""What is sprawling inside is asked about within limits: each ends as the student's own outcome."""

from collections.abc import Callable
from typing import Any

import pytest
from asking import program
from course_lesson import Lesson

from grader.exercise import Case
from grader.model import Status
from grader.remote import value as v
from grader.remote.value import plain
from grader.sandbox import policy
from grader.sandbox.executor import Question

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

SOURCE = """
class Thing: pass
def many(n):
    return [Thing() for _ in range(n)]
def nested(n, depth=30):
    made = many(n)
    for _ in range(depth):
        made = [made, Thing()]
    return made
exec("def wide(" + ", ".join(f"a{n}" for n in range(10_000)) + "): pass")
exec("def wider(" + ", ".join(f"a{n}" for n in range(100_000)) + "): pass")
def odd():
    made = Thing()
    made.__dict__.update({"": 1, "__class__x": 2, "a\\nb": 3, "\\ud800": 4})
    made.__dict__.update({"x" * 5000: 5, "self": 6})
    made.__dict__[7] = 8
    return made
def large(n):
    made = Thing()
    for k in range(n): setattr(made, f"part{k}", k)
    return made
class Liar(type):
    @property
    def __name__(cls): return "L" * 1_000_000
    def __instancecheck__(cls, other): return True
class Lying(metaclass=Liar): pass
"""
NAMES = ("Thing", "many", "nested", "wide", "wider", "odd", "large", "Lying")
BAD, PASSED = Status.BAD_VALUE, Status.PASSED


def sent_back(s: Any, n: int) -> Any:
    things = v.items(s.many(n))
    return [len(things), len(set(v.identities(things))), all(v.are(things, s.Thing))]


ASKED: dict[str, tuple[Callable[[Any], Any], Status, Any]] = {
    "1000 handles sent back": (lambda s: sent_back(s, 1000), PASSED, [1000, 1000, True]),
    "40000 handles sent back": (lambda s: sent_back(s, 40_000), PASSED, [40_000, 40_000, True]),
    "100000 handles": (lambda s: len(plain(s.many(100_000))), PASSED, 100_000),
    "300000 handles": (lambda s: len(plain(s.many(300_000))), BAD, None),
    "more items than are taken": (lambda s: len(v.items(s.many(300_000), 9)), PASSED, 9),
    "handles nested": (lambda s: len(plain(s.nested(50_000))), PASSED, 2),
    "handles nested too deeply": (lambda s: plain(s.nested(5, 60)), BAD, None),
    "10000 parameters": (lambda s: len(v.parameters(s.wide) or ()), PASSED, 10_000),
    "100000 parameters": (lambda s: v.parameters(s.wider), BAD, None),
    "odd names": (lambda s: sorted(v.parts(s.odd()))[:4], PASSED, ["", "?", "__class__x", "a\nb"]),
    "10000 parts": (lambda s: len(v.parts(s.large(10_000))), BAD, None),
    "4000 parts": (lambda s: len(v.parts(s.large(4000))), PASSED, 4000),
    "a name that lies": (lambda s: v.type_name(s.Lying()), PASSED, "Lying"),
    "a class of everything": (lambda s: [v.is_a(5, s.Lying), v.is_a(5, s.many)], PASSED,
                              [True, False]),
}  # fmt: skip


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("name", ASKED)
def test_what_sprawls_has_its_own_outcome(name: str, jail: Jail) -> None:
    ask, status, value = ASKED[name]
    submission = program(SOURCE, **{name: name for name in NAMES})
    # each is a submission: what its answers weigh together is bounded
    question = Question(0, "exercise", Case("case"), "hidden", 1, lambda s, _: ask(s))
    [outcome] = jail.run(submission, [question]).outcomes
    assert (outcome.status, outcome.value) == (status, value), outcome


NETWORKS = {
    "of 100000 parts": "self.camadas = [[Valor(0.0) for _ in range(100)] for _ in range(1000)]",
    "of 100000 neurons": "self.camadas = [Camada() for _ in range(100_000)]",
    "of 20000 attributes": "self.__dict__.update({f'a{n}': n for n in range(20_000)})",
    "that holds itself": "self.camadas = [self, [self], {'a': self}]",
    "as deep as it gets": "self.camadas = [[[[[[[[[self]]]]]]]]]",
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_that_sprawls_is_the_students_own(name: str) -> None:
    lesson = Lesson("autograd_mlp")
    solution = (lesson.solutions / "reference.py").read_text(encoding="utf-8")
    hostile = f"""
class Camada:
    def __init__(self): self.pesos, self.vies = [Valor(0.0)], Valor(0.0)
    def __call__(self, x): return x
class MLP:
    def __init__(self, *_):
        {NETWORKS[name]}
    def __call__(self, x, *_): return x[0]
    def parametros(self): return []
"""
    names = {ask.name: ask.name for ask in lesson.assignment().asks}
    exercise = lesson.assignment().exercises["mlp"]
    questions = [
        Question(n, "mlp", case, "hidden", 1, exercise.run)
        for n, case in enumerate([*exercise.examples()][:2])
    ]
    with Jail(lesson.folder, lesson.assignment().limits) as jail:
        submission = program(solution, hostile, **names)
        outcomes = jail.run(submission, questions).outcomes
    assert {o.status for o in outcomes} <= {
        *(PASSED, BAD, Status.RAISED, Status.TIMED_OUT, Status.OUT_OF_MEMORY)
    }
