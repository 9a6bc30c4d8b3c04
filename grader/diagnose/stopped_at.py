"""At which line of the notebook an exercise's code stopped."""

from collections.abc import Iterable

from grader.model import JudgedCase, Status


def stopped_at(judged: Iterable[JudgedCase]) -> dict[str, tuple[int, int]]:
    """Return, by exercise, the cell and the line at which its code stopped first.

    Or what a finding says has stopped, where the case went on.
    """
    found: dict[str, tuple[int, int]] = {}
    for case in judged:
        said = case.why.values if case.why and case.status is Status.RAISED else {}
        cell, line = case.stopped or (_number(said.get("cell")), _number(said.get("line")))
        if cell and line:
            found.setdefault(case.exercise, (cell, line))
    return found


def _number(said: object) -> int:
    return int(said) if isinstance(said, int | str) and str(said).isdecimal() else 0
