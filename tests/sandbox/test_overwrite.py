"""Whoever replaces all that can be reached earns nothing by it: what comes out is only a claim."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
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
ALL = ("truth", "echo", "nothing", "half")
PARTS = {
    "anatomy": "number numbered anatomy apart survey follow _at",
    "server": "_is_a _identities _first _parts copied _signature",
    "loading": "raised",
}
"""A server that still answers, and lies about one thing."""
BESIDE = {
    "graph": "_graph _back _number _tried graphs _first _attribute mend _takes_numbers overhear",
    "phases": "phase held output gradient returned_by left_on value_of _is_mask _folded"
    " in_rows back_in_rows _gave _rows_of _taken",
}
AUTOGRAD = """
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
LAYER = """
class Layer:
    def __init__(self, *_, **__): self.weights = self.biases = 0.5
    def forward(self, *given): return given[0] if given else None
    backward = calculate = set_phase = forward
"""
DENSE = """
Layer_Dense = Activation_ReLU = Activation_Softmax = Loss_CategoricalCrossentropy = Layer
def spiral_data(*_): return 0.5
"""
STUBS = {
    "autograd_mlp": AUTOGRAD,
    "regularization": "def anything(*given, **_): return given[0]\n",
    "dropout_layer": LAYER + "Dropout = Layer\n",
    "dense_layers": LAYER + DENSE,
}
"""Answers that do no work, by lesson."""


@dataclass(frozen=True)
class Bench:
    """A lesson, its cases, and a sandbox for it."""

    lesson: Lesson
    ready: Prepared
    jail: Jail

    @cached_property
    def tried(self) -> list[tuple[Extraction, dict[str, float]]]:
        """Submissions that are wrong, and half right, with what each earns when it does not lie."""
        stubs = extraction_of(self.lesson)
        [first, *_] = self.lesson.variants("mistakes")
        half = submitted(self.lesson, "mistakes", first.id)
        return [(one, scores(one, self)) for one in (stubs, half)]


def opened(slug: str) -> Iterator[Bench]:
    lesson = Lesson(slug)
    with Jail(lesson.folder, LIMITS) as jail:
        yield Bench(lesson, prepare(lesson.assignment(), bytes(32)), jail)


@pytest.fixture(scope="module", params=STUBS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    yield from opened(request.param)


@pytest.fixture(scope="module")
def autograd() -> Iterator[Bench]:
    yield from opened("autograd_mlp")


@pytest.fixture(scope="module")
def dropout() -> Iterator[Bench]:
    yield from opened("dropout_layer")


def extraction_of(lesson: Lesson) -> Extraction:
    names = [ask.name for ask in lesson.assignment().asks]
    source = STUBS[lesson.slug]
    if lesson.slug == "regularization":
        source += "\n".join(f"{name} = anything" for name in names)
    return Extraction((Chunk(1, 1, source),), {name: name for name in names})


def with_more(extraction: Extraction, source: str) -> Extraction:
    """Return a submission that ends with this, too."""
    chunks = (*extraction.chunks, Chunk(8, 1, OVERWRITE), Chunk(9, 1, source))
    return replace(extraction, chunks=chunks)


def scores(extraction: Extraction, bench: Bench) -> dict[str, float]:
    report = report_on(extraction, bench.ready, bench.jail)
    return {f"{e.name}.{i.id}": i.score or 0.0 for e in report.exercises for i in e.items}


def never_more(source: str, bench: Bench) -> None:
    for extraction, honest in bench.tried:
        lying = scores(with_more(extraction, source), bench)
        risen = {item: (honest[item], lying[item]) for item in honest if lying[item] > honest[item]}
        assert risen == {}


@pytest.mark.sampled(4, thorough=2)
@pytest.mark.parametrize("way", ALL)
def test_who_replaces_everything_earns_no_more(way: str, bench: Bench) -> None:
    never_more(f"overwrite({way!r})", bench)


@pytest.mark.sampled(4, thorough=2)
@pytest.mark.parametrize("way", ALL)
@pytest.mark.parametrize("part", PARTS)
def test_who_replaces_one_part_of_what_answers_earns_no_more(
    part: str, way: str, bench: Bench
) -> None:
    never_more(f"overwrite({way!r}, {PARTS[part].split()!r})", bench)


@pytest.mark.sampled(4, thorough=2)
@pytest.mark.parametrize("way", ALL)
@pytest.mark.parametrize("functions", [BESIDE["graph"], "_number", "_back", "_takes_numbers"])
def test_who_replaces_a_program_beside_it_earns_no_more(
    functions: str, way: str, autograd: Bench
) -> None:
    source = f"""
own = Valor.__init__
def __init__(self, *given, **named):
    overwrite_callers({way!r}, {functions.split()!r})
    own(self, *given, **named)
Valor.__init__ = __init__
"""
    never_more(source, autograd)


@pytest.mark.sampled(4, thorough=2)
@pytest.mark.parametrize("way", ALL)
@pytest.mark.parametrize("functions", [BESIDE["phases"], "phase", "output"])
def test_who_replaces_what_asks_for_its_phase_earns_no_more(
    functions: str, way: str, dropout: Bench
) -> None:
    source = f"""
def get(self):
    overwrite_callers({way!r}, {functions.split()!r})
    return vars(self).get("own phase")
Dropout.phase = property(get, lambda self, value: vars(self).update({{"own phase": value}}))
"""
    never_more(source, dropout)


def test_what_is_replaced_is_what_answers(autograd: Bench) -> None:
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
    extraction = with_more(extraction_of(autograd.lesson), source)
    first, second = autograd.jail.run(extraction, questions).outcomes
    assert first.value == [True, {"number": 1}]
    assert second.value[1] == [0.5, 1.0, 1.0]
