"""What commands say to a person: plain lines, and refusals in the person's language."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from grader.errors import NotExported, RemoteRefused, UserError
from grader.language import built_in
from grader.report import clean


@contextmanager
def said_in(language: str) -> Iterator[None]:
    """Turn a refusal whose sentence is still to be said into one that says it."""
    try:
        yield
    except (NotExported, RemoteRefused) as error:
        raise UserError(clean.line(built_in(language).say(error.text))) from None


def put(console: Console, text: str) -> None:
    """Print text as it is."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
