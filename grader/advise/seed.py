"""Functions that fix the random seed themselves, and so draw the same numbers at every call."""

import ast
from collections.abc import Iterator

from grader.advise.definition import Definition, Habit

KEY = "advice.seed"

_SEEDS = frozenset({"seed", "manual_seed", "set_seed"})
_GENERATORS = frozenset({"default_rng", "RandomState"})
_WORDS = ("seed(", *(f"{name}(" for name in _GENERATORS))


def seeds(definition: Definition) -> Iterator[Habit]:
    """Yield where a definition first fixes the seed.

    A seed that the caller chooses is no fault; nor is a generator that an object makes for itself
    once, when it is constructed.
    """
    if not any(word in definition.chunk.source for word in _WORDS):
        return
    for function in definition.functions:
        born = function.name.endswith(".__init__")
        for node in function.whole:
            if isinstance(node, ast.Call) and _fixes(node, born=born):
                yield Habit(KEY, function.name, node.lineno)
                return


def _fixes(node: ast.Call, *, born: bool) -> bool:
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name in _GENERATORS and born:
        return False
    given = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "seed")]
    return name in _SEEDS | _GENERATORS and any(map(_is_fixed, given))


def _is_fixed(value: ast.expr) -> bool:
    if isinstance(value, ast.Name):
        return value.id.isupper()
    return isinstance(value, ast.Constant) and value.value is not None
