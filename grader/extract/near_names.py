"""Names that differ from those asked for by letter case, accents and underscores alone."""

import ast
import unicodedata

from grader.extract.material import Material
from grader.model import Ask

_LONGEST = 80


def near_names(material: Material, ask: Ask) -> list[str]:
    """Return such names that are defined as what is asked for: a class, or a function."""
    names = (ask.name, *ask.aliases)
    wanted = {_bare(name) for name in names}
    kind = ast.ClassDef if ask.kind == "class" else ast.FunctionDef
    return [
        name
        for name, statements in material.bindings.items()
        if len(name) <= _LONGEST
        and name not in names
        and _bare(name) in wanted
        and any(isinstance(one.node, kind) for one in statements)
    ]


def _bare(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.replace("_", "").casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))
