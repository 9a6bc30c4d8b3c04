"""Tell a result to one reader: in their language, no more of a mistake than they may be told."""

import shlex
from collections.abc import Sequence
from typing import Any

from grader import bounds
from grader.assignment import Assignment, Item, Rubric, in_language
from grader.diagnose.say import BETWEEN_QUOTED, allowed, code, say, sentence, with_line
from grader.diagnosis import Hints
from grader.language import Catalogue
from grader.model import Text
from grader.reported import (
    ExerciseReport,
    ExhibitReport,
    FindingReport,
    ItemReport,
    PrintedReport,
    ProblemReport,
    Report,
)
from grader.result import (
    ExerciseResult,
    Exhibit,
    FindingResult,
    ItemResult,
    Printed,
    Provenance,
    Result,
    Timing,
)


def tell(
    result: Result, assignment: Assignment, language: str, hints: Hints | None = None
) -> Report:
    """Return what a result says in this language.

    `assignment` is the one that was graded: its texts and titles are told. `hints` says as much of
    a mistake as the assignment allows, or less.
    """
    teller = _Teller(assignment, language, allowed(assignment, hints))
    return Report(
        student=result.student,
        slug=result.slug,
        title=in_language(assignment.title, language, assignment.slug),
        digest=result.provenance.assignment,
        language=language,
        score=result.score,
        max_score=result.max_score,
        status=result.status,
        exercises=tuple(map(teller.exercise, result.exercises)),
        problems=tuple(
            ProblemReport(teller.say(p.where), bounds.sentence(teller.say(p.message)))
            for p in result.problems
        ),
        provenance=_provenance(result.slug, result.provenance),
        isolation={"tier": result.isolation.tier, **result.isolation.facts},
        timing=_timing(result.timing),
    )


class _Teller:
    def __init__(self, assignment: Assignment, language: str, hints: Hints) -> None:
        self._assignment = assignment
        self._rubrics = {rubric.name: rubric for rubric in assignment.rubrics}
        self._catalogue = Catalogue(language, assignment.sentences(language))
        self._hints = hints
        self.say = self._catalogue.say

    def exercise(self, found: ExerciseResult) -> ExerciseReport:
        rubric = self._rubrics[found.name]
        titles = {item.id: item for item in rubric.items}
        items = tuple(self._item(item, titles[item.id]) for item in found.items)
        lost = [item.title for item in items if item.score != item.max_score]
        return ExerciseReport(
            name=found.name,
            title=self._title(rubric),
            score=found.score,
            max_score=found.max_score,
            status=found.status.value,
            summary=bounds.sentence(self._joined(found.summary)),
            items=items,
            diagnosis=tuple(
                say(diagnosis, self._assignment, self._catalogue, self._hints, lost)
                for diagnosis in with_line(found.diagnoses)
            ),
            advice=tuple(map(self.say, found.advice)),
            exhibits=tuple(map(self._exhibit, found.exhibits)),
            printed=tuple(map(self._printed, found.printed)),
            left_out=found.left_out,
            stopped=code(found.stopped, self._catalogue),
            called=code(found.called, self._catalogue),
        )

    def _item(self, found: ItemResult, item: Item) -> ItemReport:
        findings, left_out = bounds.messages([self._finding(one) for one in found.findings])
        return ItemReport(
            id=found.id,
            title=in_language(item.title, self._catalogue.language, item.id),
            score=found.score,
            max_score=found.max_score,
            findings=findings,
            reason=self._reason(found),
            left_out=found.left_out + left_out,
        )

    def _reason(self, found: ItemResult) -> str:
        """Say why points were given though not everything holds."""
        if found.decided is not None:
            points = self._catalogue.points(found.decided.instead_of)
            return self.say(Text("reason.decided", {"why": found.decided.why, "points": points}))
        if found.follow_through is not None:
            titles = [self._title(self._rubrics[name]) for name in found.follow_through.sources]
            key = "reason.follow_through" if found.follow_through.by_own else "reason.mended"
            return self.say(Text(key, {"exercises": BETWEEN_QUOTED.join(titles)}))
        if found.for_mistake is None:
            return ""
        if self._hints == "where" or found.for_mistake.certainty == "possible":
            return self._catalogue.word("reason.partial_unnamed")
        said = sentence(found.for_mistake, self._assignment, self._catalogue)
        return self.say(Text("reason.partial", {"mistake": said}))

    def _finding(self, found: FindingResult) -> FindingReport:
        said = [text for text in (found.message, found.detail) if text is not None]
        # what to do about it is for who asks how to go on
        remedy = self._hints in ("how", "fix")
        message = bounds.sentence(" ".join(self.say(text, remedy=remedy) for text in said))
        return FindingReport(self._case(found.case), found.kind, found.ok, message, found.case)

    def _exhibit(self, found: Exhibit) -> ExhibitReport:
        return ExhibitReport(
            self._case(found.case), found.name, found.expected, found.got, found.off,
            self._joined(found.notes), found.form, found.case,
        )  # fmt: skip

    def _printed(self, found: Printed) -> PrintedReport:
        return PrintedReport(self._case(found.case), found.text, found.left_out, found.case)

    def _joined(self, said: Sequence[Text]) -> str:
        return " ".join(map(self.say, said))

    def _case(self, case: str) -> str:
        return self._catalogue.word(f"cases.{case}", case)

    def _title(self, rubric: Rubric) -> str:
        return in_language(rubric.title, self._catalogue.language, rubric.name)


def _provenance(slug: str, found: Provenance) -> dict[str, Any]:
    return {
        "submission": {"name": found.file, "sha256": found.sha256},
        "assignment": found.assignment,
        "reference": found.reference,
        "seed": found.seed,
        "versions": {"grader": found.grader, "python": found.python, "numpy": found.numpy},
        "command": f"grader check {slug} {shlex.quote(found.file)} --seed-file SEED",
    }


def _timing(found: Timing) -> dict[str, Any]:
    seconds = {
        "wall_seconds": found.wall_seconds,
        "sandbox_cpu_seconds": found.sandbox_cpu_seconds,
    }
    told = {name: value for name, value in seconds.items() if value is not None}
    return {"graded_at": found.graded_at, **told}
