"""A class run of the small course, to be worked at within a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course_fixture import DOUBLE, SOLUTIONS

from grader.classrun.folder_store import FolderStore
from grader.classrun.store import RunOf, Store
from grader.classrun.worker import ClassRun, Worker
from grader.classrun.writers import WRITERS
from grader.sandbox.choose import Requirements
from grader.seed import practice_seed
from grader.session import FromReference, opened


def folder_store(out: Path) -> FolderStore:
    return FolderStore(out, tuple(WRITERS))


def run_in(store: Store) -> ClassRun:
    source = FromReference(DOUBLE, SOLUTIONS, practice_seed())
    return ClassRun(source, store, "en", Requirements(scratch=store.scratch))


@contextmanager
def worker_of(run: ClassRun) -> Iterator[Worker]:
    """Hold the store, and open the assignment."""
    with run.store.held(), opened(run.source, run.required) as session:
        run.store.begin(RunOf(session.assignment.slug))
        yield Worker(run, session)
