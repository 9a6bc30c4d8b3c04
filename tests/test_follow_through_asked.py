"""Which exercises are asked once more, of which cases and with what; nothing is run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from course_fixture import small_assignment

from grader.assignment import Item, Rubric
from grader.budget import Budget
from grader.errors import SandboxFault
from grader.exercise import Case, Exercise
from grader.follow_through import Followed, follow_through, is_right_apart, not_asked
from grader.measure.compare import close_number
from grader.model import (
    Ask,
    Attempt,
    Chunk,
    Execution,
    Extraction,
    Finding,
    JudgedCase,
    Outcome,
    Status,
    Text,
)
from grader.prepare import Prepared, PreparedCase
from grader.sandbox.executor import Question, budget_of, question
from grader.sandbox.fake import Fake

CARRIED, ALONE = "carried", "alone"
"""An item that is paid when the mistake is an earlier one's, and one that is not; each has a case
of its name in every exercise."""
REFERENCE = """
def inner(x):
    return x


def first(x):
    return inner(x)


def second(x):
    return first(x)


def third(x):
    return first(x)
"""


class Judging(Exercise):
    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        yield close_number(got, want, item=CARRIED, what="the answer")


class First(Judging):
    name = "first"


class Second(Judging):
    name = "second"
    upstream = ("first",)


class Third(Judging):
    """Is asked together with what it goes on from."""

    name = "third"
    asks = ("first", "third")
    upstream = ("first",)


class Fourth(Judging):
    name = "fourth"
    upstream = ("second", "third")


SECOND, THIRD = Second(), Third()
EXERCISES = (First(), SECOND, THIRD, Fourth())
RIGHT, WRONG = Outcome(Status.PASSED, 1.0), Outcome(Status.PASSED, 2.0)
OWN = 100
"""Added to the index of a case that holds an exercise to the student's own earlier ones."""


def rubric(name: str, *shares: float) -> Rubric:
    items = [Item(CARRIED if share else ALONE, 1, {}, follow_through=share) for share in shares]
    # names are compared, whichever file each was read from
    return Rubric("".join(list(name)), {}, tuple(items))


def cases(name: str, exercise: Exercise, *, own: bool = False) -> PreparedCase:
    place = 2 * EXERCISES.index(exercise) + [CARRIED, ALONE].index(name)
    asked = question(place + OWN * own, exercise, Case(name), "hidden", 1)
    return PreparedCase(asked, 1.0, frozenset({(name, "")}))


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    """Prepare four exercises, of which the second, third and fourth go on from earlier ones."""
    (tmp_path / "reference.py").write_text(REFERENCE, encoding="utf-8")
    assignment = replace(
        small_assignment(),
        solutions=tmp_path,
        asks=tuple(Ask(one.name) for one in EXERCISES),
        rubrics=tuple(rubric(one.name, *((0.5, 0) if one.upstream else (0,))) for one in EXERCISES),
        exercises={one.name: one for one in EXERCISES},
    )
    asked = [cases(name, one) for one in EXERCISES for name in (CARRIED, ALONE)]
    return Prepared(assignment, tuple(asked), "", "")


def held_to_its_own(prepared: Prepared, *exercises: Exercise) -> Prepared:
    return replace(prepared, own_cases=tuple(cases(CARRIED, one, own=True) for one in exercises))


def in_a_kit(prepared: Prepared) -> Prepared:
    return replace(prepared, assignment=replace(prepared.assignment, solutions=None))


def judged(wrong: Mapping[str, Status] | Sequence[str]) -> tuple[JudgedCase, ...]:
    """Judge all cases: right, but for these, each as exercise.case."""
    ends = wrong if isinstance(wrong, Mapping) else dict.fromkeys(wrong, Status.FAILED)
    return tuple(
        JudgedCase(one.name, name, "hidden", ends.get(f"{one.name}.{name}", Status.PASSED))
        for one in EXERCISES
        for name in (CARRIED, ALONE)
    )


def handed_in(*, missing: Sequence[str] = (), blank: Sequence[str] = ()) -> Extraction:
    there = [one.name for one in EXERCISES if one.name not in missing]
    chunks = [Chunk(n, 1, f"def {name}(x):\n    return 2 * x") for n, name in enumerate(there, 1)]
    absent = {name: Text("why.missing") for name in missing}
    return Extraction(tuple(chunks), {name: name for name in there}, {}, frozenset(blank), absent)


