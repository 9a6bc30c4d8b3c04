"""The sandbox as an executor: one fresh child per submission, another one after each bad end.

Examples are asked one by one, and what was printed is taken after each; hidden inputs are sent
only after the last example was answered, so nothing printed before can show them. A case without
an answer is asked once more in a fresh child, where no earlier case can be to blame; if it ends
badly again the verdict is its own, and the next case goes on in another child.
"""

import os
import signal
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from grader.budget import Budget
from grader.errors import SandboxFault
from grader.model import Execution, Extraction, Isolation, Outcome, Raised, Status, Text
from grader.sandbox import answers, selftest, wire
from grader.sandbox.child import EXIT_NO_MEMORY
from grader.sandbox.conversation import Conversation
from grader.sandbox.ended import Ended
from grader.sandbox.executor import Closing, Question, budget_of
from grader.sandbox.policy import Layers, Limits
from grader.sandbox.process import Ending, Zygote

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
        self._chunks = len(extraction.chunks)
        self._load = answers.load_frame(extraction)
        self._outcomes: dict[int, Outcome] = {}
        self._load_failures: tuple[tuple[int, Raised], ...] = ()
        self._strikes: dict[str, int] = {}
        self._asked_again: int | None = None
        self._budget = budget
        self._cpu_seconds = 0.0

    def execute(self) -> Execution:
        while self._left():
            self._one_child()
        outcomes = tuple(self._outcomes[q.index] for q in self._questions)
        return Execution(outcomes, self._load_failures, self._cpu_seconds)

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
        child = self._zygote.fork()
        conversation = Conversation(
            child,
            case_seconds=self._limits.case_wall_seconds,
            budget=self._budget,
            keep=self._limits.output_kb << 10,
        )
        ended = None
        loaded = False
        first = questions[0]
        try:
            conversation.wait_until_ready()
            for failures in conversation.ask([self._load], wire.LOADED):
                self._load_failures = answers.load_failures(failures, self._chunks)
            loaded = True
            conversation.printed()
            for outcome in _answers(conversation, questions):
                self._outcomes[questions[0].index] = outcome
                questions = questions[1:]
        except SandboxFault:
            self._zygote.bury(child)
            raise
        except Ended as end:
            ended = end
            if end.status is None and not child.ended_within(_LAST_WORDS_SECONDS):
                # it hung up and lives on: the kill that follows is ours, and says nothing
                ended = Ended(Status.CRASHED, Text("ended.protocol"))
        ending = self._zygote.bury(child)
        self._cpu_seconds += ending.cpu_seconds
        self._budget.spend_cpu(ending.cpu_seconds)
        if ended is not None:
            outcome = _outcome_of_end(ended, ending, self._limits)
            if not loaded:
                self._outcomes.update((q.index, outcome) for q in questions)
            elif self._is_sure(ended, ending, questions[0], first):
                self._settle(questions[0], outcome, strikes=1 if ended.status is None else _STRIKES)

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


def _answers(conversation: Conversation, questions: Sequence[Question]) -> Iterator[Outcome]:
    """Ask the examples one by one, then all hidden cases at once."""
    examples = [q for q in questions if q.kind == "example"]
    hidden = [q for q in questions if q.kind == "hidden"]
    for q in examples:
        for answer in conversation.ask([q.frame], wire.ANSWER):
            yield answers.outcome(answer, q.token, conversation.printed())
    replies = conversation.ask([q.frame for q in hidden], wire.ANSWER)
    for q, answer in zip(hidden, replies, strict=True):
        yield answers.outcome(answer, q.token, "")


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
