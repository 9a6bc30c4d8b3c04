"""In every lesson right answers earn everything and known mistakes lose their items."""

import pytest
from course_lesson import Lesson, Variant
from each_lesson import each_exercise, each_lesson, each_variant, readable
from lesson_costs import Costs, costs

FEW, SEEDS = 2, 5
FEW_REFERENCE_SEEDS, REFERENCE_SEEDS = 3, {"dense_layers": 20}
TABLES = {lesson: table for lesson in readable() if (table := costs(lesson))}
"""A lesson without a table says by itself what its mistakes cost."""

each_number_of_seeds = pytest.mark.parametrize(
    "seeds", [pytest.param(FEW, id="few"), pytest.param(SEEDS, id="all", marks=pytest.mark.slow)]
)


def elsewhere(lesson: Lesson, file: str, variant: Variant, seed: int) -> set[str]:
    """Return what a variant loses outside its own exercise."""
    others = [exercise for exercise in lesson.exercises if exercise != variant.exercise]
    return {item for e in others for item in lesson.lost_by(file, variant, e, seed)}


@each_exercise()
def test_the_reference_earns_everything(lesson: Lesson, exercise: str) -> None:
    for seed in range(FEW_REFERENCE_SEEDS):
        assert not lesson.lost_items(lesson.reference(), exercise, seed)


@pytest.mark.slow
@each_exercise()
def test_the_reference_earns_everything_under_more_seeds(lesson: Lesson, exercise: str) -> None:
    for seed in range(FEW_REFERENCE_SEEDS, REFERENCE_SEEDS.get(lesson.slug, 10)):
        assert not lesson.lost_items(lesson.reference(), exercise, seed)


@pytest.mark.parametrize(("lesson", "table"), TABLES.items(), ids=map(str, TABLES))
def test_a_table_of_costs_names_every_mistake_and_no_other(lesson: Lesson, table: Costs) -> None:
    known = {mistake.id for mistake in lesson.variants("mistakes")}
    assert set(table.own) == known
    assert {*table.elsewhere, *table.by_chance} <= known


@pytest.mark.sampled(5, thorough=3)
@each_number_of_seeds
@each_variant("mistakes")
def test_a_known_mistake_loses_its_items_and_no_others(
    lesson: Lesson, variant: Variant, seeds: int
) -> None:
    table = TABLES.get(lesson)
    for seed in range(seeds):
        lost = lesson.lost_by("mistakes", variant, variant.exercise, seed)
        assert lost
        assert table is None or table.agree_in_own(variant, lost)


@pytest.mark.sampled(7, thorough=3)
@each_variant("mistakes", TABLES)
def test_a_mistake_costs_nothing_in_other_exercises_but_what_it_must(
    lesson: Lesson, variant: Variant
) -> None:
    for seed in range(TABLES[lesson].seeds_elsewhere):
        lost = elsewhere(lesson, "mistakes", variant, seed)
        assert TABLES[lesson].agree_elsewhere(variant, lost, chance=seed > 0)


@pytest.mark.sampled(6, thorough=5)
@each_number_of_seeds
@each_variant("alternatives")
def test_a_legitimate_alternative_keeps_everything(
    lesson: Lesson, variant: Variant, seeds: int
) -> None:
    for seed in range(seeds):
        assert not lesson.lost_by("alternatives", variant, variant.exercise, seed)
    for seed in range(TABLES[lesson].seeds_elsewhere if lesson in TABLES else 1):
        assert not elsewhere(lesson, "alternatives", variant, seed)


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("file", ["mistakes", "alternatives"])
@each_lesson
def test_the_right_fillings_of_all_slots_earn_everything(lesson: Lesson, file: str) -> None:
    functions = lesson.solution(file).functions()
    assert not [name for name in lesson.exercises if lesson.lost_items(functions, name, 0)]
