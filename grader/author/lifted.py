"""Functions that a notebook hands to its solutions without a name that could be asked with.

A lambda, a function of a test, `np.sin`: each becomes a function with a name in a cell of its own,
which is handed out with the rest. The cells that students see stay as they are.
"""

import ast
import builtins
import copy
import warnings
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np

from grader.author.declare import Function
from grader.author.marks import Marked
from grader.author.objects import Class
from grader.notebook import parse
from grader.syntax import expression_tree

LIFTED = 0
"""The number of the cell that holds them: they are run before all others."""
_HEAD = "# Functions that your answers are asked with: leave this cell as it is.\n"

Made = ast.Lambda | ast.FunctionDef


def lift(
    code: Mapping[int, Marked],
    solved: Mapping[str, Function | Class],
    tests: Collection[int],
    hidden: Collection[int],
) -> dict[int, Marked]:
    """Return the cells with names in the place of such functions, and the cell that defines them.

    Only what is run is changed, and only in cells that hold no solution.
    """
    lifting = _Lifting(solved, _plain_names(code))
    found = dict(code)
    for number, cell in sorted(code.items()):
        if cell.solution or number in hidden:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = parse(cell.run)
        count = len(lifting.made)
        body = [lifting.taken(node, is_test=number in tests) for node in parsed.body]
        if len(lifting.made) > count and not parsed.broken:
            found[number] = replace(cell, run=ast.unparse(ast.Module(body, [])))
    if lifting.made:
        text = _HEAD + "\n\n\n".join(lifting.made) + "\n"
        found[LIFTED] = Marked(text, "", text, text)
    return found


def _plain_names(code: Mapping[int, Marked]) -> set[str]:
    """Return the names that mean the same wherever they stand: modules, functions, Python's own."""
    found = set(vars(builtins))
    for cell in code.values():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = parse(cell.run).body
        for node in body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found |= {(one.asname or one.name).partition(".")[0] for one in node.names}
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
    return found


class _Lifting(ast.NodeTransformer):
    """Statements taken one after the other, and what was made of them."""

    def __init__(self, solved: Mapping[str, Function | Class], plain: set[str]) -> None:
        self.made: list[str] = []
        self._solved, self._plain = solved, plain
        self._known: dict[str, Made] = {}
        self._names: dict[str, str] = {}

    def taken(self, node: ast.stmt, *, is_test: bool) -> ast.stmt:
        """Return a statement of a cell with names in the place of functions; definitions stay."""
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            if is_test and isinstance(node, ast.FunctionDef):
                self._known[node.name] = node
            return node
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self._known[target.id] = node.value
        return self.visit(copy.deepcopy(node))  # type: ignore[no-any-return]

    def visit_Call(self, node: ast.Call) -> ast.Call:
        """Put names in the place of the functions that a solution is given."""
        self.generic_visit(node)
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        solution = self._solved.get(called)
        if isinstance(solution, Function):
            parameters = [*solution.parameters, *map(str, range(len(node.args)))]
            for place, (name, one) in enumerate(zip(parameters, node.args, strict=False)):
                node.args[place] = self._named(f"{called}_{name}", one)
            for given in node.keywords:
                given.value = self._named(f"{called}_{given.arg}", given.value)
        return node

    def _named(self, wanted: str, given: ast.expr) -> ast.expr:
        """Return the name of a function that can be asked with; anything else as it is."""
        made = self._known.get(given.id) if isinstance(given, ast.Name) else _as_made(given)
        if made is None or not _free(made) <= self._plain:
            return given
        told = ast.dump(made)
        if told not in self._names:
            name = f"{wanted}_{len(self.made) + 1}"
            self._names[told] = name
            self.made.append(_definition(made, name))
        return ast.Name(self._names[told], ast.Load())


def _as_made(given: ast.expr) -> Made | None:
    """Return a lambda, also of a function of numpy's that takes one number."""
    if isinstance(given, ast.Lambda):
        return given
    if isinstance(given, ast.Attribute) and isinstance(given.value, ast.Name):
        of_numpy = getattr(np, given.attr, None) if given.value.id in ("np", "numpy") else None
        if isinstance(of_numpy, np.ufunc) and of_numpy.nin == 1:
            found = expression_tree(f"lambda x: {ast.unparse(given)}(x)")
            return found if isinstance(found, ast.Lambda) else None
    return None


def _free(made: Made) -> set[str]:
    """Return the names that a function reads and does not make."""
    names = [node for node in ast.walk(made) if isinstance(node, ast.Name)]
    own = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    own |= {node.arg for node in ast.walk(made) if isinstance(node, ast.arg)}
    return {node.id for node in names} - own - set(_inner(made))


def _inner(made: Made) -> Iterator[str]:
    for node in ast.walk(made):
        if isinstance(node, ast.FunctionDef):
            yield node.name


def _definition(made: Made, name: str) -> str:
    if isinstance(made, ast.FunctionDef):
        renamed = copy.deepcopy(made)
        renamed.name = name
        return ast.unparse(renamed)
    head = ast.unparse(made.args)
    return f"def {name}({head}):\n    return {ast.unparse(made.body)}"
