"""Every lesson's own notebooks: the handout's blanks earn nothing, the solution everything."""

import nbformat
import pytest
from course_lesson import Lesson
from each_lesson import each_exercise, each_lesson
from lesson_notebooks import cells, executed, expected_outputs, filled_in, handout, solution

# what is left where a blank was not filled in; `None` is more in a lesson whose code says it
BLANKS = ("NotImplementedError", "= None  #", "None")
SAYS_NONE = {"dropout_layer"}


@each_lesson
def test_the_notebooks_are_valid_and_their_cells_have_ids_of_their_own(lesson: Lesson) -> None:
    for path in (handout(lesson), solution(lesson)):
        notebook = nbformat.read(path, as_version=4)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        ids = [cell.id for cell in cells(path)]
        assert len(ids) == len(set(ids)) > 20
        assert not [cell.id for cell in cells(path) if cell.get("outputs")]


@each_lesson
def test_the_solution_is_the_handout_filled_in(lesson: Lesson) -> None:
    blank, filled = cells(handout(lesson)), cells(solution(lesson))
    assert [cell.id for cell in blank] == [cell.id for cell in filled]
    code = [cell for cell in filled if cell.cell_type == "code"]
    assert filled_in(lesson)
    assert filled_in(lesson) <= {cell.id for cell in code}
    blanks = BLANKS[:-1] if lesson.slug in SAYS_NONE else BLANKS
    assert not [cell.id for cell in code if any(mark in cell.source for mark in blanks)]


@each_lesson
def test_the_solution_runs_from_top_to_bottom_and_prints_the_expected_output(
    lesson: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    executed(lesson, solution(lesson), only_definitions=False)
    printed = capsys.readouterr().out
    assert expected_outputs(lesson)
    assert [output for output in expected_outputs(lesson) if output not in printed] == []


@each_exercise()
def test_the_solution_earns_everything_and_the_handout_nothing(
    lesson: Lesson, exercise: str
) -> None:
    items = {i.id for r in lesson.assignment().rubrics if r.name == exercise for i in r.items}
    right = executed(lesson, solution(lesson), only_definitions=True)
    blank = executed(lesson, handout(lesson), only_definitions=True)
    assert not lesson.lost_items(right, exercise, 0)
    assert lesson.lost_items(blank, exercise, 0) == items
