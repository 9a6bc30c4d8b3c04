"""Statements that are forgotten in a class whose objects keep what they were made of.

An attribute that is read and never given a value, the other half of a step back, a function that is
written and never handed on.
"""

import ast
from collections.abc import Iterator

from grader.repair import added
from grader.repair.statements import Place
from grader.repair.written import Written
from grader.syntax import syntax_tree

_SURE, _LIKELIER, _LIKELY, _MAYBE = -5.0, -3.5, -2.0, -1.0
_FIRST_VALUES = ("0.0", '""', "None", "[]", "()")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def edits(tree: ast.stmt, written: Written) -> Iterator[Place]:
    """Yield statements that are added to a class, or to its methods."""
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef):
            methods = [one for one in kind.body if isinstance(one, ast.FunctionDef)]
            yield from _never_kept(kind, methods, written)
            yield from _begins_with(methods, written)
            yield from _converted(methods, written)
            for method in methods:
                yield from _other_half(method, written)
                yield from _never_handed_on(method, methods, written)


def _never_kept(
    kind: ast.ClassDef, methods: list[ast.FunctionDef], written: Written
) -> Iterator[Place]:
    """Yield ``self.x = x`` for what an object is made with, and a first value for the rest."""
    made = next((one for one in methods if one.name == "__init__"), None)
    if made is None or len(made.args.args) == 0 or made.body[0].lineno == made.lineno:
        return
    own = made.args.args[0].arg
    read = {one.id for one in ast.walk(made) if isinstance(one, ast.Name)}
    known = {one.name for one in methods}
    known |= {name for one in ast.walk(made) for name in _stored(one)}
    asked = dict.fromkeys(
        one.attr
        for one in ast.walk(kind)
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.attr not in known
    )
    for arg in made.args.args[1:]:
        if arg.arg not in read:
            hidden = _SURE if f"_{arg.arg}" in asked else _MAYBE
            yield from _in_turn(made, arg.arg, f"{own}.{arg.arg} = {arg.arg}", written, _SURE)
            yield from _in_turn(made, arg.arg, f"{own}._{arg.arg} = {arg.arg}", written, hidden)
    elsewhere = {name for one in ast.walk(kind) for name in _stored(one)}
    added_to = {
        one.target.attr
        for one in ast.walk(kind)
        if isinstance(one, ast.AugAssign) and isinstance(one.target, ast.Attribute)
    }
    for attribute in [*asked][:4]:
        likely = _LIKELIER if attribute in added_to else _MAYBE
        for value in _FIRST_VALUES[:1] if attribute in elsewhere else _FIRST_VALUES:
            yield from _in_turn(made, "", f"{own}.{attribute} = {value}", written, likely)


def _in_turn(
    made: ast.FunctionDef, name: str, text: str, written: Written, unlikely: float
) -> Iterator[Place]:
    """Yield a statement in its turn: before those that use a later argument, or else last."""
    given = [one.arg for one in made.args.args]
    later = {*given[given.index(name) + 1 :]} if name in given else set()
    for statement in made.body:
        if later & {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)}:
            yield added.before(statement, text, written, unlikely)
            return
    if place := added.after(made.body[-1], text, written, unlikely):
        yield place


