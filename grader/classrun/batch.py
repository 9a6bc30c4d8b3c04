"""Grade a whole class: many submissions through `grade`, in parallel, reports written as they come.

Each worker process has an assignment, a sandbox and nothing of the others'. A worker that dies
takes nothing with it: the submission that it was at is graded again, and only one at which workers
die twice is reported as a fault of ours. So is one at which a worker is stuck in our code: it is
ended from outside, and another takes its place.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from grader.classrun.parts import parts_of
from grader.classrun.pool import Lost, side_by_side
from grader.classrun.store import (
    RunOf,
)
from grader.classrun.touched import Changes, changes_in, keep_parts
from grader.classrun.worker import ClassRun, Done, Worker
from grader.files import folder_names
from grader.intake import HandIn
from grader.model import Submission
from grader.own_memory import collect_rarely, limit_memory, limited_memory
from grader.session import opened


def grade_class(
    worker: Worker,
    handed_in: Sequence[HandIn],
    jobs: int,
    done: Callable[[Done], None],
    *,
    resume: bool = False,
    scheduler: str = "",
) -> list[Done]:
    """Grade every submission; `done` is told of each as it is finished. Returned in their order.

    `worker` is the caller's own: it sets down what the others could not do. There are others when
    `jobs` is 1 too, for only another process can be ended when it is stuck; with no `jobs` the
    worker itself grades everybody. With a `scheduler`, the address of a Dask cluster's, the cluster
    does the same tasks. With `resume`, results that an interrupted run has finished are kept. The
    store is held (`Store.held`). Raises CannotWrite, BrokenAssignment, Fault, and UserError when
    the store's run is of another assignment, or the cluster is not there.
    """
    worker.run.store.begin(RunOf(worker.session.assignment.slug))
    as_today = _changes(worker).as_today
    keys = folder_names(handed.person.id for handed in handed_in)
    graded: dict[str, Done] = {}
    tasks = []
    for handed in handed_in:
        task = (handed, keys[handed.person.id])
        result = worker.before(*task, as_today) if resume else None
        if result is None:
            tasks.append(task)
        else:
            graded[handed.person.id] = result
            done(result)
    for (handed, _key), result in _results(worker, tasks, min(jobs, len(tasks)), scheduler):
        graded[handed.person.id] = result
        done(result)
    return [graded[handed.person.id] for handed in handed_in]


def _changes(worker: Worker) -> Changes:
    """Return how the assignment has changed since results were kept, and keep what it is today."""
    store, now = worker.run.store, worker.session.fault(Submission("", "", b"")).provenance
    parts = parts_of(worker.session.prepared)
    keep_parts(store, now, parts)
    return changes_in(store, now, parts)


_Task = tuple[HandIn, str]
LOST = {
    Lost.DIED: "the process that graded it died twice",
    Lost.STUCK: "the process that graded it was stuck in code of ours, and was ended",
}
"""Why there is no result of a submission, as it is said."""


def _results(
    worker: Worker, tasks: Sequence[_Task], jobs: int, scheduler: str
) -> Iterator[tuple[_Task, Done]]:
    if not tasks:
        return
    known = worker.session.known
    learn = known.learn if known is not None else _nothing
    if not jobs:
        learn()
        yield from ((task, worker.grade(*task)) for task in tasks)
        return
    most = max(1 + len(handed.others) for handed, _key in tasks)
    seconds = worker.session.assignment.limits.stuck_seconds * most
    for task, result in _spread(worker.run, tasks, jobs, seconds, scheduler, learn):
        if isinstance(result, Lost):
            sentence = f"{task[0].name}: {LOST[result]}"
            result = worker.set_down_as_fault(*task, sentence)
        yield task, result


def _nothing() -> None:
    pass


def _spread(
    run: ClassRun,
    tasks: Sequence[_Task],
    jobs: int,
    seconds: float,
    scheduler: str,
    learn: Callable[[], None],
) -> Iterator[tuple[_Task, Done | Lost]]:
    # once, for all workers: they find it on the shelf
    if not scheduler:
        return side_by_side(partial(_start, run), tasks, jobs, seconds, learn)
    learn()
    from grader.classrun.dask_cluster import on_cluster  # of the extra [dask]

    return on_cluster(partial(_opened, run), tasks, scheduler, seconds)


def _start(run: ClassRun) -> Callable[[_Task], Done]:
    """Make a worker in a process of its own; its sandbox ends with the process."""
    collect_rarely()
    worker = Worker(run, opened(run.source, run.required, repair_seconds=run.repair_seconds))
    limit_memory(worker.session.assignment.limits.worker_memory_mb)
    return lambda task: worker.grade(*task)


@contextmanager
def _opened(run: ClassRun) -> Iterator[Callable[[_Task], Done]]:
    """Make a worker in a process that outlives it: what it limits and starts ends with it."""
    with opened(run.source, run.required, repair_seconds=run.repair_seconds) as session:
        worker = Worker(run, session)

        def do(task: _Task) -> Done:
            with limited_memory(session.assignment.limits.worker_memory_mb):
                return worker.grade(*task)

        yield do
