"""What grades the submissions of a class one by one and keeps what comes of them.

Every process of a class run has one.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from grader.annotate import annotate
from grader.classrun.decisions import decisions_in
from grader.classrun.resume import Finished, finished, whatever_is_kept
from grader.classrun.store import (
    COPIES,
    PAGE,
    REPORT,
    REPORT_PAGE,
    RESULT,
    Entry,
    Store,
)
from grader.classrun.traces import Tracer
from grader.decision import decided
from grader.errors import GraderError, where
from grader.intake import HandIn
from grader.intake.hand_in import UNREADABLE
from grader.model import Submission
from grader.report.class_row import ClassRow, class_row
from grader.report.html import render_html
from grader.report.seal import sealed
from grader.report.to_json import write_json
from grader.reported import Report
from grader.result import Graded, Result
from grader.sandbox.choose import Requirements
from grader.session import Provider, Session
from grader.stored import write_result

Lowers = Literal["always", "new_work", "never"]
"""When a mark may go down: by whatever is graded, by another submission only, by nothing."""
AsToday = Callable[[Result], Result]
"""Puts today's assignment into a result that it would give: `Changes.as_today`."""
_Copies = Callable[[Report], Mapping[str, bytes]]


@dataclass(frozen=True, slots=True)
class ClassRun:
    """What every worker of one class run is given."""

    source: Provider
    store: Store
    language: str = ""
    """Of the reports; empty for the assignment's own."""
    required: Requirements = field(default_factory=Requirements)
    """What the sandbox must be."""
    annotate: bool = False
    """Whether a copy of each notebook with feedback in it is written beside its report."""
    lowers: Lowers = "always"
    """When a new result takes the place of a better one; else that is kept, and said."""
    repair_seconds: float = 0.0
    """Processor time, for each submission that is wrong, of the search for a repair."""


@dataclass(frozen=True, slots=True)
class Instead:
    """A result that was not put in the place of a better one."""

    score: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One of a person's attempts, and what it earns."""

    handed: HandIn
    score: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Done:
    """One submission done: its row, and sentences about faults of ours."""

    row: ClassRow
    faults: tuple[str, ...] = ()
    kept: bool = False
    """Whether the result was there already, from a run before."""
    digest: str = ""
    """Of the submission's bytes; empty where they could not be read."""
    tried: tuple[Tried, ...] = ()
    """Every attempt of a person whose best one counts, earliest first; else empty."""
    counted: HandIn | None = None
    """Of these the one that counts."""
    instead: Instead | None = None
    """What grading gives now, where the better result of before was kept instead."""
    outdated: bool = False
    """Whether what is kept is of an earlier state of the assignment, and cannot be made anew."""


@dataclass(frozen=True, slots=True)
class _Marked:
    """One attempt, graded and not yet kept."""

    handed: HandIn
    submission: Submission
    graded: Graded
    faults: list[str]

    @property
    def score(self) -> float:
        score = self.graded.result.score
        return -1.0 if score is None else score

    @property
    def is_fault(self) -> bool:
        return self.graded.result.status == "grader_fault"


