"""Grade a whole class: many submissions through `grade`, in parallel, reports written as they come.

Each worker process has an assignment, a sandbox and nothing of the others'. A worker that dies
takes nothing with it: what it had not finished is graded again, one at a time, and only the
submission at which a worker dies twice is reported as a fault of ours.
"""

import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from grader.annotate import Annotated, annotate
from grader.assignment import load_assignment
from grader.diagnose.known import Known
from grader.diagnose.shelf import Shelf, default_folder
from grader.files import folder_names, write_whole
from grader.grade import fault_report, grade
from grader.intake import HandedIn
from grader.model import Report, Submission
from grader.prepare import Prepared, prepare
from grader.report.class_row import ClassRow, class_row
from grader.report.html import render_html
from grader.report.to_json import write_json
from grader.sandbox.choose import open_executor
from grader.sandbox.executor import Executor

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


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission done: its row, and sentences about faults of ours."""

    row: ClassRow
    faults: tuple[str, ...] = ()


class Worker:
    """Grades submissions one after the other and writes their reports."""

    def __init__(self, run: ClassRun) -> None:
        self._run = run
        assignment = load_assignment(run.assignment, run.solutions)
        self.language = run.language or assignment.languages[0]
        self.prepared: Prepared = prepare(assignment, run.seed)
        self.known = Known(self.prepared, Shelf(default_folder(), self.prepared))
        self.executor: Executor = open_executor(run.assignment, assignment.limits, run.protected)

    def grade(self, handed: HandedIn, folder: str) -> Graded:
        """Grade one submission and write its reports."""
        faults: list[str] = []
        try:
            submission = handed.read()
        except _UNREADABLE as error:
            return self.set_down_as_fault(handed, folder, f"{handed.name} cannot be read: {error}")
        report = grade(
            submission, self.prepared, self.executor, self.language, faults.append,
            known=self.known,
        )  # fmt: skip
        copy = None
        if self._run.annotate:
            copy = annotate(submission, report, self.prepared, faults.append)
        return self._written(report, folder, faults, copy)

    def set_down_as_fault(self, handed: HandedIn, folder: str, sentence: str) -> Graded:
        """Write the report of a submission that we failed to grade: no points, and no zero."""
        nothing = Submission(handed.student, handed.name, b"")
        report = fault_report(nothing, self.prepared, self.executor.isolation, self.language)
        return self._written(report, folder, [sentence])

    def close(self) -> None:
        """End the sandbox."""
        self.executor.close()

    def _written(
        self, report: Report, folder: str, faults: list[str], copy: Annotated | None = None
    ) -> Graded:
        place = self._run.out / "students" / folder
        write_whole(place / "report.json", write_json(report))
        write_whole(place / "report.html", render_html(report).encode())
        _write_copy(copy, place)
        return Graded(class_row(report, page=f"students/{folder}/report.html"), tuple(faults))


def _write_copy(copy: Annotated | None, place: Path) -> None:
    """Write the annotated copy; without one, leave none of an earlier run."""
    if copy is not None:
        write_whole(place / "feedback.ipynb", copy.notebook)
        write_whole(place / "feedback.html", copy.page)
        return
    for name in ("feedback.ipynb", "feedback.html"):
        (place / name).unlink(missing_ok=True)


def grade_class(
    worker: Worker,
    run: ClassRun,
    handed_in: Sequence[HandedIn],
    jobs: int,
    done: Callable[[Graded], None],
) -> list[Graded]:
    """Grade every submission; `done` is told of each as it is finished. Returned in their order.

    `worker` is the caller's own: it does the work when `jobs` is 1, and sets down what the others
    could not do.
    """
    folders = folder_names(handed.student for handed in handed_in)
    tasks = [(handed, folders[handed.student]) for handed in handed_in]
    graded: dict[str, Graded] = {}
    for task, result in _results(worker, run, tasks, min(jobs, len(tasks))):
        done(result)
        graded[task[0].student] = result
    return [graded[handed.student] for handed in handed_in]


_Task = tuple[HandedIn, str]


def _results(
    worker: Worker, run: ClassRun, tasks: Sequence[_Task], jobs: int
) -> Iterator[tuple[_Task, Graded]]:
    if jobs < 2:
        for task in tasks:
            yield task, worker.grade(*task)
        return
    worker.known.learn()  # once, for all workers: they find it on the shelf
    unfinished = yield from _pooled(run, tasks, jobs)
    for task in unfinished:
        died = yield from _pooled(run, [task], 1)
        if died:
            sentence = f"{task[0].name}: the process that graded it died twice"
            yield task, worker.set_down_as_fault(*task, sentence)


def _pooled(
    run: ClassRun, tasks: Sequence[_Task], jobs: int
) -> Generator[tuple[_Task, Graded], None, list[_Task]]:
    """Yield what a pool of workers finishes; return what was left when one of them died."""
    left = []
    # a fresh interpreter for each: nothing of this process, secrets least of all, is inherited
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(run,)) as pool:
        futures = {pool.submit(_grade, *task): task for task in tasks}
        for future in as_completed(futures):
            try:
                yield futures[future], future.result()
            except BrokenProcessPool:
                left.append(futures[future])
    return left


_workers: list[Worker] = []
"""The one worker of this process, once `_start` has made it."""


def _start(run: ClassRun) -> None:
    _workers.append(Worker(run))


def _grade(handed: HandedIn, folder: str) -> Graded:
    return _workers[0].grade(handed, folder)
