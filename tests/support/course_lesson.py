"""A lesson of the course in this process, without a sandbox: its files, and who loses what."""

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from told import told

from grader.assignment import Assignment, load_assignment
from grader.award import counted
from grader.exercise import Case
from grader.judge import judge
from grader.load import importable, load_module, load_provided
from grader.measure.values import Unfit
from grader.mistake import Alternative, Mistake
from grader.model import Chunk, Extraction, Finding, Raised, Status
from grader.prepare import Prepared
from grader.remote.errors import StudentError
from grader.reported import Report
from grader.sandbox.bare import put_to_functions
from grader.sandbox.executor import Executor, question
from grader.score import Evidence

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "assignments"

Functions = Mapping[str, Callable[..., Any]]
Cases = tuple[tuple[Case, Any], ...]
Pairs = set[tuple[str, str]]
Told = tuple[tuple[Finding, ...], ...]
Variant = Mistake | Alternative


@dataclass(frozen=True)
class Lesson:
    """One lesson, by its slug. What is read or drawn once is kept for all tests."""

    slug: str

    def __str__(self) -> str:
        return self.slug

    @property
    def folder(self) -> Path:
        return FOLDER / self.slug

    @property
    def solutions(self) -> Path:
        return ROOT / "solutions" / self.slug

    @property
    def exercises(self) -> tuple[str, ...]:
        return tuple(rubric.name for rubric in self.assignment().rubrics)

    def assignment(self) -> Assignment:
        return _assignment(self)

    def provided(self) -> dict[str, ModuleType]:
        return _provided(self)

    def solution(self, name: str) -> ModuleType:
        """Load one Python file of the lesson's solutions."""
        return _solution(self, name)

    def reference(self) -> Functions:
        """Return everything that is asked of a notebook, as the reference defines it."""
        defined = vars(self.solution("reference"))
        return {ask.name: defined[ask.name] for ask in self.assignment().asks}

    def cases(self, exercise: str, seed: int) -> Cases:
        """Draw an exercise's cases, examples first, each with the reference's answer."""
        return _cases(self, exercise, seed)

    def answer(self, functions: Functions, exercise: str, case: Case, seed: int) -> Any:
        """Ask as the sandbox does. Raises StudentError where there is no value."""
        asked = {a.name: functions[a.name] for a in self.assignment().asks if a.name in functions}
        q = question(0, self.assignment().exercises[exercise], case, "hidden", seed)
        with warnings.catch_warnings(), importable(self.provided()):
            warnings.simplefilter("ignore")  # a student's code may warn
            outcome = put_to_functions(q, asked)
        if outcome.status is not Status.PASSED:
            raise StudentError(outcome.raised or Raised(str(outcome.status), ""))
        return outcome.value

    def check(self, exercise: str, case: Case, got: Any, want: Any) -> list[Finding]:
        """Judge. Lets Unfit through."""
        return list(self.assignment().exercises[exercise].check(case, got, want))

    def counted(self, exercise: str, case: Case, want: Any) -> Pairs:
        """Return the (item, part) pairs that a case is counted on."""
        return {(f.item, f.part) for f in self.check(exercise, case, want, want)}

    def judged(self, exercise: str, case: Case, got: Any, want: Any) -> list[Finding]:
        """Judge. Nothing is found in what is unfit."""
        try:
            return self.check(exercise, case, got, want)
        except Unfit:
            return []

    def told(self, functions: Functions, exercise: str, seed: int) -> Told:
        """Return what is found in each case; nothing where the functions raise."""
        return tuple(
            tuple(self._told(functions, exercise, case, want, seed))
            for case, want in self.cases(exercise, seed)
        )

    def _told(
        self, functions: Functions, exercise: str, case: Case, want: Any, seed: int
    ) -> list[Finding]:
        try:
            got = self.answer(functions, exercise, case, seed)
        except StudentError:  # the case is lost
            return []
        return self.judged(exercise, case, got, want)

    def lost_pairs(self, functions: Functions, exercise: str, seed: int) -> Pairs:
        """Return the (item, part) pairs that these functions do not earn."""
        return self.unearned(self.told(functions, exercise, seed), exercise, seed)

    def unearned(self, told: Told, exercise: str, seed: int) -> Pairs:
        """Return the (item, part) pairs that are not earned by what is found in each case."""
        return {
            pair
            for findings, pairs in zip(told, _counted(self, exercise, seed), strict=True)
            for pair in pairs
            if not earned(findings, pair)
        }

    def lost_items(self, functions: Functions, exercise: str, seed: int) -> set[str]:
        """Return the items on which these functions lose points."""
        return {item for item, _part in self.lost_pairs(functions, exercise, seed)}

    def variants(self, file: str) -> tuple[Variant, ...]:
        """Return the known `mistakes` or the `alternatives`."""
        return tuple(getattr(self.solution(file), file.upper()))

    def made(self, file: str, variant: Variant) -> Functions:
        """Return what a student defines who makes this mistake, or writes in this way."""
        functions: dict[str, Callable[..., Any]] = self.solution(file).functions(variant)
        if isinstance(variant, Alternative) and variant.exercise in functions:
            functions = {**functions, variant.exercise: variant.function}
        return functions

    def answers_of(self, file: str, variant: Variant, exercise: str, seed: int) -> tuple[Any, ...]:
        """Return a variant's answer to each case, or the StudentError; kept for all tests."""
        return _answers_of(self, file, variant.id, exercise, seed)

    def told_of(self, file: str, variant: Variant, exercise: str, seed: int) -> Told:
        """Return what is found in each case of a variant's answers; kept for all tests."""
        return _told_of(self, file, variant.id, exercise, seed)

    def lost_by(self, file: str, variant: Variant, exercise: str, seed: int) -> set[str]:
        """Return the items on which a variant loses points, as exercise.item."""
        told = self.told_of(file, variant, exercise, seed)
        return {f"{exercise}.{item}" for item, _ in self.unearned(told, exercise, seed)}


