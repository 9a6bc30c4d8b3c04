"""With what arguments a definition is called: the handout's signature, and the student's."""

import ast
import re

from grader.extract.remarks import clip
from grader.extract.trees import parsed
from grader.model import Extraction, Raised, Text

_REFUSED = re.compile(
    r"((?:[\w<>]{1,80}\.){0,8})([^\W\d]\w{0,80})\(\) "
    r"(?:takes |missing |got (?:an unexpected|multiple values|some positional))"
)
"""What Python says of a call that a signature does not fit."""
_LONGEST = 120
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def signature_differs(raised: Raised, student: Extraction, handout: Extraction) -> Text | None:
    """Return the sentence with both signatures where a call did not fit the student's own.

    None where the call was not ours, or where the two are the same.
    """
    match = _REFUSED.match(raised.message)
    if raised.type != "TypeError" or raised.cell is not None or match is None:
        return None
    owner, name = match[1].rstrip(".").rpartition(".")[2], match[2]
    asked = {own: asked for asked, own in student.names.items()}
    if (owner or name) not in asked:
        return None
    one = asked[owner or name]
    yours = _signature(student, one, name if owner else "")
    theirs = _signature(handout, one, name if owner else "")
    if not yours or not theirs or yours == theirs:
        return None
    said = f"{owner}.{name}" if owner else name
    return Text("why.signature", {"name": clip(said), "theirs": theirs, "yours": yours})


def _signature(extraction: Extraction, asked: str, method: str) -> str:
    """Return "(a, b)" for the last definition of an asked name, or of a method; "" without one."""
    name = extraction.names.get(asked, asked)
    for chunk in reversed(extraction.chunks):
        for node in parsed(chunk.source).body if name in chunk.source else ():
            if method and isinstance(node, ast.ClassDef) and node.name == name:
                return _of_method(node, method)
            if not method and isinstance(node, _Function) and node.name == name:
                return _written(node.args, skip=0)
    return ""


def _of_method(node: ast.ClassDef, method: str) -> str:
    found = [part for part in node.body if isinstance(part, _Function) and part.name == method]
    return _written(found[-1].args, skip=1) if found else ""


def _written(arguments: ast.arguments, skip: int) -> str:
    """Write the names of parameters; without the first, which is the object itself."""
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args)][skip:]
    if arguments.vararg:
        names.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        names.append("*")
    names += [a.arg for a in arguments.kwonlyargs]
    if arguments.kwarg:
        names.append(f"**{arguments.kwarg.arg}")
    text = f"({', '.join(names)})"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
