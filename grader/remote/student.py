"""`Student`: what `Exercise.run` is given. Every name that was asked for is an attribute."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from grader.frozen import frozen
from grader.model import Chunk, Status, Text
from grader.remote.errors import MissingName, Unanswered
from grader.remote.handle import Remote, plain
from grader.remote.session import Session


@frozen
class Submitted:
    """What is known of a submission on the grader's side."""

    names: Mapping[str, str]
    """Asked name -> the name it bears."""
    blocks: Mapping[str, Chunk]
    """Asked name -> a top-level loop."""
    facts: dict[str, Any]
    """What questions found out about it."""


class Student:
    """A submission, asked one question.

    >>> student.compute_cost(...)       # by its asked name, whatever alias the notebook uses
    >>> student.block("training", mlp=mlp, x=x)["losses"]
    """

    def __init__(
        self,
        session: Session,
        submitted: "Submitted",
        another: Callable[[], Session],
        *,
        is_apart: bool = False,
    ) -> None:
        self._session = session
        self._submitted = submitted
        self._names, self._blocks = submitted.names, submitted.blocks
        self._another = another
        self._known: dict[str, Remote] = {}
        self._beside: dict[str, Remote] = {}
        self._is_apart = is_apart
        self._redefined: Chunk | None = None
        self._is_alone = False

    def __getattr__(self, name: str) -> Any:
        if name not in self._names:
            raise MissingName(name)
        found = self._known.get(name)
        if found is None or self._session.is_lost(found):
            found = self._session.record_ahead("name", self._names[name])
            self._known[name] = found
        return found

    def apart(self) -> "Student":
        """Return the same submission, loaded once more in a process of its own.

        The two know nothing of each other: for a check that holds one answer to another. Values
        that go from one to the other are plain ones. It lives until the question ends.
        """
        if self._is_alone:
            raise Unanswered(Status.FAILED, Text("why.missing"))
        other = Student(self._another(), self._submitted, self._another, is_apart=True)
        if self._redefined is not None:
            other.redefine(self._redefined)
        return other

    def remembered(self, key: str, find_out: Callable[[], Any]) -> Any:
        """Return a fact about the submission, found out by the first question that needs it.

        Such as what a class calls its methods: plain values, no handles.
        """
        if key not in self._submitted.facts:
            self._submitted.facts[key] = find_out()
        return self._submitted.facts[key]

    def has(self, name: str) -> bool:
        """Tell whether the notebook answers to an asked name, by a definition or a loop."""
        return name in self._names or name in self._blocks

    @property
    def facts(self) -> dict[str, Any]:
        """What was `remembered` of the submission so far."""
        return {**self._submitted.facts}

    def redefine(self, chunk: Chunk, facts: Mapping[str, Any] | None = None) -> None:
        """Execute one of the submission's statements in other words, before all else.

        What an earlier question redefined is as it was loaded again. What is loaded `apart` after
        this is redefined too. What was `remembered` of the submission as it is, is not of this, but
        for the `facts` that are.
        """
        self._submitted = replace(self._submitted, facts={**(facts or {})})
        self._redefined = chunk
        self._session.record("redefine", chunk.cell, chunk.line, chunk.source)

    def alone(self) -> None:
        """Have the question end where it would load the submission `apart`: unanswered."""
        self._is_alone = True

    def seed(self, number: int) -> None:
        """Seed every random stream that the student's code may draw from."""
        self._session.record("seed", number)

    def next_random(self, numpy: int = 3, python: int = 1) -> Any:
        """Draw so many numbers from both global streams: what the next caller would get."""
        return self._session.record("random", numpy, python)

    def next_normal(self, size: int) -> Any:
        """Draw so many normal numbers from numpy's global stream."""
        return self._session.record("normal", size)

    def hold(self, value: Any) -> Any:
        """Give a value a place on the student's side: the handle tells later what became of it."""
        return self._session.record("hold", value)

    def repeat(self, times: int, ask: Callable[[], Any]) -> list[Any]:
        """Do so many times what `ask` does; return the values that it gave each time."""
        return self._session.repeat(times, ask)

    def repeated(self, times: int, ask: Callable[[], Any]) -> Any:
        """Return what `repeat` will give; many of these are sent together."""
        return self._session.repeated(times, ask)

    def attempt(self, ask: Callable[[], Any]) -> Any:
        """Return what will be the values of what `ask` does, or an exception's name.

        `ask` cannot wait for a value; many of these are sent together.
        """
        return self._session.attempt(ask)

    def stopped(self, told: Any) -> str:
        """Return the name of an exception that a program beside caught; where it was is noted."""
        return self._session.stopped(told)

    def send(self) -> None:
        """Run what was written down up to here: what it raises comes out now."""
        self._session.send()

    def beside(self, name: str) -> Any:
        """Start one of the small programs that stand beside the student's code; return its names.

        See `grader/sandbox/beside/`: stand-ins for the student's code to call, loops of calls.
        """
        if name not in self._beside:
            self._beside[name] = self._session.record("beside", name)
        return self._beside[name]

    def lent(self, name: str, source: str) -> Any:
        """Start a program beside the student's code that does some of what it was asked to do.

        Only where the submission was loaded `apart`: what is in the process of other questions can
        be found by the student's code, and used. Returns its names.
        """
        if not self._is_apart:
            raise RuntimeError(f"{name} may be lent only to a submission that was loaded apart")
        key = f"lent {name}"
        if key not in self._beside:
            self._beside[key] = self._session.record("lent", source)
        return self._beside[key]

    def block(self, name: str, rounds: int | None = None, /, **bound: Any) -> Any:
        """Run a top-level block with these names bound; return all names as it leaves them.

        With `rounds`, its for-loop goes round that often, whatever it says.
        """
        if name not in self._blocks:
            raise MissingName(name)
        return self._session.record("block", list(self._blocks).index(name), rounds, bound)

    def source_of(self, name: str) -> str | None:
        """Return a block's source; None if no block is it."""
        return self._blocks[name].source if name in self._blocks else None

    def values(self, names: Collection[str]) -> dict[str, Any]:
        """Return what the notebook's own cells put under these names, where they did."""
        found = plain(self._session.record("values", list(names)))
        return {n: v for n, v in found.items() if n in names} if isinstance(found, dict) else {}
