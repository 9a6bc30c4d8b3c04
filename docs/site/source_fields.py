"""What the source says of a class: the sentences below its fields, which Python drops."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass


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
