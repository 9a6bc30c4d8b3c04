"""Everything about an assignment that is the same for the whole class, computed once.

The cases are drawn, the reference answers them, and its answers must earn full marks; what the
checks found for the reference is what every submission will be counted on.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from grader import notebook
from grader.alone import quietly, silently
from grader.assignment import Assignment, digest_of
from grader.errors import BrokenAssignment, ReferenceFault, where
from grader.exercise import Case
from grader.extract import extract, fingerprints
from grader.frozen import frozen
from grader.hidden import Gate
from grader.load import importable, load_module, load_provided
from grader.measure.identical import identical
from grader.measure.precision import as_single
from grader.measure.values import Unfit
from grader.model import Extraction, Finding, Kind, Notebook, Status, Submission
from grader.sandbox.executor import Question, question
from grader.seed import commitment, stream

T = TypeVar("T")

_EXAMPLE_SEED = 1
"""Seeds the random streams of public examples, so that anyone's printed figures can agree."""


@frozen
class PreparedCase:
    """A question, the reference's answer, and the (item, part) pairs it is counted on."""

    question: Question
    want: Any
    counted: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Prepared:
    """An assignment ready to grade any number of submissions."""

    assignment: Assignment
    cases: tuple[PreparedCase, ...]
    seed_commitment: str
    reference_digest: str
    own_cases: tuple[PreparedCase, ...] = ()
    """Cases that hold an exercise to the student's own earlier ones, asked when these went wrong.

    Their questions' indices go on after those of `cases`.
    """

    def own_cases_of(self, exercise: str) -> tuple[PreparedCase, ...]:
        """Return the cases that hold an exercise to the student's own earlier ones."""
        return tuple(case for case in self.own_cases if case.question.exercise == exercise)

    @property
    def solutions(self) -> Path:
        """Return the folder of the reference; nothing is prepared without one."""
        if self.assignment.solutions is None:
            raise BrokenAssignment(f"{self.assignment.folder}: no reference")
        return self.assignment.solutions

    def findings(self, case: PreparedCase, got: Any) -> tuple[Finding, ...]:
        """Check an answer; what is the reference's to the last bit is checked once for the class.

        Lets Unfit through.
        """
        if not identical(got, case.want):
            return findings_of(self.assignment, case.question, got, case.want)
        index = case.question.index
        if index not in self._of_the_reference:
            found = findings_of(self.assignment, case.question, case.want, case.want)
            self._of_the_reference[index] = found
        return self._of_the_reference[index]

    def held(self, case: PreparedCase, got: Any) -> int | None:
        """Count the findings of an answer that are good before one is not; None where all are.

        It is judged no further than that. What cannot be read, or a check of ours that stops, is
        not good.
        """
        q, exercise = case.question, self.assignment.exercises[case.question.exercise]
        good = 0
        try:
            with quietly():
                for one in exercise.check(q.case, as_single(got, case.want), case.want):
                    if not one.ok:
                        return good
                    good += 1
        except Exception:  # on hostile values
            return good
        return None

    @cached_property
    def _of_the_reference(self) -> dict[int, tuple[Finding, ...]]:
        """What the checks found in the reference's own answers, by the question's index."""
        return {}

    def once(self, made_of: Callable[["Prepared"], T]) -> T:
        """Return what a stage makes of the assignment alone, made for the first that asks."""
        if made_of not in self._made:
            self._made[made_of] = made_of(self)
        found: T = self._made[made_of]
        return found

    @cached_property
    def _made(self) -> dict[Callable[["Prepared"], Any], Any]:
        """What stages made, by what makes it."""
        return {}

    @cached_property
    def gate(self) -> Gate:
        """What may be said of hidden cases."""
        cases = (*self.cases, *self.own_cases)
        asked = tuple((c.question.exercise, c.question.case, c.want) for c in cases)
        return Gate(self.assignment, asked)

    @cached_property
    def handout(self) -> dict[str, str]:
        """Fingerprints of the handout's own blanks, by asked name."""
        return fingerprints(self._blank, self.assignment.asks)

    @cached_property
    def handed_out(self) -> Extraction:
        """What is asked for as the handout gives it, blanks too."""
        return extract(self._blank, self.assignment.asks)

    @cached_property
    def _blank(self) -> Notebook:
        path = self.assignment.folder / "handout.ipynb"
        if not path.exists():
            return Notebook(())
        return notebook.read(Submission("handout", path.name, path.read_bytes()))


def prepare(assignment: Assignment, seed: bytes) -> Prepared:
    """Draw the cases and have the reference answer them.

    Raises BrokenAssignment when there is no reference or it cannot be loaded, or no cases can be
    drawn; ReferenceFault when it raises on a case or its own answers do not pass.
    """
    if assignment.solutions is None:
        raise BrokenAssignment(
            f"{assignment.folder}: no reference; expected solutions/{assignment.slug}/reference.py"
        )
    try:
        questions = list(_questions(assignment, seed))
        own = list(_own_questions(assignment, seed, len(questions)))
    except BrokenAssignment:
        raise
    except Exception as error:  # an author's file may raise anything
        raise BrokenAssignment(f"{assignment.slug}: no cases: {where(error)}") from None
    wants = _reference_answers(assignment, assignment.solutions, questions + own)
    cases = tuple(
        PreparedCase(q, want, _counted(assignment, q, want))
        for q, want in zip(questions + own, wants, strict=True)
    )
    cases, own_cases = cases[: len(questions)], cases[len(questions) :]
    _refuse_items_without_cases(assignment, cases)
    digest = digest_of(assignment.solutions)
    return Prepared(assignment, cases, commitment(seed), digest, own_cases)


