"""What an assignment asks for and what it gives out, as far as the intake has to know."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.errors import UnreadableNotebook
from grader.find import known_assignments
from grader.frozen import frozen
from grader.language import LANGUAGES
from grader.notebook.encoding import to_utf8

_DEFINED = re.compile(rb"(?:\b|\\[nrt])(?:def|class)[ \t]{1,8}([A-Za-z_]\w{0,99})")
"""A definition, in Python or in the JSON of a notebook."""
_LOOP = re.compile(rb"(?:^|\"|\\[nr])(?:for|while)[ \t(]", re.MULTILINE)
"""A loop at the beginning of a line, in the same."""


@frozen
class Wanted:
    """An assignment's names and files. Without one (in tests) nothing is asked for."""

    slug: str = ""
    language: str = LANGUAGES[-1]
    """The assignment's own."""
    names: tuple[frozenset[str], ...] = ()
    """What each thing that is asked for may be called."""
    blocks: bool = False
    """Whether a loop without a name is asked for."""
    provided: frozenset[tuple[str, ...]] = frozenset()
    """Paths of the modules that students are given, of this assignment and of all known ones."""

    def defined_in(self, content: bytes) -> int:
        """Return how many of the things asked for are defined in a file."""
        found = defined_names(content)
        return sum(not found.isdisjoint(names) for names in self.names)

    def may_be_in(self, content: bytes) -> bool:
        """Tell whether anything that is asked for may be in a file."""
        loops = self.blocks and _LOOP.search(content) is not None
        return loops or self.defined_in(content) > 0


def wanted_by(folder: Path) -> Wanted:
    """Return what the assignment of a folder wants; nothing of one whose file is faulty."""
    return _wanted(folder, [folder, *known_assignments().values()])


def others(wanted: Wanted) -> list[Wanted]:
    """Return what the other known assignments want."""
    known = (_wanted(folder, ()) for folder in known_assignments().values())
    return [other for other in known if other.slug != wanted.slug]


def meant(content: bytes, wanted: Wanted, others: Sequence[Wanted]) -> str:
    """Return the slug of the assignment that most of a file's definitions belong to.

    Empty where one of the wanted names is defined, or none of any other assignment.
    """
    if not wanted.names or wanted.defined_in(content):
        return ""
    fits = [(other.defined_in(content), other.slug) for other in others]
    most, slug = max(fits, default=(0, ""), key=lambda fit: fit[0])
    return slug if most else ""


def defined_names(content: bytes) -> frozenset[str]:
    """Return the names of the functions and classes that a file of either kind defines.

    It is not parsed, and nothing is decided by it but whose file is looked at first.
    """
    try:
        content = to_utf8(content)
    except UnreadableNotebook:
        return frozenset()
    return frozenset(name.decode() for name in _DEFINED.findall(content))


def wanted_in(content: bytes, slug: str) -> Wanted:
    """Return what an `assignment.toml` wants; nothing of one that is faulty."""
    return _of_table(_table(content), slug, frozenset())


def _wanted(folder: Path, courses: Any) -> Wanted:
    provided = frozenset(path for course in courses for path in _provided(course / "provided"))
    try:
        content = (folder / "assignment.toml").read_bytes()
    except OSError:  # whoever loads it will say so
        content = b""
    return _of_table(_table(content), folder.name, provided)


def _of_table(table: Mapping[str, Any], slug: str, provided: frozenset[tuple[str, ...]]) -> Wanted:
    languages = [said for said in _listed(table, "languages") if said in LANGUAGES]
    names = table.get("names")
    return Wanted(
        str(table.get("slug", slug)),
        languages[0] if languages else LANGUAGES[-1],
        tuple(_names(names)) if isinstance(names, Mapping) else (),
        _asks_for_blocks(names) if isinstance(names, Mapping) else False,
        provided,
    )


def _names(table: Mapping[str, Any]) -> list[frozenset[str]]:
    return [
        frozenset({name, *_listed(asked, "aliases")})
        for name, asked in table.items()
        if isinstance(asked, Mapping)
    ]


def _asks_for_blocks(table: Mapping[str, Any]) -> bool:
    """Tell whether a block is asked for, or may answer in the place of a function."""
    tables = [asked for asked in table.values() if isinstance(asked, Mapping)]
    return any(asked.get("kind") == "block" or asked.get("calls") for asked in tables)


def _listed(table: Mapping[str, Any], key: str) -> list[str]:
    found = table.get(key)
    return [str(entry) for entry in found] if isinstance(found, list) else []


def _provided(folder: Path) -> list[tuple[str, ...]]:
    return [path.relative_to(folder).parts for path in folder.rglob("*.py")]


def _table(content: bytes) -> Mapping[str, Any]:
    try:
        return tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):  # whoever loads it will say so
        return {}
