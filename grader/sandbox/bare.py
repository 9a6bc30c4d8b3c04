"""No sandbox at all: submissions run in the grader's own process.

For code that is trusted: the reference, known mistakes, the bare floor of the benchmarks. The same
questions go to the same call server; only the wire between them is left out.
"""

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np

from grader.budget import Budget
from grader.load import importable
from grader.model import Execution, Extraction, Isolation, Outcome, Raised, Status, Text
from grader.remote.errors import MissingName, StudentError, Unanswered
from grader.remote.session import Batch, Stopped
from grader.sandbox import answers, loading, wire
from grader.sandbox.executor import Closing, Question, put
from grader.sandbox.server import NotDefined, OperationFailed, Server


class Bare(Closing):
    """An `Executor` for trusted code."""

    isolation = Isolation("not_isolated")

    def __init__(self, modules: Mapping[str, ModuleType]) -> None:
        self._modules = modules

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        """Load and ask in this process; nothing is limited."""
        with importable(self._modules), own_main_module():
            loaded, failed = _loaded(extraction)
            channel = Local(Server(loaded))

            def another() -> Local:
                return Local(Server(_loaded(extraction)[0]))

            facts: dict[str, Any] = {}
            outcomes = tuple(put(q, extraction, channel, another, facts) for q in questions)
        return Execution(outcomes, tuple(failed))


def _loaded(extraction: Extraction) -> tuple[loading.Loaded, list[tuple[int, Raised]]]:
    return loading.load(extraction.chunks, list(extraction.blocks.values()))


def put_to_functions(
    q: Question, functions: Mapping[str, Any], tell: Callable[[Exception], None] | None = None
) -> Outcome:
    """Put a question to functions of the author's, which bear the names that are asked for.

    `tell` is given what they raise, with its traceback.
    """
    extraction = Extraction((), {name: name for name in functions})

    def channel() -> Local:
        return Local(Server(loading.Loaded(dict(functions))), tell)

    return put(q, extraction, channel(), channel, {})


@contextmanager
def own_main_module() -> Iterator[None]:
    """Put back the main module and the random streams afterwards."""
    main, python, numpy = sys.modules["__main__"], random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        random.setstate(python)
        np.random.set_state(numpy)


class Local:
    """A `Channel` to a call server in this process; `tell` is given what the code raises."""

    def __init__(self, server: Server, tell: Callable[[Exception], None] | None = None) -> None:
        self._server = server
        self._tell = tell

    def exchange(self, batch: Batch) -> list[Any]:
        """Perform a batch; arguments and values are copies, as they would be over the wire."""
        if batch.is_first:
            self._server.forget()
        _token, operations, *_rest = wire.as_received(answers.batch_frame(batch, 0))
        try:
            self._server.perform(operations)
        except OperationFailed as failed:
            error = failed.__cause__ or failed
            number = answers.raised_by(failed.number, batch) or failed.number
            if isinstance(error, NotDefined):
                raise Stopped(number, MissingName(str(error))) from None
            if not isinstance(error, Exception):  # Ctrl-C, not the code's own doing
                raise error from None
            if self._tell is not None:
                self._tell(error)
            raise Stopped(number, StudentError(loading.raised(error))) from error
        keep = None if batch.is_last else self._server.keep
        try:
            return list(wire.round_trip(self._server.values(batch.wanted), keep))
        except wire.WireError:
            raise Unanswered(Status.BAD_VALUE, Text("ended.too_large")) from None
