"""Run a solved notebook in the sandbox, and read how its functions were called."""

import ast
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from importlib import resources
from typing import Any

import numpy as np

from grader.author.marks import Marked
from grader.author.recorder import COLUMNS
from grader.exercise import Case
from grader.frozen import frozen
from grader.model import Chunk, Extraction, Limits, Raised, Status
from grader.notebook import parse
from grader.sandbox.executor import Executor, Question

LIMITS = Limits(
    wall_seconds=120.0, case_wall_seconds=110.0, cpu_seconds=110, memory_mb=2048, answer_mb=64
)
"""What a solved notebook may use: it may train for a while."""


@frozen
class Large:
    """An array too large to be told whole."""

    shape: tuple[int, ...]
    part: Any


@frozen
class Opaque:
    """Something that is no plain value; `kind` is the name of its type."""

    kind: str


@frozen
class Instance:
    """An object of one of the notebook's classes, by its number."""

    number: int
    kind: str


@frozen
class Named:
    """One of the notebook's functions, given to another."""

    name: str

    @property
    def kind(self) -> str:
        """What it is called where nothing describes it."""
        return "function"


@frozen
class Changed:
    """An attribute that a call changed, and its value after it."""

    object: int
    name: str
    value: Any


@frozen
class Origin:
    """Where an argument came from: what an earlier call gave, and a path into it."""

    name: str
    number: int
    path: str


@frozen
class Call:
    """One call of a function of the notebook, or of a method."""

    name: str
    """The function's; class.method."""
    cell: int
    hidden: bool
    depth: int
    """How many other noted calls it was made within."""
    given: Mapping[str, Any]
    origins: Mapping[str, Origin]
    raised: str
    shown: str
    """Its result as Python writes it."""
    result: Any
    altered: tuple[str, ...] = ()
    """Arguments that are others after it."""
    object: int = -1
    """Whose method it is; -1 for a function."""
    takes_any: bool = False
    """Whether it takes any number of arguments."""
    parameters: tuple[str, ...] = ()
    """Those that it takes without their names, in order."""
    is_moved: bool = False
    """Whether it changed anything of its own object."""
    changed: tuple[Changed, ...] = ()
    gave: Mapping[str, Any] = field(default_factory=dict)
    """Attributes of an object that it gave, or of the first of a list: ".data", "[0].data"."""

    @property
    def method(self) -> str:
        """The method's name alone."""
        return self.name.rpartition(".")[2]


@frozen
class Recording:
    """What came of running a notebook."""

    calls: tuple[Call, ...]
    failures: tuple[tuple[int, Raised], ...] = ()
    """Cells with statements that stopped, and with what."""
    ended: Status = Status.PASSED
    """How it ended, where it was not run to its end."""


def record(
    cells: Sequence[tuple[int, Marked]], names: Collection[str], executor: Executor
) -> Recording:
    """Run the cells; of what takes too long, once more only what speaks of the functions."""
    found = _record(cells, names, executor)
    if found.ended is not Status.PASSED:
        speaking = [(n, c) for n, c in cells if any(name in c.run + c.hidden for name in names)]
        needed = [(n, c) for n, c in cells if "import" in c.run or (n, c) in speaking]
        again = _record(needed, names, executor)
        return again if again.ended is Status.PASSED else found
    return found


def _record(
    cells: Sequence[tuple[int, Marked]], names: Collection[str], executor: Executor
) -> Recording:
    beside = resources.files("grader.author")
    chunks = [
        Chunk(0, 1, beside.joinpath(program).read_text("utf-8"))
        for program in ("opener.py", "recorder.py")
    ]
    for number, cell in cells:
        for hidden, source in ((False, cell.run), (True, cell.hidden)):
            chunks.append(Chunk(0, 1, f"_grader_recorder.place({number}, {hidden})"))
            chunks += _chunks(number, source, names)
    asked = Question(0, "calls", Case("calls"), "example", 0, lambda s, _: s.calls(), 64 << 20)
    ran = executor.run(Extraction(tuple(chunks), {"calls": "_grader_calls"}), [asked])
    failures = tuple(
        (chunks[index].cell, raised) for index, raised in ran.load_failures if chunks[index].cell
    )
    outcome = ran.outcomes[0]
    if outcome.status is not Status.PASSED:
        return Recording((), failures, outcome.status)
    rows = outcome.value if isinstance(outcome.value, list) else []
    return Recording(tuple(_calls(rows)), failures)


def _chunks(number: int, source: str, names: Collection[str]) -> Iterator[Chunk]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = parse(source)
    for node in parsed.body:
        decorated = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(d.lineno for d in decorated)])
        lines = parsed.lines[first - 1 : node.end_lineno]
        text = "\n".join(lines) if node.col_offset == 0 else ast.unparse(node)
        if len(parsed.body) > 1 and ";" in text:  # several on one line: only this one
            text = ast.unparse(node)
        yield Chunk(number, first, text)
        name = getattr(node, "name", "")
        if name in names and isinstance(node, ast.FunctionDef):
            yield Chunk(0, 1, f"{name} = _grader_recorder.watched({name!r}, {name})")
        elif name in names and isinstance(node, ast.ClassDef):
            yield Chunk(0, 1, f"_grader_recorder.watch({name})")


_UNTOLD = Call("", 0, True, 0, {}, {}, "untold", "", None)


def _calls(rows: Sequence[Any]) -> Iterator[Call]:
    """Read what the recorder told: the notebook may have told something else in its place."""
    for told in rows:
        try:
            row = dict(zip(COLUMNS, told, strict=True))
            origins = {
                str(key): Origin(str(of[0]), int(of[1]), str(of[2]))
                for key, of in row["from"]
                if of
            }
            given = {str(key): read_told(value) for key, value in row["given"]}
            yield Call(
                str(row["name"]), int(row["cell"]), bool(row["hidden"]), int(row["depth"]),
                given, origins, str(row["raised"]), str(row["shown"]), read_told(row["result"]),
                tuple(map(str, row["altered"] or ())),
                -1 if row["object"] is None else int(row["object"]), bool(row["takes_any"]),
                tuple(map(str, row["parameters"] or ())), bool(row["is_moved"]),
                tuple(Changed(int(n), str(a), read_told(v)) for n, a, v in row["changed"] or ()),
                {str(key): read_told(one) for key, one in row["gave"]},
            )  # fmt: skip
        except (TypeError, KeyError, ValueError, IndexError, AttributeError):
            yield _UNTOLD  # others are known by their places


def read_told(value: Any) -> Any:
    """Return a value that was told, with `Large`, `Instance` and `Opaque` where it is not whole."""
    kind, held = value[0], value[1]
    if kind == "plain":
        return held
    if kind == "large":
        return Large(tuple(int(n) for n in held), np.asarray(value[2]))
    if kind == "dict":
        return {key: read_told(one) for key, one in held.items()}
    if kind in ("list", "tuple"):
        inner = [read_told(one) for one in held]
        return inner if kind == "list" else tuple(inner)
    if kind == "object":
        return Instance(int(held), str(value[2]))
    if kind == "function":
        return Named(str(held))
    return Opaque(str(held))
