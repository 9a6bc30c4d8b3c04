"""What is right but for an earlier part keeps its points, in whole notebooks through the sandbox.

The reference's Valor, or its whole network, stands in for the student's under the student's names.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from course_lesson import Lesson
from each_lesson import each_lesson
from lesson_bench import Bench, opened

from grader.exercise import Exercise
from grader.reported import Report

AUTOGRAD, DROPOUT = Lesson("autograd_mlp"), Lesson("autograd_dropout")


@pytest.fixture(scope="module")
def autograd() -> Iterator[Bench]:
    with opened(AUTOGRAD) as bench:
        yield bench


@pytest.fixture(scope="module")
def dropout() -> Iterator[Bench]:
    with opened(DROPOUT) as bench:
        yield bench


@dataclass(frozen=True)
class Story:
    """A notebook with mistakes: which items it loses, and which ones another part's cost it.

    `changes` are texts of the notebook and what stands in their place; `blank` are definitions as
    the handout has them; `because` is an exercise whose title must be given as the reason.
    """

    changes: Mapping[str, str]
    lost: str
    kept: str = ""
    because: str = ""
    blank: tuple[str, ...] = ()
    notebook: str = ""
    """A notebook of the tests' data; the lesson's solution where there is none."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Definitions, by their first words, and what stands in their place as a whole."""


def cells(path: Path) -> list[str]:
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == "code"]


def told(bench: Bench, story: Story) -> list[str]:
    """Return the cells of a story."""
    solution = bench.lesson.solutions / "solution.ipynb"
    sources = cells(bench.data / story.notebook if story.notebook else solution)
    handout = cells(bench.lesson.folder / "handout.ipynb")
    given = {start: next(c for c in handout if c.startswith(start)) for start in story.blank}
    for start, whole in {**given, **story.more}.items():
        [place] = [n for n, source in enumerate(sources) if source.startswith(start)]
        sources[place] = whole
    for old, new in story.changes.items():
        assert any(old in source for source in sources)
        sources = [source.replace(old, new) for source in sources]
    return sources


def hold(bench: Bench, story: Story) -> None:
    report = bench.graded_cells(told(bench, story))
    assert report.status == "graded"
    assert not_full(report) == names(report, story.lost)
    reasons = reasons_of(report)
    assert set(reasons) == names(report, story.kept)
    titles = {rubric.name: rubric.title["pt-BR"] for rubric in bench.lesson.assignment().rubrics}
    assert all(titles[story.because] in reason for reason in reasons.values())


def not_full(report: Report) -> set[str]:
    pairs = [(exercise, item) for exercise in report.exercises for item in exercise.items]
    return {f"{e.name}.{item.id}" for e, item in pairs if item.score != item.max_score}


def reasons_of(report: Report) -> dict[str, str]:
    pairs = [(exercise, item) for exercise in report.exercises for item in exercise.items]
    return {f"{e.name}.{item.id}": item.reason for e, item in pairs if item.reason}


def names(report: Report, items: str) -> set[str]:
    """Return items, as exercise.item; an exercise alone stands for all of its items."""
    every = {e.name: {f"{e.name}.{item.id}" for item in e.items} for e in report.exercises}
    return {name for item in items.split() for name in every.get(item, {item})}


# ---------------------------------------------------------------- Valor, network, training

ORDER = {"reversed(ordem_topologica)": "ordem_topologica"}
ORDER_LOST = "propagar_tudo.sums propagar_tudo.order"
LOOP = "treinar.direction treinar.size treinar.zeroing treinar.falls"
NO_PRODUCT = {"self.data * outro.data": "self.data @ outro.data"}

