"""Turn an extraction's statements into live names, and run its top-level blocks.

The innermost step on the student's side: it knows statements and names, and nothing of questions.
"""

import __future__

import ast
import sys
import types
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.model import Chunk, Raised
from grader.sandbox import removed_names
from grader.sandbox.fallbacks import tried
from grader.sandbox.rounds import NAME, Rounds, counted
from grader.sandbox.standins import TRIED, student_builtins

_FUTURE = __future__.annotations.compiler_flag
_MESSAGE_SIZE = 200
"""Characters kept of an exception's message."""


class Loaded:
    """A submission's names as its statements left them, and its blocks."""

    __slots__ = ("_blocks", "namespace")

    def __init__(self, namespace: dict[str, Any], blocks: Sequence[Chunk] = ()) -> None:
        self.namespace = namespace
        self._blocks = blocks

    def block(self, place: int, rounds: int | None, bound: Mapping[str, Any]) -> dict[str, Any]:
        """Run a block with these names bound; return all names as it leaves them.

        With `rounds`, its for-loop goes round that often, whatever it says.
        """
        before = dict(self.namespace)
        try:
            self.namespace.update(bound)
            if rounds is not None:
                self.namespace[NAME] = Rounds(rounds)
            code = _compiled(self._blocks[place], is_counted=rounds is not None)
            exec(code, self.namespace)  # noqa: S102
            return {key: value for key, value in self.namespace.items() if key != NAME}
        finally:
            self.namespace.clear()
            self.namespace.update(before)


def load(
    chunks: Iterable[Chunk],
    blocks: Sequence[Chunk] = (),
    modules: Mapping[str, types.ModuleType] | None = None,
) -> tuple[Loaded, list[tuple[int, Raised]]]:
    """Execute the chunks in order; a chunk that raises costs only what it defines.

    `modules` answer imports during loading and after (the assignment's `provided/`). Returns the
    names and, for each chunk that raised, its index and what was raised.
    """
    sys.modules.update(modules or {})
    removed_names.restore()
    # the notebook's own name; it also hides the zygote's main module
    module = types.ModuleType("__main__")
    namespace = module.__dict__
    namespace["__builtins__"] = student_builtins()
    sys.modules["__main__"] = module
    failed = []
    future = 0
    for index, chunk in enumerate(chunks):
        try:
            code = _compiled(chunk, future)
            future |= code.co_flags & _FUTURE
            exec(code, namespace)  # noqa: S102
        except BaseException as error:
            failed.append((index, raised(error)))
    return Loaded(namespace, blocks), failed


def raised(error: BaseException) -> Raised:
    """Describe an exception, with the last place in the notebook that it passed through."""
    try:
        message = str(error)[:_MESSAGE_SIZE]
    except BaseException:  # a student's own __str__
        message = ""
    cell = line = None
    trace = error.__traceback__
    while trace is not None:
        found = _cell_number(trace.tb_frame.f_code.co_filename)
        if found is not None:
            cell, line = found, trace.tb_lineno
        trace = trace.tb_next
    return Raised(type(error).__name__[:80], message, cell, line)


def _compiled(chunk: Chunk, future: int = 0, *, is_counted: bool = False) -> types.CodeType:
    """Compile a chunk; `future` carries `from __future__` imports over from earlier ones.

    A counted loop goes over `grader.sandbox.rounds`.
    """
    # empty lines first, so that tracebacks count lines as the cell does
    source = "\n" * (chunk.line - 1) + chunk.source
    file_name = _file_name(chunk.cell)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        code: types.CodeType = compile(
            counted(ast.parse(source)) if is_counted else source,
            file_name,
            "exec",
            future,
            dont_inherit=True,
        )
        TRIED.update((file_name, chunk.line - 1 + line) for line in tried(chunk.source))
    return code


def _file_name(cell: int) -> str:
    return f"<cell {cell}>"


def _cell_number(file_name: str) -> int | None:
    inside = file_name.removeprefix("<cell ").removesuffix(">")
    return int(inside) if inside != file_name and inside.isdecimal() and len(inside) < 7 else None
