"""The kernel at the other end of the line, as an executor: its functions are asked where they live.

Nothing is loaded: what answers is what the kernel holds. What the kernel sends back is read like
the answers of any student's process.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

from grader.budget import Budget
from grader.live.line import HungUp, Line
from grader.live.taking import bound
from grader.model import Execution, Extraction, Isolation, Limits, Outcome, Status, Text
from grader.remote.errors import Ended
from grader.remote.session import Batch
from grader.sandbox import answers, wire
from grader.sandbox.executor import Closing, Question, budget_of, put
from grader.sandbox.tiers import TIERS

_ENDS = frozenset({Status.TIMED_OUT, Status.OUT_OF_MEMORY, Status.CRASHED})
"""How the asking of a function may end, as a kernel says."""
_TOLD = 20
"""Characters of a signal's name."""


class Live(Closing):
    """An `Executor` that asks a running kernel."""

    isolation = Isolation(TIERS[-1])

    def __init__(self, line: Line, limits: Limits) -> None:
        self._line = line
        self._limits = limits
        self._places = count()
        self.has_threads = False
        """Whether what was asked started threads, which it cannot where it is graded."""

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        """Ask one case at a time; after a bad end the next case gets a new copy of the kernel.

        What once took too long in an exercise is not waited for again: somebody is watching.
        """
        budget = budget or budget_of(self._limits)
        outcomes: list[Outcome] = []
        facts: dict[str, Any] = {}
        slow: set[str] = set()
        while left := questions[len(outcomes) :]:
            with self._asked(extraction, budget) as asked:
                for q in left:
                    outcome, is_over = self._ask(asked, q, extraction, facts, budget, slow)
                    outcomes.append(outcome)
                    if outcome.status is Status.TIMED_OUT:
                        slow.add(q.exercise)
                    if is_over:
                        break
        return Execution(tuple(outcomes))

    def _ask(
        self,
        asked: "_Asked",
        q: Question,
        extraction: Extraction,
        facts: dict[str, Any],
        budget: Budget,
        slow: set[str],
    ) -> tuple[Outcome, bool]:
        """Return the outcome of a question, and whether nothing more can be asked there."""
        if budget.no_time_left:
            return Outcome(Status.TIMED_OUT, why=Text("ended.no_time_left")), False
        if q.exercise in slow:
            return Outcome(Status.SKIPPED, why=Text("ended.skipped")), False
        with ExitStack() as apart:

            def another() -> _Asked:
                return apart.enter_context(self._asked(extraction, budget))

            try:
                outcome = put(q, extraction, asked, another, facts)
            except Ended as end:
                status = end.status or Status.CRASHED
                return Outcome(status, why=end.why or Text("ended.exit")), True
        printed = asked.printed()
        self.has_threads = self.has_threads or asked.threads > 0
        return (replace(outcome, printed=printed) if q.kind == "example" else outcome), False

    @contextmanager
    def _asked(self, extraction: Extraction, budget: Budget) -> Iterator["_Asked"]:
        asked = _Asked(self._line, next(self._places), budget)
        asked.start(extraction, self._limits)
        try:
            yield asked
        finally:
            asked.stop()


class _Asked:
    """The kernel, or a copy of it: the `Channel` of the questions that are put to it."""

    def __init__(self, line: Line, place: int, budget: Budget) -> None:
        self._line = line
        self._place = place
        self._budget = budget
        self.threads = 0

    def start(self, extraction: Extraction, limits: Limits) -> None:
        """Have it made ready.

        A loop meets the names that cells give it before it runs, and not what it left itself.
        """
        blocks = [[c.cell, c.line, c.source] for c in extraction.blocks.values()]
        given = sorted({name for c in extraction.chunks for name in bound(c.source)})
        limits_told = [limits.case_wall_seconds, limits.output_kb, limits.memory_mb]
        self._say("start", blocks, given if blocks else None, *limits_told)

    def stop(self) -> None:
        """Let go of it."""
        self._say("stop")

    def printed(self) -> str:
        """Return what was printed since this was last asked."""
        said, _content = self._say("printed")
        if [type(part) for part in said] != [str, str, int] or said[0] != "printed":
            return ""
        self.threads = said[2]
        return str(said[1])

    def exchange(self, batch: Batch) -> list[Any]:
        """Have a batch performed. Raises Stopped, Unanswered, Ended."""
        frame = answers.batch_frame(batch, 0)
        said, content = self._say("batch", batch.is_first, content=frame)
        if said[0] == "ended":
            raise _ended(said)
        if not self._budget.take(len(content)):
            raise Ended(Status.BAD_VALUE, Text("ended.too_much"))
        return answers.values(_value(content), 0, batch)

    def _say(self, operation: str, *more: Any, content: bytes = b"") -> tuple[Any, bytes]:
        self._line.send([operation, self._place, *more], content)
        said, answer = self._line.receive()
        if type(said) is not list or not said:
            raise HungUp
        return said, answer


def _value(content: bytes) -> Any:
    try:
        kind, header, body = wire.sizes(content[: wire.HEAD.size])
        rest = content[wire.HEAD.size :]
        if kind == wire.ANSWER and len(rest) == header + body:
            return wire.unpack(rest[:header], rest[header:])
    except wire.WireError:
        pass
    raise Ended(Status.CRASHED, Text("ended.protocol"))


def _ended(said: list[Any]) -> Ended:
    if len(said) == 4 and said[1] in _ENDS and type(said[2]) is str and type(said[3]) is dict:
        values = {str(name): str(value)[:_TOLD] for name, value in said[3].items()}
        if said[2].startswith("ended."):
            return Ended(Status(said[1]), Text(said[2], values))
    return Ended(Status.CRASHED, Text("ended.protocol"))