AUTOGRAD_STORIES = {
    "a right loop on a Valor in the wrong order": Story(
        ORDER, lost=ORDER_LOST, kept=LOOP, because="propagar_tudo"
    ),
    "a wrong loop on it": Story(
        ORDER | {"p.data - taxa": "p.data + taxa"},
        lost=f"{ORDER_LOST} treinar.direction treinar.falls",
        kept="treinar.size treinar.zeroing",
        because="propagar_tudo",
    ),
    "a loop that does nothing": Story(
        ORDER,
        lost=f"{ORDER_LOST} treinar",
        more={"def treinar": "def treinar(mlp, x, y, epocas, taxa):\n    return [0.0] * epocas"},
    ),
    "a loop left blank": Story(ORDER, lost=f"{ORDER_LOST} treinar", blank=("def treinar",)),
    "a right loop on a network left blank": Story(
        ORDER, lost=f"{ORDER_LOST} mlp", kept="treinar", because="mlp", blank=("class MLP",)
    ),
    "a right network and a right loop, Valor left blank": Story(
        {}, lost="valor propagar_tudo", kept="mlp treinar", because="valor",
        blank=("class Valor",),
    ),
    "a Valor that cannot multiply": Story(
        NO_PRODUCT, lost="valor", because="valor",
        kept="mlp.neuron mlp.activation mlp.layers mlp.outputs mlp.narrow treinar",
    ),
    "other names for the classes": Story(
        ORDER | {"Valor": "Escalar", "MLP": "Rede"},
        lost=ORDER_LOST, kept=LOOP, because="propagar_tudo",
    ),
    # the loop reads what the reference's Valor does not have: nothing can be told
    "other names for the attributes": Story(
        ORDER | {".data": ".dado", ".grad": ".gradiente"}, lost=f"{ORDER_LOST} {LOOP}"
    ),
    "a loop outside of any function": Story(
        ORDER, lost=f"{ORDER_LOST} mlp.narrow", kept=LOOP, because="propagar_tudo",
        notebook="printed.ipynb",
    ),
}  # fmt: skip


@pytest.mark.sampled(2)
@pytest.mark.parametrize("story", AUTOGRAD_STORIES.values(), ids=AUTOGRAD_STORIES)
def test_a_wrong_valor_costs_network_and_training_nothing(autograd: Bench, story: Story) -> None:
    hold(autograd, story)


# ---------------------------------------------------------------- dropout

SIG = {"self.exp() / (self.exp() + 1)\n": "self.exp() / (self.exp() + 2)\n"}
OUTPUT = {"self.camadas[-1](x, 0)": "self.camadas[-1](x, dropout)"}
RAISES = {"return Valor(0)": "raise ValueError"}

DROPOUT_STORIES = {
    # neurons of another value are judged as they are: nothing has to be carried
    "right dropout on a wrong sig": Story(SIG, lost="prever.zero gradiente.flows"),
    "dropout at the output besides": Story(
        SIG | OUTPUT,
        lost="prever gradiente.flows camadas.output",
    ),
    "dropout at the output alone": Story(
        OUTPUT, lost="prever.one camadas.output"
    ),
    "a right loop on a Valor in the wrong order": Story(
        ORDER, lost="gradiente.flows", kept="treinar", because="gradiente"
    ),
    # right neurons stand in the layers, and a right network answers while training is judged
    "a right loop on a network that raises": Story(RAISES, lost="prever sortear gradiente"),
    "a loop without dropout on it": Story(
        RAISES | {"mlp(amostra, dropout)": "mlp(amostra)"},
        lost="prever sortear gradiente treinar.drops",
    ),
    # the reference's network takes its rate at each call: that this loop drops cannot be told
    "a rate for the constructor": Story(
        {"reversed(": "("}, lost="gradiente.flows treinar.drops",
        kept="treinar.step treinar.falls", because="gradiente",
        notebook="rate-in-constructor.ipynb",
    ),
}  # fmt: skip


@pytest.mark.sampled(2)
@pytest.mark.parametrize("story", DROPOUT_STORIES.values(), ids=DROPOUT_STORIES)
def test_a_wrong_valor_costs_the_dropout_nothing(dropout: Bench, story: Story) -> None:
    hold(dropout, story)


# ---------------------------------------------------------------- every lesson


@each_lesson
def test_nothing_is_carried_where_all_that_is_asked_for_could_be_replaced(lesson: Lesson) -> None:
    """Else the reference would be asked, and paid, alone."""
    assignment = lesson.assignment()
    for rubric in assignment.rubrics:
        exercise = assignment.exercises[rubric.name]
        if any(item.follow_through for item in rubric.items):
            own = {*(exercise.asks or (rubric.name,))} - {*exercise.upstream}
            assert own or type(exercise).own_cases is not Exercise.own_cases
