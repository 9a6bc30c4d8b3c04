"""Whoever replaces all that can be reached earns nothing by it: what comes out is only a claim."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import LIMITS
from course_lesson import Lesson, report_on, submitted

from grader.exercise import Case
from grader.model import Chunk, Extraction
from grader.prepare import Prepared, prepare
from grader.remote.value import is_a
from grader.sandbox import policy
from grader.sandbox.executor import Question

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

OVERWRITE = (Path(__file__).parent / "prowl" / "overwrite.py").read_text(encoding="utf-8")
LESSON = Lesson("autograd_mlp")
ALL = ("truth", "echo", "nothing", "half")
PARTS = {
    "anatomy": "number numbered anatomy apart survey follow _at",
    "server": "_is_a _identities _first _parts copied _signature",
    "loading": "raised",
}
"""A server that still answers, and lies about one thing."""
BESIDE = "_graph _back _number _tried graphs _first _attribute mend _takes_numbers overhear"


@pytest.fixture(scope="module")
def ready() -> Prepared:
    return prepare(LESSON.assignment(), bytes(32))


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(LESSON.folder, LIMITS) as opened:
        yield opened


STUBS = """
class Valor:
    def __init__(self, data=0.0, *_): self.data, self.grad = 0.5, 1.0
    def __call__(self, *_, **__): return self
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __call__
    __rtruediv__ = __pow__ = __neg__ = exp = sig = propagar_tudo = propagar = __call__
class MLP:
    def __init__(self, *_): self.camadas = []
    def __call__(self, *_): return Valor()
    def parametros(self): return []
def treinar(*_, **__): return [3.0, 2.0, 1.0]
"""


def stubs() -> Extraction:
    names = {ask.name: ask.name for ask in LESSON.assignment().asks}
    return Extraction((Chunk(1, 1, STUBS),), names)


def wrong_and_half_right() -> list[Extraction]:
    mistakes = [one for one in LESSON.variants("mistakes") if one.exercise == "valor"]
    return [stubs(), submitted(LESSON, "mistakes", mistakes[0].id)]


def with_more(extraction: Extraction, source: str) -> Extraction:
    """Return a submission that ends with this, too."""
    chunks = (*extraction.chunks, Chunk(8, 1, OVERWRITE), Chunk(9, 1, source))
    return replace(extraction, chunks=chunks)


def scores(extraction: Extraction, ready: Prepared, jail: Jail) -> dict[str, float]:
    report = report_on(extraction, ready, jail)
    return {f"{e.name}.{i.id}": i.score or 0.0 for e in report.exercises for i in e.items}


def never_more(source: str, ready: Prepared, jail: Jail) -> None:
    for extraction in wrong_and_half_right():
        honest = scores(extraction, ready, jail)
        lying = scores(with_more(extraction, source), ready, jail)
        risen = {item: (honest[item], lying[item]) for item in honest if lying[item] > honest[item]}
        assert risen == {}


@pytest.mark.parametrize("way", ALL)
def test_who_replaces_everything_earns_no_more(way: str, ready: Prepared, jail: Jail) -> None:
    never_more(f"overwrite({way!r})", ready, jail)


@pytest.mark.parametrize("way", ALL)
@pytest.mark.parametrize("part", PARTS)
def test_who_replaces_one_part_of_what_answers_earns_no_more(
    part: str, way: str, ready: Prepared, jail: Jail
) -> None:
    never_more(f"overwrite({way!r}, {PARTS[part].split()!r})", ready, jail)


@pytest.mark.parametrize("way", ALL)
@pytest.mark.parametrize("functions", [BESIDE, "_number", "_back", "_takes_numbers"])
def test_who_replaces_a_program_beside_it_earns_no_more(
    functions: str, way: str, ready: Prepared, jail: Jail
) -> None:
    source = f"""
own = Valor.__init__
def __init__(self, *given, **named):
    overwrite_callers({way!r}, {functions.split()!r})
    own(self, *given, **named)
Valor.__init__ = __init__
"""
    never_more(source, ready, jail)


def test_what_is_replaced_is_what_answers(jail: Jail) -> None:
    """The control: these programs do reach the call server, and what stands beside."""

    def ask(student: Any, _case: Case) -> Any:
        return [is_a(5, student.Valor), student.values(["number"])]

    def ask_beside(student: Any, _case: Case) -> Any:
        graph = student.beside("graph")
        return graph["_tried"](student.Valor), graph["_number"](2.5, "x")

    asks = (ask, ask_beside)
    questions = [Question(n, "any", Case("any"), "hidden", 1, one) for n, one in enumerate(asks)]
    source = """
class Valor:
    def __init__(self): overwrite_callers('half', ['_number'])
number = overwrite('truth', ['_is_a'])
"""
    first, second = jail.run(with_more(stubs(), source), questions).outcomes
    assert first.value == [True, {"number": 1}]
    assert second.value[1] == [0.5, 1.0, 1.0]
