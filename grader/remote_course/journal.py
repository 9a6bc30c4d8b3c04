"""What was pushed, line by line: written before anything is sent, and again when it has arrived.

So a mark that stands on the platform is known as ours even if we died while it was on its way.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec

from grader.folder import Folder, opened_folder
from grader.remote_course.manifest import Source

FOLDER, FILE = "push", "journal.jsonl"
_LARGEST = 1 << 28
State = Literal["sending", "done", "lost"]


class _Line(msgspec.Struct):
    source: str
    member: str
    mark: str
    digest: str
    state: State
    at: str = ""


@dataclass(slots=True)
class Ours:
    """What is known to be ours of one person's."""

    mark: Decimal | None = None
    """That arrived last."""
    digest: str = ""
    """Of what arrived with it."""
    underway: frozenset[Decimal] = frozenset()
    """Marks that were sent since, of which nobody knows whether they arrived."""

    @property
    def marks(self) -> frozenset[Decimal]:
        """Every mark on the platform that no person has put there."""
        return self.underway if self.mark is None else self.underway | {self.mark}


class Journal:
    """The journal of one source, in an open folder."""

    def __init__(self, folder: Folder, source: Source) -> None:
        self._folder, self._source = folder, source.key
        self._ours: dict[str, Ours] = defaultdict(Ours)
        for line in _lines(folder):
            if line.source == self._source:
                self._take(line)

    def of(self, member: str) -> Ours:
        """Return what is ours of a person's."""
        return self._ours[member]

    def note(self, member: str, mark: Decimal, digest: str, state: State) -> None:
        """Write a line, and have it on the disk. Raises OSError."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        line = _Line(self._source, member, f"{mark:f}", digest, state, now)
        self._folder.append(FILE, msgspec.json.encode(line))
        self._take(line)

    def _take(self, line: _Line) -> None:
        ours, mark = self._ours[line.member], Decimal(line.mark)
        if line.state == "sending":
            ours.underway |= {mark}
        elif line.state == "done":
            ours.mark, ours.digest, ours.underway = mark, line.digest, frozenset()
        else:
            ours.mark, ours.digest = None, ""


def read_journal(out: Path, source: Source) -> Journal:
    """Return the journal as it is, to be read only; an empty one where there is none."""
    with opened_folder(out) as folder:
        try:
            with folder.within(FOLDER) as inner:
                return Journal(inner, source)
        except FileNotFoundError:
            return Journal(folder, source)


def _lines(folder: Folder) -> list[_Line]:
    """Return the lines that are whole: the last one may have been cut off."""
    try:
        content = folder.read(FILE, _LARGEST)
    except FileNotFoundError:
        return []
    lines = []
    for written in content.splitlines():
        try:
            line = msgspec.json.decode(written, type=_Line)
            Decimal(line.mark)
        except (msgspec.MsgspecError, UnicodeDecodeError, ArithmeticError):
            continue
        lines.append(line)
    return lines
