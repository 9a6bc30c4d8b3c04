"""Where the answers to public practice cases come from: a kit, or a course with its solutions."""

from grader.errors import BrokenAssignment
from grader.find import Place
from grader.kit.read import FromKit
from grader.seed import practice_seed
from grader.session import FromReference, Provider


def practice_source(place: Place, number: int = 0) -> Provider:
    """Return who answers under a practice seed. Raises BrokenAssignment where nobody can."""
    if place.is_kit:
        return FromKit(place.path, number)
    if place.solutions is None:
        raise BrokenAssignment(
            f"{place.path} has no solutions beside it: check with the kit that your teacher made "
            f"(grader release {place.slug} --out {place.slug}.kit)"
        )
    return FromReference(place.path, place.solutions, practice_seed(number))
