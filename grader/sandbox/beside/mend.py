"""Mend a scalar class for a while: numbers on either side, a way back that starts with gradient 1.

A class that lacks one of these would spoil everything built on it; both are paid for elsewhere.
Nothing changes in a class that lacks neither.
"""

from collections.abc import Callable
from typing import Any

OPERATORS = ("add", "sub", "mul", "truediv")
ABSENT = object()


def mend(kind: Any, backward: str, gradient: str) -> Callable[[], None]:
    """Mend a class; return what puts everything back as it was."""
    better = {backward: _from_one(getattr(kind, backward), gradient)}
    if not _takes_numbers(kind):
        for operation in OPERATORS:
            better |= _with_numbers(kind, operation)
    before = {key: vars(kind).get(key, ABSENT) for key in better}
    for key, method in better.items():
        setattr(kind, key, method)

    def put_back() -> None:
        for key, own in before.items():
            setattr(kind, key, own) if own is not ABSENT else delattr(kind, key)

    return put_back


def _from_one(own: Any, gradient: str) -> Callable[..., Any]:
    def backward(root: Any, *arguments: Any, **named: Any) -> Any:
        setattr(root, gradient, 1)
        return own(root, *arguments, **named)

    return backward


def _takes_numbers(kind: Any) -> bool:
    a = kind(2.0)
    tried: tuple[Callable[[], Any], ...] = (
        *(lambda: a + 1.0, lambda: 1.0 + a, lambda: a - 1.0, lambda: 1.0 - a),
        *(lambda: a * 1.0, lambda: 1.0 * a, lambda: a / 1.0),
    )
    for operation in tried:
        try:
            found = operation()
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:
            return False
        if not isinstance(found, kind):
            return False
    return True


def _with_numbers(kind: Any, operation: str) -> dict[str, Callable[..., Any]]:
    own = getattr(kind, f"__{operation}__", None)
    if own is None:
        return {}

    def forward(left: Any, right: Any) -> Any:
        return own(left, right if isinstance(right, kind) else kind(right))

    def reflected(right: Any, left: Any) -> Any:
        return own(kind(left), right)

    return {f"__{operation}__": forward, f"__r{operation}__": reflected}
