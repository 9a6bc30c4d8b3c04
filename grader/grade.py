"""One submission from bytes to result: the whole way of the data on one page."""

import hashlib
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from grader import __version__, notebook
from grader.advise import advise
from grader.award import counted
from grader.bound import bound
from grader.budget import LARGE_FILE, LARGE_SOURCE, Budget
from grader.diagnose.diagnose import diagnose
from grader.diagnose.known import Known
from grader.errors import BrokenAssignment, SandboxFault, UnreadableNotebook, where
from grader.extract import extract
from grader.extract.remarks import capped
from grader.follow_through import follow_through, is_right_apart, not_asked
from grader.hides import hides
from grader.judge import judge
from grader.model import (
    Ask,
    Attempt,
    Execution,
    Extraction,
    Isolation,
    Notebook,
    Problem,
    Status,
    Submission,
    Text,
)
from grader.point import called, pointed, stopped
from grader.prepare import Prepared
from grader.result import Graded, Provenance, Result, Timing
from grader.sandbox.executor import Executor, Question, budget_of
from grader.score import About, Evidence, score, unscored
from grader.seen import said_first
from grader.stored import storable
from grader.unloaded import unloaded

if TYPE_CHECKING:
    from grader.repair.repairs import Repairs

Taking = Callable[[Notebook, Sequence[Ask], Mapping[str, str]], Extraction]
"""Takes from a notebook's cells what is asked for: `grader.extract.extract` is one."""
_SECONDS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""What a report says of the time that was taken."""


def grade(
    submission: Submission,
    prepared: Prepared,
    executor: Executor,
    report_fault: Callable[[str], None] = lambda _sentence: None,
    *,
    known: Known | None = None,
    take: Taking | None = None,
    repairs: "Callable[[], Repairs] | None" = None,
) -> Graded:
    """Grade one submission; whatever it holds, and whatever we do wrong, a result comes back.

    `report_fault` is told, in a sentence for a person, of every fault of ours. Without `known`
    no mistake is named; without `repairs` no edit of the code is tried;
    it is asked for what does where something is wrong. `take` takes what is asked
    for from the notebook's cells, if not `extract`.
    """
    budget = budget_of(prepared.assignment.limits)
    one = _One(
        submission, prepared, executor, known, report_fault, budget, take or extract, repairs
    )
    try:
        graded = one.graded()
        return replace(graded, result=storable(graded.result))
    except (SandboxFault, BrokenAssignment) as fault:
        report_fault(f"{submission.name}: {fault}")
    except Exception as error:  # a bug of ours; the rest of the class is still graded
        if budget.blames(error):
            return Graded(too_costly_result(submission, prepared, executor.isolation))
        report_fault(f"{submission.name}: {where(error)}")
    return Graded(fault_result(submission, prepared, executor.isolation))


@dataclass(frozen=True, slots=True)
class _One:
    """One submission on its way, and what it is graded with."""

    submission: Submission
    prepared: Prepared
    executor: Executor
    known: Known | None
    report_fault: Callable[[str], None]
    budget: Budget
    take: Taking
    repairs: "Callable[[], Repairs] | None"

    def graded(self) -> Graded:
        """Go all the way. Raises what `grade` makes a result of."""
        started = time.perf_counter()
        about = _about(self.submission, self.prepared, self.executor.isolation)
        assignment = self.prepared.assignment
        self.budget.weigh(_size(self.submission), LARGE_FILE)
        try:
            with self.budget.stage():
                found = notebook.read(self.submission)
        except UnreadableNotebook as error:
            problem = Problem(_file(self.submission), error.text)
            return Graded(unscored(assignment, about, [problem], status="unreadable"))
        self.budget.weigh(sum(len(cell.source) for cell in found.cells), LARGE_SOURCE)
        with self.budget.stage():
            extraction = self.take(found, assignment.asks, self.prepared.handout)
        attempt, execution = self._attempt(extraction)
        evidence = self._evidence(found, attempt, execution)
        evidence = self._pointed(self._explained(evidence, attempt), attempt, found)
        timing = replace(
            about.timing,
            wall_seconds=_coarse(time.perf_counter() - started),
            sandbox_cpu_seconds=_coarse(execution.cpu_seconds),
        )
        return Graded(score(assignment, replace(about, timing=timing), evidence), attempt)

    def _attempt(self, extraction: Extraction) -> tuple[Attempt, Execution]:
        """Ask the submission every case that it can answer, and judge what comes back."""
        prepared, questions = self.prepared, _questions(self.prepared, extraction)
        execution = Execution(())
        if questions:
            execution = self.executor.run(extraction, questions, self.budget)
        answered = {q.index: o for q, o in zip(questions, execution.outcomes, strict=True)}
        outcomes = bound(prepared.cases, answered)
        failed = {index for index, _raised in execution.load_failures}
        judged = judge(prepared, extraction, outcomes, self.report_fault, failed)
        return Attempt(extraction, outcomes, judged), execution

    def _evidence(self, found: Notebook, attempt: Attempt, execution: Execution) -> Evidence:
        problems = [
            *capped(found.problems),
            *attempt.extraction.problems,
            *capped(unloaded(self.prepared.assignment, attempt.extraction, execution)),
        ]
        if asked_later := not_asked(self.prepared, attempt.judged):
            said = Text("no_reference", {"exercises": ", ".join(asked_later)})
            problems.append(Problem(_file(self.submission), said))
        return Evidence(
            counted(self.prepared.cases), attempt.judged, tuple(problems),
            stopped=stopped(attempt.judged, found),
        )  # fmt: skip

    def _explained(self, evidence: Evidence, attempt: Attempt) -> Evidence:
        """Return the evidence with what explains it, as far as there is time for it."""
        try:
            return self._with_causes(evidence, attempt)
        except Exception as error:
            if not self.budget.blames(error):
                raise
            cut = Problem(_file(self.submission), Text("cut_short"))
            return replace(evidence, problems=(*evidence.problems, cut))

    def _with_causes(self, evidence: Evidence, attempt: Attempt) -> Evidence:
        """Return the evidence with what explains it and makes up for it. Raises TooCostly."""
        prepared, executor, known, budget = self.prepared, self.executor, self.known, self.budget
        report_fault = self.report_fault
        budget.check()
        # points first: there may not be time left for both
        followed = follow_through(prepared, executor, attempt, report_fault, budget)
        aside = [r.name for r in prepared.assignment.rubrics if is_right_apart(r, followed)]
        hidden = hides(prepared, executor, attempt, aside, report_fault, budget)
        with budget.stage():
            learned = known.learning_seconds if known else 0.0
            diagnoses = diagnose(prepared, known, attempt, report_fault, [*aside, *hidden])
            diagnoses |= {name: (said,) for name, said in hidden.items()}
            budget.give_back((known.learning_seconds if known else 0.0) - learned)
        budget.check()
        advice = advise(prepared, executor, attempt, diagnoses, report_fault, budget)
        if self.repairs and any(one.status is not Status.PASSED for one in attempt.judged):
            found = self.repairs().of(
                prepared, executor, attempt, diagnoses, aside, report_fault, budget
            )
            diagnoses |= {name: (*new, *diagnoses.get(name, ())) for name, new in found.items()}
        said, besides = said_first(diagnoses, advice, evidence.stopped)
        return replace(evidence, diagnoses=said, followed=followed, advice=besides)

    def _pointed(self, evidence: Evidence, attempt: Attempt, found: Notebook) -> Evidence:
        """Return the evidence with the lines that it speaks of."""
        try:
            with self.budget.stage():
                shown = pointed(evidence.diagnoses, self.prepared.assignment, attempt, found)
                calls = called(self.prepared.assignment, attempt, found)
            return replace(evidence, diagnoses=shown, called=calls)
        except Exception as error:  # ours, on hostile code: what is said stands without its lines
            if not self.budget.blames(error):
                self.report_fault(f"the lines that are spoken of: {where(error)}")
            return evidence


def _coarse(seconds: float) -> int:
    """Round up to one of a few numbers: the submission chooses how long it takes."""
    return next((step for step in _SECONDS if seconds <= step), _SECONDS[-1])


def fault_result(submission: Submission, prepared: Prepared, isolation: Isolation) -> Result:
    """Return the result of a submission that we failed to grade: no score, which is not a zero."""
    return _ungraded(submission, prepared, isolation, Text("why.grader_fault"), "grader_fault")


def too_costly_result(submission: Submission, prepared: Prepared, isolation: Isolation) -> Result:
    """Return the result of a submission of which there is too much: it earns nothing."""
    return _ungraded(submission, prepared, isolation, Text("too_costly"), "too_costly")


def _ungraded(
    submission: Submission, prepared: Prepared, isolation: Isolation, why: Text, status: str
) -> Result:
    about = _about(submission, prepared, isolation)
    problem = Problem(_file(submission), why)
    return storable(unscored(prepared.assignment, about, [problem], status=status))


def _size(submission: Submission) -> int:
    return len(submission.content) + sum(len(content) for _name, content in submission.beside)


def _digest(submission: Submission) -> str:
    """Return the SHA-256 of what was handed in: the file, and what lies beside it."""
    total = hashlib.sha256(submission.content)
    for name, content in submission.beside:
        total.update(f"\0{name}\0{len(content)}\0".encode("utf-8", "surrogatepass"))
        total.update(content)
    return total.hexdigest()


def _file(submission: Submission) -> Text:
    return Text("file_named", {"name": submission.name})


def _questions(prepared: Prepared, extraction: Extraction) -> list[Question]:
    """Return the questions that the submission can answer: all it needs is there and attempted."""
    absent = extraction.missing.keys() | extraction.not_attempted
    exercises = prepared.assignment.exercises
    return [
        case.question
        for case in prepared.cases
        if absent.isdisjoint(exercises[case.question.exercise].asks or (case.question.exercise,))
    ]


def _about(submission: Submission, prepared: Prepared, isolation: Isolation) -> About:
    return About(
        student=submission.student,
        provenance=Provenance(
            file=submission.name,
            sha256=_digest(submission),
            assignment=prepared.assignment.digest,
            reference=prepared.reference_digest,
            seed=prepared.seed_commitment,
            grader=__version__,
            python=platform.python_version(),
            numpy=np.__version__,
        ),
        isolation=isolation,
        timing=Timing(graded_at=datetime.now(UTC).isoformat(timespec="seconds")),
    )
