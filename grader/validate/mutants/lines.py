"""Where a mutant's change stands, and the lines that its report leads to, the likeliest first."""

import ast
import difflib
import re
from collections.abc import Iterator, Sequence

from grader.assignment import Assignment
from grader.diagnose.diagnose import is_right
from grader.diagnosis import Diagnosis, Excerpt
from grader.extract.defining import asked_of, defining, helpers
from grader.frozen import frozen
from grader.model import Attempt
from grader.repair.suspects import ASKED, INSIDE, WRONG, suspects
from grader.result import Graded
from grader.syntax import syntax_tree

_STOPPED = "why.raised"
"""Says at which line the code stopped; the key of a sentence."""
_ADDED = "repair.where_added"
_NAME = re.compile(r"[^\W\d]\w*")
_GIVEN = re.compile(r"\s*\w+(, \w+)* = ")
_FEW = 3

Lines = frozenset[int]


@frozen
class Found:
    """What a report says of the line of a change."""

    is_repaired: bool = False
    """Whether a small edit was found that makes an exercise right."""
    is_first: bool = False
    """Whether the first line that it leads to is the changed one."""
    is_among_three: bool = False
    is_elsewhere: bool = False
    """Whether what is said for sure accuses another line: a repair, or a mistake that was found."""


def changed_lines(reference: str, mutant: str) -> Lines:
    """Return the lines of a mutant that are not the reference's.

    Where a statement was left out: those beside the gap, and the next that uses what it gave.
    """
    before, after = ast.unparse(syntax_tree(reference)).split("\n"), mutant.split("\n")
    found: set[int] = set()
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after).get_opcodes():
        if tag != "equal":
            found |= {*range(j1 + 1, j2 + 1)} or {j1, j1 + 1}
        is_gap = tag == "delete" or [line.strip() for line in after[j1:j2]] == ["pass"]
        if is_gap:
            given = {*_NAME.findall("".join(before[i1:i2]).partition("=")[0])} - {"self"}
            told = _docstrings(mutant)
            rest = (n for n in range(j2, len(after)) if n + 1 not in told)
            uses = (n for n in rest if not given.isdisjoint(_used(after[n])))
            found |= {next(uses, j1) + 1}
    return frozenset(found)


def _docstrings(source: str) -> set[int]:
    """Return the lines that are texts: a name in them is not used there."""
    return {
        line
        for one in ast.walk(syntax_tree(source))
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
        for line in range(one.lineno, (one.end_lineno or one.lineno) + 1)
    }


def _used(line: str) -> list[str]:
    """Return the names that a line uses; one that it only gives a value is not used there."""
    return _NAME.findall(_GIVEN.sub("", line))


def found_lines(assignment: Assignment, graded: Graded, changed: Lines) -> Found:
    """Tell whether what is said of a graded mutant leads to the lines that were changed."""
    attempt = graded.attempt
    if attempt is None:
        return Found()
    wrong = [one for one in graded.result.exercises if not is_right(one.name, attempt.judged)]
    sure = [lines for one in wrong for lines in _accused(one.diagnoses)]
    led: list[Lines] = []
    for one in wrong:
        led += _led_to(assignment, attempt, one.name, one.diagnoses)
    few = [*dict.fromkeys(led)][:_FEW]
    return Found(
        is_repaired=any(d.kind == "repair" for one in wrong for d in one.diagnoses),
        is_first=bool(few) and not few[0].isdisjoint(changed),
        is_among_three=any(not lines.isdisjoint(changed) for lines in few),
        is_elsewhere=any(lines.isdisjoint(changed) for lines in sure),
    )


def _accused(diagnoses: Sequence[Diagnosis]) -> Iterator[Lines]:
    """Yield the lines that are said for sure to be wrong; of one or another line, both as one."""
    yield from (lines for one in diagnoses if one.kind != "repair" and (lines := _sure(one)))
    repairs = frozenset[int]().union(*(_sure(one) for one in diagnoses if one.kind == "repair"))
    yield from [repairs] if repairs else []


def _sure(one: Diagnosis) -> Lines:
    """Return the lines that are said for sure to be wrong, of one diagnosis.

    Of a line that is missing, those between which it would stand.
    """
    if one.kind == "repair" and one.where is not None:
        if one.where.key == _ADDED:
            line = int(str(one.where.values["line"]))
            return frozenset([line - 1, line])
        told = [one.where.values["line"], *str(one.where.values.get("lines", "")).split(", ")]
        return frozenset(int(str(line)) for line in told if line)
    if one.kind == "mistake" and one.certainty == "confirmed" and one.code is not None:
        return _lines_of(one.code)
    return frozenset()


def _lines_of(code: Excerpt) -> Lines:
    first, last = code.meant
    if not first:
        first, last = code.line, code.line + code.text.count("\n")
    return frozenset(range(first, last + 1))


def _is_made(rank: float) -> bool:
    """Tell whether a line makes what goes wrong; not whether it is in what was asked for."""
    return rank < ASKED or WRONG <= rank < INSIDE


def _led_to(
    assignment: Assignment, attempt: Attempt, name: str, diagnoses: Sequence[Diagnosis]
) -> Iterator[Lines]:
    """Yield the lines that are shown beside what is said, in its order; then the others.

    Those are the lines that are said to be wrong, where it stopped, then those that are suspect.
    """
    yield from (_sure(one) or _lines_of(one.code) for one in diagnoses if one.code is not None)
    yield from (lines for one in diagnoses if (lines := _sure(one)))
    judged = [case for case in attempt.judged if case.exercise == name]
    for case in judged:
        if case.why is not None and case.why.key == _STOPPED and "line" in case.why.values:
            yield frozenset([int(str(case.why.values["line"]))])
        if case.stopped is not None:
            yield frozenset([case.stopped[1]])
    exercise = assignment.exercises[name]
    own = [one for one in exercise.asks or (name,) if one not in exercise.upstream]
    ranks = suspects(
        [*defining(attempt.extraction, own), *helpers(attempt.extraction)],
        diagnoses,
        judged,
        attempt.extraction.names,
        asked_of(attempt.extraction),
    )
    known = sorted((rank, line) for (_cell, line), rank in ranks.items() if _is_made(rank))
    yield from (frozenset([line]) for _rank, line in known)
