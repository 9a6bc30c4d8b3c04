"""The scalar autograd lesson as it is printed, and other submissions, through the sandbox."""

from collections.abc import Iterator

import pytest
from course_lesson import Lesson
from lesson_bench import Bench, by_name, opened

from grader.reported import ExerciseReport, Report

LESSON = Lesson("autograd_mlp")
VALOR, PROPAGAR, MLP, TREINAR = LESSON.exercises


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(LESSON) as bench:
        yield bench


def lost(report: Report) -> dict[str, set[str]]:
    return {
        exercise.name: items
        for exercise in report.exercises
        if (items := {item.id for item in exercise.items if item.score != item.max_score})
    }


def said(exercise: ExerciseReport, item: str) -> str:
    [found] = [one for one in exercise.items if one.id == item]
    return " ".join(finding.message for finding in found.findings if not finding.ok)


def test_the_printed_lesson_is_graded_by_its_own_top_level_loop(bench: Bench) -> None:
    report = bench.graded(bench.data / "printed.ipynb")
    assert lost(report) == {MLP: {"narrow"}}
    assert report.score == 98
    assert "devolve um Valor solto" in said(by_name(report)[MLP], "narrow")
    assert report.problems == ()


def test_the_loops_losses_are_the_lessons_and_not_the_stale_figure(bench: Bench) -> None:
    training = by_name(bench.graded(bench.data / "printed.ipynb"))[TREINAR]
    numbers, curve = training.exhibits
    assert (numbers.form, curve.form) == ("array", "curve")
    assert numbers.got[0][:2] == ("0.62604406", "0.62534166")
    assert curve.got == curve.expected == numbers.got


def test_two_passes_without_zeroing_are_told_with_the_figure_that_they_print(bench: Bench) -> None:
    report = bench.graded(bench.data / "backward-twice.ipynb")
    assert lost(report) == {MLP: {"narrow"}, TREINAR: {"direction"}}
    told = said(by_name(report)[TREINAR], "direction")
    assert "propagar_tudo rodou duas vezes no mesmo grafo" in told
    assert "A perda seguinte deu 0.6189086957" in told


def test_gradients_that_are_never_zeroed_are_told(bench: Bench) -> None:
    report = bench.graded(bench.data / "never-zeroed.ipynb")
    assert lost(report) == {MLP: {"narrow"}, TREINAR: {"zeroing"}}
    assert "Os gradientes não são zerados" in said(by_name(report)[TREINAR], "zeroing")


def test_a_notebook_of_the_micrograd_family_is_graded_as_it_is(bench: Bench) -> None:
    """Other names, tanh for sig, a rate written out in the loop: only what is asked is lost."""
    report = bench.graded(bench.data / "micrograd.ipynb")
    assert lost(report) == {VALOR: {"values", "derivatives"}, MLP: {"activation", "narrow"}}
    assert report.score == 92.5
