"""One question's operations: written down in order, sent together, answered when a value is needed.

Every operation has a number, and its result lives under that number on the student's side until the
question ends. A *batch* is what was written down since the last one, and the numbers of the results
whose values are wanted. When an operation raises, what follows it in its batch is not run: the
exception comes out where the batch was sent, and again wherever a result is used that is therefore
not there.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grader.model import Raised, Status, Text
from grader.remote.errors import Ended, MissingName, StudentError
from grader.remote.reference import Reference
from grader.remote.value import Later, Remote, number_of, session_of

MAX_OPERATIONS = 200_000
"""Operations of one question; the lessons' own need a few thousand."""
_PLAIN = frozenset({str, int, float, bool, type(None)})
"""What is sent, and comes back, as it is."""
_MOST_PENDING = 500
"""Operations that wait for company; so many fit a frame."""


@dataclass(frozen=True, slots=True)
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

        Raises OperationError, MissingName, Ended.
        """
        ...


class OperationError(StudentError):
    """The operation of this number raised; those after it were not run."""

    def __init__(self, number: int, raised: Raised) -> None:
        super().__init__(raised)
        self.number = number


class Session:
    """The exchange about one question."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._pending: list[list[Any]] = []
        self._next = 1
        self._lost: list[tuple[range, StudentError]] = []
        self._is_first = True
        self._is_recording = False
        self.signatures: dict[int, Any] = {}
        """Of what was asked for its signature, by number: it does not change."""

    def record(self, code: str, *arguments: Any) -> Remote:
        """Write an operation down; return the handle of what it will give."""
        if self._next > MAX_OPERATIONS:
            raise Ended(Status.BAD_VALUE, Text("ended.too_large"))
        sent = [one if type(one) in _PLAIN else self._sent(one) for one in arguments]
        operation = [self._next, code, *sent]
        self._next += 1
        self._pending.append(operation)
        if len(self._pending) >= _MOST_PENDING and not self._is_recording:
            self.send()
        return Remote(self, operation[0])

    def resolve(self, tree: Any, *, is_last: bool = False) -> Any:
        """Return a tree of dicts, lists and tuples with the value of every handle in it.

        What is not plain stays a handle, or becomes its type's name when the tree `is_last`.
        """
        wanted = list(dict.fromkeys(_handles(tree)))
        if not wanted:
            return tree
        for number in wanted:
            self._refuse_lost(number)
        values = zip(wanted, self._exchange(wanted, is_last=is_last), strict=True)
        return _filled(tree, {number: self._handled(value) for number, value in values})

    def send(self) -> None:
        """Run what was written down up to here."""
        if self._pending:
            self._exchange([], is_last=False)

    def finish(self) -> None:
        """Run what is left, such as what puts things back; what it raises is nobody's concern."""
        try:
            self.send()
        except (StudentError, MissingName):
            return

    def repeat(self, times: int, ask: Callable[[], Any]) -> list[Any]:
        """Write down once what `ask` does, run it so many times; return what it gave each time.

        `ask` returns a tree with handles; it cannot wait for a value.
        """
        body, tree = self._recorded(ask)
        wanted = list(dict.fromkeys(_handles(tree)))
        found = self.resolve(self._nested("repeat", body, wanted, times))
        return [_filled(tree, dict(zip(wanted, one, strict=True))) for one in found]

    def attempt(self, ask: Callable[[], Any]) -> Later:
        """Write down what `ask` does; what it raises costs only what it gives.

        `ask` returns a tree with handles; it cannot wait for a value. What comes of it later is
        the tree's values, or the name of the exception that was raised.
        """
        body, tree = self._recorded(ask)
        wanted = list(dict.fromkeys(_handles(tree)))

        def fill(found: Any) -> Any:
            if isinstance(found, str):
                return found
            return _filled(tree, dict(zip(wanted, found, strict=True)))

        return Later(self._nested("attempt", body, wanted), fill)

    def _recorded(self, ask: Callable[[], Any]) -> tuple[list[list[Any]], Any]:
        """Write operations down apart from the others; return them, and what `ask` returned."""
        before, was_recording = self._pending, self._is_recording
        self._pending, self._is_recording = [], True
        try:
            tree = ask()
            return self._pending, tree
        finally:
            self._pending, self._is_recording = before, was_recording

    def _nested(self, code: str, body: list[list[Any]], wanted: list[int], *more: Any) -> Remote:
        """Write down what runs others, whose arguments are references already."""
        operation = self.record(code, *more)
        self._pending[-1] += [body, wanted]
        return operation

    def _exchange(self, wanted: Sequence[int], *, is_last: bool) -> list[Any]:
        if self._is_recording:
            raise TypeError("what is repeated cannot wait for a value")
        batch = Batch(self._pending, wanted, self._is_first, is_last)
        self._pending, self._is_first = [], False
        try:
            return self._channel.exchange(batch)
        except OperationError as error:
            self._lost.append((range(error.number, self._next), error))
            raise StudentError(error.raised) from None

    def _sent(self, value: Any) -> Any:
        """Return an argument as it is sent: handles as references."""
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
            return {key: self._sent(item) for key, item in value.items()}
        return value

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

    def _refuse_lost(self, number: int) -> None:
        for numbers, error in self._lost:
            if number in numbers:
                raise StudentError(error.raised)


def _handles(tree: Any) -> Iterator[int]:
    """Yield the numbers of the handles in a tree."""
    exact = type(tree)
    if exact is Remote:
        yield number_of(tree)
    elif exact is Later:
        yield number_of(tree.handle)
    elif exact is dict or exact is list or exact is tuple:
        for item in tree.values() if exact is dict else tree:
            yield from _handles(item)


def _filled(tree: Any, values: dict[int, Any]) -> Any:
    """Return a tree with the values of its handles in their places."""
    exact = type(tree)
    if exact is Remote:
        return values[number_of(tree)]
    if exact is Later:
        return tree.fill(values[number_of(tree.handle)])
    if exact is dict:
        return {key: _filled(item, values) for key, item in tree.items()}
    if exact is list or exact is tuple:
        return exact([_filled(item, values) for item in tree])
    return tree
