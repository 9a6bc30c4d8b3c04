"""What came of the bodies that were searched: for the rest of a class, and for the next run.

Of what was found only a digest is kept: the edit is looked for among those of the code at hand, and
tried there like any other. So nothing is said that was not tried, whatever a file holds.
"""

from typing import Protocol

import msgspec

from grader.frozen import frozen

_MOST = 5_000
"""Bodies that are remembered."""
_NAME = "repairs"


class Kept(Protocol):
    """Where bytes are kept between runs: `Shelf` is one."""

    def read(self, name: str) -> bytes | None:
        """Return what was written under a name, if nobody else can have written it."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Keep bytes under a name, if that can be."""
        ...


@frozen
class Came:
    """What came of a body's search."""

    seconds: float
    """How long it might take."""
    is_complete: bool = False
    """Whether every edit there is was tried, or it was given up."""
    kind: str = ""
    """Of the edit that was found; empty where none was."""
    size: int = 0
    after: str = ""
    """The body of the statement as it is then (`grader.repair.body`)."""
    line: int = 0
    """Its line, within the statement."""

    def was_in_vain(self, seconds: float) -> bool:
        """Tell whether nothing was found, and would not be within so many seconds."""
        return not self.kind and (self.is_complete or self.seconds >= seconds)


_DECODER = msgspec.json.Decoder(dict[str, Came])


class Remembered:
    """What came of bodies, by their digests."""

    def __init__(self, kept: Kept | None = None) -> None:
        self._kept = kept
        self._came = self._read()

    def of(self, exercise: str, body: str) -> Came | None:
        """Return what came of a body, here or in another process."""
        place = f"{exercise} {body}"
        if place not in self._came and self._kept is not None:
            self._came = self._read() | self._came
        return self._came.get(place)

    def note(self, exercise: str, body: str, came: Came) -> None:
        """Remember what came of a body."""
        found = self._read() | self._came if self._kept is not None else self._came
        if len(found) < _MOST:
            found[f"{exercise} {body}"] = came
        self._came = found
        if self._kept is not None:
            self._kept.write(_NAME, msgspec.json.encode(found))

    def _read(self) -> dict[str, Came]:
        content = self._kept.read(_NAME) if self._kept is not None else None
        try:
            return _DECODER.decode(content) if content else {}
        except msgspec.DecodeError:  # of another version: it is searched again
            return {}
