"""A result of judged cases: points, statuses, what is said of each exercise and of the whole."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import pytest
from course_fixture import small_assignment
from told import ABOUT

from grader.assignment import Assignment, Item, Rubric
from grader.diagnosis import Diagnosis, Excerpt
from grader.exercise import Case
from grader.extract.missing import NOTHING_THERE
from grader.follow_through import Followed
from grader.model import Finding, JudgedCase, Kind, Problem, Shown, Status, Text
from grader.prepare import PreparedCase
from grader.result import ExerciseResult, Result
from grader.sandbox.executor import Question
from grader.score import Evidence, score, total, unscored

PAIRS = {
    "double": frozenset({("values", ""), ("rows", "first"), ("rows", "last")}),
    "Counter": frozenset({("counts", "")}),
}
RIGHT = {"values": True, "first": True, "last": True, "counts": True}
NOWHERE, RAISED = Text("missing_nowhere"), Text("why.raised", {"type": "ValueError"})


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return small_assignment()


def case(
    exercise: str = "double",
    *lost: str,
    name: str = "small",
    kind: Kind = "example",
    **more: object,
) -> JudgedCase:
    """Judge a case in which everything holds but what is lost."""
    found = tuple(
        Finding(item, (part or item) not in lost, Text("agrees"), Text("values"), part)
        for item, part in sorted(PAIRS[exercise])
    )
    status = Status.FAILED if lost else Status.PASSED
    given = {"findings": found, "status": status, **more}
    return JudgedCase(exercise, name, kind, **given)  # type: ignore[arg-type]


def unrun(
    exercise: str,
    status: Status,
    why: Text | None = RAISED,
    *,
    name: str = "small",
    kind: Kind = "example",
    detail: Text | None = None,
) -> JudgedCase:
    return JudgedCase(exercise, name, kind, status, why=why, detail=detail)


def scored(assignment: Assignment, *judged: JudgedCase, **more: object) -> Result:
    counted_on = {(one.exercise, one.case): PAIRS[one.exercise] for one in judged}
    given = {"counted_on": counted_on, "judged": judged, **more}
    return score(assignment, ABOUT, Evidence(**given))  # type: ignore[arg-type]


def double(assignment: Assignment, *judged: JudgedCase, **more: object) -> ExerciseResult:
    """Score the exercise alone; the other one is right."""
    result = scored(assignment, *judged, case("Counter"), **more)
    assert [exercise.name for exercise in result.exercises] == ["double", "Counter"]
    return result.exercises[0]


def followed(*exercises: str) -> Mapping[str, Sequence[Followed]]:
    """Return that these are right, asked once more with another's in the place of the student's."""
    found = {}
    for name in exercises:
        question = Question(0, name, Case("small"), "hidden", 1, lambda *_: None)
        again = PreparedCase(question, None, PAIRS[name])
        found[name] = (Followed(("before",), True, (again,), (case(name),)),)
    return found


def carried(assignment: Assignment, share: float) -> Assignment:
    """Return the assignment with this share for work that is right but for another's mistake."""
    rubrics = tuple(_carried(rubric, share) for rubric in assignment.rubrics)
    made = small_assignment()
    object.__setattr__(made, "rubrics", rubrics)
    return made


def _carried(rubric: Rubric, share: float) -> Rubric:
    items: tuple[Item, ...] = tuple(
        msgspec.structs.replace(item, follow_through=share) for item in rubric.items
    )
    return msgspec.structs.replace(rubric, items=items)


# ---------------------------------------------------------------- points


def test_points_are_those_of_the_items_and_of_all_exercises(assignment: Assignment) -> None:
    result = scored(assignment, case("double", "values", "last"), case("Counter"))
    assert [[item.score for item in e.items] for e in result.exercises] == [[0, 1.5], [1]]
    assert [(e.score, e.max_score) for e in result.exercises] == [(1.5, 9), (1, 1)]
    assert (result.score, result.max_score) == (2.5, 10)
    assert (result.student, result.slug, result.status) == ("ana", "double", "graded")


