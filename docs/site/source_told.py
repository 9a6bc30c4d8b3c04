"""A class or a function as a page tells it: signature, docstring, fields and methods."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from types import FunctionType
from typing import Any, Literal, get_args, get_origin

from source_fields import Field, attributes_of, cell, docstring, fields_of

_WIDTH = 80


def told(thing: type | FunctionType, called: str = "") -> str:
    """Return a section: what it is imported as, or how it is called, and what it says of itself."""
    imported = f"from {thing.__module__} import {thing.__name__}"
    parts = [f"## {called or thing.__name__}\n"]
    if not called:
        parts.append(f"```python\n{imported}\n```\n")
    if isinstance(thing, FunctionType):
        parts.append(f"```python\n{signature(thing)}\n```\n")
    parts.append(f"{words(thing)}\n")
    if isinstance(thing, type):
        parts += _members(thing)
    return "\n".join(parts)


def signature(function: FunctionType) -> str:
    """Return how a function is called, as its source has it."""
    source = textwrap.dedent(inspect.getsource(function))
    [node] = ast.parse(source).body
    assert isinstance(node, ast.FunctionDef)
    lines = source.splitlines()[node.lineno - 1 : node.body[0].lineno - 1]
    written = re.sub(r"  # noqa.*", "", "\n".join(lines)).rstrip(": ")
    if len(written) <= _WIDTH or "\n" in written:
        return written
    return re.sub(r"^(.*?\()(.*)(\) -> .*)$", r"\1\n    \2\n\3", written)


def words(thing: object) -> str:
    """Return a docstring as Markdown: examples as code, and no HTML."""
    paragraphs = [
        f"```pycon\n{paragraph}\n```" if paragraph.startswith(">>>") else paragraph
        for paragraph in docstring(thing).replace("``", "`").split("\n\n")
    ]
    return "\n\n".join(
        one if one.startswith("```") else re.sub(r"`[^`]*`|[<*]", _escaped, one)
        for one in paragraphs
    )


def _escaped(found: re.Match[str]) -> str:
    return found.group() if found.group().startswith("`") else f"\\{found.group()}"


def _members(cls: type) -> Iterator[str]:
    module = vars(sys.modules[cls.__module__])
    yield from _table([*fields_of(cls), *attributes_of(cls)], module)
    for name, member in vars(cls).items():
        if inspect.isfunction(member) and not name.startswith("_") and member.__doc__:
            yield f"### {cls.__name__}.{name}\n\n```python\n{signature(member)}\n```\n"
            yield f"{words(member)}\n"


def _table(fields: list[Field], module: dict[str, Any]) -> Iterator[str]:
    if fields:
        yield "| | type | |\n|---|---|---|"
    for one in fields:
        kind = module.get(one.kind)
        of = " | ".join(map(repr, get_args(kind))) if get_origin(kind) is Literal else one.kind
        yield f"| `{one.name}` | `{cell(of)}` | {cell(one.about)} |"
    yield ""
