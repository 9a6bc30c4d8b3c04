"""What the source says of a class: the sentences below its fields, which Python drops."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass
class Field:
    """A field as it is written: its annotation, its default, the sentence below it."""

    name: str
    kind: str
    default: str | None
    about: str


def fields_of(cls: type) -> Iterator[Field]:
    """Yield a class's own annotated fields, in their order."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    [definition] = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    after = [*definition.body[1:], None]
    for node, following in zip(definition.body, after, strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            default = None if node.value is None else ast.unparse(node.value)
            kind = ast.unparse(node.annotation)
            yield Field(node.target.id, kind, default, _sentence(following))


def attributes_of(cls: type) -> Iterator[Field]:
    """Yield what an object has beside its class's fields: properties, and what `__init__` sets."""
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    for node in (one for one in ast.walk(definition) if isinstance(one, ast.FunctionDef)):
        returns = "" if node.returns is None else ast.unparse(node.returns)
        if node.name.startswith("_") and node.name != "__init__":
            continue
        if any(isinstance(one, ast.Name) and one.id == "property" for one in node.decorator_list):
            yield Field(node.name, returns, None, _sentence(node.body[0]))
        if node.name == "__init__":
            for set_to, following in pairwise([*node.body, None]):
                if about := _sentence(following):
                    yield Field(*_set(set_to, node), None, about)


def _set(node: ast.stmt | None, init: ast.FunctionDef) -> tuple[str, str]:
    """Return the name and the type of what a statement of `__init__` sets on the object."""
    types = {one.arg: one.annotation for one in init.args.args}
    target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]  # type: ignore[union-attr]
    kind = node.annotation if isinstance(node, ast.AnnAssign) else types[node.value.id]  # type: ignore[union-attr]
    return target.attr, ast.unparse(kind)  # type: ignore[union-attr, arg-type]


def _sentence(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return " ".join(str(node.value.value).split())
    return ""


def cell(text: str) -> str:
    """Return a text as it may stand in a cell of a table."""
    return text.replace("|", "\\|")


def docstring(thing: object) -> str:
    """Return a docstring, as it stands."""
    return inspect.getdoc(thing) or ""
