"""Processor time of a class run, split by stage: the grader's own, and that of students' processes.

``python benchmarks/stages.py SLUG COUNT`` grades so many in this process and prints milliseconds
for each submission, as JSON (`class.py` starts it). Stages are told apart by what `grade` and the
worker call. Where one calls another (what is carried asks the sandbox), the outer one has the time.

`students` is what their processes took from fork to end. `floor` is the students' own code and no
more: their notebooks loaded and their functions called in this process, and the calls timed.
"""

import contextlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sample_class import hand_in, submissions_of

import grader.grade as pipeline
from grader.classrun import worker
from grader.classrun.batch import grade_class
from grader.classrun.folder_store import FolderStore
from grader.classrun.traces import Tracer
from grader.classrun.worker import ClassRun, Worker
from grader.classrun.writers import WRITERS
from grader.find import find_assignment
from grader.grade import grade
from grader.intake import HandIn, collect
from grader.load import load_provided
from grader.model import Execution
from grader.prepare import Prepared
from grader.sandbox import loading, server
from grader.sandbox.bare import Bare
from grader.sandbox.jail import Jail
from grader.seed import practice_seed
from grader.session import FromReference, Session, opened

CALLS: tuple[tuple[str, Any, str], ...] = (
    ("read", HandIn, "read"),
    ("read", pipeline.notebook, "read"),
    ("extract", pipeline, "extract"),
    ("judge", pipeline, "bound"),
    ("judge", pipeline, "judge"),
    ("carry", pipeline, "follow_through"),
    ("carry", pipeline, "hides"),
    ("diagnose", pipeline, "diagnose"),
    ("advise", pipeline, "advise"),
    ("compare", Tracer, "traces"),
    ("report", pipeline, "score"),
    ("report", pipeline, "storable"),
    ("report", Session, "tell"),
    ("report", worker, "render_html"),
    ("report", worker, "write_json"),
    ("report", worker, "write_result"),
    ("report", worker, "sealed"),
    ("report", worker, "class_row"),
    ("write", FolderStore, "write"),
)
"""What belongs to which stage. `Jail.run` is told apart, for what students' processes took."""
STAGES = (
    "read",
    "extract",
    "run",
    "judge",
    "diagnose",
    "carry",
    "advise",
    "compare",
    "report",
    "write",
)


class Stages:
    """What each stage took, in seconds of processor time."""

    def __init__(self) -> None:
        self.own: Counter[str] = Counter()
        """The grader's."""
        self.students: Counter[str] = Counter()
        """Students' processes, from their fork to their end."""
        self._at: str = ""

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count what is graded in this process meanwhile."""
        with ExitStack() as stack:
            for stage, place, name in CALLS:
                stack.enter_context(patch.object(place, name, self.timed(stage, place, name)))
            stack.enter_context(patch.object(Jail, "run", self._run(Jail.run)))
            yield

    def timed(self, stage: str, place: Any, name: str) -> Callable[..., Any]:
        """Return what does as this name of a module or class does, with its time counted."""
        call = getattr(place, name)

        def timed(*given: Any, **named: Any) -> Any:
            with self._stage(stage):
                return call(*given, **named)

        return timed

    def _run(self, run: Callable[..., Execution]) -> Callable[..., Execution]:
        def timed(*given: Any, **named: Any) -> Execution:
            with self._stage("run"):
                execution = run(*given, **named)
                self.students[self._at] += execution.cpu_seconds
                return execution

        return timed

    @contextmanager
    def _stage(self, stage: str) -> Iterator[None]:
        if self._at:
            yield
            return
        self._at, before = stage, time.process_time()
        try:
            yield
        finally:
            self.own[stage] += time.process_time() - before
            self._at = ""


def measured(slug: str, count: int) -> dict[str, Any]:
    """Return milliseconds for each submission: by stage, of what they were, and in all."""
    folder, solutions = find_assignment(slug)
    stages = Stages()
    with tempfile.TemporaryDirectory(prefix="grader-stages-") as name:
        place = Path(name)
        (place / "in").mkdir()
        some = submissions_of(slug)
        hand_in(some, count, place / "in")
        handed_in = collect([place / "in"]).handed_in
        store = FolderStore(place / "out", tuple(WRITERS))
        source = FromReference(folder, solutions, practice_seed(), place / "shelf")
        with store.held(), opened(source) as session:
            one = Worker(ClassRun(source, store), session)
            grade_class(one, handed_in[: len(some)], 0, lambda _done: None)  # mistakes learnt
            before = _zygote_seconds(session), time.process_time()
            with stages.watching():
                grade_class(one, handed_in, 0, lambda _done: None)
            after = _zygote_seconds(session), time.process_time()
            floor = _floor(session.prepared, some)
    zygote, own = (now - then for now, then in zip(after, before, strict=True))
    students = sum(stages.students.values())
    seconds = {
        "own": {stage: stages.own[stage] for stage in STAGES},
        "students": {stage: stages.students[stage] for stage in STAGES},
        "all": {"own": own, "students": students, "zygote": zygote},
    }
    each = {of: {key: 1e3 * n / count for key, n in told.items()} for of, told in seconds.items()}
    return {**each, "floor": 1e3 * floor / len(some)}


def _zygote_seconds(session: Session) -> float:
    """Return what the zygote took itself: it forks, and buries."""
    assert isinstance(session.executor, Jail)
    fields = Path(f"/proc/{session.executor.pid}/stat").read_text("ascii").rpartition(")")[2]
    return sum(int(ticks) for ticks in fields.split()[11:13]) / os.sysconf("SC_CLK_TCK")


def _floor(prepared: Prepared, submissions: list[Any]) -> float:
    """Return seconds that the students' own code takes, loaded and called in this process."""
    calls = Stages()
    modules = load_provided(prepared.assignment.folder / "provided")
    with ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(stack.enter_context(_nowhere())))
        for place, name in ((loading, "load"), (server, "called"), (server, "made")):
            stack.enter_context(patch.object(place, name, calls.timed("code", place, name)))
        for submission in submissions:
            grade(submission, prepared, Bare(modules))
    return calls.own["code"]


def _nowhere() -> Any:
    return Path(os.devnull).open("w", encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]))))
