"""How far a class run has come: a bar at a terminal, a line now and then where there is none."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text as Words

from grader.language import Catalogue
from grader.model import Text

EVERY_SECONDS = 10.0
"""Between lines where there is no terminal."""
Advance = Callable[[bool], None]
"""Told of each submission as it is done, and whether it was only kept from a run before."""


@contextmanager
def progress(console: Console, total: int, catalogue: Catalogue) -> Iterator[Advance]:
    """Show it while a class is graded."""
    if not console.is_terminal:
        yield Lines(total, catalogue, _printing(console)).advance
        return
    columns = (
        TextColumn(catalogue.word("progress.grading")),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(catalogue),
        TextColumn(catalogue.word("progress.left")),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda _is_kept: shown.advance(task)


class Lines:
    """Says it in lines: how many, how many a second of those graded now, and how long it takes."""

    def __init__(
        self,
        total: int,
        catalogue: Catalogue,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total, self._catalogue, self._say, self._clock = total, catalogue, say, clock
        self._done = self._graded = 0
        self._began = self._said = clock()

    def advance(self, is_kept: bool) -> None:
        """Count one more; say so if nothing was said for a while."""
        self._done += 1
        self._graded += not is_kept
        now = self._clock()
        if now - self._said < EVERY_SECONDS or not self._graded or self._done == self._total:
            return
        self._said = now
        rate = self._graded / (now - self._began)
        values: dict[str, str | int | float | Text] = {
            "n": self._done,
            "total": self._total,
            "rate": _written(rate, self._catalogue),
            "left": _clock_time((self._total - self._done) / rate),
        }
        self._say(self._catalogue.say(Text("progress.line", values)))


class _Rate(TextColumn):
    """How many a second."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__("")
        self._catalogue = catalogue

    def render(self, task: Task) -> Words:
        if task.speed is None:
            return Words("")
        rate = _written(task.speed, self._catalogue)
        return Words(self._catalogue.say(Text("progress.rate", {"rate": rate})))


def _printing(console: Console) -> Callable[[str], None]:
    return lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True)


def _written(rate: float, catalogue: Catalogue) -> str:
    return f"{rate:.1f}".replace(".", catalogue.word("ui.decimal"))


def _clock_time(seconds: float) -> str:
    """Write a duration as h:mm:ss."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
