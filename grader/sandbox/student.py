"""Turn an extraction's statements into a live `Student`, and ask it one question at a time.

The innermost step, shared by the sandboxed child and by the bare executor for trusted code.
"""

import __future__

import ast
import sys
import types
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from grader.exercise import Case, Exercise
from grader.model import Chunk, Raised
from grader.sandbox import randomness
from grader.sandbox.rounds import NAME, Rounds, counted
from grader.sandbox.standins import student_builtins

_FUTURE = __future__.annotations.compiler_flag
_MESSAGE_SIZE = 200
"""Characters kept of an exception's message."""


class MissingName(Exception):
    """The exercise asked for something that the submission does not define."""


class Student:
    """What `Exercise.run` is given: the asked names as attributes.

    >>> student.compute_cost(...)       # by its asked name, whatever alias the notebook uses
    >>> student.block("training", mlp=mlp, x=x)["losses"]
    """

    __slots__ = ("_blocks", "_names", "_namespace")

    def __init__(
        self, namespace: dict[str, Any], names: Mapping[str, str], blocks: Mapping[str, Chunk]
    ) -> None:
        self._namespace = namespace
        self._names = names
        self._blocks = blocks

    def __getattr__(self, name: str) -> Any:
        try:
            return self._namespace[self._names[name]]
        except KeyError:
            raise MissingName(name) from None

    def block(self, name: str, rounds: int | None = None, /, **bound: Any) -> dict[str, Any]:
        """Run a top-level block with these names bound; return all names as it leaves them.

        With `rounds`, its for-loop goes round that often, whatever it says.
        """
        if name not in self._blocks:
            raise MissingName(name)
        before = dict(self._namespace)
        try:
            self._namespace.update(bound)
            if rounds is not None:
                self._namespace[NAME] = Rounds(rounds)
            code = _compiled(self._blocks[name], is_counted=rounds is not None)
            exec(code, self._namespace)  # noqa: S102
            return {key: value for key, value in self._namespace.items() if key != NAME}
        finally:
            self._namespace.clear()
            self._namespace.update(before)

    def loop(self, name: str) -> tuple[str, dict[str, Any]] | None:
        """Return a block's source and the names the notebook gives values; None if no block is it.

        For adapters, which find out from them what a student's loop calls its network and data.
        """
        if name not in self._blocks:
            return None
        return self._blocks[name].source, dict(self._namespace)


def load(
    chunks: Iterable[Chunk],
    names: Mapping[str, str],
    blocks: Mapping[str, Chunk],
    modules: Mapping[str, types.ModuleType] | None = None,
) -> tuple[Student, list[tuple[int, Raised]]]:
    """Execute the chunks in order; a chunk that raises costs only what it defines.

    `modules` answer imports during loading and after (the assignment's `provided/`). Returns the
    student and, for each chunk that raised, its index and what was raised.
    """
    sys.modules.update(modules or {})
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
    return Student(namespace, names, blocks), failed


def ask(exercise: Exercise, student: Student, case: Case, seed: int) -> Any:
    """Run one case, with every random stream seeded. The student's exceptions come through."""
    randomness.seed(seed)
    return exercise.run(student, case)


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        code: types.CodeType = compile(
            counted(ast.parse(source)) if is_counted else source,
            _file_name(chunk.cell),
            "exec",
            future,
            dont_inherit=True,
        )
    return code


def _file_name(cell: int) -> str:
    return f"<cell {cell}>"


def _cell_number(file_name: str) -> int | None:
    inside = file_name.removeprefix("<cell ").removesuffix(">")
    return int(inside) if inside != file_name and inside.isdecimal() and len(inside) < 7 else None
