"""The sandbox as an executor: one fresh child per submission, another one after each bad end.

Questions are asked one by one, and what an example printed is taken after it; the inputs of a
hidden case are sent when it is asked, so nothing printed before can show them. A case without an
answer is asked once more in a fresh child, where no earlier case can be to blame; if it ends
badly again the verdict is its own, and the next case goes on in another child.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from grader.budget import Budget
from grader.errors import SandboxFault
from grader.model import (
    Execution,
    Extraction,
    Isolation,
    Limits,
    Outcome,
    Raised,
    Status,
    Text,
)
from grader.remote.errors import Ended
from grader.remote.session import Batch
from grader.sandbox import answers, selftest
from grader.sandbox.conversation import Conversation
from grader.sandbox.executor import Closing, Question, budget_of, put
from grader.sandbox.policy import Layers
from grader.sandbox.process import Child, Ending, Zygote
from grader.sandbox.tiers import noting
from grader.sandbox.verdict import explained, outcome_of_end

_STRIKES = 3
"""Bad ends in one exercise after which its other cases are skipped; see `_strikes`."""


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
        allowed: str = "",
        scratch: Path | None = None,
        remembering: bool = False,
        waiting: bool = True,
        sparing: bool = False,
    ) -> None:
        """Start a zygote. Each layer can be switched off, for tests and benchmarks.

        `allowed` is the lowest tier that was accepted, to be said beside what was found. When
        `remembering`, what was found since this machine booted need not be found again. Unless
        `waiting`, the zygote is only on its way: `settle` must be called before anything else.
        If `sparing`, it is for a submission or two: see `Zygote`.
        """
        self._limits = limits
        layers = Layers(rlimits, landlock, seccomp, namespaces, wall)
        self._start = partial(Zygote, assignment, limits, protected, layers, sparing=sparing)
        self._zygote = self._start()
        self._interrupted = False
        """Whether a run was broken off from outside (Ctrl-C): the zygote may still answer it."""
        self.isolation = Isolation("not_isolated")
        observe = selftest.remembered if remembering else selftest.observe
        self._observe = partial(observe, scratch=scratch)
        self._allowed = allowed
        if waiting:
            self.settle()

    def settle(self) -> None:
        """Wait for the zygote and say what its self-test sees to hold. Raises SandboxFault."""
        try:
            self._zygote.ready()
            self.isolation = noting(self._observe(self, self._zygote.facts), self._allowed)
        except BaseException:
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
        if self._interrupted:
            self._begin_anew()
        try:
            return _Run(self._zygote, self._limits, extraction, questions, budget).execute()
        except SandboxFault:
            self._begin_anew()
            budget.restore(before)
            return _Run(self._zygote, self._limits, extraction, questions, budget).execute()
        except BaseException as error:
            self._interrupted = not isinstance(error, Exception)
            raise

    def _begin_anew(self) -> None:
        self._zygote.close()
        self._zygote = self._start().ready()
        self._interrupted = False

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
        except Ended as end:
            ended = explained(child, end)
        except BaseException:  # a fault of ours; nobody stays behind
            self._zygote.bury(child)
            raise
        ending = self._buried(child)
        if ended is not None:
            outcome = outcome_of_end(ended, ending, self._limits)
            if not loaded:
                self._outcomes.update((q.index, outcome) for q in questions)
            elif self._is_sure(ended, ending, questions[0], first):
                self._settle(questions[0], outcome, strikes=_strikes(ended))

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
        if self._load_failures is None:  # the first child's: what is told does not change
            self._load_failures = failures
        conversation.printed()
        return conversation

    def _ask(self, conversation: Conversation, q: Question) -> Outcome:
        conversation.begin(q.room, q.seconds)
        with ExitStack() as apart:

            def another() -> _Apart:
                other = _Apart(self, self._zygote.fork())
                apart.callback(other.close)
                other.begin(q)
                return other

            outcome = put(q, self._extraction, conversation, another, self._facts)
        printed = conversation.printed()
        return replace(outcome, printed=printed) if q.kind == "example" else outcome

    def _buried(self, child: Child) -> Ending:
        ending = self._zygote.bury(child)
        self._cpu_seconds += ending.cpu_seconds
        self._budget.spend_cpu(ending.cpu_seconds)
        return ending

    def _is_sure(self, ended: Ended, ending: Ending, guilty: Question, first: Question) -> bool:
        """Whether this end is the case's own doing; if not, it is asked again in a fresh child.

        It may be that earlier cases used up the memory, or that the machine was busy.
        """
        if ended.status is Status.TIMED_OUT and guilty.seconds is None:
            asked_before = self._asked_again == guilty.index
            self._asked_again = guilty.index
            return asked_before or ending.cpu_seconds > self._limits.case_wall_seconds / 2
        return ended.status is not None or guilty is first

    def _settle(self, guilty: Question, outcome: Outcome, *, strikes: int) -> None:
        self._outcomes[guilty.index] = outcome
        self._strikes[guilty.exercise] = self._strikes.get(guilty.exercise, 0) + strikes


class _EndedByItself(Ended):
    """A child beside the first one ended; the kernel said how."""


def _strikes(ended: Ended) -> int:
    """Return what an end counts: what loops or forges in one case does so in others."""
    by_itself = ended.status is None or isinstance(ended, _EndedByItself)
    return 1 if by_itself or ended.status is Status.BAD_VALUE else _STRIKES


class _Apart:
    """A `Channel` to a child beside the first one. Its end is as well the end of the question."""

    def __init__(self, run: _Run, child: Child) -> None:
        self._run = run
        self._child: Child | None = child
        self._conversation: Conversation | None = None

    def begin(self, q: Question) -> None:
        """Load the submission and begin the question. Raises Ended, SandboxFault."""
        assert self._child is not None  # noqa: S101  (not closed yet)
        with self._ending():
            self._conversation = self._run._loaded(self._child)
            self._conversation.begin(q.room, q.seconds)

    def exchange(self, batch: Batch) -> list[Any]:
        """Have a batch performed."""
        assert self._conversation is not None  # noqa: S101  (begun when it was made)
        with self._ending():
            return self._conversation.exchange(batch)

    def close(self) -> None:
        """End it, where it did not end before."""
        if self._child is not None:
            child, self._child = self._child, None
            self._run._buried(child)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Say of an end what it was: what the kernel tells of the first child is not about this."""
        try:
            yield
        except Ended as end:
            if end.status is not None or self._child is None:
                raise
            end = explained(self._child, end)
            child, self._child = self._child, None
            outcome = outcome_of_end(end, self._run._buried(child), self._run._limits)
            if end.status is not None:
                raise end from None
            raise _EndedByItself(outcome.status, outcome.why) from None
