"""Where the answers of known mistakes come from: the author's `mistakes.py`, run in this process.

`Source` is the seam: whoever knows what mistakes there are and what each answers.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from types import ModuleType
from typing import Protocol, TypeVar

from grader.diagnose.learnt import Made
from grader.errors import BrokenAssignment, where
from grader.mistake import Mistake
from grader.prepare import Prepared, PreparedCase
from grader.trial import Answer, Bench

Result = TypeVar("Result")


class Source(Protocol):
    """What is known of mistakes. Every part raises BrokenAssignment when it cannot be had."""

    @property
    def exercises(self) -> Mapping[str, str]:
        """The exercise that each mistake is made in, by the mistake's id."""

    def compose(self, made: Made) -> bool:
        """Tell whether two mistakes can be made at once."""

    def knows(self, made: Made, case: PreparedCase) -> bool:
        """Tell whether the answer to a case can be had."""

    def answer(self, made: Made, case: PreparedCase) -> Answer:
        """Return what somebody who makes these mistakes, or none, answers to a case."""


class Authored:
    """The mistakes of an assignment whose solutions are at hand; none, if it has no solutions."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared

    @cached_property
    def exercises(self) -> Mapping[str, str]:
        """The exercise that each mistake is made in, by the mistake's id."""
        return {mistake.id: mistake.exercise for mistake in self._mistakes.values()}

    def compose(self, made: Made) -> bool:
        """Tell whether two mistakes fill different slots."""
        try:
            self._module.functions(*(self._mistakes[name] for name in made))
        except TypeError:  # both want the same slot
            return False
        return True

    def knows(self, made: Made, case: PreparedCase) -> bool:
        """Whatever is asked can be tried."""
        return True

    def answer(self, made: Made, case: PreparedCase) -> Answer:
        """Make the mistakes and ask the case."""
        mistakes = [self._mistakes[name] for name in made]
        [answer] = self._guarded(
            lambda bench: bench.try_out(self._module.functions(*mistakes), self._prepared, [case])
        )
        return answer

    @cached_property
    def _bench(self) -> Bench | None:
        assignment = self._prepared.assignment
        if assignment.solutions is None or not (assignment.solutions / "mistakes.py").is_file():
            return None
        return Bench(assignment.folder, assignment.solutions)

    @cached_property
    def _module(self) -> ModuleType:
        return self._guarded(lambda bench: bench.load("mistakes"), loading=True)

    @cached_property
    def _mistakes(self) -> dict[str, Mistake]:
        if self._bench is None:
            return {}
        return self._guarded(lambda _bench: {m.id: m for m in self._module.MISTAKES})

    def _guarded(self, work: Callable[[Bench], Result], *, loading: bool = False) -> Result:
        assignment = self._prepared.assignment
        if self._bench is None:
            raise BrokenAssignment(f"{assignment.slug}: there is no solutions/mistakes.py")
        try:
            return work(self._bench)
        except BrokenAssignment:
            raise
        except Exception as error:  # an author's file may raise anything
            path = f"{assignment.solutions}/mistakes.py"
            # with a case at hand, what it says may hold the inputs
            said = f"{type(error).__name__}: {error}" if loading else where(error)
            raise BrokenAssignment(f"{path}: {said}") from None
