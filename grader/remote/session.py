"""One question's operations: written down in order, sent together, answered when a value is needed.

Every operation has a number, and its result lives under that number on the student's side until the
question ends. A *batch* is what was written down since the last one, and the numbers of the results
whose values are wanted. When an operation raises, what follows it in its batch is not run: the
exception comes out where the batch was sent, and again wherever a result is used that is therefore
not there.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from grader.frozen import frozen
from grader.model import Raised, Status, Text
from grader.remote import trees
from grader.remote.errors import MissingName, StudentError, Unanswered
from grader.remote.handle import Later, Remote, forged, number_of, session_of
from grader.remote.reference import Reference

Why = StudentError | MissingName | Unanswered
"""Why an operation was not run."""
MAX_OPERATIONS = 200_000
"""Operations of one question; the lessons' own need a few thousand."""
_PLAIN = frozenset({str, int, float, bool, type(None)})
"""What is sent, and comes back, as it is."""
_MOST_PENDING = 500
"""Operations that wait for company; so many fit a frame."""
_MOST_CAUGHT, _NAME = 64, 80
"""Exceptions of one question that are noted down; characters of the name of one."""


@frozen
class Batch:
    """Operations to run in order, each a number of its own, a code and its arguments."""

    operations: Sequence[Sequence[Any]]
    """A `Reference` among the arguments stands for an earlier result."""
    wanted: Sequence[int]
    """Numbers of the results whose values are to come back."""
    is_first: bool
    """Whether a question begins, and what lived for the one before may go."""
    is_last: bool
    """Whether what is not plain comes back as its type's name rather than as a reference."""


class Channel(Protocol):
    """Carries batches to where the student's code is."""

    def exchange(self, batch: Batch) -> list[Any]:
        """Return the wanted values, in order; a `Reference` in them is not plain.

        Raises Stopped, Unanswered (everything was run, no value comes), Ended.
        """
        ...


NESTING = ("repeat", "attempt")
"""Codes of operations that run others, which are the last argument but one."""


class Stopped(Exception):
    """The batch's operation of this number gave nothing; those after it were not run."""

    def __init__(self, number: int, why: Why) -> None:
        super().__init__(number)
        self.number = number
        self.why = why


