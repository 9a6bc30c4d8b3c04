"""Tell which assignment a notebook answers to, of those that can be found.

In this order: what its metadata say (our handouts name their assignment there), whose handout's
Markdown it still holds, whose functions and classes it defines. Nothing is graded by it.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from grader.budget import MAX_FILE_MB
from grader.errors import BrokenKit, UnreadableNotebook
from grader.find import Place, known_places
from grader.frozen import frozen
from grader.intake.wanted import defined_names, wanted_in
from grader.kit.read import public_file
from grader.notebook.encoding import to_utf8

_LONG = 30
"""Characters from which a line of a handout is taken for its own."""
_MOST_FILES = 200
"""Notebooks of a folder that are looked at, the newest first."""
_COPY = ".feedback.ipynb"
"""How the copies end that `--annotate` writes."""


class _Ours(msgspec.Struct):
    assignment: str = ""


class _Metadata(msgspec.Struct):
    grader: _Ours | None = None


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""


class _Notebook(msgspec.Struct):
    metadata: _Metadata = msgspec.field(default_factory=_Metadata)
    cells: list[_Cell] = []


@frozen
class Recognisable:
    """An assignment as it can be recognised."""

    place: Place
    names: tuple[frozenset[str], ...]
    """What each thing that is asked for may be called."""
    lines: frozenset[str]
    """The long lines of its handout's Markdown."""


@frozen
class Candidate:
    """A notebook, and the assignments that it may answer to: several where it is not plain."""

    path: Path
    slugs: tuple[str, ...]


def everything_known() -> list[Recognisable]:
    """Return the assignments that can be found; one whose files are faulty is not recognised."""
    return [one for place in known_places().values() if (one := _known(place)) is not None]


def recognised(content: bytes, known: Iterable[Recognisable]) -> tuple[str, ...]:
    """Return the slugs of the assignments that a notebook answers to; several that fit alike."""
    read = _read(content)
    known = list(known)
    said = read.metadata.grader.assignment if read.metadata.grader else ""
    if any(one.place.slug == said for one in known):
        return (said,)
    there = set(_lines(read))
    kept = {one.place.slug: float(len(one.lines & there)) for one in known}
    return _best(kept) or answering(defined_names(content), known)


def answering(names: frozenset[str], known: Iterable[Recognisable]) -> tuple[str, ...]:
    """Return the slugs of the assignments of which most is defined; several where equally much."""
    return _best({one.place.slug: _share(one, names) for one in known})


def candidates(folder: Path, known: Iterable[Recognisable]) -> list[Candidate]:
    """Return the notebooks of a folder that answer to an assignment, the newest first."""
    known = list(known)
    found = [candidate(path, known) for path in _notebooks(folder)[:_MOST_FILES]]
    return [one for one in found if one.slugs]


def candidate(path: Path, known: Iterable[Recognisable]) -> Candidate:
    """Return a notebook with the assignments that it may answer to, none if it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read((MAX_FILE_MB << 20) + 1)
    except OSError:
        return Candidate(path, ())
    return Candidate(path, recognised(content, known))


def _notebooks(folder: Path) -> list[Path]:
    def when(path: Path) -> float:
        try:
            return path.stat().st_mtime
        except OSError:  # gone meanwhile
            return 0.0

    there = [p for p in folder.glob("*.ipynb") if p.is_file() and not p.name.endswith(_COPY)]
    return sorted(there, key=lambda path: (-when(path), path.name))


def _best(fits: Mapping[str, float]) -> tuple[str, ...]:
    most = max(fits.values(), default=0.0)
    return tuple(slug for slug, fit in fits.items() if most and fit == most)


def _share(one: Recognisable, defined: frozenset[str]) -> float:
    there = sum(not defined.isdisjoint(names) for names in one.names)
    return there / len(one.names) if one.names else 0.0


def _known(place: Place) -> Recognisable | None:
    try:
        asked = public_file(place, "assignment.toml")
        handout = public_file(place, "handout.ipynb")
    except BrokenKit:
        return None
    if asked is None:
        return None
    lines = frozenset(_lines(_read(handout or b"{}")))
    return Recognisable(place, wanted_in(asked, place.slug).names, lines)


def _read(content: bytes) -> _Notebook:
    try:
        return msgspec.json.decode(to_utf8(content), type=_Notebook)
    except (msgspec.MsgspecError, UnicodeDecodeError, UnreadableNotebook):
        return _Notebook()  # of another form, or damaged: whoever grades it will say so


def _lines(notebook: _Notebook) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            source = cell.source if isinstance(cell.source, str) else "".join(cell.source)
            yield from (line for text in source.splitlines() if len(line := text.strip()) >= _LONG)
