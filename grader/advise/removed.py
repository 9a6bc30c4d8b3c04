"""Names that numpy has no more: they work here as they did, and elsewhere stop the function."""

import ast
from collections.abc import Iterator

from grader.advise.arrays import is_numpy
from grader.advise.definition import Definition, Habit
from grader.sandbox.removed_names import REMOVED

KEY = "advice.removed"


def removed(definition: Definition) -> Iterator[Habit]:
    """Yield where a definition first uses each such name."""
    source = definition.chunk.source
    if not any(f".{name}" in source for name in REMOVED):
        return
    seen: set[str] = set()
    for function in definition.functions:
        for node in function.whole:
            if not (isinstance(node, ast.Attribute) and is_numpy(node.value)):
                continue
            # `np.bool` and `np.long` are back, with a meaning that serves as well
            if node.attr in REMOVED and node.attr not in ("bool", "long", *seen):
                seen.add(node.attr)
                yield Habit(KEY, function.name, node.lineno, node.attr)
