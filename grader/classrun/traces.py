"""What one submission of a class is compared by with the others; kept with its result.

Nothing here decides about points. All of it is bounded: a result that is kept grows by a few
kilobytes at most.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from grader import notebook
from grader.classrun.unexplained import unexplained
from grader.diagnose.answers import Answers
from grader.extract import extract
from grader.extract.defining import Defining, defining
from grader.extract.winnow import BITS, every_hash, winnowed
from grader.model import Attempt, Extraction, Status, Submission
from grader.near_miss import near_misses
from grader.prepare import Prepared
from grader.report import clean
from grader.result import ExerciseResult, Graded, Trace, Unexplained

MOST_HASHES = 128
"""Of one exercise, the least: of two trees the same part is kept."""
_NAMED = ("mistake", "either", "follows")
_NOT_THERE = (Status.MISSING, Status.NOT_ATTEMPTED)


@dataclass(frozen=True)
class Tracer:
    """Traces the submissions to one assignment."""

    prepared: Prepared

    def traces(self, graded: Graded) -> tuple[Trace, ...]:
        """Return what a class compares of one submission; nothing where nothing was run.

        Raises what an author's check raises.
        """
        attempt = graded.attempt
        if attempt is None:
            return ()
        near = near_misses(self.prepared, attempt.outcomes, attempt.judged)
        answers = Answers(attempt.outcomes)
        found = (
            self._trace(one, attempt, answers, near.get(one.name, ()))
            for one in graded.result.exercises
            if one.status not in _NOT_THERE
        )
        return tuple(map(clean.record, found))

    def _trace(
        self, exercise: ExerciseResult, attempt: Attempt, answers: Answers, near: tuple[str, ...]
    ) -> Trace:
        own = self._own(exercise.name, attempt.extraction)
        lost = {item.id for item in exercise.items if item.score != item.max_score}
        return Trace(
            exercise=exercise.name,
            is_right=not lost,
            near_misses=tuple(item for item in near if item in lost),
            unexplained=self._unexplained(exercise, answers, own) if lost else None,
            hashes=self.hashes(exercise.name, attempt.extraction),
        )

    def _own(self, exercise: str, extraction: Extraction) -> list[Defining]:
        """Return the definitions that are this exercise's, and not an earlier one's."""
        its = self.prepared.assignment.exercises[exercise]
        asks = [name for name in its.asks or (exercise,) if name not in its.upstream]
        return defining(extraction, asks)

    def _unexplained(
        self, exercise: ExerciseResult, answers: Answers, own: list[Defining]
    ) -> Unexplained | None:
        if not own or any(one.kind in _NAMED for one in exercise.diagnoses):
            return None
        cases = [c for c in self.prepared.cases if c.question.exercise == exercise.name]
        return unexplained(cases, answers, own[0])

    def hashes(self, exercise: str, extraction: Extraction) -> str:
        """Return the hashes of an exercise's trees that nobody was given, as a trace keeps them."""
        own = self._own(exercise, extraction)
        found = {one for definition in own for one in winnowed(definition.chunk.source)}
        found -= self._given[exercise]
        return "".join(f"{one:0{BITS // 4}x}" for one in sorted(found)[:MOST_HASHES])

    @cached_property
    def _given(self) -> Mapping[str, frozenset[int]]:
        """Hashes of what is handed out, and of how the author solves it, by exercise."""
        taken = [self.prepared.handed_out, *_solved(self.prepared)]
        return {
            name: frozenset(
                one
                for extraction in taken
                for definition in self._own(name, extraction)
                for one in every_hash(definition.chunk.source)
            )
            for name in self.prepared.assignment.exercises
        }


def _solved(prepared: Prepared) -> Iterator[Extraction]:
    folder = prepared.assignment.solutions
    path = folder / "solution.ipynb" if folder else None
    if path is not None and path.is_file():
        read = notebook.read(Submission("solution", path.name, path.read_bytes()))
        yield extract(read, prepared.assignment.asks)
