"""Whether a notebook that holds nothing that is asked for was made for another assignment."""

from collections.abc import Sequence

from grader.intake.wanted import Wanted


def meant(content: bytes, wanted: Wanted, others: Sequence[Wanted]) -> str:
    """Return the slug of the assignment that most of a file's definitions belong to.

    Empty where one of the wanted names is defined, or none of any other assignment.
    """
    if not wanted.names or wanted.defined_in(content):
        return ""
    fits = [(other.defined_in(content), other.slug) for other in others]
    most, slug = max(fits, default=(0, ""), key=lambda fit: fit[0])
    return slug if most else ""
