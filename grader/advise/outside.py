"""Values that a function takes from the rest of the notebook instead of from its arguments.

Functions, imports, constants in capitals, tiny guards against zero and random generators are what
a module is expected to hold; everything else at top level is some particular data.
"""

import ast
import re
import symtable
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from grader.advise.definition import Definition, Habit
from grader.extract.nodes import nodes_of
from grader.extract.reads import symbols, table_of
from grader.extract.trees import parsed
from grader.model import Chunk
from grader.notebook import Broken

KEY = "advice.outside"

_ASSIGNS = re.compile(
    r"([^\W\d]\w*+(?:[ \t]*+,[ \t]*+[^\W\d]\w*+)*+)[ \t]*+(?::[^=\n]{0,80}+)?+=(?!=)"
)
_MAKERS = frozenset({
    "default_rng", "RandomState", "Random", "SystemRandom", "Generator",
    "Enum", "namedtuple", "TypeVar", "NewType",
})  # fmt: skip
"""Calls that make a source of randomness or a type."""
_MOST = 20
"""Most variables of one notebook that are looked into for one definition."""
_GUARD = 1e-5
"""Numbers this small keep a logarithm or a division from zero."""


@dataclass(frozen=True)
class Variables:
    """Top-level variables by name, each with the last statement that gives it a value."""

    chunks: dict[str, Chunk]
    _parsed: dict[str, ast.expr | None] = field(default_factory=dict)
    """By the statement's source: one statement may give many names a value."""

    def value(self, name: str) -> ast.expr | None:
        """Return the expression that gives a variable its value; None where there is none."""
        source = self.chunks[name].source
        if source not in self._parsed:
            body = parsed(source).body
            value = getattr(body[0], "value", None) if body else None
            self._parsed[source] = value if isinstance(value, ast.expr) else None
        return self._parsed[source]


def outer_variables(chunks: Sequence[Chunk]) -> Variables:
    """Return the top-level variables of these statements."""
    found: dict[str, Chunk] = {}
    for chunk in chunks:
        if match := _ASSIGNS.match(chunk.source):
            found.update(dict.fromkeys(re.findall(r"\w+", match[1]), chunk))
    return Variables(found)


def outside(definition: Definition, variables: Variables) -> Iterator[Habit]:
    """Yield a habit for each variable that a definition's functions read from outside."""
    if not variables.chunks:
        return
    source = definition.chunk.source
    words = set(re.findall(r"\w+", source))
    near = [name for name in variables.chunks if name in words][:_MOST]
    near = [n for n in near if _may_read(source, n) and not _is_expected(n, variables)]
    read = _read_by_functions(source) if near else {}
    lines = _lines(definition, {name: read[name] for name in near if name in read})
    for name, line in lines.items():
        yield Habit(KEY, definition.inside(line), line, name)


def _may_read(source: str, name: str) -> bool:
    """Tell cheaply, on the text, whether a function holds a name that is not plainly its own."""
    reads = re.compile(rf"(?<![\w.]){name}(?!\w)")
    binds = re.compile(rf"^[ \t]*+{name}[ \t]*+=(?!=)", re.MULTILINE)
    functions = [text.partition(")") for text in source.split("def ")[1:]]
    return not functions or any(
        reads.search(body) and not reads.search(header) and not binds.search(body)
        for header, _, body in functions
    )


def _read_by_functions(source: str) -> dict[str, int]:
    """Return the globals that functions read, each with the line of the function that does."""
    top = table_of(source)
    if isinstance(top, Broken):
        return {}
    found: dict[str, int] = {}
    waiting = deque([top])
    while waiting:
        table = waiting.popleft()
        if isinstance(table, symtable.Function):
            for symbol in symbols(table):
                if symbol.is_global() and symbol.is_referenced():
                    found.setdefault(symbol.get_name(), table.get_lineno())
        waiting += table.get_children()
    return found


def _lines(definition: Definition, first: dict[str, int]) -> dict[str, int]:
    """Return where names are first read, looking from a line on.

    Names that are only called, or that only say a type, are left out.
    """
    if not first or definition.node is None:
        return {}
    nodes = nodes_of(definition.node)
    aside = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    aside |= {id(said) for node in nodes if (said := getattr(node, "annotation", None))}
    found: dict[str, int] = {}
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in first and id(node) not in aside:
            line = node.lineno
            if line >= first[node.id]:
                found[node.id] = min(line, found.get(node.id, line))
    return found


def _is_expected(name: str, variables: Variables) -> bool:
    """Whether nobody would pass this value as an argument."""
    value = variables.value(name)
    if value is None:
        return True
    if isinstance(value, ast.Call):
        maker = value.func
        called = maker.attr if isinstance(maker, ast.Attribute) else getattr(maker, "id", "")
        if called in _MAKERS:
            return True
    if isinstance(value, ast.Lambda | ast.Attribute):  # pi = np.pi, relu = np.tanh
        return True
    if isinstance(value, ast.Name):  # another name for a function
        return value.id not in variables.chunks
    if isinstance(value, ast.Constant) and isinstance(value.value, str | bool):
        return True
    if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
        return 0 < value.value <= _GUARD or name.isupper()
    # X and W1 are names of matrices, not of constants
    capitals = name.isupper() and sum(map(str.isalpha, name)) > 2
    return capitals and _is_constant(value)


def _is_constant(value: ast.expr) -> bool:
    """Accept what can be told without running: numbers, texts, and sums and tables of them."""
    return not any(isinstance(n, ast.Call) and not _is_finfo(n) for n in ast.walk(value)) and all(
        n.id.isupper() or n.id in ("np", "numpy", "math")
        for n in ast.walk(value)
        if isinstance(n, ast.Name) and n.id != "float"
    )


def _is_finfo(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "finfo"
