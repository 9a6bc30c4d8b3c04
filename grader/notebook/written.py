r"""Modules that a notebook writes and then uses: ``%%writefile cost.py``, ``from cost import f``.

So are those that were handed in beside it. No file is written here. The cell is taken for the code
that it is, and the import of it for what it does to names: all of them are in the notebook's own
space already. A module that no later cell imports or runs stays a text that the notebook writes
somewhere.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from grader.model import Cell
from grader.notebook.parse import parse

_WRITES = re.compile(
    r"\A(?P<before>\s*)%%(?:writefile|file)[ \t]+(?:-a[ \t]+|--append[ \t]+)?"
    r"(?P<quote>[\"']?)(?P<path>[^\n\"']{1,200}?)\.py(?P=quote)[ \t]*(?:\n|\Z)"
)
_RUNS = re.compile(
    r"^[ \t]*%(?:run|load)[ \t]+(?:-\w+[ \t]+){0,4}[\"']?([^\n\"']{1,200}?)(?:\.py)?[\"']?[ \t]*$",
    re.MULTILINE,
)
_NOTHING: Mapping[int, str] = MappingProxyType({})
_ADDED = 20_000
"""Most characters that imports may become longer by in all."""


def with_written(cells: Sequence[Cell], beside: Mapping[int, str] = _NOTHING) -> list[Cell]:
    """Return the cells, those that write a module which is used later as code.

    `beside` are cells that are a module already, by their numbers.
    """
    writing = {c.number: found for c in cells if (found := _WRITES.match(c.source))}
    bodies = {n: "\n" * f[0].count("\n") + f.string[f.end() :] for n, f in writing.items()}
    modules = {number: _module(found["path"]) for number, found in writing.items()}
    modules |= beside
    bodies |= {cell.number: cell.source for cell in cells if cell.number in beside}
    if not modules:
        return [*cells]
    used = _used(cells)
    places = {cell.number: place for place, cell in enumerate(cells)}
    taken = {
        number: module
        for number, module in modules.items()
        if any(places[last] > places[number] for last in used.get(module, ()))
    }
    bound: dict[str, tuple[str, ...]] = {}
    for number, module in taken.items():
        bound[module] = (*bound.get(module, ()), *_bound(bodies[number]))
    own = _Written({module: tuple(dict.fromkeys(names)) for module, names in bound.items()})
    return [
        replace(c, source=own.without_imports(bodies[c.number] if c.number in taken else c.source))
        for c in cells
        if c.number in taken or c.number not in beside
    ]


def _bound(source: str) -> Iterator[str]:
    """Yield what a module's statements bind."""
    body = parse(source).body
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _module(path: str) -> str:
    """Return what a written file is imported as."""
    return path.strip().removeprefix("./").replace("\\", "/").replace("/", ".")


def _used(cells: Sequence[Cell]) -> dict[str, list[int]]:
    """Return, by module, the cells that import or run it."""
    used: dict[str, list[int]] = {}
    for cell in cells:
        names = {_module(path) for path in _RUNS.findall(cell.source)}
        if "import" in cell.source:
            for node in _imports(parse(cell.source).body):
                names |= _imported(node)
        for name in names:
            used.setdefault(name, []).append(cell.number)
    return used


def _imports(body: Sequence[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    module = node.module or ""
    # `from package import module`, too
    return {module, *(f"{module}.{alias.name}".lstrip(".") for alias in node.names)}


class _Written:
    """The modules that are taken, and what an import of them does to names."""

    def __init__(self, modules: Mapping[str, tuple[str, ...]]) -> None:
        self._modules = modules
        self._room = _ADDED

    def without_imports(self, source: str) -> str:
        """Write each import of a module that is taken as what it does to the notebook's names."""
        if not self._modules or "import" not in source:
            return source
        parsed = parse(source)
        lines = source.split("\n")
        for node in _imports(parsed.body):
            first, last = node.lineno - 1, node.end_lineno or node.lineno
            instead = self._instead(node)
            if instead and lines[first:last] == parsed.lines[first:last]:
                _replace(lines, node, instead)
        return "\n".join(lines)

    def _instead(self, node: ast.Import | ast.ImportFrom) -> list[str]:
        """Return the statements that do what an import of these does; none for another one."""
        if isinstance(node, ast.Import):
            if self._modules.keys().isdisjoint(alias.name for alias in node.names):
                return []
            return [
                self._whole(a.name, a.asname or a.name.partition(".")[0], a) for a in node.names
            ]
        if node.module in self._modules:
            pairs = [(a.asname, a.name) for a in node.names if a.asname and a.asname != a.name]
            return [f"{new} = {name}" for new, name in pairs] or ["pass"]
        inside = f"{node.module}." if node.module else ""
        if self._modules.keys().isdisjoint(f"{inside}{a.name}" for a in node.names):
            return []
        return [self._whole(f"{inside}{a.name}", a.asname or a.name, None) for a in node.names]

    def _whole(self, module: str, bound: str, alias: ast.alias | None) -> str:
        """Return the statement that binds a module: one that is taken is a bundle of its names."""
        names = self._modules.get(module)
        if names is None and alias:
            return f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
        if names is None:
            package, _, name = module.rpartition(".")
            return f"from {package or '.'} import {name} as {bound}"
        self._room -= sum(map(len, names))
        given = ", ".join(f"{name}={name}" for name in names) if self._room > 0 else ""
        return f"{bound} = __import__('types').SimpleNamespace({given})"


def _replace(lines: list[str], node: ast.Import | ast.ImportFrom, instead: list[str]) -> None:
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before = lines[first].encode()[: node.col_offset].decode()
    after = lines[last].encode()[node.end_col_offset or 0 :].decode()
    lines[first : last + 1] = [f"{before}{'; '.join(instead)}{after}", *[""] * (last - first)]
