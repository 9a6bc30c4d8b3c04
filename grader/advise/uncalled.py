"""Functions that stand inside of another and that nothing uses: what they do never happens.

The call is missing, or it was indented into the very function that it should begin.
"""

import ast
from collections import Counter
from collections.abc import Iterator

from grader.advise.definition import Definition, Function
from grader.advise.names import reads
from grader.extract.nodes import nodes_of
from grader.extract.remarks import clip
from grader.model import Text

KEY = "advice.uncalled"


def uncalled(definition: Definition) -> Iterator[Text]:
    """Yield the functions inside of each function that are neither called nor handed on."""
    for function in definition.functions:
        for inner in _unused(function):
            yield definition.said(KEY, function.name, inner.lineno, inner=clip(inner.name))


def _unused(function: Function) -> Iterator[ast.FunctionDef]:
    has_inner = any(isinstance(node, ast.FunctionDef) for node in function.whole[1:])
    if not has_inner or not function.shows_uses:
        return
    inside = [node for node in function.nodes if isinstance(node, ast.FunctionDef)]
    names = Counter(node.name for node in inside)
    for inner in inside:
        by_itself = reads(nodes_of(inner))[inner.name]
        is_known = inner.decorator_list or inner.name in function.outer or names[inner.name] > 1
        if not is_known and function.reads[inner.name] == by_itself:
            yield inner