def submitted(lesson: Lesson, file: str, variant: str) -> Extraction:
    """Return a submission that holds a file of variants, with this one's definitions chosen."""
    records = (ROOT / "grader" / "mistake.py").read_text(encoding="utf-8")
    source = (lesson.solutions / f"{file}.py").read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if not line.startswith("from grader.mistake")]
    names = [ask.name for ask in lesson.assignment().asks]
    # a name that no file of variants has
    chosen = f"the_chosen = functions(next(v for v in {file.upper()} if v.id == {variant!r}))"
    named = (f"{name} = the_chosen[{name!r}]" for name in names)
    # a chunk for each statement, as of a notebook: some may be put in the place of others
    chunks = (records, *_statements("\n".join(lines)), chosen, *named)
    return Extraction(
        tuple(Chunk(number, 1, text) for number, text in enumerate(chunks, start=1)),
        {name: name for name in names},
    )


def _statements(source: str) -> Iterator[str]:
    lines = source.split("\n")
    for node in ast.parse(source).body:
        first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
        yield "\n".join(lines[first - 1 : node.end_lineno])


def report_on(extraction: Extraction, prepared: Prepared, executor: Executor) -> Report:
    """Run, judge and score what was extracted; nothing may fail on our side."""
    faults: list[str] = []
    questions = [case.question for case in prepared.cases]
    execution = executor.run(extraction, questions)
    assert execution.load_failures == ()
    outcomes = {q.index: o for q, o in zip(questions, execution.outcomes, strict=True)}
    judged = judge(prepared, extraction, outcomes, faults.append)
    assert faults == []
    return told(prepared.assignment, "en", Evidence(counted(prepared.cases), judged))


def earned(findings: Iterable[Finding], pair: tuple[str, str]) -> bool:
    item, part = pair
    about = [f.ok for f in findings if f.item == item and f.part in (part, "")]
    return bool(about) and all(about)


@cache
def _assignment(lesson: Lesson) -> Assignment:
    return load_assignment(lesson.folder, lesson.solutions)


@cache
def _provided(lesson: Lesson) -> dict[str, ModuleType]:
    return load_provided(lesson.folder / "provided")


@cache
def _solution(lesson: Lesson, name: str) -> ModuleType:
    with importable(lesson.provided()):
        return load_module(lesson.solutions / f"{name}.py", name)


@cache
def _cases(lesson: Lesson, exercise: str, seed: int) -> Cases:
    judge = lesson.assignment().exercises[exercise]
    drawn = [*judge.examples(), *judge.cases(np.random.default_rng(seed))]
    asked = lesson.reference()
    return tuple((case, lesson.answer(asked, exercise, case, seed)) for case in drawn)


@cache
def _counted(lesson: Lesson, exercise: str, seed: int) -> tuple[Pairs, ...]:
    cases = lesson.cases(exercise, seed)
    return tuple(lesson.counted(exercise, case, want) for case, want in cases)


@cache
def _told_of(lesson: Lesson, file: str, variant: str, exercise: str, seed: int) -> Told:
    answers = _answers_of(lesson, file, variant, exercise, seed)
    return tuple(
        () if isinstance(got, StudentError) else tuple(lesson.judged(exercise, case, got, want))
        for (case, want), got in zip(lesson.cases(exercise, seed), answers, strict=True)
    )


@cache
def _answers_of(
    lesson: Lesson, file: str, variant: str, exercise: str, seed: int
) -> tuple[Any, ...]:
    [chosen] = [one for one in lesson.variants(file) if one.id == variant]
    functions = lesson.made(file, chosen)
    answers = []
    for case, _want in lesson.cases(exercise, seed):
        try:
            answers.append(lesson.answer(functions, exercise, case, seed))
        except StudentError as error:  # the case is lost
            answers.append(error.with_traceback(None))
    return tuple(answers)
