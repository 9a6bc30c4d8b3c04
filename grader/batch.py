"""Grade a whole class: many submissions through `grade`, in parallel, reports written as they come.

Each worker process has an assignment, a sandbox and nothing of the others'. A worker that dies
takes nothing with it: the submission that it was at is graded again, and only one at which workers
die twice is reported as a fault of ours. So is one at which a worker is stuck in our code: it is
ended from outside, and another takes its place.
"""

import tempfile
import zipfile
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from grader import results
from grader.annotate import annotate
from grader.assignment import Assignment, load_assignment
from grader.diagnose.known import Known
from grader.diagnose.shelf import Shelf, default_folder
from grader.errors import GraderError, SandboxFault, where
from grader.files import folder_names
from grader.grade import fault_report, grade
from grader.intake import HandIn
from grader.model import Report, Submission
from grader.own_memory import limit_memory
from grader.pool import Lost, side_by_side
from grader.prepare import Prepared, prepare
from grader.report.class_row import ClassRow, class_row
from grader.report.html import render_html
from grader.report.seal import sealed
from grader.report.to_json import write_json
from grader.resume import finished
from grader.sandbox.choose import open_executor
from grader.sandbox.executor import Closing, Executor
from grader.sandbox.tiers import TIERS

_UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile)
"""What a disk or a zip may raise while a submission's bytes are read."""


@dataclass(frozen=True, slots=True)
class ClassRun:
    """What every worker of one class run is given."""

    assignment: Path
    solutions: Path | None
    seed: bytes
    language: str
    """Of the reports; empty for the assignment's own."""
    out: Path
    protected: tuple[Path, ...]
    """Paths that no student's code may reach; the solutions are among them."""
    annotate: bool = False
    """Whether a copy of each notebook with feedback in it is written beside its report."""
    allow_tier: str = TIERS[0]
    """The lowest tier of isolation that is accepted."""
    wall: str = ""
    """What the sandbox is put inside of; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission done: its row, and sentences about faults of ours."""

    row: ClassRow
    faults: tuple[str, ...] = ()
    kept: bool = False
    """Whether the report was there already, from a run that was interrupted."""


class Worker(Closing):
    """Grades submissions one after the other and writes their reports."""

    def __init__(self, run: ClassRun) -> None:
        self._run = run
        assignment = load_assignment(run.assignment, run.solutions)
        self.language = run.language or assignment.languages[0]
        self.prepared: Prepared = prepare(assignment, run.seed)
        self.known = Known(self.prepared, Shelf(default_folder(), self.prepared, run.seed))
        self.executor: Executor = _executor(run, assignment)

    def grade(self, handed: HandIn, folder: str) -> Graded:
        """Grade one submission and write its reports. Raises CannotWrite."""
        faults: list[str] = []
        try:
            submission = handed.read()
        except _UNREADABLE as error:
            return self.set_down_as_fault(handed, folder, f"{handed.name} cannot be read: {error}")
        report = grade(
            submission, self.prepared, self.executor, self.language, faults.append,
            known=self.known,
        )  # fmt: skip
        copies = {}
        if self._run.annotate and (
            copy := annotate(submission, report, self.prepared, faults.append)
        ):
            copies = dict(zip(results.COPIES, (copy.notebook, copy.page), strict=True))
        try:
            return self._written(report, folder, faults, copies)
        except GraderError:
            raise
        except Exception as error:  # a bug of ours; the rest of the class is still graded
            return self.set_down_as_fault(handed, folder, f"{handed.name}: {where(error)}")

    def set_down_as_fault(self, handed: HandIn, folder: str, sentence: str) -> Graded:
        """Write the report of a submission that we failed to grade: no points, and no zero."""
        nothing = Submission(handed.person.id, handed.name, b"")
        report = fault_report(nothing, self.prepared, self.executor.isolation, self.language)
        return self._written(report, folder, [sentence], {})

    def kept(self, handed: HandIn, folder: str) -> Graded | None:
        """Return what an interrupted run has done, if it is what this one would do."""
        try:
            submission = handed.read()
        except _UNREADABLE:
            return None
        expected = fault_report(submission, self.prepared, self.executor.isolation, self.language)
        found = finished(
            self._run.out, folder, expected, self._run.seed, annotated=self._run.annotate
        )
        if found is None:
            return None
        return Graded(_row(found.report, folder, found.copies), kept=True)

    def close(self) -> None:
        """End the sandbox."""
        self.executor.close()

    def _written(
        self, report: Report, folder: str, faults: Sequence[str], copies: Mapping[str, bytes]
    ) -> Graded:
        page = render_html(report, copy=results.PAGE if results.PAGE in copies else "").encode()
        beside = {results.REPORT_PAGE: page, **copies}
        content = sealed(write_json(report), self._run.seed, beside)
        results.write_student(self._run.out, folder, page, content, copies, faults)
        return Graded(_row(report, folder, copies), tuple(faults))