def followed(
    prepared: Prepared,
    *wrong: str,
    answer: Callable[[Question], Outcome] = lambda _: RIGHT,
    extraction: Extraction | None = None,
) -> tuple[dict[str, tuple[Followed, ...]], list[Extraction]]:
    """Ask once more what is wrong; return what came of it, and what was run."""
    fake, extraction = Fake(answer), extraction or handed_in()
    attempt = Attempt(extraction, {}, judged(wrong))
    budget = budget_of(prepared.assignment.limits)
    return follow_through(prepared, fake, attempt, pytest.fail, budget), fake.ran


def put_in(extraction: Extraction) -> str:
    """Return what of the reference stands among a student's definitions."""
    return "\n".join(chunk.source for chunk in extraction.chunks if chunk.cell == 0)


# ---------------------------------------------------------------- what is asked


def test_what_lost_points_after_an_earlier_mistake_is_asked_with_the_references(
    prepared: Prepared,
) -> None:
    found, [ran] = followed(prepared, "first.carried", "second.carried")
    [one] = found.pop("second")
    assert found == {}
    assert (one.sources, one.by_own) == (("first",), False)
    assert [case.question.case.name for case in one.cases] == [CARRIED]
    assert [(case.case, case.status) for case in one.judged] == [(CARRIED, Status.PASSED)]
    assert "def first" in put_in(ran) and "def inner" in put_in(ran)
    assert "def second" not in put_in(ran)
    assert ran.names["second"] == "second"


def test_what_is_wrong_once_more_is_told_as_wrong(prepared: Prepared) -> None:
    found, _ = followed(prepared, "first.alone", "second.carried", answer=lambda _: WRONG)
    [one] = found["second"]
    assert [case.status for case in one.judged] == [Status.FAILED]


NOT_ASKED = {
    "nothing is wrong": (),
    "the earlier one is right": ("second.carried",),
    "nothing is wrong after it": ("first.carried", "first.alone"),
    "only what is never carried is wrong": ("first.carried", "second.alone"),
    "an exercise that goes on from the earlier one too is wrong": ("second.carried", "third.alone"),
    "nothing that it goes on from is wrong": ("first.carried", "fourth.carried"),
}


@pytest.mark.parametrize("wrong", NOT_ASKED.values(), ids=NOT_ASKED)
def test_nothing_else_is_asked_once_more(prepared: Prepared, wrong: tuple[str, ...]) -> None:
    assert followed(prepared, *wrong) == ({}, [])


def test_all_that_it_goes_on_from_and_is_wrong_is_named(prepared: Prepared) -> None:
    found, _ = followed(prepared, "second.alone", "third.alone", "fourth.carried")
    assert [one.sources for one in found["fourth"]] == [("second", "third")]
    found, _ = followed(prepared, "third.alone", "fourth.carried")
    assert [one.sources for one in found["fourth"]] == [("third",)]


# ---------------------------------------------------------------- what has to be there


@pytest.mark.parametrize("name", ["second", "third"])
def test_what_is_missing_earlier_is_made_up_for(prepared: Prepared, name: str) -> None:
    """The third one is asked together with what is missing."""
    for lacking in (handed_in(missing=["first"]), handed_in(blank=["first"])):
        found, [ran] = followed(prepared, "first.carried", f"{name}.carried", extraction=lacking)
        assert len(found[name]) == 1
        assert "def first" in put_in(ran)


def test_what_is_missing_itself_is_not_asked(prepared: Prepared) -> None:
    for lacking in (handed_in(missing=["second"]), handed_in(blank=["second"])):
        found, ran = followed(prepared, "first.carried", "second.carried", extraction=lacking)
        assert (found, ran) == ({"second": ()}, [])


def test_what_is_held_to_the_students_own_is_asked_as_it_was_handed_in(prepared: Prepared) -> None:
    own = held_to_its_own(prepared, SECOND)
    extraction = handed_in()
    found, [ran] = followed(own, "first.carried", "second.carried", extraction=extraction)
    [one] = found["second"]
    assert (one.sources, one.by_own, one.cases) == (("first",), True, own.own_cases)
    assert ran == extraction


@pytest.mark.parametrize("exercise", [SECOND, THIRD], ids=lambda one: str(one.name))
def test_of_what_is_held_to_the_students_own_both_have_to_be_there(
    prepared: Prepared, exercise: Exercise
) -> None:
    own = held_to_its_own(prepared, exercise)
    wrong = ("first.carried", f"{exercise.name}.carried")
    for name in ("first", exercise.name):
        for lacking in (handed_in(missing=[name]), handed_in(blank=[name])):
            assert followed(own, *wrong, extraction=lacking) == ({exercise.name: ()}, [])


# ---------------------------------------------------------------- without a reference


