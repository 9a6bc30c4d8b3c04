"""The processes of class runs that tests start in their own process: forked, modules and all.

Most of what a class of three costs is the interpreter of its worker, which imports the grader anew.
Here a server imports it once for all tests of a session, and forks each worker: what is given to a
worker is pickled as ever, and nothing of the tests' process is inherited. Its sandbox starts as its
employer's does (`warm_zygotes.py`). Runs that tests start as a command (`class_runs.py`), and the
tests of the pool itself, have workers as everybody has them.
"""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

import pytest
from warm_zygotes import taken_from, warmed

from grader.classrun import pool

_IMPORTED = (
    "warm_workers", "numpy.random", "grader.classrun.batch", "grader.annotate.document",
    "grader.report.html", "grader.advise.advise", "grader.sandbox.jail",
)  # fmt: skip


class _Worker(ForkServerProcess):
    """Runs with the environment that its employer has, as a process of its own would."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._environment = dict(os.environ)
        self._zygotes = warmed()

    def run(self) -> None:
        os.environ.clear()
        os.environ.update(self._environment)
        # a worker ends with whoever forked it; the server ends with the tests
        multiprocessing.parent_process()._pid = os.getppid()  # type: ignore[union-attr]
        with taken_from(self._zygotes):
            super().run()


class _Warm(ForkServerContext):
    Process = _Worker  # type: ignore[assignment]


@contextmanager
def warm_workers() -> Iterator[None]:
    """Have class runs of this process take their workers from a server, for a whole session."""
    warm = _Warm()
    warm.set_forkserver_preload([*_IMPORTED])
    forkserver.ensure_running()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool, "_CONTEXT", warm)
        yield
    forkserver._forkserver._stop()  # type: ignore[attr-defined]