def test_an_exercise_is_judged_by_its_own_cases(assignment: Assignment) -> None:
    """The other's status and its pictures are no matter."""
    shown = (Shown("x", 1.0, 2.0, 1e-6, 1e-8),)
    other = unrun("Counter", Status.RAISED)
    found = double(assignment, case(shown=shown, printed="mine"), other)
    assert (found.status, found.score, len(found.exhibits)) == ("passed", 9, 1)
    assert [printed.text for printed in found.printed] == ["mine"]
    [_, counter] = scored(assignment, case(shown=shown, printed="mine"), other).exercises
    assert (counter.status, counter.exhibits, counter.printed) == ("raised", (), ())


@pytest.mark.parametrize(
    ("scores", "expected"),
    [([], 0), ([1, 2], 3), ([0.1, 0.2], 0.3), ([1, None, 2], None), ([1.004, 1.003], 2.01)],
)
def test_a_total_is_known_where_all_of_it_is(
    scores: list[float | None], expected: float | None
) -> None:
    assert total(scores) == expected


def test_a_fault_of_ours_leaves_no_points_anywhere(assignment: Assignment) -> None:
    result = scored(
        assignment, unrun("double", Status.GRADER_FAULT, Text("why.grader_fault")), case("Counter")
    )
    found, counter = result.exercises
    assert (found.score, found.status) == (None, "grader_fault")
    assert found.summary == (Text("summary.grader_fault"),)
    assert (counter.score, result.score, result.status) == (1, None, "grader_fault")


def test_a_fault_of_ours_in_what_was_asked_once_more_is_one(assignment: Assignment) -> None:
    [(name, [one])] = followed("double").items()
    broken = unrun("double", Status.GRADER_FAULT, Text("why.grader_fault"))
    again = {name: (Followed(one.sources, one.by_own, one.cases, (broken,)),)}
    found = double(carried(assignment, 0.5), case("double", "values"), followed=again)
    assert (found.score, found.status) == (None, "grader_fault")


@pytest.mark.parametrize(
    ("status", "points"), [("grader_fault", None), ("unreadable", 0.0), ("another", 0.0)]
)
def test_what_was_not_judged_has_no_points_where_we_failed(
    assignment: Assignment, status: str, points: float | None
) -> None:
    problems = [Problem(Text("whole_file"), Text("load_failed"))]
    result = unscored(assignment, ABOUT, problems, status="".join(status))
    assert (result.score, result.status, result.exercises) == (points, status, ())
    assert (result.problems, result.max_score) == (tuple(problems), 10)


# ---------------------------------------------------------------- statuses

ORDER = (
    Status.MISSING, Status.NOT_ATTEMPTED, Status.TIMED_OUT, Status.OUT_OF_MEMORY, Status.CRASHED,
    Status.RAISED, Status.BAD_VALUE, Status.SKIPPED, Status.FAILED,
)  # fmt: skip


@pytest.mark.parametrize("first", range(len(ORDER) - 1))
def test_the_status_is_the_most_telling_of_the_cases(assignment: Assignment, first: int) -> None:
    """Whatever order they come in."""
    one, other = ORDER[first], ORDER[first + 1]
    ended = [unrun("double", one), unrun("double", other, name="row")]
    for judged in (ended, ended[::-1]):
        assert double(assignment, *judged).status == one


def test_where_nothing_stopped_points_tell_passed_from_failed(assignment: Assignment) -> None:
    assert double(assignment, case()).status == "passed"
    lost = double(assignment, case("double", "last"))
    assert (lost.status, lost.score, lost.summary) == ("failed", 7.5, (Text("summary.failed"),))
    assert double(assignment, case("double", "values", "first", "last")).score == 0


# ---------------------------------------------------------------- what is said


def test_what_python_said_of_an_example_is_told_after_why(assignment: Assignment) -> None:
    said = Text("why.message", {"message": "no"})
    found = double(assignment, unrun("double", Status.RAISED, detail=said))
    assert found.summary == (RAISED, said)


def test_what_python_said_of_a_hidden_case_is_not_told(assignment: Assignment) -> None:
    said = Text("why.message", {"message": "no"})
    found = double(assignment, unrun("double", Status.RAISED, detail=said, kind="hidden"))
    assert found.summary == (RAISED,)


