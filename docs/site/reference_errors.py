"""What can stop a command, from the tree of exceptions."""

from collections.abc import Iterator

from grader.errors import GraderError


def errors() -> str:
    """Return the page."""
    head = (
        "# What stops a command\n\nEach ends with one sentence, and an exit code that a script can "
        "read. The names stand in logs.\n\n| | exit code | |\n|---|---|---|"
    )
    return "\n".join([head, *_rows(GraderError, 0)])


def _rows(cls: type[GraderError], depth: int) -> Iterator[str]:
    about = (cls.__doc__ or "").partition("\n")[0]
    yield f"| {'&emsp;' * depth}`{cls.__name__}` | {cls.exit_code} | {about} |"
    for below in cls.__subclasses__():
        if below.__module__ == "grader.errors":
            yield from _rows(below, depth + 1)
