"""In every lesson each known mistake is named by its answers, and no alternative is accused."""

from functools import cache

import pytest
from course_lesson import Lesson
from diagnosing import Diagnosing, diagnosing
from each_lesson import readable

from grader.diagnose.answers import Answers
from grader.seed import stream

TRAINING = {"autograd_mlp", "autograd_dropout"}
"""Lessons whose every answer takes a training."""

LARGE = ("regularization", "dense_layers")
"""A lesson with so many mistakes that it takes several times what another one does."""


def _marks(slug: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.slow] * (slug in TRAINING) + [pytest.mark.thorough] * (slug in LARGE)


each = pytest.mark.parametrize(
    "lesson",
    [pytest.param(lesson, id=lesson.slug, marks=_marks(lesson.slug)) for lesson in readable()],
)


@cache
def under_one_seed(lesson: Lesson) -> Diagnosing:
    seed = stream(b"tests of diagnoses", lesson.slug).bytes(32)
    return diagnosing(lesson.folder, lesson.solutions, seed)


SEEN_ONLY_IN_CODE = {
    "propagar_tudo.not_reversed": "propagar_tudo.only_last_node",
    "treinar.rebinds_p": "treinar.no_update",
}
"""Mistakes that answer as others do, where the lesson knows these; the sentence is true of both."""


@each
def test_every_known_mistake_is_named_and_no_other(lesson: Lesson) -> None:
    bench = under_one_seed(lesson)
    found = {
        mistake.id: bench.named(
            mistake.exercise, bench.outcomes(bench.made(mistake.id), mistake.exercise)
        )
        for mistake in bench.mistakes.MISTAKES
    }
    like = {name: other for name, other in SEEN_ONLY_IN_CODE.items() if other in found}
    named = {name: ((like.get(name, name),),) for name in found}
    assert {name: made for name, made in found.items() if made != named[name]} == {}


@each
def test_no_alternative_is_accused_of_anything(lesson: Lesson) -> None:
    """Of pairs of mistakes only where they are computed in a second or two."""
    bench = under_one_seed(lesson)
    module = bench.bench.load("alternatives")
    accused = {}
    for one in module.ALTERNATIVES:
        outcomes = bench.outcomes(module.functions(one), one.exercise)
        single = bench.known.single(one.exercise)
        accused[one.id] = [*single.explaining(Answers(outcomes))]
        if lesson.slug not in TRAINING:
            accused[one.id] += bench.named(one.exercise, outcomes)
    assert {name: made for name, made in accused.items() if made} == {}
