"""An archive that lies in another: come upon while that one is looked through, opened after."""

import zlib
from dataclasses import dataclass, field
from pathlib import Path

from grader.intake.hand_in import Place
from grader.intake.opening import opens_as_notebook
from grader.model import Text

MAX_MEMBERS = 50_000
"""Members of an archive that are looked at, those of archives in it among them."""
MAX_DEPTH = 3
"""Archives in one another that are opened, the outermost among them."""
MAX_INNER_MB = 128
"""Size of an archive that lies in another."""
TRIED = 1 << 30
"""Unpacked bytes of a whole archive after which no more of it is tried."""
KEPT = 256 << 20
"""Bytes, packed, that are kept of what lies in archives in an archive."""
_ABOUT = (".txt", ".yml")
"""Endings of files in which platforms say who handed in what."""
_BY_NAME = frozenset({"aside.not_a_notebook", "aside.archive"})
"""Why a file is no hand-in that may be a notebook under another name."""
TARS = (".tar", ".tar.gz", ".tgz")
"""Endings of what is read as a tar."""
OPENED = (".zip", *TARS)
"""Endings of archives that are looked into."""


@dataclass(slots=True)
class Left:
    """What may still be looked at of an archive that was given."""

    members: int = MAX_MEMBERS
    tried: int = field(default_factory=lambda: TRIED)
    kept: int = KEPT
    number: int = 1 << 32
    """Of the next member that is kept; no member of the outermost zip has it."""

    def keep(self, path: Path, listed: str, content: bytes) -> Place | None:
        """Return a place that holds the bytes themselves; None where there is no room for them."""
        packed = zlib.compress(content, 1)
        self.kept -= len(packed)
        return None if self.kept < 0 else Place(path, self.next(), listed, packed)

    def next(self) -> int:
        """Return a number that no other member has."""
        self.number += 1
        return self.number


@dataclass(frozen=True, slots=True)
class Inner:
    """An archive in an archive, with its bytes."""

    name: str
    """What people call it: its path from the one that was given."""
    content: bytes
    around: tuple[int, ...]
    """Which parts of its path are archives around it, below the one that was given."""
    depth: int
    """How many archives it is, with those around it."""
    left: Left


def is_opened(name: str) -> bool:
    """Tell whether a file of this name is an archive that is looked into."""
    return name.lower().endswith(OPENED)


def is_looked_at(name: str, why: Text) -> bool:
    """Tell whether what its name makes no hand-in may tell more by its bytes."""
    return tells_whose(name) or why.key in _BY_NAME


def is_kept(name: str, opening: bytes) -> bool:
    """Tell whether bytes are kept of what is no hand-in by its name."""
    return tells_whose(name) or opens_as_notebook(opening)


def tells_whose(name: str) -> bool:
    """Tell whether a platform may say in a file of this name who handed in what."""
    return name.lower().endswith(_ABOUT)
