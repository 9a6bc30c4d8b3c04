"""Python files that a notebook imports from beside it: they are part of what it hands in."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from grader.intake.found import Found
from grader.intake.hand_in import MOST_BESIDE
from grader.notebook.beside import MODULES

Beside = tuple[tuple[str, bytes], ...]
"""Files by their names, with what they hold: `Submission.beside`."""
_IMPORTED = re.compile(rb"(?:(?:\b|\\[nrt])(?:from|import)|%run)[ \t]{1,8}([A-Za-z_]\w{0,99})")
"""`from cost import f`, `import cost`, `%run cost.py`."""


def imported_in(content: bytes) -> set[bytes]:
    """Return the modules that a file imports, or runs, as far as that shows unparsed."""
    return set(_IMPORTED.findall(content))


def stem(name: str) -> bytes:
    """Return what a Python file is imported as."""
    return name[: -len(".py")].encode("utf-8", "replace")


def is_python(name: str) -> bool:
    """Tell a Python file by its name."""
    return name.lower().endswith(".py")


def imported_by(content: bytes, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return those of some Python files that a notebook imports, and those that they do.

    Those that others import come first.
    """
    known = {stem(name): name for name in files}
    done: dict[str, None] = {}
    begun: set[str] = set()

    def visit(content: bytes) -> None:
        for name in sorted(known[one] for one in imported_in(content) & known.keys()):
            if name not in begun and len(begun) < MODULES:
                begun.add(name)
                visit(files[name])
                done[name] = None

    visit(content)
    return tuple(done)


def joined(notebook: Found, modules: Sequence[Found]) -> Found:
    """Return a notebook with the files that go with it."""
    places = tuple((one.within[-1], one.handed.place) for one in modules)
    return replace(notebook, handed=replace(notebook.handed, beside=places))


def each_in_its_folder(found: Sequence[Found]) -> Iterator[tuple[str, ...]]:
    """Yield the folders that are one person's each: beside others, all with a single notebook.

    Where a folder is everybody's, one person's notebook could else take another's file for its own
    by importing it.
    """
    notebooks: dict[tuple[str, ...], int] = {}
    for one in found:
        if one.why is None and len(one.within) > 2:
            notebooks.setdefault(one.place, 0)
            notebooks[one.place] += not is_python(one.within[-1])
    beside: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for place in notebooks:
        beside.setdefault(place[:-1], []).append(place)
    for places in beside.values():
        if len(places) > 1 and all(notebooks[place] == 1 for place in places):
            yield from places


def on_disk(notebook: Path, content: bytes, provided: Container[tuple[str, ...]]) -> Beside:
    """Return the Python files in a notebook's folder that it imports, with what they hold.

    What the course gives out, `provided`, is left out: it is there anyway.
    """
    found: dict[str, bytes] = {}
    waiting = [content]
    while waiting and len(found) < MODULES:
        for one in sorted(imported_in(waiting.pop())):
            name = f"{one.decode()}.py"
            path = notebook.parent / name
            if name in found or (name,) in provided or path == notebook or path.is_symlink():
                continue
            if not path.is_file():
                continue
            with suppress(OSError), path.open("rb") as file:
                found[name] = file.read(MOST_BESIDE)
                waiting.append(found[name])
    return tuple((name, found[name]) for name in imported_by(content, found))
