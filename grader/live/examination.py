"""Checks one kernel, time and again: what was found last is kept for the next hint."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader import notebook
from grader.assignment import in_language
from grader.diagnose.say import LEVELS
from grader.errors import GraderError, UnreadableNotebook
from grader.frozen import frozen
from grader.grade import grade
from grader.language import Catalogue, built_in
from grader.live import leftover
from grader.live.executor import Live
from grader.live.lessons import Lesson, Unclear, chosen, every_lesson
from grader.live.line import Line
from grader.live.opened import Opened, opened
from grader.live.taking import Kernel, bound, kernel_from
from grader.live.telling import Telling, sentence, together, told
from grader.model import Extraction, Isolation, Notebook, Problem, Submission, Text
from grader.recognise import candidate, everything_known, recognised
from grader.report.html import FRAGMENT_TEMPLATE, environment
from grader.result import Graded, Result
from grader.sandbox.choose import Requirements
from grader.session import opened as opened_session
from grader.tell import tell

_IN_KERNEL = Text("live.in_kernel")
_KEPT = frozenset({"no_reference", "cut_short"})
"""What is said of the whole that is said of a kernel too."""


@frozen
class Part:
    """What was found by one lesson, ready to be told at any level of hints."""

    opened: Opened
    result: Result
    kicker: Text
    notes: tuple[Text, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether nothing is left to do."""
        return self.result.score == self.result.max_score


