"""What a named mistake leaves of its items in every lesson; and to no work it leaves nothing."""

import json
import re
import tomllib
from dataclasses import replace
from functools import cache

import msgspec
import pytest
from course_lesson import Lesson, Variant
from each_lesson import LESSONS, each_lesson
from known_mistakes import known_mistakes
from lesson_costs import DATA
from told import grade

from grader.award import counted
from grader.diagnose import diagnose
from grader.diagnose.confirm import Sight
from grader.diagnose.known import Known
from grader.model import Outcome, Raised, Status, Submission
from grader.prepare import Prepared, prepare
from grader.reported import ExerciseReport, Report
from grader.sandbox.bare import Bare
from grader.sandbox.executor import Executor, Question
from grader.sandbox.fake import Fake
from grader.seed import practice_seed
from grader.trial import Answer, Bench


def _table(lesson: Lesson) -> dict[str, tuple[float, float]]:
    """Return the points of its exercise that each mistake leaves: what holds, and what is paid."""
    content = (DATA / lesson.slug / "partial.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(content).items()
    return {f"{group}.{name}": (held, paid) for group, lines in groups
            for name, (held, paid) in lines.items()}  # fmt: skip


TABLES = {lesson: _table(lesson) for lesson in LESSONS}
MISTAKES = [(lesson, name) for lesson, table in TABLES.items() for name in table]


@cache
def prepared(lesson: Lesson) -> Prepared:
    return prepare(lesson.assignment(), practice_seed())


@cache
def known(lesson: Lesson) -> Known:
    return known_mistakes(prepared(lesson))


@cache
def alone(lesson: Lesson, exercise: str) -> Prepared:
    """Return a lesson with the cases of one exercise only."""
    whole = prepared(lesson)
    cases = tuple(case for case in whole.cases if case.question.exercise == exercise)
    return replace(whole, cases=cases, own_cases=())


def mistake_of(lesson: Lesson, name: str) -> Variant:
    [found] = [mistake for mistake in lesson.variants("mistakes") if mistake.id == name]
    return found


@cache
def answers(lesson: Lesson, name: str) -> dict[str, Answer]:
    """Return what a mistake answers to the cases of its exercise, by their names."""
    mistake = mistake_of(lesson, name)
    bench = Bench(lesson.folder, lesson.solutions)
    cases = alone(lesson, mistake.exercise).cases
    found = bench.try_out(lesson.made("mistakes", mistake), prepared(lesson), cases)
    return {case.question.case.name: one for case, one in zip(cases, found, strict=True)}


def answering(lesson: Lesson, name: str) -> Fake:
    """Return an executor that answers as the mistake does, whatever it is given to run."""
    found = answers(lesson, name)

    def answer(q: Question) -> Outcome:
        one = found[q.case.name]
        if not one.raised:
            return Outcome(Status.PASSED, one.value)
        raised = Raised(one.raised, one.message, None, None)
        return Outcome(Status.RAISED, raised=raised)

    return Fake(answer)


def graded(content: bytes, given: Prepared, executor: Executor, known: Known | None) -> Report:
    faults: list[str] = []
    submission = Submission("someone", "lesson.ipynb", content)
    report = grade(submission, given, executor, "en", faults.append, known=known)
    assert faults == []
    return report


def reported(lesson: Lesson, name: str, *, named: bool) -> ExerciseReport:
    """Report on a mistake's own exercise, naming what is known or nothing at all."""
    exercise = mistake_of(lesson, name).exercise
    solution = (lesson.solutions / "solution.ipynb").read_bytes()
    names = known(lesson) if named else None
    report = graded(solution, alone(lesson, exercise), answering(lesson, name), names)
    return next(found for found in report.exercises if found.name == exercise)


@each_lesson
def test_the_table_names_every_mistake_that_leaves_points_and_no_other(lesson: Lesson) -> None:
    items = [item for rubric in lesson.assignment().rubrics for item in rubric.items]
    assert set(TABLES[lesson]) == {name for item in items for name in item.partial}
    assert all(0 < left < item.points for item in items for left in item.partial.values())


@pytest.mark.sampled(3, thorough=4)
@pytest.mark.parametrize(("lesson", "name"), MISTAKES, ids=lambda one: str(one))
def test_a_named_mistake_leaves_its_points_and_says_why(
    lesson: Lesson, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # of mistakes that answer alike, the one that is seen in the code is named
    seen = {name: Sight(None)}
    monkeypatch.setattr(diagnose, "_looker", lambda *_: seen.get)
    exercise = mistake_of(lesson, name).exercise
    [rubric] = [rubric for rubric in lesson.assignment().rubrics if rubric.name == exercise]
    remains = {item.id: item.partial[name] for item in rubric.items if name in item.partial}
    held, paid = TABLES[lesson][name]
    assert reported(lesson, name, named=False).score == pytest.approx(held, abs=0.01)
    found = reported(lesson, name, named=True)
    assert found.score == pytest.approx(paid, abs=0.01)
    assert {item.id: item.score for item in found.items if item.reason} == remains
    sentence = lesson.assignment().mistakes[f"{name}.sentence.en"]
    assert any(sentence in diagnosis.sentence for diagnosis in found.diagnosis)


@pytest.mark.sampled(3, thorough=4)
@pytest.mark.parametrize(("lesson", "name"), MISTAKES, ids=lambda one: str(one))
def test_points_remain_only_where_something_was_seen_to_run(lesson: Lesson, name: str) -> None:
    exercise = mistake_of(lesson, name).exercise
    [rubric] = [rubric for rubric in lesson.assignment().rubrics if rubric.name == exercise]
    judged = counted(alone(lesson, exercise).cases)
    ran = {case for case, answer in answers(lesson, name).items() if not answer.raised}
    for item in rubric.items:
        cases = {case for (_, case), pairs in judged.items() if item.id in dict(pairs)}
        assert name not in item.partial or ran & cases


# ---------------------------------------------------------------- no work at all

BLANK = re.compile(r"( *)# IN[IÍ]CIO D(?:.|\n)*?# FI[MN] D[^\n]*")
"""From one mark of the handout's to the other, for whoever's code goes there."""


def filled_with(lesson: Lesson, filling: str) -> bytes:
    """Return the handout with this in the place of everything that is asked for."""
    handout = json.loads((lesson.folder / "handout.ipynb").read_bytes())

    def fill(blank: re.Match[str]) -> str:
        if filling == "pass":
            return f"{blank[1]}pass"
        kept = re.sub(r"\braise NotImplementedError\b", f"return {filling}", blank[0])
        return re.sub(r"\bNone\b", filling, kept)

    filled = 0
    for cell in handout["cells"]:
        if cell["cell_type"] == "code":
            cell["source"], found = BLANK.subn(fill, "".join(cell["source"]))
            filled += found
    assert filled > 2
    return json.dumps(handout).encode()


def without_credit(given: Prepared) -> Prepared:
    """Return the lesson as it would be if nothing were left to mistakes, and nothing carried."""
    rubrics = tuple(
        msgspec.structs.replace(
            rubric,
            items=tuple(
                msgspec.structs.replace(item, partial={}, follow_through=0.0)
                for item in rubric.items
            ),
        )
        for rubric in given.assignment.rubrics
    )
    assignment = replace(given.assignment, rubrics=rubrics)
    return replace(given, assignment=assignment)


# where every answer is wrong, every pair of mistakes is tried: that takes networks of scalars long
LONG = {Lesson("autograd_mlp"), Lesson("autograd_dropout")}
UNWORKED = [
    pytest.param(lesson, marks=[pytest.mark.slow] if lesson in LONG else [], id=str(lesson))
    for lesson in LESSONS
]


@pytest.mark.sampled(thorough=4)
@pytest.mark.parametrize("filling", ["pass", "0", "1"])
@pytest.mark.parametrize("lesson", UNWORKED)
def test_no_work_earns_what_it_earned_before(lesson: Lesson, filling: str) -> None:
    content, whole = filled_with(lesson, filling), prepared(lesson)
    executor = Bare(lesson.provided())
    found = graded(content, whole, executor, known(lesson))
    plain = graded(content, without_credit(whole), executor, None)
    assert found.status == "graded"
    assert items_of(found) == items_of(plain)


def items_of(report: Report) -> dict[str, float | None]:
    return {f"{e.name}.{item.id}": item.score for e in report.exercises for item in e.items}


@each_lesson
def test_the_handout_earns_nothing(lesson: Lesson) -> None:
    content, whole = (lesson.folder / "handout.ipynb").read_bytes(), prepared(lesson)
    executor = Bare(lesson.provided())
    report = graded(content, whole, executor, known(lesson))
    assert (report.score, report.status) == (0, "not_attempted")