def test_where_some_cases_ran_it_is_said_that_others_did_not(assignment: Assignment) -> None:
    """The first that ended so tells why."""
    later = Text("why.raised", {"type": "KeyError"})
    judged = (
        case(), unrun("double", Status.RAISED, name="row"),
        unrun("double", Status.RAISED, later, name="drawn"),
    )  # fmt: skip
    assert double(assignment, *judged).summary == (Text("summary.unrun"), RAISED)
    assert double(assignment, *judged[1:]).summary == (RAISED,)


@pytest.mark.parametrize("told", [Status.MISSING, Status.TIMED_OUT])
def test_where_the_others_ended_otherwise_it_is_said(assignment: Assignment, told: Status) -> None:
    judged = unrun("double", Status.RAISED, NOWHERE, name="row"), unrun("double", told)
    assert double(assignment, *judged).summary == (Text("summary.unrun"), RAISED)


def test_the_line_at_which_code_stopped_is_shown_where_it_stopped(assignment: Assignment) -> None:
    line = {"double": Excerpt.at(1, 2, 2)}
    raised = double(assignment, unrun("double", Status.RAISED), stopped=line)
    assert raised.stopped == line["double"]
    for status in (Status.CRASHED, Status.TIMED_OUT):
        assert double(assignment, unrun("double", status), stopped=line).stopped is None
    assert double(assignment, unrun("double", Status.RAISED)).stopped is None


def test_where_code_went_on_the_line_that_stopped_is_shown_while_points_are_lost(
    assignment: Assignment,
) -> None:
    line = {"double": Excerpt.at(1, 2, 2)}
    stopped, other = case("double", "values", stopped=(1, 2)), case(name="row")
    assert double(assignment, stopped, other, stopped=line).stopped == line["double"]
    assert double(assignment, case(stopped=(1, 2)), stopped=line).stopped is None
    assert double(assignment, case("double", "values"), stopped=line).stopped is None


def test_the_line_that_calls_what_stopped_is_shown_where_nothing_went_on(
    assignment: Assignment,
) -> None:
    line = {"double": Excerpt.at(1, 2, 2)}
    assert double(assignment, unrun("double", Status.RAISED), called=line).called == line["double"]
    for status in (Status.CRASHED, Status.TIMED_OUT):
        assert double(assignment, unrun("double", status), called=line).called is None
    stopped = case("double", "values", stopped=(1, 2))
    assert double(assignment, stopped, called=line).called is None


def test_details_with_numbers_are_kept_of_examples_only(assignment: Assignment) -> None:
    found = double(
        assignment, case("double", "values"), case("double", "values", name="row", kind="hidden")
    )
    told = {one.case: one.detail for one in found.items[0].findings}
    assert told == {"small": Text("values"), "row": None}
    assert [one.message for one in found.items[0].findings] == [Text("agrees")] * 2


def test_only_examples_are_drawn_and_printed(assignment: Assignment) -> None:
    shown = (Shown("x", np.ones(2), np.zeros(2), 1e-6, 1e-8),)
    found = double(
        assignment,
        case("double", "values", shown=shown, printed="here"),
        case("double", "values", name="row", kind="hidden", shown=shown, printed="there"),
        case(name="drawn"),
    )
    assert [one.case for one in found.exhibits] == ["small"]
    assert [(one.case, one.text) for one in found.printed] == [("small", "here")]
    assert found.left_out == 0


def test_what_is_left_out_of_the_pictures_is_counted(assignment: Assignment) -> None:
    shown = tuple(Shown(f"x{n}", 1.0, 2.0, 1e-6, 1e-8) for n in range(20))
    found = double(assignment, case("double", "values", shown=shown))
    assert found.left_out + len(found.exhibits) == 20
    assert found.left_out > 0


def test_diagnoses_and_advice_are_those_of_the_exercise(assignment: Assignment) -> None:
    of = {"double": (Diagnosis("relation"),), "Counter": (Diagnosis("mistake", ("m",)),)}
    advice = {"double": [Text("loops")], "Counter": [Text("names")]}
    found = double(assignment, case("double", "last"), diagnoses=of, advice=advice)
    assert (found.diagnoses, found.advice) == (of["double"], (Text("loops"),))
    bare = double(assignment, case("double", "last"))
    assert (bare.diagnoses, bare.advice) == ((), ())


