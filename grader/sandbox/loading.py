"""Turn an extraction's statements into live names, and run its top-level blocks.

The innermost step on the student's side: it knows statements and names, and nothing of questions.
"""

import __future__

import ast
import builtins
import sys
import types
import warnings
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from grader.model import Chunk, Raised
from grader.sandbox import removed_names
from grader.sandbox.fallbacks import tried
from grader.sandbox.rounds import NAME, Rounds, counted
from grader.sandbox.standins import TRIED, student_builtins
from grader.shortened import MESSAGE, shortened

_FUTURE = __future__.annotations.compiler_flag
_MOST_SPACES = 20
# what an object says of itself may be anything, and may stop with an exception of its own
_NAME_OF: Callable[[type], str] = vars(type)["__name__"].__get__
_TRACE_OF: Callable[[BaseException], types.TracebackType | None] = vars(BaseException)[
    "__traceback__"
].__get__


class Loaded:
    """A submission's names as its statements left them, and its blocks."""

    __slots__ = ("_as_loaded", "_blocks", "_spaces", "namespace")

    def __init__(
        self,
        namespace: dict[str, Any],
        blocks: Sequence[Chunk] = (),
        spaces: "Spaces | None" = None,
    ) -> None:
        self.namespace = namespace
        self._spaces = spaces or Spaces(namespace)
        self._blocks = blocks
        self._as_loaded: dict[str, Any] | None = None

    def redefine(self, chunk: Chunk) -> None:
        """Execute a statement in other words, among the names as loading left them.

        What an earlier one bound is gone. Lets whatever it raises through.
        """
        if self._as_loaded is None:
            self._as_loaded = dict(self.namespace)
        else:
            self.namespace.clear()
            self.namespace.update(self._as_loaded)
        exec(_compiled(chunk), self.namespace)  # noqa: S102

    def block(self, place: int, rounds: int | None, bound: Mapping[str, Any]) -> dict[str, Any]:
        """Run a block with these names bound; return all names as it leaves them.

        With `rounds`, its for-loop goes round that often, whatever it says.
        """
        block = self._blocks[place]
        names = self._spaces.at(block)
        before = dict(names)
        try:
            names.update(bound)
            if rounds is not None:
                names[NAME] = Rounds(rounds)
            code = _compiled(block, is_counted=rounds is not None)
            exec(code, names)  # noqa: S102
            return {key: value for key, value in names.items() if key != NAME}
        finally:
            names.clear()
            names.update(before)


class Spaces:
    """The names of a submission: one space, and one more from each chunk on that stands apart.

    A function keeps the space it was defined in: what its names meant there is what they mean.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self._all = [names]
        self._from: list[tuple[int, int]] = []
        """Where each space but the first begins."""

    @property
    def names(self) -> dict[str, Any]:
        """The names as they are now, and in the end as the last chunk left them."""
        return self._all[-1]

    def part(self, chunk: Chunk) -> None:
        """Go on in a copy from this chunk on; not more often than anybody would need."""
        if len(self._all) < _MOST_SPACES:
            self._all.append(dict(self.names))
            self._from.append((chunk.cell, chunk.line))

    def lend(self) -> None:
        """Give each space the names that it never had, as the first space after it has them."""
        own = vars(builtins)
        for after, before in pairwise(reversed(self._all)):
            before.update({k: v for k, v in after.items() if k not in before and k not in own})

    def at(self, block: Chunk) -> dict[str, Any]:
        """Return the names that a block meets."""
        return self._all[bisect(self._from, (block.cell, block.line))]


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
    spaces = Spaces(namespace)
    failed = []
    future = 0
    for index, chunk in enumerate(chunks):
        if chunk.apart:
            spaces.part(chunk)
        try:
            code = _compiled(chunk, future)
            future |= code.co_flags & _FUTURE
            exec(code, spaces.names)  # noqa: S102
        except BaseException as error:
            failed.append((index, raised(error)))
    spaces.lend()
    return Loaded(spaces.names, blocks, spaces), failed


def cell_number(file_name: str) -> int | None:
    """Return the number of the cell that was compiled under this name; None for other files."""
    inside = file_name.removeprefix("<cell ").removesuffix(">")
    return int(inside) if inside != file_name and inside.isdecimal() and len(inside) < 7 else None


def raised(error: BaseException, cell_of: Callable[[str], int | None] = cell_number) -> Raised:
    """Describe an exception, with the last place in the notebook that it passed through."""
    try:
        message = shortened(str.__str__(str(error)), MESSAGE)
    except BaseException:  # a student's own __str__
        message = ""
    cell = line = None
    trace = _TRACE_OF(error)
    while trace is not None:
        found = cell_of(trace.tb_frame.f_code.co_filename)
        if found is not None:
            cell, line = found, trace.tb_lineno
        trace = trace.tb_next
    return Raised(_NAME_OF(type(error))[:80], message, cell, line)


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
