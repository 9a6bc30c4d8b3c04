"""Grade a whole class: many submissions through `grade`, in parallel, reports written as they come.

Each worker process has an assignment, a sandbox and nothing of the others'. A worker that dies
takes nothing with it: the submission that it was at is graded again, and only one at which workers
die twice is reported as a fault of ours. So is one at which a worker is stuck in our code: it is
ended from outside, and another takes its place.
"""

import zipfile
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from grader.annotate import annotate
from grader.classrun.pool import Lost, side_by_side
from grader.classrun.resume import finished
from grader.classrun.store import (
    COPIES,
    PAGE,
    REPORT,
    REPORT_PAGE,
    RESULT,
    Entry,
    RunOf,
    Store,
)
from grader.errors import GraderError, where
from grader.files import folder_names
from grader.intake import HandIn
from grader.model import Submission
from grader.own_memory import limit_memory
from grader.report.class_row import ClassRow, class_row
from grader.report.html import render_html
from grader.report.seal import sealed
from grader.report.to_json import write_json
from grader.reported import Report
from grader.result import Graded, Result
from grader.sandbox.choose import Requirements
from grader.session import Provider, Session, opened
from grader.stored import write_result

_UNREADABLE = (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile)
"""What a disk or a zip may raise while a submission's bytes are read."""


@dataclass(frozen=True, slots=True)
class ClassRun:
    """What every worker of one class run is given."""

    source: Provider
    store: Store
    language: str = ""
    """Of the reports; empty for the assignment's own."""
    required: Requirements = field(default_factory=Requirements)
    """What the sandbox must be."""
    annotate: bool = False
    """Whether a copy of each notebook with feedback in it is written beside its report."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One of a person's attempts, and what it earns."""

    handed: HandIn
    score: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Done:
    """One submission done: its row, and sentences about faults of ours."""

    row: ClassRow
    faults: tuple[str, ...] = ()
    kept: bool = False
    """Whether the result was there already, from a run that was interrupted."""
    digest: str = ""
    """Of the submission's bytes; empty where they could not be read."""
    tried: tuple[Tried, ...] = ()
    """Every attempt of a person whose best one counts, earliest first; else empty."""
    counted: HandIn | None = None
    """Of these the one that counts."""


@dataclass(frozen=True, slots=True)
class _Marked:
    """One attempt, graded and not yet kept."""

    handed: HandIn
    submission: Submission
    graded: Graded
    faults: list[str]

    @property
    def score(self) -> float:
        score = self.graded.result.score
        return -1.0 if score is None else score

    @property
    def is_fault(self) -> bool:
        return self.graded.result.status == "grader_fault"


class Worker:
    """Grades submissions one after the other and keeps what comes of them."""

    def __init__(self, run: ClassRun, session: Session) -> None:
        self.run = run
        self.session = session
        self.language = run.language or session.assignment.languages[0]

    def grade(self, handed: HandIn, key: str) -> Done:
        """Grade one person's submission and keep its result. Raises CannotWrite.

        Where the best of several attempts counts, each is graded, and that one kept.
        """
        marked = [self._mark(one) for one in (*handed.others, replace(handed, others=()))]
        best = _best(marked)
        try:
            report = self.session.tell(best.graded.result, self.language)
            copies = self._copies(best, report)
            done = self._kept(best.graded.result, report, key, best.faults, copies)
        except GraderError:
            raise
        except Exception as error:  # a bug of ours; the rest of the class is still graded
            return self.set_down_as_fault(handed, key, f"{handed.name}: {where(error)}")
        return _with_attempts(done, marked, best) if len(marked) > 1 else done

    def _mark(self, handed: HandIn) -> _Marked:
        faults: list[str] = []
        try:
            submission = handed.read()
        except _UNREADABLE as error:
            nothing = Submission(handed.person.id, handed.name, b"")
            fault = Graded(self.session.fault(nothing))
            return _Marked(handed, nothing, fault, [f"{handed.name} cannot be read: {error}"])
        graded = self.session.grade(submission, faults.append)
        return _Marked(handed, submission, graded, faults)

    def set_down_as_fault(self, handed: HandIn, key: str, sentence: str) -> Done:
        """Keep that we failed to grade a submission: no points, and no zero."""
        nothing = Submission(handed.person.id, handed.name, b"")
        result = self.session.fault(nothing)
        report = self.session.tell(result, self.language)
        return self._kept(result, report, key, [sentence], {})

    def before(self, handed: HandIn, key: str) -> Done | None:
        """Return what an interrupted run has done, if it is what this one would do.

        Of the best of several attempts nothing is kept that would tell whether it was the best.
        """
        if handed.others:
            return None
        try:
            submission = handed.read()
        except _UNREADABLE:
            return None
        found = finished(
            self.run.store.finished(key),
            self.session.fault(submission),
            self.run.source.seed,
            annotated=self.run.annotate,
        )
        if found is None:
            return None
        report = self.session.tell(found.result, self.language)
        if found.is_told(report):
            row = self._row(found.result, key, found.copies)
            return Done(row, kept=True, digest=found.result.provenance.sha256)
        if found.copies:  # they are made of the notebook, not of its result
            return None
        return replace(self._kept(found.result, report, key, [], {}), kept=True)

    def _copies(self, marked: _Marked, report: Report) -> Mapping[str, bytes]:
        if not self.run.annotate:
            return {}
        attempt, assignment = marked.graded.attempt, self.session.assignment
        copy = annotate(marked.submission, report, attempt, assignment, marked.faults.append)
        return dict(zip(COPIES, (copy.notebook, copy.page), strict=True)) if copy else {}

    def _kept(
        self,
        result: Result,
        report: Report,
        key: str,
        faults: Sequence[str],
        copies: Mapping[str, bytes],
    ) -> Done:
        page = render_html(report, copy=PAGE if PAGE in copies else "").encode()
        seed = self.run.source.seed
        pages = {REPORT_PAGE: page, **copies}
        files = {
            **pages,
            REPORT: sealed(write_json(report), seed, pages),
            RESULT: sealed(write_result(result), seed, pages),
        }
        self.run.store.write(key, Entry(files, tuple(faults)))
        digest = result.provenance.sha256
        return Done(self._row(result, key, copies), tuple(faults), digest=digest)

    def _row(self, result: Result, key: str, copies: Container[str]) -> ClassRow:
        place = f"students/{key}"
        copy = f"{place}/{PAGE}" if PAGE in copies else ""
        return class_row(
            result, self.session.assignment, self.language, page=f"{place}/{REPORT_PAGE}", copy=copy
        )