def findings_of(assignment: Assignment, q: Question, got: Any, want: Any) -> tuple[Finding, ...]:
    """Run an exercise's check, quietly; float32 is right to float32. Lets Unfit through."""
    with quietly():
        return tuple(assignment.exercises[q.exercise].check(q.case, as_single(got, want), want))


def _questions(assignment: Assignment, seed: bytes) -> Iterator[Question]:
    """Yield all examples, then all hidden cases, each in the order of the exercises."""
    drawn: list[tuple[str, Case, Kind, int]] = []
    for rubric in assignment.rubrics:
        for case in assignment.exercises[rubric.name].examples():
            drawn.append((rubric.name, case, "example", _EXAMPLE_SEED))
    for rubric in assignment.rubrics:
        exercise = assignment.exercises[rubric.name]
        cases = exercise.cases(stream(seed, assignment.slug, rubric.name, "cases"))
        seeds = stream(seed, assignment.slug, rubric.name, "seeds")
        drawn += [(rubric.name, case, "hidden", int(seeds.integers(1 << 31))) for case in cases]
    seen = set()
    for index, (name, case, kind, number) in enumerate(drawn):
        if (name, case.name) in seen:
            raise BrokenAssignment(f"{assignment.slug}: {name} has two cases named {case.name!r}")
        seen.add((name, case.name))
        yield question(index, assignment.exercises[name], case, kind, number)


def _own_questions(assignment: Assignment, seed: bytes, first: int) -> Iterator[Question]:
    drawn = [
        (rubric.name, case)
        for rubric in assignment.rubrics
        for case in assignment.exercises[rubric.name].own_cases(
            stream(seed, assignment.slug, rubric.name, "own cases")
        )
    ]
    for index, (name, case) in enumerate(drawn, first):
        number = stream(seed, assignment.slug, name, case.name).integers(1 << 31)
        yield question(index, assignment.exercises[name], case, "hidden", int(number))


def _reference_answers(
    assignment: Assignment, solutions: Path, questions: list[Question]
) -> list[Any]:
    with silently():
        modules = load_provided(assignment.folder / "provided")
    # not for a kit, which has the answers: it loads the sandbox's own side
    from grader.sandbox.bare import own_main_module

    try:
        with importable(modules), own_main_module(), silently():
            reference = load_module(solutions / "reference.py", "reference")
            return [_answer(assignment, vars(reference), q) for q in questions]
    except ReferenceFault:
        raise
    except Exception as error:  # an author's file may raise anything
        path = solutions / "reference.py"
        raise BrokenAssignment(f"{path}: {type(error).__name__}: {error}") from error


def _answer(assignment: Assignment, reference: Mapping[str, Any], q: Question) -> Any:
    """Ask the reference; its answer takes the same way as a student's."""
    from grader.sandbox.bare import put_to_functions

    asked = {ask.name: reference[ask.name] for ask in assignment.asks if ask.name in reference}
    raised: list[Exception] = []
    try:
        outcome = put_to_functions(q, asked, raised.append)
    except Exception as error:  # ours, or the author's: `run` may raise anything
        raise _reference_fault(assignment, q, where(error)) from None
    if outcome.status is Status.PASSED:
        return outcome.value
    said = str(outcome.status)
    if outcome.raised is not None:
        # what it says may hold a hidden input
        told = outcome.raised
        hidden = where(raised[-1]) if raised else told.type
        said = f"{told.type}: {told.message}" if q.kind == "example" else hidden
    raise _reference_fault(assignment, q, said)


def _reference_fault(assignment: Assignment, q: Question, said: str) -> ReferenceFault:
    return ReferenceFault(
        f"{assignment.slug}: the reference raised on {q.exercise}, case {q.case.name}: {said}"
    )


def _counted(assignment: Assignment, q: Question, want: Any) -> frozenset[tuple[str, str]]:
    place = f"{assignment.slug}: {q.exercise}, case {q.case.name}"
    try:
        found = findings_of(assignment, q, want, want)
    except Unfit as unfit:
        raise ReferenceFault(f"{place}: the reference's value is unfit: {unfit.text}") from None
    except Exception as error:  # an author's file may raise anything
        raise ReferenceFault(f"{place}: the check raised {where(error)}") from None
    wrong = [finding for finding in found if not finding.ok]
    if wrong:
        raise ReferenceFault(f"{place}: the reference fails item {wrong[0].item!r}")
    items = {item.id for r in assignment.rubrics if r.name == q.exercise for item in r.items}
    unknown = {finding.item for finding in found} - items
    if unknown:
        raise BrokenAssignment(f"{place}: item {min(unknown)!r} is not in assignment.toml")
    return frozenset((finding.item, finding.part) for finding in found)


def _refuse_items_without_cases(assignment: Assignment, cases: tuple[PreparedCase, ...]) -> None:
    for rubric in assignment.rubrics:
        judged = {
            item for c in cases if c.question.exercise == rubric.name for item, _part in c.counted
        }
        for item in rubric.items:
            if item.id not in judged:
                raise BrokenAssignment(
                    f"{assignment.slug}: no case of {rubric.name} judges item {item.id!r}"
                )
