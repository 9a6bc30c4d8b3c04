"""A person's decision goes back to the platform: the mark, the reason, and who decided."""

from pathlib import Path

import pytest
from changed_course import ChangedCourse, graded_course
from class_exported import exported

TABLE = (
    '"Username","Doubling [Total Pts: 10 Score] |7","Feedback to Learner"\n'
    '"bruno","",""\n"ana","",""\n'
)


def test_a_decision_is_in_mark_comment_and_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded = graded_course(tmp_path / "graded")
    course = ChangedCourse(graded, tmp_path, monkeypatch)
    done = course.run("override", "bruno", "double.values", "4.5", "--why", "=said in class")
    assert done.exit_code == 0
    table = tmp_path / "gc.csv"
    table.write_text(TABLE, encoding="utf-8")
    said = exported(course.out, "--blackboard", table, "--xlsx", "--lang", "en")
    assert "bruno: a person decided on the points of items: 1" in said
    filled = (course.out / "export" / "gc-filled.csv").read_text(encoding="utf-8")
    [line] = [line for line in filled.splitlines() if line.startswith('"bruno","5.50",')]
    assert "A person decided these points: =said in class (The grader gave 0.)" in line
