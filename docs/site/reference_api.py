"""What the author of an exercise writes against, from its docstrings."""

import inspect
from collections.abc import Iterator
from types import FunctionType

from source_fields import docstring, fields_of

from grader import claim, exercise, mistake


def api() -> str:
    """Return the page."""
    things = [
        exercise.Case, exercise.Exercise, exercise.Line, exercise.Picture, claim.Claims,
        claim.Answer, claim.claim, claim.said, mistake.Mistake, mistake.compose,
    ]  # fmt: skip
    head = "# Exercises\n\nWhat an author's `exercises.py` and `mistakes.py` import.\n"
    return "\n".join([head, *(part for thing in things for part in _told(thing))])


def _told(thing: type | FunctionType) -> Iterator[str]:
    where = f"from {thing.__module__} import {thing.__name__}"
    yield f"## {thing.__name__}\n\n```python\n{where}\n```\n\n```text\n{docstring(thing)}\n```\n"
    if isinstance(thing, type):
        yield from (f"* `{one.name}: {one.kind}`: {one.about}" for one in fields_of(thing))
        yield ""
        for name, member in vars(thing).items():
            if inspect.isfunction(member) and not name.startswith("_") and member.__doc__:
                yield f"### {thing.__name__}.{name}{inspect.signature(member)}\n"
                yield f"```text\n{docstring(member)}\n```\n"
