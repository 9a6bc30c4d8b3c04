"""`grader replay`: the report once more, and which of its inputs is another now."""

from changed_course import ChangedCourse
from course_fixture import GOOD_DOUBLE
from resuming import write


def test_with_the_same_of_everything_the_report_is_the_same(course: ChangedCourse) -> None:
    before = {path: path.read_bytes() for path in course.out.rglob("*") if path.is_file()}
    done = course.run("replay", "bruno")
    assert done.exit_code == 0
    assert "identical" in done.output
    assert "Every entry is doubled" in done.output
    assert before == {path: path.read_bytes() for path in course.out.rglob("*") if path.is_file()}


def test_another_notebook_is_named(course: ChangedCourse) -> None:
    write(course.handed_in / "bruno.ipynb", GOOD_DOUBLE)
    done = course.run("replay", "bruno")
    assert done.exit_code == 1
    assert "changed since: the notebook" in done.output
    assert "the mark was 1 and is 9" in done.output


def test_another_assignment_and_reference_are_named(course: ChangedCourse) -> None:
    course.change("assignment.toml", "Double an array", "Twice an array")
    course.change("reference.py", "TWO * x", "1 * x")
    done = course.run("replay", "ana")
    assert done.exit_code == 1
    assert "changed since: the assignment’s files" in done.output
    assert "changed since: the reference" in done.output
    assert "the mark was 10 and is 1" in done.output


def test_a_file_that_is_gone_is_told(course: ChangedCourse) -> None:
    (course.handed_in / "ana.ipynb").unlink()
    done = course.run("replay", "ana")
    assert done.exit_code == 2
    assert "cannot be read" in done.output
