"""What a search found: edits of one line, each of which makes everything right by itself."""

from grader.frozen import frozen
from grader.model import Chunk
from grader.repair.candidate import Candidate


@frozen
class Bounds:
    """What the search for one exercise may use."""

    seconds: float = 1.0
    """Of processor time, the children's and ours together; four times as much on the clock."""
    candidates: int = 1_000
    """Edits that are tried on one case."""
    proofs: int = 12
    """Edits that are tried on all cases, each in a child of its own."""


@frozen
class Repaired:
    """That each of these edits of one line makes an exercise right on all its cases."""

    exercise: str
    edits: tuple[Candidate, ...]
    """The smallest first; at least one. All were tried."""
    elsewhere: tuple[Candidate, ...] = ()
    """Edits of one other line, each of which does so too, by itself."""

    @property
    def cell(self) -> int:
        """The cell of the line."""
        return self.edits[0].before.cell

    @property
    def line(self) -> int:
        """The line, within its cell."""
        return self.edits[0].line


@frozen
class Searched:
    """What came of a search."""

    repaired: Repaired | None
    tried: int
    """Edits that were asked for."""
    is_complete: bool
    """Whether every edit there is was tried: neither time nor number ended the search."""
    is_hopeless: bool = False
    """Whether it was given up: of many edits none brought anything nearer."""
    cpu_seconds: float = 0.0
    """Processor time, the children's and ours together."""
    refused: frozenset[Chunk] = frozenset()
    """The statements, edited, that were tried and are not right."""
