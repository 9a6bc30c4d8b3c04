"""`grader regrade`: only what a change touches runs again, and no mark goes down unsaid."""

import json
from pathlib import Path

import pytest
from changed_course import ChangedCourse
from course_fixture import GOOD_DOUBLE
from resuming import kept, mark, write


@pytest.fixture(autouse=True)
def marked(course: ChangedCourse) -> None:
    mark(course.out)


def test_where_nothing_changed_nobody_is_graded(course: ChangedCourse) -> None:
    done = course.run("regrade")
    assert done.exit_code == 0
    assert "3 submissions, 3 of them not touched by what has changed" in done.output
    assert kept(course.out) == {"ana", "bruno", "carla"}
    assert {row["went"] for row in course.regraded().values()} == {"same"}


def test_a_title_is_told_anew_and_nobody_is_graded(course: ChangedCourse) -> None:
    course.change("assignment.toml", "Double an array", "Twice an array")
    done = course.run("regrade")
    assert "3 of them not touched" in done.output
    report = json.loads((course.out / "students/ana/report.json").read_bytes())
    assert report["exercises"][0]["title"] == "Twice an array"
    assert course.run("replay", "ana").output.rstrip().endswith("gives the same report")


def test_a_change_of_one_exercise_touches_who_has_it(course: ChangedCourse) -> None:
    """Carla left it blank: whatever is asked of it, hers comes out the same."""
    course.change(
        "exercises.py",
        'Case("row", x=rng.normal(size=(1, 4)))',
        'Case("row", x=rng.normal(size=(2, 4)))',
    )
    done = course.run("regrade")
    assert "3 submissions, 1 of them not touched" in done.output
    assert course.marks() == {"ana": "10", "bruno": "1", "carla": "0"}


def test_points_that_move_touch_everybody(course: ChangedCourse) -> None:
    course.change("assignment.toml", "points = 6", "points = 5")
    course.change("assignment.toml", "points = 3", "points = 4")
    done = course.run("regrade")
    assert "3 submissions, 0 of them not touched" in done.output
    assert course.regraded()["ana"]["items"] == "double.values: 6 > 5; double.rows: 3 > 4"


def test_a_mark_that_would_go_down_stays_and_is_listed(course: ChangedCourse) -> None:
    course.change("reference.py", "TWO * x", "3 * x")
    done = course.run("regrade")
    assert done.exit_code == 0
    assert "1 mark would go down" in done.output
    assert "ana  10 (1)" in done.output
    assert course.marks()["ana"] == "10"
    assert course.regraded()["ana"]["went"] == "kept"
    assert course.regraded()["ana"]["would_be"] == "1"
    assert "kept; would be (1)" in " ".join((course.out / "regrade.html").read_text().split())
    done = course.run("regrade", "--allow-lower")
    assert "1 mark goes down" in done.output
    assert course.marks()["ana"] == "1"


def test_a_mark_that_a_regrade_kept_does_not_go_down_by_grading_again_or_a_decision(
    course: ChangedCourse,
) -> None:
    course.change("reference.py", "TWO * x", "3 * x")
    course.run("regrade")
    done = course.grade("--lang", "en")
    assert "1 mark would go down by what has changed since" in done.output
    assert course.marks()["ana"] == "10"
    assert course.run("override", "bruno", "counts", "0", "--why", "copied").exit_code == 0
    assert course.marks() == {"ana": "10", "bruno": "0", "carla": "0"}
    course.grade("--lang", "en", "--anew")
    assert course.marks()["ana"] == "1"


def test_work_that_is_handed_in_again_and_worse_counts(course: ChangedCourse) -> None:
    write(course.handed_in / "ana.ipynb", "def double(x):\n    return x\n")
    course.grade("--lang", "en")
    assert course.marks()["ana"] == "0"


def test_a_mark_that_goes_up_is_said_beside_the_old_one(course: ChangedCourse) -> None:
    course.change("reference.py", "TWO * x", "1 * x")
    course.run("regrade")
    assert course.marks()["bruno"] == "10"
    row = course.regraded()["bruno"]
    assert (row["old"], row["new"], row["went"]) == ("1", "10", "up")


def test_what_was_killed_on_its_way_still_compares_with_the_marks_of_before(
    course: ChangedCourse,
) -> None:
    """A regrade that was killed has regraded Bruno; run again, it tells what he had before it."""
    course.change("reference.py", "TWO * x", "1 * x")
    course.run("regrade")
    before = {
        "bruno": {"score": 1, "items": {"double.values": 0, "double.rows": 0, "Counter.counts": 1}}
    }
    (course.out / "notes" / "marks-before.json").write_text(json.dumps(before))
    for name in ("regrade.csv", "index.html", "run.json", "gradebook.csv"):
        (course.out / name).unlink()
    course.run("regrade")
    assert course.regraded()["bruno"]["went"] == "up"
    assert not (course.out / "notes" / "marks-before.json").exists()


def test_whose_file_is_gone_keeps_the_result_and_is_counted(course: ChangedCourse) -> None:
    course.change("assignment.toml", "points = 6", "points = 5")
    course.change("assignment.toml", "points = 3", "points = 4")
    (course.handed_in / "ana.ipynb").unlink()
    done = course.run("regrade")
    assert "1 could not be read again" in done.output
    assert course.marks()["ana"] == "10"


def test_a_folder_of_no_run_says_what_it_needs(course: ChangedCourse, tmp_path: Path) -> None:
    (course.out / "notes" / "asked.json").unlink()
    done = course.run("regrade")
    assert done.exit_code == 2
    assert "Grade into it once more" in done.output


# ---------------------------------------------------------------- late arrivals


def test_a_late_arrival_is_graded_and_the_rest_is_kept(course: ChangedCourse) -> None:
    write(course.handed_in / "zoe.ipynb", GOOD_DOUBLE)
    done = course.grade("--lang", "en")
    assert "4 submissions graded, 3 of them in the run before" in done.output
    assert course.marks() == {"ana": "10", "bruno": "1", "carla": "0", "zoe": "9"}


def test_who_is_gone_from_the_hand_ins_stays_in_the_class_and_is_named(
    course: ChangedCourse,
) -> None:
    """So a second download that holds only the late ones adds to the class."""
    for name in ("ana", "bruno"):
        (course.handed_in / f"{name}.ipynb").unlink()
    write(course.handed_in / "zoe.ipynb", GOOD_DOUBLE)
    done = course.grade("--lang", "en")
    assert "are not among these hand-ins: 2" in done.output
    assert course.marks() == {"ana": "10", "bruno": "1", "carla": "0", "zoe": "9"}
    page = (course.out / "index.html").read_text(encoding="utf-8")
    assert "are not among these hand-ins: 2" in page


def test_anew_the_class_is_who_is_handed_in(course: ChangedCourse) -> None:
    (course.handed_in / "ana.ipynb").unlink()
    done = course.grade("--lang", "en", "--anew")
    assert course.marks() == {"bruno": "1", "carla": "0"}
    assert "Reports of an earlier run are left" in done.output