def _best(marked: Sequence[_Marked]) -> _Marked:
    """Return the attempt that earns most, the later of two that earn the same.

    Where grading one of them failed us, that might have been the best: then nobody's mark is said,
    unless another has full marks.
    """
    best = max(reversed(marked), key=lambda one: one.score)
    faults = [one for one in marked if one.is_fault]
    full = best.score >= best.graded.result.max_score
    return best if full or not faults else faults[-1]


def _with_attempts(done: Done, marked: Sequence[_Marked], best: _Marked) -> Done:
    tried = tuple(
        Tried(one.handed, one.graded.result.score, one.graded.result.status) for one in marked
    )
    faults = tuple(fault for one in marked for fault in one.faults)
    return replace(done, tried=tried, counted=best.handed, faults=faults)


def grade_class(
    worker: Worker,
    handed_in: Sequence[HandIn],
    jobs: int,
    done: Callable[[Done], None],
    *,
    resume: bool = False,
) -> list[Done]:
    """Grade every submission; `done` is told of each as it is finished. Returned in their order.

    `worker` is the caller's own: it sets down what the others could not do. There are others when
    `jobs` is 1 too, for only another process can be ended when it is stuck; with no `jobs` the
    worker itself grades everybody. With `resume`, results that an interrupted run has finished are
    kept. The store is held (`Store.held`). Raises CannotWrite, BrokenAssignment, Fault, and
    UserError when the store's run is of another assignment.
    """
    worker.run.store.begin(RunOf(worker.session.assignment.slug))
    keys = folder_names(handed.person.id for handed in handed_in)
    graded: dict[str, Done] = {}
    tasks = []
    for handed in handed_in:
        task = (handed, keys[handed.person.id])
        result = worker.before(*task) if resume else None
        if result is None:
            tasks.append(task)
        else:
            graded[handed.person.id] = result
            done(result)
    for (handed, _key), result in _results(worker, tasks, min(jobs, len(tasks))):
        graded[handed.person.id] = result
        done(result)
    return [graded[handed.person.id] for handed in handed_in]


_Task = tuple[HandIn, str]
_LOST = {
    Lost.DIED: "the process that graded it died twice",
    Lost.STUCK: "the process that graded it was stuck in code of ours, and was ended",
}


def _results(worker: Worker, tasks: Sequence[_Task], jobs: int) -> Iterator[tuple[_Task, Done]]:
    if tasks and worker.session.known is not None:
        worker.session.known.learn()  # once, for all workers: they find it on the shelf
    if not jobs:
        yield from ((task, worker.grade(*task)) for task in tasks)
        return
    most = max((1 + len(handed.others) for handed, _key in tasks), default=1)
    seconds = worker.session.assignment.limits.stuck_seconds * most
    for task, result in side_by_side(partial(_start, worker.run), tasks, jobs, seconds):
        if isinstance(result, Lost):
            sentence = f"{task[0].name}: {_LOST[result]}"
            result = worker.set_down_as_fault(*task, sentence)
        yield task, result


def _start(run: ClassRun) -> Callable[[_Task], Done]:
    """Make a worker in a process of its own; its sandbox ends with the process."""
    worker = Worker(run, opened(run.source, run.required))
    limit_memory(worker.session.assignment.limits.worker_memory_mb)
    return lambda task: worker.grade(*task)
