"""Where attacks are let loose: jails, bystanders, a course, a stand; opened when first wanted."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from attack.controls import Stand, seen_without_protections
from attack.handed_in import Handed
from attack.handed_in import judge as judge_handed_in
from attack.injected import Course, Injected, unprotected
from attack.jails import Jails, honest_answers
from attack.programs import Program, judge
from bystanders import Bystanders, bystanders


class Arena:
    """Everything that attacks meet; all of it ends with the `with` block."""

    def __enter__(self) -> Self:
        self._stack = ExitStack()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @cached_property
    def jails(self) -> Jails:
        """Jails by kind."""
        made = Jails()
        self._stack.callback(made.close)
        return made

    @cached_property
    def stand(self) -> Stand:
        """Where attacks are tried without protections."""
        return self._stack.enter_context(Stand())

    @cached_property
    def course(self) -> Course:
        """What hostile texts are handed in to."""
        made = Course()
        self._stack.callback(made.close)
        return made

    @cached_property
    def around(self) -> Bystanders:
        """What nothing may happen to."""
        return self._stack.enter_context(_with_bystanders())

    @cached_property
    def honest_alone(self) -> bytes:
        """What an honest submission comes to where nothing was before it."""
        fresh = Jails()
        try:
            return honest_answers(fresh.of(""))
        finally:
            fresh.close()

    def hold_program(self, program: Program, kind: str | None = None) -> None:
        """Let a program loose; nothing but what must may come of it. Raises AssertionError."""
        usual = program.said.get("jail", _JAILS.get(program.said["expect"], ""))
        jail = self.jails.of(usual if kind is None else kind)
        execution = program.let_loose(jail, self.around.world())
        assert self.around.token not in repr(execution), "the secret came over"
        harm = self.around.harm()
        assert harm == [], harm
        assert honest_answers(jail) == self.honest_alone, "the next submission was graded otherwise"
        judge(execution, program.said)

    def seen_of_program(self, program: Program) -> list[str]:
        """Return what a program does without protections, to bystanders of its own."""
        with _with_bystanders() as around:
            return seen_without_protections(program, self.stand, self.jails, around.world())

    def hold_handed_in(self, handed: Handed) -> None:
        """Find, read and take apart a hand-in. Raises AssertionError."""
        with _folder() as folder:
            judge_handed_in(self.stand.tried("guarded", handed.written(folder)), handed.data)

    def seen_of_handed_in(self, handed: Handed) -> list[str]:
        """Return what a hand-in does without protections."""
        with _folder() as folder:
            path = handed.written(folder)
            seen: list[str] = self.stand.tried("naive", path, how=handed.control)
            return seen

    def hold_injected(self, attack: Injected) -> None:
        """Grade a hostile text and look for harm in every output. Raises AssertionError."""
        harm = self.course.harm(attack)
        assert harm == [], harm

    def seen_of_injected(self, attack: Injected) -> list[str]:
        """Return the outputs in which a hostile text acts where nothing protects them."""
        with unprotected():
            return [harm.partition(":")[0] for harm in self.course.harm(attack)]


_JAILS = {"timed_out": "impatient"}
"""A kind of jail for programs that never end."""


@contextmanager
def _folder() -> Iterator[Path]:
    # not beneath a test's own folder: the path of a local socket must be short
    with tempfile.TemporaryDirectory(prefix="grader-attack-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)  # open to all, so that it is the sandbox that refuses
        yield folder


@contextmanager
def _with_bystanders() -> Iterator[Bystanders]:
    with _folder() as folder, bystanders(folder) as around:
        yield around