def test_where_all_is_paid_only_a_mistake_is_worth_a_word(assignment: Assignment) -> None:
    mistake, either = Diagnosis("mistake", ("m",)), Diagnosis("either", ("m", "n"))
    of = {"double": (Diagnosis("relation"), mistake, either, Diagnosis("follows", ("m",)))}
    assert double(assignment, case(), diagnoses=of).diagnoses == (mistake,)
    assert double(assignment, case("double", "last"), diagnoses=of).diagnoses == of["double"]


def test_points_that_a_named_mistake_leaves_are_of_its_exercise(assignment: Assignment) -> None:
    of = {"double": (Diagnosis("mistake", ("m",), remains={"values": 4}),)}
    found = double(assignment, case("double", "values"), diagnoses=of)
    assert [item.score for item in found.items] == [4, 3]
    assert found.items[0].for_mistake == of["double"][0]
    assert found.items[1].for_mistake is None


# ---------------------------------------------------------------- what follows from another


def test_work_that_is_right_but_for_anothers_mistake_says_so(assignment: Assignment) -> None:
    shown = (Shown("x", 1.0, 2.0, 1e-6, 1e-8),)
    wrong = case("double", "values", "last", shown=shown)
    paid = double(carried(assignment, 1.0), wrong, followed=followed("double"))
    assert [item.score for item in paid.items] == [6, 3]
    told = [item.follow_through for item in paid.items]
    assert [(one.sources, one.by_own) for one in told if one] == [(("before",), True)] * 2
    # what failed is another's fault, and no picture of this one
    assert [one.ok for item in paid.items for one in item.findings] == [True]
    assert paid.exhibits == ()


def test_a_share_of_it_leaves_what_was_found(assignment: Assignment) -> None:
    shown = (Shown("x", 1.0, 2.0, 1e-6, 1e-8),)
    wrong = case("double", "values", "last", shown=shown)
    half = double(carried(assignment, 0.5), wrong, followed=followed("double"))
    assert [item.score for item in half.items] == [3, 1.5]
    assert [one.ok for item in half.items for one in item.findings] == [False, True, False]
    assert len(half.exhibits) == 1
    assert [item.follow_through is not None for item in half.items] == [True, False]


def test_what_is_right_without_it_is_drawn(assignment: Assignment) -> None:
    shown = (Shown("x", 1.0, 1.0, 1e-6, 1e-8),)
    found = double(carried(assignment, 1.0), case(shown=shown), followed=followed("double"))
    assert len(found.exhibits) == 1
    assert [item.follow_through for item in found.items] == [None, None]


# ---------------------------------------------------------------- the whole

BROKEN = Text("missing_broken", {"name": "double", "cell": "1", "line": "1"})
WHOLES: dict[str, tuple[tuple[Status, Text | None], tuple[Status, Text | None], str]] = {
    "blanks": (
        (Status.NOT_ATTEMPTED, Text("why.not_attempted")),
        (Status.NOT_ATTEMPTED, Text("why.not_attempted")), "not_attempted",
    ),
    "nothing is there": (
        (Status.MISSING, NOWHERE), (Status.NOT_ATTEMPTED, Text("why.not_attempted")),
        "not_attempted",
    ),
    "nothing is there, and nobody says why": (
        (Status.MISSING, None), (Status.MISSING, NOWHERE), "not_attempted",
    ),
    "one is there and cannot be read": (
        (Status.MISSING, BROKEN), (Status.MISSING, NOWHERE), "graded",
    ),
    "one ran": ((Status.RAISED, RAISED), (Status.MISSING, NOWHERE), "graded"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLES)
def test_a_submission_is_a_blank_where_nothing_of_it_is_there(
    assignment: Assignment, name: str
) -> None:
    of_double, of_counter, whole = WHOLES[name]
    result = scored(assignment, unrun("double", *of_double), unrun("Counter", *of_counter))
    assert result.status == whole
    assert result.score == 0


def test_whatever_each_word_for_nothing_is_it_is_a_blank(assignment: Assignment) -> None:
    judged = (
        unrun("double", Status.MISSING, NOWHERE),
        unrun("double", Status.MISSING, Text("missing_or_block"), name="row"),
        unrun("Counter", Status.MISSING, Text("missing_block")),
    )
    assert {one.why.key for one in judged if one.why} == NOTHING_THERE
    assert scored(assignment, *judged).status == "not_attempted"
