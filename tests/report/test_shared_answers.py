"""What several answer alike, and no known mistake explains, is offered as the next one to know."""

from grader.diagnosis import Excerpt
from grader.report.class_row import ClassRow, Points
from grader.report.shared_answers import FEWEST, shared_answers
from grader.result import Trace, Unexplained


def student(name: str, digest: str, code: str = "return x + 2", exercise: str = "cost") -> ClassRow:
    found = Unexplained(digest, 3, Excerpt(2, 1, code), f"y = {digest}")
    row = ClassRow(name, 0.0, 1.0, "graded", (Points("cost", "Cost", 0.0, 1.0),))
    return ClassRow(
        row.student, row.score, row.max_score, row.status, row.exercises,
        traces=(Trace(exercise, False, unexplained=found),),
    )  # fmt: skip


def test_what_enough_share_is_told_with_the_shortest_code_it_comes_from() -> None:
    rows = [
        student("ana", "d", "long " * 9),
        student("bia", "d", "short"),
        student("caio", "d", "short"),
    ]
    [found] = shared_answers(rows)
    assert (found.exercise_title, found.students) == ("Cost", ("ana", "bia", "caio"))
    assert found.code is not None
    assert (found.code.student, found.code.text, found.shown) == ("bia", "short", "y = d")


def test_what_fewer_share_is_not_told_and_the_most_frequent_comes_first() -> None:
    rows = [student(f"a{n}", "often") for n in range(FEWEST + 1)]
    rows += [student(f"b{n}", "seldom") for n in range(FEWEST)]
    rows += [student(f"c{n}", "few") for n in range(FEWEST - 1)]
    assert [len(one.students) for one in shared_answers(rows)] == [FEWEST + 1, FEWEST]


def test_the_same_digest_in_two_exercises_is_two_things() -> None:
    rows = [student("ana", "d"), student("bia", "d"), student("caio", "d", exercise="back")]
    assert shared_answers(rows) == ()
