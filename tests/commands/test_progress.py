"""Where there is no terminal, how far a class run has come is said in lines, now and then."""

from io import StringIO

import pytest
from rich.console import Console

from grader.commands.progress import EVERY_SECONDS, Lines, progress
from grader.language import LANGUAGES, built_in


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _lines(total: int, clock: Clock, language: str = "en") -> tuple[Lines, list[str]]:
    said: list[str] = []
    return Lines(total, built_in(language), said.append, clock), said


def test_a_line_tells_how_many_how_fast_and_how_long_it_takes() -> None:
    clock = Clock()
    lines, said = _lines(10_000, clock)
    for _ in range(50):
        clock.now += 0.5
        lines.advance(False)
    assert said == [
        "20 of 10000 graded, 2.0 a second, time left 1:23:10",
        "40 of 10000 graded, 2.0 a second, time left 1:23:00",
    ]


def test_what_was_kept_says_nothing_of_the_rate() -> None:
    clock = Clock()
    lines, said = _lines(200, clock)
    for _ in range(150):
        lines.advance(True)
    for _ in range(3):
        clock.now += 5
        lines.advance(False)
    assert said == ["152 of 200 graded, 0.2 a second, time left 0:04:00"]


def test_who_is_quick_says_nothing_nor_does_the_last() -> None:
    clock = Clock()
    lines, said = _lines(3, clock)
    lines.advance(False)
    lines.advance(False)
    clock.now += 2 * EVERY_SECONDS
    lines.advance(False)
    assert said == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_the_class_s_language(language: str) -> None:
    clock = Clock()
    lines, said = _lines(40, clock, language)
    clock.now += 16
    lines.advance(False)
    [line] = said
    assert ("0.1" if language == "en" else "0,1") in line
    assert "0:10:24" in line


def test_no_bar_is_drawn_where_there_is_no_terminal() -> None:
    file = StringIO()
    with progress(Console(file=file), 2, built_in("en")) as advance:
        advance(False)
        advance(False)
    assert file.getvalue() == ""


def test_a_terminal_is_told_the_rate_and_the_time_left() -> None:
    file = StringIO()
    console = Console(file=file, force_terminal=True, width=120, legacy_windows=False)
    with progress(console, 2, built_in("es")) as advance:
        advance(False)
    assert "calificando" in file.getvalue()
    assert "tiempo restante" in file.getvalue()