class Worker:
    """Grades submissions one after the other and keeps what comes of them."""

    def __init__(self, run: ClassRun, session: Session) -> None:
        self.run = run
        self.session = session
        self.language = run.language or session.assignment.languages[0]
        self._decisions = decisions_in(run.store)
        self._tracer = Tracer(session.prepared)

    def grade(self, handed: HandIn, key: str) -> Done:
        """Grade one person's submission and keep its result. Raises CannotWrite.

        Where the best of several attempts counts, each is graded, and that one kept.
        """
        marked = [self._mark(one) for one in (*handed.others, replace(handed, others=()))]
        best = _best(marked)
        try:
            copies = partial(self._copies, best)
            done = self._settled(best.graded.result, key, best.faults, copies)
        except GraderError:
            raise
        except Exception as error:  # a bug of ours; the rest of the class is still graded
            return self.set_down_as_fault(handed, key, f"{handed.name}: {where(error)}")
        return _with_attempts(done, marked, best) if len(marked) > 1 else done

    def _mark(self, handed: HandIn) -> _Marked:
        faults: list[str] = []
        try:
            submission = handed.read()
        except UNREADABLE as error:
            nothing = Submission(handed.person.id, handed.name, b"")
            fault = Graded(self.session.fault(nothing))
            return _Marked(handed, nothing, fault, [f"{handed.name} cannot be read: {error}"])
        graded = self.session.grade(submission, faults.append)
        try:
            traced = replace(graded.result, traces=self._tracer.traces(graded))
            graded = replace(graded, result=traced)
        except Exception as error:  # a bug of ours, or of a check: the points stand without it
            faults.append(f"{handed.name}: what it is compared by: {where(error)}")
        return _Marked(handed, submission, graded, faults)

    def set_down_as_fault(self, handed: HandIn, key: str, sentence: str) -> Done:
        """Keep that we failed to grade a submission: no points, and no zero."""
        nothing = Submission(handed.person.id, handed.name, b"")
        return self._settled(self.session.fault(nothing), key, [sentence], lambda _report: {})

    def before(self, handed: HandIn, key: str, as_today: AsToday) -> Done | None:
        """Return what a run before has done, if it is what this one would do.

        Of the best of several attempts nothing is kept that would tell whether it was the best. Of
        what cannot be read any more, whatever was done is kept.
        """
        entry = self.run.store.finished(key)
        try:
            submission = handed.read()
        except UNREADABLE:
            found = whatever_is_kept(entry, self.run.source.seed)
            outdated = found is not None and self._is_outdated(as_today(found.result))
        else:
            if handed.others:
                return None
            outdated = False
            found = finished(
                entry,
                self.session.fault(submission),
                self.run.source.seed,
                annotated=self.run.annotate,
                as_today=as_today,
            )
        if found is None:
            return None
        result = self._decided(found.result)
        report = self.session.tell(result, self.language)
        if outdated or found.is_told(report):
            row, digest = self._row(result, key, found.copies), result.provenance.sha256
            return Done(row, kept=True, digest=digest, outdated=outdated)
        if found.copies:  # they are made of the notebook, not of its result
            return None
        return replace(self._kept(result, report, key, [], {}), kept=True)

    def _is_outdated(self, result: Result) -> bool:
        today = self.session.fault(Submission("", "", b"")).provenance
        then = result.provenance
        return (then.assignment, then.reference) != (today.assignment, today.reference)

    def _settled(self, result: Result, key: str, faults: Sequence[str], copies: _Copies) -> Done:
        """Keep a result as a person decided it, unless a better one of before is to stay."""
        result = self._decided(result)
        if better := self._better(result, key):
            row = self._row(better.result, key, better.copies)
            instead = Instead(result.score, result.status)
            digest = better.result.provenance.sha256
            return Done(row, tuple(faults), kept=True, digest=digest, instead=instead)
        report = self.session.tell(result, self.language)
        return self._kept(result, report, key, faults, copies(report))

    def _decided(self, result: Result) -> Result:
        return decided(result, self.session.assignment, self._decisions)

    def _better(self, result: Result, key: str) -> Finished | None:
        """Return the result of before where it is not to make room for a worse one."""
        if self.run.lowers == "always":
            return None
        before = whatever_is_kept(self.run.store.finished(key), self.run.source.seed)
        if before is None or (self.run.lowers == "new_work" and _is_other_work(before, result)):
            return None
        old = self._decided(before.result)
        is_worse = old.score is not None and (result.score is None or result.score < old.score)
        return replace(before, result=old) if is_worse else None

    def _copies(self, marked: _Marked, report: Report) -> Mapping[str, bytes]:
        if not self.run.annotate:
            return {}
        taken, assignment = marked.graded.taken, self.session.assignment
        copy = annotate(marked.submission, report, taken, assignment, marked.faults.append)
        return dict(zip(COPIES, (copy.notebook, copy.page), strict=True)) if copy else {}

    def _kept(
        self,
        result: Result,
        report: Report,
        key: str,
        faults: Sequence[str],
        copies: Mapping[str, bytes],
    ) -> Done:
        page = render_html(report, copy=PAGE if PAGE in copies else "").encode()
        seed = self.run.source.seed
        pages = {REPORT_PAGE: page, **copies}
        files = {
            **pages,
            REPORT: sealed(write_json(report), seed, pages),
            RESULT: sealed(write_result(result), seed, pages),
        }
        self.run.store.write(key, Entry(files, tuple(faults)))
        digest = result.provenance.sha256
        return Done(self._row(result, key, copies), tuple(faults), digest=digest)

    def _row(self, result: Result, key: str, copies: Container[str]) -> ClassRow:
        place = f"students/{key}"
        copy = f"{place}/{PAGE}" if PAGE in copies else ""
        return class_row(
            result, self.session.assignment, self.language, page=f"{place}/{REPORT_PAGE}", copy=copy
        )


def _is_other_work(before: Finished, result: Result) -> bool:
    """Tell whether another file was graded; one that we failed to read is taken for the same."""
    then, now = before.result.provenance.sha256, result.provenance.sha256
    return then != now and result.status != "grader_fault"


def _best(marked: Sequence[_Marked]) -> _Marked:
    """Return the attempt that earns most, the later of two that earn the same.

    Where grading one of them failed us, that might have been the best: then nobody's mark is said,
    unless another has full marks.
    """
    best = max(reversed(marked), key=lambda one: one.score)
    faults = [one for one in marked if one.is_fault]
    full = best.score >= best.graded.result.max_score
    return best if full or not faults else faults[-1]


def _with_attempts(done: Done, marked: Sequence[_Marked], best: _Marked) -> Done:
    tried = tuple(
        Tried(one.handed, one.graded.result.score, one.graded.result.status) for one in marked
    )
    faults = tuple(fault for one in marked for fault in one.faults)
    return replace(done, tried=tried, counted=best.handed, faults=faults)