class Examination:
    """What the examiner keeps of a kernel between checks."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._opened: dict[str, tuple[Lesson, Opened]] = {}
        self._last: list[Part] = []
        self._level = 0

    def make_ready(self, is_waiting: Callable[[], bool]) -> None:
        """Open kits before anybody asks, as long as nobody does."""
        environment().get_template(FRAGMENT_TEMPLATE)
        for lesson in every_lesson():
            if is_waiting():
                return
            if lesson.place.is_kit:
                with suppress(GraderError):  # it is told when it is asked for
                    self._open(lesson)

    def told(self, message: dict[str, Any], content: bytes) -> Telling:
        """Return what is to be shown. Raises Unclear, GraderError, HungUp."""
        language = str(message.get("language", ""))
        if message["ask"] == "hint":
            return self._hint(language)
        kernel = kernel_from(message)
        lesson = str(message["lesson"])
        if message["ask"] == "all":
            parts = [self._saved(kernel, Submission("", str(message["file"]), content), lesson)]
        else:
            parts = self._live(kernel, message["wanted"], lesson, str(message["notebook"]))
        self._last, self._level = parts, 0
        return together([self._tell(part, language) for part in parts])

    # ------------------------------------------------------------ asking

    def _live(self, kernel: Kernel, wanted: str | None, lesson: str, path: str) -> list[Part]:
        try:
            found = _chosen(kernel.own, wanted, lesson, path)
        except Unclear:  # what is asked for may come from a module of the student's
            found = _chosen(kernel.callables, wanted, lesson, path)
        parts, unclear = list[Part](), list[Unclear]()
        for one in found:
            try:
                parts.append(self._part(kernel, one, wanted))
            except Unclear as lacking:
                unclear.append(lacking)
        if not parts:
            raise unclear[0]
        return parts

    def _part(self, kernel: Kernel, lesson: Lesson, wanted: str | None) -> Part:
        by = self._open(lesson)
        submission = kernel.submission()
        there = _taken(kernel, submission, by)
        names = [rubric.name for rubric in by.assignment.rubrics]
        if wanted is not None:
            asked = lesson.asked_as(wanted)
            names = by.meant(wanted, asked)
            if asked in there.missing:
                raise Unclear(Text("live.not_defined", {"name": wanted}))
        ready = [name for name in names if not by.lacking(name, there)]
        lacking = list(dict.fromkeys(n for name in names for n in by.lacking(name, there)))
        if not ready:
            raise Unclear(Text("live.lacking", {"names": ", ".join(lacking)}))
        executor = Live(self._line, by.assignment.limits)
        graded = _graded(executor, by, submission, there, ready)
        notes = [Text("live.not_yet", {"names": ", ".join(lacking)})] if lacking else []
        result = _of(graded.result, ready, _remarks(kernel, executor))
        # the kicker says where it ran; what a report says of sandboxes is for those who grade
        result = replace(result, isolation=Isolation(""))
        return Part(by, result, Text("live.kernel"), tuple(notes))

    def _saved(self, kernel: Kernel, submission: Submission, lesson: str) -> Part:
        """Grade a saved notebook as it would be handed in; say what only the kernel makes right."""
        try:
            cells = notebook.read(submission)
        except UnreadableNotebook as error:
            raise Unclear(error.text) from None
        names = {name for cell in cells.cells for name in bound(cell.source)}
        [found, *_] = _chosen(sorted(names), None, lesson, submission.content)
        by = self._open(found)
        with opened_session(by.source, Requirements(own_code=True)) as session:
            graded = session.grade(submission)
        left = self._left(kernel, by, cells, graded)
        result = replace(graded.result, problems=(*left, *graded.result.problems))
        kicker = Text("live.saved", {"name": submission.name})
        return Part(by, result, kicker, (Text("live.clean"),) * (not left))

    def _left(self, kernel: Kernel, by: Opened, cells: Notebook, saved: Graded) -> list[Problem]:
        submission = kernel.submission()
        there = _taken(kernel, submission, by)
        ready = [r.name for r in by.assignment.rubrics if not by.lacking(r.name, there)]
        if not ready or saved.attempt is None:
            return []
        executor = Live(self._line, by.assignment.limits)
        live = _graded(executor, by, submission, there, ready).result
        earned = {e.name: e.score or 0.0 for e in saved.result.exercises}
        better = [e.name for e in live.exercises if (e.score or 0.0) > earned.get(e.name, 0.0)]
        titles = {r.name: in_language(r.title, "", r.name) for r in by.assignment.rubrics}
        told_of = [(titles[n], sorted(by.given(n))) for n in better if n in ready]
        return leftover.leftovers(kernel, there, saved.attempt.extraction, cells, told_of)

    def _open(self, lesson: Lesson) -> Opened:
        before = self._opened.get(lesson.slug)
        if before is not None and before[0] == lesson:
            return before[1]
        found = opened(lesson.place)
        self._opened[lesson.slug] = lesson, found
        return found

    # ------------------------------------------------------------ telling

    def _hint(self, language: str) -> Telling:
        if not self._last:
            return sentence(Text("live.no_last"), language)
        open_parts = [part for part in self._last if not part.is_right]
        if not open_parts:
            return sentence(Text("live.all_right"), language)
        highest = max(LEVELS.index(part.opened.assignment.hints) for part in open_parts)
        if self._level >= highest:
            return sentence(Text("live.no_more"), language)
        self._level += 1
        return together([self._tell(part, language) for part in open_parts])

    def _tell(self, part: Part, language: str) -> Telling:
        assignment = part.opened.assignment
        language = language or assignment.languages[0]
        report = tell(part.result, assignment, language, LEVELS[self._level])
        catalogue: Catalogue = built_in(language)
        highest = LEVELS.index(assignment.hints)
        more = not part.is_right and self._level < highest
        notes = [*part.notes, *([Text("live.more")] if more else [])]
        return told(report, catalogue.say(part.kicker), [catalogue.say(one) for one in notes])


def _graded(
    executor: Live, by: Opened, submission: Submission, there: Extraction, ready: Sequence[str]
) -> Graded:
    prepared = by.narrowed(by.with_earlier(ready, there))
    return grade(submission, prepared, executor, known=by.known, take=lambda *_: there)


def _taken(kernel: Kernel, submission: Submission, by: Opened) -> Extraction:
    return kernel.take(notebook.read(submission), by.assignment.asks, by.prepared.handout)


def _chosen(
    names: Sequence[str], wanted: str | None, lesson: str, saved: bytes | str
) -> list[Lesson]:
    """Choose by the names, and by the saved notebook (or its path) where these do not tell."""
    lessons = every_lesson()
    try:
        return chosen(lessons, names, wanted, lesson)
    except Unclear:
        ours = _recognised(saved)
        if not ours:
            raise
        return chosen(lessons, names, wanted, lesson, ours)


def _recognised(saved: bytes | str) -> tuple[str, ...]:
    if isinstance(saved, str):
        return candidate(Path(saved), everything_known()).slugs if saved else ()
    return recognised(saved, everything_known())


def _remarks(kernel: Kernel, executor: Live) -> tuple[Problem, ...]:
    """Say what was done to numpy, and what cannot be done where it is graded."""
    said = []
    if kernel.replaced:
        said.append(Text("live.replaced", {"names": ", ".join(kernel.replaced)}))
    if executor.has_threads:
        said.append(Text("live.threads"))
    return tuple(Problem(_IN_KERNEL, text) for text in said)


def _of(result: Result, exercises: Sequence[str], problems: Sequence[Problem]) -> Result:
    """Return a result with these exercises alone, and the points of these."""
    kept = tuple(e for e in result.exercises if e.name in exercises)
    said = [p for p in result.problems if p.message.key in _KEPT or not kept]
    scores = [e.score for e in kept if e.score is not None]
    total = round(sum(scores), 2) if kept and len(scores) == len(kept) else None
    return replace(
        result,
        exercises=kept,
        problems=(*problems, *said),
        score=total,
        max_score=sum(e.max_score for e in kept) or result.max_score,
    )
