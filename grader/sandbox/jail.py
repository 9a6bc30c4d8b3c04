"""The sandbox as an executor: one fresh child per submission, another one after each bad end.

Questions are asked one by one, and what an example printed is taken after it; the inputs of a
hidden case are sent when it is asked, so nothing printed before can show them. A case without an
answer is asked once more in a fresh child, where no earlier case can be to blame; if it ends
badly again the verdict is its own, and the next case goes on in another child.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from grader.budget import Budget
from grader.errors import SandboxFault
from grader.model import Execution, Extraction, Isolation, Outcome, Raised, Status, Text
from grader.remote.errors import Ended
from grader.remote.session import Batch
from grader.sandbox import answers, selftest
from grader.sandbox.child import EXIT_NO_MEMORY
from grader.sandbox.conversation import Conversation
from grader.sandbox.executor import Closing, Question, budget_of, put
from grader.sandbox.policy import Layers, Limits
from grader.sandbox.process import Child, Ending, Zygote

_STRIKES = 3
"""Bad ends in one exercise after which its other cases are skipped; only a crash counts as one."""
_FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGHUP})
_LAST_WORDS_SECONDS = 1.0
"""How long a child that hung up may take to be gone; giving its memory back takes a busy machine
some tenths of a second."""


class Jail(Closing):
    """An `Executor` that isolates; `isolation` says what its start-up self-test saw to hold."""

    def __init__(
        self,
        assignment: Path | None,
        limits: Limits,
        protected: Sequence[Path] = (),
        *,
        landlock: bool = True,
        seccomp: bool = True,
        namespaces: bool = True,
        rlimits: bool = True,
        wall: str = "",
    ) -> None:
        """Start a zygote. Each layer can be switched off, for tests and benchmarks."""
        self._limits = limits
        layers = Layers(rlimits, landlock, seccomp, namespaces, wall)
        self._start = partial(Zygote, assignment, limits, protected, layers)
        self._zygote = self._start()
        self.isolation = Isolation("not_isolated")
        try:
            self.isolation = selftest.observe(self, self._zygote.facts)
        except SandboxFault:
            self.close()
            raise

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        """Run one submission; once more with a new zygote if the first one failed us."""
        budget = budget or budget_of(self._limits)
        before = budget.mark()
        try:
            return _Run(self._zygote, self._limits, extraction, questions, budget).execute()
        except SandboxFault:
            self._zygote.close()
            self._zygote = self._start()
            budget.restore(before)
            return _Run(self._zygote, self._limits, extraction, questions, budget).execute()

    @property
    def pid(self) -> int:
        """Return the zygote's process id; inside a wall, that of the wall's program."""
        return self._zygote.pid

    def close(self) -> None:
        """End the zygote and whatever it forked."""
        self._zygote.close()


class _Run:
    """One submission on its way through one or more children."""

    def __init__(
        self,
        zygote: Zygote,
        limits: Limits,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget,
    ) -> None:
        self._zygote = zygote
        self._limits = limits
        self._questions = questions
        self._extraction = extraction
        self._chunks = len(extraction.chunks)
        self._load = answers.load_frame(extraction)
        self._facts: dict[str, Any] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._load_failures: tuple[tuple[int, Raised], ...] | None = None
        self._strikes: dict[str, int] = {}
        self._asked_again: int | None = None
        self._budget = budget
        self._cpu_seconds = 0.0

    def execute(self) -> Execution:
        while self._left():
            self._one_child()
        outcomes = tuple(self._outcomes[q.index] for q in self._questions)
        return Execution(outcomes, self._load_failures or (), self._cpu_seconds)

    def _left(self) -> list[Question]:
        """Return the questions still to ask, after passing over those that struck out."""
        for q in self._questions:
            if q.index in self._outcomes:
                continue
            if self._budget.no_time_left:
                self._outcomes[q.index] = Outcome(Status.TIMED_OUT, why=Text("ended.no_time_left"))
            elif self._strikes.get(q.exercise, 0) >= _STRIKES:
                self._outcomes[q.index] = Outcome(Status.SKIPPED, why=Text("ended.skipped"))
        return [q for q in self._questions if q.index not in self._outcomes]

    def _one_child(self) -> None:
        questions = self._left()
        first = questions[0]
        child = self._zygote.fork()
        ended = None
        loaded = False
        try:
            conversation = self._loaded(child)
            loaded = True
            while questions:
                self._outcomes[questions[0].index] = self._ask(conversation, questions[0])
                questions = questions[1:]
        except SandboxFault:
            self._zygote.bury(child)
            raise
        except Ended as end:
            ended = self._explained(child, end)
        ending = self._buried(child)
        if ended is not None:
            outcome = _outcome_of_end(ended, ending, self._limits)
            if not loaded:
                self._outcomes.update((q.index, outcome) for q in questions)
            elif self._is_sure(ended, ending, questions[0], first):
                self._settle(questions[0], outcome, strikes=1 if ended.status is None else _STRIKES)

    def _loaded(self, child: Child) -> Conversation:
        """Load the submission into a child. Raises Ended, SandboxFault."""
        conversation = Conversation(
            child,
            case_seconds=self._limits.case_wall_seconds,
            budget=self._budget,
            keep=self._limits.output_kb << 10,
        )
        conversation.wait_until_ready()
        failures = answers.load_failures(conversation.load(self._load), self._chunks)
        if self._load_failures is None:  # a later child says no more than the first one did
            self._load_failures = failures
        conversation.printed()
        return conversation

    def _ask(self, conversation: Conversation, q: Question) -> Outcome:
        conversation.begin(q.room)
        apart: list[Child] = []
        try:
            outcome = put(
                q, self._extraction, conversation, partial(self._apart, q, apart), self._facts
            )
        finally:
            for child in apart:
                self._buried(child)
        printed = conversation.printed()
        return replace(outcome, printed=printed) if q.kind == "example" else outcome

    def _apart(self, q: Question, apart: list[Child]) -> "_Apart":
        """Load the submission into another child, for the time of one question."""
        child = self._zygote.fork()
        apart.append(child)
        other = _Apart(self, child)
        other.begin(q)
        return other

    def _explained(self, child: Child, end: Ended) -> Ended:
        if end.status is None and not child.ended_within(_LAST_WORDS_SECONDS):
            # it hung up and lives on: the kill that follows is ours, and says nothing
            return Ended(Status.CRASHED, Text("ended.protocol"))
        return end

    def _buried(self, child: Child) -> Ending:
        ending = self._zygote.bury(child)
        self._cpu_seconds += ending.cpu_seconds
        self._budget.spend_cpu(ending.cpu_seconds)
        return ending

    def _is_sure(self, ended: Ended, ending: Ending, guilty: Question, first: Question) -> bool:
        """Whether this end is the case's own doing; if not, it is asked again in a fresh child.

        It may be that earlier cases used up the memory, or that the machine was busy.
        """
        if ended.status is Status.TIMED_OUT:
            asked_before = self._asked_again == guilty.index
            self._asked_again = guilty.index
            return asked_before or ending.cpu_seconds > self._limits.case_wall_seconds / 2
        return ended.status is not None or guilty is first

    def _settle(self, guilty: Question, outcome: Outcome, *, strikes: int) -> None:
        self._outcomes[guilty.index] = outcome
        self._strikes[guilty.exercise] = self._strikes.get(guilty.exercise, 0) + strikes


class _Apart:
    """A `Channel` to a child beside the first one. Its end is as well the end of the question."""

    def __init__(self, run: _Run, child: Child) -> None:
        self._run = run
        self._child = child
        self._conversation: Conversation | None = None

    def begin(self, q: Question) -> None:
        """Load the submission and begin the question. Raises Ended, SandboxFault."""
        with self._ending():
            self._conversation = self._run._loaded(self._child)
            self._conversation.begin(q.room)

    def exchange(self, batch: Batch) -> list[Any]:
        """Have a batch performed."""
        assert self._conversation is not None  # noqa: S101  (begun when it was made)
        with self._ending():
            return self._conversation.exchange(batch)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Say of an end what it was: what the kernel tells of the first child is not about this."""
        try:
            yield
        except Ended as end:
            if end.status is not None:
                raise
            raise Ended(Status.CRASHED, Text("ended.exit")) from None


def _outcome_of_end(ended: Ended, ending: Ending, limits: Limits) -> Outcome:
    """Turn the end of a child into an outcome, by what the kernel said when it ended by itself."""
    if ended.status is not None:
        return Outcome(ended.status, why=ended.why)
    if not os.WIFSIGNALED(ending.status):
        if os.WEXITSTATUS(ending.status) == EXIT_NO_MEMORY:
            return Outcome(Status.OUT_OF_MEMORY, why=Text("ended.memory"))
        return Outcome(Status.CRASHED, why=Text("ended.exit"))
    number = os.WTERMSIG(ending.status)
    out_of_cpu = ending.cpu_seconds >= limits.cpu_seconds * 0.9
    if number == signal.SIGXCPU or (number == signal.SIGKILL and out_of_cpu):
        return Outcome(Status.TIMED_OUT, why=Text("ended.cpu"))
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    if number in _FROM_OUTSIDE:
        # it cannot send these to itself: the machine ran out of memory, or is being shut down
        raise SandboxFault(f"a student's process was ended by {name}; is there enough memory?")
    return Outcome(Status.CRASHED, why=Text("ended.signal", {"signal": name}))
