"""Turn an extraction's statements into a live `Student`, and ask it one question at a time.

The innermost step, shared by the sandboxed child and by the bare executor for trusted code.
"""

import sys
import types
import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from grader.exercise import Case, Exercise
from grader.model import Chunk, Raised
from grader.sandbox import randomness
from grader.sandbox.standins import student_builtins

_MESSAGE_SIZE = 500
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

    def block(self, name: str, /, **bound: Any) -> dict[str, Any]:
        """Run a top-level block with these names bound; return all names as it leaves them."""
        if name not in self._blocks:
            raise MissingName(name)
        before = dict(self._namespace)
        try:
            self._namespace.update(bound)
            exec(_compiled(self._blocks[name]), self._namespace)  # noqa: S102
            return dict(self._namespace)
        finally:
            self._namespace.clear()
            self._namespace.update(before)


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
    for index, chunk in enumerate(chunks):
        try:
            exec(_compiled(chunk), namespace)  # noqa: S102
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


def _compiled(chunk: Chunk) -> types.CodeType:
    # empty lines first, so that tracebacks count lines as the cell does
    source = "\n" * (chunk.line - 1) + chunk.source
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        return compile(source, _file_name(chunk.cell), "exec", dont_inherit=True)


def _file_name(cell: int) -> str:
    return f"<cell {cell}>"


def _cell_number(file_name: str) -> int | None:
    inside = file_name.removeprefix("<cell ").removesuffix(">")
    return int(inside) if inside != file_name and inside.isdecimal() and len(inside) < 7 else None
