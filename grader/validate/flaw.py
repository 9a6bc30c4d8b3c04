"""What validation finds: faults, each with its file and key, and a row for each thing examined."""

from grader.frozen import frozen


@frozen
class Flaw:
    """Something an author must mend."""

    file: str
    key: str
    """Where in the file: a key, a case, a mistake's id; empty for the file itself."""
    sentence: str


@frozen
class Row:
    """One thing that was examined."""

    what: str
    result: str
    """A count or a word: what was seen."""
    faults: tuple[Flaw, ...] = ()
    notes: tuple[str, ...] = ()
    """Worth knowing, but nothing to mend."""


@frozen
class Validation:
    """All that was examined, in order."""

    slug: str
    rows: tuple[Row, ...]

    @property
    def faults(self) -> tuple[Flaw, ...]:
        """Return every fault."""
        return tuple(fault for row in self.rows for fault in row.faults)
