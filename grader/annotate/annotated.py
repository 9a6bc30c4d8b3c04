"""What an annotated copy is made of."""

from grader.frozen import frozen


@frozen
class Annotated:
    """The bytes of the two files: a notebook (nbformat 4.5) and an HTML page."""

    notebook: bytes
    page: bytes
