"""Where the answers of a found assignment come from."""

from pathlib import Path

from grader.errors import UserError
from grader.find import Place
from grader.kit.practice import practice_source
from grader.seed import read_seed
from grader.session import FromReference, Provider


def source_of(place: Place, seed_file: Path | None, practice: int = 0) -> Provider:
    """Return who answers: under the seed in a file, or under a public practice seed.

    Raises BrokenAssignment where nobody can, UserError for a kit, to which no seed belongs, and for
    a seed that cannot be read.
    """
    if seed_file is None:
        return practice_source(place, practice)
    if place.is_kit:
        raise UserError(f"{place.path} holds its own practice cases: leave the seed out")
    return FromReference(place.path, place.solutions, read_seed(seed_file))