def test_in_a_kit_only_what_is_held_to_the_students_own_is_asked(prepared: Prepared) -> None:
    wrong = ("first.carried", "second.carried", "third.carried")
    kit = in_a_kit(held_to_its_own(prepared, SECOND))
    found, _ = followed(kit, *wrong)
    assert [*found] == ["second"]
    assert not_asked(kit, judged(wrong)) == ("third",)
    assert not_asked(in_a_kit(prepared), judged(wrong)) == ("second", "third")


def test_with_a_reference_nothing_is_left_to_be_asked_later(prepared: Prepared) -> None:
    assert not_asked(prepared, judged(["first.carried", "second.carried"])) == ()


@pytest.mark.parametrize("wrong", NOT_ASKED.values(), ids=NOT_ASKED)
def test_of_what_would_not_be_asked_nothing_is_said(
    prepared: Prepared, wrong: tuple[str, ...]
) -> None:
    assert not_asked(in_a_kit(prepared), judged(wrong)) == ()


@pytest.mark.parametrize("status", [Status.NOT_ATTEMPTED, Status.MISSING])
def test_of_what_is_blank_or_not_there_nothing_is_said(prepared: Prepared, status: Status) -> None:
    nothing = {"first.carried": Status.FAILED, "second.carried": status, "second.alone": status}
    assert not_asked(in_a_kit(prepared), judged(nothing)) == ()
    some = {**nothing, "second.alone": Status.PASSED}
    assert not_asked(in_a_kit(prepared), judged(some)) == ("second",)


# ---------------------------------------------------------------- time, and faults of ours


def test_what_the_time_does_not_reach_is_not_asked(prepared: Prepared) -> None:
    budget = budget_of(prepared.assignment.limits)

    class Spending(Fake):
        def run(
            self, extraction: Extraction, questions: Sequence[Question], given: Budget | None = None
        ) -> Execution:
            assert given is budget
            budget.spend_cpu(budget.cpu_seconds_left + 1)
            return super().run(extraction, questions, given)

    spending = Spending(lambda _: RIGHT)
    attempt = Attempt(handed_in(), {}, judged(["first.alone", "second.carried", "third.carried"]))
    for expected in (["second"], []):
        assert [*follow_through(prepared, spending, attempt, pytest.fail, budget)] == expected
    assert len(spending.ran) == 1


def test_a_sandbox_that_fails_is_told_of_and_gives_nothing(prepared: Prepared) -> None:
    def failing(_: Question) -> Outcome:
        raise SandboxFault("no more processes")

    faults: list[str] = []
    attempt = Attempt(handed_in(), {}, judged(["first.alone", "second.carried"]))
    budget = budget_of(prepared.assignment.limits)
    found = follow_through(prepared, Fake(failing), attempt, faults.append, budget)
    [one] = found["second"]
    assert [(case.exercise, case.case, case.status, case.why) for case in one.judged] == [
        ("second", CARRIED, Status.GRADER_FAULT, Text("why.grader_fault"))
    ]
    assert faults == ["follow-through of second: no more processes"]


def test_a_sandbox_that_leaves_a_case_out_decides_on_no_points(prepared: Prepared) -> None:
    class Leaving(Fake):
        def run(
            self,
            extraction: Extraction,
            questions: Sequence[Question],
            budget: Budget | None = None,
        ) -> Execution:
            return Execution(())

    attempt = Attempt(handed_in(), {}, judged(["first.alone", "second.carried"]))
    budget = budget_of(prepared.assignment.limits)
    with pytest.raises(ValueError, match="shorter"):
        follow_through(prepared, Leaving(lambda _: RIGHT), attempt, pytest.fail, budget)


# ---------------------------------------------------------------- right apart from earlier ones


def chance(*statuses: Status) -> Followed:
    found = [JudgedCase("second", str(n), "hidden", status) for n, status in enumerate(statuses)]
    return Followed(("first",), False, (), tuple(found))


HELD, FAILED = chance(Status.PASSED, Status.PASSED), chance(Status.PASSED, Status.FAILED)


@pytest.mark.parametrize(
    ("shares", "chances", "expected"),
    [
        ((1, 1), (HELD,), True),
        ((1, 1), (FAILED, HELD), True),
        ((1, 1), (FAILED,), False),
        ((1, 1), (), False),
        ((1, 0.5), (HELD,), False),
        ((1, 0), (HELD,), False),
    ],
)
def test_an_exercise_is_right_apart_where_all_of_it_holds_and_is_paid_in_full(
    shares: tuple[float, ...], chances: tuple[Followed, ...], expected: bool
) -> None:
    assert is_right_apart(rubric("second", *shares), {"second": chances}) is expected


def test_an_exercise_that_was_not_asked_once_more_is_not_right_apart() -> None:
    assert not is_right_apart(rubric("second", 1), {"third": (HELD,)})
