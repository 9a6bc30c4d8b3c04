"""An assignment opened: found by its name, with the answers that belong to it."""

from pathlib import Path

from grader.api.grading import Grading
from grader.api.report import refuse_unknown
from grader.api.source import source_of
from grader.diagnosis import Hints
from grader.errors import UserError
from grader.find import find_place
from grader.language import LANGUAGES
from grader.sandbox.choose import Requirements
from grader.sandbox.tiers import TIERS
from grader.session import opened


def open(  # noqa: A001 - as gzip and zipfile have it
    assignment: str | Path,
    *,
    seed: str | Path | None = None,
    practice: int = 1,
    language: str = "",
    hints: Hints | None = None,
    repair_seconds: float = 0.0,
    allow_tier: str = TIERS[0],
    own_code: bool = False,
) -> Grading:
    """Open an assignment for grading; this is ``grader.open``.

    `assignment` is a slug, a folder or a kit. `seed` is the file with the course's secret seed;
    without one a public set of practice cases is used, numbered as by `grader check --practice`.
    `language` is the reports', the assignment's own by default; `hints` says how far they go, as
    far as the assignment allows by default. With `repair_seconds` of processor time, small changes
    of wrong code are tried.

    Strangers' code runs at the isolation tier `allow_tier` (`isolated`, unless another is named) or
    above and nowhere else; with `own_code`, which is for one's own notebook, a plain process will
    do where there is no sandbox.

    Raises UnknownAssignment, BrokenAssignment, NotIsolated, UserError for what can be mended, and
    Fault for what is ours.
    """
    refuse_unknown(language or LANGUAGES[0], hints)
    if allow_tier not in TIERS:
        raise UserError(f"no tier {allow_tier!r}; there are {', '.join(TIERS)}")
    if practice < 1:
        raise UserError(f"practice is counted from 1, and not {practice!r}")
    place = find_place(str(assignment))
    source = source_of(place, None if seed is None else Path(seed), practice - 1)
    protected = () if seed is None else (Path(seed),)
    required = Requirements(protected, own_code, allow_tier)
    session = opened(source, required, repair_seconds=repair_seconds)
    return Grading(session, source, required, language, hints, repair_seconds)
