"""The sample class, and classes as large as one likes of its submissions, for benchmarks."""

import tomllib
from itertools import cycle, islice
from pathlib import Path

from grader.intake import HandIn, collect
from grader.model import Submission

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
HOSTILE = tomllib.loads((EXAMPLES / "expected.toml").read_text("utf-8"))["earns_nothing_in"]
"""Who of the class attacks the grader: no process that is not isolated would survive them."""


def calm(slug: str = "regularization") -> list[HandIn]:
    """Return what the class handed in, without the hostile ones."""
    found = collect([EXAMPLES / slug]).handed_in
    return [handed for handed in found if handed.person.id not in HOSTILE]


def submissions_of(slug: str) -> list[Submission]:
    """Return what is graded of an assignment.

    `regularization` has a class, the others their solution and the lesson as it is printed.
    """
    if slug == "regularization":
        return [handed.read() for handed in calm()]
    lessons = sorted((ROOT / "tests" / "data" / "lessons" / slug).glob("*.ipynb"))
    paths = [ROOT / "solutions" / slug / "solution.ipynb", *lessons]
    return [Submission(path.stem, path.name, path.read_bytes()) for path in paths]


def repeated(submissions: list[Submission], total: int) -> list[Submission]:
    """Return so many of them, from the first again after the last."""
    return list(islice(cycle(submissions), total))


def hand_in(submissions: list[Submission], total: int, folder: Path) -> None:
    """Write so many of them to a folder, each under a name of its own."""
    for number, one in enumerate(repeated(submissions, total)):
        suffix = Path(one.name).suffix
        (folder / f"student-{number:05}{suffix}").write_bytes(one.content)
