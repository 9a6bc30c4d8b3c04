"""In no lesson an answer without the work earns more than it may, but for the holes that are known.

`data/lessons/<slug>/overpaid.toml` lists what is overpaid today: an item, and the answers that it
pays too much. Whoever mends an item takes its answers out; an answer that stands there and is not
overpaid any more fails here, as one does that is overpaid and does not stand there. A lesson
without the file has no holes.
"""

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from course_lesson import Lesson
from each_lesson import each_exercise, each_lesson, readable

from grader.prepare import Prepared, prepare
from grader.trial import Bench
from grader.validate.dishonest.authored import Authored, read, untrue
from grader.validate.dishonest.suite import Tried, try_all
from grader.validate.reference import seeds_of

DATA = Path(__file__).parents[1] / "data" / "lessons"
SEEDS = 4
LONG = {
    "autograd_dropout.prever", "autograd_dropout.sortear", "autograd_dropout.camadas",
    "autograd_dropout.treinar", "autograd_mlp.mlp", "autograd_mlp.treinar",
}  # fmt: skip
"""Exercises whose answers take more than a few seconds."""

Holes = dict[str, set[str]]
"""An item, as exercise.item -> the answers that it pays too much."""


def known(lesson: Lesson, table: str) -> Holes:
    """Return the holes that are `always` there, or those that only `some_seeds` show."""
    path = DATA / lesson.slug / "overpaid.toml"
    if not path.is_file():
        return {}
    found = tomllib.loads(path.read_text(encoding="utf-8")).get(table, {})
    return {item: set(answers.split()) for item, answers in found.items()}


@cache
def bench(lesson: Lesson) -> Bench:
    return Bench(lesson.folder, lesson.solutions)


@cache
def authored(lesson: Lesson) -> Authored:
    return read(bench(lesson))


@cache
def prepared(lesson: Lesson, seed: int) -> Prepared:
    return prepare(lesson.assignment(), seeds_of(seed + 1)[seed])


@cache
def tried(lesson: Lesson, exercise: str, seed: int) -> Tried:
    return try_all(bench(lesson), prepared(lesson, seed), authored(lesson), [exercise])


def overpaid(lesson: Lesson, exercise: str, seed: int) -> Holes:
    found: Holes = defaultdict(set)
    for one in tried(lesson, exercise, seed).overpaid:
        found[one.item].add(one.family)
    return found


def of(holes: Holes, answers: set[str]) -> Holes:
    """Return the holes of these answers only."""
    kept = {item: found & answers for item, found in holes.items()}
    return {item: found for item, found in kept.items() if found}


def without(holes: Holes, known: Holes) -> Holes:
    return {i: left for i, found in holes.items() if (left := found - known.get(i, set()))}


def answers_about(lesson: Lesson, exercise: str) -> tuple[set[str], set[str]]:
    """Return the ids of the author's answers that are tried with an exercise, and of all others."""
    own = {one.id for one in authored(lesson).dishonest if one.exercise == exercise}
    return own, {one.id for one in authored(lesson).dishonest} - own


def listed(lesson: Lesson, exercise: str, table: str) -> Holes:
    """Return the known holes that trying one exercise must show."""
    own, others = answers_about(lesson, exercise)
    found = known(lesson, table)
    generic = {
        item: answers - own - others
        for item, answers in found.items()
        if item.split(".")[0] == exercise
    }
    mine = of(found, own)
    return {
        item: both
        for item in {*generic, *mine}
        if (both := generic.get(item, set()) | mine.get(item, set()))
    }


@each_lesson
def test_what_the_author_says_is_about_things_that_are_there(lesson: Lesson) -> None:
    assert not list(untrue(authored(lesson), lesson.assignment()))
    assert {one.exercise for one in authored(lesson).dishonest} >= set(lesson.exercises)


@each_lesson
def test_known_holes_are_of_answers_and_items_that_are_there(lesson: Lesson) -> None:
    exercises = set(lesson.exercises)
    for table in ("always", "some_seeds"):
        assert {item.split(".")[0] for item in known(lesson, table)} <= exercises


def each_but_slow() -> pytest.MarkDecorator:
    """Parametrise over the exercises of every lesson; the longest of them are slow tests."""
    found = [(lesson, name) for lesson in readable() for name in lesson.exercises]
    return pytest.mark.parametrize(
        ("lesson", "exercise"),
        [
            pytest.param(
                *one, id=f"{one[0]}-{one[1]}",
                marks=[pytest.mark.slow] if f"{one[0]}.{one[1]}" in LONG else [],
            )
            for one in found
        ],
    )  # fmt: skip


@pytest.mark.sampled(3, thorough=4)
@each_but_slow()
def test_a_dishonest_answer_earns_no_more_than_it_may_and_no_check_raises(
    lesson: Lesson, exercise: str
) -> None:
    assert not tried(lesson, exercise, 0).broken
    found = overpaid(lesson, exercise, 0)
    always = listed(lesson, exercise, "always")
    allowed = {
        item: always.get(item, set()) | perhaps
        for item, perhaps in {**{i: set() for i in always}, **known(lesson, "some_seeds")}.items()
    }
    assert not without(found, allowed), "overpaid, and not known: mend it, or list it"
    assert not without(always, found), "mended: take it out of overpaid.toml"


@pytest.mark.slow
@each_exercise()
def test_it_earns_no_more_under_other_seeds(lesson: Lesson, exercise: str) -> None:
    always = listed(lesson, exercise, "always")
    perhaps = known(lesson, "some_seeds")
    for seed in range(SEEDS):
        found = overpaid(lesson, exercise, seed)
        assert not without(without(found, always), perhaps), f"seed {seed}"
        assert not without(always, found), f"seed {seed}: it belongs to some_seeds"
