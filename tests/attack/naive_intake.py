"""What a grader without protections makes of a hand-in.

It unpacks to disk whatever names say, reads files whole and follows links, decodes JSON and
compiles cells as they are, and looks for magics with expressions as one first writes them. What was
handed in then "escapes" (a file lies elsewhere), is "taken" (an answer was read by a link),
"hoards" memory, the grader "breaks" with an exception, or "endures".
"""

import ast
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

_EXPRESSIONS = (
    re.compile(r'"""(?:\\.|[^\\])*?"""', re.DOTALL),
    re.compile(r"^\s*(?:\w+\s*)+[=%]", re.MULTILINE),
    re.compile(r"(?:\?+\s*)+$", re.MULTILINE),
)


def handed_in(path: Path) -> list[str]:
    """Return what was seen while all of it was read."""
    place = path.parent / "a" / "b" / "c" / "d" / "unpacked"
    place.mkdir(parents=True)
    before = set(path.parent.rglob("*"))
    seen = []
    for content in _contents(path, place):
        if b"SECRET" in content:
            seen.append("taken")
        elif content[:1] in b"{[":
            _notebook(json.loads(content.decode()))
        else:
            _cell(content.decode())
    left = {p for p in path.parent.rglob("*") if place not in p.parents} - before
    return [*seen, *(["escapes"] if left else [])]


def _contents(path: Path, place: Path) -> list[bytes]:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                target = place / member.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(member))
        return [p.read_bytes() for p in place.rglob("*") if p.is_file()]
    if path.is_dir():
        copy = place / "class"
        copy.mkdir()
        for source in path.iterdir():
            if source.is_dir():
                shutil.copytree(source, copy / source.name)
            else:
                (copy / source.name).write_bytes(source.read_bytes())
        return [p.read_bytes() for p in copy.rglob("*") if p.is_file()]
    return [path.read_bytes()]


def _notebook(document: Any) -> None:
    for cell in document["cells"]:
        if cell and cell["cell_type"] == "code":
            _cell("".join(cell["source"]))


def _cell(source: str) -> None:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        for expression in _EXPRESSIONS:
            source = expression.sub("", source)
        return
    compile(tree, "<cell>", "exec")