class Session:
    """The exchange about one question."""

    def __init__(self, channel: Channel, caught: list[Raised] | None = None) -> None:
        """`caught` is where what was raised is noted down; several sessions may share it."""
        self._channel = channel
        self._caught: list[Raised] = [] if caught is None else caught
        self._pending: list[list[Any]] = []
        self._bodies: list[list[list[Any]]] = []
        """What is being written down apart: of a `repeat` in an `attempt`, both."""
        self._next = 1
        self._lost_from: list[int] = []
        self._lost: list[tuple[int, Why]] = []
        """Up to which number operations were not run, each from `_lost_from` on, and why."""
        self._is_first = True
        self.signatures: dict[int, Any] = {}
        """Of what was asked for its signature, by number: it does not change."""

    def record(self, code: str, *arguments: Any) -> Remote:
        """Write an operation down; return the handle of what it will give.

        Arguments are copied as they are now. Raises TypeError for what cannot be sent.
        """
        sent = [one if type(one) in _PLAIN else self._sent(one) for one in arguments]
        return self._write_down(self._bodies[-1] if self._bodies else self._pending, code, sent)

    def record_ahead(self, code: str, *arguments: Any) -> Remote:
        """Write down what does not belong to the `repeat` or `attempt` that is being written."""
        return self._write_down(self._pending, code, list(arguments))

    def is_lost(self, handle: Remote) -> bool:
        """Tell whether an operation was not run, because one before it raised."""
        return self._why_lost(number_of(handle)) is not None

    def resolve(self, tree: Any, *, is_last: bool = False) -> Any:
        """Return a tree of dicts, lists and tuples with the value of every handle in it.

        What is not plain stays a handle, or becomes its type's name when the tree `is_last`.
        """
        wanted = trees.handles(tree, self)
        if not wanted:
            if is_last:
                self.send()
            return tree
        for number in wanted:
            self._refuse_lost(number)
        values = zip(wanted, self._exchange(wanted, is_last=is_last), strict=True)
        return trees.filled(tree, {number: self._handled(value) for number, value in values})

    def send(self) -> None:
        """Run what was written down up to here."""
        if self._pending:
            self._exchange([], is_last=False)

    def finish(self) -> None:
        """Run what is left, such as what puts things back; what it raises is nobody's concern."""
        try:
            self.send()
        except (StudentError, MissingName, Unanswered):
            return

    def repeat(self, times: int, ask: Callable[[], Any]) -> list[Any]:
        """Write down once what `ask` does, run it so many times; return what it gave each time.

        `ask` returns a tree with handles; it cannot wait for a value.
        """
        found: list[Any] = self.resolve(self.repeated(times, ask))
        return found

    def repeated(self, times: int, ask: Callable[[], Any]) -> Later:
        """Return what `repeat` will give; many of these are sent together."""
        body, tree = self._recorded(ask)
        wanted = trees.handles(tree, self)

        def fill(found: Any) -> list[Any]:
            return [_filled(tree, wanted, one) for one in _so_many(found, times)]

        return Later(self._nested("repeat", times, body, wanted), fill)

    def attempt(self, ask: Callable[[], Any]) -> Later:
        """Write down what `ask` does; what it raises costs only what it gives.

        `ask` returns a tree with handles; it cannot wait for a value. What comes of it later is
        the tree's values, or the name of the exception that was raised.
        """
        body, tree = self._recorded(ask)
        wanted = trees.handles(tree, self)

        def fill(found: Any) -> Any:
            is_value = type(found) is not dict
            return _filled(tree, wanted, found) if is_value else self.stopped(found)

        return Later(self._nested("attempt", body, wanted), fill)

    def stopped(self, told: Any) -> str:
        """Return the name of an exception that was caught on the other side; note where it was."""
        found = told.get("stopped") if type(told) is dict else None
        name, cell, line = found if type(found) is list and len(found) == 3 else ("", None, None)
        if type(name) is not str or not name:
            raise forged()
        self.note(Raised(name[:_NAME], "", *(n if type(n) is int else None for n in (cell, line))))
        return name[:_NAME]

    def note(self, raised: Raised) -> None:
        """Note down what was raised, and caught, and where: the first few."""
        if raised.line is not None and len(self._caught) < _MOST_CAUGHT:
            self._caught.append(raised)

    def _recorded(self, ask: Callable[[], Any]) -> tuple[list[list[Any]], Any]:
        """Write operations down apart from the others; return them, and what `ask` returned."""
        self._bodies.append([])
        try:
            tree = ask()
        finally:
            body = self._bodies.pop()
        return body, tree

    def _nested(self, code: str, *arguments: Any) -> Remote:
        """Write down what runs others, whose arguments are references already."""
        into = self._bodies[-1] if self._bodies else self._pending
        return self._write_down(into, code, list(arguments))

    def _write_down(self, into: list[list[Any]], code: str, arguments: list[Any]) -> Remote:
        if self._next > MAX_OPERATIONS:
            raise Unanswered(Status.BAD_VALUE, Text("ended.too_large"))
        number = self._next
        self._next += 1
        into.append([number, code, *arguments])
        if len(self._pending) >= _MOST_PENDING and not self._bodies:
            self.send()
        return Remote(self, number)

    def _exchange(self, wanted: Sequence[int], *, is_last: bool) -> list[Any]:
        if self._bodies:
            raise TypeError("what is repeated cannot wait for a value")
        batch = Batch(self._pending, wanted, self._is_first, is_last)
        self._pending, self._is_first = [], False
        try:
            found = self._channel.exchange(batch)
        except Stopped as stopped:
            if isinstance(stopped.why, StudentError):
                self.note(stopped.why.raised)
            self._lost_from.append(stopped.number)
            self._lost.append((self._next, stopped.why))
            raise stopped.why from None
        if is_last and trees.has_reference(found):
            raise forged()
        return found

    def _why_lost(self, number: int) -> Why | None:
        place = bisect_right(self._lost_from, number) - 1
        if place < 0 or number >= self._lost[place][0]:
            return None
        return self._lost[place][1]

    def _refuse_lost(self, number: int) -> None:
        why = self._why_lost(number)
        if why is not None:
            raise why.with_traceback(None)

    def _sent(self, value: Any) -> Any:
        """Return an argument as it is sent: handles as references, the rest as copies."""
        exact = type(value)
        if exact is Remote:
            if session_of(value) is not self:
                raise TypeError("a handle of another question")
            number = number_of(value)
            self._refuse_lost(number)
            return Reference(number)
        if exact is list or exact is tuple:
            return exact([one if type(one) in _PLAIN else self._sent(one) for one in value])
        if exact is dict:
            return {trees.key(key): self._sent(item) for key, item in value.items()}
        return trees.leaf(value)

    def _handled(self, value: Any) -> Any:
        """Return a value that came back: references as handles."""
        exact = type(value)
        if exact is Reference:
            return Remote(self, value.number)
        if exact is list or exact is tuple:
            return exact([one if type(one) in _PLAIN else self._handled(one) for one in value])
        if exact is dict:
            return {key: self._handled(item) for key, item in value.items()}
        return value


def _so_many(found: Any, count: int) -> list[Any]:
    """Return a list of so many, which the call server gives and nothing else."""
    if type(found) is not list or len(found) != count:
        raise forged()
    return found


def _filled(tree: Any, wanted: Sequence[int], found: Any) -> Any:
    return trees.filled(tree, dict(zip(wanted, _so_many(found, len(wanted)), strict=True)))
