"""The fields of `assignment.toml`, from the records that read it."""

from dataclasses import MISSING, fields

from source_fields import cell, docstring, fields_of

from grader.assignment import AssignmentTable, Item, NameTable, Rubric
from grader.declared.tables import ExampleTable, InputTable, OutputTable
from grader.model import Limits

_TABLES = {
    "The whole file": AssignmentTable,
    "`[names.<name>]`": NameTable,
    "`[[exercises]]`": Rubric,
    "`[[exercises.items]]`": Item,
    "`[exercises.inputs.<name>]`": InputTable,
    "`[exercises.outputs.<name>]`": OutputTable,
    "`[[exercises.examples]]`": ExampleTable,
}


def tables() -> str:
    """Return the page."""
    head = (
        "# assignment.toml\n\nEvery field there is; any other is refused, with its name. "
        "[How to write an assignment](../write-an-assignment.md) says what they are for.\n"
    )
    return "\n".join([head, *(_table(title, cls) for title, cls in _TABLES.items()), _limits()])


def _table(title: str, cls: type) -> str:
    rows = [
        f"| `{one.name}` | `{cell(one.kind)}` | {_default(one.default)} | {cell(one.about)} |"
        for one in fields_of(cls)
    ]
    head = "| field | type | default | |\n|---|---|---|---|"
    return "\n".join([f"## {title}\n\n{_words(cls)}\n\n{head}", *rows, ""])


def _words(cls: type) -> str:
    """Return a docstring as Markdown: what is in angle brackets is no HTML."""
    return docstring(cls).replace("<", "\\<")


def _default(default: str | None) -> str:
    return "*needed*" if default is None else f"`{cell(default)}`"


def _limits() -> str:
    about = {one.name: one.about for one in fields_of(Limits)}
    rows = [
        f"| `{limit.name}` | {'' if limit.default is MISSING else f'`{limit.default}`'} "
        f"| {cell(about[limit.name])} |"
        for limit in fields(Limits)
    ]
    head = "| field | default | |\n|---|---|---|"
    return "\n".join([f"## `[limits]`\n\n{docstring(Limits)}\n\n{head}", *rows, ""])
