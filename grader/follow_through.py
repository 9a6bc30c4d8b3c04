"""Follow-through marks: what is right but for an earlier exercise's mistake keeps a share.

An exercise that lost points, and whose `upstream` lost some too, is asked once more in a child of
its own: with the reference's upstream in the place of the student's, or with cases that hold it to
the student's own upstream (`Exercise.own_cases`). Nothing of that child is ever shown; what holds
there is paid by the share that the rubric calls `follow_through`.

The child is given the source of the reference's upstream, and never of the exercise it is asked
for (docs/threat-model.md).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from grader.assignment import Rubric
from grader.bound import bound
from grader.budget import Budget
from grader.diagnose.diagnose import is_right
from grader.errors import SandboxFault
from grader.exercise import Exercise
from grader.extract import extract
from grader.extract.upstream import with_upstream
from grader.frozen import frozen
from grader.judge import judge
from grader.model import Attempt, Extraction, JudgedCase, Status, Submission, Text
from grader.notebook import read
from grader.prepare import Prepared, PreparedCase
from grader.sandbox.executor import Executor

_NOTHING_THERE = (Status.NOT_ATTEMPTED, Status.MISSING)


@frozen
class Followed:
    """What held when it was asked once more."""

    sources: tuple[str, ...]
    """The exercises whose mistakes are made up for."""
    by_own: bool
    """Whether it was held to the student's own functions, or asked with the reference's."""
    cases: tuple[PreparedCase, ...]
    judged: tuple[JudgedCase, ...]


def follow_through(
    prepared: Prepared,
    executor: Executor,
    attempt: Attempt,
    report_fault: Callable[[str], None],
    budget: Budget,
) -> dict[str, tuple[Followed, ...]]:
    """Ask again, by exercise, whatever may have been lost to an earlier exercise only.

    When the submission has used up its time, there is no follow-through.
    """
    judged = attempt.judged
    found: dict[str, tuple[Followed, ...]] = {}
    for rubric in prepared.assignment.rubrics:
        if budget.no_time_left:
            break
        cases = _lost(prepared, rubric, judged)
        sources = _sources(prepared, rubric, judged) if cases else ()
        if not sources or _needs_reference(prepared, rubric.name):
            continue
        by_own = bool(prepared.own_cases_of(rubric.name))
        found[rubric.name] = tuple(
            Followed(
                sources, by_own, asked,
                _asked(prepared, executor, given, asked, report_fault, budget),
            )
            for given, asked in _chances(prepared, rubric.name, attempt.extraction, cases)
        )  # fmt: skip
    return found


def not_asked(prepared: Prepared, judged: Sequence[JudgedCase]) -> tuple[str, ...]:
    """Return the exercises that could only be asked again with a reference that is not here.

    Of what is blank, or not there, nothing would come of that either.
    """
    answered = {one.exercise for one in judged if one.status not in _NOTHING_THERE}
    return tuple(
        rubric.name
        for rubric in prepared.assignment.rubrics
        if rubric.name in answered
        and _needs_reference(prepared, rubric.name)
        and _lost(prepared, rubric, judged)
        and _sources(prepared, rubric, judged)
    )


def _needs_reference(prepared: Prepared, name: str) -> bool:
    """Tell whether a reference would have to take the earlier ones' place, and none is here."""
    return prepared.assignment.solutions is None and not prepared.own_cases_of(name)


def is_right_apart(rubric: Rubric, followed: Mapping[str, Sequence[Followed]]) -> bool:
    """Tell whether all of an exercise is right and paid apart from earlier ones' mistakes."""
    held = [one for one in followed.get(rubric.name, ()) if is_right(rubric.name, one.judged)]
    return bool(held) and all(item.follow_through == 1 for item in rubric.items)


def _lost(
    prepared: Prepared, rubric: Rubric, judged: Sequence[JudgedCase]
) -> tuple[PreparedCase, ...]:
    """Return the cases that decide on items with follow-through; none when all of them hold."""
    followed = {item.id for item in rubric.items if item.follow_through}
    cases = tuple(
        case
        for case in prepared.cases
        if case.question.exercise == rubric.name
        and followed & {item for item, _part in case.counted}
    )
    names = {case.question.case.name for case in cases}
    deciding = [j for j in judged if j.case in names]
    return () if is_right(rubric.name, deciding) else cases


def _sources(prepared: Prepared, rubric: Rubric, judged: Sequence[JudgedCase]) -> tuple[str, ...]:
    """Return the exercises that this one's upstream belongs to, and that are not right either."""
    exercises = prepared.assignment.exercises
    upstream = {*exercises[rubric.name].upstream}
    return tuple(
        other.name
        for other in prepared.assignment.rubrics
        if upstream & _given(exercises[other.name]) and not is_right(other.name, judged)
    )


def _given(exercise: Exercise) -> set[str]:
    """Return the names whose mistakes an exercise counts itself."""
    return {*(exercise.asks or (exercise.name,))} - {*exercise.upstream}


def _chances(
    prepared: Prepared, name: str, extraction: Extraction, cases: tuple[PreparedCase, ...]
) -> Iterator[tuple[Extraction, tuple[PreparedCase, ...]]]:
    exercise = prepared.assignment.exercises[name]
    asked, upstream = {*(exercise.asks or (name,))}, {*exercise.upstream}
    own = prepared.own_cases_of(name)
    if own:
        if _has(extraction, asked | upstream):
            yield extraction, own
    elif _has(extraction, asked - upstream):
        reference = _reference(prepared, upstream)
        yield with_upstream(extraction, reference, exercise.upstream), cases


def _has(extraction: Extraction, names: set[str]) -> bool:
    return names.isdisjoint({*extraction.missing, *extraction.not_attempted})


def _reference(prepared: Prepared, names: set[str]) -> Extraction:
    """Extract these names, and what they need, from the reference."""
    path = prepared.solutions / "reference.py"
    asks = [ask for ask in prepared.assignment.asks if ask.name in names]
    return extract(read(Submission("reference", path.name, path.read_bytes())), asks)


def _asked(
    prepared: Prepared,
    executor: Executor,
    extraction: Extraction,
    cases: Sequence[PreparedCase],
    report_fault: Callable[[str], None],
    budget: Budget,
) -> tuple[JudgedCase, ...]:
    try:
        execution = executor.run(extraction, [case.question for case in cases], budget)
    except SandboxFault as fault:  # ours: it may neither cost the share nor give it
        report_fault(f"follow-through of {cases[0].question.exercise}: {fault}")
        return tuple(
            JudgedCase(
                case.question.exercise, case.question.case.name, case.question.kind,
                Status.GRADER_FAULT, why=Text("why.grader_fault"),
            )
            for case in cases
        )  # fmt: skip
    indices = (case.question.index for case in cases)
    outcomes = bound(cases, dict(zip(indices, execution.outcomes, strict=True)))
    return judge(replace(prepared, cases=tuple(cases)), extraction, outcomes, report_fault)
