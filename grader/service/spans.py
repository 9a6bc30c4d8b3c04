"""How long each step of an upload and of a grade takes, for OpenTelemetry: the seam, and nothing.

Attributes are ids, counts and states: no student's name or id, no address with its query.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Value = str | int | float


class Spans(Protocol):
    """Notes spans: what is done within a block, and how long that takes."""

    @property
    def is_on(self) -> bool:
        """Whether anybody is told."""
        ...

    def within(self, name: str, **attributes: Value) -> AbstractContextManager[None]:
        """Note the block; a span of another block around it, in the same task, is its parent."""
        ...

    def note(self, attributes: Mapping[str, Value], *, failed: bool = False) -> None:
        """Add attributes to the span around this; with `failed` it has."""
        ...


class NoSpans:
    """Notes nothing: what there is unless somebody has asked."""

    is_on = False

    def within(self, name: str, **attributes: Value) -> AbstractContextManager[None]:
        """Do nothing around the block."""
        return nullcontext()

    def note(self, attributes: Mapping[str, Value], *, failed: bool = False) -> None:
        """Do nothing."""
