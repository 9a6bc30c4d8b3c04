"""Go on with a class run that was interrupted: which submissions need not be graded again."""

from collections.abc import Callable
from dataclasses import replace

from grader.classrun.store import COPIES, REPORT, RESULT, Entry
from grader.decision import undecided
from grader.errors import UserError
from grader.frozen import frozen
from grader.report.seal import is_sealed
from grader.report.to_json import read_json, write_json
from grader.reported import Report
from grader.result import Result
from grader.stored import read_result

_SAME = ("student", "slug", "max_score", "provenance", "isolation")
"""What a result says besides what was found: whose it is, how it was made."""


@frozen
class Finished:
    """A result that need not be made again, and what is kept with it."""

    result: Result
    report: Report
    copies: tuple[str, ...]

    def is_told(self, report: Report) -> bool:
        """Whether the report that is kept says what this one does; when it was made apart."""
        now = read_json(write_json(report))
        return replace(self.report, timing={}) == replace(now, timing={})


def finished(
    entry: Entry | None,
    expected: Result,
    seed: bytes,
    *,
    annotated: bool,
    as_today: Callable[[Result], Result] = lambda result: result,
) -> Finished | None:
    """Return what is kept of a submission if grading would only make it once more.

    `expected` is any result of the same submission, made now: the one there must be of the same
    content, assignment, reference, seed, versions and isolation, when `as_today` has put in today's
    for an assignment that would give the same. None where it is not, does not carry the seal of
    this seed, tells of a fault of ours, or lacks copies that are wanted now.
    """
    kept = whatever_is_kept(entry, seed)
    if kept is None:
        return None
    found = as_today(kept.result)
    same = all(getattr(found, name) == getattr(expected, name) for name in _SAME)
    wanted = COPIES if annotated and found.status not in ("unreadable", "too_costly") else ()
    if not same or found.status == "grader_fault" or kept.copies != wanted:
        return None
    return replace(kept, result=replace(found, student=expected.student))


def whatever_is_kept(entry: Entry | None, seed: bytes) -> Finished | None:
    """Return what is kept of a submission and carries the seal of this seed, whatever it is of.

    The result is the grader's own, without what a person decided.
    """
    if entry is None:
        return None
    pages = {n: content for n, content in entry.files.items() if n not in (RESULT, REPORT)}
    if not all(is_sealed(entry.files[name], seed, pages) for name in (RESULT, REPORT)):
        return None
    try:
        found, report = read_result(entry.files[RESULT]), read_json(entry.files[REPORT])
    except UserError:
        return None
    copies = tuple(name for name in COPIES if name in pages)
    return Finished(undecided(found), report, copies)