def _stored(node: ast.AST) -> Iterator[str]:
    """Yield the attributes that a statement gives a value to, and does not only add to."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        for one in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(one, ast.Attribute):
                yield one.attr


def _converted(methods: list[ast.FunctionDef], written: Written) -> Iterator[Place]:
    """Yield ``other = made_of(other)`` where other methods do so and this one does not."""
    done = dict[str, str]()
    has: dict[str, set[str]] = {}
    for method in methods:
        for one in method.body:
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
                name, text = one.targets[0].id, ast.unparse(one)
                reads = {n.id for n in ast.walk(one.value) if isinstance(n, ast.Name)}
                if name in reads:
                    done.setdefault(text, name)
                    has.setdefault(text, set()).add(method.name)
    for text, name in done.items():
        for method in methods:
            given = {one.arg for one in method.args.args}
            if name in given and method.name not in has[text]:
                yield added.before(method.body[0], text, written, _LIKELIER)


def _begins_with(methods: list[ast.FunctionDef], written: Written) -> Iterator[Place]:
    """Yield ``self.grad = 1`` before the loop of a method, of what began as another number."""
    made = next((one for one in methods if one.name == "__init__"), None)
    if made is None:
        return
    numbers = [
        target.attr
        for one in ast.walk(made)
        if isinstance(one, ast.Assign) and _is_number(one.value)
        for target in one.targets
        if isinstance(target, ast.Attribute)
    ]
    for method in methods:
        loops = [one for one in method.body if isinstance(one, ast.For)]
        stored = {
            one.attr
            for one in ast.walk(method)
            if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store)
        }
        for attribute in numbers if loops and method.args.args and method is not made else ():
            if attribute not in stored:
                text = f"{method.args.args[0].arg}.{attribute} = 1"
                yield added.before(loops[-1], text, written, _LIKELY)


def _is_number(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float)


def _other_half(method: ast.FunctionDef, written: Written) -> Iterator[Place]:
    """Yield a step's statement with the two objects of a method the other way round.

    ``b.grad += g * a.data`` is there; ``a.grad += g * b.data`` may be what is missing.
    """
    given = [one.arg for one in method.args.args]
    if len(given) != 2:
        return
    inner = [one for one in ast.walk(method) if isinstance(one, ast.FunctionDef)]
    for function in inner:
        told = {ast.unparse(target) for one in function.body for target in _targets(one)}
        for one in function.body:
            for target in _targets(one):
                turned = _turned_round(one, given)
                other = ast.unparse(_turned_round(target, given))
                if other not in told and one.lineno == one.end_lineno:
                    text = ast.unparse(turned)
                    yield added.before(one, text, written, _LIKELY)


def _targets(statement: ast.stmt) -> list[ast.Attribute]:
    found: list[ast.expr] = []
    if isinstance(statement, ast.AugAssign):
        found = [statement.target]
    elif isinstance(statement, ast.Assign):
        found = [*statement.targets]
    return [one for one in found if isinstance(one, ast.Attribute)]


class _Turn(ast.NodeTransformer):
    def __init__(self, names: list[str]) -> None:
        self._other = {names[0]: names[1], names[1]: names[0]}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._other.get(node.id, node.id), node.ctx)


def _turned_round(node: ast.AST, names: list[str]) -> ast.AST:
    again = syntax_tree(ast.unparse(node)).body[0]
    whole = again.value if isinstance(again, ast.Expr) else again
    turned: ast.AST = _Turn(names).visit(whole)
    return turned


def _never_handed_on(
    method: ast.FunctionDef, methods: list[ast.FunctionDef], written: Written
) -> Iterator[Place]:
    """Yield what hands a function on that is written inside a method, as other methods do it."""
    inner = [one for one in method.body if isinstance(one, ast.FunctionDef)]
    read = {one.id for one in ast.walk(method) if isinstance(one, ast.Name)}
    for function in inner:
        last = method.body[-1]
        if function.name in read or not isinstance(last, ast.Return) or last.value is None:
            continue
        value = last.value
        if isinstance(value, ast.Name):
            for attribute in _handed_as(methods):
                text = f"{value.id}.{attribute} = {function.name}"
                yield added.before(last, text, written, _LIKELY)
        elif isinstance(value, ast.Call) and value.args:
            end = written.span(value.args[-1])[1]
            line = value.args[-1].end_lineno or value.lineno
            text = f", {function.name}"
            yield Place("argument", (end, end), text, line, 1, unlikely=_LIKELY)


def _handed_as(methods: list[ast.FunctionDef]) -> list[str]:
    """Return the attributes that are given a function which is written inside a method."""
    found = dict[str, None]()
    for method in methods:
        names = {one.name for one in ast.walk(method) if isinstance(one, ast.FunctionDef)}
        for one in ast.walk(method):
            if isinstance(one, ast.Assign) and isinstance(one.value, ast.Name | ast.Lambda):
                is_one = isinstance(one.value, ast.Lambda) or one.value.id in names
                for target in one.targets if is_one else ():
                    if isinstance(target, ast.Attribute):
                        found.setdefault(target.attr)
    return [*found]
