"""`grader override`: a person's decision stands in every place, and outlasts a regrade."""

import json
from typing import Any

import pytest
from changed_course import ChangedCourse

WHY = "<b>said</b> in class"


def report_of(course: ChangedCourse, student: str) -> Any:
    return json.loads((course.out / "students" / student / "report.json").read_bytes())


def test_it_stands_in_report_page_and_gradebook(course: ChangedCourse) -> None:
    done = course.run("override", "bruno", "double.values", "4.5", "--why", WHY)
    assert done.exit_code == 0
    assert "The mark was 1 and is 5.5" in done.output
    assert course.marks() == {"ana": "10", "bruno": "5.5", "carla": "0"}
    item = report_of(course, "bruno")["exercises"][0]["items"][0]
    assert (item["score"], item["max_score"]) == (4.5, 6)
    assert item["reason"] == f"A person decided these points: {WHY} (The grader gave 0.)"
    page = (course.out / "students" / "bruno" / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;said&lt;/b&gt; in class" in page


def test_the_last_one_counts_and_can_be_taken_back(course: ChangedCourse) -> None:
    untouched = report_of(course, "bruno")
    course.run("override", "bruno", "values", "2", "--why", WHY)
    course.run("override", "bruno", "values", "3", "--why", WHY)
    assert course.marks()["bruno"] == "4"
    done = course.run("override", "bruno", "values", "--take-back", "--why", "a slip")
    assert "The mark was 4 and is 1" in done.output
    assert {**report_of(course, "bruno"), "timing": 0} == {**untouched, "timing": 0}


def test_it_outlasts_regrades_and_runs_anew(course: ChangedCourse) -> None:
    course.run("override", "bruno", "values", "2", "--why", WHY)
    course.change("exercises.py", "size=(1, 4)", "size=(2, 4)")
    course.run("regrade")
    assert course.marks()["bruno"] == "3"
    course.grade("--lang", "en", "--anew")
    assert course.marks()["bruno"] == "3"
    assert course.run("replay", "bruno").exit_code == 0


def test_what_could_not_be_read_gets_points_item_by_item(course: ChangedCourse) -> None:
    (course.handed_in / "dora.ipynb").write_bytes(b"not a notebook")
    course.grade("--lang", "en")
    assert course.marks()["dora"] == "0"
    course.run("override", "dora", "counts", "1", "--why", "shown on paper")
    assert course.marks()["dora"] == "1"
    course.run("override", "dora", "counts", "--take-back", "--why", "no")
    assert report_of(course, "dora")["exercises"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("brunno", "values", "1", "--why", "x"), "did you mean bruno?"),
        (("bruno", "valuse", "1", "--why", "x"), "did you mean double.values"),
        (("bruno", "values", "7", "--why", "x"), "at most 6 points"),
        (("bruno", "values", "nan", "--why", "x"), "at most 6 points"),
        (("bruno", "values", "1"), "needs its reason"),
        (("bruno", "values", "--why", "x"), "give POINTS, or --take-back"),
    ],
)
def test_what_cannot_be_is_told(
    course: ChangedCourse, arguments: tuple[str, ...], said: str
) -> None:
    done = course.run("override", *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert course.marks()["bruno"] == "1"


def test_a_changed_assignment_is_regraded_first(course: ChangedCourse) -> None:
    course.change("assignment.toml", "points = 6", "points = 5")
    course.change("assignment.toml", "points = 3", "points = 4")
    done = course.run("override", "bruno", "values", "1", "--why", "x")
    assert done.exit_code == 2
    assert "`grader regrade" in done.output


def test_decisions_that_cannot_be_read_stop_the_run(course: ChangedCourse) -> None:
    """Passed over, a person's decision would be lost without a word."""
    course.run("override", "bruno", "values", "2", "--why", WHY)
    (course.out / "notes" / "decisions.json").write_text("[{")
    done = course.run("regrade")
    assert done.exit_code == 2
    assert "decisions.json" in done.output
