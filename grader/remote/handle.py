"""`Remote`, the handle of something on the student's side, and how its value is had.

Whatever is done with a handle (called, an attribute read or set, an item, an operator) is written
down and gives another handle. What asks for a value waits for it: `plain`, `items`, `len`, truth.
"""

import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from grader.frozen import frozen
from grader.model import Status, Text
from grader.remote.errors import Ended

if TYPE_CHECKING:
    from grader.remote.session import Session

T = TypeVar("T")

MOST_ITEMS = 100_000
"""Items that are taken from something which is gone over."""


class Remote:
    """Something that a student's code made and that lives where their code runs."""

    # numpy then leaves `array * remote` to the remote side instead of asking for a value
    __array_ufunc__ = None
    __slots__ = ("__number", "__session")

    def __init__(self, session: "Session", number: int) -> None:
        object.__setattr__(self, "_Remote__session", session)
        object.__setattr__(self, "_Remote__number", number)

    def __call__(self, *arguments: Any, **named: Any) -> "Remote":
        """Call it; what it returns is remote too."""
        return self.__session.record("call", self, list(arguments), named)

    def __getattr__(self, name: str) -> "Remote":
        if name.startswith("__") and name.endswith("__"):  # Python asking, not an author
            raise AttributeError(name)
        return self.__session.record("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__session.record("set", self, name, value)

    def __getitem__(self, key: Any) -> "Remote":
        return self.__session.record("item", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.__session.record("put", self, key, value)

    def __iter__(self) -> Iterator[Any]:
        return iter(items(self))

    def __len__(self) -> int:
        return told(self.__session.record("length", self), int)

    def __array__(self, *_: Any, **__: Any) -> Any:
        """Refuse to be an array: numpy would go over it item by item."""
        raise TypeError("ask for its value first, with plain()")

    def __bool__(self) -> bool:
        return told(self.__session.record("operate", "truth", [self]), bool)

    def __float__(self) -> float:
        found = plain(self)
        if type(found) is Remote:
            raise TypeError("not a number")
        return float(found)

    def __repr__(self) -> str:
        return f"<remote {self.__number}>"


@frozen
class Later:
    """What will come of a handle's value; `fill` makes it, once the value is there."""

    handle: Remote
    fill: Callable[[Any], Any]


def _operate(name: str, *operands: Any) -> Remote:
    session: Session = next(session_of(one) for one in operands if type(one) is Remote)
    return session.record("operate", name, list(operands))


def _forward(name: str) -> Any:
    return lambda left, right: _operate(name, left, right)


def _reflected(name: str) -> Any:
    return lambda right, left: _operate(name, left, right)


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Remote, f"__{_name}__", _forward(_name))
    setattr(Remote, f"__r{_name}__", _reflected(_name))
for _name in ("neg", "pos", "abs"):
    setattr(Remote, f"__{_name}__", lambda self, _name=_name: _operate(_name, self))

session_of = operator.attrgetter("_Remote__session")
number_of = operator.attrgetter("_Remote__number")


def plain(tree: Any) -> Any:
    """Return a value, or a tree of dicts, lists and tuples, with every handle's value in its place.

    What is not plain stays a handle.
    """
    session = session_in(tree)
    return tree if session is None else session.resolve(tree)


def told(handle: Any, kind: type[T]) -> T:
    """Return what the call server itself says, which is of one kind whatever the student wrote.

    Anything else is a forger's: the end of the child.
    """
    found = plain(handle)
    if type(found) is not kind:
        raise forged()
    return found


def forged() -> Ended:
    """Return the end of a child whose answer no call server would give."""
    return Ended(Status.CRASHED, Text("ended.protocol"))


def items(value: Any, most: int = MOST_ITEMS) -> list[Any]:
    """Return what is gone over, at most so much: plain values, handles for the rest."""
    if type(value) is not Remote:
        return list(value)
    found: list[Any] = told(session_of(value).record("list", value, most), list)
    if len(found) > most:
        raise forged()
    return found


def session_in(tree: Any) -> "Session | None":
    """Return the session of the first handle in a tree; None where there is none."""
    exact = type(tree)
    if exact is Remote:
        found: Session = session_of(tree)
        return found
    if exact is Later:
        return session_in(tree.handle)
    if exact is dict or exact is list or exact is tuple:
        for item in tree.values() if exact is dict else tree:
            session = session_in(item)
            if session is not None:
                return session
    return None