def _row(report: Report, folder: str, copies: Container[str]) -> ClassRow:
    place = f"students/{folder}"
    copy = f"{place}/{results.PAGE}" if results.PAGE in copies else ""
    return class_row(report, page=f"{place}/report.html", copy=copy)


def _executor(run: ClassRun, assignment: Assignment) -> Executor:
    try:
        return open_executor(
            run.assignment, assignment.limits, run.protected, allow=run.allow_tier, wall=run.wall
        )
    except OSError as error:  # no process or no temporary file to be had
        raise SandboxFault(f"the sandbox did not start: {error.strerror}") from None


def grade_class(
    worker: Worker,
    run: ClassRun,
    handed_in: Sequence[HandIn],
    jobs: int,
    done: Callable[[Graded], None],
    *,
    resume: bool = False,
) -> list[Graded]:
    """Grade every submission; `done` is told of each as it is finished. Returned in their order.

    `worker` is the caller's own: it sets down what the others could not do. There are others when
    `jobs` is 1 too, for only another process can be ended when it is stuck. With `resume`, reports
    that an interrupted run has finished are kept. The folder of results is open (`grader.results`).
    Raises CannotWrite, BrokenAssignment, Fault.
    """
    folders = folder_names(handed.person.id for handed in handed_in)
    graded: dict[str, Graded] = {}
    tasks = []
    for handed in handed_in:
        task = (handed, folders[handed.person.id])
        result = worker.kept(*task) if resume else None
        if result is None:
            tasks.append(task)
        else:
            graded[handed.person.id] = result
            done(result)
    if tasks:
        worker.known.learn()  # once, for all workers: they find it on the shelf
    for (handed, _folder), result in _results(worker, run, tasks, min(jobs, len(tasks))):
        graded[handed.person.id] = result
        done(result)
    return [graded[handed.person.id] for handed in handed_in]


_Task = tuple[HandIn, str]
_LOST = {
    Lost.DIED: "the process that graded it died twice",
    Lost.STUCK: "the process that graded it was stuck in code of ours, and was ended",
}


def _results(
    worker: Worker, run: ClassRun, tasks: Sequence[_Task], jobs: int
) -> Iterator[tuple[_Task, Graded]]:
    seconds = worker.prepared.assignment.limits.stuck_seconds
    for task, result in side_by_side(partial(_start, run), tasks, jobs, seconds):
        if isinstance(result, Lost):
            sentence = f"{task[0].name}: {_LOST[result]}"
            result = worker.set_down_as_fault(*task, sentence)
        yield task, result


def _start(run: ClassRun) -> Callable[[_Task], Graded]:
    """Make a worker in a process of its own."""
    tempfile.tempdir = str(results.scratch(run.out))
    worker = Worker(run)
    limit_memory(worker.prepared.assignment.limits.worker_memory_mb)
    return lambda task: worker.grade(*task)
